"""The wiring of a server: its web application on the desk, and the beat of its timers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from app import api, web
from app.desk import Desk
from app.environment import read_settings
from app.opening import open_house
from app.settings import Settings
from app.store.flasked import attach
from app.timers.clock import Clock
from app.timers.metrics import Figures
from app.timers.pulse import Pulse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True, kw_only=True)
class Server:
    """A wired server: its web application, its desk, and the beat of its timers (not started)."""

    app: WSGIApplication
    desk: Desk
    pulse: Pulse

    def close(self) -> None:
        """Stop the timers after the one at hand and give the database back."""
        self.pulse.stop()
        self.desk.database.close()


def create_server(settings: Settings, clock: Clock | None = None) -> Server:
    """Everything that `lianban serve` runs.  clock: the machine's own unless another is given."""
    app = api.bare(settings)
    desk = open_house(settings, partial(attach, app))
    desk.presses.warm()
    metrics = api.Metrics()
    figures = Figures(metrics.registry)
    pulse = Pulse(desk, settings, clock, figures)
    # Where `lianban worker` fires the timers, nothing beats here, and nothing here waits for a beat.
    last_beat = figures.last_beat if settings.tick_enabled else None
    api.build(desk, app, metrics=metrics, pulse=pulse, last_beat=last_beat)
    _hang_pages(app, desk, pulse.clock.now)
    return Server(app=app, desk=desk, pulse=pulse)


def create_app(settings: Settings | None = None) -> WSGIApplication:
    """The web application alone, for another WSGI server; the timers then belong to `lianban worker`."""
    settings = settings or read_settings()
    app = api.bare(settings)
    desk = open_house(settings, partial(attach, app))
    api.build(desk, app)
    _hang_pages(app, desk, lambda: datetime.now(UTC))
    return app


def _hang_pages(app: Any, desk: Desk, now: Callable[[], datetime]) -> None:
    """Put the pages beside the API in one application."""
    web.build(app, desk, now, on_sign_out=lambda: api.forget_actors(app), admit_anybody=api.pass_turnstile)
