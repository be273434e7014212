"""Writes what another calendar moved, many cases by as many statements as one would take.

Only what a recomputation can change: the cases, moments and lamps of their steps, timers, ledgers, facts, messages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from app.errors import Stale
from app.store import tables as t
from app.store.database import batching
from app.store.messages import note_unreached
from app.store.prepared import run
from app.store.records import CaseRecord
from app.store.rows import insert_rows, update_rows, upsert_rows
from app.store.tables_house import outbox
from app.store.work import Work
from app.store.writing import DROP_TIMER, MOVE_CASE, SET_ANEW, ledger_rows, mail_rows, moved_row, number_timers, seal


def write(connection: Connection, works: Sequence[Work]) -> None:
    """Write all of it.  Raises Stale: somebody moved one of the cases although they are held."""
    sealed = [(work, *seal(work)) for work in works]
    _move_cases(connection, [(work, case) for work, case, _ in sealed])
    with batching(connection):
        update_rows(connection, t.task, {key: row for work in works for key, row in work.changed.items()})
        _write_timers(connection, works)
        insert_rows(connection, t.ledger, [row for _, case, made in sealed for row in ledger_rows(case.id, made)])
        facts = [{"case_id": work.before.id, **vars(fact)} for work in works for fact in work.facts]
        insert_rows(connection, t.clock_fact, facts)
        insert_rows(connection, outbox, [row for work, case, _ in sealed for row in mail_rows(work, case)])
        _note_unreached(connection, works)


def _move_cases(connection: Connection, moved: Sequence[tuple[Work, CaseRecord]]) -> None:
    batches: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for work, case in moved:
        row = moved_row(work, case)
        batches[tuple(row)].append(row)
    for rows in batches.values():
        if run(connection, MOVE_CASE, rows) != len(rows):
            raise Stale("a case was moved while it was held", "办件在锁定期间被更新")


def _write_timers(connection: Connection, works: Sequence[Work]) -> None:
    for work in works:
        number_timers(work, work.before.id)
    upsert_rows(connection, t.timer, ("id",), SET_ANEW, [row for work in works for row in work.timers])
    update_rows(connection, t.timer, {key: row for work in works for key, row in work.timers_changed.items()})
    dropped = [{"_id": number} for work in works for number in work.timers_dropped]
    if dropped:
        run(connection, DROP_TIMER, dropped)


def _note_unreached(connection: Connection, works: Sequence[Work]) -> None:
    first: dict[tuple[str, str], tuple[str, Work]] = {}
    for work in works:
        for place, topic in work.unreached.items():
            first.setdefault(place, (topic, work))
    for (channel, target), (topic, work) in first.items():
        note_unreached(connection, channel, target, topic, work.before.number, work.at)
