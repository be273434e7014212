"""Rows that are entered once under a key of their case: whoever comes second learns it before anything is committed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import Stale
from app.store.prepared import fetch

WHOLE = "/"
"""Before a key that is unique among all cases by itself."""

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def once(table: Table) -> dict[str, Any]:
    """For each kind of database the statement that enters a row, or returns nothing where its key is taken."""
    return {
        name: make(table).on_conflict_do_nothing(index_elements=["key"]).returning(table.c.id)
        for name, make in INSERTS.items()
    }


def entering(table: Table) -> Callable[[Connection, list[dict[str, Any]]], None]:
    """The writer of a table's rows.  Raises Stale: another act has entered one by the same key."""
    statements = once(table)

    def enter(connection: Connection, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            filled = {**row, "key": key_of(row["case_id"], row["key"])}
            # The row itself tells: among statements that go out together there is no row count.
            if not fetch(connection, statements[connection.dialect.name], filled):
                raise Stale(f"{row['key']} was entered by another act meanwhile", f"{row['key']}已由他人登记")

    return enter


def key_of(case: int, key: str) -> str:
    """A key that is unique in its case, made unique among all; one that begins with `WHOLE` is so already."""
    return (key if key.startswith(WHOLE) else f"{case}/{key}")[:200]
