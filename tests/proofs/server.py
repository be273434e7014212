"""A real server process on a data folder of its own: started, watched, stopped and killed by its own number."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from tests.proofs.client import Client

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = ROOT / "processes"
PATIENCE = 60.0
PORTS = range(20_000, 32_000)
T = TypeVar("T")


def until(what: str, look: Callable[[], T | None], *, seconds: float = 30.0, every: float = 0.02) -> T:
    """What `look` finds, as soon as it finds something; fails with `what` when time is up."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain until {what}"
        time.sleep(every)


def free_port() -> int:
    """A port below those that the system gives to clients.

    Among those, a client that knocks at a killed server's port would sooner or later be given that very port,
    find itself at the other end, and keep the server from coming back.
    """
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def only_centre(folder: Path) -> Path:
    """A folder of processes with the centre alone: a server that loads no diagram is up sooner."""
    folder.mkdir(parents=True, exist_ok=True)
    # Tests run at any hour of any day, and what is told must come at once.
    text = (PROCESSES / "centre.toml").read_text().replace("quiet = true", "quiet = false")
    assert "quiet = false" in text
    (folder / "centre.toml").write_text(text)
    return folder


class Server:
    """`lianban serve` in a process of its own; its output goes to a file beside the data."""

    def __init__(
        self, data: Path, *, database_url: str = "", processes: Path = PROCESSES, options: tuple[str, ...] = (),
        **settings: object,
    ) -> None:  # fmt: skip
        """settings: of app/settings.py, by name."""
        self.data, self.port, self.options = data, free_port(), options
        self.log = data.with_name(f"{data.name}-{self.port}.log")
        self._process: subprocess.Popen[bytes] | None = None
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANBAN_")}
        chosen = {"processes": processes, **settings}
        if database_url:
            chosen["database_url"] = database_url
        given = {f"LIANBAN_{name.upper()}": str(value) for name, value in chosen.items()}
        self.environment: Mapping[str, str] = {**kept, **given, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}

    @property
    def database(self) -> Path:
        """SQLite's file."""
        return self.data / "lianban.db"

    def spawn(self) -> None:
        """Start the process and do not wait for it."""
        assert self._process is None, "it runs already"
        command = [sys.executable, "-m", "app.cli", "serve", "--data", str(self.data), "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *self.options], cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def start(self) -> Server:
        """Start the process and wait until it is ready."""
        self.spawn()
        try:
            until(f"the server on {self.data} is ready", self._is_ready, seconds=PATIENCE)
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.said()}") from None
        return self

    def _is_ready(self) -> bool:
        assert self._process is not None
        gone = self._process.poll()
        assert gone is None, f"the server left with {gone}:\n{self.said()}"
        client = Client(self.port, timeout=5)
        try:
            return client.send("GET", "/ready").status == 200
        except OSError:
            return False
        finally:
            client.close()

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9: whatever it was doing, it does no more of it."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it politely; its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            return process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"the server did not end on {how.name}:\n{self.said()}") from None

    def first_token(self) -> str:
        """The administrator's token that a first start prints."""
        found = re.search(r"administrator\s+([\w-]{40,})\s", self.log.read_text("utf-8"))
        assert found, f"no first token was printed:\n{self.said()}"
        return found[1]

    def said(self, lines: int = 60) -> str:
        """The end of its output."""
        if not self.log.exists():
            return "(it said nothing)"
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])

    def lianban(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Another command of the product on the same data."""
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments, "--data", str(self.data)], cwd=ROOT,
            env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"lianban {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done
