"""What happens to a notice after it was issued: its PDF, its printings, its services, and those still to be served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, and_, bindparam, cast, exists, select, update

from app.store import tables as t
from app.store import tables_papers as p
from app.store.keys import ALERT_LEVELS, TIMERS, TOKENS
from app.store.prepared import run
from app.store.rows import insert_rows, upsert_rows

SERVED = "served"
_SERVED = (
    update(t.notice)
    .where(t.notice.c.case_id == bindparam("_case"), t.notice.c.seq == bindparam("_seq"))
    .values(served_at=bindparam("_at"))
)
_UNSERVED = and_(t.notice.c.deliver_by.is_not(None), t.notice.c.served_at.is_(None))


@dataclass(frozen=True, kw_only=True)
class Pdf:
    """What came out of the press; `digest` is its SM3."""

    digest: str
    pdf: bytes
    renderer: str


@dataclass(frozen=True, kw_only=True)
class Print:
    """One printing of a notice."""

    at: datetime
    user: str
    copies: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One try to serve a notice; `outcome` says whether it reached its receiver."""

    method: str
    outcome: str
    receiver: str
    at: datetime
    signed_by: str | None
    reference: str | None
    note: str | None
    digest: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Unserved:
    """A notice that nobody has served yet."""

    case_id: int
    case_number: str
    lead: str
    window: str
    number: str
    kind: str
    at: datetime
    deliver_by: datetime


def keep_press(connection: Connection, digest: str, packed: bytes) -> None:
    """Keep templates and letterhead under their digest."""
    upsert_rows(connection, p.press, ("digest",), ("digest",), [{"digest": digest, "packed": packed}])


def packed_press(connection: Connection, digest: str) -> bytes | None:
    """Templates and letterhead as they were kept."""
    found = connection.execute(select(p.press.c.packed).where(p.press.c.digest == digest)).scalar()
    return None if found is None else bytes(found)


def pdf(connection: Connection, case: int, seq: int) -> Pdf | None:
    """The PDF of a notice, None before it was first asked for."""
    wanted = select(p.notice_pdf.c.digest, p.notice_pdf.c.pdf, p.notice_pdf.c.renderer)
    row = connection.execute(wanted.where(p.notice_pdf.c.case_id == case, p.notice_pdf.c.seq == seq)).first()
    return None if row is None else Pdf(digest=row.digest, pdf=bytes(row.pdf), renderer=row.renderer)


def keep_pdf(connection: Connection, case: int, seq: int, made: Pdf, at: datetime) -> None:
    """Keep the first PDF of a notice; a second one that came at the same moment changes nothing."""
    row = {"case_id": case, "seq": seq, "digest": made.digest, "pdf": made.pdf, "renderer": made.renderer, "at": at}
    upsert_rows(connection, p.notice_pdf, ("case_id", "seq"), ("case_id",), [row])


def prints(connection: Connection, case: int, seq: int) -> list[Print]:
    """When, by whom and how often a notice was printed."""
    columns = p.notice_print.c
    wanted = select(columns.at, columns.user, columns.copies, columns.digest)
    rows = connection.execute(wanted.where(columns.case_id == case, columns.seq == seq).order_by(columns.id))
    return [Print(**row._mapping) for row in rows]


def deliveries(connection: Connection, case: int, seq: int) -> list[Delivery]:
    """The tries to serve a notice, in order."""
    hidden = ("id", "case_id", "seq")
    columns = p.notice_delivery.c
    wanted = select(*[column for column in columns if column.key not in hidden])
    rows = connection.execute(wanted.where(columns.case_id == case, columns.seq == seq).order_by(columns.id))
    return [Delivery(**row._mapping) for row in rows]


def write_service(
    connection: Connection, case: int, printed: list[dict[str, Any]], delivered: list[dict[str, Any]]
) -> None:
    """Write printings and services of the notices of a case, and which of them are served now."""
    insert_rows(connection, p.notice_print, [{"case_id": case, **row} for row in printed])
    insert_rows(connection, p.notice_delivery, [{"case_id": case, **row} for row in delivered])
    for row in delivered:
        if row["outcome"] == SERVED:
            run(connection, _SERVED, {"_case": case, "_seq": row["seq"], "_at": row["at"]})


def unserved(
    connection: Connection, departments: Iterable[str] | None, before: datetime | None, limit: int
) -> list[Unserved]:
    """Notices that wait to be served, the most urgent first.

    departments: of the lead or the window; None for all.  before: only those whose limit ends earlier.
    """
    wanted = _waiting().order_by(t.notice.c.deliver_by, t.notice.c.case_id, t.notice.c.seq).limit(limit)
    if before is not None:
        wanted = wanted.where(t.notice.c.deliver_by < before)
    if departments is not None:
        known = list(departments)
        wanted = wanted.where(t.case_file.c.lead.in_(known) | t.case_file.c.window.in_(known))
    return [_unserved(row) for row in connection.execute(wanted)]


def to_be_alerted(connection: Connection, at: datetime, limit: int = 200) -> list[Unserved]:
    """Notices whose limit is over and whose case was not alerted for one yet."""
    token = cast(t.notice.c.case_id, BigInteger) * (TOKENS * TIMERS)
    alerted = exists().where(t.alert.c.id == token + ALERT_LEVELS.index("unserved"))
    wanted = _waiting().where(t.notice.c.deliver_by < at, ~alerted).order_by(t.notice.c.deliver_by).limit(limit)
    return [_unserved(row) for row in connection.execute(wanted)]


def _waiting() -> Any:
    case, notice = t.case_file.c, t.notice.c
    columns = (notice.case_id, case.number.label("case_number"), case.lead, case.window)
    found = select(*columns, notice.number, notice.kind, notice.at, notice.deliver_by)
    return found.join(t.case_file, case.id == notice.case_id).where(_UNSERVED)


def _unserved(row: Row[Any]) -> Unserved:
    return Unserved(**row._mapping)
