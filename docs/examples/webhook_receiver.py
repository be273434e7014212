"""Receives lianban's messages, believes only the genuine ones, and prints each once."""

import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = os.environ.get("SECRET", "")
OLDEST = 300  # seconds
seen: set[str] = set()  # in earnest: a table, kept for a day


def is_genuine(secret: str, timestamp: str, signature: str, body: bytes) -> bool:
    """Whether the body was signed with the secret, and not long ago."""
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > OLDEST:
        return False
    sealed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return hmac.compare_digest("v1=" + sealed.hexdigest(), signature)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        timestamp, signature = self.headers.get("Lianban-Timestamp", ""), self.headers.get("Lianban-Signature", "")
        genuine = is_genuine(SECRET, timestamp, signature, body)
        if genuine:
            message = json.loads(body)
            if message["delivery"] not in seen:
                seen.add(message["delivery"])
                print(message["topic"], message["target"], message["data"]["case"], flush=True)
        self.send_response(204 if genuine else 401)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""


if __name__ == "__main__":
    if not SECRET:
        sys.exit("set SECRET to the value of LIANBAN_WEBHOOK_SECRET")
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
