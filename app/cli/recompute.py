"""`lianban calendar recompute`: open cases follow a changed calendar; a server at work does it by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from app import desk
from app.cli import options
from app.cli.telling import print_json, words
from app.desk import Desk
from app.environment import read_settings
from app.opening import open_house
from app.store.recompute import RecomputeRecord


@click.command("recompute")
@options.data
@options.as_json
def command(data: Path | None, as_json: bool) -> None:
    """Compute the limits of all open cases anew after a change of the calendar; goes on where it was interrupted."""
    house = open_house(read_settings(data=data))
    try:
        done = follow(house)
        left = desk.pending_recomputations(house)
    finally:
        house.database.close()
    if as_json:
        print_json({"cases": done.cases, "moved": done.moved, "pending": len(left)})
        return
    click.echo(
        words(
            f"{done.cases} open cases looked at, limits of {done.moved} moved",
            f"已核对{done.cases}个在办件,{done.moved}个办件的期限有变动",
        )
    )


def follow(house: Desk) -> desk.Recomputed:
    """Do what is pending under a progress bar on the error stream; none is drawn where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    errors = Console(stderr=True)
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        bars: dict[int, TaskID] = {}

        def tick(job: RecomputeRecord) -> bool:
            if job.id not in bars:
                bars[job.id] = progress.add_task(job.reason, total=max(job.total, job.done))
            progress.update(bars[job.id], completed=job.done)
            return True

        done = desk.work_off(house, at=datetime.now(UTC), tick=tick)
        late = desk.catch_up(house, at=datetime.now(UTC))
    return desk.Recomputed(cases=done.cases + late.cases, moved=done.moved + late.moved)
