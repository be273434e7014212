"""Figures of the prover: joint approvals that grow, are broken or go round, and public models where there are any."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.bench.joints import Joint
from app.bench.step import Goal
from app.opening import settle_down
from app.verify import Verdict, check

SIZES = (20, 100, 300)
KINDS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("deadlines", {}, "bounded or kept"),
    ("with reminders", {"reminders": True}, "bounded or kept"),
    ("rework loop", {"reminders": True, "rework": True}, "unbounded-loop"),
    ("one branch escapes", {"reminders": True, "broken": 1}, "deadlock"),
    ("one without a deadline", {"reminders": True, "untimed": 1}, "no-deadline"),
)
"""What is drawn, and what must be said of it."""

PUBLIC = Path(__file__).parents[2].parent / "shared" / "models"
THOUSAND = 1_000
REPEATS = 5
"""Times over that the public models are checked: there are few of them."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One drawing: milliseconds of processor time at best, the states that were visited, and what was said."""

    what: str
    departments: int
    milliseconds: float
    states: int
    said: str
    expected: str

    @property
    def right(self) -> bool:
        """Whether it was said what must be said."""
        return self.said in self.expected


@dataclass(frozen=True, kw_only=True)
class Public:
    """The public models: how many, and milliseconds a model."""

    models: int
    median: float
    p99: float
    longest: str
    thousand: float


@dataclass(frozen=True, kw_only=True)
class Report:
    """All rows, the goals that they are held against, and the public models if they were there."""

    rows: list[Row]
    goals: list[Goal]
    public: Public | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "rows": [asdict(row) | {"right": row.right} for row in self.rows],
            "goals": [asdict(goal) | {"met": goal.met} for goal in self.goals],
            "public": None if self.public is None else asdict(self.public),
        }


def measure(rounds: int, tell: Callable[[str], None] = lambda what: None, public: Path = PUBLIC) -> Report:
    """Check every drawing `rounds` times, the sizes and kinds in turn."""
    drawn = [(what, size, Joint(departments=size, **how).bytes(), due) for size in SIZES for what, how, due in KINDS]
    settle_down()  # as the server does; else a round of the garbage collector strikes the same drawing every time
    times: dict[int, list[float]] = {place: [] for place in range(len(drawn))}
    verdicts: dict[int, Verdict] = {}
    for turn in range(rounds):
        for place, (what, size, source, _) in enumerate(drawn):
            tell(f"round {turn + 1} of {rounds}: {size} departments, {what}")
            began = time.process_time()
            (verdicts[place],) = check(source)
            times[place].append((time.process_time() - began) * 1000)
    rows = [
        Row(
            what=what,
            departments=size,
            milliseconds=min(times[place]),
            states=verdicts[place].states,
            said=_said(verdicts[place]),
            expected=due,
        )
        for place, (what, size, _, due) in enumerate(drawn)
    ]
    tell("public models")
    found = _public(public)
    return Report(rows=rows, goals=list(_goals(rows, found)), public=found)


def _said(verdict: Verdict) -> str:
    """The strength of what is sound and held, else the headline."""
    errors = [each.code for each in verdict.findings if each.severity == "error"]
    return errors[0] if errors else str(verdict.deadline.strength)


def _public(folder: Path) -> Public | None:
    files = sorted(folder.glob("*.bpmn"))
    if not files:
        return None
    sources = {path.name: path.read_bytes() for path in files}
    times: list[tuple[float, str]] = []
    for _ in range(REPEATS):
        for name, source in sources.items():
            began = time.process_time()
            check(source, closed=True)
            times.append(((time.process_time() - began) * 1000, name))
    ordered = sorted(times)
    return Public(
        models=len(files),
        median=statistics.median(spent for spent, _ in times),
        p99=ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))][0],
        longest=ordered[-1][1],
        thousand=sum(spent for spent, _ in times) / len(times) * THOUSAND / 1000,
    )


def _goals(rows: list[Row], public: Public | None) -> Iterator[Goal]:
    times = {(row.what, row.departments): row.milliseconds for row in rows}
    yield _at_most("100 departments, deadlines, ms", times["deadlines", 100], 50, 25)
    yield _at_most("100 departments with reminders, ms", times["with reminders", 100], 50, 25)
    yield _at_most("300 departments with reminders, ms", times["with reminders", 300], 200, 100)
    yield _at_most("a deadlock shown among 100 departments, ms", times["one branch escapes", 100], 250, 100)
    yield Goal(name="verdicts as they must be", value=sum(row.right for row in rows), must=len(rows), stretch=len(rows))
    if public is not None:
        yield _at_most("1,000 public models, s", public.thousand, 5, 2.5)
        yield _at_most("99 of 100 public models, ms", public.p99, 50, 25)


def _at_most(name: str, value: float, must: float, stretch: float) -> Goal:
    return Goal(name=name, value=value, must=must, stretch=stretch, at_most=True)
