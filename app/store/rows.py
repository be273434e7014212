"""Turns rows into records, and builds the batched statements that cases are written with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, Table, Update, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.cases import CaseStatus
from app.domain.tasks import TaskStatus
from app.store import tables as t
from app.store.prepared import run
from app.store.records import (
    AlertRecord,
    CaseRecord,
    NoticeRecord,
    OpinionRecord,
    TaskRecord,
    TimerRecord,
)

CASE = list(t.case_file.c)
TASK = list(t.task.c)
OF_CASE = [
    t.case_file.c.number.label("case_number"),
    t.case_file.c.item.label("case_item"),
    t.case_file.c.applicant.label("case_applicant"),
    t.case_file.c.urgent.label("case_urgent"),
    t.case_file.c.light.label("case_light"),
    t.case_file.c.due_at.label("case_due_at"),
    t.case_file.c.resumes_at.label("case_resumes_at"),
]
_CASE_KEYS = [c.key for c in CASE]
_TASK_KEYS = [c.key for c in TASK] + [c.key for c in OF_CASE]


def case_record(values: Iterable[Any]) -> CaseRecord:
    """From the columns `CASE`."""
    fields = dict(zip(_CASE_KEYS, values, strict=False))
    fields["status"] = CaseStatus(fields["status"])
    return CaseRecord(**fields)


def task_record(values: Iterable[Any]) -> TaskRecord:
    """From the columns `TASK` and `OF_CASE`."""
    fields = dict(zip(_TASK_KEYS, values, strict=False))
    fields["status"] = TaskStatus(fields["status"])
    fields["scope"] = parted(fields["scope"])
    return TaskRecord(**fields)


def task_of_case(values: Mapping[str, Any], case: CaseRecord) -> TaskRecord:
    """From the columns of one task row and the case it belongs to."""
    return TaskRecord(
        **{**values, "status": TaskStatus(values["status"]), "scope": parted(values["scope"])},
        case_number=case.number,
        case_item=case.item,
        case_applicant=case.applicant,
        case_urgent=case.urgent,
        case_light=case.light,
        case_due_at=case.due_at,
        case_resumes_at=case.resumes_at,
    )


def timer_record(row: Row[Any]) -> TimerRecord:
    fields = dict(row._mapping)
    return TimerRecord(**{**fields, "scope": parted(fields["scope"])})


def opinion_record(row: Row[Any]) -> OpinionRecord:
    return OpinionRecord(**row._mapping)


def notice_record(row: Row[Any]) -> NoticeRecord:
    return NoticeRecord(**row._mapping)


def alert_record(row: Row[Any]) -> AlertRecord:
    return AlertRecord(**row._mapping)


def parted(scope: str) -> tuple[str, ...]:
    """The enclosing sub-processes out of their column."""
    return tuple(scope.split("/")) if scope else ()


def joined(scope: Iterable[str]) -> str:
    """The enclosing sub-processes for their column."""
    return "/".join(scope)


@lru_cache(maxsize=64)
def _update(table: Table) -> Update:
    made = update(table).where(table.c.id == bindparam("_id"))  # the columns follow from the parameters
    return made.values(version=table.c.version + 1) if "version" in table.c else made


@lru_cache(maxsize=64)
def _insert(table: Table) -> Insert:
    return insert(table)


@lru_cache(maxsize=64)
def _upsert(table: Table, dialect: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> Any:
    made = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    return made.on_conflict_do_update(index_elements=keys, set_={name: made.excluded[name] for name in columns})


def insert_rows(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """One batched insert; every row has the same columns."""
    if rows:
        run(connection, _insert(table), rows)


def upsert_rows(
    connection: Connection,
    table: Table,
    keys: tuple[str, ...],
    columns: tuple[str, ...],
    rows: list[dict[str, Any]],
) -> None:
    """Insert, or overwrite `columns` where the keys are taken."""
    if rows:
        run(connection, _upsert(table, connection.dialect.name, keys, columns), rows)


def update_rows(connection: Connection, table: Table, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Change rows by their `id`, one batch for each set of columns."""
    batches: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for key, values in changes.items():
        batches[tuple(values)].append({"_id": key, **values})
    for rows in batches.values():
        run(connection, _update(table), rows)
