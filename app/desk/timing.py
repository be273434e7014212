"""Timers: which are due, and what happens when one fires.  The row under the case's lock decides, once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from app.desk.acting import Deed, Done
from app.desk.deeming import deem
from app.desk.house import Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.pauselights import PAUSE_CLOCK, light_pause, light_wait
from app.desk.supplementing import withdraw_unsupplemented
from app.domain.actors import SYSTEM
from app.domain.acts import Act
from app.domain.instants import in_utc
from app.domain.lights import Light, worst
from app.errors import NotFound
from app.handlers.alerts import light_case, light_task, overrun, raise_alert
from app.handlers.office import CENTRE
from app.handlers.targets import steps_of_timer
from app.store import loading, waiting
from app.store.keys import TIMERS, case_of, task_id
from app.store.records import TimerRecord

NO_TERMS = Terms()


def due_timers(desk: Desk, at: datetime, limit: int = 100) -> list[TimerRecord]:
    """The timers whose moment has come, the longest overdue first."""
    with desk.database.reading() as connection:
        return waiting.due_timers(connection, at, limit)


def next_timer_at(desk: Desk) -> datetime | None:
    """When the next timer is due; None when nothing waits."""
    with desk.database.reading() as connection:
        return waiting.next_timer_at(connection)


def timer(desk: Desk, number: int) -> TimerRecord | None:
    """One timer, fired or not; None when its step is over and it was taken away."""
    with desk.database.reading() as connection:
        return loading.timer(connection, number)


def fire_timer(desk: Desk, number: int, at: datetime) -> bool:
    """Fire one timer; False when it was fired or taken away before.  A second call does nothing."""
    fired = False

    def do(opened: OpenCase) -> None:
        nonlocal fired
        row = loading.timer(opened.work.reader, number)
        # Its clock may have been stopped, or its limit moved, since it was found due.
        fired = row is not None and row.fired_at is None and row.next_at <= at and opened.case.ended_at is None
        if row is None or not fired:
            return
        opened.work.timers_changed[number] = {"fired_at": at}
        opened.work.timer = row
        _KINDS[row.kind](opened, row)

    try:
        Deed(desk=desk, actor=SYSTEM, at=at, terms=NO_TERMS, do=do).on_case_id(case_of(number // TIMERS), _nothing)
    except NotFound:
        return False
    return fired


def _nothing(done: Done) -> None:
    return None


def _engine(opened: OpenCase, row: TimerRecord) -> None:
    """A timer event of the diagram: lamps first, then whatever is drawn behind it."""
    work, scheme = opened.work, opened.clock.reckoning.terms.scheme
    for task in steps_of_timer(work, row):
        passed = scheme.at(opened.at, task.warn_at, task.due_at)
        light_task(work, opened.office, task, worst([passed, scheme.drawn(row.light or Light.GREEN)]))
    work.record(Act.TIMER, token=row.token, element=row.element, item=row.item, due_at=in_utc(row.due_at))
    opened.run.fire(row.token, row.branch)


def _light_step(opened: OpenCase, row: TimerRecord) -> None:
    if row.clock == PAUSE_CLOCK:
        light_pause(opened, row)
        return
    scheme = opened.clock.reckoning.terms.scheme
    light = scheme.warned if row.kind == "warn" else scheme.over
    number = task_id(row.case_id, row.token)
    found = [task for task in loading.tasks(opened.work.reader, row.case_id) if task.id == number]
    for task in found:
        if task.is_live:
            light_task(opened.work, opened.office, task, light)
    if not found:
        light_wait(opened, row, light)


def _light_case(opened: OpenCase, row: TimerRecord) -> None:
    scheme = opened.clock.reckoning.terms.scheme
    light_case(opened.work, opened.office, scheme.warned if row.kind == "promise_warn" else scheme.over)


def _breach(opened: OpenCase, row: TimerRecord) -> None:
    """Past what the law allows: a flag of its own, and the last lamp of either scheme."""
    work, case = opened.work, opened.case
    work.changes["breached_at"] = opened.at
    worse = worst([case.light, opened.clock.reckoning.terms.scheme.breached])
    if worse is not case.light:
        work.changes["light"] = worse
    raise_alert(
        work,
        opened.office,
        "breach",
        department=case.lead,
        name="法定时限",
        due_at=case.statutory_at,
        by=overrun(work),
    )


def _closing(opened: OpenCase, row: TimerRecord) -> None:
    raise_alert(
        opened.work,
        opened.office,
        "closing",
        department=opened.case.lead,
        name="即办件当日未办结",
        due_at=row.due_at,
    )


_KINDS = {
    "engine": _engine,
    "warn": _light_step,
    "due": _light_step,
    "promise_warn": _light_case,
    "promise_due": _light_case,
    "statutory": _breach,
    "closing": _closing,
    "receiving": deem,
    "supplement": withdraw_unsupplemented,
    "late": _light_step,
}
_OF_STEP = ("warn", "due")


def postpone_timer(desk: Desk, number: int, error: str, *, at: datetime, until: datetime) -> None:
    """Firing failed: try again at `until`."""
    with desk.database.writing() as connection:
        waiting.postpone_timer(connection, number, error, until)


def give_up_timer(desk: Desk, number: int, error: str, *, at: datetime) -> None:
    """Firing failed for the last time: it stays unfired with its error, and lead and supervisors are told, once."""

    def do(opened: OpenCase) -> None:
        work, row = opened.work, loading.timer(opened.work.reader, number)
        if row is None or row.fired_at is not None:
            return
        work.timers_changed[number] = waiting.given_up(row, error)
        raise_alert(
            work,
            opened.office,
            "failure",
            token=row.token,
            of_task=row.kind in _OF_STEP,
            department=work.case.lead or CENTRE,
            element=row.element,
            name="计时多次触发失败",
            due_at=row.due_at,
        )

    with suppress(NotFound):
        Deed(desk=desk, actor=SYSTEM, at=at, terms=NO_TERMS, do=do).on_case_id(case_of(number // TIMERS), _nothing)
