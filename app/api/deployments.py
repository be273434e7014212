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
from app.errors import NotFound

blueprint = APIBlueprint("deployments", __name__, url_prefix="/api/v1/deployments", tag="definitions")
DECIDE = (Role.DESIGNER, Role.SUPERVISOR)
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {"application/xml": {"schema": {"type": "string"}}}}
}


@blueprint.get("/held")
@blueprint.output(outputs.HeldDeployments)
def waiting() -> Response:
    """The deployments that wait for a second person, the oldest first."""
    require(*DECIDE)
    return reply({"items": [shapes.held(one) for one in designs.held_deployments(house().desk)]})


@blueprint.get("/held/<int:number>")
@blueprint.output(outputs.HeldSheet)
def one(number: int) -> Response:
    """A held deployment: who asks for it and why, what the gate says against it, and the names of its files."""
    require(*DECIDE)
    found = designs.held_deployment(house().desk, number)
    names = [one.name for one in designs.held_files(house().desk, number)]
    return reply({**shapes.held(found), "files": names})


@blueprint.get("/held/<int:number>/files/<name>")
@blueprint.input(inputs.Drawn, location="query")
@blueprint.doc(responses=FILE)
def file(number: int, name: str, query_data: inputs.Drawn) -> Response:
    """One file of a held deployment as it was handed in; with `drawn` a diagram without a drawing is laid out."""
    require(*DECIDE)
    designs.held_deployment(house().desk, number)
    found = next((one.data for one in designs.held_files(house().desk, number) if one.name == name), None)
    if found is None:
        raise NotFound(f"the held deployment {number} has no file {name!r}", f"待放行的部署 {number} 没有文件“{name}”")
    if name.endswith(".toml"):
        return Response(found, mimetype="application/toml")
    return Response(designs.drawn(found) if query_data.drawn else found, mimetype="application/xml")


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
