"""People: tokens, absences, the directory of the centre."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound, Unauthorised
from app.handlers.office import SUPERVISORS
from app.store import people
from app.store.people import Absence, Account, Department, Post, Window

TOKEN_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Departments, windows, posts and who is entered as away, now or later."""

    departments: tuple[Department, ...]
    windows: tuple[Window, ...]
    posts: tuple[Post, ...]
    absences: tuple[Absence, ...]
    accounts: tuple[Account, ...]


def directory(desk: Desk) -> Directory:
    """The centre's directory."""
    with desk.database.reading() as connection:
        return Directory(
            departments=tuple(people.departments(connection)),
            windows=tuple(people.windows(connection)),
            posts=tuple(people.posts(connection)),
            absences=tuple(people.absences(connection)),
            accounts=tuple(people.accounts(connection)),
        )


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

    Raises Invalid: no user, no such role, or a role that needs a department without one.
    """
    role = _role(role)
    if not 0 < len(user) <= 64 or not user.isprintable() or any(sign in user for sign in " @/"):
        raise Invalid("a user is named with 1 to 64 signs without blank, @ or /", "用户名无效", field="user")
    if len(department) > 64 or any(sign in department for sign in " /"):
        raise Invalid("a department's code has at most 64 signs and no blank", "部门代码无效", field="department")
    if role in (Role.OFFICER, Role.HEAD) and not department:
        raise Invalid(f"{role} is a role in a department; name it", "该角色须指定部门", field="department")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with desk.database.writing() as connection:
        if department and not desk.knows(department):
            people.add_department(connection, department)
        known = people.account(connection, user)
        if known is None:
            people.add_account(connection, user=user, name=name or user, role=role, department=department, at=at)
        elif not known.active:
            raise Invalid(f"the account of {user} is closed", f"账户{user}已停用", field="user")
        row = {"digest": digest_of(token), "user": user, "role": str(role), "department": department}
        people.add_token(connection, {**row, "created_at": at, "expires_at": expires_at})
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


def revoke_tokens(desk: Desk, user: str, *, at: datetime) -> int:
    """Make every token of a user useless; returns how many were valid.  Raises NotFound: no such user."""
    with desk.database.writing() as connection:
        if people.account(connection, user) is None:
            raise NotFound(f"there is no user {user!r}", f"没有用户“{user}”", user=user)
        return people.revoke_tokens(connection, user, at)


def has_tokens(desk: Desk) -> bool:
    """Whether anybody was ever given a token."""
    with desk.database.reading() as connection:
        return people.count_tokens(connection) > 0


def add_absence(
    desk: Desk, actor: Actor, user: str, from_at: datetime, to_at: datetime, reason: str = "", *, at: datetime
) -> Absence:
    """Enter when somebody is away; meanwhile the B of each of their posts may act."""
    if to_at <= from_at:
        raise Invalid("an absence ends after it begins", "结束时间应晚于开始时间", field="to_at")
    with desk.database.writing() as connection:
        known = people.account(connection, user)
        if known is None:
            raise NotFound(f"there is no user {user!r}", f"没有用户“{user}”", user=user)
        _check_manages(actor, known)
        row = {"user": user, "from_at": from_at, "to_at": to_at, "reason": reason, "entered_by": actor.user}
        number = people.add_absence(connection, row)
    return Absence(id=number, user=user, from_at=from_at, to_at=to_at, reason=reason, entered_by=actor.user)


def end_absence(desk: Desk, actor: Actor, number: int, *, at: datetime) -> None:
    """Somebody is back.  Raises NotFound: no such absence, or it is over."""
    with desk.database.writing() as connection:
        found = next((one for one in people.absences(connection) if one.id == number), None)
        known = people.account(connection, found.user) if found is not None else None
        if found is None or known is None or found.to_at <= at:
            raise NotFound(f"there is no absence {number} to end", f"没有可结束的请假{number}", absence=number)
        _check_manages(actor, known)
        people.end_absence(connection, number, max(at, found.from_at))


def _check_manages(actor: Actor, account: Account) -> None:
    own = actor.user == account.user
    heads = actor.role is Role.HEAD and actor.department == account.department
    if not (own or heads or actor.role is Role.ADMINISTRATOR):
        raise Forbidden(
            f"{actor.user} does not manage the posts of {account.department}",
            f"{actor.user}无权管理{account.department}的岗位",
            user=account.user,
        )


def mail_addresses(desk: Desk, target: str) -> list[str]:
    """The e-mail addresses behind a message's target: a department, the supervisors, or an address itself."""
    if "@" in target:
        return [target]
    with desk.database.reading() as connection:
        if target == SUPERVISORS:
            found = [one.email for one in people.accounts(connection) if one.role is Role.SUPERVISOR]
        else:
            found = [one.email for one in people.departments(connection) if one.code == target]
    return sorted({address for address in found if address})
