"""The command `bench`: figures with their rivals beside them, as a table or JSON."""

from __future__ import annotations

import sys

import click
import orjson
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from app.bench import clock as clocks
from app.bench.step import Goal, Report, measure
from app.bench.verify import Report as Proofs
from app.bench.verify import measure as measure_proofs


@click.group("bench")
def command() -> None:
    """Measure speed and size."""


@command.command("step")
@click.option("--rounds", type=click.IntRange(2, 1000), default=40, show_default=True, help="Cases of 5 departments.")
@click.option("--data", default=None, help="Not used: a temporary folder is measured in.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
@click.option("--strict", is_flag=True, help="Leave with 1 when a goal is missed.")
def step(rounds: int, data: str | None, as_json: bool, strict: bool) -> None:
    """Durable steps of the joint case: ours against SpiffWorkflow's own serializer, in turn in one run.

    A step loads the case, completes a task, stores and commits it, on SQLite with `synchronous=FULL`.
    """
    errors = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        bar = progress.add_task("starting", total=None)
        report = measure(rounds, lambda what: progress.update(bar, description=what))
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(report.to_dict(), option=orjson.OPT_NON_STR_KEYS) + b"\n")
    else:
        _show(report)
    if strict and not all(goal.met for goal in report.goals):
        sys.exit(1)


@command.command("verify")
@click.option("--rounds", type=click.IntRange(1, 1000), default=5, show_default=True, help="Times each is checked.")
@click.option("--data", default=None, help="Not used: nothing is stored.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
@click.option("--strict", is_flag=True, help="Leave with 1 when a goal is missed.")
def verify(rounds: int, data: str | None, as_json: bool, strict: bool) -> None:
    """How fast a diagram is proved: joint approvals of 20 to 300 departments, sound and broken, and public models.

    The best of some rounds in processor time of one core.
    """
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("starting", total=None)
        report = measure_proofs(rounds, lambda what: progress.update(bar, description=what))
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(report.to_dict()) + b"\n")
    else:
        _show_proofs(report)
    if strict and not all(goal.met for goal in report.goals):
        sys.exit(1)


def _show_proofs(report: Proofs) -> None:
    console = Console(width=max(100, Console().width))
    table = Table("joint approval", "departments", "ms", "states", "said", "")
    for row in report.rows:
        sign = "[green]right[/green]" if row.right else f"[red]expected {row.expected}[/red]"
        table.add_row(row.what, str(row.departments), f"{row.milliseconds:.1f}", str(row.states), row.said, sign)
    console.print(table)
    if report.public is not None:
        found = report.public
        console.print(
            f"{found.models} public models: median {found.median:.1f} ms, 99 of 100 under {found.p99:.1f} ms,"
            f" longest {found.longest}"
        )
    else:
        console.print("The public models are not at hand; only what is drawn here was checked.")
    console.print(_table_of(report.goals))


def _show(report: Report) -> None:
    console = Console(width=max(100, Console().width))
    table = Table("way", "N", "KB", "ratio", "ours /s", "naive /s", "p50 / p95 ms", "naive p50 / p95 ms")
    for row in report.rows:
        table.add_row(
            row.where,
            str(row.departments),
            str(row.kilobytes),
            f"[bold]{row.ratio:.1f} x[/bold]",
            f"{row.rate:.0f}",
            f"{row.rate_naive:.0f}",
            f"{row.p50:.2f} / {row.p95:.2f}",
            f"{row.p50_naive:.2f} / {row.p95_naive:.2f}",
        )
    console.print("Durable steps of a joint case with N departments and a form of KB kilobytes.")
    console.print(table)
    console.print(_table_of(report.goals))


def _table_of(reached: list[Goal]) -> Table:
    goals = Table("goal", "value", "must", "stretch", "")
    for goal in reached:
        sign = "≤" if goal.at_most else "≥"
        verdict = "[green]reached[/green]" if goal.met else "[red]missed[/red]"
        goals.add_row(goal.name, f"{goal.value:,.2f}", f"{sign} {goal.must:,g}", f"{sign} {goal.stretch:,g}", verdict)
    return goals


@command.command("clock")
@click.option("--cases", type=click.IntRange(10, 100_000), default=10_000, show_default=True, help="Open joint cases.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
@click.option("--strict", is_flag=True, help="Leave with 1 when a goal is missed.")
@click.option("--database", default="", metavar="URL", help="An empty PostgreSQL database; else SQLite in a file.")
def clock(cases: int, as_json: bool, strict: bool, database: str) -> None:
    """Close a day for thousands of open cases: how soon every limit has moved, and what a red inbox costs."""
    errors = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        bars: dict[str, TaskID] = {}

        def tick(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=total)
            progress.update(bars[what], completed=done)

        report = clocks.measure(cases, tick, database_url=database)
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(report.to_dict()) + b"\n")
    else:
        table = Table("figure", "value", "must stay under")
        for name, value, most in report.goals:
            table.add_row(name, f"{value:,.2f}", f"{most:g}")
        Console().print(f"{report.cases:,} open cases, {report.moved:,} of them moved.")
        Console().print(table)
    if strict and any(value >= most for _, value, most in report.goals):
        sys.exit(1)
