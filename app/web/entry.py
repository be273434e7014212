"""Coming in and going out: sign-in with a token, sign-out, the language, and where each role begins."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, request

from app import desk
from app.domain.roles import Role
from app.errors import Forbidden, Unauthorised
from app.web.house import (
    LANGUAGE_COOKIE,
    SESSION_COOKIE,
    TERMINAL,
    language,
    moment,
    page,
    pages,
    session_token,
    signed_in,
    the_desk,
)
from app.web.sessions import is_from_page

A_YEAR = 365 * 24 * 3600
DRAWING = frozenset({Role.DESIGNER, Role.ADMINISTRATOR})
OVERSEEING = frozenset({Role.SUPERVISOR, Role.GOVERNMENT})


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/", view_func=home)
    house.add_url_rule("/sign-in", view_func=sign_in_page)
    house.add_url_rule("/sign-in", view_func=sign_in, methods=["POST"])
    house.add_url_rule("/sign-out", view_func=sign_out, methods=["POST"])
    house.add_url_rule("/language/<code>", view_func=choose_language)


def home() -> Response:
    """Everybody begins with their work."""
    role = signed_in().role
    if role is Role.KIOSK:
        return _go(TERMINAL)
    return _go("/definitions" if role in DRAWING else "/board" if role in OVERSEEING else "/inbox")


def door(next_page: str = "/", problem: str = "", status: int = 401) -> Response:
    """The sign-in page."""
    g.page_actor = None
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method == "GET":
        # A strict cookie stays away when a link elsewhere leads here; the second try is our own.
        return page("again.html", 200, again=_local(next_page))
    return page("sign_in.html", status, next_page=_local(next_page), problem=problem)


def sign_in_page() -> Response:
    """The sign-in page, asked for by its address."""
    return door(request.args.get("next", "/"), status=200)


def sign_in() -> Response:
    """Take a token and give the browser a session of its own."""
    next_page = _local(request.form.get("next", "/"))
    try:
        session, who = desk.open_session(the_desk(), request.form.get("token", "").strip(), at=moment())
    except Unauthorised as refused:
        return door(next_page, refused.message(language()))
    response = _go(next_page)
    secure = request.is_secure or the_desk().settings.base_url.startswith("https:")
    age = A_YEAR if who.role is Role.KIOSK else int(desk.SESSION.total_seconds())
    response.set_cookie(SESSION_COOKIE, session, max_age=age, httponly=True, samesite="Strict", secure=secure)
    return response


def sign_out() -> Response:
    """End the session here and on the server."""
    if not is_from_page(session_token(), request.form.get("csrf", "")):
        raise Forbidden("sign out from a page of this server", "请从本系统页面退出")
    desk.close_session(the_desk(), session_token(), at=moment())
    pages().on_sign_out()
    response = _go("/sign-in")
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Strict")
    return response


def choose_language(code: str) -> Response:
    """Remember Chinese or English for this browser."""
    response = _go(_local(request.args.get("next", "/")))
    response.set_cookie(LANGUAGE_COOKIE, "en" if code == "en" else "zh", max_age=A_YEAR, samesite="Lax")
    return response


def _local(address: str) -> str:
    """An address on this server; anything else becomes the entry page."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


def _go(address: str) -> Response:
    response = redirect(address, 303)
    assert isinstance(response, Response)
    return response
