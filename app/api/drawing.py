"""For those who draw: check a diagram without keeping it, the element templates, the heat of a deployed one."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import Field

from app import designs
from app.api import inputs, outputs
from app.api.gate import actor
from app.api.house import house, moment
from app.api.language import asked
from app.api.wire import reply
from app.errors import Finding, UnsupportedMedia

blueprint = APIBlueprint("drawing", __name__, url_prefix="/api/v1", tag="definitions")
XML = ("application/xml", "text/xml", "application/bpmn+xml")
TEMPLATES: dict[int | str, Any] = {
    200: {
        "description": "Element templates",
        "content": {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}},
    }
}


class HeatQuery(inputs.Input):
    """Which months, and one version or all."""

    months: int = Field(default=designs.MONTHS, ge=1, le=60)
    version: int | None = Field(default=None, ge=1, le=1_000_000)


@blueprint.post("/check")
@blueprint.output(outputs.CheckOut)
@blueprint.doc(responses={415: "Not XML"})
def check() -> Response:
    """Check the diagram in the body (application/xml) without keeping it; findings come with their trace and fix."""
    actor()
    if request.mimetype not in XML:
        raise UnsupportedMedia(
            f"send the diagram as application/xml, got: {request.mimetype or 'no content type'}",
            f"请以 application/xml 发送流程图,实际为:{request.mimetype or '未注明类型'}",
        )
    found = designs.examine(house().desk, request.get_data(), at=moment())
    language = asked()
    return reply(
        {
            "publishable": found.sound,
            "findings": [_finding(one, language) for one in found.findings],
            "processes": [_without_findings(one.to_dict(language)) for one in found.verdicts],
        }
    )


def _finding(one: Finding, language: str) -> dict[str, Any]:
    """All findings in one shape, the engine's and the prover's."""
    shown = one.to_dict(language)
    elements = shown.get("elements") or ([one.element] if one.element else [])
    kept = {name: shown[name] for name in ("severity", "message_zh", "message_en", "message", "fix", "line")}
    return {"code": one.code, "elements": elements, "trace": shown.get("trace", []), **kept}


def _without_findings(proof: dict[str, Any]) -> dict[str, Any]:
    return {name: proof[name] for name in ("process", "verdict", "properties", "deadline")}


@blueprint.get("/element-templates.json")
@blueprint.doc(responses=TEMPLATES)
def element_templates() -> Response:
    """Element templates for Camunda Modeler and our own editor, with today's departments, papers and topics."""
    actor()
    return reply(designs.element_templates(house().desk, asked(), at=moment()))


@blueprint.get("/definitions/<key>/heat")
@blueprint.input(HeatQuery, location="query")
@blueprint.output(outputs.Heat)
def heat(key: str, query_data: HeatQuery) -> Response:
    """How long the steps of a diagram took over the last months, and how often too long."""
    who = actor()
    known = designs.definition(house().desk, key, at=moment()).key
    found = designs.heat(house().desk, who, known, at=moment(), months=query_data.months, version=query_data.version)
    shown = [{**vars(one), "overdue_rate": one.overdue_rate} for one in found]
    return reply({"months": query_data.months, "items": shown})
