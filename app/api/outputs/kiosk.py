"""What a terminal is answered: the hall, a place in a queue, a question with its numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.api.outputs.hall import LineOut


class Session(BaseModel):
    """A span of a day in which windows are open, in the centre's zone: `08:30`."""

    opens: str
    closes: str


class Taken(BaseModel):
    """An item that a window takes."""

    key: str
    name: str
    name_en: str


class QueueNow(BaseModel):
    """A queue, and what its window takes."""

    line: LineOut
    items: list[Taken]


class HallOut(BaseModel):
    """The hall now.

    centre: its name, address and telephones.  reason: why the day is one on which the hall is open, or is not.
    """

    centre: dict[str, Any]
    day: str
    open: bool
    reason: str
    sessions: list[Session]
    gives_tickets: bool
    queues: list[QueueNow]


class PlaceOut(BaseModel):
    """A ticket; `ahead` are called before it, as far as is known now."""

    id: int
    number: str
    queue: str
    name: str
    ahead: int
    booked: bool
    taken_at: datetime


class AskedOut(BaseModel):
    """A question: its number as a consultation, and the case that answers it with its code.

    case, code, due_at: null while that case has still to begin.
    """

    number: str
    reception: str
    case: str | None
    code: str | None
    due_at: datetime | None
