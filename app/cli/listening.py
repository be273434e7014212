"""Listens for HTTP with waitress, on connections that outlive an answer without a body."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.server import create_server as create_listener
from waitress.task import WSGITask

from app.errors import NotReady
from app.serving import Server
from app.settings import Settings

LARGEST_REQUEST = 64 * 1024 * 1024  # beyond it the connection is cut; below it the API itself answers 413


class _Task(WSGITask):  # type: ignore[misc]
    """Waitress hangs up after an answer that names no length; 204 and 304 may not name one, and end with their head."""

    needs_no_length = False

    def build_response_header(self) -> bytes:
        asked = self.request.headers.get("CONNECTION", "").lower()
        self.needs_no_length = not self.has_body and self.version == "1.1" and asked != "close"
        head: bytes = super().build_response_header()
        self.needs_no_length = False
        return head

    def set_close_on_finish(self) -> None:
        if not self.needs_no_length:
            super().set_close_on_finish()

    def write(self, data: bytes) -> None:
        if self.wrote_header:
            super().write(data)
            return
        with self.channel.in_one_piece():
            super().write(data)


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task
    _pieces: list[bytes] | None = None

    @contextmanager
    def in_one_piece(self) -> Iterator[None]:
        """Send what is written in the block at once: a head that travels alone wakes the client twice."""
        self._pieces = []
        try:
            yield
        finally:
            pieces, self._pieces = self._pieces, None
            super().write_soon(b"".join(pieces))

    def write_soon(self, data: Any) -> int:
        if self._pieces is None or not isinstance(data, bytes):
            written: int = super().write_soon(data)
            return written
        self._pieces.append(data)
        return len(data)


def listen(server: Server, settings: Settings) -> Any:
    """A listener that is bound and not yet running.  Raises NotReady: the address cannot be had."""
    sockets: dict[int, Any] = {}
    try:
        listener = create_listener(
            server.app,
            map=sockets,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            max_request_body_size=LARGEST_REQUEST,
            clear_untrusted_proxy_headers=False,  # the API itself decides whose word it takes
        )
    except (OSError, ValueError) as error:  # a name that means nothing is a ValueError there
        why = getattr(error, "strerror", None) or str(error)
        raise NotReady(
            f"cannot listen on {settings.host}:{settings.port}: {why}; take another with --port",
            f"无法监听 {settings.host}:{settings.port}:{why};请用 --port 另选端口",
        ) from None
    for bound in sockets.values():
        if isinstance(bound, BaseWSGIServer):
            bound.channel_class = _Channel
    return listener


def port_of(listener: Any) -> int:
    """Where it listens; of several addresses the first one's."""
    several = getattr(listener, "effective_listen", None)
    return int(several[0][1] if several else listener.effective_port)
