"""Core statements compiled once and run on the driver's own cursor, for what every step of every case does.

Building and reading a Core statement costs six times what SQLite needs to carry it out; the column
types, and with them what is stored, stay Core's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import Select
from sqlalchemy.types import TypeDecorator, TypeEngine

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any]


class _Prepared:
    """One statement for one database and one set of values' names."""

    def __init__(self, statement: Executable, dialect: Dialect, names: Sequence[str]) -> None:
        made: Any = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]
        self.text: str = made.string
        self.positional: bool = made.positional
        self.order: list[str] = made.positiontup if made.positional else list(made.binds)
        self.fixed = {name: made.binds[name].value for name in self.order if name not in names}
        self.binds = _converting(enumerate(_to_driver(made.binds[name].type, dialect) for name in self.order))
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        self.results = _converting(enumerate(_from_driver(column.type, dialect) for column in columns))

    def bound(self, values: Values) -> Any:
        """The values in the driver's shape."""
        if self.fixed:
            values = {**self.fixed, **values}
        result = [values[name] for name in self.order]
        for place, convert in self.binds:
            result[place] = convert(result[place])
        return result if self.positional else dict(zip(self.order, result, strict=True))

    def read(self, row: Sequence[Any]) -> list[Any]:
        """A row of the driver's with the columns' own values."""
        result = list(row)
        for place, convert in self.results:
            result[place] = convert(result[place])
        return result


def _to_driver(column: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    kind = column.dialect_impl(dialect)
    convert: _Convert | None = kind.bind_processor(dialect)
    # Our own types convert to what the driver takes as it is; SQLAlchemy would wrap them in one more call.
    if convert and isinstance(kind, TypeDecorator) and kind.impl_instance.bind_processor(dialect) is None:
        return partial(kind.process_bind_param, dialect=dialect)
    return convert


def _from_driver(column: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    kind = column.dialect_impl(dialect)
    convert: _Convert | None = kind.result_processor(dialect, None)
    if convert and isinstance(kind, TypeDecorator) and kind.impl_instance.result_processor(dialect, None) is None:
        return partial(kind.process_result_value, dialect=dialect)
    return convert


def _converting(found: Iterable[tuple[int, _Convert | None]]) -> list[tuple[int, _Convert]]:
    """Only the places at which there is something to convert."""
    return [(place, convert) for place, convert in found if convert is not None]


_PREPARED: dict[tuple[Executable, str, tuple[str, ...]], _Prepared] = {}


def _prepared(connection: Connection, statement: Executable, values: Values) -> _Prepared:
    key = (statement, connection.dialect.name, tuple(values))
    found = _PREPARED.get(key)
    if found is None:
        found = _PREPARED[key] = _Prepared(statement, connection.dialect, key[2])
    return found


def run(connection: Connection, statement: Executable, rows: Values | Sequence[Values]) -> int:
    """Carry a statement out, once or for each row; returns how many rows it touched.

    statement: one that lives as long as the process.  rows: all with the same names.
    """
    batch = [rows] if isinstance(rows, Mapping) else rows
    prepared = _prepared(connection, statement, batch[0])
    cursor = connection.connection.cursor()
    try:
        if len(batch) > 1:
            cursor.executemany(prepared.text, [prepared.bound(row) for row in batch])
        else:
            cursor.execute(prepared.text, prepared.bound(batch[0]))
        return cursor.rowcount
    finally:
        cursor.close()


def fetch(connection: Connection, statement: Executable, values: Values) -> list[list[Any]]:
    """The rows that a SELECT finds, each as the list of its columns' values."""
    prepared = _prepared(connection, statement, values)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(prepared.text, prepared.bound(values))
        return [prepared.read(row) for row in cursor.fetchall()]
    finally:
        cursor.close()
