"""What applicants are answered who file, hand in or book online."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from app.domain.cases import CaseStatus


class UploadOut(BaseModel):
    """A file that waits for its application; `upload` is the secret to name it by, `digest` its SM3."""

    upload: str
    name: str
    media: str
    size: int
    digest: str


class Filed(BaseModel):
    """A case filed online; the code is told here and on its papers.

    counts_from: the working day on which it counts as received.  progress: the page to follow it on.
    """

    number: str
    code: str
    item: str
    status: CaseStatus
    received_at: datetime
    counts_from: str
    progress: str


class Standing(BaseModel):
    """Where one's own case stands after the act."""

    number: str
    status: CaseStatus


class Booked(Standing):
    """Whether the time was free; the paper that says so is fetched with number and code."""

    code: str
    booked: bool
    counter: str
    slot: str
    message: str


class BookableWindow(BaseModel):
    """A window that can be booked."""

    code: str
    name: str


class BookableDay(BaseModel):
    """The times of a day, in the centre's zone."""

    day: str
    slots: list[str]


class Slots(BaseModel):
    """Where and when somebody may come."""

    windows: list[BookableWindow]
    days: list[BookableDay]
