"""Checks the sealed record of every case and names what was done to it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click
import orjson

from app import desk
from app.cli import options
from app.environment import read_settings
from app.errors import NotFound
from app.opening import open_house


@click.group("ledger")
def command() -> None:
    """Check the record of what happened."""


@command.command("verify")
@click.argument("numbers", nargs=-1, metavar="[CASE NUMBER]...")
@options.data
@options.as_json
def verify(numbers: tuple[str, ...], data: Path | None, as_json: bool) -> None:
    """Verify the ledger of every case, or of some; leaves with 1 when one does not hold."""
    settings = read_settings(data=data)
    if settings.url.startswith("sqlite") and not (settings.data / "lianban.db").exists():
        raise NotFound(f"there is no database in {settings.data}", f"{settings.data} 中没有数据库")
    house = open_house(settings)
    cases = entries = 0
    flawed = []
    unseen = set(numbers)
    try:
        for audited in desk.verify_ledgers(house, numbers or None):
            cases += 1
            unseen.discard(audited.number)
            entries += audited.entries
            if audited.flaws:
                flawed.append(audited)
                if not as_json:
                    for flaw in audited.flaws:
                        click.echo(f"{audited.number} entry {flaw.seq}: {flaw.kind}: {flaw.message}")
    finally:
        house.database.close()
    if unseen:
        first = min(unseen)
        raise NotFound(f"there is no case {first}", f"没有办件{first}", case=first)
    if as_json:
        shown = [{"number": one.number, "flaws": [asdict(flaw) for flaw in one.flaws]} for one in flawed]
        click.echo(orjson.dumps({"cases": cases, "entries": entries, "flawed": shown}))
    else:
        click.echo(f"{cases} cases, {entries} entries: {len(flawed) or 'none'} flawed")
    sys.exit(int(bool(flawed)))
