"""What a template is given: the facts of the document itself, then what case, guide and letterhead say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import Invalid
from app.notices import wording
from app.notices.catalogue import Document, Seal

PROGRESS = "/progress"
"""The public page on which applicants follow their case."""


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What the house puts on every document; it is kept with the templates, for names change.

    address: where people reach the server, without a slash at the end.
    """

    centre: Mapping[str, str] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    zone: str = "Asia/Shanghai"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a document is about: the case, its item and the public guide of the item."""

    number: str
    code: str
    item: str
    applicant: str
    lead: str
    window: str
    received_at: datetime
    guide: Mapping[str, Any] = field(default_factory=dict)


def facts_of(
    letterhead: Letterhead, document: Document, matter: Matter, said: Mapping[str, Any], *, number: str, at: datetime
) -> dict[str, Any]:
    """Everything the template is given.  Raises Invalid: a fact is missing or not of its sort."""
    zone = ZoneInfo(letterhead.zone)
    found: dict[str, Any] = {}
    names = _names(matter.guide)
    for fact in document.facts:
        try:
            found |= wording.shown(fact, said.get(fact.name), zone, names)
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid(
                f"{document.code}: {fact.name} is not a {fact.sort}: {error}",
                f"{document.name}的“{fact.label}”填写不正确",
                field=fact.name,
            ) from None
        if fact.needed and not found[fact.name]:
            raise lacking(document, fact.name, fact.label)
    around = _around(letterhead, zone, document, matter, number, at)
    sealed = {Seal.LEAD: around["lead"], Seal.DEPARTMENT: found.get("department")}.get(document.seal)
    return found | around | {"seal": sealed or around["centre"].get("name", "")}


def _around(
    letterhead: Letterhead, zone: ZoneInfo, document: Document, matter: Matter, number: str, at: datetime
) -> dict[str, Any]:
    centre = dict(letterhead.centre)
    return {
        "code": document.code,
        "title": document.name,
        "number": number,
        "copies": list(document.copies),
        "centre": centre,
        "law": list(document.basis),
        "remedies": _filled(document.remedies, centre),
        "case_number": matter.number,
        "item": matter.item,
        "applicant": matter.applicant,
        "lead": letterhead.departments.get(matter.lead, matter.lead),
        "window": matter.window,
        "received_on": wording.day(matter.received_at, zone),
        "received_at": wording.moment(matter.received_at, zone),
        "issued_on": wording.day(at, zone),
        "issued_at": wording.moment(at, zone),
        "guide": _guide(matter.guide if document.guide else {}),
        "url": f"{letterhead.address}{PROGRESS}?number={matter.number}" if document.query else "",
        "query_code": matter.code if document.query else "",
    }


def lacking(document: Document, field_: str, label: str) -> Invalid:
    """The refusal to issue a document that lacks a fact."""
    words = {"reasons": "理由", "basis": "法律依据"}
    return Invalid(
        f"{document.code} ({document.name}) cannot be issued without {field_}",
        f"出具{document.name}须写明{words.get(field_, label)}",
        field=field_,
    )


def _filled(remedies: str, centre: Mapping[str, str]) -> str:
    reconsideration = centre.get("reconsideration") or "有管辖权的行政复议机关"
    court = centre.get("court") or "有管辖权的人民法院"
    return remedies.replace("{reconsideration}", reconsideration).replace("{court}", court)


def _guide(guide: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the public guide that documents cite."""
    told = guide.get("disclosure") or {}
    return {
        "basis": _lines(told.get("basis")),
        "conditions": _lines(told.get("conditions")),
        "procedure": _lines(told.get("procedure")),
        "samples": _lines(told.get("samples")),
        "period": str(told.get("period") or ""),
        "limits": str((guide.get("limits") or {}).get("basis") or ""),
        "fee": str(told.get("fee_standard") or ""),
        "materials": wording.listed(guide.get("materials") or [], {}),
    }


def _names(guide: Mapping[str, Any]) -> dict[str, str]:
    listed = [one for one in guide.get("materials") or [] if isinstance(one, dict)]
    return {str(one["code"]): str(one["name"]) for one in listed if one.get("code") and one.get("name")}


def _lines(value: Any) -> list[str]:
    if not value:
        return []
    return [value] if isinstance(value, str) else [str(one) for one in value]
