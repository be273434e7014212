"""What the calls of the hall take: tickets, receptions, hand-overs, notifications."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints

from app.api.inputs import Code, Input, Line, Moment, Number, PageQuery, Said, Words
from app.domain.verdicts import Verdict

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
Day = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$")]


class TicketIn(Input):
    """A number for a queue."""

    queue: Code = Field(description="Code of a window", examples=["A01"])
    booking: Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)] = ""


class LeaveIn(Input):
    """The notice at a window that is left for a while."""

    reason: Name
    place: Name = Field(description="去向: where to")
    contact: Name = Field(description="联系方式: how to be reached")
    to_at: Moment | None = Field(default=None, description="Closing time unless given")


class TransferIn(Input):
    """The queue to which somebody is sent."""

    queue: Code


class TicketQuery(Input):
    """Which tickets."""

    day: Day | None = Field(default=None, description="Today unless given")
    queue: Code | None = None


class VisitIn(Input):
    """What is written down when somebody comes."""

    name: Name
    need: Said
    kind: Literal["consult", "legal", "application", "complaint", "petition", "other"] = "application"
    id_number: Short = ""
    contact: Line = ""
    joint: StrictBool = Field(default=False, description="联办事项: handed over to the centre's office only")
    ticket: Annotated[int, Field(ge=1, le=10**15)] | None = None


class Defect(Input):
    """What is wrong with a material: to be corrected on the spot, or to be handed in."""

    code: Code
    verdict: Verdict
    note: Words = ""


class SettleIn(Input):
    """How a visit ended."""

    outcome: Literal["answered", "received", "returned", "referred"]
    answer: Words = ""
    case: Number | None = None
    defects: list[Defect] = Field(default_factory=list, max_length=500)


class HandoverIn(Input):
    """To whom a visit is passed on, and why."""

    department: Code
    reason: Said
    user: Code | None = None
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = Field(default=None, description="To sign; 30 unless given")


class Gap(Input):
    """A material that is missing, by its code in the catalogue."""

    code: Code
    note: Words = ""


class TellIn(Input):
    """A one-time notification."""

    item: Code
    confirmed: Said = Field(description="What was confirmed again with the applicant")
    missing: list[Gap] = Field(default_factory=list, max_length=500)
    override: Words = Field(default="", description="Why there has to be a second one; goes on record")


class PrintedIn(Input):
    """A printing, and who signed for the applicant's copy."""

    copies: Annotated[int, Field(ge=1, le=99)] = 2
    signed_by: Line = ""


class RateIn(Input):
    """1 very satisfied, 2 satisfied, 3 basically satisfied, 4 dissatisfied, 5 very dissatisfied."""

    level: Annotated[int, Field(ge=1, le=5)]
    words: Words = ""


__all__ = [
    "HandoverIn",
    "PageQuery",
    "PrintedIn",
    "RateIn",
    "SettleIn",
    "TellIn",
    "TicketIn",
    "TicketQuery",
    "TransferIn",
    "VisitIn",
]
