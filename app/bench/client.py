"""One HTTP client with one kept connection, and servers in processes of their own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from app.errors import NotReady

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Client:
    """Talks JSON to a server on the loopback, with as little of its own as can be, for the server is what is measured.

    Each request travels in one piece; of an answer's head only status and length are read.
    """

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """The answer's JSON.  Raises NotReady for any status but 2xx."""
        content = b"" if body is None else orjson.dumps(body)
        head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
        head += [f"Content-Length: {len(content)}", *([f"Authorization: Bearer {token}"] if token else []), "", ""]
        self.socket.sendall("\r\n".join(head).encode() + content)
        status, text = self._answer()
        if not 200 <= status < 300:
            raise NotReady(f"{method} {path}: {status} {text[:300].decode(errors='replace')}")
        return orjson.loads(text) if text else None

    def _answer(self) -> tuple[int, bytes]:
        got = self._more()
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        status, length = int(got[9:12]), _LENGTH.search(got, 0, end)
        whole = end + 4 + (int(length[1]) if length else 0)
        while len(got) < whole:
            got += self._more()
        return status, got[end + 4 : whole]

    def _more(self) -> bytes:
        got = self.socket.recv(1 << 20)
        if not got:
            raise NotReady("the server hung up in the middle of an answer")
        return got

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


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
