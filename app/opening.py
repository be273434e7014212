"""Opens the house: a database that is up to date, and the desk on it."""

from __future__ import annotations

import gc
from collections.abc import Callable

from app import desk
from app.desk import Desk
from app.errors import NotReady
from app.settings import Settings
from app.store.database import Database
from app.store.migrate import migrate


def open_house(settings: Settings, open_database: Callable[[str], Database] = Database.open) -> Desk:
    """The desk on the database of `settings`, which is made or brought up to date first.

    open_database: by its URL.
    Raises NotReady: the database cannot be opened, or one of the centre's own templates does not work.
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
    house = desk.open_desk(database, settings)
    house.presses.check()
    return house


def settle_down() -> None:
    """Take what was loaded at the start out of the garbage collector's rounds.

    Each act makes and drops one case's tokens, which refer to each other; looking through all of the
    program for them every few hundred objects costs a tenth of a step.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
