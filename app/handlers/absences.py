"""Topics of absences: how many working days one takes, and its entry, with who stands in meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.acts import Act
from app.engine import Request
from app.errors import Invalid
from app.handlers.known import known
from app.handlers.office import Office
from app.store import people
from app.store.work import Work

FIELDS = ("from_day", "to_day", "from_at", "to_at", "reason", "place", "contact", "substitute", "user")


def count(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """The working days from `from_day` to `to_day`, both counted: the diagram learns `days`.  Raises Invalid."""
    first, last = _days(known(work, request.variables, FIELDS), office, work)
    return {"days": office.calendar.workdays_between(first - timedelta(days=1), last)}


def enter(request: Request, work: Work, office: Office) -> None:
    """Enter who is away, from when until when, why, where, how to be reached, and who stands in.

    Raises Invalid: somebody must stand in, and nobody who is known does.
    """
    said = known(work, request.variables, FIELDS)
    user, substitute = str(said.get("user") or work.case.received_by), str(said.get("substitute") or "")
    account = people.account(work.reader, substitute) if substitute else None
    if account is None or not account.active or substitute == user:
        raise Invalid(
            f"an absence needs somebody else of the centre who stands in, got: {substitute or 'nobody'}",
            "请假、离岗须安排本中心其他在岗人员顶岗",
            field="form.substitute",
        )
    from_at, to_at = _span(said, office, work)
    words = {name: str(said.get(name) or "") for name in ("reason", "place", "contact")}
    people.enter_absence(work, user=user, from_at=from_at, to_at=to_at, substitute=substitute, **words)
    work.record(Act.HANDLE, topic=request.topic, element=request.element, user=user, substitute=substitute)


def _span(said: Mapping[str, Any], office: Office, work: Work) -> tuple[datetime, datetime]:
    """By the hour where hours are given, else from the opening of the first day to the closing of the last."""
    if said.get("from_at") and said.get("to_at"):
        first, last = _moment(said["from_at"], "from_at"), _moment(said["to_at"], "to_at")
    else:
        begins, ends = _days(said, office, work)
        first, last = office.calendar.opening_of(begins), office.calendar.closing_of(ends)
    if last <= first:
        raise _wrong("to_at", "an absence ends after it begins", "结束时间应晚于开始时间")
    return first, last


def _days(said: Mapping[str, Any], office: Office, work: Work) -> tuple[date, date]:
    if said.get("from_at") and said.get("to_at"):
        moments = _moment(said["from_at"], "from_at"), _moment(said["to_at"], "to_at")
        return office.calendar.day_of(moments[0]), office.calendar.day_of(moments[1])
    first, last = (_day(said.get(name), name) for name in ("from_day", "to_day"))
    if last < first:
        raise _wrong("to_day", "an absence ends after it begins", "结束日期应晚于开始日期")
    return first, last


def _day(value: Any, name: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(
            name, f"{name} is a day such as 2026-03-02, got: {value}", f"{name}应为日期,如2026-03-02"
        ) from None


def _moment(value: Any, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        found = datetime.min
    if found.tzinfo is None:
        raise _wrong(name, f"{name} is a moment with its zone, got: {value}", f"{name}应为带时区的时刻")
    return found


def _wrong(name: str, en: str, zh: str) -> Invalid:
    return Invalid(en, zh, field=f"form.{name}")
