"""Cases on a page: the list of those one may see, and the form of an application handed in at the window."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app import designs, desk
from app.desk import CaseQuery
from app.domain.lights import Light
from app.domain.roles import Role
from app.errors import Forbidden
from app.store.records import DefinitionRecord
from app.web.house import actor, moment, page, the_desk

RECEIVING = frozenset({Role.WINDOW, Role.HEAD, Role.ADMINISTRATOR})


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/cases", view_func=listing)
    house.add_url_rule("/receive", view_func=receive)


def listing() -> Response:
    """The cases the actor may see, newest first."""
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("q", "status", "light", "item", "lead")}
    light = Light(asked["light"]) if asked["light"] in set(Light) else None
    query = CaseQuery(
        running=request.args.get("running") == "yes",
        q=asked["q"] or None,
        status=asked["status"] or None,
        light=light,
        item=asked["item"] or None,
        lead=asked["lead"] or None,
        cursor=request.args.get("cursor") or None,
        limit=50,
    )
    found = desk.cases(the_desk(), actor(), query)
    return page("cases.html", found=found, asked=asked, running=query.running, names=item_names())


def item_names() -> dict[str, str]:
    """What the items are called, by their diagram's key."""
    return {one.key: one.name for one in designs.definitions(the_desk(), at=moment())}


def receive() -> Response:
    """The form of an application handed in at the window, or of a procedure: what its guide asks."""
    who, key = actor(), request.args.get("item")
    started = next((one for one in desk.startable(the_desk(), who, at=moment()) if one.key == key), None)
    if started is not None:
        return page("receive.html", chosen=_sheet(started), procedure=True, about=request.args.get("about", ""))
    if who.role not in RECEIVING:
        raise Forbidden(f"{who.user} is {who.role}; applications are received at a window", "收件限窗口人员")
    guides = desk.public_items(the_desk(), at=moment())
    chosen = next((one for one in guides if one["key"] == key), None)
    return page("receive.html", guides=guides, chosen=chosen, names=item_names())


def _sheet(procedure: DefinitionRecord) -> dict[str, Any]:
    return {"key": procedure.key, "name": procedure.name, "guide": procedure.guide or {}}
