"""lianban: runs the joint, time-limited approvals of administrative service centres from their diagrams.

This is the only place where the parts are wired together.  It imports them late, because every module of the
package passes through here first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apiflask import APIFlask

    from app.desk import Desk
    from app.settings import Settings
    from app.timers.clock import Clock
    from app.timers.pulse import Pulse

__version__ = "0.1.0"


def open_house(settings: Settings) -> Desk:
    """The desk on the database of `settings`, which is made or brought up to date first."""
    from app import desk
    from app.store.database import Database
    from app.store.migrate import migrate

    if settings.url.startswith("sqlite"):
        settings.data.mkdir(parents=True, exist_ok=True)
    database = Database.open(settings.url)
    migrate(database)
    return desk.open_desk(database, settings)


@dataclass(frozen=True, kw_only=True)
class Server:
    """A wired server: its web application, its desk, and the beat of its timers (not started)."""

    app: APIFlask
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

    desk = open_house(settings)
    metrics = api.Metrics()
    figures = Figures(metrics.registry)
    pulse = Pulse(desk, settings, clock, figures)
    return Server(app=api.build(desk, metrics=metrics, pulse=pulse, figures=figures), desk=desk, pulse=pulse)


def create_app(settings: Settings | None = None) -> APIFlask:
    """The web application alone, for another WSGI server; the timers then belong to `lianban worker`."""
    from app import api
    from app.settings import Settings

    return api.build(open_house(settings or Settings()))
