"""Sends a message of the outbox to the centre's webhook, signed so that the receiver knows whose it is.

Headers: `Lianban-Delivery` (the same on every attempt: receivers drop what they have seen), `Lianban-Topic`,
`Lianban-Timestamp` (seconds since 1970) and `Lianban-Signature`: `v1=` and the hexadecimal HMAC-SHA256, under the
shared secret, of the timestamp, a full stop and the body's bytes.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

import orjson
import requests

from app.domain.contacts import TOPIC as FOR_APPLICANTS
from app.domain.contacts import sentence
from app.domain.instants import in_utc
from app.errors import NotReady
from app.settings import Settings
from app.store.records import OutboxRecord
from app.timers.sending import Rejected, Unreachable

DELIVERY, TOPIC = "Lianban-Delivery", "Lianban-Topic"
TIMESTAMP, SIGNATURE = "Lianban-Timestamp", "Lianban-Signature"
CONNECT_SECONDS = 5.0


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The value of the signature header."""
    return "v1=" + hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()


def is_genuine(secret: str, timestamp: str, signature: str, body: bytes, at: datetime, tolerance: timedelta) -> bool:
    """What a receiver checks: signed with the secret, and not long ago."""
    if not timestamp.isascii() or not timestamp.isdigit():
        return False
    fresh = abs(at.timestamp() - int(timestamp)) <= tolerance.total_seconds()
    return fresh and hmac.compare_digest(sign(secret, int(timestamp), body), signature)


def body_of(message: OutboxRecord) -> bytes:
    """The JSON that is sent; the same bytes on every attempt.  What is for an applicant has its `text` as well."""
    told = {"text": sentence(message.body)} if message.topic.startswith(FOR_APPLICANTS) else {}
    return orjson.dumps(
        {
            "delivery": message.key,
            "topic": message.topic,
            "target": message.target,
            "created_at": in_utc(message.created_at),
            "data": {**message.body, **told},
        }
    )


class Webhook:
    """The one receiver that the settings name."""

    def __init__(self, url: str, secret: str, seconds: float) -> None:
        """seconds: how long an answer may take.  Raises NotReady: a URL without a secret."""
        if not secret:
            raise NotReady(
                "LIANBAN_WEBHOOK_URL is set without LIANBAN_WEBHOOK_SECRET; expected a secret to sign with",
                "已设置LIANBAN_WEBHOOK_URL,但未设置用于签名的LIANBAN_WEBHOOK_SECRET",
            )
        self._url, self._secret = url, secret
        self._timeout = (min(CONNECT_SECONDS, seconds), seconds)
        self._session = requests.Session()

    @classmethod
    def of(cls, settings: Settings) -> Webhook | None:
        """The webhook of the settings, None where there is none."""
        if not settings.webhook_url:
            return None
        return cls(settings.webhook_url, settings.webhook_secret, settings.webhook_timeout_seconds)

    def send(self, message: OutboxRecord, at: datetime) -> None:
        """One attempt.  Raises Unreachable: nobody answered in time; Rejected: the answer was not a success."""
        body, timestamp = body_of(message), int(at.timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "lianban",
            DELIVERY: message.key,
            TOPIC: message.topic,
            TIMESTAMP: str(timestamp),
            SIGNATURE: sign(self._secret, timestamp, body),
        }
        try:
            # Not redirected: what is signed for one receiver is not for another.
            # Streamed: the answer's body is of no interest, however long it is.
            answer = self._session.post(
                self._url, data=body, headers=headers, timeout=self._timeout, allow_redirects=False, stream=True
            )
        except requests.RequestException as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        with answer:
            if not 200 <= answer.status_code < 300:
                raise Rejected(f"HTTP {answer.status_code} {answer.reason}")
