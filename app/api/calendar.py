"""Working days over HTTP: years and their versions, notices, the centre's own days, due moments explained."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from app import desk
from app.api import calendar_inputs as inputs
from app.api import outputs
from app.api.acts import kept
from app.api.conditions import fingerprint
from app.api.gate import actor, require
from app.api.house import house, moment
from app.api.inputs import DryRun
from app.api.language import asked
from app.api.outputs.shown import shown
from app.api.wire import reply
from app.domain import arrangement_files
from app.domain.arrangement import LONGEST_HOLIDAY, Arrangement, Entry, span
from app.domain.days import DayKind, Mark
from app.domain.festivals import in_english
from app.domain.years import NOTICE, YEARS
from app.errors import CalendarGap, Invalid, NotFound, UnsupportedMedia

blueprint = APIBlueprint("calendar", __name__, url_prefix="/api/v1/calendar", tag="calendar")
UNCHANGED = {200: "Compared only, or the same as what is known"}


@blueprint.get("/<int:year>")
@blueprint.input(inputs.YearQuery, location="query")
@blueprint.output(outputs.CalendarYear)
def year(year: int, query_data: inputs.YearQuery) -> Response:
    """Every day of a year: worked or not, open or not, and why; its versions; provisional while not announced."""
    actor()
    return reply(desk.calendar_year(house().desk, year, query_data.version).to_dict(asked()))


@blueprint.put("/<int:year>")
@blueprint.input(DryRun, location="query")
@blueprint.input(inputs.NoticeIn, arg_name="body")
@blueprint.output(outputs.CalendarEntered)
def put_year(year: int, query_data: DryRun, body: inputs.NoticeIn) -> Response:
    """Enter the State Council's arrangement of a year as a new version; `dry_run` only compares."""
    who = require()
    _check_year(year)
    given = Arrangement(
        year=year, entries=_entries(body), source=body.source or NOTICE, document=body.document, file=""
    )
    made = desk.import_notice(house().desk, who, given, at=moment(), dry_run=query_data.dry_run)
    return reply(made.to_dict(asked()))


@blueprint.post("/import")
@blueprint.input(inputs.ImportQuery, location="query")
@blueprint.output(outputs.CalendarsEntered, status_code=201)
@blueprint.doc(responses=UNCHANGED)
def import_(query_data: inputs.ImportQuery) -> Response:
    """Import a notice, a TOML or CSV file sent as multipart/form-data, or what the server's package knows."""
    who, given, language = require(), query_data, asked()
    file = None if given.from_package else _file()
    digest = hashlib.sha256(f"calendar {given!r} {file}".encode()).hexdigest()

    def do() -> tuple[dict[str, Any], int]:
        house_, at = house().desk, moment()
        if file is None:
            made = desk.import_package(house_, who, given.year, at=at, dry_run=given.dry_run)
        else:
            notice = arrangement_files.read(*file)
            made = [desk.import_notice(house_, who, notice, at=at, dry_run=given.dry_run)]
        created = any(one.created for one in made)
        return {"created": created, "items": [one.to_dict(language) for one in made]}, 201 if created else 200

    return kept(digest, do)


@blueprint.post("/<int:year>/restore")
@blueprint.input(DryRun, location="query")
@blueprint.input(inputs.RestoreIn, arg_name="body")
@blueprint.output(outputs.CalendarEntered, status_code=201)
@blueprint.doc(responses=UNCHANGED)
def restore(year: int, query_data: DryRun, body: inputs.RestoreIn) -> Response:
    """Make an older version of a year the newest again; version 0 is the one computed from the law alone."""
    who, at = require(), moment()
    _check_year(year)
    return _kept(lambda: desk.restore_version(
        house().desk, who, year, body.version, at=at, dry_run=query_data.dry_run
    ))  # fmt: skip


@blueprint.post("/days")
@blueprint.input(DryRun, location="query")
@blueprint.input(inputs.OwnDaysIn, arg_name="body")
@blueprint.output(outputs.CalendarEntered, status_code=201)
@blueprint.doc(responses=UNCHANGED)
def add_days(query_data: DryRun, body: inputs.OwnDaysIn) -> Response:
    """Close or open days of the locality or the centre: `closed` by decision, hall `shut`, hall `opened` …"""
    who, at = require(), moment()
    mark = Mark(kind=body.kind, name=body.name, name_en=body.name_en, basis=body.basis)
    _check_order(body.date, body.to)
    return _kept(lambda: desk.add_days(
        house().desk, who, body.scope, mark, body.date, body.to, at=at, dry_run=query_data.dry_run
    ))  # fmt: skip


