"""Runs one more node that fires timers and sends messages, for a cluster on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli import options
from app.cli.logs import set_up
from app.environment import read_settings
from app.timers import worker


@click.command("worker")
@options.data
def command(data: Path | None) -> None:
    """Fire timers and send messages until stopped; needs a PostgreSQL in LIANBAN_DATABASE_URL."""
    settings = read_settings(data=data)
    set_up(settings.log_level)
    worker.run(settings)
