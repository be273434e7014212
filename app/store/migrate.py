"""Brings a database to the present schema, and says which schema it has."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select
from sqlalchemy.types import TypeDecorator

from app.store import (
    tables,
    tables_calendar,
    tables_conduct,
    tables_designs,
    tables_hall,
    tables_house,
    tables_moving,
    tables_online,
    tables_papers,
    tables_procedures,
    tables_words,
)
from app.store.database import Database
from app.store.schema import metadata

TURN = 7210144
"""The number of the lock under which a PostgreSQL is migrated."""
SCRIPTS = Path(__file__).parent / "migrations"
# Importing them is what fills the metadata.
LOADED = (
    tables,
    tables_calendar,
    tables_conduct,
    tables_designs,
    tables_hall,
    tables_house,
    tables_moving,
    tables_online,
    tables_papers,
    tables_procedures,
    tables_words,
)


def migrate(database: Database, revision: str = "head") -> None:
    """Run the migrations that are missing, all in one transaction; nodes that come at once wait for each other."""
    with database.writing() as connection:
        if database.is_sqlite:  # which has one writer anyway
            connection.execute(select(1))  # or Alembic would see no transaction, and begin and commit one of its own
        else:
            connection.execute(select(func.pg_advisory_xact_lock(TURN)))
        command.upgrade(_config(connection), revision)


def revision_of(database: Database) -> str | None:
    """The schema's revision, None when the database is empty."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Whether no migration is missing."""
    return revision_of(database) == ScriptDirectory(str(SCRIPTS)).get_current_head()


def differences(database: Database) -> list[Any]:
    """How the database's tables differ from the code's; empty when the migrations are complete."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        return list(compare_metadata(context, metadata))


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    """The job queue keeps its tables beside ours and brings them itself."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def render_item(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Write our own column types into a migration as the plain types they are stored as."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False
