"""Registers as JSON."""

from __future__ import annotations

from pydantic import BaseModel

from app.api.outputs.shown import shows
from app.store.registers import Entry


@shows(Entry, "number case_number status ended_at at data")
class RegisterLine(BaseModel):
    """One line, with the case that it came from as that stands now."""


class RegisterOut(BaseModel):
    """A register, in the order in which it was filled."""

    code: str
    items: list[RegisterLine]
