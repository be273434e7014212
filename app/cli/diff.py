"""Says what is different between two diagrams, files or deployed versions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from app import designs
from app.cli import language, lines_of, options
from app.designs.comparing import Difference, compare
from app.engine import read
from app.environment import read_settings
from app.errors import LianbanError, NotFound
from app.opening import open_house


@click.command("diff")
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@options.data
@options.as_json
def command(old: str, new: str, data: Path | None, as_json: bool) -> None:
    """Say what B has that A has not. Each is a file, or KEY@VERSION for a deployed version.

    Leaves with 0 when they mean the same, with 1 when they differ, with 2 when one cannot be read. Where shapes lie
    on the canvas is no difference.
    """
    try:
        found = _found(old, new, data)
    except LianbanError as refusal:
        for line in lines_of(refusal):
            click.echo(f"lianban: {line}", err=True)
        sys.exit(2)
    if as_json:
        click.echo(orjson.dumps([one_as_json(one) for one in found]))
    else:
        show(found)
    sys.exit(int(bool(found)))


def _found(old: str, new: str, data: Path | None) -> list[Difference]:
    (key, one), (other_key, other) = _version_of(old), _version_of(new)
    if one is None and other is None:
        return compare(read(_file(old), old), read(_file(new), new))
    house = open_house(read_settings(data=data))
    try:
        if one is not None and other is not None and key == other_key:
            return designs.between(house, key, one, other)
        ours = _file(old) if one is None else designs.source(house, key, one)
        theirs = _file(new) if other is None else designs.source(house, other_key, other)
        return compare(read(ours, old), read(theirs, new))
    finally:
        house.database.close()


def _version_of(text: str) -> tuple[str, int | None]:
    """Key and number of KEY@VERSION; a file of that name comes first."""
    key, at, number = text.rpartition("@")
    return (key, int(number)) if at and number.isdigit() and not Path(text).exists() else (text, None)


def _file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise NotFound(f"cannot read {name}: {error.strerror}", f"无法读取 {name}:{error.strerror}") from None


def one_as_json(one: Difference) -> dict[str, Any]:
    """A difference for other programs."""
    return {
        "kind": one.kind,
        "element": one.element,
        "process": one.process,
        "aspect": one.aspect,
        "old": one.old,
        "new": one.new,
        "message_zh": one.message_zh,
        "message_en": one.message_en,
    }


def show(found: list[Difference]) -> None:
    """A table for people."""
    console = Console(highlight=False)
    if not found:
        console.print("no difference")
        return
    table = Table("kind", "element", "what", box=None)
    for one in found:
        table.add_row(one.kind, one.element, one.message(language()))
    console.print(table)
