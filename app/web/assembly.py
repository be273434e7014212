"""Puts the pages into the web application: their routes, what templates may use, the headers that guard them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, g, request

from app.desk import Desk
from app.errors import LianbanError, NotReady, Unauthorised
from app.web import (
    assets,
    board,
    casefile,
    cases,
    centre,
    designer,
    entry,
    filing,
    hall,
    held,
    inbox,
    kiosk,
    library,
    migrating,
    procedures,
    progress,
    wording,
)
from app.web.assets import Assets
from app.web.house import NAME, Pages, language, page, pages, pick, session_token
from app.web.sessions import SessionDoor, csrf_of

PARTS = (
    entry,
    inbox,
    cases,
    casefile,
    library,
    migrating,
    held,
    designer,
    board,
    centre,
    hall,
    kiosk,
    procedures,
    progress,
    filing,
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def build(
    app: Flask,
    desk: Desk,
    clock: Callable[[], datetime],
    *,
    on_sign_out: Callable[[], None],
    admit_anybody: Callable[[], None],
) -> None:
    """Hang the pages into `app`, whose API is there already.

    admit_anybody: counts a request of somebody who is not signed in; raises TooMany.
    """
    app.extensions[NAME] = Pages(
        desk=desk, assets=Assets(), clock=clock, on_sign_out=on_sign_out, admit_anybody=admit_anybody
    )
    house = Blueprint("pages", __name__, template_folder="templates")
    for part in PARTS:
        part.install(house)
    house.register_error_handler(LianbanError, _refused)
    house.context_processor(_words)
    house.after_request(_guard)
    app.register_blueprint(house)
    app.register_blueprint(assets.blueprint)
    app.wsgi_app = SessionDoor(app.wsgi_app)  # type: ignore[method-assign]


def _words() -> dict[str, Any]:
    """What every template may use."""
    return {
        "w": pick,
        "language": language(),
        "asset": pages().assets.url,
        "me": g.get("page_actor"),
        "csrf": csrf_of(session_token()) if session_token() else "",
        "here": request.full_path.rstrip("?"),
        "words": wording,
        "centre": wording.centre_name(),
        "zone": str(pages().desk.calendar.zone),
    }


def _guard(response: Response) -> Response:
    # bpmn-js writes styles into its SVG; no other page lets anybody do so.
    style = " 'unsafe-inline'" if g.get("draws_diagrams") else ""
    # A terminal prints papers from a frame that nobody sees.
    frames = "; frame-src 'self'" if g.get("prints_papers") else ""
    response.headers.setdefault("Content-Security-Policy", POLICY.format(style=style) + frames)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _refused(error: LianbanError) -> Response:
    """Strangers are shown the door, everybody else why not."""
    if isinstance(error, Unauthorised):
        return entry.door(next_page=request.full_path.rstrip("?") if request.method == "GET" else "/")
    if isinstance(error, NotReady):
        words = f"{error.message('zh')}\n{error.message('en')}\n"
        return Response(words, error.status, content_type="text/plain; charset=utf-8")
    shown = page("refused.html", error.status, title=error.title(language()), why=error.message(language()))
    if "retry_after" in error.extra:
        shown.headers["Retry-After"] = str(error.extra["retry_after"])
    return shown
