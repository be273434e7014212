"""What a rule of the watch is given, plain records of a finished case, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.acts import Act
from app.domain.facts import Fact
from app.domain.ledger import Entry
from app.store.conduct import Original, Payment
from app.store.records import CaseRecord, NoticeRecord, OpinionRecord, TaskRecord


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One case with everything that the rules look at; the guide is that of the version it ran on."""

    case: CaseRecord
    guide: Mapping[str, Any] = field(default_factory=dict)
    entries: Sequence[Entry] = ()
    facts: Sequence[Fact] = ()
    notices: Sequence[NoticeRecord] = ()
    opinions: Sequence[OpinionRecord] = ()
    tasks: Sequence[TaskRecord] = ()
    payments: Sequence[Payment] = ()
    originals: Sequence[Original] = ()
    form: Mapping[str, Any] = field(default_factory=dict)

    def told(self, act: Act) -> Iterator[Mapping[str, Any]]:
        """What the ledger says of an act, in order."""
        return (entry.detail for entry in self.entries if entry.act == act)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the notices that were issued."""
        return frozenset(notice.kind for notice in self.notices)

    @property
    def verdicts(self) -> dict[str, str]:
        """The last word on each material."""
        last: dict[str, str] = {}
        for detail in self.told(Act.CHECK):
            last |= {str(one["code"]): str(one["verdict"]) for one in detail.get("materials", [])}
        return last


@dataclass(frozen=True, kw_only=True)
class Sign:
    """What a rule has seen: which rule, what makes it one sign, and the facts that show it."""

    rule: str
    key: str
    evidence: Mapping[str, Any]
    department: str = ""


def of_case(looked: Looked, rule: str, key: str = "", **evidence: Any) -> Sign:
    """A sign about a case."""
    number = looked.case.number
    return Sign(rule=rule, key=f"{number}/{key}" if key else number, evidence=evidence, department=looked.case.lead)
