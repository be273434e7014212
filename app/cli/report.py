"""Prints the monthly report, or writes it to a file."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import click
import orjson

from app import desk
from app.cli import options
from app.desk import report_sheets
from app.domain.actors import SYSTEM
from app.domain.reports import Figure
from app.environment import read_settings
from app.errors import Invalid
from app.opening import open_house
from app.store.queries import CaseQuery

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("report")
def command() -> None:
    """Count the cases of a month."""


@command.command("month")
@click.argument("month", metavar="YYYY-MM")
@click.option("--csv", "csv", type=FILE, default=None, help="Write it as CSV.")
@click.option("--xlsx", "xlsx", type=FILE, default=None, help="Write it as a workbook.")
@click.option(
    "--figure", type=click.Choice([str(one) for one in Figure]), default=None, help="List the cases behind a figure."
)
@options.data
@options.as_json
def month_(
    month: str, csv: Path | None, xlsx: Path | None, figure: str | None, data: Path | None, as_json: bool
) -> None:
    """Count the cases of a month by window, department and kind, to the last case."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", month)
    if found is None:
        raise Invalid(f"expected a month like 2026-11, got: {month}", f"月份应如 2026-11:{month}", field="month")
    when, at = (int(found[1]), int(found[2])), datetime.now(UTC)
    house = open_house(read_settings(data=data))
    try:
        if figure is not None:
            cases = desk.all_report_cases(house, SYSTEM, *when, figure, CaseQuery(limit=200), at=at)
            numbers = [one.number for one in cases]
            click.echo(orjson.dumps(numbers) if as_json else "\n".join(numbers))
            return
        report = desk.monthly_report(house, SYSTEM, *when, at=at)
    finally:
        house.database.close()
    for file, write in ((csv, report_sheets.as_csv), (xlsx, report_sheets.as_xlsx)):
        if file is not None:
            file.write_bytes(write(report))
            click.echo(f"{file}: {len(report.cells)} lines", err=as_json)
    if as_json:
        click.echo(orjson.dumps(report_sheets.as_record(report), option=orjson.OPT_UTC_Z))
    elif csv is None and xlsx is None:
        click.echo(report_sheets.as_table(report), nl=False)
