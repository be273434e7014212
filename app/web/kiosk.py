"""自助终端: the one page of a terminal in the hall; everything on it is fetched by the calls of terminals."""

from __future__ import annotations

from flask import Blueprint, Response, g

from app.domain.cases import WORDS, CaseStatus
from app.domain.roles import Role
from app.errors import Forbidden
from app.web.house import TERMINAL, centre_part, page, signed_in
from app.web.progress import STAGES_EN
from app.web.vocabulary import CASE_EN


def install(house: Blueprint) -> None:
    """Hang the route in."""
    house.add_url_rule(TERMINAL, view_func=terminal)


def terminal() -> Response:
    """The page.  Raises Forbidden: neither a terminal nor an administrator who tries it."""
    who = signed_in()
    if who.role not in (Role.KIOSK, Role.ADMINISTRATOR):
        raise Forbidden(f"{who.user} is {who.role}; this page is for terminals in the hall", "此页面限自助终端")
    g.prints_papers = True
    return page(
        "kiosk.html",
        statuses={str(one): (WORDS[one], CASE_EN[one]) for one in CaseStatus},
        stages=STAGES_EN,
        papers={one["code"]: (one["name"], one.get("name_en") or one["name"]) for one in centre_part("notices") or ()},
    )
