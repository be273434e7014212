"""The clock of a case for looking at: every limit with what is left of it, what stopped it, and why it ends then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.desk.house import Desk
from app.desk.looking import open_case, tasks_of
from app.domain.actors import Actor
from app.domain.clock import Limit, LimitKind, Reckoning, Unit
from app.domain.deriving import ASIDE, Limits, derive, step_moments
from app.domain.lights import Light
from app.domain.reasons import CountedDay, reasons
from app.domain.stops import STOPS_ALL, Stop, StopKind
from app.domain.years import Edition
from app.store import clocks
from app.store.records import CaseRecord, TaskRecord

NAMES = {
    LimitKind.RECEIVING: "收件答复时限",
    LimitKind.SUPPLEMENT: "补正时限",
    LimitKind.PROMISED: "承诺时限",
    LimitKind.STATUTORY: "法定时限",
}


@dataclass(frozen=True, kw_only=True)
class LimitView:
    """A limit of a case or of one of its steps, with the working days that are left (negative: over).

    clock: the case's when empty, else before, external or own.  held: it stands still now, `due_at` is when it is
    over if what stopped it ends as expected.  provisional: a year on the way is not announced yet.
    explanation: each day, counted or left out, and why.
    """

    kind: str
    element: str
    name: str
    department: str
    clock: str
    unit: str
    amount: float | None
    started_at: datetime | None
    warn_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    light: Light
    days_left: int | None
    days_used: int | None
    provisional: bool
    held: bool
    explanation: tuple[CountedDay, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StopView:
    """A stretch that does not count; `days` were expected, `working_days` it has taken by now."""

    kind: str
    ground: str
    zh: str
    en: str
    reason: str
    approver: str
    element: str
    days: int | None
    working_days: int
    began_at: datetime
    expected_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ClockSheet:
    """The whole clock of a case."""

    items: tuple[LimitView, ...]
    stops: tuple[StopView, ...]
    paused: bool
    deemed: bool
    extended_days: int
    breached: bool
    scheme: str
    counting: str
    editions: tuple[Edition, ...]


def clock_sheet(desk: Desk, actor: Actor, number: str, *, at: datetime, explain: bool = True) -> ClockSheet:
    """The clock of a case as far as the actor may see: its limits, and those of the steps."""
    with desk.database.reading() as connection:
        found, seen = open_case(connection, actor, number)
        steps = tasks_of(connection, actor, found, seen)
        facts = clocks.facts(connection, found.id)
    now = found.ended_at or at
    reckoning = desk.reckoning
    limits = derive(reckoning, facts, now)
    limits = replace(limits, stops=tuple(running_to(stop, now) for stop in limits.stops))
    looking = _Looking(reckoning, limits, found, now, explain)
    items = tuple(looking.views(steps))
    days = [line.date for view in items for line in view.explanation]
    calendar = reckoning.calendar
    span = (min(days), max(days)) if days else (calendar.day_of(found.received_at), calendar.day_of(now))
    return ClockSheet(
        items=items,
        stops=tuple(_stop_view(reckoning, stop, now) for stop in limits.stops),
        paused=bool(limits.paused) and found.ended_at is None,
        deemed=limits.deemed,
        extended_days=limits.extended,
        breached=found.breached_at is not None,
        scheme=reckoning.terms.scheme.name,
        counting=reckoning.terms.counting.name,
        editions=calendar.editions(*span),
    )


def limits(desk: Desk, actor: Actor, number: str, *, at: datetime) -> list[LimitView]:
    """The limits of a case and of its steps, without explanations."""
    return list(clock_sheet(desk, actor, number, at=at, explain=False).items)


def running_to(stop: Stop, now: datetime) -> Stop:
    """An open stop runs at least to now."""
    if not stop.is_open:
        return stop
    return replace(stop, expected_at=max(stop.span()[1], now))


def _stop_view(reckoning: Reckoning, stop: Stop, now: datetime) -> StopView:
    calendar = reckoning.calendar
    ended = stop.ended_at or now
    return StopView(
        kind=str(stop.kind),
        ground=stop.ground,
        zh=stop.word("zh"),
        en=stop.word("en"),
        reason=stop.reason,
        approver=stop.approver,
        element=stop.element,
        days=stop.days,
        working_days=calendar.workdays_between(calendar.receipt_day(stop.began_at), calendar.receipt_day(ended)),
        began_at=stop.began_at,
        expected_at=stop.expected_at if stop.is_open else None,
        ended_at=stop.ended_at,
    )


class _Looking:
    """One look at one clock."""

    def __init__(self, reckoning: Reckoning, limits: Limits, found: CaseRecord, now: datetime, explain: bool) -> None:
        self._reckoning, self._limits, self._found = reckoning, limits, found
        self._now, self._explain = now, explain

    def views(self, steps: Sequence[TaskRecord]) -> Iterator[LimitView]:
        limits, found = self._limits, self._found
        scheme = self._reckoning.terms.scheme
        if limits.promised is not None:
            yield self._of_case(limits.promised, found.light, limits.stops)
        if limits.statutory is not None:
            yield self._of_case(limits.statutory, Light.RED if found.breached_at else Light.GREEN, limits.stops)
        for limit in (limits.receiving, limits.supplement):
            if limit is not None:
                yield self._of_case(limit, scheme.at(self._now, limit.warn_at, limit.due_at), ())
        for task in steps:
            if task.due_at is not None:
                yield self._of_step(task)
        for one in limits.pauses:
            yield self._of_stop(one.stop, one.limit, StopKind.PAUSE)
        for wait in limits.waits:
            yield self._of_stop(wait.stop, wait.limit, StopKind.EXTERNAL)

    def _of_case(self, limit: Limit, light: Light, stops: Sequence[Stop]) -> LimitView:
        held = bool(stops) and self._limits.holds_case and self._found.ended_at is None
        named = {"element": "", "name": NAMES[limit.kind], "department": self._found.lead, "clock": ""}
        return self._view(limit, stops, self._found.ended_at, light=light, held=held, **named)

    def _of_step(self, task: TaskRecord) -> LimitView:
        stops = [] if task.clock in ASIDE else [stop for stop in self._limits.stops if stop.kind in STOPS_ALL]
        moments = (task.warn_at, task.due_at)
        basis = task.basis
        if basis is not None and task.is_live:
            moments = step_moments(self._reckoning, self._limits, task.clock, basis)
        assert moments[1] is not None
        limit = Limit(
            kind=LimitKind.STEP,
            unit=Unit.WORKDAY,
            amount=basis.amount if basis else 0,
            started_at=basis.from_at if basis else task.created_at,
            warn_at=moments[0] or moments[1],
            due_at=moments[1],
        )
        named = {"element": task.element, "name": task.name, "department": task.department, "clock": task.clock}
        held = task.is_live and self._limits.holds(task.clock)
        return self._view(limit, stops, task.closed_at, light=task.light, held=held, **named)

    def _of_stop(self, stop: Stop, limit: Limit, kind: StopKind) -> LimitView:
        scheme = self._reckoning.terms.scheme
        now = stop.ended_at or self._now
        name = f"特别程序({stop.word()})" if kind is StopKind.PAUSE else f"上级办理:{stop.name or stop.element}"
        named = {
            "element": stop.element,
            "name": name,
            "department": stop.department or self._found.lead,
            "clock": "external" if kind is StopKind.EXTERNAL else "",
        }
        light = scheme.at(now, limit.warn_at, limit.due_at)
        return self._view(limit, (), stop.ended_at, light=light, held=False, **named)

    def _view(
        self, limit: Limit, stops: Sequence[Stop], ended_at: datetime | None, *, light: Light, held: bool, **named: str
    ) -> LimitView:
        calendar = self._reckoning.calendar
        lines = reasons(calendar, limit.started_at, limit.due_at, stops)
        now = ended_at or self._now
        today = calendar.day_of(now)
        used = sum(1 for line in lines if line.number and line.date <= today)
        left = sum(1 for line in lines if line.number) - used
        if now > limit.due_at:
            over = calendar.workdays_between(limit.due_at, now)
            used, left = used + over, left - over
        return LimitView(
            kind=str(limit.kind),
            unit=str(limit.unit),
            amount=limit.amount,
            started_at=limit.started_at,
            warn_at=limit.warn_at,
            due_at=limit.due_at,
            ended_at=ended_at,
            light=light,
            days_left=left,
            days_used=used,
            provisional=any(line.provisional for line in lines),
            held=held,
            explanation=tuple(lines) if self._explain else (),
            **named,
        )
