"""The other sides of a case: history, limits, seals, diagram, alerts, and what its applicant sees."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from app import desk
from app.api.outputs.limits import CountedDayOut
from app.api.outputs.shown import shows
from app.api.outputs.tasks import TaskOut
from app.desk.progress import Milestone
from app.domain.ledger import Entry
from app.store.records import AlertRecord, OutboxRecord, TimerRecord, Visit


@shows(desk.Happening, "seq at act word actor detail")
class Happening(BaseModel):
    """One line of a case's history; `word` is the act in Chinese."""


class Timeline(BaseModel):
    """What happened, in order."""

    items: list[Happening]


@shows(Entry, "seq at actor act detail prev hash")
class LedgerEntry(BaseModel):
    """One sealed entry; `hash` covers the rest, `prev` is the hash of the entry before."""


class Ledger(BaseModel):
    """The sealed record of a case."""

    items: list[LedgerEntry]


@shows(TimerRecord, "element attached_to scope item light due_at")
class WaitingTimer(BaseModel):
    """A timer event that waits."""


@shows(Visit, "element times at")
class VisitOut(BaseModel):
    """How often a case has passed an element, and when last; a joint review as a whole counts once a round."""


class LiveDiagram(BaseModel):
    """Where a case stands in its diagram."""

    key: str
    version: int
    xml: str
    tasks: list[TaskOut]
    timers: list[WaitingTimer]
    passed: list[VisitOut]
    ended: bool


@shows(
    AlertRecord,
    "id case_number task_id level department element name due_at at acknowledged_at acknowledged_by acknowledgement "
    "explained_at explained_by explanation",
)
class AlertOut(BaseModel):
    """A level that a step or a case reached."""


@shows(OutboxRecord, "id key channel target topic attempts error created_at next_at sent_at dead_at")
class MessageOut(BaseModel):
    """A message to the outside; `dead_at` when it was given up, or when somebody was found to have no address."""

    state: str
    case: str | None


class MessagePage(BaseModel):
    """A page of messages; `cursor` asks for the next one."""

    items: list[MessageOut]
    cursor: str | None


class AlertPage(BaseModel):
    """A page of alerts; `cursor` asks for the next one."""

    items: list[AlertOut]
    cursor: str | None


@shows(Milestone, "stage name state at")
class PublicStage(BaseModel):
    """A stage of the case: 收件, 受理, 审查, 决定, 送达; `at` is when it was reached, or over."""


@shows(desk.PublicStep, "name department done at")
class PublicStep(BaseModel):
    """A step that waits or holds, without who handled it and what was said."""


@shows(desk.PublicNotice, "number kind name at")
class PublicNotice(BaseModel):
    """A paper that was given out."""


@shows(desk.PublicMaterial, "code name reason")
class PublicMaterial(BaseModel):
    """A material that was asked for and has not come yet."""


@shows(desk.PublicStop, "zh en began_at expected_at")
class PublicStop(BaseModel):
    """What makes the clock stand still now, in words."""

    word: str


class PublicClock(BaseModel):
    """What is missing and until when, what stops the clock, and each day of the promise, counted or not."""

    wanted: list[PublicMaterial]
    wanted_by: datetime | None
    stops: list[PublicStop]
    explanation: list[CountedDayOut]


@shows(
    desk.PublicCase,
    "number item item_name applicant status status_name stage received_at accepted_at promised_days due_at provisional "
    "days_left ended_at may_take_back",
)
class PublicCase(BaseModel):
    """An applicant's own case; `promised_days` count from the day after acceptance."""

    stages: list[PublicStage]
    steps: list[PublicStep]
    notices: list[PublicNotice]
    clock: PublicClock
