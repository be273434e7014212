"""Deployments that the gate holds, over HTTP: a second person lets them pass or refuses."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app import designs
from app.api import inputs, outputs, shapes
from app.api.acts import kept
from app.api.conditions import fingerprint
from app.api.gate import require
from app.api.house import house, moment
from app.api.language import asked
from app.api.wire import reply
from app.domain.roles import Role

blueprint = APIBlueprint("deployments", __name__, url_prefix="/api/v1/deployments", tag="definitions")
DECIDE = (Role.DESIGNER, Role.SUPERVISOR)


@blueprint.get("/held")
@blueprint.output(outputs.HeldDeployments)
def waiting() -> Response:
    """The deployments that wait for a second person, the oldest first."""
    require(*DECIDE)
    return reply({"items": [shapes.held(one) for one in designs.held_deployments(house().desk)]})


@blueprint.get("/held/<int:number>")
@blueprint.output(outputs.HeldDeployment)
def one(number: int) -> Response:
    """A held deployment: who asks for it and why, and what the gate says against it."""
    require(*DECIDE)
    return reply(shapes.held(designs.held_deployment(house().desk, number)))


@blueprint.post("/held/<int:number>/approve")
@blueprint.input(inputs.Remark)
@blueprint.output(outputs.Deployment, status_code=201)
def approve(number: int, json_data: inputs.Remark) -> Response:
    """Publish a held deployment as its second person: another account than the one that asked for it."""
    who, language = require(*DECIDE), asked()

    def do() -> tuple[dict[str, Any], int]:
        made = designs.approve(house().desk, who, number, remark=json_data.remark, at=moment())
        return shapes.deployment(made, language), 201

    return kept(fingerprint(), do)


@blueprint.post("/held/<int:number>/reject")
@blueprint.input(inputs.Remark)
@blueprint.output(outputs.HeldDeployment)
def reject(number: int, json_data: inputs.Remark) -> Response:
    """Refuse a held deployment; who asked for it may take it back in the same way."""
    who = require(*DECIDE)

    def do() -> tuple[dict[str, Any], int]:
        return shapes.held(designs.reject(house().desk, who, number, json_data.remark, at=moment())), 200

    return kept(fingerprint(), do)
