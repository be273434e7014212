"""Moving running cases to another version on a page: what would become of them, how far an order has come."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app import designs, desk
from app.errors import Forbidden, NotFound
from app.web import wording
from app.web.house import actor, moment, page, the_desk
from app.web.library import MOVING, may_draw


def install(house: Blueprint) -> None:
    """Hang the route in."""
    house.add_url_rule("/definitions/<key>/migrate", view_func=migrate)


def migrate(key: str) -> Response:
    """Choose versions, look, start; and the orders so far."""
    who = actor()
    if who.role not in MOVING:
        raise Forbidden(f"{who.user} is {who.role}; migrations are for designers", "办件迁移限流程设计人员查看")
    versions = [one for one in designs.versions(the_desk(), key, at=moment()) if one.standing != "cancelled"]
    if not versions:
        raise NotFound(f"there is no diagram {key!r}", f"没有流程“{key}”")
    return page(
        "migrate.html",
        key=key,
        name=versions[0].definition.name,
        versions=versions,
        to=_wanted(versions),
        orders=desk.migrations(the_desk(), key),
        state={
            "key": key,
            "elements": _names(versions),
            "departments": wording.departments(),
        },
        may_draw=may_draw(),
    )


def _wanted(versions: list[designs.Version]) -> int:
    """The version that is meant most likely: the one asked for, else the one in force."""
    asked = request.args.get("to", "")
    known = {str(one.definition.version): one.definition.version for one in versions}
    current = next((one for one in versions if one.standing == "current"), versions[0])
    return known.get(asked, current.definition.version)


def _names(versions: list[designs.Version]) -> dict[str, str]:
    """What the elements of all versions are called, by id; the newest name counts."""
    found: dict[str, str] = {}
    for one in reversed(versions):
        elements: dict[str, Any] = dict(the_desk().programs.item(one.definition.id).program.elements)
        found |= {element.id: element.name for element in elements.values() if element.name}
    return found
