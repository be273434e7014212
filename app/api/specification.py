"""Completes the OpenAPI document that APIFlask derives from the views: errors, conditions, sign-in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from apiflask import APIFlask

from app.api.examples import BODIES
from app.api.outputs import ValidationProblem

API = "/api/v1/"
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
    "tasks": "待办: the steps that wait for a department",
    "hall": "大厅: tickets, receptions, hand-overs, one-time notifications",
    "conduct": "监督: signals of the watch, ratings, authority, the notice board",
    "alerts": "预警: limits that turned yellow or red",
    "notices": "文书: numbered documents, printed and served",
    "definitions": "流程: diagrams and their versions",
    "people": "人员: departments, posts, deputies, tokens",
    "reports": "月报: the figures of a month, and the cases behind them",
    "registers": "台账: what procedures were entered into",
    "calendar": "工作日: working days and due moments",
    "public": "公众: without signing in",
    "kiosk": "自助终端: what a terminal in the hall may call, and nothing else",
    "operation": "运行: for those who keep the server well",
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
# A token is never kept; a claim repeated by the same officer stays that officer's; a check keeps nothing;
# what the public says has no user under whose name it could be kept.
WITHOUT_KEY = {
    "/api/v1/tokens",
    "/api/v1/tasks/claim",
    "/api/v1/check",
    "/api/v1/public/cases/{number}/rating",
    "/api/v1/public/cases/{number}/fees/refuse",
    "/api/v1/public/uploads",
    "/api/v1/kiosk/cases/{number}/rating",
}
FILES = {
    "type": "object",
    "properties": {
        "files": {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}},
        "effective_at": {"type": "string", "description": "From when new cases take them; at once without it"},
    },
    "required": ["files"],
}
# Bodies that no model describes.
RAW: Mapping[str, dict[str, Any]] = {
    "/api/v1/deployments": {"multipart/form-data": {"schema": FILES}},
    "/api/v1/public/uploads": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    "/api/v1/check": {"application/xml": {"schema": {"type": "string"}}},
    "/api/v1/definitions/{key}/versions/{version}/diff": {"application/xml": {"schema": {"type": "string"}}},
}
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
    "schema": {"type": "string", "pattern": '^(\\*|(W/)?"[0-9]{1,18}([.][0-9]{1,9})?")$'},
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
    app.json.sort_keys = False  # type: ignore[attr-defined]  # operations stand in the order people work
    app.spec_processor(cast(Any, partial(complete, app)))


def complete(app: APIFlask, spec: dict[str, Any]) -> dict[str, Any]:
    """Add to every operation what holds for all of them."""
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    template = "#/components/schemas/{model}"
    problem = ValidationProblem.model_json_schema(ref_template=template, mode="serialization")
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = {**problem, "title": "Problem", "required": ["type", "title", "status", "detail", "code"]}
    schemas |= {name: schemas["Problem"] for name in schemas if name.endswith(".Problem")}
    tags = _tags(app)
    spec["paths"] = {path: spec["paths"][path] for path in tags if path in spec["paths"]}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if method in ("get", "post", "put", "delete"):
                operation["tags"] = [tags[path]]
                _complete(path, method, operation)
    return _short(spec)


def _short(spec: dict[str, Any]) -> dict[str, Any]:
    """Schemas under their own names: what several outputs share is `Light`, not `TaskOut.Light`, and stands once."""
    schemas: dict[str, Any] = spec["components"]["schemas"]
    last = {name: name.rpartition(".")[2] for name in schemas}
    meant: dict[str, list[Any]] = {}
    for name, schema in schemas.items():
        meant.setdefault(last[name], []).append(_renamed(schema, last))
    shared = {name for name, found in meant.items() if all(one == found[0] for one in found)}
    names = {name: short if short in shared else name for name, short in last.items()}
    short: dict[str, Any] = _renamed(spec, names)
    short["components"]["schemas"] = {names[name]: _renamed(schema, names) for name, schema in sorted(schemas.items())}
    return short


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same with references to other names."""
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            place, _, name = reference.rpartition("/")
            return {**value, "$ref": f"{place}/{names.get(name, name)}"}
        return {key: _renamed(inner, names) for key, inner in value.items()}
    return [_renamed(inner, names) for inner in value] if isinstance(value, list) else value


def _tags(app: APIFlask) -> dict[str, str]:
    """What each path is filed under, the tag of its blueprint; in the order in which the views are written."""
    found, order = {}, list(app.view_functions)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: order.index(rule.endpoint)):
        blueprint: Any = app.blueprints.get(rule.endpoint.rpartition(".")[0])
        if blueprint is not None:
            found[re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)] = str(getattr(blueprint, "tag", None))
    return found


def _is_for_visitors(path: str) -> bool:
    """Whether whoever acts knows a case by number and code, and has read no version of it."""
    return "/public/" in path or "/kiosk/" in path


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    refusals = dict(ALWAYS)
    if not path.startswith(API):
        operation["security"] = []
    elif "/public/" in path:
        operation["security"] = []
        refusals["429"] = "Too many requests"
    else:
        operation["security"] = [{"bearer": []}]
        refusals |= SIGNED_IN
        if "/kiosk/" in path:
            refusals["429"] = "Too many requests of this terminal"
    if path.endswith("/simulations"):
        refusals["429"] = "Too many simulations"
    if "{" in path or "/public/" in path:
        refusals["404"] = "Unknown, or not to be seen by this actor"
    if operation.get("parameters"):
        refusals["422"] = CHANGING["422"]
    if method != "get":
        refusals |= {**CHANGING, "404": "Unknown, or not to be seen by this actor"}
        if ("/tasks/{" in path or "/cases/{" in path) and not _is_for_visitors(path):
            operation.setdefault("parameters", []).append(IF_MATCH)
    if method == "post" and path not in WITHOUT_KEY:
        operation.setdefault("parameters", []).append(IDEMPOTENCY)
    if path in RAW and method == "post":
        operation["requestBody"] = {"content": RAW[path]}
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
        example = BODIES.get(f"{method.upper()} {path}")
        if example is not None:
            operation["requestBody"]["content"]["application/json"]["example"] = example
    for status, words in refusals.items():
        schema = {"$ref": "#/components/schemas/Problem"}
        operation["responses"][status] = {"description": words, "content": {PROBLEM: {"schema": schema}}}
    if "204" in operation["responses"]:
        operation["responses"]["204"] = {"description": "Done"}
    operation["responses"] = dict(sorted(operation["responses"].items()))
