"""`bench step`: durable steps of the joint case, ours against the naive way, in turn in the same run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app.bench.measure import Steps, Way, alternate
from app.bench.naive import Naive
from app.bench.ours import Ours
from app.bench.over_http import both

Case = Callable[[], Steps]
KILOBYTE = 1024
SIZES = (5, 20, 100)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One comparison; times in milliseconds a durable step, `ratio` how many times faster ours is."""

    where: str
    departments: int
    kilobytes: int
    cases: int
    rate: float
    rate_naive: float
    ratio: float
    p50: float
    p95: float
    p50_naive: float
    p95_naive: float


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A figure and what it must reach; `at_most` where smaller is better."""

    name: str
    value: float
    must: float
    stretch: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether the must is reached."""
        return self.value <= self.must if self.at_most else self.value >= self.must


@dataclass(frozen=True, kw_only=True)
class Report:
    """All rows, the goals they are held against, and bytes of a finished case by number of departments."""

    rows: list[Row]
    goals: list[Goal]
    bytes: dict[int, int]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "rows": [asdict(row) for row in self.rows],
            "goals": [{**asdict(goal), "met": goal.met} for goal in self.goals],
            "bytes_of_a_finished_case": self.bytes,
        }


def measure(rounds: int, tick: Callable[[str], None] = lambda what: None) -> Report:
    """Run everything; `rounds` cases of five departments, fewer of the larger ones."""
    with tempfile.TemporaryDirectory(prefix="lianban-bench-") as name:
        folder = Path(name)
        rows = _in_process(folder, rounds, tick) + _over_http(folder, rounds, tick)
        sizes = {n: finished_bytes(folder / f"bytes{n}", n) for n in SIZES[:2]}
    return Report(rows=rows, goals=_goals(rows, sizes), bytes=sizes)


def _plan(rounds: int) -> list[tuple[int, int, int]]:
    """Departments, kilobytes of form, cases."""
    return [(5, 1, rounds), (20, 1, max(2, rounds // 4)), (100, 1, max(2, rounds // 10)), (5, 100, max(2, rounds // 2))]


def _in_process(folder: Path, rounds: int, tick: Callable[[str], None]) -> list[Row]:
    ours, naive = Ours(folder / "ours", max(SIZES)), Naive(folder / "naive-in-process.db")

    def pair(departments: int, form: dict[str, Any]) -> tuple[Case, Case]:
        some = ours.codes[:departments]
        return partial(ours.case, departments, form), partial(naive_case, naive, some, form)

    rows = _rows("in process", rounds, pair, tick)
    ours.close()
    naive.close()
    return rows


def naive_case(naive: Naive, departments: list[str], form: dict[str, Any]) -> Steps:
    """The durable steps of one case the naive way, in process."""
    numbers: list[int] = []

    def complete() -> None:
        naive.complete(numbers[0])

    yield lambda: numbers.append(naive.start(departments, form))
    for _ in range(len(departments) + 2):
        yield complete


def _over_http(folder: Path, rounds: int, tick: Callable[[str], None]) -> list[Row]:
    codes = [f"d{number:03d}" for number in range(max(SIZES))]
    with both(folder, codes) as (ours, naive):

        def pair(departments: int, form: dict[str, Any]) -> tuple[Case, Case]:
            some = codes[:departments]
            return partial(ours.case, some, form), partial(naive.case, some, form)

        return _rows("over HTTP", rounds, pair, tick)


def _rows(
    where: str, rounds: int, pair: Callable[[int, dict[str, Any]], tuple[Case, Case]], tick: Callable[[str], None]
) -> list[Row]:
    """All sizes, both ways, in turn; pair: our case and the naive one, for a number of departments and a form."""
    plan, ways = _plan(rounds), list[tuple[Way, Way]]()
    for departments, kilobytes, cases in plan:
        made = pair(departments, {"text": "x" * (kilobytes * KILOBYTE)})
        size = f"{where}, {departments} departments, {kilobytes} KB"
        mine, theirs = (Way(f"{size}, {name}", each, cases) for name, each in zip(("ours", "naive"), made, strict=True))
        ways.append((mine, theirs))
    alternate([way for both in ways for way in both], tick)
    return [_row(where, *sizes, *both) for sizes, both in zip(plan, ways, strict=True)]


def _row(where: str, departments: int, kilobytes: int, cases: int, mine: Way, theirs: Way) -> Row:
    return Row(
        where=where,
        departments=departments,
        kilobytes=kilobytes,
        cases=cases,
        rate=mine.rate,
        rate_naive=theirs.rate,
        ratio=mine.rate / theirs.rate,
        p50=mine.quantile(0.5),
        p95=mine.quantile(0.95),
        p50_naive=theirs.quantile(0.5),
        p95_naive=theirs.quantile(0.95),
    )


def finished_bytes(folder: Path, departments: int, cases: int = 40) -> int:
    """Bytes that a finished case adds to the database file, everything counted (indexes, ledger, outbox)."""
    ours = Ours(folder, departments)
    form = {"text": "x" * KILOBYTE}
    before = _file_size(ours)
    for _ in range(cases):
        Way("ours", partial(ours.case, departments, form)).run_case()
    size = (_file_size(ours) - before) // cases
    ours.close()
    return size


def _file_size(ours: Ours) -> int:
    ours.desk.database.compact()
    return (ours.settings.data / "lianban.db").stat().st_size


def _goals(rows: list[Row], sizes: dict[int, int]) -> list[Goal]:
    at = {(row.where, row.departments, row.kilobytes): row for row in rows}
    local, remote = "in process", "over HTTP"
    return [
        Goal(name="in process, 5 departments, against naive", value=at[local, 5, 1].ratio, must=3, stretch=5),
        Goal(name="over HTTP, 5 departments, against naive", value=at[remote, 5, 1].ratio, must=2.5, stretch=4),
        Goal(
            name="over HTTP, p50 at 100 departments over p50 at 5",
            value=at[remote, 100, 1].p50 / at[remote, 5, 1].p50,
            must=2.5,
            stretch=1.5,
            at_most=True,
        ),
        Goal(name="over HTTP, 100 departments, against naive", value=at[remote, 100, 1].ratio, must=10, stretch=20),
        Goal(
            name="over HTTP, p50 with 100 KB over p50 with 1 KB of form",
            value=at[remote, 5, 100].p50 / at[remote, 5, 1].p50,
            must=1.3,
            stretch=1.1,
            at_most=True,
        ),
        Goal(name="bytes of a finished case, 5 departments", value=sizes[5], must=16384, stretch=8192, at_most=True),
        Goal(name="bytes of a finished case, 20 departments", value=sizes[20], must=35840, stretch=25600, at_most=True),
    ]
