"""Registers (台账) over HTTP, as JSON or for a spreadsheet."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs_registers as inputs
from app.api.gate import actor
from app.api.house import house, moment
from app.api.outputs.registers import RegisterLine, RegisterOut
from app.api.outputs.shown import shown
from app.api.wire import reply

blueprint = APIBlueprint("registers", __name__, url_prefix="/api/v1/registers", tag="registers")
CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The register in the form asked for",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}


@blueprint.get("/<code>")
@blueprint.input(inputs.RegisterQuery, location="query")
@blueprint.output(RegisterOut)
@blueprint.doc(responses=CSV)
def lines(code: str, query_data: inputs.RegisterQuery) -> Response:
    """The numbered lines of a register (`agency`, `complaint`, `supervision` …), of one year or of all."""
    found = desk.register_lines(house().desk, actor(), code[:64], query_data.year)
    if query_data.format == "csv":
        answer = Response(desk.register_as_csv(house().desk, found, at=moment()), mimetype="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="register.csv"'
        return answer
    return reply({"code": code[:64], "items": [shown(line, RegisterLine) for line in found]})
