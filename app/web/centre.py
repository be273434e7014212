"""The centre itself on pages: the year day by day with a count of days to try, and who holds which post and is away."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import Blueprint, Response, request

from app import desk
from app.domain.days import Day, DayKind
from app.domain.explaining import Explained
from app.domain.roles import Role
from app.errors import Invalid
from app.store.people import Absence, Department, Post, Window
from app.web import wording
from app.web.house import actor, moment, page, the_desk

MOST_DAYS = 250
PLAIN = frozenset({DayKind.WORKDAY, DayKind.WEEKEND})


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month in weeks, Monday first; None where a week reaches into another month."""

    number: int
    weeks: list[list[Day | None]]


@dataclass(frozen=True, kw_only=True)
class Room:
    """A department with its windows and posts; `may_enter`: whether the actor enters who of it is away."""

    department: Department
    windows: tuple[Window, ...]
    posts: tuple[tuple[Post, tuple[Absence, ...], bool], ...]


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/calendar", view_func=year_sheet)
    house.add_url_rule("/directory", view_func=directory)


def year_sheet() -> Response:
    """A year: worked and open days, why, and whether anybody has announced it yet."""
    actor()
    today = wording.local(moment()).date()
    wanted = request.args.get("year", "")
    sheet = desk.calendar_year(the_desk(), int(wanted) if wanted.isdigit() and len(wanted) == 4 else today.year)
    return page(
        "calendar.html",
        sheet=sheet,
        months=_months(sheet.year, {day.date: day for day in sheet.days}),
        unusual=[day for day in sheet.days if day.kind not in PLAIN],
        today=today,
        counted=_counted(),
        asked={"from": request.args.get("from", ""), "days": request.args.get("days", "")},
        most=MOST_DAYS,
    )


def _months(year: int, days: dict[date, Day]) -> list[Month]:
    weeks = calendar.Calendar().monthdatescalendar
    return [
        Month(number=n, weeks=[[days[day] if day.month == n else None for day in week] for week in weeks(year, n)])
        for n in range(1, 13)
    ]


def _counted() -> Explained | None:
    """How many working days from a day on end when; None when nothing, or nothing that can be read, is asked."""
    try:
        begins, days = date.fromisoformat(request.args.get("from", "")), int(request.args.get("days", ""))
    except ValueError:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(f"expected 1 to {MOST_DAYS} days", f"天数应为1至{MOST_DAYS}", field="days")
    noon = datetime.combine(begins, time(12), tzinfo=the_desk().calendar.zone)
    return desk.due_moment(the_desk(), noon, days)


def directory() -> Response:
    """Departments, windows, posts with A and B, and who is away now or later."""
    who = actor()
    found = desk.directory(the_desk())
    coming = [one for one in found.absences if one.to_at > moment()]

    def may_enter(post: Post) -> bool:
        heads = who.role is Role.HEAD and who.department == post.department
        return who.user == post.a or heads or who.role is Role.ADMINISTRATOR

    rooms = [
        Room(
            department=one,
            windows=tuple(window for window in found.windows if window.department == one.code),
            posts=tuple(
                (post, tuple(away for away in coming if away.user == post.a), may_enter(post))
                for post in found.posts
                if post.department == one.code
            ),
        )
        for one in found.departments
    ]
    return page("directory.html", rooms=rooms, now=moment())
