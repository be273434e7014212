"""Notices as papers: what kinds there are, what happened to one since it was issued, which still wait."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from app.api.outputs.tasks import NoticeOut
from app.domain.service import Method, Outcome
from app.notices import Audience, Seal, Sort


class FactOut(BaseModel):
    """Something a document says of its own; `needed` ones must be given."""

    name: str
    label: str
    label_en: str
    sort: Sort
    needed: bool


class NoticeKind(BaseModel):
    """A document of the catalogue; `copies` says what each copy is for, the last one is kept."""

    code: str
    name: str
    name_en: str
    audience: Audience
    copies: list[str]
    seal: Seal
    basis: list[str]
    remedies: str
    serve_days: int | None
    refusal: bool
    once: bool
    facts: list[FactOut]


class NoticeKinds(BaseModel):
    """The catalogue."""

    items: list[NoticeKind]


class PrintOut(BaseModel):
    """One printing; `digest` is the SM3 of the PDF."""

    at: datetime
    user: str
    copies: int
    digest: str


class DeliveryOut(BaseModel):
    """One try to serve a notice."""

    method: Method
    outcome: Outcome
    receiver: str
    at: datetime
    signed_by: str | None
    reference: str | None
    note: str | None
    digest: str
    recorded_by: str
    recorded_at: datetime


class PaperOut(NoticeOut):
    """A notice with what happened to it since; `digest` is the SM3 of its PDF, null before it was asked for."""

    name: str
    digest: str | None
    prints: list[PrintOut]
    deliveries: list[DeliveryOut]


class UnservedOut(BaseModel):
    """A notice that nobody has served yet."""

    case_number: str
    lead: str
    window: str
    number: str
    kind: str
    at: datetime
    deliver_by: datetime


class UnservedList(BaseModel):
    """Notices to be served, the most urgent first."""

    items: list[UnservedOut]
