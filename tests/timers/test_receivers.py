"""The receivers of these tests count what has arrived, and nothing else."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import requests

from tests.timers.receivers import webhook


def test_a_request_that_breaks_off_has_not_arrived() -> None:
    with webhook() as inbox:
        where = urlsplit(inbox.url)
        with socket.create_connection((where.hostname, where.port)) as sender:
            sender.sendall(b"POST /hook HTTP/1.1\r\nHost: x\r\nLianban-Delivery: 1\r\nContent-Length: 9\r\n\r\nhalf")
            sender.shutdown(socket.SHUT_WR)
            assert sender.recv(100) == b""
        requests.post(inbox.url, data=b"all of it", headers={"Lianban-Delivery": "1"}, timeout=10)
    assert [body for _, body in inbox.got] == [b"all of it"]
