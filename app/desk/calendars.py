"""The calendars: notices are imported, days closed and opened, always as a new version; the limits follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.desk.entering import Entered, Known, Said, below, check_may, enter, own
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.arrangement import Arrangement, Entry, entries_of, span
from app.domain.arrangement_checks import check_notice, check_own, doubts
from app.domain.calendar import WorkCalendar
from app.domain.days import Day, Mark
from app.domain.explaining import DueUnit, Explained
from app.domain.explaining import explain as explain_due
from app.domain.hours import OfficeHours
from app.domain.years import (
    LAST_PUBLISHED,
    OWN_SOURCE,
    PACKAGE,
    YEARS,
    Edition,
    Scope,
    Year,
    announced,
    computed,
    says_something,
)
from app.errors import Invalid, NotFound
from app.store import calendars
from app.store.calendars import VersionRecord
from app.store.database import Connection


@dataclass(frozen=True, kw_only=True)
class YearSheet:
    """Every day of a year, the versions that say so, and all versions there ever were."""

    year: int
    days: tuple[Day, ...]
    editions: tuple[Edition, ...]
    versions: tuple[VersionRecord, ...]
    national: Year
    """The national year alone, as `write` puts it into a file."""
    hours: OfficeHours
    zone: str

    @property
    def provisional(self) -> bool:
        """Whether nobody has announced it yet (暂定)."""
        return self.national.edition.provisional

    @property
    def document(self) -> str:
        """The document behind the national year, empty when nothing was entered."""
        edition = self.national.edition
        return next((one.document for one in self.versions if one.edition == edition), "")

    def to_dict(self, language: str = "zh") -> dict[str, Any]:
        """The year as it is shown to the outside."""
        return {
            "year": self.year,
            "provisional": self.provisional,
            "version": self.national.edition.version,
            "versions": [edition.label(language) for edition in self.editions],
            "working_days": sum(day.worked for day in self.days),
            "hours": [[start.isoformat("minutes"), end.isoformat("minutes")] for start, end in self.hours.sessions],
            "zone": self.zone,
            "history": [record.to_dict(language) for record in self.versions],
            "days": [day.to_dict(language) for day in self.days],
        }


def import_notice(desk: Desk, actor: Actor, given: Arrangement, *, at: datetime, dry_run: bool = False) -> Entered:
    """Take in the State Council's arrangement of a year as a new version; the old one is kept.

    Raises Invalid: it cannot be right; then nothing is changed.
    """
    check_notice(given)
    said = Said(special=given.special, source=given.source, document=given.document, doubts=tuple(doubts(given)))
    return enter(desk, actor, Scope.NATIONAL, given.year, lambda known, _: said, at=at, dry_run=dry_run)


def import_package(
    desk: Desk, actor: Actor, year: int | None = None, *, at: datetime, dry_run: bool = False
) -> list[Entered]:
    """Take in what the installed package knows: one year, or every year that is not announced here yet.

    Raises NotFound: the package has nothing about the year.
    """
    check_may(actor)
    wanted = [year] if year is not None else [y for y in range(YEARS[0], LAST_PUBLISHED + 1) if _is_open(desk, y)]
    entered = []
    for one in wanted:
        found = announced(one)
        if found is None:
            raise NotFound(
                f"the installed {PACKAGE} knows no notice for {one}, its last is for {LAST_PUBLISHED}; update it",
                f"已安装的{PACKAGE}没有{one}年的放假安排(最新为{LAST_PUBLISHED}年),请先更新",
                year=one,
            )
        given = Arrangement(year=one, entries=entries_of(found), source=found.edition.source, document=PACKAGE)
        entered.append(import_notice(desk, actor, given, at=at, dry_run=dry_run))
    return entered


def _is_open(desk: Desk, year: int) -> bool:
    return desk.calendar.is_provisional(year) and announced(year) is not None


def restore_version(
    desk: Desk, actor: Actor, year: int, number: int, *, at: datetime, dry_run: bool = False
) -> Entered:
    """Make an older version of the national year the newest again; 0 is the one computed from the law alone.

    Raises NotFound: there is no such version.
    """

    def old(known: Known, connection: Connection) -> Said:
        found = _version(connection, year, number)
        return Said(
            special=found.special,
            source=found.edition.source,
            document=f"= {year}@{number}",
            provisional=found.edition.provisional,
        )

    _check_year(year)
    return enter(desk, actor, Scope.NATIONAL, year, old, at=at, dry_run=dry_run)


def add_days(
    desk: Desk,
    actor: Actor,
    scope: Scope,
    mark: Mark,
    first: date,
    last: date | None = None,
    *,
    at: datetime,
    dry_run: bool = False,
) -> Entered:
    """Say of a day, or of those from `first` to `last` where it means anything, that it is closed or opened.

    Raises Invalid: it is not the calendar's to say, or changes nothing.
    """
    days = span(first, last or first)
    year = _one_year(days)

    def more(known: Known, connection: Connection) -> Said:
        wider = below(known, scope, year)
        entries = tuple(Entry(date=day, mark=mark, field="date") for day in days)
        telling = tuple(entry for entry in entries if says_something(mark.kind, wider.mark(entry.date).kind))
        check_own(scope, telling or entries, wider)
        before = own(known, scope, year).special
        return Said(special={**before, **{one.date: one.mark for one in telling}}, source=OWN_SOURCE[scope])

    _check_own_scope(scope)
    return enter(desk, actor, scope, year, more, at=at, dry_run=dry_run)


def remove_days(
    desk: Desk, actor: Actor, scope: Scope, first: date, last: date, *, at: datetime, dry_run: bool = False
) -> Entered:
    """Take back what the locality or the centre said of its days from `first` to `last`.

    Raises NotFound: it said nothing of them.
    """
    year = _one_year([first, last])

    def fewer(known: Known, connection: Connection) -> Said:
        before = own(known, scope, year).special
        kept = {day: mark for day, mark in before.items() if not first <= day <= last}
        if len(kept) == len(before):
            raise NotFound(
                f"the calendar of the {scope} says nothing of {first} to {last}",
                f"{OWN_SOURCE[scope]}中没有{first}至{last}的内容",
            )
        return Said(special=kept, source=OWN_SOURCE[scope])

    _check_own_scope(scope)
    return enter(desk, actor, scope, year, fewer, at=at, dry_run=dry_run)


def calendar_year(desk: Desk, year: int, version: int | None = None) -> YearSheet:
    """A year as it counts now, or as one version of the national calendar alone had it.  Raises NotFound."""
    _check_year(year)
    with desk.database.reading() as connection:
        history = tuple(calendars.versions(connection, year))
        if version is None:
            national, calendar = own(calendars.in_force(connection), Scope.NATIONAL, year), desk.calendar
        else:
            national = _version(connection, year, version)
            calendar = WorkCalendar(lambda _: national)
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = tuple(calendar.days(first, last))
    return YearSheet(
        year=year,
        days=days,
        editions=calendar.editions(first, last),
        versions=history,
        national=national,
        hours=desk.calendar.hours,
        zone=desk.settings.zone,
    )


def due_moment(desk: Desk, start: datetime, amount: int, unit: DueUnit = DueUnit.WORKDAY) -> Explained:
    """When an amount of working days, natural days or working hours is over, with every day on the way."""
    return explain_due(desk.calendar, start, amount, unit)


def _version(connection: Connection, year: int, number: int) -> Year:
    found = calendars.version(connection, Scope.NATIONAL, year, number) if number else computed(year)
    if found is None:
        raise NotFound(f"the calendar of {year} has no version {number}", f"{year}年日历没有版本{number}", year=year)
    return found


def _check_year(year: int) -> None:
    if year not in YEARS:
        raise NotFound(
            f"the calendar has the years {YEARS[0]} to {YEARS[-1]}, not {year}",
            f"日历年份为{YEARS[0]}至{YEARS[-1]},没有{year}年",
            year=year,
        )


def _one_year(days: Sequence[date]) -> int:
    years = sorted({day.year for day in days})
    if len(years) != 1 or years[0] not in YEARS:
        raise Invalid(
            f"expected days of one year from {YEARS[0]} to {YEARS[-1]}, got: {', '.join(map(str, years)) or 'none'}",
            f"应为{YEARS[0]}至{YEARS[-1]}间同一年份的日期",
            field="date",
        )
    return years[0]


def _check_own_scope(scope: Scope) -> None:
    if scope is Scope.NATIONAL:
        raise Invalid(
            "single days belong to the locality or the centre; the national calendar is imported by the year",
            "单日安排限地方或中心日历;全国日历按年导入",
            field="scope",
        )
