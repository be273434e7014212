"""People and calendar: absences, the directory of the centre, its own working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound
from app.handlers.office import SUPERVISORS
from app.store import people, registry
from app.store.people import Absence, Account, Department, Post, Window
from app.store.registry import CentreDay


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


def calendar_days(desk: Desk, year: int | None = None) -> list[CentreDay]:
    """The days that the centre itself calls worked or not."""
    with desk.database.reading() as connection:
        return registry.calendar_days(connection, year)


def put_calendar_year(
    desk: Desk, actor: Actor, year: int, days: Mapping[date, tuple[bool, str]], *, at: datetime
) -> list[CentreDay]:
    """Replace the centre's own days of a year; limits that start from now on count by them."""
    if actor.role is not Role.ADMINISTRATOR:
        raise Forbidden("the calendar is kept by an administrator", "工作日历由管理员维护", role=str(actor.role))
    strays = [day for day in days if day.year != year]
    if strays:
        raise Invalid(f"{strays[0]} is not a day of {year}", f"{strays[0]}不属于{year}年", field="days")
    made = [
        CentreDay(day=day, worked=worked, name=name, entered_by=actor.user, entered_at=at)
        for day, (worked, name) in sorted(days.items())
    ]
    with desk.database.writing() as connection:
        registry.replace_year(connection, year, made)
    desk.reload_calendar()
    return made
