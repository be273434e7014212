"""The watch goes its round: finished cases, public guides, the hall; what it sees is written once, judged later."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app import watch
from app.desk import hall
from app.desk.acting import Deed
from app.desk.comparing_logs import compare_logs
from app.desk.hall.marking import mark
from app.desk.house import ANY_TERMS, Desk
from app.desk.opencase import OpenCase
from app.domain.actors import SYSTEM
from app.domain.conduct import Weight, weight_of
from app.handlers import violations
from app.store import clocks, conduct, definitions, loading, papers, people, signals, watching
from app.store.database import Connection
from app.watch import Looked, Sign, openness

AGAIN = timedelta(minutes=10)
"""How far back each round begins: an act is dated when it began, and may be committed a little later."""

AT_A_TIME = 200


def go_round(desk: Desk, at: datetime) -> int:
    """One round of everything; how many new signs there were.  Called again and again, a sign is written once."""
    left = hall.unserved(desk, at=at)
    late = hall.alert_unsigned(desk, at) + hall.alert_unanswered(desk, at) + hall.note_long_absences(desk, at)
    seen = close_hall(desk, at) + look_at_guides(desk, at) + look_at_cases(desk, at)
    return len(left) + late + seen + compare_logs(desk, at)


def look_at_cases(desk: Desk, at: datetime) -> int:
    """The cases that ended since the last round, all of them."""
    seen = 0
    while True:
        with desk.database.reading() as connection:
            until = watching.watched_until(connection)
            since = None if until is None else until - AGAIN
            found = watching.ended_since(connection, since, AT_A_TIME)
            looked = {case: looked_at(desk, connection, case) for case, _ in found}
        for case, one in looked.items():
            seen += _write(desk, case, watch.look(one), at)
        newest = found[-1][1] if found else until
        if newest is None or newest == until:
            return seen
        with desk.database.writing() as connection:
            watching.set_watched(connection, newest)


def looked_at(desk: Desk, connection: Connection, case: int) -> Looked:
    """A case as the rules look at it."""
    record = loading.by_id(connection, case).case
    return Looked(
        case=record,
        guide=desk.programs.item(record.definition_id).definition.guide or {},
        entries=papers.ledger(connection, case),
        facts=clocks.facts(connection, case),
        notices=papers.notices(connection, case),
        opinions=papers.opinions(connection, case),
        tasks=loading.tasks(connection, case),
        payments=conduct.payments(connection, case),
        originals=conduct.originals(connection, case),
        form=papers.form(connection, case).form,
    )


def _write(desk: Desk, case: int, signs: list[Sign], at: datetime) -> int:
    with desk.database.reading() as connection:
        new = [one for one in signs if not signals.known(connection, one.rule, [one.key])]
    certain = [one for one in new if weight_of(one.rule) is Weight.VIOLATION]
    if certain:

        def do(opened: OpenCase) -> None:
            for one in certain:
                told = dict(one.evidence)
                violations.note(
                    opened.work, opened.office, one.rule, one.key, department=one.department, source="watch", **told
                )

        Deed(desk=desk, actor=SYSTEM, at=at, terms=ANY_TERMS, do=do).on_case_id(case, lambda _: None)
    with desk.database.reading() as connection:
        applicant = loading.by_id(connection, case).case.applicant if new else ""
    rows = [_row(one, applicant, at, case) for one in new if one not in certain]
    if rows:
        with desk.database.writing() as connection:
            signals.add(connection, rows)
    return len(new)


def _row(one: Sign, subject: str, at: datetime, case: int | None = None) -> dict[str, Any]:
    row = {"rule": one.rule, "key": one.key, "weight": str(weight_of(one.rule)), "case_id": case}
    told = {"subject": subject[:200], "department": one.department, "evidence": dict(one.evidence)}
    return {**row, **told, "source": "watch", "at": at}


def look_at_guides(desk: Desk, at: datetime) -> int:
    """The public guides of the items in force: what they do not disclose, which forms are not free or not there."""
    documents = desk.presses.current.catalogue
    with desk.database.reading() as connection:
        signs = [
            (sign, one.name)
            for one in definitions.in_force(connection, at)
            for sign in openness.look(
                one.key,
                one.version,
                one.guide or {},
                [zh for zh, _ in desk.shelf.faults(one.key, one.guide or {}, documents)],
            )
        ]
        new = [(sign, name) for sign, name in signs if not signals.known(connection, sign.rule, [sign.key])]
    if new:
        with desk.database.writing() as connection:
            signals.add(connection, [_row(sign, name, at) for sign, name in new])
    return len(new)


def close_hall(desk: Desk, at: datetime) -> int:
    """Once a day, after closing: who was served, and nothing was written down of it."""
    day = desk.calendar.day_of(at)
    if not desk.calendar.is_workday(day) or at < desk.calendar.closing_of(day):
        return 0
    with desk.database.reading() as connection:
        if watching.closed_day(connection) == str(day):
            return 0
    with desk.database.writing() as connection:
        windows = {one.code: one.department for one in people.windows(connection)}
        found = watching.served_unrecorded(connection, str(day))
        for number, queue, why in found:
            place = {"subject": number, "department": windows.get(queue, "")}
            told = {"queue": queue, "why": why, "day": str(day)}
            mark(desk, connection, "18", f"{day}/{number}", at, **place, **told)
        watching.set_closed(connection, str(day))
    return len(found)
