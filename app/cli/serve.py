"""Starts the server: migrates, loads the diagrams, beats the timers, answers HTTP, stops cleanly."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType

import click
import orjson
from rich.console import Console

from app import designs, desk
from app.cli import options
from app.cli.listening import listen, port_of
from app.cli.logs import set_up
from app.domain.roles import Role
from app.environment import read_settings
from app.opening import settle_down
from app.serving import Server, create_server
from app.settings import Settings
from app.timers.clock import Clock, SteppedClock
from app.web.assets import Assets

FIRST_ADMINISTRATOR = "admin"
STEPPED = "Stand at this moment until PUT /api/v1/clock moves on; for demonstrations."


@click.command("serve")
@options.data
@click.option("--host", default=None, help="Address to listen on; else LIANBAN_HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Port; 0 takes a free one.")
@click.option("--clock", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), default=None, help=STEPPED)
@options.as_json
def command(data: Path | None, host: str | None, port: int | None, clock: datetime | None, as_json: bool) -> None:
    """Start the server and stay until it is stopped."""
    settings = read_settings(data=data, host=host, port=port)
    set_up(settings.log_level)
    server = create_server(settings, SteppedClock(clock) if clock else Clock())
    try:
        run(server, settings, tell_in_json if as_json else tell)
    finally:
        server.close()


@dataclass(frozen=True, kw_only=True)
class Started:
    """What an operator is told at the start; `token` only where no administrator was ever given one."""

    address: str
    diagrams: int
    database: str
    data: str
    token: str | None


def run(server: Server, settings: Settings, say: Callable[[Started], None]) -> None:
    """Load, listen, tell, and answer until SIGTERM or SIGINT."""
    at = server.pulse.clock.now()
    loaded = designs.load_folder(server.desk, settings.processes, at=at)
    listener = listen(server, settings)

    def stop(signum: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    settle_down()
    if settings.tick_enabled:
        server.pulse.start()
    say(_started(server, settings, port_of(listener), len(loaded.definitions), at))
    sys.stdout.flush()
    try:
        listener.run()
    finally:
        listener.close()
        click.echo("lianban: stopped", err=True)


def _started(server: Server, settings: Settings, port: int, diagrams: int, at: datetime) -> Started:
    token = None
    if not desk.has_administrator(server.desk):
        token = desk.issue_token(server.desk, FIRST_ADMINISTRATOR, Role.ADMINISTRATOR, at=at)
    return Started(
        address=settings.base_url.rstrip("/") or f"http://{settings.host}:{port}",
        diagrams=diagrams,
        database="as LIANBAN_DATABASE_URL" if settings.database_url else settings.url,
        data="" if settings.database_url or settings.data == Path("data") else str(settings.data),
        token=token,
    )


def tell_in_json(started: Started) -> None:
    """For programs: one line."""
    click.echo(orjson.dumps(asdict(started)))


def tell(started: Started) -> None:
    """For people: where everything is, and what to try."""
    address, place = started.address, f" --data {started.data}" if started.data else ""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]联办 lianban[/bold] is ready at [bold]{address}[/bold]  ({started.diagrams} diagrams)")
    missing = Assets().missing
    console.print(f"  pages               {missing or address + '/   (sign in with a token)'}")
    console.print(f"  API documentation   {address}/docs")
    console.print(f"  readiness, figures  {address}/ready  {address}/metrics")
    console.print(f"  database            {started.database}")
    if started.token is None:
        console.print("  administrator       the first token was given before; another one:")
        console.print(f"                      ./run token create --user NAME --role administrator{place}")
    else:
        console.print(f"  administrator       {started.token}   (shown this once)")
    console.print("Try:")
    console.print(f"  curl -H 'Authorization: Bearer {started.token or 'TOKEN'}' {address}/api/v1/definitions")
    console.print(f"  ./run token create --user NAME --role officer --department CODE{place}")
    console.print("  ./run demo")
