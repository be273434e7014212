"""The legal clock of a case over HTTP: look at it, stop it, let it go on, lengthen it, ask for what is missing."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import clock_inputs as inputs
from app.api import outputs, shapes
from app.api.acts import act
from app.api.cases import check_number
from app.api.gate import actor
from app.api.house import house, moment
from app.api.language import asked
from app.api.wire import reply
from app.desk import ClockSheet

blueprint = APIBlueprint("limits", __name__, url_prefix="/api/v1/cases", tag="cases")
blueprint.url_value_preprocessor(check_number)


@blueprint.get("/<number>/limits")
@blueprint.input(inputs.LimitsQuery, location="query")
@blueprint.output(outputs.Limits)
def limits(number: str, query_data: inputs.LimitsQuery) -> Response:
    """Every limit with what is left of it, what stopped the clock, and each day counted or not and why."""
    found = desk.clock_sheet(house().desk, actor(), number, at=moment(), explain=query_data.explain)
    return reply(_shown(found))


@blueprint.post("/<number>/pause")
@blueprint.input(inputs.PauseIn, arg_name="body")
@blueprint.output(outputs.CaseOut)
def pause(number: str, body: inputs.PauseIn) -> Response:
    """Stop the clock for a special procedure (停表); the applicant's notice is issued with it."""
    return act(desk.pause, number, body.ground, body.reason, body.days, shape=shapes.case)


@blueprint.post("/<number>/resume")
@blueprint.input(inputs.ResumeIn, arg_name="body")
@blueprint.output(outputs.CaseOut)
def resume(number: str, body: inputs.ResumeIn) -> Response:
    """Let the clock go on (恢复计时)."""
    return act(desk.resume, number, body.ground, body.text, shape=shapes.case)


@blueprint.post("/<number>/extend")
@blueprint.input(inputs.ExtendIn, arg_name="body")
@blueprint.output(outputs.CaseOut)
def extend(number: str, body: inputs.ExtendIn) -> Response:
    """Lengthen the limits, once and before they are over (延期); the applicant's notice is issued with it."""
    return act(desk.extend, number, body.reason, body.days, shape=shapes.case)


@blueprint.post("/<number>/supplement")
@blueprint.input(inputs.SupplementIn, arg_name="body")
@blueprint.output(outputs.CaseOut)
def supplement(number: str, body: inputs.SupplementIn) -> Response:
    """Ask for everything that is missing, in one notice (补正告知)."""
    wanted = [one.model_dump() for one in body.materials]
    return act(desk.ask_supplement, number, wanted, body.days, body.override, shape=shapes.case)


@blueprint.post("/<number>/supplement/materials")
@blueprint.input(inputs.MaterialsIn, arg_name="body")
@blueprint.output(outputs.CaseOut)
def materials(number: str, body: inputs.MaterialsIn) -> Response:
    """Take in what was asked for; once it is complete, the clock goes on."""
    return act(desk.hand_in_materials, number, [one.model_dump() for one in body.materials], shape=shapes.case)


def _shown(found: ClockSheet) -> dict[str, Any]:
    language = asked()
    shown = {**vars(found), "calendar": [edition.label(language) for edition in found.editions]}
    del shown["editions"]
    shown["items"] = [
        {
            **vars(view),
            "explanation": [{**vars(line), "reason": getattr(line, language)} for line in view.explanation],
        }
        for view in found.items
    ]
    shown["stops"] = [{**vars(stop), "word": getattr(stop, language)} for stop in found.stops]
    return shown
