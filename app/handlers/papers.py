"""What a notice has to say: its own facts from the act, the rest from the case, its guide and the letterhead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.calendar import WorkCalendar
from app.domain.instants import in_utc
from app.notices import Document, Fact, Matter, Press, Source
from app.store.records import CaseRecord, DefinitionRecord, NoticeRecord

_MOMENTS = {"due_days": "due_at", "statutory_days": "statutory_at"}


def matter_of(case: CaseRecord, definition: DefinitionRecord) -> Matter:
    """What a notice of this case is about."""
    return Matter(
        number=case.number,
        code=case.code,
        item=definition.name or definition.key,
        applicant=case.applicant,
        lead=case.lead,
        window=case.window,
        received_at=case.received_at,
        guide=definition.guide or {},
    )


def printed(press: Press, case: CaseRecord, definition: DefinitionRecord, notice: NoticeRecord) -> dict[str, Any]:
    """The facts of a notice that was issued, as its template is given them."""
    document = press.catalogue[notice.kind]
    matter = matter_of(case, definition)
    return press.facts(document, matter, notice.data, number=notice.number, at=notice.at)


def of_case(fact: Fact, case: CaseRecord, calendar: WorkCalendar) -> Any:
    """A fact that the case itself knows: a moment of it, or how many working days lie before one."""
    if fact.name == "provisional":
        due_at = case.due_at
        return "暂定" if due_at and calendar.is_provisional(calendar.day_of(due_at).year) else None
    ends = _MOMENTS.get(fact.name)
    if ends is None:
        at: datetime | None = getattr(case, fact.name)
        return in_utc(at) if at is not None else None
    until: datetime | None = getattr(case, ends)
    if until is None or case.accepted_at is None:
        return None
    return calendar.workdays_between(calendar.receipt_day(case.accepted_at), until)


def gathered(
    document: Document,
    case: CaseRecord,
    calendar: WorkCalendar,
    materials: list[Any],
    *said: Mapping[str, Any],
) -> dict[str, Any]:
    """The facts of a document, each from the first of `said` that gives it, else from the case."""
    found = {fact.name: _found(fact, case, calendar, materials, said) for fact in document.facts}
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def _found(
    fact: Fact, case: CaseRecord, calendar: WorkCalendar, materials: list[Any], said: tuple[Mapping[str, Any], ...]
) -> Any:
    names = (fact.name, *fact.also)
    given = next((one[name] for one in said for name in names if one.get(name)), None)
    if given is not None:
        return in_utc(given) if isinstance(given, datetime) else given
    if fact.source is Source.CASE:
        return of_case(fact, case, calendar)
    return materials if fact.source is Source.MATERIALS else None
