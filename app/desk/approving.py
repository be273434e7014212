"""Who may stop and lengthen the clock of a case: approvals are given by the approver, never in somebody's name."""

from __future__ import annotations

from app.domain.actors import Actor
from app.domain.roles import WORDS, Role
from app.errors import Forbidden, Invalid
from app.store.records import CaseRecord

LONGEST = 250
"""Working days: about a year, more than any procedure takes."""


def check_may_pause(actor: Actor, case: CaseRecord) -> None:
    """Raises Forbidden: neither the head of the lead department (or who stands in) nor a supervisor."""
    if not is_head(actor, case) and actor.role is not Role.SUPERVISOR:
        whom = f"the head of {case.lead} or a supervisor"
        raise _wrong(actor, case, "stopping its clock", "停表", whom, Role.HEAD, Role.SUPERVISOR)


def check_may_extend(actor: Actor, case: CaseRecord, *, by_government: bool) -> None:
    """Raises Forbidden: not the one whom art. 42 names."""
    if by_government:
        if Role.GOVERNMENT not in roles_of(actor):
            raise _wrong(actor, case, "its extension", "延期", "the head of the government", Role.GOVERNMENT)
    elif not is_head(actor, case):
        raise _wrong(actor, case, "its extension", "延期", f"the head of {case.lead}", Role.HEAD)


def is_head(actor: Actor, case: CaseRecord) -> bool:
    """Whether the actor is, or stands in for, the head of the lead department."""
    return Role.HEAD in roles_of(actor) and actor.department == case.lead


def roles_of(actor: Actor) -> frozenset[Role]:
    """The actor's role, and those of the absent for whom the actor stands in."""
    return actor.acts_as | {actor.role}


def check_days(days: int, most: int = LONGEST) -> int:
    """A number of working days.  Raises Invalid: out of bounds."""
    if type(days) is not int or not 1 <= days <= most:
        raise Invalid(
            f"expected 1 to {most} working days, got: {days}", f"天数应为1至{most}个工作日,实际为{days}", field="days"
        )
    return days


def _wrong(actor: Actor, case: CaseRecord, what: str, what_zh: str, whom: str, *expected: Role) -> Forbidden:
    who_zh = "或".join(WORDS[role] for role in expected)
    return Forbidden(
        f"case {case.number}: {what} is approved by {whom}; {actor.user} is {actor.role}"
        + (f" of {actor.department}" if actor.department else ""),
        f"办件{case.number}的{what_zh}须由{who_zh}批准,{actor.user}为{WORDS[actor.role]}",
        case=case.number,
        role=str(actor.role),
        expected=[str(role) for role in expected],
    )
