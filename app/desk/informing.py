"""Tells applicants of every change of their case, where they said how; each change once and at once.

Limits of the law run from what is told, so nothing of it waits for the office to open.  What is said names number, item
and change: reasons, papers and everything else stand on the progress page, behind the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk.house import Desk
from app.desk.opencase import OpenCase
from app.domain import cases
from app.domain.cases import RUNNING, CaseStatus
from app.domain.contacts import TOPIC, contacts
from app.domain.facts import Fact, FactKind
from app.notices.facts import PROGRESS
from app.store import papers
from app.store.database import Connection
from app.store.work import Work

RECEIVED, REGISTERED = "已收件", "已登记"
OF_PROCEDURES = {CaseStatus.DECLINED: "未能安排", CaseStatus.REFUSED: "不予办理"}
"""How the end of a procedure is told, which nobody applies for."""

FACTS = {
    FactKind.ACCEPTED: "已受理",
    FactKind.SUPPLEMENT_ASKED: "需要补正材料",
    FactKind.SUPPLEMENT_MET: "补正材料已收齐",
    FactKind.PAUSED: "已停表,停表期间不计入办理时限",
    FactKind.RESUMED: "已恢复计时",
    FactKind.EXTENDED: "办理期限已延长",
    FactKind.RECOMPUTED: "因工作日历调整,办理期限已重算",
}
PROMISING = frozenset({FactKind.ACCEPTED, FactKind.RESUMED, FactKind.EXTENDED, FactKind.RECOMPUTED})
"""After these it is said when the case is due."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change.  key: names it within the case.  kind: the end of the message's topic."""

    key: str
    kind: str
    words: str


def inform(opened: OpenCase) -> None:
    """Queue what this act changed for its applicant; asks for nothing where nothing changed or nothing can be sent."""
    changes = list(_changes(opened))
    work, desk = opened.work, opened.desk
    if not (changes and desk.channels):
        return
    applicant = work.form["applicant"] if work.fresh else papers.form(work.reader, work.before.id).applicant
    _post(work, desk, opened.item.definition.name, applicant, changes)


def inform_of_promises(reader: Connection, desk: Desk, works: Sequence[Work]) -> None:
    """Queue that another calendar has moved the promise of some cases, whose applicants are read at once.

    works: each with the fact of its recomputation as the last one.
    """
    if not (works and desk.channels):
        return
    applicants = papers.applicants_of(reader, [work.before.id for work in works])
    for work in works:
        if (applies := applicants.get(work.before.id)) is not None:
            fact = work.facts[-1]
            words = FACTS[fact.kind] + _promise(desk, work.case.due_at)
            _post(work, desk, *applies, [Change(key=f"fact/{fact.seq}", kind=str(fact.kind), words=words)])


def _post(work: Work, desk: Desk, item: str, applicant: Mapping[str, Any], changes: Iterable[Change]) -> None:
    about = {"item": item, "url": f"{desk.settings.address}{PROGRESS}"}
    for channel, address in contacts(applicant).items():
        for one in changes if channel in desk.channels else ():
            body = {"to": address, **about, "change": one.words}
            work.post(f"applicant/{one.key}/{channel}", channel, address, f"{TOPIC}{one.kind}", body)


def _changes(opened: OpenCase) -> Iterator[Change]:
    work = opened.work
    status, procedure = work.changes.get("status"), opened.item.is_procedure if work.fresh or work.facts else False
    if work.fresh and (status is None or (procedure and status in RUNNING)):
        yield Change(key="received", kind="received", words=REGISTERED if procedure else RECEIVED)
    for fact in work.facts:
        if fact.kind in FACTS and not procedure and fact.data.get("complete") is not False:
            yield Change(key=f"fact/{fact.seq}", kind=str(fact.kind), words=FACTS[fact.kind] + _until(opened, fact))
    if status is not None and status not in RUNNING:
        plain = cases.WORDS[status]
        words = OF_PROCEDURES.get(status, plain) if opened.item.is_procedure else plain
        yield Change(key="ended", kind=str(status), words=words)


def _until(opened: OpenCase, fact: Fact) -> str:
    zone = opened.desk.settings.zoneinfo
    asked = opened.clock.limits.supplement
    if fact.kind is FactKind.SUPPLEMENT_ASKED and asked is not None:
        return f",请于{asked.due_at.astimezone(zone):%Y-%m-%d %H:%M}前补齐"
    return _promise(opened.desk, opened.case.due_at) if fact.kind in PROMISING else ""


def _promise(desk: Desk, due_at: datetime | None) -> str:
    return "" if due_at is None else f",承诺办结时间为{due_at.astimezone(desk.settings.zoneinfo):%Y-%m-%d %H:%M}"
