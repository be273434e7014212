"""The centre's own settings in the database: its calendar and its opening hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.domain.hours import OfficeHours
from app.store import tables_house as t
from app.store.rows import upsert_rows

HOURS = "opening hours"


@dataclass(frozen=True, kw_only=True)
class CentreDay:
    """A day that the centre itself says is worked or not; it wins over the published calendar."""

    day: date
    worked: bool
    name: str
    entered_by: str
    entered_at: datetime


def calendar_days(connection: Connection, year: int | None = None) -> list[CentreDay]:
    """The centre's own days, of one year or of all."""
    wanted = select(t.calendar_day).order_by(t.calendar_day.c.day)
    if year is not None:
        wanted = wanted.where(t.calendar_day.c.day.between(date(year, 1, 1), date(year, 12, 31)))
    return [CentreDay(**row._mapping) for row in connection.execute(wanted)]


def replace_year(connection: Connection, year: int, days: list[CentreDay]) -> None:
    """Put the centre's own days of one year in the place of those entered before."""
    inside = t.calendar_day.c.day.between(date(year, 1, 1), date(year, 12, 31))
    connection.execute(delete(t.calendar_day).where(inside))
    if days:
        connection.execute(insert(t.calendar_day), [vars(day) for day in days])


def opening_hours(connection: Connection) -> OfficeHours:
    """The sessions of a working day; the usual ones when the centre has said nothing."""
    stored = setting(connection, HOURS)
    if not stored:
        return OfficeHours()
    return OfficeHours(sessions=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in stored))


def setting(connection: Connection, name: str) -> Any:
    """A stored setting, None when nobody set it."""
    return connection.execute(select(t.setting.c.value).where(t.setting.c.name == name)).scalar()


def set_setting(connection: Connection, name: str, value: Any) -> None:
    """Store a setting."""
    upsert_rows(connection, t.setting, ("name",), ("value",), [{"name": name, "value": value}])
