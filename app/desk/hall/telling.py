"""一次性告知: everything an applicant needs, told at once in two copies; a second notice needs its reason on record.

Source: Administrative Licensing Law, arts. 30 and 32; Regulation on the Business Environment, art. 36.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.checks import bounded, required
from app.desk.hall.marking import mark
from app.desk.hall.receptions import responsible_for
from app.desk.hall.staff import check_serves
from app.desk.house import Desk
from app.domain import sm3
from app.domain.actors import Actor
from app.errors import Invalid, NotFound, Refused
from app.handlers.notices import ANY_NUMBER, document_of
from app.handlers.office import CENTRE
from app.notices import Document, Matter
from app.store import hall
from app.store.database import Connection
from app.store.hall import Reception, Told
from app.store.numbers import take
from app.store.records import DefinitionRecord
from app.store.tables_hall import told as table

NOTICE = "YCGZ"


def notify(
    desk: Desk,
    actor: Actor,
    number: str,
    item: str,
    confirmed: str,
    missing: Sequence[Mapping[str, str]] = (),
    override: str = "",
    *,
    at: datetime,
) -> Told:
    """Tell at once: basis, limit, procedure, all materials, what is missing, what is not handled.

    confirmed: what was confirmed again with the applicant before anything was told.
    missing: each with its `code` in the catalogue and a `note`; nothing means that the whole list is told.
    Raises Refused: the item was told of before, and nobody says why it has to be again.
    """
    required(
        confirmed,
        "confirmed",
        "before telling, confirm once more what is wanted, and write it down",
        "告知前应与申请人再次确认并登记",
    )
    bounded(override, "override")
    definition = desk.programs.in_force(item, at).definition
    wanted = _wanted(definition, missing)
    document = document_of(desk.office, NOTICE)
    with desk.database.reading() as connection:
        visit = responsible_for(connection, actor, number)
        again = _check_first(connection, visit, definition.key, wanted, override)
    year = at.astimezone(desk.calendar.zone).year
    facts = _facts(desk, document, visit, definition, wanted, confirmed, at)
    with desk.database.writing() as connection:
        _check_first(connection, visit, definition.key, wanted, override)
        paper = f"{document.series}-{year}-{take(connection, f'{document.series}-{year}'):06d}"
        # Set inside the transaction, for the number stands on it and must not be lost if it cannot be set.
        pdf = desk.presses.current.render(NOTICE, {**facts, "number": paper}, at=at)
        row: dict[str, Any] = {"reception_id": visit.id, "number": paper, "definition_id": definition.id}
        row |= {"item": definition.key, "missing": wanted, "confirmed": confirmed, "override": override}
        row |= {"at": at, "by": actor.user, "copies": list(document.copies), "printed": []}
        row |= {"signed_by": None, "signed_at": None, "digest": sm3.digest(pdf)}
        made = Told(id=hall.add(connection, table, {**row, "pdf": pdf}), **row)
        if again:
            place = {"subject": visit.number, "department": visit.department}
            mark(desk, connection, "2", f"{visit.number}/{paper}", at, **place, materials=again, reason=override)
    return made


def _wanted(definition: DefinitionRecord, missing: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    listed = (definition.guide or {}).get("materials", [])
    known = {str(one["code"]): str(one.get("name", one["code"])) for one in listed if one.get("code")}
    strange = [str(one.get("code")) for one in missing if one.get("code") not in known]
    if strange:
        raise Invalid(
            f"{', '.join(strange)} is not in the catalogue of {definition.key}; expected {', '.join(known)}",
            f"材料{'、'.join(strange)}不在事项材料目录中",
            field="missing",
            expected=list(known),
        )
    return [{"code": one["code"], "name": known[one["code"]], "note": one.get("note", "")} for one in missing]


def _check_first(
    connection: Connection, visit: Reception, item: str, wanted: Sequence[Mapping[str, str]], override: str
) -> list[str]:
    """What a second notice names; empty for the first one.  Raises Refused: there is no reason for a second."""
    before = [one for one in hall.told_of(connection, visit.id) if one.item == item]
    if not before:
        return []
    codes = [one["code"] for one in wanted]
    if not override.strip():
        raise Refused(
            f"{visit.number} was told everything by {before[0].number}; a second notice needs a reason (override), "
            "which goes on record",
            f"接待{visit.number}已由{before[0].number}一次性告知,再次告知须写明理由并记录在案",
            reception=visit.number,
            field="override",
            rule="2",
        )
    return codes or ["*"]


def _facts(
    desk: Desk,
    document: Document,
    visit: Reception,
    definition: DefinitionRecord,
    wanted: Sequence[Mapping[str, str]],
    confirmed: str,
    at: datetime,
) -> dict[str, Any]:
    matter = Matter(
        number=visit.number,
        code="",
        item=definition.name,
        applicant=visit.name,
        lead=str((definition.guide or {}).get("lead", "")),
        window=visit.window,
        received_at=visit.at,
        guide=definition.guide or {},
    )
    said = {"question": visit.need, "confirmed": confirmed}
    said_more = {"missing": [{"name": one["name"], "note": one["note"]} for one in wanted]} if wanted else {}
    press = desk.presses.current
    facts = press.facts(document, matter, {**said, **said_more}, number=ANY_NUMBER, at=at)
    press.check(facts)
    return {**facts, "url": ""}


def told_pdf(desk: Desk, actor: Actor, number: str) -> tuple[Told, bytes]:
    """The notification as PDF, both copies; the same bytes every time."""
    with desk.database.reading() as connection:
        found = _told(connection, actor, number)
        return found, hall.told_pdf(connection, found.id)


def printed(desk: Desk, actor: Actor, number: str, copies: int, signed_by: str = "", *, at: datetime) -> Told:
    """Put on record that it was printed, and who signed for the applicant's copy; its number stays."""
    check_serves(actor)
    with desk.database.writing() as connection:
        found = _told(connection, actor, number)
        log = [*found.printed, {"at": at.isoformat(), "by": actor.user, "copies": copies}]
        signed = {"signed_by": signed_by, "signed_at": at} if signed_by and not found.signed_by else {}
        hall.change(connection, table, found.id, printed=log, **signed)
        return _told(connection, actor, number)


def _told(connection: Connection, actor: Actor, number: str) -> Told:
    found = hall.told_by_number(connection, number)
    visit = hall.reception_by_id(connection, found.reception_id) if found else None
    if found is None or visit is None or not _sees(actor, visit):
        raise NotFound(f"there is no notification {number}", f"没有告知书{number}", notice=number)
    return found


def _sees(actor: Actor, visit: Reception) -> bool:
    own = actor.role in sight.HANDLING and actor.department in (visit.department, CENTRE)
    return own or actor.role in sight.EVERYTHING
