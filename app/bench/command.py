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
from app.bench.step import Report, measure


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
    goals = Table("goal", "value", "must", "stretch", "")
    for goal in report.goals:
        sign = "≤" if goal.at_most else "≥"
        verdict = "[green]reached[/green]" if goal.met else "[red]missed[/red]"
        goals.add_row(goal.name, f"{goal.value:,.2f}", f"{sign} {goal.must:,g}", f"{sign} {goal.stretch:,g}", verdict)
    console.print(goals)


@command.command("clock")
@click.option("--cases", type=click.IntRange(10, 100_000), default=10_000, show_default=True, help="Open joint cases.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
@click.option("--strict", is_flag=True, help="Leave with 1 when a goal is missed.")
def clock(cases: int, as_json: bool, strict: bool) -> None:
    """Close a day for thousands of open cases: how soon every limit has moved, and what a red inbox costs."""
    errors = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        bars: dict[str, TaskID] = {}

        def tick(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=total)
            progress.update(bars[what], completed=done)

        report = clocks.measure(cases, tick)
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
