"""The signed webhook, against a receiver on the loopback."""

from __future__ import annotations

import hashlib
import hmac
import socket
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from app.errors import NotReady
from app.settings import Settings
from app.store.records import OutboxRecord
from app.timers.sending import Rejected, Unreachable
from app.timers.webhook import Webhook, is_genuine, sign
from tests.timers.receivers import webhook

AT = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
MINUTES = timedelta(minutes=5)


def message(**changes: object) -> OutboxRecord:
    fields: dict[str, object] = {
        "id": 1, "key": "17/alert/170000420", "case_id": 17, "channel": "webhook", "target": "fire",
        "topic": "alert", "body": {"case": "x-20260213-00001", "level": "黄"}, "created_at": AT, "next_at": AT,
        "attempts": 0, "sent_at": None, "dead_at": None, "error": None,
    }  # fmt: skip
    return OutboxRecord(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_receiver_can_check_whose_message_it_is() -> None:
    with webhook() as inbox:
        Webhook(inbox.url, "s3cret", 2).send(message(), AT)
    headers, body = inbox.got[0]
    expected = hmac.new(b"s3cret", f"{int(AT.timestamp())}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Lianban-Signature"] == f"v1={expected}"
    assert headers["Lianban-Delivery"] == "17/alert/170000420"
    assert headers["Lianban-Topic"] == "alert"
    assert headers["Content-Type"] == "application/json"
    assert orjson.loads(body) == {
        "delivery": "17/alert/170000420",
        "topic": "alert",
        "target": "fire",
        "created_at": "2026-02-13T01:00:00Z",
        "data": {"case": "x-20260213-00001", "level": "黄"},
    }
    assert is_genuine("s3cret", headers["Lianban-Timestamp"], headers["Lianban-Signature"], body, AT, MINUTES)


@pytest.mark.parametrize("forged", ["secret", "timestamp", "signature", "body", "late", "early", "number", "word"])
def test_a_receiver_finds_a_forged_or_stale_message(forged: str) -> None:
    timestamp, body = int(AT.timestamp()), b'{"a":1}'
    given = {"secret": "s3cret", "timestamp": str(timestamp), "body": body, "at": AT}
    given["signature"] = sign("s3cret", timestamp, body)
    assert is_genuine(**given, tolerance=MINUTES)  # type: ignore[arg-type]
    given |= {
        "secret": {"secret": "other"},
        "timestamp": {"timestamp": str(timestamp + 1)},
        "signature": {"signature": "v1=" + "0" * 64},
        "body": {"body": b'{"a":2}'},
        "late": {"at": AT + timedelta(minutes=6)},
        "early": {"at": AT - timedelta(minutes=6)},
        "number": {"timestamp": "-1"},
        "word": {"timestamp": "soon"},
    }[forged]
    assert not is_genuine(**given, tolerance=MINUTES)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [301, 307, 400, 404, 410, 429, 500, 503])
def test_an_answer_that_is_no_success_is_a_rejection_and_is_not_followed(status: int) -> None:
    with webhook(status) as inbox, pytest.raises(Rejected, match=str(status)):
        Webhook(inbox.url, "s3cret", 2).send(message(), AT)
    assert len(inbox.got) == 1


def test_every_attempt_carries_the_same_key_and_body() -> None:
    with webhook(500) as inbox:
        hook = Webhook(inbox.url, "s3cret", 2)
        with pytest.raises(Rejected):
            hook.send(message(), AT)
        hook.send(message(attempts=1), AT + timedelta(seconds=2))
    (first, body), (second, again) = inbox.got
    assert body == again
    assert first["Lianban-Delivery"] == second["Lianban-Delivery"]
    assert first["Lianban-Signature"] != second["Lianban-Signature"]  # the timestamp is signed with it


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable, match="ConnectionError"):
        Webhook(f"http://127.0.0.1:{port}/", "s3cret", 2).send(message(), AT)


def test_a_receiver_that_never_answers_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreachable, match="Timeout"):
        Webhook(f"http://127.0.0.1:{silent.getsockname()[1]}/", "s3cret", 0.1).send(message(), AT)


def test_refuses_to_send_unsigned() -> None:
    with pytest.raises(NotReady, match="LIANBAN_WEBHOOK_SECRET"):
        Webhook.of(Settings(webhook_url="http://127.0.0.1/"))
    assert Webhook.of(Settings()) is None
