"""Lamps of what has no task: a pause that takes longer than the applicant was told, and another body that is late."""

from __future__ import annotations

from app.desk.opencase import OpenCase
from app.desk.retiming import PAUSE_CLOCK
from app.domain.lights import Light
from app.handlers.alerts import raise_alert
from app.store.keys import pause_of
from app.store.records import TimerRecord

__all__ = ["PAUSE_CLOCK", "light_pause", "light_wait"]

LEVELS = {"warn": Light.WARN, "due": Light.YELLOW, "late": Light.RED}


def light_pause(opened: OpenCase, row: TimerRecord) -> None:
    """Two days before the expected end it warns, past it it is yellow, more than a day past it red."""
    stop = next(stop for stop in opened.clock.limits.stops if stop.seq == pause_of(row.token))
    raise_alert(
        opened.work,
        opened.office,
        str(LEVELS[row.kind]),
        token=row.token,
        of_task=False,
        department=opened.case.lead,
        name=f"特别程序({stop.word()})",
        due_at=row.due_at if row.kind == "due" else stop.expected_at,
    )


def light_wait(opened: OpenCase, row: TimerRecord, light: Light) -> None:
    """The upper level is late: told to it and to the supervisors, and never counted as ours."""
    stop = next((stop for stop in opened.clock.limits.aside if stop.token == row.token), None)
    if stop is None:
        return
    raise_alert(
        opened.work,
        opened.office,
        str(light),
        token=row.token,
        of_task=False,
        department=stop.department or opened.case.lead,
        element=stop.element,
        name=f"上级办理:{stop.name or stop.element}",
        due_at=row.due_at,
    )
