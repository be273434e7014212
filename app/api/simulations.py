"""What to expect of a version of a diagram, over HTTP: bounded, a few a minute, one at a time."""

from __future__ import annotations

import threading

from apiflask import APIBlueprint
from flask import Response, current_app

from app import desk
from app.api import inputs, outputs
from app.api.gate import require
from app.api.house import house, moment
from app.api.public import Turnstile
from app.api.wire import reply
from app.desk import Question
from app.desk.replaying import Budget
from app.domain.roles import Role
from app.errors import TooMany

blueprint = APIBlueprint("simulations", __name__, url_prefix="/api/v1/definitions", tag="definitions")
A_MINUTE = 6
BUDGET = Budget(acts=20_000, days=1_000)
# A replay keeps a processor busy; a second one beside it would only make everybody wait.
_BUSY = threading.Lock()


@blueprint.post("/<key>/simulations")
@blueprint.input(inputs.SimulationIn)
@blueprint.output(outputs.SimulationOut)
def simulate(key: str, json_data: inputs.SimulationIn) -> Response:
    """Replay a version many times: the on-time rate, queues by department, the bottleneck, one more person there."""
    who = require(Role.DESIGNER, Role.SUPERVISOR)
    turnstile: Turnstile = current_app.extensions["lianban.simulations"]
    turnstile.enter(who.user, moment())
    if not _BUSY.acquire(blocking=False):
        raise TooMany("another simulation is running; try again when it has ended", "另一项仿真正在运行,请稍后再试")
    try:
        question = Question(key=key, **json_data.model_dump())
        found = desk.simulate(house().desk, who, question, at=moment(), budget=BUDGET)
    finally:
        _BUSY.release()
    return reply(desk.simulation_as_json(found))
