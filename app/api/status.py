"""How the server is: alive, ready, its figures, and its documentation with assets of its own."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, send_from_directory

from app.api import outputs
from app.api.house import house
from app.api.wire import reply

blueprint = APIBlueprint("status", __name__, tag="operation")
STATIC = Path(__file__).parent / "static"
VENDORED = frozenset({"swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
Told = dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]
NOT_READY: Told = {
    503: {
        "description": "Not ready, and why",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Readiness"}}},
    }
}
FIGURES: Told = {200: {"description": "The figures", "content": {"text/plain": {"schema": {"type": "string"}}}}}


@blueprint.get("/health")
@blueprint.output(outputs.Health)
def health() -> Response:
    """The process answers."""
    return reply({"status": "ok"})


@blueprint.get("/ready")
@blueprint.output(outputs.Readiness)
@blueprint.doc(responses=NOT_READY)
def ready() -> Response:
    """Every part that is needed works; 503 and the reasons when one does not."""
    reasons = {name: check() for name, check in house().checks.items()}
    well = not any(reasons.values())
    checks = {name: reason or "ok" for name, reason in reasons.items()}
    return reply({"status": "ready" if well else "not ready", "checks": checks}, 200 if well else 503)


@blueprint.get("/metrics")
@blueprint.doc(responses=FIGURES)
def metrics() -> Response:
    """The figures for Prometheus."""
    return Response(house().metrics.page(), content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.get("/docs")
@blueprint.doc(hide=True)
def docs() -> Response:
    """The API's documentation, to read and to try."""
    page = send_from_directory(STATIC, "docs.html")
    page.headers["Content-Security-Policy"] = POLICY
    return page


@blueprint.get("/docs/<path:name>")
@blueprint.doc(hide=True)
def docs_asset(name: str) -> Response:
    """What the documentation page loads; nothing comes from elsewhere."""
    if name not in VENDORED:
        return send_from_directory(STATIC, name, max_age=3600)
    found = find_spec("swagger_ui")
    assert found and found.origin
    return send_from_directory(Path(found.origin).parent / "static", name, max_age=86400)
