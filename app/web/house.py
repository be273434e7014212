"""What the pages need from the rest of the house, and what every page shows: who, when, in which language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from flask import Response, current_app, g, make_response, render_template, request

from app import desk
from app.desk import Desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, Unauthorised
from app.verify import Verdict
from app.web.assets import Assets

Language = Literal["zh", "en"]
SESSION_COOKIE = "lianban_session"
LANGUAGE_COOKIE = "lianban_language"
TERMINAL = "/kiosk"
"""The page of a terminal in the hall."""
NAME = "lianban.web"


@dataclass(frozen=True, kw_only=True)
class Pages:
    """The wired parts; `clock` is the only source of time behind the pages.

    on_sign_out: lets go of what others remember of a session.  admit_anybody: counts strangers, and may refuse.
    proofs: of deployed versions, which never change.
    """

    desk: Desk
    assets: Assets
    clock: Callable[[], datetime]
    on_sign_out: Callable[[], None]
    admit_anybody: Callable[[], None]
    proofs: dict[tuple[str, int], Verdict] = field(default_factory=dict)


def pages() -> Pages:
    """The pages of the app that is answering."""
    found: Pages = current_app.extensions[NAME]
    return found


def the_desk() -> Desk:
    """The desk behind the pages."""
    return pages().desk


def moment() -> datetime:
    """The moment of this request; the same however often it is asked."""
    at: datetime | None = g.get("page_at")
    if at is None:
        at = g.page_at = pages().clock()
    return at


def session_token() -> str:
    """The session of this browser, empty without one."""
    return request.cookies.get(SESSION_COOKIE, "")


def actor() -> Actor:
    """Who works with this page.  Raises Unauthorised: nobody is signed in.  Raises Forbidden: a terminal is."""
    who = signed_in()
    if who.role is Role.KIOSK:
        g.page_actor = None  # what says so offers nothing of the house
        raise Forbidden(f"{who.user} is a terminal; its page is {TERMINAL}", f"{who.user}为自助终端,请返回{TERMINAL}")
    return who


def signed_in() -> Actor:
    """Who or what is signed in at this browser.  Raises Unauthorised: nobody."""
    known: Actor | None = g.get("page_actor")
    if known is None:
        if not session_token():
            raise Unauthorised("please sign in", "请先登录")
        known = g.page_actor = desk.authenticate(the_desk(), session_token(), moment())
    return known


def language() -> Language:
    """Chinese, unless English was chosen, or the browser asks for it first."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("zh", "en"):
        return "en" if chosen == "en" else "zh"
    return "en" if request.accept_languages.best_match(["zh", "en"]) == "en" else "zh"


def pick(zh: str, en: str) -> str:
    """One of two wordings, in the language of the page."""
    return en if language() == "en" else zh


def page(template: str, status: int = 200, /, **shown: Any) -> Response:
    """A page made from a template; it is never kept by caches."""
    response = make_response(render_template(template, **shown), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language()
    return response


def centre_part(name: str) -> Any:
    """A part of the centre's file; asked for once a request."""
    known: dict[str, Any] = g.setdefault("centre_parts", {})
    if name not in known:
        known[name] = desk.centre_part(the_desk(), name)
    return known[name]


def people_names() -> dict[str, str]:
    """Everybody's name by user; asked for once a request."""
    known: dict[str, str] | None = g.get("people_names")
    if known is None:
        known = g.people_names = desk.names_of_people(the_desk())
    return known


def english_departments() -> dict[str, str]:
    """The departments' English names by code, those that have one; asked for once a request."""
    known: dict[str, str] | None = g.get("english_departments")
    if known is None:
        found = desk.directory(the_desk()).departments
        known = g.english_departments = {one.code: str(one.data["name_en"]) for one in found if one.data.get("name_en")}
    return known
