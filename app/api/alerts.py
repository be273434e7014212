"""Alerts over HTTP: see which limits turned yellow or red, acknowledge one, explain one."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs, outputs, shapes
from app.api.acts import act
from app.api.gate import actor
from app.api.house import house
from app.api.wire import reply
from app.store.queries import AlertQuery

blueprint = APIBlueprint("alerts", __name__, url_prefix="/api/v1/alerts", tag="alerts")


@blueprint.get("")
@blueprint.input(inputs.AlertQueryIn, location="query")
@blueprint.output(outputs.AlertPage)
def search(query_data: inputs.AlertQueryIn) -> Response:
    """The alerts the actor may see, newest first."""
    query = AlertQuery(**query_data.model_dump(exclude_none=True))
    return reply(shapes.page(desk.alerts(house().desk, actor(), query), shapes.alert))


@blueprint.post("/<int:alert_id>/acknowledge")
@blueprint.input(inputs.NoteIn, arg_name="body")
@blueprint.output(outputs.AlertOut)
def acknowledge(alert_id: int, body: inputs.NoteIn) -> Response:
    """Say that the alert was seen and what is done about it."""
    return act(desk.acknowledge, alert_id, body.text, shape=shapes.alert)


@blueprint.post("/<int:alert_id>/explain")
@blueprint.input(inputs.TextIn, arg_name="body")
@blueprint.output(outputs.AlertOut)
def explain(alert_id: int, body: inputs.TextIn) -> Response:
    """Say why it came to it."""
    return act(desk.explain, alert_id, body.text, shape=shapes.alert)
