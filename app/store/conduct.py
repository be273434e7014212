"""What goes with a case beside its diagram: kinds, fees, originals, the board, and what else an act stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from app.store import registers, signals, uploads
from app.store.keyed import entering
from app.store.numbers import Number
from app.store.pages import keyset, page
from app.store.queries import Page
from app.store.rows import insert_rows, upsert_rows
from app.store.tables import case_file
from app.store.tables_conduct import board, case_kind, original, payment, rating
from app.store.tables_house import absence
from app.store.tables_procedures import archiving, beginning, duty_log, register_entry
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a case has become, and the number it got as such."""

    kind: str
    number: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A fee that was paid.  cents: in fen.  consent: who asked for a voluntary service, and in which paper."""

    id: int
    case_id: int
    fee: str
    name: str
    cents: int
    basis: str
    voluntary: bool
    consent: str | None
    receipt: str | None
    at: datetime
    by: str
    refused_at: datetime | None
    complaint: str | None


@dataclass(frozen=True, kw_only=True)
class Original:
    """A paper of the applicant's that the centre holds or has given back."""

    case_id: int
    code: str
    name: str
    taken_at: datetime
    taken_by: str
    returned_at: datetime | None
    returned_by: str | None
    signed_by: str | None
    lost: str | None


@dataclass(frozen=True, kw_only=True)
class Posting:
    """Something on the notice board."""

    id: int
    case_id: int | None
    title: str
    body: dict[str, Any]
    at: datetime
    by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    reason: str | None


def write_staged(connection: Connection, work: Work, case: int) -> None:
    """Write what an act gathered for these tables, table by table."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for table, row in work.staged:
        plain = {name: str(value) if type(value) is Number else value for name, value in row.items()}
        rows.setdefault(table, []).append({"case_id": case, **plain})
    for table, found in rows.items():
        _WRITERS[table](connection, found)


def _insert(table: Any) -> Any:
    return lambda connection, rows: insert_rows(connection, table, rows)


def kinds(connection: Connection, case: int) -> list[Kind]:
    """What a case has become, in order."""
    wanted = select(case_kind.c.kind, case_kind.c.number, case_kind.c.at).where(case_kind.c.case_id == case)
    return [Kind(**row._mapping) for row in connection.execute(wanted.order_by(case_kind.c.at, case_kind.c.number))]


def kind_counts(connection: Connection, start: datetime, end: datetime) -> dict[str, int]:
    """How many cases became each kind from `start` up to, not including, `end`."""
    wanted = select(case_kind.c.kind, func.count()).where(case_kind.c.at >= start, case_kind.c.at < end)
    return {kind: number for kind, number in connection.execute(wanted.group_by(case_kind.c.kind))}


def kind_numbers(connection: Connection, kind: str, start: datetime, end: datetime) -> list[tuple[str, str]]:
    """The numbers of a kind given out in a span of time, each with its case's."""
    wanted = select(case_kind.c.number, case_file.c.number).join(case_file, case_file.c.id == case_kind.c.case_id)
    wanted = wanted.where(case_kind.c.kind == kind, case_kind.c.at >= start, case_kind.c.at < end)
    return [(own, case) for own, case in connection.execute(wanted.order_by(case_kind.c.number))]


def payments(connection: Connection, case: int) -> list[Payment]:
    """The fees of a case, in order."""
    rows = connection.execute(select(payment).where(payment.c.case_id == case).order_by(payment.c.id))
    return [Payment(**row._mapping) for row in rows]


def change_payment(connection: Connection, number: int, **changes: Any) -> None:
    """Change a payment: its receipt came, or it is contested."""
    connection.execute(update(payment).where(payment.c.id == number).values(changes))


def originals(connection: Connection, case: int) -> list[Original]:
    """The originals of a case, by their codes."""
    rows = connection.execute(select(original).where(original.c.case_id == case).order_by(original.c.code))
    return [Original(**row._mapping) for row in rows]


def held_originals(connection: Connection, case: int) -> list[str]:
    """The names of the originals that are still here."""
    wanted = select(original.c.name).where(
        and_(original.c.case_id == case, original.c.returned_at.is_(None), original.c.lost.is_(None))
    )
    return list(connection.execute(wanted.order_by(original.c.code)).scalars())


def change_original(connection: Connection, case: int, code: str, **changes: Any) -> None:
    """Change an original: it went back, or it is lost."""
    where = and_(original.c.case_id == case, original.c.code == code)
    connection.execute(update(original).where(where).values(changes))


def posting(connection: Connection, case: int) -> Posting | None:
    """What the board says of a case."""
    row = connection.execute(select(board).where(board.c.case_id == case)).first()
    return None if row is None else Posting(**row._mapping)


def postings(connection: Connection, limit: int, cursor: str | None, *, public: bool) -> Page[Posting]:
    """A page of the board, the newest first.  public: without what was taken down."""
    wanted = select(board).where(board.c.withdrawn_at.is_(None)) if public else select(board)
    rows = connection.execute(keyset(wanted, (board.c.id,), cursor, limit, down=True))
    return page([Posting(**row._mapping) for row in rows], limit, lambda one: (one.id,))


def add_posting(connection: Connection, row: dict[str, Any]) -> int:
    """Put something on the board; returns its number."""
    return int(connection.execute(board.insert().returning(board.c.id), row).scalar_one())


def take_down(connection: Connection, number: int, by: str, reason: str, at: datetime) -> bool:
    """Take something off the board; False when it is not there."""
    there = and_(board.c.id == number, board.c.withdrawn_at.is_(None))
    changed = {"withdrawn_at": at, "withdrawn_by": by, "reason": reason}
    return connection.execute(update(board).where(there).values(changed)).rowcount == 1


def _change_originals(connection: Connection, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        case, code = row.pop("case_id"), row.pop("code")
        change_original(connection, case, code, **row)


def _change_payments(connection: Connection, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        del row["case_id"]
        change_payment(connection, row.pop("id"), **row)


def _keep_duty_logs(connection: Connection, rows: list[dict[str, Any]]) -> None:
    upsert_rows(connection, duty_log, ("day",), ("case_id", "leader", "signs", "at"), rows)


def _ask_for_archives(connection: Connection, rows: list[dict[str, Any]]) -> None:
    upsert_rows(connection, archiving, ("case_id",), ("next_at",), rows)


def _enter_absences(connection: Connection, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        del row["case_id"]  # nobody's absence belongs to a case
    insert_rows(connection, absence, rows)


_WRITERS: dict[str, Any] = {
    beginning.name: entering(beginning),
    register_entry.name: registers.write,
    "absence": _enter_absences,
    "signal": signals.add,
    "duty_log": _keep_duty_logs,
    "archiving": _ask_for_archives,
    "upload taken": uploads.take,
    "original changed": _change_originals,
    "payment changed": _change_payments,
    **{table.name: _insert(table) for table in (case_kind, payment, original, board, rating)},
}
