"""The centre's own settings in the database, its opening hours among them."""

from __future__ import annotations

from datetime import time
from typing import Any

from sqlalchemy import Connection, select

from app.domain.hours import OfficeHours
from app.store import tables_house as t
from app.store.rows import upsert_rows

HOURS = "opening hours"
DIGEST = "centre digest"
"""Of the centre's file that was taken in last."""


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
