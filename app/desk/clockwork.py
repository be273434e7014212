"""The clock of the case in hand: its facts and limits, and the limits of the steps and timers that open now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from app.desk.moments import basis_of_step, watch_step
from app.desk.programs import Item
from app.domain.clock import NO_LIMIT, Basis, Moments, Reckoning, Unit
from app.domain.counting import BY_DAY
from app.domain.deriving import Limits, derive, step_moments
from app.domain.facts import Fact
from app.engine import OpenTask, TimerSet
from app.store import clocks
from app.store.clocks import HELD
from app.store.records import TaskRecord
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class StepLimit:
    """The limit of a step that opens: its clock, what it is computed from and its moments.

    resumes_at: while its clock stands still, when it is expected to go on.
    """

    clock: str
    basis: Basis | None = None
    moments: Moments = NO_LIMIT
    resumes_at: datetime | None = None

    def columns(self, at: datetime) -> dict[str, Any]:
        """As the row of a task created `at` keeps it."""
        found: dict[str, Any] = {"clock": self.clock, "warn_at": self.moments.warn_at, "due_at": self.moments.due_at}
        if self.basis is not None:
            from_at = None if self.basis.from_at == at else self.basis.from_at
            found |= {"days": int(self.basis.amount), "ahead": self.basis.ahead, "from_at": from_at}
            found["resumes_at"] = self.resumes_at
        return found

    def watch(self, work: Work, token: int, element: str) -> None:
        """Set the timers of its lamp."""
        watch_step(work, token, element, self.moments, clock=self.clock, held=self.resumes_at is not None)


class Clockwork:
    """The clock of one case for the length of one act.

    Nothing is read for a case whose clock runs: what stopped it before does not touch a limit that begins now.
    """

    def __init__(self, work: Work, reckoning: Reckoning, item: Callable[[], Item]) -> None:
        self.work = work
        self.reckoning = reckoning
        self._item = item
        self._known: dict[tuple[str, tuple[str, ...]], StepLimit] = {}
        self._clocks: dict[tuple[str, str, tuple[str, ...]], str] = {}

    @property
    def item(self) -> Item:
        """What the case runs by."""
        return self._item()

    @property
    def facts(self) -> list[Fact]:
        """All facts, those of this act included."""
        return [*self._stored, *self.work.facts]

    @cached_property
    def _stored(self) -> list[Fact]:
        return [] if self.work.fresh else clocks.facts(self.work.reader, self.work.before.id)

    @property
    def limits(self) -> Limits:
        """The limits as they are by now."""
        return derive(self.reckoning, self.facts)

    @property
    def is_paused(self) -> bool:
        """Whether every clock of the case stands still."""
        return self.work.changes.get("paused_at", self.work.before.paused_at) is not None

    def limit_of(self, opened: OpenTask, properties: Mapping[str, str], keep: TaskRecord | None) -> StepLimit:
        """The limit of a step that opens now, or goes on with the limit of `keep`."""
        self.mark_edition()
        if keep is not None:
            return self._kept(keep)
        # A joint review opens many tasks of one element at one moment; their limits are the same.
        key = (opened.element, opened.scope)
        found = self._known.get(key)
        if found is None:
            clock = self.item.clock(opened.element, opened.scope)
            found = self._known[key] = self._limit(clock, basis_of_step(self.reckoning, self.work.at, properties))
        return found

    def _limit(self, clock: str, basis: Basis | None) -> StepLimit:
        if basis is None:
            return StepLimit(clock=clock)
        if not self.is_paused:
            return StepLimit(clock=clock, basis=basis, moments=self.reckoning.moments(basis))
        limits = self.limits
        moments = step_moments(self.reckoning, limits, clock, basis)
        return StepLimit(clock=clock, basis=basis, moments=moments, resumes_at=limits.resumes(clock))

    def recount(self, task: TaskRecord, properties: Mapping[str, str]) -> StepLimit:
        """The limit that an open step would have had from its opening, were it drawn like this."""
        return self._drawn(self.item.clock(task.element, task.scope), task.created_at, properties)

    def _drawn(self, clock: str, from_at: datetime, properties: Mapping[str, str]) -> StepLimit:
        basis = basis_of_step(self.reckoning, from_at, properties)
        if basis is None:
            return StepLimit(clock=clock)
        limits = self.limits
        moments = step_moments(self.reckoning, limits, clock, basis)
        return StepLimit(clock=clock, basis=basis, moments=moments, resumes_at=limits.resumes(clock))

    def _kept(self, task: TaskRecord) -> StepLimit:
        if task.basis is None:
            return StepLimit(clock=task.clock, moments=Moments(task.warn_at, task.due_at))
        limits = self.limits
        moments = step_moments(self.reckoning, limits, task.clock, task.basis)
        return StepLimit(clock=task.clock, basis=task.basis, moments=moments, resumes_at=limits.resumes(task.clock))

    def timing_of(self, timer: TimerSet) -> dict[str, Any]:
        """When a timer of the diagram is due, and from what that follows; natural time runs on whatever happens."""
        self.mark_edition()
        if timer.basis is None:
            return {"due_at": timer.due}
        basis = Basis(from_at=timer.basis.from_at, amount=timer.basis.amount, unit=Unit(timer.basis.unit))
        clock = self._clock_of(timer)
        found: dict[str, Any] = {
            "due_at": timer.due,
            "clock": clock,
            "unit": str(basis.unit),
            "amount": basis.amount,
            "from_at": basis.from_at,
        }
        begins_now = basis.from_at == self.work.at
        if begins_now and not self.is_paused and self.reckoning.terms.counting is BY_DAY:
            return found
        limits = self.limits
        found["due_at"] = step_moments(self.reckoning, limits, clock, basis).due_at
        return found | {"next_at": HELD} if limits.holds(clock) else found

    def _clock_of(self, timer: TimerSet) -> str:
        key = (timer.element, timer.attached_to, timer.scope)
        found = self._clocks.get(key)
        if found is None:
            found = self._clocks[key] = self.item.clock(timer.element, timer.scope, timer.attached_to)
        return found

    def mark_edition(self) -> None:
        """Something is computed with this desk's calendar: a newer one must come over the whole case again."""
        if self.reckoning.edition < self.work.before.calendar_id:
            self.work.changes["calendar_id"] = self.reckoning.edition
