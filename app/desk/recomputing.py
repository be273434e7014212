"""A calendar changed: every open case is computed anew, a few at a time, each batch in one transaction with its place.

A kill between two batches loses nothing and repeats nothing; several nodes may work on one job.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.desk.house import Desk
from app.desk.informing import inform_of_promises
from app.desk.retiming import Moved, retime
from app.domain.actors import SYSTEM
from app.domain.acts import Act
from app.domain.clock import Reckoning
from app.domain.facts import FactKind
from app.domain.instants import in_utc
from app.handlers.notices import issued
from app.handlers.office import tell
from app.store import clocks, loading, reading, recompute, rewriting
from app.store.database import Connection
from app.store.loading import Loaded
from app.store.recompute import RecomputeRecord
from app.store.records import CaseRecord
from app.store.work import Work

BATCH = 20
PROMISING = frozenset({"SLTZ", "YQGZ", "TBCX"})
PRINTED = ("due_at", "statutory_at")
"""Papers on which due days are printed, and which."""

Tick = Callable[[RecomputeRecord], bool]
"""Told of a job after each batch; False stops it there."""


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """What was done: cases looked at, and cases in which something moved."""

    cases: int = 0
    moved: int = 0


class _Overtaken(Exception):
    """Another node did this batch."""


def pending_recomputations(desk: Desk) -> list[RecomputeRecord]:
    """The jobs that are not finished, the oldest first."""
    with desk.database.reading() as connection:
        return recompute.pending(connection)


def recomputations(desk: Desk) -> list[RecomputeRecord]:
    """The latest jobs, the newest first."""
    with desk.database.reading() as connection:
        return recompute.newest(connection)


def work_off(desk: Desk, *, at: datetime, tick: Tick = lambda job: True, batch: int = BATCH) -> Recomputed:
    """Do what is pending, from where it was left."""
    cases = moved = 0
    for job in pending_recomputations(desk):
        while True:
            step = _batch(desk, job, at, batch)
            if step is None:
                break
            cases, moved = cases + step.cases, moved + step.moved
            if not tick(_now(desk, job)):
                return Recomputed(cases=cases, moved=moved)
        tick(_now(desk, job))
    if cases:
        for hook in desk.on_commit:
            hook(at)
    return Recomputed(cases=cases, moved=moved)


def catch_up(desk: Desk, *, at: datetime) -> Recomputed:
    """Compute anew what was written, after a job had passed, by a server that had not heard of it yet."""
    reckoning = desk.reckoning
    with desk.database.reading() as connection:
        late = clocks.behind(connection, reckoning.edition)
        jobs = recompute.newest(connection, 1)
    moved = 0
    for place in range(0, len(late), BATCH):
        with desk.database.writing() as connection:
            moved += _compute(connection, desk, reckoning, jobs[0], late[place : place + BATCH], at)
    return Recomputed(cases=len(late), moved=moved)


def _now(desk: Desk, job: RecomputeRecord) -> RecomputeRecord:
    with desk.database.reading() as connection:
        return recompute.find(connection, job.id) or job


def _batch(desk: Desk, job: RecomputeRecord, at: datetime, size: int) -> Recomputed | None:
    """The next few cases of a job; None when none is left."""
    if desk.calendar_id < job.id:
        desk.reload_calendar()
    reckoning = desk.reckoning
    try:
        with desk.database.writing() as connection:
            cases = recompute.next_cases(connection, job.id, size)
            if not cases:
                recompute.finish(connection, job.id, at)
                return None
            # First, so that another node waits here and then sees that it came too late.
            if not recompute.advance(connection, job.id, cases[-1], len(cases)):
                raise _Overtaken
            moved = _compute(connection, desk, reckoning, job, cases, at)
    except _Overtaken:
        return Recomputed()
    return Recomputed(cases=len(cases), moved=moved)


def _compute(
    connection: Connection, desk: Desk, reckoning: Reckoning, job: RecomputeRecord, cases: list[int], at: datetime
) -> int:
    """Compute some cases anew inside a transaction; returns in how many something moved."""
    found = [case for case in loading.by_ids(connection, cases) if _is_behind(case, reckoning)]
    numbers = [case.id for case in found]
    facts, kept = clocks.facts_of(connection, numbers), clocks.kept_of(connection, numbers)
    papers = reading.notice_kinds_of(connection, numbers)
    still, moved = [], []
    for case in found:
        work = Work(Loaded(case=case), at=at, actor=SYSTEM.user, reader=connection)
        work.notices_before = papers[case.id]
        changes = retime(work, reckoning, facts[case.id], kept[case.id])
        if changes or work.has_rows:
            _record(work, desk, job, changes)
            moved.append(work)
        else:
            still.append(case.id)
    inform_of_promises(connection, desk, [work for work in moved if _promises_otherwise(work)])
    rewriting.write(connection, moved)
    clocks.mark(connection, still, reckoning.edition)
    return len(moved)


def _promises_otherwise(work: Work) -> bool:
    """Whether a paper promises another day than the case has now; while it stands still none is to be told."""
    was, now = work.before.due_at, work.case.due_at
    return was != now and now is not None and work.case.paused_at is None and bool(PROMISING & set(issued(work)))


def _is_behind(case: CaseRecord, reckoning: Reckoning) -> bool:
    return case.ended_at is None and case.calendar_id < reckoning.edition


def _record(work: Work, desk: Desk, job: RecomputeRecord, found: list[Moved]) -> None:
    """Old, new and why into the ledger; and where a paper says otherwise, window and lead department are told."""
    before, case = work.before, work.case
    work.record(
        Act.RECOMPUTE,
        job=job.id,
        why=job.reason,
        old=list(job.versions.get("old", [])),
        new=list(job.versions.get("new", [])),
        moved=[one.to_dict() for one in found],
    )
    work.fact(FactKind.RECOMPUTED, job=job.id, why=job.reason)
    moments = {name: (getattr(before, name), getattr(case, name)) for name in PRINTED}
    if all(old == new for old, new in moments.values()) or not PROMISING & set(issued(work)):
        return
    body = {"reason": job.reason}
    for name, (old, new) in moments.items():
        body |= {name: in_utc(new)} if new is not None else {}
        body |= {f"was_{name}": in_utc(old)} if old not in (None, new) else {}
    tell(work, desk.office, "clock.moved", f"moved/{job.id}", (case.window or case.lead, case.lead), body)
