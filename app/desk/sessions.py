"""Sessions of people at a screen: a short-lived token of its own, given for the token they sign in with.

A terminal has no people who could sign in anew each morning: its session is its token itself, so that it ends with
it, by whichever name it is revoked.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from app.desk.house import Desk
from app.desk.tokens import TOKEN_BYTES, authenticate, digest_of
from app.domain.actors import Actor
from app.domain.roles import Role
from app.store import tokens

SESSION = timedelta(hours=12)
"""A working day with its breaks; who stays longer signs in again."""


def open_session(desk: Desk, token: str, *, at: datetime) -> tuple[str, Actor]:
    """A new session for whoever holds `token`, and who that is.  Raises Unauthorised: nobody does."""
    actor = authenticate(desk, token, at)
    if actor.role is Role.KIOSK:
        return token, actor
    session = secrets.token_urlsafe(TOKEN_BYTES)
    with desk.database.writing() as connection:
        row = {"digest": digest_of(session), "user": actor.user, "role": str(actor.role)}
        row["department"] = actor.department
        tokens.add(connection, {**row, "created_at": at, "expires_at": at + SESSION})
    return session, actor


def close_session(desk: Desk, session: str, *, at: datetime) -> None:
    """Make a session useless; nothing happens when it is over already."""
    with desk.database.writing() as connection:
        tokens.revoke(connection, [digest_of(session)], at)
