"""The hall: queues, tickets, receptions, hand-overs, notifications, ratings."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from app.api.outputs.shown import shows
from app.store.hall import Handover, Rating, Reception, Ticket, Told


@shows(Ticket, "id number queue day booking status taken_at called_at called_by calls served_at closed_at moved_to")
class TicketOut(BaseModel):
    """A place in a queue."""


class Tickets(BaseModel):
    """Tickets in the order in which they are called."""

    items: list[TicketOut]


class LeftOut(BaseModel):
    """The notice at a window (离岗告示): why, where to, how to be reached."""

    reason: str
    place: str
    contact: str
    from_at: datetime
    to_at: datetime


class LineOut(BaseModel):
    """A queue as the screen shows it; `waited` is the median and the longest wait today, in minutes.

    left: the notice of who has left the window; nobody is called there meanwhile.
    """

    queue: str
    name: str
    waiting: list[str]
    called: list[str]
    served: int
    waited: list[int] | None
    left: LeftOut | None


class Lines(BaseModel):
    """The queues."""

    items: list[LineOut]


@shows(
    Reception,
    "number at window department first_contact responsible ticket_id name id_number contact need kind joint "
    "case_number kind_number outcome answer defects settled_at settled_by",
)
class ReceptionOut(BaseModel):
    """A visit: the first contact is responsible until somebody else has signed for it."""


@shows(Handover, "id from_user department user reason at sign_by signed_at signed_by alerted_at")
class HandoverOut(BaseModel):
    """A visit that is passed on."""


class Handovers(BaseModel):
    """Hand-overs that wait for a signature, the longest waiting first."""

    items: list[HandoverOut]


@shows(Told, "number item missing confirmed override at by copies printed signed_by signed_at digest")
class ToldOut(BaseModel):
    """A one-time notification; `digest` is the SM3 of its PDF."""


class ReceptionSheetOut(BaseModel):
    """A reception with its hand-overs and notifications."""

    reception: ReceptionOut
    handovers: list[HandoverOut]
    told: list[ToldOut]


class ReceptionPage(BaseModel):
    """Receptions, the newest first."""

    items: list[ReceptionOut]
    cursor: str | None


@shows(Rating, "level words channel department window at")
class RatingOut(BaseModel):
    """A rating: 1 very satisfied to 5 very dissatisfied."""


class Ratings(BaseModel):
    """Ratings in order, with how many there are of each level."""

    items: list[RatingOut]
    levels: dict[str, int]
