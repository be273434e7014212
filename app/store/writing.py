"""Writes the work of one act, batch by batch, into one open transaction.

The version is checked first: who comes second learns it before anything is written.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain import ledger
from app.errors import Stale
from app.store import notices
from app.store import tables as t
from app.store.beginnings import settle
from app.store.conduct import write_staged
from app.store.database import batching
from app.store.keys import TIMERS, alert_id, span, task_id, timer_id
from app.store.messages import note_unreached
from app.store.numbers import Number, fill
from app.store.prepared import fetch, run
from app.store.records import CaseRecord, evolved
from app.store.rows import insert_rows, update_rows, upsert_rows
from app.store.searching import word_rows
from app.store.tables_house import outbox
from app.store.tables_words import case_word
from app.store.work import Work

_CASE_KEYS = [column.key for column in t.case_file.c if column.key != "id"]
MOVE_CASE = update(t.case_file).where(
    t.case_file.c.id == bindparam("_id"), t.case_file.c.version == bindparam("_version")
)
_NEW_CASE = t.case_file.insert().returning(t.case_file.c.id)
_NEW_FORM = t.case_form.insert()
_NEW_WORDS = case_word.insert()
_NEW_FACT = t.clock_fact.insert()
_MATERIALS = update(t.case_form).where(t.case_form.c.case_id == bindparam("_case"))
_FORM = update(t.case_form).where(t.case_form.c.case_id == bindparam("_case"))
_DROP_BRANCH = delete(t.branch).where(
    t.branch.c.case_id == bindparam("_case"), t.branch.c.branch == bindparam("_branch")
)
_DROP_BRANCHES = delete(t.branch).where(t.branch.c.case_id == bindparam("_case"))
_WAITING = t.timer.c.fired_at.is_(None)
SET_ANEW = ("due_at", "next_at", "attempts", "fired_at", "clock", "unit", "amount", "from_at")
"""What a timer that is set once more takes over of the new one."""
DROP_TIMER = delete(t.timer).where(t.timer.c.id == bindparam("_id"), _WAITING)
_DROP_TIMERS = delete(t.timer).where(t.timer.c.id.between(bindparam("_low"), bindparam("_high")), _WAITING)
_DROP_DRAFT = delete(t.draft).where(t.draft.c.task_id == bindparam("_id"))
_DROP_DRAFTS = delete(t.draft).where(t.draft.c.task_id.between(bindparam("_low"), bindparam("_high")))
_DROP_CANDIDATES = delete(t.candidate).where(t.candidate.c.task_id.between(bindparam("_low"), bindparam("_high")))
_WITHDRAW = update(t.opinion).where(t.opinion.c.task_id == bindparam("_id"), t.opinion.c.withdrawn_at.is_(None))
_VISITS = {}
for _name, _dialect in (("sqlite", sqlite), ("postgresql", postgresql)):
    _insert = _dialect.insert(t.visit)
    _VISITS[_name] = _insert.on_conflict_do_update(
        index_elements=["case_id", "element"],
        set_={"times": t.visit.c.times + _insert.excluded.times, "at": _insert.excluded.at},
    )


def write(connection: Connection, work: Work) -> CaseRecord:
    """Write everything; returns the case as it now is.  Raises Stale: somebody else moved it since it was read."""
    fill(connection, work.numbers)
    case, entries = seal(work)
    case = _make_case(connection, work, case) if work.fresh else _move_case(connection, work, case)
    with batching(connection):
        _write_tasks(connection, work, case.id)
        _write_timers(connection, work, case.id)
        _write_branches(connection, work, case.id)
        _write_papers(connection, work, case.id)
        _write_alerts(connection, work, case)
        _write_ledger(connection, case.id, entries)
        _write_facts(connection, work, case.id)
        if work.staged:
            write_staged(connection, work, case.id)
    if work.begun is not None:
        settle(connection, work.begun, case.id, work.at)
    return case


def seal(work: Work) -> tuple[CaseRecord, list[ledger.Entry]]:
    """The case as this act leaves it, and what its ledger gets."""
    case, entries = work.case, []
    if work.fresh:
        number = str(work.numbers[0])
        case = evolved(case, {"number": number, "ledger_hash": ledger.genesis(number)})
    seq, sealed = case.ledger_seq, case.ledger_hash
    for actor, act, detail in work.entries:
        entries.append(ledger.seal(sealed, seq + 1, work.at, actor, str(act), _plain(detail)))
        seq, sealed = seq + 1, entries[-1].hash
    moved = evolved(case, {"version": case.version + 1, "ledger_seq": seq, "ledger_hash": sealed})
    return moved, entries


def _plain(detail: Any) -> dict[str, Any]:
    return {key: str(value) if type(value) is Number else value for key, value in detail.items()}


def _make_case(connection: Connection, work: Work, case: CaseRecord) -> CaseRecord:
    row = {key: getattr(case, key) for key in _CASE_KEYS}
    ((number,),) = fetch(connection, _NEW_CASE, row)
    case = evolved(case, {"id": number})
    run(connection, _NEW_FORM, {"case_id": case.id, **work.form})
    run(connection, _NEW_WORDS, word_rows(case.id, case.number, case.applicant))
    return case


def _move_case(connection: Connection, work: Work, case: CaseRecord) -> CaseRecord:
    if run(connection, MOVE_CASE, moved_row(work, case)) != 1:
        raise Stale(f"case {case.number} was moved by somebody else", f"办件{case.number}已被他人更新")
    return case


def moved_row(work: Work, case: CaseRecord) -> dict[str, Any]:
    """What `MOVE_CASE` sets of a case that was there before; its columns follow from the names."""
    row = {"_id": case.id, "_version": work.before.version, **work.changes, "version": case.version}
    return {**row, "ledger_seq": case.ledger_seq, "ledger_hash": case.ledger_hash}


def _write_tasks(connection: Connection, work: Work, case: int) -> None:
    for row in work.opened:
        row["id"], row["case_id"] = task_id(case, row.pop("token")), case
    insert_rows(connection, t.task, work.opened)
    update_rows(connection, t.task, work.changed)
    others = [{"task_id": task_id(case, token), "department": code} for token, code in work.candidates]
    insert_rows(connection, t.candidate, others)
    if work.ended:
        # Until then those of closed tasks lie idle: nobody asks for them, and two statements a step are saved.
        low, high = span(case)
        run(connection, _DROP_DRAFTS, {"_low": low, "_high": high})
        run(connection, _DROP_CANDIDATES, {"_low": low, "_high": high})
    elif work.task is not None and work.has_draft and work.task.id in work.closed:
        run(connection, _DROP_DRAFT, {"_id": work.task.id})


def _write_timers(connection: Connection, work: Work, case: int) -> None:
    number_timers(work, case)
    if not work.ended:
        upsert_rows(connection, t.timer, ("id",), SET_ANEW, work.timers)
    update_rows(connection, t.timer, work.timers_changed)
    if work.ended:
        low, high = span(case)
        run(connection, _DROP_TIMERS, {"_low": low * TIMERS, "_high": (high + 1) * TIMERS - 1})
    elif work.timers_dropped:
        run(connection, DROP_TIMER, [{"_id": number} for number in work.timers_dropped])


def number_timers(work: Work, case: int) -> None:
    """Give the timers that were set the numbers under which they are kept."""
    for row in work.timers:
        row["id"], row["case_id"] = timer_id(case, row["token"], row["kind"]), case


def _write_branches(connection: Connection, work: Work, case: int) -> None:
    if work.ended:
        if not work.fresh:
            run(connection, _DROP_BRANCHES, {"_case": case})
        return
    rows = [
        {"case_id": case, "branch": branch, "parent": parent, "open": is_open, "state": state}
        for branch, (parent, is_open, state) in work.branches.items()
    ]
    upsert_rows(connection, t.branch, ("case_id", "branch"), ("parent", "open", "state"), rows)
    if work.branches_dropped:
        gone = [{"_case": case, "_branch": branch} for branch in work.branches_dropped]
        run(connection, _DROP_BRANCH, gone)


def _write_papers(connection: Connection, work: Work, case: int) -> None:
    if work.withdrawn:
        run(connection, _WITHDRAW, [{"_id": task, "withdrawn_at": work.at} for task in work.withdrawn])
    insert_rows(connection, t.opinion, work.opinions)
    for row in work.notices:
        row["case_id"], row["number"] = case, str(row["number"])
    insert_rows(connection, t.notice, work.notices)
    if work.printed or work.delivered:
        notices.write_service(connection, case, work.printed, work.delivered)
    passed = [
        {"case_id": case, "element": element, "times": times, "at": work.at} for element, times in work.visits.items()
    ]
    if passed:
        run(connection, _VISITS[connection.dialect.name], passed)


def _write_alerts(connection: Connection, work: Work, case: CaseRecord) -> None:
    for row in work.alerts:
        token = row.pop("token")
        row["id"], row["case_id"] = alert_id(case.id, token, row["level"]), case.id
        row["task_id"] = task_id(case.id, token) if row["task_id"] else None
    insert_rows(connection, t.alert, work.alerts)
    update_rows(connection, t.alert, work.alerts_changed)
    insert_rows(connection, outbox, mail_rows(work, case))
    for (channel, target), topic in work.unreached.items():
        note_unreached(connection, channel, target, topic, case.number, work.at)


def mail_rows(work: Work, case: CaseRecord) -> list[dict[str, Any]]:
    """What the outbox gets."""
    stamped = {"case_id": case.id, "created_at": work.at, "attempts": 0}
    return [
        {**row, **stamped, "key": f"{case.id}/{row['key']}", "body": {"case": case.number, **_plain(row["body"])}}
        for row in work.mail
    ]


def _write_ledger(connection: Connection, case: int, entries: list[ledger.Entry]) -> None:
    insert_rows(connection, t.ledger, ledger_rows(case, entries))


def ledger_rows(case: int, entries: list[ledger.Entry]) -> list[dict[str, Any]]:
    """The entries of a case's ledger as rows."""
    return [
        {
            "case_id": case,
            "seq": entry.seq,
            "at": entry.at,
            "actor": entry.actor,
            "act": entry.act,
            "detail": ledger.canonical(entry.detail).decode(),
            "prev": entry.prev,
            "hash": entry.hash,
        }
        for entry in entries
    ]


def _write_facts(connection: Connection, work: Work, case: int) -> None:
    if work.facts:
        rows = [{"case_id": case, **vars(fact)} for fact in work.facts]
        run(connection, _NEW_FACT, rows)
    if work.form_changed is not None:
        run(connection, _FORM, {"_case": case, "form": work.form_changed})
    if work.materials is not None:
        run(connection, _MATERIALS, {"_case": case, "materials": work.materials})


def timer_rows(work: Work) -> list[tuple[int, int, datetime]]:
    """The timers that were written: number, case and the moment at which each is to be looked at."""
    return [] if work.ended else [(row["id"], row["case_id"], row["next_at"]) for row in work.timers]


def driver_of(connection: Connection) -> Any:
    """The driver's own connection, for a library that takes part in this transaction."""
    return connection.connection.driver_connection
