"""Reads the settings from the environment, and says in a sentence what is wrong with them."""

from __future__ import annotations

import difflib
import os
from typing import Any

from pydantic import ValidationError

from app.domain.wording import expected
from app.errors import BadSetting
from app.settings import Settings

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
