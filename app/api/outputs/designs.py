"""What the API answers about versions of diagrams: their differences, the moving of cases, simulations."""

from __future__ import annotations

from pydantic import BaseModel


class DifferenceOut(BaseModel):
    """One difference; `message` is the sentence in the asked language."""

    kind: str
    element: str
    process: str
    aspect: str
    old: str | None
    new: str | None
    message: str
    message_zh: str
    message_en: str


class Differences(BaseModel):
    """What is different; `same` when nothing is."""

    same: bool
    items: list[DifferenceOut]
