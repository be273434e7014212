"""Brings the rows of a case in line with its clock: whatever has happened, all moments are derived anew and compared.

A pause, a resumption, an extension and another calendar all end here, so none of them can leave something out.
Only rows of moments and lamps are written; the state of the diagram is never touched, nor even read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.clock import Moments, Reckoning
from app.domain.deriving import Limits, derive, step_moments
from app.domain.facts import Fact
from app.domain.instants import in_utc
from app.domain.lights import ORDER, Light
from app.store import clocks
from app.store.clocks import HELD, Kept
from app.store.keys import pause_token, timer_id, token_of
from app.store.records import TaskRecord, TimerRecord
from app.store.work import Work

OF_CASE = ("promise_warn", "promise_due", "statutory", "receiving", "supplement")
OF_STEP = ("warn", "due")
OF_PAUSE = ("warn", "due", "late")
PAUSE_CLOCK = "pause"
"""What the timers of a pause's own limit have for a clock."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A limit that is over at another moment than before."""

    what: str  # promised, statutory, receiving, supplement, pause, or the element of a step or wait
    item: str | None
    old: datetime | None
    new: datetime | None

    def to_dict(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        moments = {"old": self.old, "new": self.new}
        shown = {name: in_utc(moment) for name, moment in moments.items() if moment is not None}
        return {"what": self.what, **({"item": self.item} if self.item else {}), **shown}


def retime(work: Work, reckoning: Reckoning, facts: Sequence[Fact], kept: Kept | None = None) -> list[Moved]:
    """Derive every moment of the case anew and stage the rows that differ; returns the limits that moved.

    kept: the rows as they are, where they have been read already.
    """
    if kept is None:
        kept = Kept() if work.fresh else clocks.kept(work.reader, work.before.id)
    return _Retiming(work, reckoning, derive(reckoning, facts), kept).run()


class _Retiming:
    """One case being brought in line."""

    def __init__(self, work: Work, reckoning: Reckoning, limits: Limits, kept: Kept) -> None:
        self._work, self._reckoning, self._limits = work, reckoning, limits
        self._moved: list[Moved] = []
        self._tasks = kept.tasks
        self._rows = {row.id: row for row in kept.timers}

    def run(self) -> list[Moved]:
        self._flags()
        self._case()
        for task in self._tasks:
            if task.id not in self._work.closed:
                self._step(task)
        for row in self._rows.values():
            if row.kind == "engine" and row.fired_at is None and row.basis is not None:
                self._timer(row)
        return self._moved

    def _flags(self) -> None:
        work, limits = self._work, self._limits
        for name, stops in (("paused_at", limits.paused), ("aside_at", limits.aside)):
            since = min((stop.began_at for stop in stops), default=None)
            if getattr(work.case, name) != since:
                work.changes[name] = since
        self._change({"resumes_at": limits.case_resumes})
        if work.case.calendar_id != self._reckoning.edition:
            work.changes["calendar_id"] = self._reckoning.edition

    def _case(self) -> None:
        limits, case = self._limits, self._work.case
        was = Moments(case.warn_at, case.due_at)
        promised, statutory = limits.promised, limits.statutory
        now = Moments(promised.warn_at, promised.due_at) if promised else Moments(None, None)
        law = statutory.due_at if statutory else None
        if limits.begun_at is not None:
            scheme, at = self._reckoning.terms.scheme, self._work.at
            shown = scheme.at(at, *was, case.statutory_at if case.breached_at else None)
            self._change({"warn_at": now.warn_at, "due_at": now.due_at, "statutory_at": law})
            self._note("promised", None, was.due_at, now.due_at)
            self._note("statutory", None, case.statutory_at, law)
            if not limits.holds_case:
                self._dim_case(shown, scheme.at(at, *now, law))
        self._of_case()
        self._pauses()

    def _change(self, wanted: dict[str, datetime | None]) -> None:
        case = self._work.case
        self._work.changes |= {name: moment for name, moment in wanted.items() if getattr(case, name) != moment}

    def _dim_case(self, shown: Light, light: Light) -> None:
        """A lamp that its limit turned on goes back with the limit; one that the diagram turned on stays."""
        case = self._work.case
        if ORDER.index(light) < ORDER.index(case.light) <= ORDER.index(shown):
            self._work.changes["light"] = light
            if case.breached_at is not None and (case.statutory_at is None or case.statutory_at > self._work.at):
                self._work.changes["breached_at"] = None

    def _of_case(self) -> None:
        limits = self._limits
        wanted: dict[str, datetime] = {}
        if limits.promised is not None:
            wanted |= {"promise_warn": limits.promised.warn_at, "promise_due": limits.promised.due_at}
        for kind, limit in (
            ("statutory", limits.statutory),
            ("receiving", limits.receiving),
            ("supplement", limits.supplement),
        ):
            if limit is not None:
                wanted[kind] = limit.due_at
        for kind in OF_CASE:
            own = kind in ("receiving", "supplement")  # no column of the case keeps these, the timer alone does
            if own:
                self._note_row(0, kind, kind, wanted.get(kind))
            self._set(0, kind, wanted.get(kind), limits.holds_case and not own)

    def _pauses(self) -> None:
        for one in self._limits.pauses:
            token = pause_token(one.stop.seq)
            moments = (one.limit.warn_at, one.limit.due_at, one.late_at)
            self._note_row(token, "due", "pause", one.limit.due_at if one.stop.is_open else None)
            for kind, moment in zip(OF_PAUSE, moments, strict=True):
                self._set(token, kind, moment if one.stop.is_open else None, held=False, clock=PAUSE_CLOCK)
        for wait in self._limits.waits:
            if wait.stop.is_open and timer_id(self._work.before.id, wait.stop.token, "due") in self._rows:
                self._note_row(wait.stop.token, "due", wait.stop.element, wait.limit.due_at)
                for kind, moment in zip(OF_STEP, (wait.limit.warn_at, wait.limit.due_at), strict=True):
                    self._set(wait.stop.token, kind, moment, held=False, element=wait.stop.element, clock="external")

    def _step(self, task: TaskRecord) -> None:
        assert task.basis is not None
        now = step_moments(self._reckoning, self._limits, task.clock, task.basis)
        held = self._limits.holds(task.clock)
        resumes_at = self._limits.resumes(task.clock)
        if (task.warn_at, task.due_at, task.resumes_at) != (*now, resumes_at):
            self._work.change_task(task.id, warn_at=now.warn_at, due_at=now.due_at, resumes_at=resumes_at)
            self._note(task.element, task.item, task.due_at, now.due_at)
        if not held:
            self._dim_step(task, now)
        for kind, moment in zip(OF_STEP, now, strict=True):
            self._set(token_of(task.id), kind, moment, held, element=task.element, clock=task.clock)

    def _dim_step(self, task: TaskRecord, now: Moments) -> None:
        scheme, at = self._reckoning.terms.scheme, self._work.at
        shown, light = scheme.at(at, task.warn_at, task.due_at), scheme.at(at, *now)
        if ORDER.index(light) < ORDER.index(task.light) <= ORDER.index(shown):
            self._work.change_task(task.id, light=light)

    def _timer(self, row: TimerRecord) -> None:
        if row.id in self._work.timers_dropped or row.basis is None:
            return
        due_at = step_moments(self._reckoning, self._limits, row.clock, row.basis).due_at
        assert due_at is not None
        if due_at != row.due_at:
            self._note(row.element, row.item, row.due_at, due_at)
        self._move(row, due_at, self._limits.holds(row.clock))

    def _set(self, token: int, kind: str, due_at: datetime | None, held: bool, **place: Any) -> None:
        """Let the timer of a limit be due at `due_at`, or be there no more."""
        number = timer_id(self._work.before.id, token, kind)
        row = self._rows.get(number)
        if due_at is None:
            if row is not None and row.fired_at is None:
                self._work.timers_dropped.append(number)
        elif row is None:
            if not held or due_at > self._work.at:
                self._work.set_timer(token, kind, due_at, next_at=HELD if held else due_at, **place)
        elif row.fired_at is None:
            self._move(row, due_at, held)
        elif due_at > self._work.at and due_at != row.due_at and not held:
            # It had fired for an earlier moment that does not count any more.
            self._work.set_timer(token, kind, due_at, **place)

    def _move(self, row: TimerRecord, due_at: datetime, held: bool) -> None:
        waits = row.next_at == HELD and row.error is None
        if held:
            if due_at != row.due_at or row.next_at != HELD:
                self._again(row, due_at, HELD)
        elif due_at != row.due_at or waits:
            self._again(row, due_at, due_at)

    def _again(self, row: TimerRecord, due_at: datetime, next_at: datetime) -> None:
        changed = {"due_at": due_at, "next_at": next_at, "attempts": 0, "error": None}
        self._work.timers_changed[row.id] = changed

    def _note_row(self, token: int, kind: str, what: str, new: datetime | None) -> None:
        """Note that a limit moved of which only the timer is kept; one that begins or is over has not moved."""
        row = self._rows.get(timer_id(self._work.before.id, token, kind))
        if row is not None and row.fired_at is None and new is not None:
            self._note(what, None, row.due_at, new)

    def _note(self, what: str, item: str | None, old: datetime | None, new: datetime | None) -> None:
        if old != new:
            self._moved.append(Moved(what=what, item=item, old=old, new=new))
