"""Electronic supervision (电子监察) on a page: lights by department and item, on-time rates, and the alert centre."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app import desk
from app.desk import AlertQuery
from app.domain.lights import Light
from app.domain.reports import Side
from app.domain.roles import Role
from app.errors import Forbidden
from app.web import wording
from app.web.cases import item_names
from app.web.house import actor, moment, page, the_desk
from app.web.vocabulary import LEVELS

OVERSEEING = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.GOVERNMENT})
ALERTED = frozenset({Role.WINDOW, Role.OFFICER, Role.HEAD}) | OVERSEEING
COLUMNS = (Light.RED, Light.YELLOW, Light.WARN, Light.GREEN)
PAGE = 50


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/board", view_func=board)
    house.add_url_rule("/alerts", view_func=alerts)


def board() -> Response:
    """The lights now, the month so far, and what nobody has acknowledged."""
    who = actor()
    found = desk.lights(the_desk(), who)
    today = wording.local(moment())
    report = desk.monthly_report(the_desk(), who, today.year, today.month, at=moment())
    waiting = desk.alerts(the_desk(), who, AlertQuery(acknowledged=False, limit=8))
    return page(
        "board.html",
        lights=found,
        columns=_columns(found),
        report=report,
        rates=report.by(Side.DEPARTMENT),
        waiting=waiting,
        names=item_names(),
    )


def _columns(found: desk.Lights) -> list[Light]:
    """The lights of the centre's scheme: what is lit nowhere and belongs to another scheme has no column."""
    lit = {one.light for one in [*found.steps, *found.cases]}
    return [light for light in COLUMNS if light is not Light.WARN or light in lit]


def alerts() -> Response:
    """The alert centre: of one's department, or of all for those who oversee."""
    who = actor()
    if who.role not in ALERTED:
        raise Forbidden(f"{who.user} is {who.role}; alerts are for those who handle or oversee", "预警限办理和督查人员")
    asked = {name: request.args.get(name, "")[:100] for name in ("level", "department", "state")}
    query = AlertQuery(
        level=asked["level"] or None,
        department=(asked["department"] or None) if who.role in OVERSEEING else None,
        acknowledged={"new": False, "seen": True}.get(asked["state"]),
        cursor=request.args.get("cursor") or None,
        limit=PAGE,
    )
    found = desk.alerts(the_desk(), who, query)
    return page(
        "alerts.html",
        found=found,
        asked=asked,
        oversees=who.role in OVERSEEING,
        may_answer=who.role is not Role.GOVERNMENT,
        levels=LEVELS,
    )
