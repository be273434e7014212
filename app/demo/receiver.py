"""The centre's own webhook for the length of a demonstration: takes messages on the loopback, checks each seal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

from app.timers.webhook import DELIVERY, SIGNATURE, TIMESTAMP, TOPIC, is_genuine

ALERT = "alert."
# The clock of the story leaps over a whole holiday at once, and a message may be sealed on either side of it.
TOLERANCE = timedelta(days=16)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One message as it was first taken."""

    key: str
    topic: str
    target: str
    case: str
    data: dict[str, Any]

    @property
    def is_alert(self) -> bool:
        """Whether it tells of a lamp or of an opinion that did not come."""
        return self.topic.startswith(ALERT)


@dataclass
class Mailbox:
    """What arrived: genuine messages once each by their key; the others are only counted."""

    url: str = ""
    forged: int = 0
    repeated: int = 0
    taken: dict[str, Delivery] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self, headers: Any, body: bytes, secret: str, at: datetime) -> bool:
        """Check a message and keep it; False when it is not genuine."""
        genuine = is_genuine(secret, headers[TIMESTAMP] or "", headers[SIGNATURE] or "", body, at, TOLERANCE)
        with self.lock:
            if not genuine:
                self.forged += 1
            elif headers[DELIVERY] in self.taken:
                self.repeated += 1
            else:
                self.taken[headers[DELIVERY]] = _read(headers[DELIVERY], headers[TOPIC], orjson.loads(body))
        return genuine

    def alerts(self) -> list[Delivery]:
        """The alerts, by key."""
        with self.lock:
            return sorted((one for one in self.taken.values() if one.is_alert), key=lambda one: one.key)


def _read(key: str, topic: str, said: dict[str, Any]) -> Delivery:
    data = said["data"]
    return Delivery(key=key, topic=topic, target=said["target"], case=data.get("case", ""), data=data)


@contextmanager
def mailbox(secret: str, now: Callable[[], datetime]) -> Iterator[Mailbox]:
    """Take messages until the end of the block.  now: what time it is in the story."""
    box = Mailbox()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.send_response(204 if box.take(self.headers, body, secret, now()) else 403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody wants to read it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    box.url = f"http://127.0.0.1:{server.server_address[1]}/alerts"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
