"""The bodies and questions that the calendars take."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from app.api.inputs import Input, Line
from app.domain.days import DayKind
from app.domain.explaining import DueUnit
from app.domain.tiers import TIERS
from app.domain.years import Scope

Day = date  # under another name, for fields that are called so


def _tier(said: Any) -> Any:
    return TIERS.get(said, said) if isinstance(said, str) else said


class DueQuery(Input):
    """From when, and how many working days, natural days or working hours."""

    start: datetime = Field(alias="from")
    days: Annotated[
        int, BeforeValidator(_tier), Field(ge=0, le=2000, description="How many of `unit`; or 三天, 一周 …")
    ]
    unit: DueUnit = DueUnit.WORKDAY


class YearQuery(Input):
    """Which version of the national calendar alone; without it the year as it counts now."""

    version: Annotated[int, Field(ge=0, le=100_000)] | None = None


class HolidayIn(Input):
    """A holiday of a notice, with the rest days worked in exchange."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    name_en: Line = ""
    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to", description="The last day; the first if not given")
    makeup: list[date] = Field(
        default_factory=list, max_length=20, description="Rest days worked in exchange (调休上班)"
    )


class NoticeIn(Input):
    """The State Council's arrangement of a year."""

    source: Line = ""
    document: Line = Field(default="", examples=["国办发明电〔2025〕7号"])
    holidays: list[HolidayIn] = Field(min_length=1, max_length=60)


class ImportQuery(Input):
    """Whether to only compare, and whether to take the installed package instead of a file."""

    dry_run: bool = False
    from_package: bool = False
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None


class OwnDaysIn(Input):
    """Days that the locality or the centre closes or opens; `end` for several in a row."""

    scope: Literal[Scope.LOCALITY, Scope.CENTRE] = Scope.CENTRE
    kind: Literal[DayKind.HOLIDAY, DayKind.MAKEUP, DayKind.CLOSED, DayKind.SHUT, DayKind.OPENED]
    date: Day
    to: Day | None = None
    name: Line = ""
    name_en: Line = ""
    basis: Line = Field(default="", description="The decision it rests on; required for `closed`")


class OwnDaysQuery(Input):
    """Which of the locality's or centre's own days."""

    scope: Literal[Scope.LOCALITY, Scope.CENTRE] = Scope.CENTRE
    date: Day
    to: Day | None = None


class RestoreIn(Input):
    """An older version; 0 is the year computed from the law alone."""

    version: Annotated[int, Field(ge=0, le=100_000)]
