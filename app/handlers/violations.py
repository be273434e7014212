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
    work: Work, office: Office, rule: str, key: str, *, department: str = "", subject: str = "", **evidence: Any
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
        subject=(subject or work.case.applicant)[:200],
        department=department,
        evidence=told,
        source="act",
        at=work.at,
    )
    work.record(Act.VIOLATION, rule=rule, **told)
    if weight is Weight.VIOLATION and rule not in TOLD_OTHERWISE:
        raise_alert(work, office, "violation", department=department, name=ACTS[rule].zh, due_at=work.at)
