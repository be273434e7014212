"""Access tokens: made for a person, kept as digests only, listed and revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, time, timedelta

from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.instants import in_utc
from app.domain.roles import Role
from app.errors import Invalid, NotFound, Unauthorised
from app.store import people, tokens
from app.store.tokens import Token

TOKEN_BYTES = 32


def issue_token(
    desk: Desk,
    user: str,
    role: Role | str,
    department: str = "",
    *,
    at: datetime,
    name: str = "",
    expires_at: datetime | None = None,
) -> str:
    """A new token for a user; it is not kept, only its digest.  An unknown user gets an account.

    Raises Invalid: no user, no such role, a role that needs a department without one, or an end in the past; or the
    token would make a terminal of a person, or a person of a terminal.
    """
    role = _role(role)
    if expires_at is not None and expires_at <= at:
        raise Invalid(
            f"a token expires after {in_utc(at)}, the present moment; got: {in_utc(expires_at)}",
            f"令牌失效时间应晚于当前时间{in_utc(at)},实际为{in_utc(expires_at)}",
            field="expires_at",
        )
    if not 0 < len(user) <= 64 or not user.isprintable() or any(sign in user for sign in " @/"):
        raise Invalid("a user is named with 1 to 64 signs without blank, @ or /", "用户名无效", field="user")
    if len(department) > 64 or any(sign in department for sign in " /"):
        raise Invalid("a department's code has at most 64 signs and no blank", "部门代码无效", field="department")
    if role in (Role.OFFICER, Role.HEAD) and not department:
        raise Invalid(f"{role} is a role in a department; name it", "该角色须指定部门", field="department")
    if role is Role.KIOSK and department:
        raise Invalid("a terminal is of no department; leave it out", "自助终端不属于任何部门", field="department")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with desk.database.writing() as connection:
        if department and not desk.knows(department):
            people.add_department(connection, department)
        known = people.account(connection, user)
        if known is None:
            people.add_account(connection, user=user, name=name or user, role=role, department=department, at=at)
        elif not known.active:
            raise Invalid(f"the account of {user} is closed", f"账户{user}已停用", field="user")
        elif Role.KIOSK in (role, known.role) and role is not known.role:
            raise Invalid(
                f"{user} is {known.role}; a terminal is no person and has an account of its own",
                f"{user}的角色为{known.role},自助终端应使用单独的账户",
                field="user",
            )
        row = {"digest": digest_of(token), "user": user, "role": str(role), "department": department}
        tokens.add(connection, {**row, "created_at": at, "expires_at": expires_at})
    desk.forget_names()
    return token


def _role(role: Role | str) -> Role:
    try:
        return Role(role)
    except ValueError:
        known = ", ".join(Role)
        raise Invalid(f"expected one of {known}, got: {role}", f"角色应为 {known} 之一", field="role") from None


def digest_of(token: str) -> str:
    """What is kept of a token: SHA-256, hexadecimal (a random of 256 bits needs no salt)."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(desk: Desk, digest: str, at: datetime) -> Actor:
    """Whose token has this digest.  Raises Unauthorised: nobody's, or no longer valid."""
    with desk.database.reading() as connection:
        actor = people.actor(connection, digest, at)
    if actor is None:
        raise Unauthorised("this token is not known or no longer valid", "令牌无效或已失效")
    return actor


def authenticate(desk: Desk, token: str, at: datetime) -> Actor:
    """Whose token this is.  Raises Unauthorised."""
    return sign_in(desk, digest_of(token), at)


def list_tokens(desk: Desk, user: str | None = None) -> list[Token]:
    """Every token ever given out, or those of one user, the newest first."""
    with desk.database.reading() as connection:
        return tokens.found(connection, user)


def revoke_tokens(desk: Desk, user: str, *, at: datetime) -> int:
    """Make every token of a user useless; returns how many were valid.  Raises NotFound: no such user."""
    with desk.database.writing() as connection:
        if people.account(connection, user) is None:
            raise NotFound(f"there is no user {user!r}", f"没有用户“{user}”", user=user)
        return tokens.revoke(connection, [one.digest for one in tokens.found(connection, user) if one.is_valid(at)], at)


def revoke_token(desk: Desk, name: str, *, at: datetime) -> Token:
    """Make one token useless, named as the list names it.  Raises NotFound: no valid token has this name."""
    with desk.database.writing() as connection:
        for one in tokens.found(connection):
            if one.name == name and one.is_valid(at):
                tokens.revoke(connection, [one.digest], at)
                return one
    raise NotFound(f"there is no valid token {name!r}", f"没有有效令牌“{name}”", token=name)


def has_administrator(desk: Desk) -> bool:
    """Whether anybody was ever given a token with which everything can be set up."""
    with desk.database.reading() as connection:
        return any(one.role is Role.ADMINISTRATOR for one in tokens.found(connection))


def end_of_day(desk: Desk, day: date) -> datetime:
    """The moment at which a day of the centre is over."""
    return datetime.combine(day + timedelta(days=1), time(), desk.settings.zoneinfo)
