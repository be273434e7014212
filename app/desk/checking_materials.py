"""核验材料: the window says of each material what it found; what may be asked of an applicant follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.desk.acting import Deed, case_of_done
from app.desk.checks import bounded
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.looking import open_case
from app.desk.materials import catalogue
from app.desk.opencase import OpenCase
from app.desk.steering import check_front
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.domain.ledger import Entry
from app.domain.verdicts import Verdict
from app.errors import Invalid
from app.handlers import violations
from app.store import papers
from app.store.records import CaseRecord

FALSE_RULE = "8"


def check_materials(
    desk: Desk,
    actor: Actor,
    number: str,
    found: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Put the checklist on record; the last word on each material counts.

    found: each with `code`, `verdict`, and as `note` what is wrong.  Raises Invalid: not in the catalogue.
    """

    def do(opened: OpenCase) -> None:
        check_front(opened)
        told = _told(catalogue(opened), found)
        opened.work.record(Act.CHECK, materials=told)
        false = [one["code"] for one in told if one["verdict"] == Verdict.FALSE]
        if false and opened.case.status is CaseStatus.ACCEPTED:
            _flag_false(opened, false)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def _told(known: Mapping[str, str], found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    codes = [str(one.get("code", "")) for one in found]
    strange = [code for code in codes if not code or (known and code not in known)]
    if strange or not codes or len(set(codes)) < len(codes):
        raise Invalid(
            f"a checklist names materials of the catalogue, each once; got: {', '.join(codes) or 'none'}",
            "核验清单应逐项列明事项材料目录中的材料",
            field="materials",
            expected=list(known),
        )
    for one in found:
        bounded(str(one.get("note", "")), "note")
    return [
        {"code": str(one["code"]), "verdict": str(Verdict(one["verdict"])), "note": str(one.get("note", ""))}
        for one in found
    ]


def checklist(desk: Desk, actor: Actor, number: str) -> dict[str, dict[str, str]]:
    """What was found of each material last, by its code."""
    with desk.database.reading() as connection:
        case, _ = open_case(connection, actor, number)
        return verdicts(papers.ledger(connection, case.id))


def verdicts(entries: Iterable[Entry]) -> dict[str, dict[str, str]]:
    """The last word on each material in a ledger."""
    last: dict[str, dict[str, str]] = {}
    for entry in entries:
        if entry.act == Act.CHECK:
            last |= {one["code"]: dict(one) for one in entry.detail.get("materials", [])}
    return last


def flag_accepted(opened: OpenCase) -> None:
    """Accepted although a material is marked as false: a sign for a person to judge."""
    if not papers.has_act(opened.work.reader, opened.work.before.id, Act.CHECK):
        return
    last = verdicts(papers.ledger(opened.work.reader, opened.work.before.id))
    false = [code for code, one in last.items() if one["verdict"] == Verdict.FALSE]
    if false:
        _flag_false(opened, false)


def _flag_false(opened: OpenCase, codes: list[str]) -> None:
    key = f"{opened.case.number}/{','.join(codes)}"
    violations.note(opened.work, opened.office, FALSE_RULE, key, materials=codes, by=opened.actor.user)
