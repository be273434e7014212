"""Rehearses a diagram in memory: commands as JSON lines in, the state of the case as JSON lines out."""

from __future__ import annotations

import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import orjson

from app.designs.checking import sources_of
from app.domain.calendar import WorkCalendar
from app.domain.hours import OfficeHours
from app.engine import prepare
from app.engine.rehearsal import Rehearsal, described, play
from app.environment import read_settings
from app.errors import DiagramRefused, Invalid, LianbanError

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("play")
@click.argument("files", nargs=-1, required=True, type=FILES, metavar="FILE...")
@click.option("--process", metavar="ID", default=None, help="Which process to start; else the first file's.")
@click.option("--centre", type=FILES, default=None, help="Opening hours; else those of centre.toml in processes/.")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Not used: nothing is stored.")
@click.option("--json", "as_json", is_flag=True, help="As always: a rehearsal speaks JSON.")
def command(
    files: tuple[Path, ...], process: str | None, centre: Path | None, data: Path | None, as_json: bool
) -> None:
    """Rehearse a diagram; nothing is stored. Further files are the processes that it calls, and so are those beside it.

    Commands, one a line on standard input:

    \b
    {"do": "start", "variables": {}}
    {"do": "complete", "task": "an id or an element", "variables": {}}
    {"do": "advance", "seconds": 86400}
    {"do": "message", "name": "..."}      {"do": "signal", "name": "..."}
    """
    try:
        program = prepare(sources_of(files), process=process)
        rehearsal = Rehearsal(program, _calendar(centre), datetime.now(UTC))
    except LianbanError as refused:
        _show(_nothing(refused))
        sys.exit(1)
    for picture in play(rehearsal, sys.stdin.buffer):
        _show(picture)


def _calendar(centre: Path | None) -> WorkCalendar:
    """The published days with the centre's hours, in its zone.  Raises Invalid: its file cannot be used."""
    found = read_settings()
    file = centre or found.processes / "centre.toml"
    if not file.is_file():
        return WorkCalendar.published(zone=found.zone)
    try:
        sessions = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("hours", {}).get("sessions")
        return WorkCalendar.published(hours=OfficeHours.of(sessions) if sessions else None, zone=found.zone)
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid(f"{file.name} cannot be used: {error}", f"{file.name}无法使用:{error}") from error


def _nothing(refused: LianbanError) -> dict[str, Any]:
    error = described(refused)
    if isinstance(refused, DiagramRefused):
        error["findings"] = [finding.to_dict() for finding in refused.findings]
    return {"tasks": [], "timers": [], "ended": False, "variables": {}, "error": error}


def _show(picture: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(picture, option=orjson.OPT_NON_STR_KEYS) + b"\n")
    sys.stdout.buffer.flush()
