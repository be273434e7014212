"""The bodies and questions that the legal clock takes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.api.inputs import Code, Input, Said, Words

Days = Annotated[int, Field(ge=1, le=250)]


class LimitsQuery(Input):
    """Whether every day is to be explained."""

    explain: bool = True


class PauseIn(Input):
    """A special procedure (特别程序): the ground, why, and how long it is expected to take."""

    ground: Code = Field(description="hearing, tender, auction, inspection, testing, quarantine, appraisal, …")
    reason: Said
    days: Days = Field(description="Working days that it is expected to take, as the applicant is told")


class ResumeIn(Input):
    """The special procedure is over; `ground` only where several go on."""

    ground: Code | None = None
    text: Words = ""


class ExtendIn(Input):
    """An extension (延期); as many days as are allowed when none are named."""

    reason: Said
    days: Days | None = None


class WantedMaterial(Input):
    """A material that is missing or wrong, by its code in the item's catalogue."""

    code: Code
    reason: Words = ""
    kind: Literal["correct", "supply"] | None = Field(
        default=None, description="更正 or 补交; correct when a reason is given, else supply"
    )


class SupplementIn(Input):
    """All that is missing, at once (一次性告知)."""

    materials: Annotated[list[WantedMaterial], Field(min_length=1, max_length=500)]
    days: Days | None = Field(default=None, description="Working days that the applicant has")
    override: Words = Field(default="", description="Why a second notice is needed; it goes on record")


class BroughtMaterial(BaseModel):
    """A material that was handed in; further facts are kept as they are given."""

    model_config = ConfigDict(extra="allow")

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class MaterialsIn(Input):
    """What was asked for and has come."""

    materials: Annotated[list[BroughtMaterial], Field(min_length=1, max_length=500)]
