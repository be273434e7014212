"""Topic `notice.issue`: a numbered official document, stored with what it has to say.

Nothing is set in type here: the act that issues a notice checks that it can be, and whoever wants the paper
has it made afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.domain.acts import Act
from app.domain.instants import in_utc
from app.engine import Request
from app.errors import Invalid
from app.handlers import papers, violations
from app.handlers.known import known, listed
from app.handlers.office import Office, Sealing, tell
from app.notices import CATALOGUE, Audience, Document, Seal, Source
from app.store import papers as kept
from app.store import people, reading, registry
from app.store.work import Work

NAMES = {code: document.name for code, document in CATALOGUE.items()}
"""What the documents are called that come with the house."""

REFUSALS = CATALOGUE.refusals
NAMED = frozenset({
    "department", "from", "handler", "host", "leader", "next_leader", "person", "staff", "substitute", "to",
})  # fmt: skip
"""Facts that may be given as the code of a department or a user; papers say the name."""

ANSWERED = frozenset({"opinion", "outcome", "result"})
"""Facts that may be given as the code of the button that was pressed; papers say the words on it."""

_CODE = re.compile(r"[a-z][a-z_]*")

ANY_NUMBER = "0-0"
"""Stands for the number while it is not taken yet."""


def handle(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """Issue the notice that the step's property `notice` names.

    property `facts`: names of variables or fields that the notice takes over, parted by commas; `new=old` renames.
    """
    kind = request.properties.get("notice", "")
    if not kind:
        raise Invalid(
            f"step {request.element!r} issues a notice but has no property `notice`",
            f"环节「{request.element}」未注明通知书种类",
            element=request.element,
        )
    taken = known(work, request.variables, listed(request.properties.get("facts", "")))
    issue(work, office, kind, request.element, {**_named(taken, work, office), **request.properties})
    return {}


def _named(taken: Mapping[str, Any], work: Work, office: Office) -> dict[str, Any]:
    found = dict(taken)
    for name in NAMED & found.keys():
        code = str(found[name])
        account = people.account(work.reader, code)
        found[name] = office.name_of(code) if account is None else account.name
    codes = {name: str(found[name]) for name in ANSWERED & found.keys() if _CODE.fullmatch(str(found[name]))}
    if codes:
        words = {one["code"]: one["name"] for one in registry.setting(work.reader, "actions") or ()}
        found |= {name: words.get(code, code) for name, code in codes.items()}
    return found


def issue(work: Work, office: Office, kind: str, element: str, said: Mapping[str, Any] | None = None) -> bool:
    """Give out a notice with the next number of its series; False when the case has this one already.

    said: facts that the diagram or the act itself gives; they win over what the officer wrote.
    Raises Invalid: no such document, a fact it needs is missing, or a character cannot be printed.
    Raises Forbidden: it bears the seal of the department, which whoever acts may not use for this item.
    """
    document = document_of(office, kind)
    have = issued(work)
    if document.once and kind in have:
        return False
    sealing = office.hands.sealing() if document.seal is Seal.LEAD else Sealing()
    data = _data(work, office, document, said or {})
    matter = papers.matter_of(work.case, office.definition_of(work.case.definition_id))
    office.press.check(office.press.facts(document, matter, data, number=ANY_NUMBER, at=work.at))
    year = work.at.astimezone(office.calendar.zone).year
    number = work.number(f"{document.series}-{year}", f"{document.series}-{year}-{{:06d}}")
    days = document.serve_days
    row = {"seq": len(have) + 1, "number": number, "kind": kind, "element": element, "data": data}
    row |= {"press": office.press.digest, "deliver_by": None if days is None else office.calendar.due(work.at, days)}
    row |= {"served_at": None, "at": work.at, "issued_by": work.actor, "sealed_by": sealing.by}
    work.notices.append(row)
    work.record(Act.NOTICE, kind=kind, number=number, element=element, sealed_by=sealing.by)
    if sealing.is_kept and sealing.by is None:
        violations.note(work, office, "seal", f"{work.case.number or in_utc(work.at)}/{kind}/{row['seq']}", notice=kind)
    body = {"kind": kind, "name": document.name, "number": number}
    tell(work, office, "notice", f"notice/{row['seq']}", (work.case.window or work.case.lead,), body)
    return True


def document_of(office: Office, kind: str) -> Document:
    """A document of the centre's catalogue.  Raises Invalid: there is none."""
    document = office.press.catalogue.get(kind)
    if document is None:
        raise Invalid(f"the centre has no document {kind!r}", f"文书目录中没有“{kind}”", field="notice", kind=kind)
    return document


def is_for_applicant(office: Office, kind: str) -> bool:
    """Whether the applicant gets this document; one that left the catalogue was given out like any other."""
    document = office.press.catalogue.get(kind)
    return document is None or document.audience is Audience.APPLICANT


def name_of(office: Office, kind: str) -> str:
    """What a document is called, its code when it left the catalogue."""
    document = office.press.catalogue.get(kind)
    return kind if document is None else document.name


def issued(work: Work) -> list[str]:
    """The kinds of notices the case has, those of this act included."""
    if work.notices_before is None:
        work.notices_before = [] if work.fresh else reading.notice_kinds(work.reader, work.case.id)
    return work.notices_before + [row["kind"] for row in work.notices]


def _data(work: Work, office: Office, document: Document, said: Mapping[str, Any]) -> dict[str, Any]:
    """Only what this notice adds; what the case and its guide say is put in when it is printed."""
    words: Mapping[str, Any] = work.words
    if document.refusal and not all(said.get(name) or words.get(name) for name in ("reasons", "basis")):
        last = None if work.fresh else reading.last_refusal(work.reader, work.case.id)
        words = {**words, **(last or {})}
    return papers.gathered(document, work.case, office.calendar, _materials(work, document), said, words)


def _materials(work: Work, document: Document) -> list[Any]:
    if not any(fact.source is Source.MATERIALS for fact in document.facts):
        return []
    return list(work.form["materials"]) if work.fresh else kept.form(work.reader, work.case.id).materials
