"""Cases as event logs see them: what happened when, at which step, by whom under a pseudonym, and no personal data.

Only what is named here leaves the house: no applicant, no form, no opinion, no reason, no name.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.desk.house import Desk
from app.desk.programs import Item
from app.domain.actors import ONLINE
from app.domain.acts import Act
from app.domain.ledger import Entry
from app.domain.reports import KIND_WORDS
from app.store import exports, papers
from app.store.records import CaseRecord

COMPLETE = "complete"
TRANSITIONS: Mapping[str, str] = {
    Act.ASSIGN: "assign",
    Act.CLAIM: "start",
    Act.UNCLAIM: "reassign",
    Act.TRANSFER: "reassign",
    Act.DELEGATE: "reassign",
    Act.RESOLVE: "reassign",
    Act.COMPLETE: COMPLETE,
    Act.RETURN: COMPLETE,
    Act.WITHDRAW_OPINION: "withdraw",
}
"""What an act is in the life of the step it is about (IEEE 1849, lifecycle); any other act is an event of its own."""

NOT_PEOPLE = frozenset({"system", "timer", ONLINE.user})
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One event.  step: the token of the task it is about.  resource: a pseudonym, empty for the house itself."""

    seq: int
    at: datetime
    act: str
    activity: str
    transition: str
    resource: str
    department: str
    element: str
    outcome: str
    step: int | None
    notice_kind: str


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One case with its events, in order."""

    id: str
    item: str
    item_name: str
    version: int
    kind: str
    lead: str
    window: str
    status: str
    received_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    events: tuple[Happened, ...]


@dataclass(frozen=True)
class Pseudonyms:
    """Gives everybody the same other name every time."""

    key: bytes

    def of(self, what: str, name: str) -> str:
        """The pseudonym of a name among those of its sort."""
        return f"{what}-{hmac.digest(self.key, f'{what} {name}'.encode(), 'sha256').hex()[:16]}"


def traces(desk: Desk, start: datetime, end: datetime, *, numbers: bool = False) -> Iterator[Trace]:
    """The cases received from `start` up to `end`, one in memory at a time.

    numbers: with their numbers, for use inside the centre; else under pseudonyms.
    """
    pseudonyms = Pseudonyms(exports.pseudonym_key(desk.database))
    with desk.database.reading() as cases, desk.database.reading() as ledgers:
        for case in exports.received(cases, start, end):
            item = desk.programs.item(case.definition_id)
            id = case.number if numbers else pseudonyms.of("case", case.number)
            yield _trace(id, case, item, papers.ledger(ledgers, case.id), pseudonyms)


def _trace(id: str, case: CaseRecord, item: Item, entries: list[Entry], pseudonyms: Pseudonyms) -> Trace:
    return Trace(
        id=id,
        item=case.item,
        item_name=clean(item.definition.name),
        version=item.definition.version,
        kind=KIND_WORDS.get(item.mode, item.mode),
        lead=clean(case.lead),
        window=clean(case.window),
        status=str(case.status),
        received_at=case.received_at,
        due_at=case.due_at,
        ended_at=case.ended_at,
        events=tuple(_happened(entry, item, pseudonyms) for entry in entries),
    )


def _happened(entry: Entry, item: Item, pseudonyms: Pseudonyms) -> Happened:
    said = entry.detail
    user, _, department = entry.actor.partition(" for ")[0].rpartition("@")
    user, department = (user, department) if user else (department, "")
    element = str(said.get("element", ""))
    about_step = entry.act in TRANSITIONS and bool(element)
    info = item.program.elements.get(element)
    word = Act(entry.act).word if entry.act in set(Act) else entry.act
    step = said.get("task")
    return Happened(
        seq=entry.seq,
        at=entry.at,
        act=entry.act,
        activity=clean((info.name if info and info.name else element) if about_step else word),
        transition=TRANSITIONS[entry.act] if about_step else COMPLETE,
        resource="" if user in NOT_PEOPLE else pseudonyms.of("user", user),
        department=clean(department),
        element=clean(element),
        outcome=clean(str(said.get("outcome", ""))),
        step=step if isinstance(step, int) else None,
        notice_kind=clean(str(said.get("kind", ""))) if entry.act == Act.NOTICE else "",
    )


def clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _CONTROL.sub(" ", text)
