"""What the calls about notices take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from app.api.inputs import Code, CodeQuery, Document, Input, Line, Moment, Words
from app.domain.service import Method, Outcome

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class PreviewIn(Input):
    """A document of the catalogue and the facts it would say."""

    kind: Code = Field(examples=["BYXK"])
    facts: Document = Field(default_factory=dict, examples=[{"reasons": "…", "basis": "…"}])


class PrintIn(Input):
    """How many copies."""

    copies: Annotated[int, Field(ge=1, le=99)] = 1


class DeliveryIn(Input):
    """A try to serve a notice; each way of service has a proof of its own."""

    method: Method
    receiver: Name
    served_at: Moment | None = Field(default=None, description="Now unless given")
    outcome: Outcome = Outcome.SERVED
    signed_by: Line = Field(default="", description="Who signed; needed for in_person, entrusted, handed_on")
    reference: Line = Field(default="", description="Letter, address or announcement; for post, electronic, announced")
    note: Words = Field(default="", description="Witnesses, for left; why, for one that failed")


class UnservedQuery(Input):
    """Which notices that wait."""

    overdue: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = 50


__all__ = ["CodeQuery", "DeliveryIn", "PreviewIn", "PrintIn", "UnservedQuery"]
