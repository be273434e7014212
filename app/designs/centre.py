"""The centre's own file: departments, windows, posts, the people who hold them, opening hours."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Protocol

import orjson

from app.designs.deploying import House
from app.domain.actors import SYSTEM
from app.domain.authority import LONGEST_ACTION
from app.domain.calendar import WorkCalendar
from app.domain.clock import Terms
from app.domain.hours import OfficeHours
from app.domain.roles import OF_PEOPLE, Role
from app.domain.years import YEARS
from app.errors import Invalid
from app.store import authority, people, recompute, registry
from app.store import tables_house as t
from app.store.database import Connection

KEPT = ("centre", "limits", "supervision", "notices", "actions", "roles", "duty")
"""Parts that are kept as they are, for those who print papers and draw screens."""


LISTS = ("follow",)
"""Lists of which none is kept where the file has none any more."""

ONE_DAY = timedelta(days=1)


class Centred(House, Protocol):
    """A house whose names and calendar follow the centre's file."""

    @property
    def calendar(self) -> WorkCalendar:
        """By which days are told."""

    def forget_names(self) -> None:
        """Read the departments anew."""

    def reload_calendar(self) -> None:
        """Count by the new opening hours."""


def load_centre(house: Centred, data: bytes, *, at: datetime) -> bool:
    """Take the file in; False when it is the one that was taken in last.  Raises Invalid: it cannot be used."""
    digest = hashlib.sha256(data).hexdigest()
    with house.database.reading() as connection:
        if registry.setting(connection, registry.DIGEST) == digest:
            return False
    centre = _parsed(data)
    with house.database.writing() as connection:
        _put_departments(connection, centre, at)
        _put_settings(connection, centre, digest, at)
        authority.seed(connection, _authorised(centre, house.calendar.zone), at)
    house.forget_names()
    house.reload_calendar()
    return True


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        centre = tomllib.loads(data.decode("utf-8-sig"))
        _hours(centre)
        Terms.of(centre.get("limits", {}))
        for one in centre.get("follow", []):
            _ = one["on"], one["start"]
        _authorised(centre, UTC)
        for department in centre.get("departments", []):
            for post in department.get("posts", []):
                _check_held(post)
                _ = department["code"], department["name"], post["code"], post["name"], post["a"], post["b"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, ValueError, TypeError) as error:
        what = f"{type(error).__name__}: {error}"
        raise Invalid(
            f"centre.toml cannot be used: {what}", f"centre.toml无法使用:{what}", field="centre.toml"
        ) from error
    return centre


def _check_held(post: Mapping[str, Any]) -> None:
    if Role(post["role"]) not in OF_PEOPLE:
        raise ValueError(f"post {post['code']} is of a terminal; a post is held by a person")


def _authorised(centre: Mapping[str, Any], zone: tzinfo) -> list[dict[str, Any]]:
    """The lines of the matrix: a person, an action and the days, the last of them included."""

    def midnight(day: Any, later: timedelta = timedelta(0)) -> datetime | None:
        return None if day is None else datetime.combine(date.fromisoformat(str(day)) + later, time(), zone)

    return [
        {"item": one["item"], "user": one["user"], "action": action[:LONGEST_ACTION],
         "from_at": midnight(one.get("from")), "to_at": midnight(one.get("to"), ONE_DAY)}
        for one in centre.get("authorisations", [])
        for action in dict.fromkeys(one["actions"])
    ]  # fmt: skip


def _hours(centre: Mapping[str, Any]) -> OfficeHours | None:
    sessions = centre.get("hours", {}).get("sessions")
    return OfficeHours.of(sessions) if sessions else None


def _put_departments(connection: Connection, centre: Mapping[str, Any], at: datetime) -> None:
    names = centre.get("people", {})
    people.forget_windows(connection)
    departments, posts, accounts = [], [], {}
    for one in centre.get("departments", []):
        code = one["code"]
        rest = {key: value for key, value in one.items() if key not in ("code", "name", "email", "posts")}
        departments.append({"code": code, "name": one["name"], "email": one.get("email", ""), "data": _json(rest)})
        for post in one.get("posts", []):
            posts.append({key: post[key] for key in ("code", "name", "a", "b")} | {"department": code})
            for user in (post["b"], post["a"]):
                accounts[user] = _account(user, names, post["role"], code, at)
    windows = [
        {
            "code": str(one.get("number") or one["code"]),
            "name": one["name"],
            "department": one.get("department", ""),
            "items": list(one.get("items", one.get("serves", []))),
        }
        for one in centre.get("windows", [])
    ]
    people.put(connection, t.department, departments)
    people.put(connection, t.post, posts)
    people.put(connection, t.account, list(accounts.values()))
    people.put(connection, t.window, windows)


def _account(user: str, names: Mapping[str, Any], role: str, department: str, at: datetime) -> dict[str, Any]:
    known = names.get(user, user)
    name, email = (known, "") if isinstance(known, str) else (known.get("name", user), known.get("email", ""))
    row = {"user": user, "name": name, "role": role, "department": department, "email": email}
    return {**row, "active": True, "created_at": at}


def _put_settings(connection: Connection, centre: Mapping[str, Any], digest: str, at: datetime) -> None:
    hours = _hours(centre)
    if hours is not None:
        _ask_for_recomputation(connection, "opening hours", registry.opening_hours(connection), hours, at)
        sessions = [[start.isoformat(), end.isoformat()] for start, end in hours.sessions]
        registry.set_setting(connection, registry.HOURS, sessions)
    before, after = registry.setting(connection, "limits") or {}, centre.get("limits", {})
    old, new = (Terms.of(said).counting.name for said in (before, after))
    _ask_for_recomputation(connection, "way of counting", old, new, at)
    for part in KEPT:
        if part in centre:
            registry.set_setting(connection, part, _json(centre[part]))
    for part in LISTS:
        registry.set_setting(connection, part, _json(centre.get(part, [])))
    registry.set_setting(connection, registry.DIGEST, digest)


def _ask_for_recomputation(connection: Connection, reason: str, old: object, new: object, at: datetime) -> None:
    """Other closing times, or another way of counting, move what is due from today on."""
    if old != new and recompute.has_open_cases(connection):
        recompute.add(
            connection,
            reason=reason,
            first_day=at.date(),
            last_day=date(YEARS[-1], 12, 31),
            old=[str(old)],
            new=[str(new)],
            created_by=SYSTEM.user,
            at=at,
        )


def _json(value: Any) -> Any:
    """TOML's dates and times become text."""
    return orjson.loads(orjson.dumps(value))
