"""Working days over HTTP: a year at a glance, and a due moment explained day by day."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app.api import inputs, outputs
from app.api.gate import actor
from app.api.house import house
from app.api.wire import reply
from app.domain.calendar import Day
from app.errors import CalendarGap, Invalid, NotFound

blueprint = APIBlueprint("calendar", __name__, url_prefix="/api/v1/calendar", tag="calendar")
YEARS = range(2000, 2101)


@blueprint.get("/<int:year>")
@blueprint.output(outputs.CalendarYear)
def year(year: int) -> Response:
    """Every day of a year: worked or not, and why; provisional while nobody has announced it."""
    actor()
    if year not in YEARS:
        raise NotFound(
            f"the calendar has the years {YEARS[0]} to {YEARS[-1]}, not {year}",
            f"日历年份为{YEARS[0]}至{YEARS[-1]},没有{year}年",
            year=year,
        )
    calendar = house().desk.calendar
    first = date(year, 1, 1)
    count = (date(year + 1, 1, 1) - first).days
    days = [_shown(calendar.day(first + timedelta(days=place))) for place in range(count)]
    worked = sum(day["worked"] for day in days)
    return reply({"year": year, "provisional": calendar.is_provisional(year), "working_days": worked, "days": days})


@blueprint.get("/due")
@blueprint.input(inputs.DueQuery, location="query")
@blueprint.output(outputs.DueExplained)
def due(query_data: inputs.DueQuery) -> Response:
    """When a number of working days is over, with every day on the way."""
    actor()
    calendar, start = house().desk.calendar, query_data.start
    if start.tzinfo is None:
        start = start.replace(tzinfo=house().settings.zoneinfo)
    if start.year not in YEARS:
        raise Invalid(
            f"the calendar has the years {YEARS[0]} to {YEARS[-1]}, got: {start.year}",
            f"日历年份为{YEARS[0]}至{YEARS[-1]},实际为{start.year}",
            field="from",
        )
    try:
        end = calendar.due(start, query_data.days)
        days = [{**_shown(day), "number": day.number} for day in calendar.explain(start, query_data.days)]
    except CalendarGap as gap:
        raise Invalid(gap.message_en, gap.message_zh, field="days") from gap
    return reply({"from": start.astimezone(UTC), "days": query_data.days, "due_at": end, "explanation": days})


def _shown(day: Day) -> dict[str, Any]:
    return {
        "date": day.date,
        "worked": day.worked,
        "kind": day.kind,
        "name": day.name,
        "provisional": day.provisional,
    }
