"""What a case has gathered, for reading: form, opinions, notices, ledger, path and timers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.domain.ledger import Entry, detail_of
from app.store import tables as t
from app.store.keys import TIMERS, span
from app.store.records import CaseForm, NoticeRecord, OpinionRecord, TimerRecord, Visit
from app.store.rows import notice_record, opinion_record, timer_record, upsert_rows
from app.store.tables_house import definition

BATCH = 500
SEALED = "sealed"
"""An opinion that nobody reads before its step is done."""

_OPINION = [*t.opinion.c, t.task.c.element, t.task.c.name]
_OPEN = (t.opinion.c.kind != SEALED) | t.task.c.closed_at.is_not(None)


def form(connection: Connection, case: int) -> CaseForm:
    """What the applicant handed in."""
    row = connection.execute(select(t.case_form).where(t.case_form.c.case_id == case)).one()
    return CaseForm(applicant=row.applicant, form=row.form, materials=row.materials)


def applicants_of(connection: Connection, cases: Sequence[int]) -> dict[int, tuple[str, dict[str, Any]]]:
    """For what and who applies in some cases, by the row number of the case; nobody applies for a procedure."""
    case, form, item = t.case_file.c, t.case_form.c, definition.c
    wanted = select(form.case_id, item.name, form.applicant).where(form.case_id.in_(cases), item.procedure.is_(False))
    wanted = wanted.join_from(t.case_form, t.case_file, case.id == form.case_id)
    wanted = wanted.join(definition, item.id == case.definition_id)
    return {number: (name, applicant) for number, name, applicant in connection.execute(wanted)}


def opinions(connection: Connection, case: int) -> list[OpinionRecord]:
    """All opinions on the tasks of a case, in order."""
    wanted = select(*_OPINION).join(t.task, t.task.c.id == t.opinion.c.task_id)
    wanted = wanted.where(t.opinion.c.task_id.between(*span(case)), _OPEN)
    rows = connection.execute(wanted.order_by(t.opinion.c.at, t.opinion.c.task_id, t.opinion.c.seq))
    return [opinion_record(row) for row in rows]


def opinions_of_task(connection: Connection, task: int) -> list[OpinionRecord]:
    """The opinions on one task, in order."""
    wanted = select(*_OPINION).join(t.task, t.task.c.id == t.opinion.c.task_id)
    rows = connection.execute(wanted.where(t.opinion.c.task_id == task, _OPEN).order_by(t.opinion.c.seq))
    return [opinion_record(row) for row in rows]


def sealed(connection: Connection, task: int) -> list[OpinionRecord]:
    """The sealed opinions on a task, for the check that enough people have looked."""
    wanted = select(*_OPINION).join(t.task, t.task.c.id == t.opinion.c.task_id)
    rows = connection.execute(wanted.where(t.opinion.c.task_id == task, t.opinion.c.kind == SEALED))
    return [opinion_record(row) for row in rows]


def notices(connection: Connection, case: int) -> list[NoticeRecord]:
    """The notices of a case, in order."""
    rows = connection.execute(select(t.notice).where(t.notice.c.case_id == case).order_by(t.notice.c.seq))
    return [notice_record(row) for row in rows]


def notice(connection: Connection, number: str) -> NoticeRecord | None:
    """One notice by its number."""
    row = connection.execute(select(t.notice).where(t.notice.c.number == number)).fetchone()
    return None if row is None else notice_record(row)


def visits(connection: Connection, case: int) -> list[Visit]:
    """The elements a case has passed, in order of their last pass."""
    wanted = select(t.visit.c.element, t.visit.c.times, t.visit.c.at).where(t.visit.c.case_id == case)
    return [Visit(**row._mapping) for row in connection.execute(wanted.order_by(t.visit.c.at))]


def timers(connection: Connection, case: int) -> list[TimerRecord]:
    """The timers of a case, soonest first; fired ones stay for the record."""
    low, high = span(case)
    wanted = select(t.timer).where(t.timer.c.id.between(low * TIMERS, (high + 1) * TIMERS - 1))
    return [timer_record(row) for row in connection.execute(wanted.order_by(t.timer.c.due_at, t.timer.c.id))]


def ledger(connection: Connection, case: int) -> list[Entry]:
    """The ledger of a case in the order in which it is stored."""
    wanted = select(t.ledger).where(t.ledger.c.case_id == case).order_by(t.ledger.c.seq)
    return [_entry(row) for row in connection.execute(wanted)]


def has_act(connection: Connection, case: int, act: str) -> bool:
    """Whether something was done to a case, as its ledger has it."""
    wanted = select(t.ledger.c.seq).where(t.ledger.c.case_id == case, t.ledger.c.act == act).limit(1)
    return connection.execute(wanted).first() is not None


def _entry(row: Any) -> Entry:
    return Entry(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        act=row.act,
        detail=detail_of(row.detail),
        prev=row.prev,
        hash=row.hash,
    )


def ledgers(connection: Connection) -> Iterator[tuple[str, tuple[int, str], list[Entry]]]:
    """Every case's number, remembered head and ledger, one case at a time."""
    case, last = t.case_file.c, 0
    heads = select(case.id, case.number, case.ledger_seq, case.ledger_hash).order_by(case.id).limit(BATCH)
    while rows := connection.execute(heads.where(case.id > last)).fetchall():
        for row in rows:
            yield row.number, (row.ledger_seq, row.ledger_hash), ledger(connection, row.id)
        last = rows[-1].id


def draft(connection: Connection, task: int) -> dict[str, Any] | None:
    """The half-filled form of a task."""
    found: dict[str, Any] | None = connection.execute(select(t.draft.c.form).where(t.draft.c.task_id == task)).scalar()
    return found


def keep_draft(connection: Connection, task: int, user: str, form: dict[str, Any], at: datetime) -> None:
    """Keep a half-filled form in the place of the one before, while the task waits."""
    waits = select(t.task.c.id).where(t.task.c.id == task, t.task.c.closed_at.is_(None))
    if connection.execute(waits).first() is not None:
        row = {"task_id": task, "user": user, "form": form, "at": at}
        upsert_rows(connection, t.draft, ("task_id",), ("user", "form", "at"), [row])


def size_of(form: dict[str, Any]) -> int:
    """How many bytes a form takes."""
    return len(orjson.dumps(form))
