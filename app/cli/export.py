"""Writes cases out for others: event logs for process mining, and the exchange fields of the national standard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import IO

import click
import orjson

from app.cli import options
from app.desk import Desk, event_logs, exchange, ocel, xes
from app.environment import read_settings
from app.errors import Invalid
from app.opening import open_house

FILE = click.Path(dir_okay=False, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])
first_day = click.option("--from", "since", type=DAY, required=True, help="Cases received from this day.")
last_day = click.option("--to", "until", type=DAY, required=True, help="Up to this day, it included.")
output = click.option("-o", "--output", type=FILE, required=True, help="File to write.")
numbers = click.option("--numbers", is_flag=True, help="Keep case numbers, for use inside the centre.")
Write = Callable[[IO[bytes], Desk, datetime, datetime], int]


@click.group("export")
def command() -> None:
    """Write cases out: event logs, and exchange fields."""


@command.command("xes")
@first_day
@last_day
@output
@numbers
@options.data
def xes_(since: datetime, until: datetime, output: Path, numbers: bool, data: Path | None) -> None:
    """Write an event log as XES (IEEE 1849), without personal data."""
    _export(
        lambda out, house, a, b: xes.write(out, event_logs.traces(house, a, b, numbers=numbers)),
        since, until, output, data,
    )  # fmt: skip


@command.command("ocel")
@first_day
@last_day
@output
@numbers
@options.data
def ocel_(since: datetime, until: datetime, output: Path, numbers: bool, data: Path | None) -> None:
    """Write an event log as OCEL 2.0 in JSON, without personal data."""
    _export(
        lambda out, house, a, b: ocel.write(out, event_logs.traces(house, a, b, numbers=numbers)),
        since, until, output, data,
    )  # fmt: skip


@command.command("exchange")
@first_day
@last_day
@output
@options.data
def exchange_(since: datetime, until: datetime, output: Path, data: Path | None) -> None:
    """Write the exchange fields of GB/T 39046, one case a line."""
    _export(_lines, since, until, output, data)


def _lines(out: IO[bytes], house: Desk, start: datetime, end: datetime) -> int:
    number = 0
    for number, fields in enumerate(exchange.exchanged(house, start, end), 1):  # noqa: B007
        out.write(orjson.dumps(fields) + b"\n")
    return number


def _export(write: Write, since: datetime, until: datetime, output: Path, data: Path | None) -> None:
    if until < since:
        raise Invalid("--to is before --from", "截止日期早于起始日期", field="to")
    house = open_house(read_settings(data=data))
    zone = house.calendar.zone
    start, end = (datetime.combine(day, time(), zone) for day in (since, until + timedelta(days=1)))
    try:
        with _whole_or_nothing(output) as out:
            number = write(out, house, start.astimezone(UTC), end.astimezone(UTC))
    finally:
        house.database.close()
    click.echo(f"{output}: {number} cases")


@contextmanager
def _whole_or_nothing(place: Path) -> Iterator[IO[bytes]]:
    """A file that is there under its name when it is complete, and not before."""
    part = place.with_name(f"{place.name}.part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
