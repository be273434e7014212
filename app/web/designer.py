"""The designer's page: the frame around the editor, which lives in the browser and asks the server to check."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from app import designs
from app.errors import Forbidden
from app.web.house import actor, moment, page, the_desk
from app.web.library import may_draw


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/designer", view_func=blank)
    house.add_url_rule("/designer/<key>", view_func=editor)


def blank() -> Response:
    """An empty canvas."""
    _check_draws()
    g.draws_diagrams = True
    return page("designer.html", key="", version=0, name="")


def editor(key: str) -> Response:
    """A deployed diagram, opened to become a new version."""
    _check_draws()
    g.draws_diagrams = True
    wanted = request.args.get("version", "")
    record = designs.definition(the_desk(), key, int(wanted) if wanted.isdigit() else None, at=moment())
    return page("designer.html", key=record.key, version=record.version, name=record.name)


def _check_draws() -> None:
    who = actor()
    if not may_draw():
        raise Forbidden(
            f"{who.user} is {who.role}; diagrams are drawn by a designer", "流程设计限流程设计人员", role=str(who.role)
        )
