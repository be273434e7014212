"""What the calls about reports take."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.api.inputs import Code, Input, PageQuery, Words
from app.domain.reports import Figure


class ReportQuery(Input):
    """How the report is to be written; without it the header `Accept` says."""

    format: Literal["json", "csv", "xlsx", "table"] | None = None


class FigureQuery(PageQuery):
    """Which cases of a report: those that a figure counts, narrowed to the place of a cell or a sum."""

    figure: Figure
    window: Code | None = None
    department: Code | None = None
    kind: Code | None = None


class ArchiveIn(Input):
    """An order to archive."""

    despite: Words = Field(default="", description="Why, though something is missing; goes on record")
