"""Moving running cases to another version over HTTP: look first, then let it run, watch, stop, carry on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from app import desk
from app.api import inputs, outputs
from app.api.acts import kept
from app.api.gate import actor, require
from app.api.house import house, moment
from app.api.language import asked
from app.api.wire import reply
from app.desk import Order, Preview
from app.domain.roles import Role
from app.errors import Forbidden
from app.store.moving import MigrationRecord, MovedCase

blueprint = APIBlueprint("migrations", __name__, url_prefix="/api/v1/definitions/<key>/migrations", tag="definitions")
Json = dict[str, Any]
WATCHING = (Role.DESIGNER, Role.SUPERVISOR)
BEGUN: dict[int | str, Json] = {
    202: {
        "description": "The order was taken; the server carries it out",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MigrationOut"}}},
    }
}


@blueprint.post("")
@blueprint.input(inputs.MigrationQuery, location="query")
@blueprint.input(inputs.MigrationIn)
@blueprint.output(outputs.MigrationPreview, description="With `dry_run`: what would become of a page of the cases")
@blueprint.doc(responses=BEGUN)
def begin(key: str, query_data: inputs.MigrationQuery, json_data: inputs.MigrationIn) -> Response:
    """Move running cases to another version; with `dry_run` tell what would become of them, and change nothing."""
    who, language = require(Role.DESIGNER), asked()
    order = Order(
        key=key,
        to=json_data.to,
        sources=json_data.sources,
        mapping=json_data.mapping,
        new_limits=json_data.new_limits,
        reason=json_data.reason,
    )
    if query_data.dry_run:
        seen = desk.preview_migration(
            house().desk, who, order, at=moment(), after=query_data.cursor, limit=query_data.limit
        )
        return reply(preview(seen, language))
    digest = hashlib.sha256(request.full_path.encode() + b"\n" + request.get_data()).hexdigest()
    return kept(digest, lambda: (record(desk.begin_migration(house().desk, who, order, at=moment())), 202))


@blueprint.get("")
@blueprint.output(outputs.Migrations)
def listing(key: str) -> Response:
    """The orders to move cases of a diagram, the newest first."""
    _watching()
    return reply({"items": [record(one) for one in desk.migrations(house().desk, key)]})


@blueprint.get("/<int:number>")
@blueprint.output(outputs.MigrationOut)
def one(key: str, number: int) -> Response:
    """How far an order has come."""
    _watching()
    return reply(record(desk.migration(house().desk, number, key)))


@blueprint.get("/<int:number>/cases")
@blueprint.input(inputs.MovedQuery, location="query")
@blueprint.output(outputs.MovedCases)
def cases(key: str, number: int, query_data: inputs.MovedQuery) -> Response:
    """What came of the cases so far, and why those that were left were."""
    _watching()
    after, limit = query_data.cursor, query_data.limit
    found = desk.migrated_cases(house().desk, key, number, after=after, limit=limit + 1, moved=query_data.moved)
    cursor = found[limit - 1].case_id if len(found) > limit else None
    return reply({"items": [moved(case, asked()) for case in found[:limit]], "cursor": cursor})


@blueprint.post("/<int:number>/stop")
@blueprint.output(outputs.MigrationOut)
def stop(key: str, number: int) -> Response:
    """Stop after the batch at hand; the cases moved by then stay moved."""
    return reply(record(desk.stop_migration(house().desk, require(Role.DESIGNER), key, number)))


@blueprint.post("/<int:number>/resume")
@blueprint.output(outputs.MigrationOut)
def resume(key: str, number: int) -> Response:
    """Carry a stopped order on from where it was."""
    return reply(record(desk.resume_migration(house().desk, require(Role.DESIGNER), key, number)))


def _watching() -> None:
    who = actor()
    if who.role not in (*WATCHING, Role.ADMINISTRATOR):
        raise Forbidden(f"{who.user} is {who.role}; migrations are for designers", "办件迁移限流程设计人员查看")


def record(order: MigrationRecord) -> Json:
    """An order as JSON."""
    return {
        "id": order.id,
        "key": order.key,
        "to": order.to_version,
        "status": order.status,
        "total": order.total,
        "moved": order.moved,
        "kept": order.kept,
        "mapping": order.mapping,
        "new_limits": order.new_limits,
        "reason": order.reason,
        "started_by": order.started_by,
        "started_at": order.started_at,
        "ended_at": order.ended_at,
    }


def moved(case: MovedCase, language: str) -> Json:
    """What came of one case as JSON."""
    return {
        "number": case.number,
        "from_version": case.from_version,
        "moved": case.moved,
        "reasons": _reasons(case.reasons, language),
        "at": case.at,
    }


def preview(seen: Preview, language: str) -> Json:
    """A preview as JSON."""
    return {
        "key": seen.key,
        "to": seen.to,
        "total": seen.total,
        "mapping": {str(version): dict(names) for version, names in seen.mapping.items()},
        "unknown": {str(version): list(names) for version, names in seen.unknown.items()},
        "cases": [
            {
                "number": case.number,
                "version": case.version,
                "moves": case.moves,
                "reasons": _reasons(case.reasons, language),
                "deadlines": [
                    {
                        "kind": due.kind,
                        "element": due.element,
                        "name": due.name,
                        "department": due.department,
                        "before": due.before,
                        "after": due.after,
                    }
                    for due in case.deadlines
                ],
            }
            for case in seen.cases
        ],
        "cursor": seen.cursor,
    }


def _reasons(found: Sequence[Mapping[str, str]], language: str) -> list[Json]:
    return [{**one, "message": one["message_zh" if language == "zh" else "message_en"]} for one in found]
