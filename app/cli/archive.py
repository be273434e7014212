"""Archives finished cases, and checks archives where no database is."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
import orjson

from app import desk
from app.cli import language, options
from app.domain import archives
from app.domain.actors import SYSTEM
from app.environment import read_settings
from app.opening import open_house

FILE = click.Path(dir_okay=False, path_type=Path)
PACKAGE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("archive")
def command() -> None:
    """Archive finished cases, and check archives."""


@command.command("make")
@click.argument("number")
@click.option("-o", "--output", type=FILE, default=None, help="File; else NUMBER.zip.")
@click.option("--despite", default="", metavar="REASON", help="Archive though something is missing; put on record.")
@options.data
def make(number: str, output: Path | None, despite: str, data: Path | None) -> None:
    """Archive a finished case and write its package; the same bytes as every time before."""
    house = open_house(read_settings(data=data))
    try:
        desk.make_archive(house, SYSTEM, number, despite, at=datetime.now(UTC))
        made, package = desk.archive(house, SYSTEM, number)
    finally:
        house.database.close()
    place = output or Path(f"{number}.zip")
    place.write_bytes(package)
    click.echo(f"{place}: {len(package)} bytes, {made.entries} entries, SM3 {made.digest}")
    for code in made.missing:
        click.echo(f"missing: {code}")


@command.command("gaps")
@click.argument("number")
@options.data
def gaps(number: str, data: Path | None) -> None:
    """Name what the archive of a case should hold and does not; leaves with 1 when there is something."""
    house = open_house(read_settings(data=data))
    try:
        found = desk.archive_gaps(house, SYSTEM, number)
    finally:
        house.database.close()
    for gap in found:
        click.echo(gap.message_zh if language() == "zh" else gap.message)
    click.echo(f"{number}: {len(found) or 'nothing'} missing")
    sys.exit(int(bool(found)))


@command.command("verify")
@click.argument("file", type=PACKAGE)
@click.option("--digest", default=None, metavar="SM3", help="What the case's ledger says of the package.")
@options.as_json
def verify(file: Path, digest: str | None, as_json: bool) -> None:
    """Check a package by itself: files, papers, ledger; leaves with 1 when something is not as it was archived."""
    checked = archives.check(file.read_bytes(), digest)
    if as_json:
        click.echo(orjson.dumps(asdict(checked)))
    else:
        for fault in checked.faults:
            click.echo(f"{fault.kind}: {fault.message_zh if language() == 'zh' else fault.message}")
        found = len(checked.faults) or "none"
        click.echo(
            f"{checked.number}: {checked.files} files, {checked.entries} entries, SM3 {checked.digest}: {found} wrong"
        )
    sys.exit(int(bool(checked.faults)))
