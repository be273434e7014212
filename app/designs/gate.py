"""The gate: what is published, what is refused, and what a second person has let pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.designs.judging import Judgement
from app.domain.actors import Actor
from app.domain.roles import Role
from app.engine import Program
from app.errors import Forbidden, Invalid
from app.store import proofs
from app.store.database import Connection
from app.store.records import DefinitionRecord
from app.verify import Proof

PUBLISHED, OVERRIDDEN = "published", "gate overridden"
"""Acts in the ledger of a version."""

DESIGNERS = frozenset({Role.DESIGNER, Role.ADMINISTRATOR})
SECONDS = DESIGNERS | {Role.SUPERVISOR}
"""Who may let a diagram pass that somebody else has asked for."""

IMPOSSIBLE = frozenset({
    "bad-parameter", "class-changed", "limit-not-a-number", "missing-parameter", "reviewers-not-a-number", "too-long",
    "unknown-light", "unknown-topic", "zeebe-diagram",
})  # fmt: skip
"""Findings that nobody can let pass: the house could not carry the diagram out."""

LONGEST_REASON = 2000


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A deployment that may pass although the gate refuses it: who asked for it and why, and who agreed."""

    reason: str
    requested_by: str
    approved_by: str


def check_designer(actor: Actor) -> None:
    """Raises Forbidden: not a designer."""
    if actor.role not in DESIGNERS:
        raise Forbidden(f"{actor.user} is {actor.role}; diagrams are deployed by a designer", "部署流程限流程设计人员")


def can_pass(judgement: Judgement) -> bool:
    """Whether a second person may let through what the gate refuses."""
    return judgement.runs and not any(each.code in IMPOSSIBLE for each in judgement.errors)


def keep_class(judgement: Judgement, before: DefinitionRecord | None, program: Program | None) -> Judgement:
    """An item never becomes a procedure, for which neither voucher nor reasons nor filing are asked, nor back."""
    if before is None or program is None or before.procedure == program.info.is_procedure:
        return judgement
    was, was_zh = ("a procedure", "制度") if before.procedure else ("an item", "事项")
    found = Proof(
        code="class-changed",
        element=before.key,
        elements=(before.key,),
        message_zh=f"流程「{before.name}」的既有版本为{was_zh}，不得改变类别。",
        message_en=f"“{before.name}” has been {was} so far and stays one.",
        fix="另绘流程，使用新的编号。 / Draw another process with an id of its own.",
    )
    return replace(judgement, findings=(found, *judgement.findings))


def check_second(actor: Actor, requested_by: str) -> None:
    """Raises Forbidden: not somebody who may agree, or the one who asked."""
    if actor.role not in SECONDS:
        raise Forbidden(
            f"{actor.user} is {actor.role}; a held deployment is decided by a designer, an administrator or a"
            " supervisor",
            "放行须由流程设计人员、管理员或督查人员决定",
        )
    if actor.user == requested_by:
        raise Forbidden(
            f"{actor.user} asked for this deployment; a second person decides", "须由申请人以外的第二人决定"
        )


def reason_of(text: str) -> str:
    """A reason that can be kept.  Raises Invalid: there is none, or it is too long."""
    text = text.strip()
    if not 0 < len(text) <= LONGEST_REASON:
        raise Invalid(
            f"give a reason of 1 to {LONGEST_REASON} characters, got: {len(text)}",
            f"须写明理由，1 至 {LONGEST_REASON} 个字符，实际为 {len(text)} 个",
            field="override_reason",
        )
    return text


def record(
    connection: Connection,
    made: DefinitionRecord,
    judgement: Judgement,
    actor: Actor,
    consent: Consent | None,
    at: datetime,
) -> None:
    """Keep the proof of a new version and begin its ledger."""
    name = proofs.name_of(made.key, made.version)
    proofs.keep(connection, made.id, name, judgement.proof())
    deadline = judgement.verdict.deadline
    detail: dict[str, Any] = {
        "key": made.key,
        "version": made.version,
        "digest": made.digest,
        "verdict": judgement.verdict.verdict,
        "strength": str(deadline.strength),
        "worst_case_working_days": deadline.worst_case_working_days,
        "promise": deadline.promise,
    }
    by = consent.requested_by if consent is not None else actor.user
    proofs.record(connection, made.id, at, by, PUBLISHED, detail)
    if consent is not None and not judgement.publishable:
        proofs.record(connection, made.id, at, consent.approved_by, OVERRIDDEN, _overridden(consent, judgement))


def _overridden(consent: Consent, judgement: Judgement) -> dict[str, Any]:
    return {
        "reason": consent.reason,
        "requested_by": consent.requested_by,
        "approved_by": consent.approved_by,
        "findings": [{"code": each.code, "elements": list(each.elements)} for each in judgement.errors],
    }
