"""Access tokens as they are kept: by their digest, with whom they are for and how long they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.domain.roles import Role
from app.store.tables_house import token

SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Token:
    """What is known of a token; the token itself is not."""

    digest: str
    user: str
    role: Role
    department: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @property
    def name(self) -> str:
        """The beginning of its digest, by which it can be told from others."""
        return self.digest[:SHOWN]

    def is_valid(self, at: datetime) -> bool:
        """Whether it signs somebody in at `at`, if the account is active."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


def add(connection: Connection, row: dict[str, Any]) -> None:
    """Enter a token by its digest."""
    connection.execute(insert(token), row)


def found(connection: Connection, user: str | None = None) -> list[Token]:
    """All tokens, or those of one user, the newest first."""
    wanted = select(token).order_by(token.c.created_at.desc(), token.c.digest)
    if user is not None:
        wanted = wanted.where(token.c.user == user)
    return [Token(**{**row._mapping, "role": Role(row.role)}) for row in connection.execute(wanted)]


def revoke(connection: Connection, digests: Sequence[str], at: datetime) -> int:
    """Make tokens useless; returns how many."""
    for digest in digests:
        valid = update(token).where(token.c.digest == digest, token.c.revoked_at.is_(None))
        connection.execute(valid.values(revoked_at=at))
    return len(digests)
