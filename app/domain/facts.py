"""The facts of a case's legal clock: what happened, when, and the amounts that go with it; nothing is ever changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class FactKind(StrEnum):
    """What may happen to a clock."""

    RECEIVED = "received"  # days: of the receiving limit, where an answer is owed; once more when a draft is confirmed
    ACCEPTED = "accepted"  # promise, statutory, ahead; since: the day from which it counts, when that is another
    DECLINED = "declined"
    SUPPLEMENT_ASKED = "supplement_asked"  # materials, days; special: after acceptance, as a local rule allows
    SUPPLEMENT_MET = "supplement_met"  # materials, complete: whether nothing is missing any more
    PAUSED = "paused"  # ground, reason, approver, days
    RESUMED = "resumed"  # pause: the number of the fact that began it
    EXTENDED = "extended"  # days, reason, approver
    SENT_UP = "sent_up"  # token, element, days, ahead, department
    REPLIED = "replied"  # token
    OWN_BEGAN = "own_began"  # token, element
    OWN_ENDED = "own_ended"  # token
    RECOMPUTED = "recomputed"  # job, why, editions


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact; `seq` is the number of its entry in the sealed ledger of the case."""

    seq: int
    kind: FactKind
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


def of_kind(facts: Iterable[Fact], *kinds: FactKind) -> list[Fact]:
    """Those of some kinds, in order."""
    return [fact for fact in facts if fact.kind in kinds]


def last(facts: Iterable[Fact], kind: FactKind) -> Fact | None:
    """The latest of a kind."""
    found = of_kind(facts, kind)
    return found[-1] if found else None


def received_at(facts: Iterable[Fact], first: datetime) -> datetime:
    """When the application was there as a whole: handed in or confirmed, or what was missing of it had come.

    first: when the case was received.
    """
    whole = [fact for fact in of_kind(facts, FactKind.RECEIVED, FactKind.SUPPLEMENT_MET) if _is_whole(fact)]
    return whole[-1].at if whole else first


def _is_whole(fact: Fact) -> bool:
    return fact.kind is FactKind.RECEIVED or bool(fact.data.get("complete"))
