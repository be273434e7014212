"""Sends a message of the outbox as an e-mail."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from app.settings import Settings
from app.store.records import OutboxRecord
from app.timers.letters import Letter, letter_of
from app.timers.sending import Rejected, Unaddressed, Unreachable

SECONDS = 15.0
Addresses = Callable[[str], Sequence[str]]


class Mail:
    """The mail server that the settings name."""

    def __init__(self, settings: Settings, addresses: Addresses, name_of: Callable[[str], str] = str) -> None:
        """addresses: who is behind a message's target.  name_of: what a department's code stands for."""
        self._settings = settings
        self._addresses = addresses
        self._name_of = name_of

    @classmethod
    def of(cls, settings: Settings, addresses: Addresses, name_of: Callable[[str], str] = str) -> Mail | None:
        """The mail server of the settings, None where there is none."""
        return cls(settings, addresses, name_of) if settings.smtp_host else None

    def send(self, message: OutboxRecord, at: datetime) -> None:
        """One attempt.  Raises Unreachable: no mail server; Rejected: it did not take the message."""
        to = list(self._addresses(message.target))
        if not to:
            raise Unaddressed(f"no e-mail address is known for {message.target}")
        letter = letter_of(message, self._settings.zoneinfo, self._name_of)
        try:
            with self._session() as server:
                server.send_message(envelope(message, letter, self._settings.smtp_sender, to, at))
        except (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        except smtplib.SMTPException as error:
            raise Rejected(f"{type(error).__name__}: {error}") from error
        except OSError as error:  # after SMTPException, which is one too
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    def _session(self) -> smtplib.SMTP:
        chosen = self._settings
        server = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=SECONDS)
        try:
            if chosen.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password)
        except BaseException:
            server.close()
            raise
        return server


def envelope(message: OutboxRecord, letter: Letter, sender: str, to: Sequence[str], at: datetime) -> EmailMessage:
    """The e-mail; its Message-ID is made of the key, so that a second copy is known as one."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@lianban>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Lianban-Delivery"] = message.key
    mail.set_content(letter.text)
    return mail
