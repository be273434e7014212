"""Puts the API together: one Flask app out of its blueprints, with everything that surrounds a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from apiflask import APIFlask
from flask import Flask, Request, Response, current_app, request
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.routing import IntegerConverter

from app import desk
from app.api import (
    alerts,
    archives,
    calendar,
    cases,
    clock,
    conduct,
    counter,
    definitions,
    deployments,
    differences,
    drawing,
    files,
    hall,
    kiosk,
    limits,
    migrations,
    notices,
    outbox,
    people,
    problems,
    public,
    public_filing,
    public_openness,
    public_papers,
    registers,
    reports,
    simulations,
    specification,
    status,
    tasks,
)
from app.api.gate import BEHIND, Gate, admit
from app.api.house import House, Pulse, utc_now
from app.api.metrics import Metrics
from app.api.readiness import checks
from app.api.wire import HARDENED, JsonRequest
from app.errors import Malformed
from app.settings import Settings

if TYPE_CHECKING:
    from prometheus_client import Gauge

    from app.desk import Desk

BLUEPRINTS = (
    cases,
    files,
    limits,
    notices,
    counter,
    hall,
    tasks,
    alerts,
    definitions,
    deployments,
    drawing,
    differences,
    migrations,
    simulations,
    people,
    calendar,
    public,
    public_filing,
    public_openness,
    public_papers,
    kiosk,
    conduct,
    outbox,
    clock,
    archives,
    registers,
    reports,
    status,
)


class _NoSessions(SessionInterface):
    """Who asks is told by a token with every request; nothing is kept for it between them."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return NullSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing to save."""


class Api(APIFlask):
    """The Flask app; its requests read JSON strictly."""

    request_class = JsonRequest
    session_interface = _NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: no view here is a coroutine, and looking costs time on every request."""
        return func

    @property
    def has_static_folder(self) -> bool:
        """No: what the pages load is served under /docs, by name."""
        return False


class _Identifier(IntegerConverter):
    """A number that fits a database column and every JSON reader; everything else is simply not found.

    By its length: a number refused later would be answered 405 where the address takes two methods.
    """

    regex = r"\d{1,15}"


def bare(settings: Settings) -> Api:
    """The Flask app before anything is behind it."""
    app = Api("app.api", title="联办 lianban", version=specification.VERSION, docs_path=None)
    app.url_map.converters["int"] = _Identifier
    app.url_map.strict_slashes = False
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        PROPAGATE_EXCEPTIONS=False,
        TRAP_HTTP_EXCEPTIONS=False,
    )
    return app


def build(
    desk_: Desk,
    app: Api | None = None,
    *,
    metrics: Metrics | None = None,
    pulse: Pulse | None = None,
    last_beat: Gauge | None = None,
) -> Api:
    """The API on a desk.

    app: a bare one; made when none is given.  pulse: gives the time, else the machine's clock does.
    last_beat: when it beat last, watched by /ready.
    """
    app = app or bare(desk_.settings)
    metrics = metrics or Metrics()
    metrics.install(app)
    app.extensions["lianban"] = House(
        settings=desk_.settings,
        desk=desk_,
        gate=Gate(
            lambda digest, at: desk.sign_in(desk_, digest, at),
            keep=timedelta(seconds=desk_.settings.token_cache_seconds),
        ),
        metrics=metrics,
        clock=pulse.clock.now if pulse else utc_now,
        checks=checks(desk_, last_beat),
        pulse=pulse,
    )
    app.extensions["lianban.calendar"] = desk.CalendarWatch(desk_)
    app.extensions["lianban.turnstile"] = public.Turnstile(desk_.settings.public_requests_per_minute)
    app.extensions["lianban.filings"] = public.Turnstile(desk_.settings.public_filings_per_hour, public.HOUR)
    app.extensions["lianban.kiosks"] = kiosk.Turnstiles.of(desk_.settings)
    app.extensions["lianban.simulations"] = public.Turnstile(simulations.A_MINUTE)
    problems.install(app)
    specification.install(app)
    app.before_request(_refuse_nul)
    app.before_request(admit)
    app.before_request(_notice_calendar)
    app.after_request(_harden)
    for part in BLUEPRINTS:
        app.register_blueprint(part.blueprint)
    return app


def forget_actors(app: Api) -> None:
    """Read everybody's rights anew from the next request on."""
    found: House = app.extensions["lianban"]
    found.gate.forget()


def _refuse_nul() -> None:
    # PostgreSQL has no NUL in text, so an address with one can name nothing.
    environ = request.environ
    if "%00" in environ.get("QUERY_STRING", "") or "\x00" in environ.get("PATH_INFO", ""):
        raise Malformed("the address holds a NUL character", "地址含有空字符(NUL)")


def _notice_calendar() -> None:
    if request.path.startswith(BEHIND):
        watch: desk.CalendarWatch = current_app.extensions["lianban.calendar"]
        watch.look()


def _harden(response: Response) -> Response:
    for name, value in HARDENED.items():
        response.headers.setdefault(name, value)
    return response
