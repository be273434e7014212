"""Number series without gaps: a number is taken inside the transaction that uses it."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, literal_column
from sqlalchemy.dialects import postgresql, sqlite

from app.store.prepared import fetch
from app.store.tables_house import number_series

# The row stays locked until the transaction ends, so a number given back by a rollback is given out again.
_TAKE = {
    name: dialect.insert(number_series)
    .values(name=bindparam("name"), value=bindparam("count"))
    .on_conflict_do_update(
        index_elements=["name"], set_={"value": number_series.c.value + literal_column("excluded.value")}
    )
    .returning(number_series.c.value)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


class Number:
    """A number that is known once the writing transaction has taken it."""

    __slots__ = ("series", "shape", "text")

    def __init__(self, series: str, shape: str) -> None:
        """shape: a format with `{}` or `{:05d}` where the serial goes."""
        self.series = series
        self.shape = shape
        self.text = ""

    def __str__(self) -> str:
        return self.text


def take(connection: Connection, series: str, count: int = 1) -> int:
    """The first of `count` following serials of a series, from 1."""
    statement = _TAKE[connection.dialect.name]
    ((last,),) = fetch(connection, statement, {"name": series, "count": count})
    return int(last) - count + 1


def fill(connection: Connection, numbers: list[Number]) -> None:
    """Give each number its text; series in sorted order, so that two transactions cannot wait for each other."""
    for number in sorted(numbers, key=lambda n: n.series):
        number.text = number.shape.format(take(connection, number.series))
