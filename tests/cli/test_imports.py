"""Small commands stay small: what a command does not need is not loaded for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

SERVERS = {"flask", "apiflask", "waitress", "apscheduler", "procrastinate", "requests", "prometheus_client"}
DATABASE = {"sqlalchemy", "alembic", "psycopg"}


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [("token", SERVERS), ("ledger", SERVERS), ("check", SERVERS | DATABASE | {"typst"}), ("play", SERVERS | DATABASE)],
)
def test_a_small_command_loads_nothing_it_does_not_need(command: str, unneeded: set[str]) -> None:
    code = f"import sys; from app.cli import lianban; lianban.get_command(None, {command!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & unneeded
    assert "click" in loaded
