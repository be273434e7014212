"""The outcomes that mean something to the house, whatever else a diagram calls its buttons."""

from __future__ import annotations

from app.domain.cases import CaseStatus

ACCEPT_STEP, DECIDE_STEP = "accept", "decide"
ACCEPTING = frozenset({"accept"})
DECLINING = frozenset({"reject", "decline"})
DENYING = frozenset({"deny", "reject", "refuse"})
GRANTING = frozenset({"grant"})
DISAGREEING = frozenset({"disagree"})

WRITTEN_ANSWER = {"draft": {"ordinary", "major"}, "": {"deny", "decline"}}
"""Outcomes of other steps that tell somebody no, by the kind of step."""

ACCEPTED, DECLINED, GRANTED, DENIED = "accept", "decline", "grant", "deny"

FINAL = {DECLINED: CaseStatus.DECLINED, DENIED: CaseStatus.REFUSED}
"""How a case ends that was decided like this; otherwise it is completed."""

LAST_NOTICE = {
    CaseStatus.DECLINED: "BYSL",
    CaseStatus.REFUSED: "BYXK",
    CaseStatus.COMPLETED: "BJTZ",
}
"""What the applicant must hold in hand when a case has ended so."""


def decision_of(kind: str, outcome: str) -> str | None:
    """What an outcome decides about the case as a whole; None for an opinion or a routing."""
    if kind == ACCEPT_STEP:
        return ACCEPTED if outcome in ACCEPTING else DECLINED if outcome in DECLINING else None
    if kind == DECIDE_STEP:
        return GRANTED if outcome in GRANTING else DENIED if outcome in DENYING | DECLINING else None
    return None


def paper_of(kind: str, outcome: str) -> str | None:
    """The paper that tells the applicant of an outcome by which a case ends; None where it ends nothing yet."""
    ends = FINAL.get(decision_of(kind, outcome) or "")
    return None if ends is None else LAST_NOTICE[ends]


def needs(kind: str, outcome: str, reasons_for: str = "") -> tuple[str, ...]:
    """What must be written beside an outcome; reasons_for: outcomes of which the diagram asks it, parted by commas."""
    if decision_of(kind, outcome) in (DECLINED, DENIED) or outcome in WRITTEN_ANSWER.get(kind, ()):
        return ("reasons", "basis")
    asked = outcome and outcome in (each.strip() for each in reasons_for.split(","))
    return ("reasons",) if asked or outcome in DISAGREEING else ()
