"""E-mail, against a mail server on the loopback."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from app.settings import Settings
from app.timers.mail import Mail, letter
from app.timers.sending import Rejected, Unreachable
from tests.timers.receivers import mail_server
from tests.timers.test_webhook import AT, message


def mail(port: int, *to: str) -> Mail:
    sender = Mail.of(Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_sender="centre@example.org"), lambda _: to)
    assert sender
    return sender


def test_a_letter_reaches_everybody_behind_its_target() -> None:
    said = {"subject": "黄灯:消防救援", "text": "办件 x-20260213-00001 将于 2 个工作日后到期。"}
    with mail_server() as box:
        mail(box.port, "a@example.org", "b@example.org").send(message(channel="email", body=said), AT)
    assert box.recipients == ["a@example.org", "b@example.org"]
    (got,) = box.letters
    assert got["Subject"] == "黄灯:消防救援"
    assert got["From"] == "centre@example.org"
    assert got["Lianban-Delivery"] == "17/alert/170000420"
    assert got.get_content().strip() == said["text"]


def test_a_second_copy_carries_the_same_message_id_and_another_message_another() -> None:
    one = letter(message(), "c@example.org", ["a@example.org"], AT)["Message-ID"]
    assert letter(replace(message(), attempts=3), "c@example.org", ["a@example.org"], AT)["Message-ID"] == one
    assert letter(message(key="17/alert/170000421"), "c@example.org", ["a@example.org"], AT)["Message-ID"] != one


def test_a_subject_cannot_begin_another_header() -> None:
    made = letter(message(body={"subject": "x\r\nBcc: all@example.org"}), "c@example.org", ["a@example.org"], AT)
    assert made["Subject"] == "x Bcc: all@example.org"
    assert made["Bcc"] is None


def test_without_a_text_the_letter_shows_the_facts() -> None:
    made = letter(message(), "c@example.org", ["a@example.org"], AT)
    assert made["Subject"] == "alert"
    assert '"level": "黄"' in made.get_content()


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
