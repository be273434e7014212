"""The archive of a finished case: made once, put into its ledger, and the same bytes whenever it is asked for again.

It holds the ledger up to the entry before its own; what is printed or served later belongs to the case, not to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.acting import Deed, Done
from app.desk.archive_gaps import Gap, gaps
from app.desk.archive_papers import files_of
from app.desk.checks import required
from app.desk.gathering import gathered_of
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.looking import open_case
from app.desk.opencase import OpenCase
from app.desk.printing import pdf_of
from app.desk.sight import Sight
from app.desk.signing import signature
from app.domain import archives, sm3
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.ledger import Entry
from app.errors import Forbidden, NotFound, Refused
from app.store import papers
from app.store.database import Connection
from app.store.records import CaseRecord


@dataclass(frozen=True, kw_only=True)
class Archived:
    """That a case was archived.  digest: SM3 of the package.  entries: of the ledger that are in it."""

    number: str
    digest: str
    at: datetime
    by: str
    entries: int
    missing: tuple[str, ...]
    despite: str


def archive_gaps(desk: Desk, actor: Actor, number: str) -> list[Gap]:
    """What the archive of a case should hold and does not."""
    with desk.database.reading() as connection:
        return gaps(*gathered_of(desk, connection, _whole(connection, actor, number)))


def make_archive(
    desk: Desk, actor: Actor, number: str, despite: str = "", *, at: datetime, terms: Terms = ANY_TERMS
) -> Archived:
    """Archive a finished case; one that is archived already stays as it was.

    despite: why it is archived though something is missing; that goes on record.
    Raises Refused: it has not ended, or something is missing.  Raises Forbidden: not the lead department's.
    """
    with desk.database.reading() as connection:
        case = _whole(connection, actor, number)
        records = papers.notices(connection, case.id)
    sight.check_lead(actor, case)
    if case.ended_at is None:
        raise Refused(
            f"case {number} is {case.status}; only a finished case is archived",
            f"办件{number}尚未办结,不能归档",
            case=number,
            state=str(case.status),
        )
    for record in records:  # setting type takes its time and writes; the act itself only gathers
        pdf_of(desk, case, record, at)
    kept: list[Archived] = []

    def do(opened: OpenCase) -> None:
        kept[:] = [_archive(desk, opened, actor, despite)]

    def shape(done: Done) -> Archived:
        return kept[0]

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case_id(case.id, shape)


def archive(desk: Desk, actor: Actor, number: str) -> tuple[Archived, bytes]:
    """The package of an archived case, made again from its records and held against the digest in its ledger.

    Raises NotFound: it is not archived, or not for this actor.  Raises Refused: its records are not what they were.
    """
    with desk.database.reading() as connection:
        case = _whole(connection, actor, number)
        entries = papers.ledger(connection, case.id)
        known = _found(number, entries)
        if known is None:
            raise NotFound(f"case {number} is not archived", f"办件{number}尚未归档", case=number)
        package = _package(desk, connection, case, entries[: known.entries], _told(known))
    if sm3.digest(package) != known.digest:
        raise Refused(
            f"the records of case {number} are no longer what was archived on {known.at.isoformat()}",
            f"办件{number}的记录与{known.at.isoformat()}归档时不一致",
            case=number,
            expected=known.digest,
        )
    return known, package


def _archive(desk: Desk, opened: OpenCase, actor: Actor, despite: str) -> Archived:
    work, case, connection = opened.work, opened.case, opened.work.reader
    entries = papers.ledger(connection, case.id)
    before = _found(case.number, entries)
    if before is not None:
        return before
    missing = gaps(*gathered_of(desk, connection, case))
    if missing:
        _check_despite(case, missing, despite)
    made = Archived(
        number=case.number,
        digest="",
        at=work.at,
        by=signature(actor),
        entries=len(entries),
        missing=tuple(gap.code for gap in missing),
        despite=despite if missing else "",
    )
    digest = sm3.digest(_package(desk, connection, case, entries, _told(made)))
    work.record(
        Act.ARCHIVE, made.by, digest=digest, entries=made.entries, missing=list(made.missing), despite=made.despite
    )
    return Archived(**{**vars(made), "digest": digest})


def _check_despite(case: CaseRecord, missing: Sequence[Gap], despite: str) -> None:
    if not despite.strip():
        raise Refused(
            f"the archive of case {case.number} is not complete: {'; '.join(gap.message for gap in missing)}",
            f"办件{case.number}的归档材料不全:{';'.join(gap.message_zh for gap in missing)}",
            case=case.number,
            missing=[gap.code for gap in missing],
        )
    required(despite, "despite", "an incomplete archive needs a reason", "归档材料不全须写明理由")


def _whole(connection: Connection, actor: Actor, number: str) -> CaseRecord:
    """The case.  Raises NotFound, and Forbidden: the actor sees a part of it, and an archive is whole or nothing."""
    case, seen = open_case(connection, actor, number)
    if seen is not Sight.ALL:
        raise Forbidden(
            "the archive is for the lead department, supervisors and administrators",
            "办件档案限牵头部门、督查和管理人员查看",
            case=number,
        )
    return case


def _package(
    desk: Desk, connection: Connection, case: CaseRecord, entries: Sequence[Entry], told: Mapping[str, Any]
) -> bytes:
    gathered, items = gathered_of(desk, connection, case)
    files = files_of(connection, gathered, items[0].definition, entries)
    return archives.pack(case.number, files, (entries[-1].seq, entries[-1].hash), told)


def _told(made: Archived) -> dict[str, Any]:
    return {"made_at": made.at, "made_by": made.by, "missing": list(made.missing), "despite": made.despite}


def _found(number: str, entries: Sequence[Entry]) -> Archived | None:
    entry = next((entry for entry in entries if entry.act == Act.ARCHIVE), None)
    if entry is None:
        return None
    said = entry.detail
    return Archived(
        number=number,
        digest=str(said.get("digest", "")),
        at=entry.at,
        by=entry.actor,
        entries=int(said.get("entries", 0)),
        missing=tuple(said.get("missing", ())),
        despite=str(said.get("despite", "")),
    )
