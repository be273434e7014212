"""What the calls about cases take: an application, and which cases are looked for."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from app.api.inputs import Code, Document, Input, Line, Number, PageQuery, ReasonIn
from app.api.inputs_online import Secret
from app.domain.cases import CaseStatus
from app.domain.lights import Light


class Applicant(BaseModel):
    """Who applies; further facts are kept as they are given."""

    model_config = ConfigDict(extra="allow")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class CaseIn(Input):
    """An application handed in at a window (收件), or a procedure of the centre's own that somebody starts."""

    item: Code = Field(description="Key of the diagram, of an item or a procedure", examples=["joint"])
    applicant: Applicant | None = Field(
        default=None, description="Who applies; only a procedure may leave it out, for whoever starts it"
    )
    about: Number | None = Field(default=None, description="Number of the case that it is about")
    form: Document = Field(default_factory=dict, description="The application form")
    materials: list[Document] = Field(default_factory=list, max_length=500)
    variables: Document = Field(default_factory=dict, description="Facts that the diagram's conditions use")
    window: Code | None = Field(default=None, description="Where it was handed in; the clerk's own window if not given")
    assisted_by: Code | None = Field(default=None, description="Who helped to draft (协助办理)")
    urgent: StrictBool = False


class CaseQueryIn(PageQuery):
    """Which cases, newest first."""

    status: CaseStatus | None = None
    light: Light | None = None
    item: Code | None = None
    lead: Code | None = None
    window: Code | None = None
    about: Number | None = Field(default=None, description="Only the procedures about this case")
    q: Line | None = None


class WithdrawIn(ReasonIn):
    """What the applicant asked for in writing: why, who signed, and the signed request itself."""

    signed_by: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="Who signed the request: the applicant, or who acts for them"
    )
    uploads: list[Secret] = Field(
        min_length=1, max_length=50, description="The signed request: what the uploads were answered with"
    )
