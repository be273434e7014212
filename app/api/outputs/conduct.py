"""Conduct: checklists, originals, fees, signals of the watch, authority, the notice board, kinds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.api.outputs.shown import shows
from app.store.authority import Authorisation
from app.store.conduct import Original, Payment
from app.store.signals import Signal


class CheckedOut(BaseModel):
    """What was found of one material."""

    code: str
    verdict: str
    note: str


class Checklist(BaseModel):
    """The last word on each material."""

    items: list[CheckedOut]


@shows(Original, "code name taken_at taken_by returned_at returned_by signed_by lost")
class OriginalOut(BaseModel):
    """An original of the applicant's."""


class Originals(BaseModel):
    """The originals of a case."""

    items: list[OriginalOut]


@shows(Payment, "id fee name cents basis voluntary consent receipt at by refused_at complaint")
class PaymentOut(BaseModel):
    """A fee; `cents` in fen."""


class Payments(BaseModel):
    """The fees of a case."""

    items: list[PaymentOut]


@shows(
    Signal,
    "id rule weight case_number subject department evidence source at status reviewed_by reviewed_at finding",
)
class SignalOut(BaseModel):
    """A sign of a forbidden act: certain (violation), or for a person to judge (signal)."""


class SignalPage(BaseModel):
    """Signals, the newest first."""

    items: list[SignalOut]
    cursor: str | None


class RuleOut(BaseModel):
    """An act: whether software can tell (A for certain, P in part, M only by hand), and what it cannot see."""

    number: str
    name: str
    name_en: str
    certainty: str
    limits: str
    limits_en: str


class Rules(BaseModel):
    """The acts."""

    items: list[RuleOut]


@shows(Authorisation, "id item user action from_at to_at granted_by granted_at revoked_at revoked_by")
class AuthorisationOut(BaseModel):
    """A right of one person."""


class Matrix(BaseModel):
    """The authorisation matrix."""

    items: list[AuthorisationOut]


class PostingOut(BaseModel):
    """Something on the notice board; personal data is masked."""

    id: int
    title: str
    body: dict[str, Any]
    at: datetime


class PostingPage(BaseModel):
    """The notice board, the newest first."""

    items: list[PostingOut]
    cursor: str | None


class KindOut(BaseModel):
    """A kind of a month: how many, and the numbers, each with its case's or reception's."""

    kind: str
    word: str
    count: int
    numbers: list[list[str]]


class Kinds(BaseModel):
    """The kinds of a month."""

    items: list[KindOut]


class PublicItem(BaseModel):
    """An item's guide with the thirteen fields and the six of each item; `missing` names what is not disclosed.

    files: forms and samples, each with `href`, `title`, `kind`, `media_type`, `bytes` and `sha256`.
    """

    key: str
    version: int
    name: str
    item_code: str
    disclosure: dict[str, Any]
    six: dict[str, Any]
    missing: list[str]
    fees: list[dict[str, Any]]
    files: list[dict[str, Any]]
    guide: dict[str, Any]


class PublicCentre(BaseModel):
    """What the centre discloses of itself: duties, rules, windows and people, items, limits, where to complain."""

    duties: dict[str, Any]
    rules: list[dict[str, Any]]
    windows: list[dict[str, Any]]
    items: list[dict[str, Any]]
    periods: list[dict[str, Any]]
    complaints: dict[str, Any]
