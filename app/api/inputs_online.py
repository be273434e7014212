"""What the public calls take from an applicant: an application, missing materials, a booking."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.api.inputs import Code, Document, Input, Line, Said
from app.domain.contacts import EMAIL, PHONE

Secret = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
QueryCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=f"^{EMAIL}$")]
Telephone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=f"^{PHONE}$")]


class Contact(Input):
    """Who comes, and how they are told of every change of their case; nothing given, nothing told."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    email: Address | None = None
    phone: Telephone | None = None


class ApplicantIn(Contact):
    """Who applies."""

    kind: Literal["person", "company", "organisation"] = "person"
    id_number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] | None = Field(
        default=None, description="Of the identity card, or the credit code; masked for those it is no business of"
    )
    address: Line | None = None


class MaterialIn(Input):
    """One of the catalogue's materials, with the files handed in for it."""

    code: Code
    uploads: list[Secret] = Field(min_length=1, max_length=50, description="What the uploads were answered with")


class ApplicationIn(Input):
    """An application filed online (网上申请)."""

    item: Code = Field(examples=["joint"])
    applicant: ApplicantIn
    form: Document = Field(default_factory=dict, description="The facts that the item's guide asks for")
    materials: list[MaterialIn] = Field(default_factory=list, max_length=100)


class SupplyIn(Input):
    """What a notice asked for."""

    code: QueryCode
    materials: list[MaterialIn] = Field(min_length=1, max_length=100)


class TakeBackIn(Input):
    """The applicant takes the application back."""

    code: QueryCode
    reason: Said


class BookingIn(Input):
    """A time at a window."""

    counter: Code = Field(description="A window", examples=["A01"])
    slot: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")]
    matter: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    applicant: Contact


class UploadQuery(Input):
    """What the file is called."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=400)] = Field(examples=["plan.pdf"])
