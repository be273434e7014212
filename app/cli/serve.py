"""Starts the server: migrates, loads the diagrams, beats the timers, answers HTTP, stops cleanly."""

from __future__ import annotations

import signal
import sys
from datetime import datetime
from pathlib import Path
from types import FrameType

import click
from rich.console import Console
from waitress.server import create_server as create_listener

from app import Server, create_server, designs, desk, settle_down
from app.cli import options
from app.cli.logs import set_up
from app.domain.roles import Role
from app.errors import NotReady
from app.settings import Settings
from app.timers.clock import Clock, SteppedClock
from app.web.assets import Assets

LARGEST_REQUEST = 64 * 1024 * 1024  # beyond it the connection is cut; below it the API itself answers 413
FIRST_ADMINISTRATOR = "admin"
STEPPED = "Stand at this moment until PUT /api/v1/clock moves on; for demonstrations."


@click.command("serve")
@options.data
@click.option("--host", default=None, help="Address to listen on; else LIANBAN_HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Port; 0 takes a free one.")
@click.option("--clock", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), default=None, help=STEPPED)
def command(data: Path | None, host: str | None, port: int | None, clock: datetime | None) -> None:
    """Start the server and stay until it is stopped."""
    settings = options.settings(data=data, host=host, port=port)
    set_up(settings.log_level)
    server = create_server(settings, SteppedClock(clock) if clock else Clock())
    try:
        run(server, settings)
    finally:
        server.close()


def run(server: Server, settings: Settings) -> None:
    """Load, listen, tell, and answer until SIGTERM or SIGINT."""
    at = server.pulse.clock.now()
    loaded = designs.load_folder(server.desk, settings.processes, at=at)
    try:
        listener = create_listener(
            server.app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            max_request_body_size=LARGEST_REQUEST,
        )
    except OSError as error:
        raise NotReady(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; take another with --port",
            f"无法监听 {settings.host}:{settings.port}:{error.strerror};请用 --port 另选端口",
        ) from None

    def stop(signum: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    settle_down()
    if settings.tick_enabled:
        server.pulse.start()
    _tell(server, settings, listener.effective_port, len(loaded.definitions), at)
    try:
        listener.run()
    finally:
        listener.close()
        click.echo("lianban: stopped", err=True)


def _tell(server: Server, settings: Settings, port: int, diagrams: int, at: datetime) -> None:
    address = settings.base_url.rstrip("/") or f"http://{settings.host}:{port}"
    place = "" if settings.database_url or settings.data == Path("data") else f" --data {settings.data}"
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]联办 lianban[/bold] is ready at [bold]{address}[/bold]  ({diagrams} diagrams)")
    missing = Assets().missing
    console.print(f"  pages               {missing or address + '/   (sign in with a token)'}")
    console.print(f"  API documentation   {address}/docs")
    console.print(f"  readiness, figures  {address}/ready  {address}/metrics")
    console.print(f"  database            {settings.url if not settings.database_url else 'as LIANBAN_DATABASE_URL'}")
    if desk.has_tokens(server.desk):
        console.print("  administrator       the first token was given at the first start; another one:")
        console.print(f"                      ./run token create --user NAME --role administrator{place}")
        token = "TOKEN"
    else:
        token = desk.issue_token(server.desk, FIRST_ADMINISTRATOR, Role.ADMINISTRATOR, at=at)
        console.print(f"  administrator       {token}   (shown this once)")
    console.print("Try:")
    console.print(f"  curl -H 'Authorization: Bearer {token}' {address}/api/v1/definitions")
    console.print(f"  ./run token create --user NAME --role officer --department CODE{place}")
    console.print("  ./run demo")
    sys.stdout.flush()
