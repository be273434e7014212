"""The server of a demonstration: a process of its own, started on a standing clock and ended by its own number."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from app.demo.client import Unexpected
from app.demo.diary import OPENING
from app.settings import ROOT

HOST = "127.0.0.1"
TOLD, LOG = "server.out", "server.log"
ADDRESS = re.compile(rf"ready at http://{re.escape(HOST)}:(\d+)")
TOKEN = re.compile(r"administrator +(\S+) +\(shown")
LAST_WORDS = re.compile(r"\./run demo")
START_SECONDS, STOP_SECONDS, VERIFY_SECONDS = 60.0, 15.0, 120.0
BLINK = 0.05


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where it listens, and the token of its first administrator."""

    port: int
    token: str


@contextmanager
def running(folder: Path, port: int, settings: Mapping[str, str], opening: datetime = OPENING) -> Iterator[Server]:
    """A server on `folder` until the end of the block, however that comes.

    settings: environment variables for it.  opening: where its clock stands at first.
    Raises Unexpected: it did not start.
    """
    clock = opening.strftime("%Y-%m-%dT%H:%M:%S%z")
    command = _lianban("serve", "--data", folder, "--host", HOST, "--port", port, "--clock", clock)
    with (folder / TOLD).open("wb") as told, (folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(settings), stdin=subprocess.DEVNULL, stdout=told, stderr=log
        )
    try:
        yield _started(process, folder)
    finally:
        _end(process)


def _lianban(*words: object) -> list[str]:
    """The command line of a lianban command, run by this very Python."""
    return [sys.executable, "-P", "-m", "app.cli", *(str(word) for word in words)]


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Ours without the settings of another lianban, whose database this must never be."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANBAN_")}
    return {**kept, "PYTHONUTF8": "1", "NO_COLOR": "1", "LIANBAN_LOG_LEVEL": "WARNING", **settings}


def _started(process: subprocess.Popen[bytes], folder: Path) -> Server:
    """Wait for the server to tell its address."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        said = (folder / TOLD).read_text(encoding="utf-8", errors="replace")
        if LAST_WORDS.search(said):
            return _introduced(said)
        if process.poll() is not None:
            break
        time.sleep(BLINK)
    raise Unexpected("the server did not start", "服务器未能启动")


def last_words(folder: Path) -> str:
    """The end of the server's log."""
    log = folder / LOG
    return log.read_text(encoding="utf-8", errors="replace").strip()[-2000:] if log.exists() else ""


def _introduced(said: str) -> Server:
    port, token = ADDRESS.search(said), TOKEN.search(said)
    if port is None or token is None:
        raise Unexpected("the server started, but told no address or no token", "服务器已启动,但未给出地址或令牌")
    return Server(port=int(port[1]), token=token[1])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End this one process, politely first; a Ctrl-C meanwhile does not leave it behind."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def verify_ledger(folder: Path) -> dict[str, Any]:
    """What `lianban ledger verify` says about the data folder: `cases`, `entries` and those `flawed`."""
    command = _lianban("ledger", "verify", "--data", folder, "--json")
    done = subprocess.run(command, cwd=ROOT, env=_environment({}), capture_output=True, timeout=VERIFY_SECONDS)
    try:
        said: dict[str, Any] = orjson.loads(done.stdout)
    except orjson.JSONDecodeError:
        last = done.stderr.decode("utf-8", "replace").strip()[-500:]
        raise Unexpected(f"ledger verify: {last}", f"台账校验未能进行:{last}") from None
    return said
