"""What stands in a database, read past the server: single questions, and everything there is, to compare."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

Row = tuple[Any, ...]
Content = dict[str, list[Row]]


class Reader:
    """Reads one database: SQLite by the path of its file, PostgreSQL by its URL."""

    def __init__(self, source: Path | str) -> None:
        self._source = source

    @contextmanager
    def _open(self) -> Iterator[Any]:
        if isinstance(self._source, Path):
            connection: Any = sqlite3.connect(self._source, timeout=30, isolation_level=None)
            connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
        else:
            connection = psycopg.connect(self._source)
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try:
            yield connection
        finally:
            connection.close()

    def rows(self, question: str, *given: Any) -> list[Row]:
        """Rows of one question; a parameter is written `?`."""
        asked = question if isinstance(self._source, Path) else question.replace("?", "%s")
        with self._open() as connection:
            return [tuple(row) for row in connection.execute(asked, given).fetchall()]

    def one(self, question: str, *given: Any) -> Any:
        """The one value of a question."""
        return self.rows(question, *given)[0][0]

    def change(self, statement: str, *given: Any) -> None:
        """Change rows behind the server's back."""
        if isinstance(self._source, Path):
            connection: Any = sqlite3.connect(self._source, timeout=30)
        else:
            connection = psycopg.connect(self._source)
        with closing(connection), connection:
            connection.execute(statement if isinstance(self._source, Path) else statement.replace("?", "%s"), given)

    def everything(self) -> Content:
        """Every row of every table, in an order of its own, as of one moment."""
        listing = (
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            if isinstance(self._source, Path)
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        with self._open() as connection:
            names = [row[0] for row in connection.execute(listing).fetchall()]
            assert len(names) > 10, f"expected the product's tables, found: {names}"
            return {
                name: sorted((tuple(row) for row in connection.execute(f'SELECT * FROM "{name}"').fetchall()), key=repr)
                for name in names
            }


def differences(before: Content, after: Content) -> str:
    """What changed, in words; empty when nothing did."""
    said = []
    for name in sorted({*before, *after}):
        old, new = before.get(name, []), after.get(name, [])
        if old != new:
            gone = [row for row in old if row not in new]
            come = [row for row in new if row not in old]
            said.append(f"{name}: {len(old)} -> {len(new)} rows; gone {gone[:3]!r:.600}; new {come[:3]!r:.600}")
    return "\n".join(said)


def copied(database: Path, into: Path) -> Path:
    """A copy of a SQLite file that no process has open, with what its log holds, to look at and leave it as it is."""
    into.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal"):
        source = database.with_name(database.name + ending)
        (into / source.name).unlink(missing_ok=True)
        if source.exists():
            shutil.copy(source, into)
    (into / f"{database.name}-shm").unlink(missing_ok=True)
    return into / database.name
