"""The monthly report as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, create_model

from app.domain.reports import Figure

if TYPE_CHECKING:
    Counted = BaseModel
else:
    Counted = create_model(
        "Counted",
        __doc__="Numbers of cases; `on_time_rate` is null where none was done.",
        **{str(figure): (int, ...) for figure in Figure},
        on_time_rate=(float | None, ...),
    )


class Sum(Counted):
    """The figures of one window, department or kind."""

    code: str
    name: str


class CellOut(Counted):
    """The figures of one kind of cases that one department leads and one window received."""

    window: str
    department: str
    kind: str


class MonthlyReport(BaseModel):
    """A month in figures; the sums along each side are all the same total."""

    month: str
    start_at: datetime
    end_at: datetime
    at: datetime = Field(description="Up to when it counts: the end of the month, or now")
    over: bool
    department: str | None
    total: Counted
    windows: list[Sum]
    departments: list[Sum]
    kinds: list[Sum]
    cells: list[CellOut]


class ArchivedOut(BaseModel):
    """That a case was archived; `digest` is the SM3 of its package."""

    number: str
    digest: str
    at: datetime
    by: str
    entries: int
    missing: list[str]
    despite: str


class GapOut(BaseModel):
    """Something that an archive should hold and does not."""

    code: str
    message: str
    message_zh: str


class Gaps(BaseModel):
    """Everything that is missing."""

    items: list[GapOut]