@blueprint.delete("/days")
@blueprint.input(inputs.OwnDaysQuery, location="query")
@blueprint.output(outputs.CalendarEntered)
def remove_days(query_data: inputs.OwnDaysQuery) -> Response:
    """Take back what the locality or the centre said of a day, or of those up to `to`."""
    who, given = require(), query_data
    _check_order(given.date, given.to)
    last = given.to or given.date
    return reply(desk.remove_days(house().desk, who, given.scope, given.date, last, at=moment()).to_dict(asked()))


@blueprint.get("/recomputations")
@blueprint.output(outputs.Recomputations)
def recomputations() -> Response:
    """The latest recomputations of open cases after a change of a calendar, and how far each has come."""
    actor()
    found = desk.recomputations(house().desk)
    return reply({"items": [shown(one, outputs.RecomputationOut) for one in found]})


@blueprint.get("/due")
@blueprint.input(inputs.DueQuery, location="query")
@blueprint.output(outputs.DueExplained)
def due(query_data: inputs.DueQuery) -> Response:
    """When a number of working days, natural days or working hours is over, with every day on the way."""
    actor()
    start = query_data.start
    if start.tzinfo is None:
        start = start.replace(tzinfo=house().settings.zoneinfo)
    if start.year not in YEARS:
        raise Invalid(
            f"the calendar has the years {YEARS[0]} to {YEARS[-1]}, got: {start.year}",
            f"日历年份为{YEARS[0]}至{YEARS[-1]},实际为{start.year}",
            field="from",
        )
    try:
        found = desk.due_moment(house().desk, start, query_data.days, query_data.unit)
    except CalendarGap as gap:
        raise Invalid(gap.message_en, gap.message_zh, field="days") from gap
    return reply(found.to_dict(asked()))


def _kept(enter: Callable[[], desk.Entered]) -> Response:
    language = asked()

    def do() -> tuple[dict[str, Any], int]:
        made = enter()
        return made.to_dict(language), 201 if made.created else 200

    return kept(fingerprint(), do)


def _check_year(year: int) -> None:
    if year not in YEARS:
        raise NotFound(
            f"the calendar has the years {YEARS[0]} to {YEARS[-1]}, not {year}",
            f"日历年份为{YEARS[0]}至{YEARS[-1]},没有{year}年",
            year=year,
        )


def _check_order(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise Invalid(f"expected a day from {first}, got: {last}", f"应不早于{first},实际为{last}", field="to")


def _entries(body: inputs.NoticeIn) -> tuple[Entry, ...]:
    made = []
    for place, holiday in enumerate(body.holidays):
        here = f"holidays.{place}"
        last = holiday.end or holiday.start
        if not 0 <= (last - holiday.start).days < LONGEST_HOLIDAY:
            raise Invalid(
                f"expected a day within {LONGEST_HOLIDAY} days from {holiday.start}, got: {last}",
                f"应为自{holiday.start}起{LONGEST_HOLIDAY}天内的日期,实际为{last}",
                field=f"{here}.to",
            )
        name_en = holiday.name_en or in_english(holiday.name)
        off, back = (Mark(kind=kind, name=holiday.name, name_en=name_en) for kind in (DayKind.HOLIDAY, DayKind.MAKEUP))
        made += [Entry(date=day, mark=off, field=f"{here}.from") for day in span(holiday.start, last)]
        made += [Entry(date=day, mark=back, field=f"{here}.makeup") for day in holiday.makeup]
    return tuple(made)


def _file() -> tuple[str, bytes]:
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMedia(
            f"send the file as multipart/form-data, got: {request.mimetype or 'no content type'}",
            f"请以 multipart/form-data 上传文件,实际为:{request.mimetype or '未注明类型'}",
        )
    sent = [part for parts in request.files.listvalues() for part in parts]
    if len(sent) != 1:
        raise Invalid(f"expected one file, got: {len(sent)}", f"应上传一个文件,实际为{len(sent)}个", field="file")
    return (sent[0].filename or sent[0].name or "file")[:200], sent[0].read()
