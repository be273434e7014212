"""What the calls about conduct take: checklists, originals, fees, signals, authority, the notice board."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.api.inputs import Code, Input, Line, Moment, Number, PageQuery, Said, Words
from app.api.inputs_hall import RateIn
from app.domain.authority import LONGEST_ACTION
from app.domain.verdicts import Verdict

Codes = Annotated[list[Code], Field(min_length=1, max_length=500)]
Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}([.][0-9]{1,2})?$")]
Receipt = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Id = Annotated[int, Field(ge=1, le=10**15)]
PublicCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]


class Checked(Input):
    """What was found of one material."""

    code: Code
    verdict: Verdict
    note: Words = ""


class ChecklistIn(Input):
    """The checklist, or a part of it."""

    materials: Annotated[list[Checked], Field(min_length=1, max_length=500)]


class OriginalsIn(Input):
    """Originals that are left at the window."""

    codes: Codes


class ReturnIn(Input):
    """Originals that go back, or what happened to those that cannot."""

    codes: Codes
    signed_by: Line = ""
    lost: Words = ""


class FeeIn(Input):
    """A fee that was paid."""

    fee: Code = Field(description="Its code in the published schedule")
    amount: Amount = Field(description="Yuan", examples=["10.00"])
    receipt: Receipt = ""
    consent: Line = Field(default="", description="Who asked for a voluntary service, in which paper")


class ReceiptIn(Input):
    """The number of a receipt."""

    receipt: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class RefuseIn(Input):
    """The applicant refuses a fee and complains; without a payment it was only asked for."""

    code: PublicCode
    complaint: Said
    payment: Id | None = None


class PublicRateIn(RateIn):
    """The applicant's rating of the own case."""

    code: PublicCode


class SealIn(Input):
    """A sealed opinion: an outcome of the step, words, reasons and legal basis."""

    outcome: Code
    opinion: Words = ""
    reasons: Words = ""
    basis: Words = ""


class SignalQueryIn(PageQuery):
    """Which signals."""

    rule: Code | None = None
    weight: Literal["violation", "signal"] | None = None
    status: Literal["open", "confirmed", "dismissed"] | None = None
    department: Code | None = None
    case: Number | None = None


class SignalIn(Input):
    """A sign that a complaint or an inspection has brought up."""

    rule: Code
    subject: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    department: Code
    evidence: Said
    case: Number | None = None
    source: Literal["complaint", "inspection"] = "complaint"
    day: date | None = None


class JudgeIn(Input):
    """What a signal comes to."""

    judgement: Literal["confirmed", "dismissed"]
    finding: Said


class AuthoriseIn(Input):
    """A right of one person."""

    item: Code
    user: Code
    action: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$", max_length=LONGEST_ACTION)]
    """A kind of step (accept, review, decide …), or seal."""
    from_at: Moment
    to_at: Moment | None = None


class MatrixQuery(Input):
    """Of which item."""

    item: Code | None = None


class PostingIn(Input):
    """Something for the notice board."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    text: Said


class ReasonQuery(Input):
    """Why."""

    reason: Said


class SpanQuery(Input):
    """From when to when."""

    from_at: Moment
    to_at: Moment
