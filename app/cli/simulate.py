"""Replays a version of a diagram many times and tells what to expect: a table, charts, or JSON."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click
import orjson
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app import desk
from app.cli import options
from app.desk import Outcome, Question, Simulation, simulation_as_json
from app.domain.actors import SYSTEM
from app.environment import read_settings
from app.errors import Invalid
from app.opening import open_house

BLOCKS = " ▁▂▃▄▅▆▇█"
WIDEST = 40
SOURCES = "Learn from closed tasks where there are enough (the default), or go by the diagram and these options."


@click.command("simulate")
@click.argument("key", metavar="KEY[@VERSION]")
@click.option("--cases", type=click.IntRange(1, 20_000), default=500, show_default=True, help="How many come.")
@click.option("--days", type=click.IntRange(1, 1_000), default=60, show_default=True, help="In how many working days.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same result.")
@click.option("--people", multiple=True, metavar="DEPT=N", help="Who works there (or DEPT:head=N); else the accounts.")
@click.option("--time", "times", multiple=True, metavar="STEP=HOURS", help="2, exp(2), tri(1,2,6), lognormal(3,0.5).")
@click.option(
    "--odds", multiple=True, metavar="STEP=OUTCOMES", help="How often each outcome comes: agree:9,disagree:1."
)
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="What every applicant declares, as JSON.")
@click.option("--times", "source", type=click.Choice(["history", "given"]), default="history", help=SOURCES)
@options.data
@options.as_json
def command(
    key: str,
    cases: int,
    days: int,
    seed: int,
    people: tuple[str, ...],
    times: tuple[str, ...],
    odds: tuple[str, ...],
    facts: tuple[str, ...],
    source: Literal["history", "given"],
    data: Path | None,
    as_json: bool,
) -> None:
    """Replay a version under the working calendar: on-time rate, queues, the bottleneck, one more person there."""
    name, at, number = key.rpartition("@")
    question = Question(
        key=name if at and number.isdigit() else key,
        version=int(number) if at and number.isdigit() else None,
        cases=cases,
        days=days,
        seed=seed,
        people={name: _whole(text, name) for name, text in _pairs(people, "people").items()},
        times=_pairs(times, "time"),
        odds=_pairs(odds, "odds"),
        facts={name: _fact(text) for name, text in _pairs(facts, "fact").items()},
        source=source,
    )
    house = open_house(read_settings(data=data))
    try:
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
            task = bar.add_task("replaying", total=cases)
            found = desk.simulate(
                house,
                SYSTEM,
                question,
                at=datetime.now(UTC),
                progress=lambda done: bar.update(task, completed=done),
            )
    finally:
        house.database.close()
    if as_json:
        click.echo(orjson.dumps(simulation_as_json(found)))
    else:
        show(found, Console(highlight=False))


def _pairs(texts: tuple[str, ...], field: str) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (equals and name.strip() and value.strip()):
            raise Invalid(f"--{field} is {text!r}, not NAME=VALUE", f"--{field} 应为 名称=值:{text}", field=field)
        found[name.strip()] = value.strip()
    return found


def _whole(text: str, name: str) -> int:
    if not text.isdigit():
        raise Invalid(f"{name} has {text!r} people, not a number", f"{name}的人数不是数字:{text}", field="people")
    return int(text)


def _fact(text: str) -> object:
    """A value as JSON; what is none is a text."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def show(found: Simulation, console: Console) -> None:
    """Tables and charts for people."""
    asked, outcome = found.question, found.outcome
    console.print(f"[bold]{found.name}[/bold] ({found.key}, version {found.version})")
    console.print(f"{asked.cases} cases over {asked.days} working days, seed {asked.seed}; {outcome.finished} finished")
    if outcome.broken:
        console.print(f"[red]{outcome.broken} could not go on:[/red] {outcome.why_broken}")
    if not outcome.complete:
        console.print(f"[yellow]cut off by the budget; {outcome.unfinished} were still running[/yellow]")
    _show_summary(found, console)
    _show_loads(outcome, console)
    _show_spread(outcome, found.promise, console)
    _show_steps(found, console)


def _show_summary(found: Simulation, console: Console) -> None:
    table = Table("", "as it is", "one more there", box=None)
    more = found.one_more
    rate, rate_more = _rate(found.outcome), "-" if more is None else _rate(more)
    table.add_row("on time", rate, rate_more)
    for name, words in (("p50", "half end within"), ("p90", "nine of ten within"), ("longest", "the longest took")):
        other = None if more is None else getattr(more, name)
        table.add_row(words, _days(getattr(found.outcome, name)), _days(other))
    console.print(table)
    narrow = found.outcome.bottleneck
    if narrow is not None:
        console.print(f"bottleneck: [bold]{narrow.name}[/bold], {narrow.busy:.0%} busy with {narrow.people} people")


def _rate(outcome: Outcome) -> str:
    kept = outcome.on_time
    return "no promise" if kept is None else f"{kept.rate:.1%} ({kept.low:.1%} to {kept.high:.1%}) of {kept.of}"


def _days(days: float | None) -> str:
    return "-" if days is None else f"{days:.1f} working days"


def _show_loads(outcome: Outcome, console: Console) -> None:
    table = Table("department", "people", "busy", "tasks", "wait", "9 of 10", "overdue", "waiting at closing time",
                  box=None)  # fmt: skip
    for load in outcome.loads:
        late = "-" if load.overdue is None else f"{load.overdue:.0%}"
        line = _line([waiting for _, waiting in load.queue])
        waits = (f"{load.wait:.1f} h", f"{load.wait_p90:.1f} h")
        table.add_row(load.name, str(load.people), f"{load.busy:.0%}", str(load.tasks), *waits, late, line)
    console.print(table)


def _line(counts: list[int]) -> str:
    """A chart one line high, with its highest value."""
    most = max(counts, default=0)
    return "".join(BLOCKS[-(-one * 8 // most)] if most else BLOCKS[1] for one in counts[:WIDEST]) + f" {most}"


def _show_spread(outcome: Outcome, promise: int | None, console: Console) -> None:
    """How many cases end on which working day, as bars; the promised day is marked."""
    most = max((count for _, count in outcome.spread), default=0)
    for day, count in outcome.spread[:WIDEST]:
        bar = "█" * max(1, count * WIDEST // most)
        mark = "  ← promised" if promise is not None and day + 1 == promise else ""
        console.print(f"{day + 1:>4} {bar} {count}{mark}")


def _show_steps(found: Simulation, console: Console) -> None:
    table = Table("step", "working hours", "by", box=None)
    for step in found.steps:
        table.add_row(step.name, step.hours, step.source)
    console.print(table)
