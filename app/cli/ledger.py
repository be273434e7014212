"""Checks the sealed record of every case and every version, and names what was done to it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
import orjson

from app import designs, desk
from app.cli import options
from app.domain.ledger import Flaw
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
    """Verify the ledger of every case and of every version of a diagram, or of some cases.

    Leaves with 1 when one does not hold.
    """
    settings = read_settings(data=data)
    if settings.url.startswith("sqlite") and not (settings.data / "lianban.db").exists():
        raise NotFound(f"there is no database in {settings.data}", f"{settings.data} 中没有数据库")
    house = open_house(settings)
    cases = versions = entries = 0
    flawed: list[tuple[str, Sequence[Flaw]]] = []
    unseen = set(numbers)
    try:
        for audited in desk.verify_ledgers(house, numbers or None):
            cases += 1
            unseen.discard(audited.number)
            entries += audited.entries
            flawed += [(audited.number, audited.flaws)] if audited.flaws else []
        for version in () if numbers else designs.verify_ledgers(house):
            versions += 1
            entries += version.entries
            flawed += [(version.name, version.flaws)] if version.flaws else []
    finally:
        house.database.close()
    if unseen:
        first = min(unseen)
        raise NotFound(f"there is no case {first}", f"没有办件{first}", case=first)
    if as_json:
        shown = [{"number": name, "flaws": [asdict(flaw) for flaw in flaws]} for name, flaws in flawed]
        click.echo(orjson.dumps({"cases": cases, "versions": versions, "entries": entries, "flawed": shown}))
    else:
        for name, flaws in flawed:
            for flaw in flaws:
                click.echo(f"{name} entry {flaw.seq}: {flaw.kind}: {flaw.message}")
        click.echo(f"{cases} cases, {versions} versions, {entries} entries: {len(flawed) or 'none'} flawed")
    sys.exit(int(bool(flawed)))
