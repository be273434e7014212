"""E-mail, against a mail server on the loopback."""

from __future__ import annotations

import socket
from dataclasses import replace
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from app.settings import Settings
from app.store.keys import ALERT_LEVELS
from app.store.records import OutboxRecord
from app.timers.letters import HEADLINES, letter_of
from app.timers.mail import Mail, envelope
from app.timers.sending import Rejected, Unreachable
from tests.timers.receivers import mail_server
from tests.timers.test_webhook import AT, message

SHANGHAI = ZoneInfo("Asia/Shanghai")


def mail(port: int, *to: str) -> Mail:
    sender = Mail.of(Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_sender="centre@example.org"), lambda _: to)
    assert sender
    return sender


ALERT = {
    "case": "x-20260213-00001",
    "to": "fire",
    "level": "red",
    "department": "fire",
    "element": "review",
    "name": "消防安全检查",
    "at": "2026-02-14T09:30:00+00:00",
    "due_at": "2026-02-14T09:30:00+00:00",
}


def test_a_letter_reaches_everybody_behind_its_target() -> None:
    with mail_server() as box:
        sender = mail(box.port, "a@example.org", "b@example.org")
        sender.send(message(channel="email", topic="alert.red", body=ALERT), AT)
    assert box.recipients == ["a@example.org", "b@example.org"]
    (got,) = box.letters
    assert got["Subject"] == "【联办】红灯督办:已经超期 x-20260213-00001"
    assert got["From"] == "centre@example.org"
    assert got["Lianban-Delivery"] == "17/alert/170000420"
    assert "责任部门:fire" in got.get_content()


def test_a_letter_tells_the_facts_in_words() -> None:
    body = {**ALERT, "departments": ["fire", "city"]}
    made = letter_of(
        message(topic="alert.red", body=body), SHANGHAI, {"fire": "消防救援", "city": "城市管理"}.__getitem__
    )
    assert made.text.splitlines() == [
        "红灯督办:已经超期。",
        "",
        "办件编号:x-20260213-00001",
        "环节或事由:消防安全检查",
        "责任部门:消防救援",
        "参加部门:消防救援、城市管理",
        "到期时间:2026-02-14 17:30",
        "发生时间:2026-02-14 17:30",
        "",
        "本邮件由系统自动发送。",
    ]


def test_every_level_of_alert_has_its_headline() -> None:
    assert {f"alert.{level}" for level in ALERT_LEVELS} <= HEADLINES.keys()


def test_a_second_copy_carries_the_same_message_id_and_another_message_another() -> None:
    one = enveloped(message())["Message-ID"]
    assert enveloped(replace(message(), attempts=3))["Message-ID"] == one
    assert enveloped(message(key="17/alert/170000421"))["Message-ID"] != one


def test_what_a_message_says_cannot_begin_another_header() -> None:
    made = enveloped(message(topic="x", body={"case": "1\r\nBcc: all@example.org"}))
    assert made["Subject"] == "【联办】x 1 Bcc: all@example.org"
    assert made["Bcc"] is None


def enveloped(said: OutboxRecord) -> EmailMessage:
    return envelope(said, letter_of(said, SHANGHAI, str), "c@example.org", ["a@example.org"], AT)


def test_a_refused_recipient_is_a_rejection() -> None:
    with mail_server(refuses=True) as box, pytest.raises(Rejected, match="RecipientsRefused"):
        mail(box.port, "a@example.org").send(message(), AT)
    assert box.letters == []


def test_a_target_without_address_is_a_rejection() -> None:
    with pytest.raises(Rejected, match="no e-mail address is known for fire"):
        mail(1).send(message(), AT)


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        mail(port, "a@example.org").send(message(), AT)


def test_without_a_mail_server_there_is_no_mail() -> None:
    assert Mail.of(Settings(), lambda _: []) is None
