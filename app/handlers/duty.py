"""Topic `log.fill`: the duty leader's log of the day, filled in from what the system knows, and whose day it is.

The rota is that of the centre's file (`[duty] rota`, in turn by working day), as changes entered into the register
`duty` have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from app.domain.acts import Act
from app.domain.calendar import WorkCalendar
from app.domain.conduct import ACTS
from app.engine import Request
from app.handlers.declared import COMPLAINTS
from app.handlers.known import fill, filled_in, listed
from app.handlers.office import Office
from app.store import daily, registers, registry
from app.store.daily import DayFacts, Line, Seen
from app.store.signals import CERTAIN
from app.store.work import Work

REGISTER = "duty"
FIRST = date(2024, 1, 1)
"""From here on working days are counted to find whose turn it is."""

LEVELS = {"yellow": "黄牌", "red": "红牌", "breach": "超法定时限", "closing": "当日未办结", "missing": "未按期反馈"}


def log(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """Lay the facts of the day into the form; the diagram learns `leader` and `next_leader`.

    property `complaints`: the procedures by which somebody complains.
    """
    calendar = office.calendar
    day = day_of(work, office)
    complaints = listed(request.properties.get("complaints") or COMPLAINTS)
    span = _midnight(day, calendar), _midnight(day + timedelta(days=1), calendar)
    found = daily.facts_of(work.reader, day.isoformat(), *span, complaints)
    leader, after = leader_of(work, office, day), leader_of(work, office, calendar.add_workdays(day, 1))
    fill(work, day=day.isoformat(), leader=leader, next_leader=after, **_written(found, office))
    signs = [one.id for one in found.signs]
    work.stage("duty_log", day=day.isoformat(), leader=leader, signs=signs, at=work.at)
    work.record(Act.HANDLE, topic=request.topic, element=request.element, day=day.isoformat(), leader=leader)
    return {"leader": leader, "next_leader": after}


def day_of(work: Work, office: Office) -> date:
    """The day a log is about: that on which it was due, or today."""
    said = str(filled_in(work).get("scheduled_day") or "")
    return date.fromisoformat(said) if said else office.calendar.day_of(work.case.received_at)


def leader_of(work: Work, office: Office, day: date) -> str:
    """Who is on duty on a working day, empty where the centre has no rota."""
    for entry in reversed(registers.entries(work.reader, REGISTER)):
        if entry.data.get("day") == day.isoformat() and entry.data.get("to"):
            return str(entry.data["to"])
    rota = (registry.setting(work.reader, "duty") or {}).get("rota") or []
    turn = office.calendar.workdays_between(FIRST, day)
    return str(rota[turn % len(rota)]) if rota else ""


def _written(found: DayFacts, office: Office) -> dict[str, Any]:
    counts = {**found.counts, "预警": sum(one.what == "yellow" for one in found.alerts)}
    counts |= {"超期": sum(one.what in ("red", "breach") for one in found.alerts), "投诉": len(found.complaints)}
    away = [f"{name} {office.name_of(one.place)} {one.reason} {one.contact}".strip() for name, one in found.absences]
    late = [_said(one, office) for one in found.alerts if one.what in LEVELS]
    return {
        "figures": {"columns": list(counts), "rows": [[str(value) for value in counts.values()]]},
        "absences": ";".join(away) or "无",
        "overdue": ";".join(late) or "无",
        "tickets": ";".join(_ticket(number, at, office) for number, at in found.tickets) or "无",
        "violations": ";".join(_sign(one) for one in found.signs) or "无",
        "complaints": ";".join(f"{one.number}({one.name})" for one in found.complaints) or "无",
    }


def _said(line: Line, office: Office) -> str:
    return f"{line.number} {office.name_of(line.department)} {line.name} {LEVELS[line.what]}"


def _ticket(number: str, taken_at: datetime, office: Office) -> str:
    return f"{number}({taken_at.astimezone(office.calendar.zone):%H:%M}取号)"


def _sign(one: Seen) -> str:
    judged = "" if one.weight == CERTAIN else ",待核实"
    return f"{one.about} {ACTS[one.rule].zh}{judged}".strip()


def _midnight(day: date, calendar: WorkCalendar) -> datetime:
    return datetime.combine(day, time(), calendar.zone)
