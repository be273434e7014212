"""The clock of a demonstration over HTTP; on a server with the machine's own clock it can only be read."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from app.api import inputs
from app.api.gate import require
from app.api.house import house
from app.api.wire import reply
from app.domain.roles import Role
from app.errors import Refused

blueprint = APIBlueprint("clock", __name__, url_prefix="/api/v1/clock", enable_openapi=False)


@blueprint.get("")
def read() -> Response:
    """What time it is here."""
    return reply({"now": house().clock()})


@blueprint.put("")
@blueprint.input(inputs.ClockIn, arg_name="body")
def move(body: inputs.ClockIn) -> Response:
    """Move a stepped clock forward; what comes due on the way is fired at its own moment."""
    require(Role.ADMINISTRATOR)
    pulse = house().pulse
    if pulse is None:
        raise Refused("this server has no timers of its own to move", "本服务器不处理计时")
    swept = pulse.advance_to(body.at)
    return reply({"now": house().clock(), "fired": swept.fired, "failed": swept.failed})
