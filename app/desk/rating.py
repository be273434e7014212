"""好差评: one rating for each case or visit, 1 very satisfied to 5 very dissatisfied; a bad one must be mended.

Source: GB/T 39046-2020, A.8 (the levels); GB/T 39734 (one event, one rating).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.acting import Deed
from app.desk.checks import bounded
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.public import own_case
from app.domain.actors import SYSTEM, Actor
from app.domain.acts import Act
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.handlers.alerts import raise_alert
from app.handlers.office import CENTRE, tell
from app.store import hall, messages
from app.store.database import Connection
from app.store.hall import Rating, Reception
from app.store.tables_conduct import rating as table

BAD = 4
"""From this level on something has to be put right."""

TOPIC = "rating.bad"
"""The message that asks for it; with it goes an alert of the level `rating` and an entry `rate` in the ledger."""


def rate_case(desk: Desk, number: str, code: str, level: int, words: str = "", *, at: datetime) -> Rating:
    """The applicant rates a case that is over, once.

    Raises NotFound: number and code do not belong together.  Raises Refused: it is not over, or was rated.
    """
    with desk.database.reading() as connection:
        case = own_case(connection, number, code)
    _check(level, words)
    if case.ended_at is None:
        raise Refused(f"case {number} is still being handled", f"办件{number}尚未办结,办结后方可评价", case=number)
    made: list[Rating] = []

    def do(opened: OpenCase) -> None:
        if hall.rating_of(opened.work.reader, case=opened.case.id) is not None:
            raise Refused(f"case {number} was rated before", f"办件{number}已评价,一事一评", case=number)
        row = _row(level, words, "public", opened.case.lead, opened.case.window, at)
        made[:] = [Rating(id=0, case_id=case.id, **row)]
        opened.work.stage("rating", reception_id=None, **{k: v for k, v in row.items() if k != "reception_id"})
        opened.work.record(Act.RATE, level=level, words=words)
        if level >= BAD:
            _ask_to_mend(opened, level, words)

    Deed(desk=desk, actor=SYSTEM, at=at, terms=ANY_TERMS, do=do).on_case_id(case.id, lambda _: None)
    return made[0]


def _ask_to_mend(opened: OpenCase, level: int, words: str) -> None:
    """What a procedure of rectification starts from."""
    case = opened.case
    raise_alert(opened.work, opened.office, "rating", department=case.lead, name=f"差评({level})", due_at=opened.at)
    body = {"level": level, "words": words, "department": case.lead, "window": case.window}
    tell(opened.work, opened.office, TOPIC, "rating/bad", (case.lead, case.window), body)


def rate_visit(
    desk: Desk, actor: Actor, number: str, level: int, words: str = "", *, at: datetime, terms: Terms = ANY_TERMS
) -> Rating:
    """Somebody rates a visit at the window's own device, once.  Raises NotFound: there is no such reception."""
    _check(level, words)
    with desk.database.writing() as connection:
        visit = hall.reception_of(connection, number)
        if visit is None:
            raise NotFound(f"there is no reception {number}", f"没有接待记录{number}", reception=number)
        _check_at_its_window(actor, visit)
        if hall.rating_of(connection, visit=visit.id) is not None:
            raise Refused(f"reception {number} was rated before", f"接待{number}已评价,一次一评", reception=number)
        row: dict[str, Any] = {**_row(level, words, "window", visit.department, visit.window, at)}
        row |= {"case_id": None, "reception_id": visit.id}
        made = Rating(id=hall.add(connection, table, row), **row)
        if level >= BAD:
            _tell_of_visit(desk, connection, made, number)
    return made


def _check_at_its_window(actor: Actor, visit: Reception) -> None:
    """Raises Forbidden: the device at which visits are rated is not the actor's."""
    own = actor.role in sight.HANDLING and actor.department in (visit.department, CENTRE)
    if not own and actor.role is not Role.ADMINISTRATOR:
        raise Forbidden(
            "a visit is rated at the window that received it", "现场评价在接待窗口进行", role=str(actor.role)
        )


def _tell_of_visit(desk: Desk, connection: Connection, made: Rating, number: str) -> None:
    body = {"reception": number, "level": made.level, "words": made.words, "department": made.department}
    channels = sorted(desk.channels)
    messages.post(connection, f"rating/{number}", channels, (made.department, "supervisor"), TOPIC, body, made.at)


def _row(level: int, words: str, channel: str, department: str, window: str, at: datetime) -> dict[str, Any]:
    place = {"department": department, "window": window, "at": at}
    return {"level": level, "words": words, "channel": channel, "reception_id": None, **place}


def _check(level: int, words: str) -> None:
    if not 1 <= level <= 5:
        raise Invalid(
            f"a rating is 1 (very satisfied) to 5 (very dissatisfied), got: {level}",
            "评价为1(非常满意)至5(非常不满意)",
            field="level",
        )
    bounded(words, "words")


def ratings(desk: Desk, actor: Actor, start: datetime, end: datetime) -> list[Rating]:
    """The ratings of a span of time: overseers all, heads those of their department."""
    if actor.role not in sight.EVERYTHING and actor.role not in sight.HANDLING:
        raise Forbidden("ratings are for those whom they are about", "评价结果限有关部门和督查人员查看")
    department = None if actor.role in sight.EVERYTHING else actor.department
    with desk.database.reading() as connection:
        return hall.ratings(connection, start, end, department)
