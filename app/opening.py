"""Opens the house: settings as they are given, a database that is up to date, and the desk on it."""

from __future__ import annotations

import difflib
import gc
import os
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from app import desk
from app.desk import Desk
from app.domain.wording import expected
from app.errors import BadSetting, NotReady
from app.settings import Settings
from app.store.database import Database
from app.store.migrate import migrate

PREFIX = "LIANBAN_"
BESIDE = frozenset({"PYTHON", "CI"})
"""Read by the start script, before there are settings."""
SECRET = frozenset({"webhook_secret", "smtp_password", "database_url"})
"""Their values are not repeated where others may read them."""


def read_settings(**given: Any) -> Settings:
    """The environment's settings, overridden by `given`.  Raises BadSetting: one of them cannot be used."""
    _check_names()
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        name = str(found["loc"][0])
        shown = "…" if name in SECRET else repr(str(found["input"]))
        raise BadSetting(
            f"{PREFIX}{name.upper()} is {shown}: {expected(found, 'en')}",
            f"设置 {PREFIX}{name.upper()} 为 {shown}:{expected(found, 'zh')}",
            field=name,
        ) from None


def _check_names() -> None:
    """A misspelt setting would be passed over without a word, and nobody would know why it does nothing."""
    known = {name.upper() for name in Settings.model_fields} | BESIDE
    for name in sorted(os.environ):
        wanted = name.removeprefix(PREFIX)
        if wanted == name or wanted in known:
            continue
        meant = difflib.get_close_matches(wanted, known, n=1, cutoff=0.75)
        if meant:
            raise BadSetting(
                f"{name} is {os.environ[name]!r}: there is no such setting; expected {PREFIX}{meant[0]}",
                f"没有设置 {name}(值为 {os.environ[name]!r});应为 {PREFIX}{meant[0]}",
                field=wanted.lower(),
            )


def open_house(settings: Settings, open_database: Callable[[str], Database] = Database.open) -> Desk:
    """The desk on the database of `settings`, which is made or brought up to date first.

    open_database: by its URL.  Raises NotReady: the database cannot be opened.
    """
    try:
        if settings.url.startswith("sqlite"):
            settings.data.mkdir(parents=True, exist_ok=True)
        database = open_database(settings.url)
        migrate(database)
    except Exception as error:  # each driver has errors of its own; whoever starts the server wants one sentence
        place = "LIANBAN_DATABASE_URL" if settings.database_url else str(settings.data)
        why = str(error).partition("\n")[0]
        raise NotReady(f"cannot open the database ({place}): {why}", f"无法打开数据库({place}):{why}") from error
    return desk.open_desk(database, settings)


def settle_down() -> None:
    """Take what was loaded at the start out of the garbage collector's rounds.

    Each act makes and drops one case's tokens, which refer to each other; looking through all of the
    program for them every few hundred objects costs a tenth of a step.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
