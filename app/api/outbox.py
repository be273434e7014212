"""The outbox over HTTP: what waits, what was sent, what was given up, and whom nothing reaches."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from app import desk
from app.api import inputs, outputs, shapes
from app.api.gate import actor
from app.api.house import house
from app.api.wire import reply
from app.store.messages import MessageQuery

blueprint = APIBlueprint("outbox", __name__, url_prefix="/api/v1/outbox", tag="operation")


@blueprint.get("")
@blueprint.input(inputs.MessageQueryIn, location="query")
@blueprint.output(outputs.MessagePage)
def search(query_data: inputs.MessageQueryIn) -> Response:
    """The messages to the outside, newest first: sent, waiting, given up; and targets without an address."""
    query = MessageQuery(**query_data.model_dump(exclude_none=True))
    return reply(shapes.page(desk.messages(house().desk, actor(), query), shapes.sent_message))
