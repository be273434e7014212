"""People: absences, the directory of the centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound
from app.handlers.office import SUPERVISORS
from app.store import people
from app.store.people import Absence, Account, Department, Post, Window


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
    """The e-mail addresses behind a message's target: a department, a window's, the supervisors', or itself."""
    with desk.database.reading() as connection:
        return people.addresses(connection, target, SUPERVISORS)
