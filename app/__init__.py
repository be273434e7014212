"""lianban: runs the joint, time-limited approvals of administrative service centres from their diagrams.

This is the only place where the parts are wired together.  It imports them late, because every module of the
package passes through here first.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from app.desk import Desk
    from app.settings import Settings
    from app.store.database import Database
    from app.timers.clock import Clock
    from app.timers.pulse import Pulse

__version__ = "0.1.0"


def settle_down() -> None:
    """Take what was loaded at the start out of the garbage collector's rounds.

    Each act makes and drops one case's tokens, which refer to each other; looking through all of the
    program for them every few hundred objects costs a tenth of a step.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def open_house(settings: Settings, app: Any = None) -> Desk:
    """The desk on the database of `settings`, which is made or brought up to date first.

    app: the web application it belongs to, if any.
    Raises NotReady: the database cannot be opened, or one of the centre's own templates does not work.
    """
    from app import desk
    from app.errors import NotReady
    from app.store.database import Database
    from app.store.migrate import migrate

    try:
        if settings.url.startswith("sqlite"):
            settings.data.mkdir(parents=True, exist_ok=True)
        database = Database.open(settings.url) if app is None else _attached(settings.url, app)
        migrate(database)
    except Exception as error:  # each driver has errors of its own; whoever starts the server wants one sentence
        place = "LIANBAN_DATABASE_URL" if settings.database_url else str(settings.data)
        why = str(error).partition("\n")[0]
        raise NotReady(f"cannot open the database ({place}): {why}", f"无法打开数据库({place}):{why}") from error
    house = desk.open_desk(database, settings)
    house.presses.check()
    return house


def _attached(url: str, app: Any) -> Database:
    from app.store.flasked import attach  # a command without a web application has no use for Flask

    return attach(app, url)


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
    from app import api
    from app.timers.metrics import Figures
    from app.timers.pulse import Pulse

    app = api.bare(settings)
    desk = open_house(settings, app)
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
    from app import api
    from app.settings import Settings

    settings = settings or Settings()
    app = api.bare(settings)
    desk = open_house(settings, app)
    api.build(desk, app)
    _hang_pages(app, desk, lambda: datetime.now(UTC))
    return app


def _hang_pages(app: Any, desk: Desk, now: Callable[[], datetime]) -> None:
    """Put the pages beside the API in one application."""
    from app import api, web

    web.build(app, desk, now, on_sign_out=lambda: api.forget_actors(app))
