"""What is different between two versions of a diagram, or between one and a draft, over HTTP."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, request

from app import designs
from app.api import outputs, shapes
from app.api.gate import actor, require
from app.api.house import house
from app.api.language import asked
from app.api.wire import reply
from app.domain.roles import Role
from app.errors import UnsupportedMedia

blueprint = APIBlueprint("differences", __name__, url_prefix="/api/v1/definitions", tag="definitions")
XML_TYPES = ("application/xml", "text/xml")


@blueprint.get("/<key>/versions/<int:old>/diff/<int:new>")
@blueprint.output(outputs.Differences)
def between(key: str, old: int, new: int) -> Response:
    """What one version has that another has not; where shapes lie on the canvas is no difference."""
    actor()
    return _answer(designs.between(house().desk, key, old, new))


@blueprint.post("/<key>/versions/<int:version>/diff")
@blueprint.output(outputs.Differences)
def to_draft(key: str, version: int) -> Response:
    """What a draft, sent as the body, has that a version has not; nothing is kept."""
    require(Role.DESIGNER)
    if request.mimetype not in XML_TYPES:
        raise UnsupportedMedia(
            f"send the draft as application/xml, got: {request.mimetype or 'no content type'}",
            f"请以 application/xml 发送流程图,实际为:{request.mimetype or '未注明类型'}",
        )
    return _answer(designs.to_draft(house().desk, key, version, request.get_data()))


def _answer(found: list[designs.Difference]) -> Response:
    language = asked()
    return reply({"same": not found, "items": [shapes.difference(one, language) for one in found]})
