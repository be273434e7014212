"""The calendars in the database: every version of every year that was ever entered, the newest in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from app.domain.arrangement import digest_of
from app.domain.days import OPEN, WORKED, DayKind, Mark
from app.domain.years import Edition, Scope, Year
from app.store.prepared import fetch
from app.store.registry import HOURS
from app.store.tables_calendar import calendar_day, calendar_version
from app.store.tables_house import setting

TURN = 7210145
"""The number of the lock under which calendars are changed on PostgreSQL."""

_STAMP = select(
    select(func.max(calendar_version.c.id)).scalar_subquery().label("newest"),
    select(setting.c.value).where(setting.c.name == HOURS).scalar_subquery().label("hours"),
)


@dataclass(frozen=True, kw_only=True)
class VersionRecord:
    """One version of one year of one calendar, without its days."""

    id: int
    scope: Scope
    year: int
    version: int
    source: str
    document: str
    provisional: bool
    digest: str
    entered_by: str
    entered_at: datetime

    @property
    def edition(self) -> Edition:
        """How explanations name it."""
        return Edition(
            scope=self.scope,
            year=self.year,
            version=self.version,
            source=self.source,
            provisional=self.provisional,
        )

    def to_dict(self, language: str = "zh") -> dict[str, Any]:
        """The version as it is shown to the outside."""
        return {
            "scope": self.scope,
            "year": self.year,
            "version": self.version,
            "label": self.edition.label(language),
            "document": self.document,
            "provisional": self.provisional,
            "entered_by": self.entered_by,
            "entered_at": self.entered_at,
        }


def lock(connection: Connection) -> None:
    """Let one change of a calendar after the other through; SQLite has one writer anyway."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(TURN)))


def stamp(connection: Connection) -> tuple[Any, ...]:
    """Changes whenever a calendar or the opening hours do; one small statement."""
    (found,) = fetch(connection, _STAMP, {})
    return found[0], str(found[1])


def versions(connection: Connection, year: int) -> list[VersionRecord]:
    """Everything that was ever entered for a year, the newest first."""
    wanted = select(calendar_version).where(calendar_version.c.year == year)
    return [_record(row) for row in connection.execute(wanted.order_by(calendar_version.c.id.desc()))]


def version(connection: Connection, scope: Scope, year: int, number: int) -> Year | None:
    """One version of a year with its days; None when there is none."""
    t = calendar_version.c
    wanted = select(calendar_version).where(t.scope == scope, t.year == year, t.version == number)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _years(connection, [_record(row)])[0]


def in_force(connection: Connection) -> dict[tuple[Scope, int], Year]:
    """The newest version of every year of every calendar."""
    newest = select(func.max(calendar_version.c.id)).group_by(calendar_version.c.scope, calendar_version.c.year)
    wanted = select(calendar_version).where(calendar_version.c.id.in_(newest))
    records = [_record(row) for row in connection.execute(wanted)]
    return {(year.edition.scope, year.year): year for year in _years(connection, records)}


def add_version(
    connection: Connection,
    edition: Edition,
    special: Mapping[date, Mark],
    *,
    document: str,
    entered_by: str,
    at: datetime,
) -> None:
    """Enter a new version of a year with its days."""
    row = {
        "scope": str(edition.scope),
        "year": edition.year,
        "version": edition.version,
        "source": edition.source,
        "document": document,
        "provisional": edition.provisional,
        "digest": digest_of(special),
        "entered_by": entered_by,
        "entered_at": at,
    }
    key = connection.execute(insert(calendar_version).values(row).returning(calendar_version.c.id)).scalar_one()
    if special:
        connection.execute(insert(calendar_day), [_row(key, day, mark) for day, mark in sorted(special.items())])


def _row(key: int, day: date, mark: Mark) -> dict[str, Any]:
    return {
        "version_id": key,
        "day": day,
        "worked": mark.kind in WORKED,
        "open": mark.kind in OPEN,
        "kind": str(mark.kind),
        "name": mark.name,
        "name_en": mark.name_en,
        "basis": mark.basis,
    }


def _record(row: Any) -> VersionRecord:
    fields = dict(row._mapping)
    return VersionRecord(**{**fields, "scope": Scope(fields["scope"])})


_KNOWN: dict[tuple[int, str], dict[date, Mark]] = {}
"""Days by year and digest; a version is never changed, so what was read of one stays true."""
_MANY = 1000


def _years(connection: Connection, records: list[VersionRecord]) -> list[Year]:
    days = {key: _KNOWN[key] for record in records if (key := _key(record)) in _KNOWN}
    missing = {record.id: _key(record) for record in records if _key(record) not in days}
    if missing:
        days |= _read(connection, missing)
        if len(_KNOWN) > _MANY:
            _KNOWN.clear()
        _KNOWN.update(days)
    return [Year(special=days[_key(record)], edition=record.edition) for record in records]


def _read(connection: Connection, wanted: Mapping[int, tuple[int, str]]) -> dict[tuple[int, str], dict[date, Mark]]:
    found: dict[int, dict[date, Mark]] = {number: {} for number in wanted}
    t = calendar_day.c
    rows = select(t.version_id, t.day, t.kind, t.name, t.name_en, t.basis).where(t.version_id.in_(found))
    for number, day, kind, name, name_en, basis in connection.execute(rows.order_by(t.version_id, t.day)):
        found[number][day] = Mark(kind=DayKind(kind), name=name, name_en=name_en, basis=basis)
    return {key: found[number] for number, key in wanted.items()}


def _key(record: VersionRecord) -> tuple[int, str]:
    return record.year, record.digest
