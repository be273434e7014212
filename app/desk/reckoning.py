"""What a replay shows: how many cases are on time and how surely, how long they take, where they wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import fmean, stdev
from typing import Any

from app.desk.replay_parts import Case, Pool
from app.desk.replaying import Replay

BATCHES = 10
SURE = 2.262
"""Student's t at 95 % for ten batches."""
WARM_UP = 0.1
"""The share of the first cases that is left out: they come into a centre that has nothing to do."""
NORMAL = 1.96
MOST_POINTS = 60


@dataclass(frozen=True, kw_only=True)
class OnTime:
    """The share of accepted cases that keep the promise, with its interval at 95 %; None where none is promised."""

    rate: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, kw_only=True)
class Load:
    """How a department (or a role in it) fared.

    busy: share of the opening hours worked.  wait: working hours until somebody takes a task.
    overdue: share of tasks with a limit that end after it.  queue: tasks waiting when the windows close, by day.
    """

    name: str
    people: int
    busy: float
    tasks: int
    wait: float
    wait_p90: float
    longest: int
    overdue: float | None
    queue: tuple[tuple[date, int], ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One replay in figures; p50, p90, mean, longest: working days from receipt to the end.

    broken: cases that the engine refused to go on with, and why the first one.  unfinished: cases still running when
    the budget was used up.
    """

    cases: int
    finished: int
    broken: int
    why_broken: str
    unfinished: int
    complete: bool
    acts: int
    on_time: OnTime | None
    p50: float | None
    p90: float | None
    mean: float | None
    longest: float | None
    spread: tuple[tuple[int, int], ...]
    loads: tuple[Load, ...]

    @property
    def bottleneck(self) -> Load | None:
        """The department that has the least room, and of those the one that keeps people waiting longest."""
        return max(self.loads, key=lambda load: (round(load.busy, 2), load.wait), default=None)


def reckon(replay: Replay) -> Outcome:
    """The figures of a replay that has been run."""
    ended = [case for case in replay.cases if case.ended_at is not None]
    broken = [case for case in replay.cases if case.broken]
    counted = [case for case in ended if case.number > WARM_UP * len(replay.cases)] or ended
    days = sorted(_days(replay, case) for case in counted)
    return Outcome(
        cases=len(replay.cases),
        finished=len(ended),
        broken=len(broken),
        why_broken=broken[0].broken if broken else "",
        unfinished=len(replay.cases) - len(ended) - len(broken),
        complete=replay.complete,
        acts=replay.acts,
        on_time=_on_time(counted),
        p50=percentile(days, 0.5),
        p90=percentile(days, 0.9),
        mean=fmean(days) if days else None,
        longest=days[-1] if days else None,
        spread=_spread(days),
        loads=tuple(_load(replay, pool) for _, pool in sorted(replay.pools.items())),
    )


def _days(replay: Replay, case: Case) -> float:
    assert case.ended_at is not None
    return (replay.hours(case.ended_at) - replay.hours(case.arrived_at)) / replay.full_day


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which a share of the ordered ones lies; None of nothing."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _on_time(cases: Sequence[Case]) -> OnTime | None:
    kept = [case.ended_at <= case.due_at for case in cases if case.due_at is not None and case.ended_at is not None]
    if not kept:
        return None
    rate = fmean(kept)
    low, high = interval(kept)
    return OnTime(rate=rate, low=low, high=high, of=len(kept))


def interval(kept: Sequence[bool]) -> tuple[float, float]:
    """Where the true share lies, 95 times of a hundred: by batches, for neighbours wait for each other, and never
    narrower than for independent ones (Wilson).
    """
    count, rate = len(kept), fmean(kept)
    spread = NORMAL**2 / count
    middle = (rate + spread / 2) / (1 + spread)
    half = NORMAL * sqrt(rate * (1 - rate) / count + spread / (4 * count)) / (1 + spread)
    low, high = min(middle - half, rate), max(middle + half, rate)
    if count >= 2 * BATCHES:
        size = count // BATCHES
        batches = [fmean(kept[place * size : (place + 1) * size]) for place in range(BATCHES)]
        beside = SURE * stdev(batches) / sqrt(BATCHES)
        low, high = min(low, rate - beside), max(high, rate + beside)
    return max(low, 0.0), min(high, 1.0)


def _spread(days: Sequence[float]) -> tuple[tuple[int, int], ...]:
    """How many cases end within each working day."""
    counted: dict[int, int] = {}
    for one in days:
        counted[int(one)] = counted.get(int(one), 0) + 1
    return tuple(sorted(counted.items()))


def _load(replay: Replay, pool: Pool) -> Load:
    open_hours = replay.open_hours * pool.people
    waits = sorted(pool.waits)
    return Load(
        name=pool.name,
        people=pool.people,
        busy=pool.busy / open_hours if open_hours else 0.0,
        tasks=len(waits),
        wait=fmean(waits) if waits else 0.0,
        wait_p90=percentile(waits, 0.9) or 0.0,
        longest=pool.longest,
        overdue=pool.overdue / pool.limited if pool.limited else None,
        queue=_thinned(pool.days),
    )


def _thinned(days: Sequence[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    step = max(1, -(-len(days) // MOST_POINTS))
    return tuple(days[::step])


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The figures of a replay for other programs."""
    kept, narrow = outcome.on_time, outcome.bottleneck
    return {
        "cases": outcome.cases,
        "finished": outcome.finished,
        "broken": outcome.broken,
        "why_broken": outcome.why_broken,
        "unfinished": outcome.unfinished,
        "complete": outcome.complete,
        "on_time": None if kept is None else {"rate": kept.rate, "low": kept.low, "high": kept.high, "of": kept.of},
        "working_days": {
            "p50": outcome.p50,
            "p90": outcome.p90,
            "mean": outcome.mean,
            "longest": outcome.longest,
        },
        "spread": [{"day": day + 1, "cases": count} for day, count in outcome.spread],
        "bottleneck": None if narrow is None else narrow.name,
        "departments": [
            {
                "name": load.name,
                "people": load.people,
                "busy": load.busy,
                "tasks": load.tasks,
                "wait_hours": load.wait,
                "wait_hours_p90": load.wait_p90,
                "longest_queue": load.longest,
                "overdue": load.overdue,
                "queue": [{"day": day.isoformat(), "waiting": waiting} for day, waiting in load.queue],
            }
            for load in outcome.loads
        ],
    }
