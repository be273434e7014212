"""The inbox (待办): what waits for the department, what is in hand, what was done; soonest due first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from app import desk
from app.desk import TaskQuery
from app.domain.actors import Actor
from app.domain.lights import Light
from app.domain.roles import Role
from app.web.house import actor, moment, page, pick, the_desk

OVERSEEING = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One tab with the number of its entries, None where counting says nothing."""

    code: str
    name: str
    count: int | None


def install(house: Blueprint) -> None:
    """Hang the route in."""
    house.add_url_rule("/inbox", view_func=inbox)


def inbox() -> Response:
    """The tasks of one tab."""
    who = actor()
    tab = request.args.get("tab", "open")
    light = request.args.get("light", "")
    query = _query(who, tab, light, request.args.get("q", "").strip()[:100], request.args.get("cursor"))
    found = desk.inbox(the_desk(), who, query, at=moment())
    shown: dict[str, Any] = {"tab": tab, "tabs": _tabs(who), "found": found, "query": query, "light": light}
    if request.headers.get("HX-Request") == "true":
        return page("inbox_list.html", **shown)
    return page("inbox.html", **shown)


def _query(who: Actor, tab: str, light: str, q: str, cursor: str | None) -> TaskQuery:
    mine = None if who.role in OVERSEEING else who.user
    return TaskQuery(
        status={"claimed": "claimed", "done": "done"}.get(tab, "open"),
        assignee=mine if tab == "claimed" else None,
        light=Light(light) if light in set(Light) else None,
        q=q or None,
        limit=PAGE,
        cursor=cursor or None,
    )


def _tabs(who: Actor) -> tuple[Tab, ...]:
    waiting = desk.count_tasks(the_desk(), who, _query(who, "open", "", "", None), at=moment())["status"]
    held = desk.count_tasks(the_desk(), who, _query(who, "claimed", "", "", None), at=moment())["status"]
    return (
        Tab(code="open", name=pick("待签收", "To claim"), count=waiting.get("open", 0)),
        Tab(code="claimed", name=pick("在办", "In hand"), count=held.get("claimed", 0)),
        Tab(code="done", name=pick("已办", "Done"), count=None),
    )
