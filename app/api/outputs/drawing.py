"""What a designer is told: findings, proofs, templates, the heat of a diagram."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

Document = dict[str, Any]


class FindingOut(BaseModel):
    """One thing that is wrong; the first of `elements` is the one to select, `trace` shows how it comes about."""

    code: str
    severity: Literal["error", "warning"]
    elements: list[str]
    message_zh: str
    message_en: str
    message: str
    trace: list[Document]
    fix: str
    line: int | None


class ProofOut(BaseModel):
    """What is known of one process."""

    process: str
    verdict: str
    properties: dict[str, str]
    deadline: Document


class CheckOut(BaseModel):
    """What is to be said of a diagram; `publishable`: no error, and every promise is proved."""

    publishable: bool
    findings: list[FindingOut]
    processes: list[ProofOut]


class HeatOut(BaseModel):
    """One step over the months: times in hours through nights and weekends, `overdue_rate` from 0 to 1."""

    element: str
    name: str
    count: int
    average_hours: float
    p90_hours: float
    overdue: int
    overdue_rate: float


class Heat(BaseModel):
    """The steps of a diagram that were done in the last months."""

    months: int
    items: list[HeatOut]
