"""What the prover says: verdicts, findings with their traces, deadlines; each as a record and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.errors import Finding


class Status(StrEnum):
    """What is known of a property."""

    PROVEN = "proven"
    VIOLATED = "violated"
    NOT_PROVEN = "not_proven"


class Strength(StrEnum):
    """What is known of a deadline: whatever people do, if everyone keeps to the limits, or worse."""

    BOUNDED = "bounded"
    KEPT = "kept"
    EXCEEDED = "exceeded"
    NOT_PROVEN = "not_proven"


SAFENESS = "safeness"
OPTION = "option_to_complete"
PROPER = "proper_completion"
LIVELY = "no_dead_activities"
CONSUMED = "messages_consumed"
PROPERTIES = (SAFENESS, OPTION, PROPER, LIVELY, CONSUMED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One move of a trace: `element` fires.

    how: begin, run, start, complete, fire, take, throw, end, leave, repeat.  taken, tokens: the flows and activities
    that lose and that get a token by it.  day: working days since the beginning, when every timer takes its time and
    nothing else takes any.  within: the call activities around it, outermost first.
    """

    element: str
    how: str = ""
    taken: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    day: int = 0
    within: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Proof(Finding):
    """A finding of the prover: the first of `elements` is the one to select, `trace` shows how it comes about."""

    elements: tuple[str, ...] = ()
    trace: tuple[Step, ...] = ()

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """As JSON."""
        return {
            "rule": self.code,
            "code": self.code,
            "severity": self.severity,
            "element": self.element,
            "elements": list(self.elements),
            "message_zh": self.message_zh,
            "message_en": self.message_en,
            "message": self.message(language),
            "trace": [asdict(step) for step in self.trace],
            "fix": self.fix,
            "line": self.line,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Leg:
    """A step of the worst path: it may take `days` working days and is over on day `until`.

    night: days of `days` that are lost because a timer fires after closing time.  by: `timer`, `limit` or, where the
    clock does not run, `before`, `external` or `own`.
    """

    element: str
    name: str = ""
    days: int
    until: int
    night: int = 0
    by: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Excluded:
    """A step whose time does not count, and why: `before` acceptance, at an `external` body, on its `own` clock."""

    element: str
    name: str
    clock: str
    limit: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScopeDeadline:
    """The longest time in a sub-process or a call; `relies_on` are the steps that are only held to their limit."""

    scope: str
    name: str
    strength: Strength
    days: int | None
    limit: int | None = None
    relies_on: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """The longest legal time of a process.  ticks: how often its worst path waits for the scheduler."""

    strength: Strength = Strength.NOT_PROVEN
    worst_case_working_days: int | None = None
    promise: int | None = None
    statutory: int | None = None
    path: tuple[Leg, ...] = ()
    ticks: int = 0
    relies_on: tuple[str, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    scopes: tuple[ScopeDeadline, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What is known of one process, or of a closed collaboration as a whole.

    item: whether the process promises something by itself.  states, seconds: what the search took.
    """

    process: str
    item: bool = False
    verdict: str
    properties: dict[str, Status]
    deadline: Deadline = field(default_factory=Deadline)
    findings: tuple[Proof, ...] = ()
    states: int = 0
    seconds: float = 0.0

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """As JSON."""
        return {
            "process": self.process,
            "verdict": self.verdict,
            "properties": {name: str(status) for name, status in self.properties.items()},
            "deadline": self.deadline.to_dict(),
            "findings": [each.to_dict(language) for each in self.findings],
            "states": self.states,
        }


def verdict_of(properties: dict[str, Status]) -> str:
    """`sound` when everything is proven, `unsound` when anything is violated, else `not_proven`."""
    if any(status is Status.VIOLATED for status in properties.values()):
        return "unsound"
    return "sound" if all(status is Status.PROVEN for status in properties.values()) else "not_proven"
