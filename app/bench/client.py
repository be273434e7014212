"""One HTTP client with one kept connection, and servers in processes of their own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import orjson

from app.errors import NotReady


class Client:
    """Talks JSON to a server on the loopback."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """The answer's JSON.  Raises NotReady for any status but 2xx."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.connection.request(method, path, None if body is None else orjson.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if not 200 <= answer.status < 300:
            raise NotReady(f"{method} {path}: {answer.status} {text[:300].decode(errors='replace')}")
        return orjson.loads(text) if text else None

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


@contextmanager
def server(arguments: list[str], log: Path, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """A server in a process of its own, ended on leaving; gives its port, which it prints as `…127.0.0.1:PORT`.

    environment: variables beside those of this process.
    """
    command, variables = [sys.executable, "-m", *arguments], {**os.environ, **(environment or {})}
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=variables)
        try:
            assert process.stdout is not None
            for line in process.stdout:
                found = re.search(r"127\.0\.0\.1:(\d+)", line)
                if found:
                    yield int(found.group(1))
                    return
            raise NotReady(f"the server did not start: {log.read_text(errors='replace')[-500:]}")
        finally:
            process.terminate()
            process.wait(timeout=30)
