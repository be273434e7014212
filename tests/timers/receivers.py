"""Receivers on the loopback: a webhook that fails as often as it is told, and a mail server that takes letters."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast


@dataclass
class Inbox:
    """What a webhook got; `answers` are given in turn, then 204 for ever."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [headers["Lianban-Delivery"] for headers, _ in self.got]


@contextmanager
def webhook(*answers: int) -> Iterator[Inbox]:
    inbox = Inbox(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:
                return  # the sender died in the middle of it: nothing has arrived
            inbox.got.append((dict(self.headers), body))
            status = inbox.answers.pop(0) if inbox.answers else 204
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", inbox.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    inbox.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    with _serving(server):
        yield inbox


@dataclass
class Mailbox:
    """What a mail server took; `refuses` makes it say no to a recipient."""

    port: int = 0
    refuses: bool = False
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)


@contextmanager
def mail_server(*, refuses: bool = False) -> Iterator[Mailbox]:
    box = Mailbox(refuses=refuses)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 loopback")
            while line := self.rfile.readline():
                word = line.strip().upper()
                if word.startswith(b"QUIT"):
                    self._say("221 bye")
                    return
                if word.startswith(b"RCPT") and box.refuses:
                    self._say("550 nobody here")
                elif word.startswith(b"DATA"):
                    self._say("354 go on")
                    self._take()
                else:
                    if word.startswith(b"RCPT"):
                        box.recipients.append(line.decode().strip().partition(":")[2].strip("<>"))
                    self._say("250 ok")

        def _take(self) -> None:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line)
            parsed = message_from_bytes(b"".join(lines), policy=policy.default)
            box.letters.append(cast(EmailMessage, parsed))
            self._say("250 taken")

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    box.port = server.server_address[1]
    with _serving(server):
        yield box


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
