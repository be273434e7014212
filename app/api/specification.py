"""Completes the OpenAPI document that APIFlask derives from the views: errors, conditions, sign-in."""

from __future__ import annotations

from typing import Any, cast

from apiflask import APIFlask

from app.api.outputs import ValidationProblem

VERSION = "1"
PROBLEM = "application/problem+json"
DESCRIPTION = """\
Joint approvals of an administrative service centre, run from their BPMN diagrams.

* Sign in with `Authorization: Bearer TOKEN`; `lianban token create` makes a token.
* Every refusal is a problem document (RFC 9457); `code` is stable, `detail` is Chinese or English by `Accept-Language`.
* `ETag` names the version of a case, or of a task where the address is a task's; send it back as `If-Match` and
  a change in between is refused with 412. What other departments do to their tasks leaves a task's version alone.
* `Idempotency-Key` makes it harmless to repeat a POST: the same request is answered as the first time.
* Lists come in pages: send `cursor` back until it is null.
"""
TAGS = {
    "cases": "办件: applications from receipt to result",
    "notices": "文书: numbered documents, printed and served",
    "tasks": "待办: the steps that wait for a department",
    "alerts": "预警: limits that turned yellow or red",
    "definitions": "流程: diagrams and their versions",
    "people": "人员: departments, posts, deputies, tokens",
    "calendar": "工作日: working days and due moments",
    "public": "公众: without signing in",
}
ALWAYS = {"400": "The request cannot be read", "500": "Unexpected failure"}
SIGNED_IN = {"401": "Not signed in", "403": "Not allowed"}
CHANGING = {
    "409": "Wrong state; names who was first",
    "412": "Changed since it was read",
    "413": "Too large",
    "415": "Not JSON",
    "422": "Not valid; names the fields",
}
# A token is never kept; a claim repeated by the same officer stays that officer's; a check keeps nothing.
WITHOUT_KEY = {"/api/v1/tokens", "/api/v1/tasks/claim", "/api/v1/check"}
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Makes it harmless to send this request again",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that was read; 412 when the case has moved since",
    "schema": {"type": "string", "pattern": '^(\\*|(W/)?"[0-9]{1,18}")$'},
}


def install(app: APIFlask) -> None:
    """Describe `app` fully."""
    app.config.update(
        DESCRIPTION=DESCRIPTION,
        TAGS=[{"name": name, "description": words} for name, words in TAGS.items()],
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_SERVERS=False,
        AUTO_OPERATION_ID=True,
        SECURITY_SCHEMES={"bearer": {"type": "http", "scheme": "bearer"}},
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.spec_processor(cast(Any, complete))


def complete(spec: dict[str, Any]) -> dict[str, Any]:
    """Add to every operation what holds for all of them."""
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    template = "#/components/schemas/{model}"
    problem = ValidationProblem.model_json_schema(ref_template=template, mode="serialization")
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = {**problem, "title": "Problem", "required": ["type", "title", "status", "detail", "code"]}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method in ("get", "post", "put", "delete"):
                _complete(path, method, operation)
    return spec


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    refusals = dict(ALWAYS)
    if "/public/" in path:
        operation["security"] = []
        refusals["429"] = "Too many requests"
    if path.endswith("/simulations"):
        refusals["429"] = "Too many simulations"
    else:
        operation["security"] = [{"bearer": []}]
        refusals |= SIGNED_IN
    if "{" in path or "/public/" in path:
        refusals["404"] = "Unknown, or not to be seen by this actor"
    if operation.get("parameters"):
        refusals["422"] = CHANGING["422"]
    if method != "get":
        refusals |= {**CHANGING, "404": "Unknown, or not to be seen by this actor"}
        if "/tasks/{" in path or "/cases/{" in path:
            operation.setdefault("parameters", []).append(IF_MATCH)
    if method == "post" and path not in WITHOUT_KEY:
        operation.setdefault("parameters", []).append(IDEMPOTENCY)
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    for status, words in refusals.items():
        schema = {"$ref": "#/components/schemas/Problem"}
        operation["responses"][status] = {"description": words, "content": {PROBLEM: {"schema": schema}}}
    if "204" in operation["responses"]:
        operation["responses"]["204"] = {"description": "Done"}
    operation["responses"] = dict(sorted(operation["responses"].items()))
