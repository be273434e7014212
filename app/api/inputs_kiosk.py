"""What the calls of a terminal take: a queue, number and code of a booking, a question."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from app.api.inputs import Code, Input, Number
from app.api.inputs_hall import Name
from app.api.inputs_online import QueryCode, Telephone

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class WalkInIn(Input):
    """A number for who has just come."""

    queue: Code = Field(description="Code of a window", examples=["A01"])


class CheckInIn(Input):
    """A booking."""

    number: Number = Field(description="Number of the booking, as on its paper")
    code: QueryCode


class QuestionIn(Input):
    """A question, and whom to call about it."""

    question: Question
    name: Name = Field(description="How to address who asks")
    phone: Telephone
    item: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = Field(
        default="", description="What it is about; the centre's office answers what is about no item"
    )


__all__ = ["CheckInIn", "QuestionIn", "WalkInIn"]
