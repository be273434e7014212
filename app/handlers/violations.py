"""Breaches of the rules of conduct that show themselves in the act: on record, told of, and to be judged."""

from __future__ import annotations

from typing import Any

from app.domain.acts import Act
from app.domain.conduct import ACTS, Weight, weight_of
from app.handlers.alerts import raise_alert
from app.handlers.office import Office
from app.store.work import Work

TOLD_OTHERWISE = frozenset({"12", "overdue"})
"""What has an alert of its own."""


def note(
    work: Work,
    office: Office,
    rule: str,
    key: str,
    *,
    department: str = "",
    subject: str = "",
    source: str = "act",
    **evidence: Any,
) -> None:
    """Put down a sign of a rule's breach with its evidence; what is certain goes into the ledger and is told of.

    key: what makes it one sign, however often it is seen.
    """
    told = {name: value for name, value in evidence.items() if value not in (None, "", [], {})}
    department = department or work.case.lead
    weight = weight_of(rule)
    work.stage(
        "signal",
        rule=rule,
        key=key[:200],
        weight=str(weight),
        subject=work.case.applicant[:200],
        department=department,
        evidence=told,
        source=source,
        at=work.at,
    )
    if weight is Weight.SIGNAL:
        return  # it accuses nobody, so the sealed record of the case says nothing of it
    work.record(Act.VIOLATION, rule=rule, **told)
    if rule not in TOLD_OTHERWISE:
        raise_alert(work, office, "violation", department=department, name=ACTS[rule].zh, due_at=work.at)
