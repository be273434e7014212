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
from app.web.cases import item_names
from app.web.house import actor, moment, page, pick, the_desk

OVERSEEING = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.GOVERNMENT})
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
    oversees = who.role in OVERSEEING
    tab = request.args.get("tab", "live" if oversees else "open")
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("q", "light", "department", "item")}
    query = _query(who, tab, asked, request.args.get("cursor"))
    found = desk.inbox(the_desk(), who, query, at=moment())
    shown: dict[str, Any] = {"tab": tab, "found": found, "asked": asked, "oversees": oversees, "names": item_names()}
    if request.headers.get("HX-Request") == "true":
        return page("inbox_list.html", **shown)
    return page("inbox.html", **shown, tabs=_tabs(who))


def _query(who: Actor, tab: str, asked: dict[str, str], cursor: str | None = None) -> TaskQuery:
    oversees = who.role in OVERSEEING
    light = asked.get("light", "")
    return TaskQuery(
        status={"claimed": "claimed", "done": "done", "live": "live"}.get(tab, "open"),
        assignee=who.user if tab == "claimed" and not oversees else None,
        light=Light(light) if light in set(Light) else None,
        department=(asked.get("department") or None) if oversees else None,
        item=asked.get("item") or None,
        q=asked.get("q") or None,
        limit=PAGE,
        cursor=cursor or None,
    )


def _tabs(who: Actor) -> list[Tab]:
    waiting = desk.count_tasks(the_desk(), who, _query(who, "open", {}), at=moment())["status"]
    held = desk.count_tasks(the_desk(), who, _query(who, "claimed", {}), at=moment())["status"]
    tabs = [
        Tab(code="open", name=pick("待签收", "To claim"), count=waiting.get("open", 0)),
        Tab(code="claimed", name=pick("在办", "In hand"), count=held.get("claimed", 0)),
        Tab(code="done", name=pick("已办", "Done"), count=None),
    ]
    return (
        [Tab(code="live", name=pick("全部未办结", "All open"), count=None), *tabs] if who.role in OVERSEEING else tabs
    )
