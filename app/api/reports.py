"""The monthly report over HTTP, as JSON, CSV, workbook or text, and the cases behind its figures."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from app import desk
from app.api import inputs_reports as inputs
from app.api import outputs, shapes
from app.api.gate import actor
from app.api.house import house, moment
from app.api.outputs.reports import MonthlyReport
from app.api.wire import reply
from app.desk import report_sheets
from app.store.queries import CaseQuery

blueprint = APIBlueprint("reports", __name__, url_prefix="/api/v1/reports", tag="reports")
JSON = "application/json"
TYPES = {JSON: "json", **{media: way for way, (media, _) in report_sheets.WAYS.items()}}
_TEXT = {"schema": {"type": "string"}}
WRITTEN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report in the form asked for",
        "content": {media: _TEXT for media in TYPES if media != JSON},
    }
}


@blueprint.get("/<int:year>-<int:month>")
@blueprint.input(inputs.ReportQuery, location="query")
@blueprint.output(MonthlyReport)
@blueprint.doc(responses=WRITTEN)
def monthly(year: int, month: int, query_data: inputs.ReportQuery) -> Response:
    """A month in figures by window, department and kind; heads see what their department leads."""
    report = desk.monthly_report(house().desk, actor(), year, month, at=moment())
    way = query_data.format or TYPES[request.accept_mimetypes.best_match(TYPES, JSON)]
    if way == "json":
        return reply(report_sheets.as_record(report), headers={"Vary": "Accept"})
    media, write = report_sheets.WAYS[way]
    answer = Response(write(report), mimetype=media)
    answer.headers["Vary"] = "Accept"
    if way != "table":
        answer.headers["Content-Disposition"] = f'attachment; filename="report-{report.month}.{way}"'
    return answer


@blueprint.get("/<int:year>-<int:month>/cases")
@blueprint.input(inputs.FigureQuery, location="query")
@blueprint.output(outputs.CasePage)
def opened(year: int, month: int, query_data: inputs.FigureQuery) -> Response:
    """The cases that a figure counts, the newest first."""
    given = query_data
    query = CaseQuery(window=given.window, lead=given.department, limit=given.limit, cursor=given.cursor)
    found = desk.report_cases(house().desk, actor(), year, month, given.figure, query, given.kind, at=moment())
    return reply(shapes.page(found, shapes.case))
