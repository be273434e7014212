"""Calendars in the database: seeded, kept in versions, migrated from the days that had none; recomputations."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.domain.days import DayKind, Mark
from app.domain.years import FIRST_PUBLISHED, LAST_PUBLISHED, NOTICE, PACKAGE, Edition, Scope, announced
from app.store import calendars, recompute, registry
from app.store import migrate as migrating
from app.store.database import Database
from app.store.types import to_number
from tests.factories import AT, Centre, simple

CLOSED = {date(2026, 3, 3): Mark(kind=DayKind.CLOSED, name="停电", name_en="power cut", basis="政令第3号")}


def enter(database: Database, edition: Edition, days: dict[date, Mark]) -> None:
    with database.writing() as connection:
        calendars.lock(connection)
        calendars.add_version(connection, edition, days, document="d", entered_by="root", at=AT)


def test_a_new_database_has_every_notice_that_the_package_knows_as_version_one(database: Database) -> None:
    with database.reading() as connection:
        known = calendars.in_force(connection)
        newest = calendars.versions(connection, LAST_PUBLISHED)[0]
    assert sorted(known) == [(Scope.NATIONAL, year) for year in range(FIRST_PUBLISHED, LAST_PUBLISHED + 1)]
    for (_, year), stored in known.items():
        assert stored == announced(year)
    assert (newest.version, newest.source, newest.document, newest.entered_by) == (1, NOTICE, PACKAGE, "system")


def test_the_newest_version_is_in_force_and_the_older_ones_are_kept(database: Database) -> None:
    first, second = (Edition(scope=Scope.CENTRE, year=2026, version=n, source="x") for n in (1, 2))
    enter(database, first, CLOSED)
    enter(database, second, {})
    with database.reading() as connection:
        assert calendars.in_force(connection)[Scope.CENTRE, 2026].special == {}
        old = calendars.version(connection, Scope.CENTRE, 2026, 1)
        assert old is not None and old.special == CLOSED and old.edition == first
        assert calendars.version(connection, Scope.CENTRE, 2026, 3) is None
        assert [(one.scope, one.version) for one in calendars.versions(connection, 2026)] == [
            (Scope.CENTRE, 2), (Scope.CENTRE, 1), (Scope.NATIONAL, 1),
        ]  # fmt: skip


def test_a_version_is_entered_once(database: Database) -> None:
    edition = Edition(scope=Scope.CENTRE, year=2026, version=1)
    enter(database, edition, CLOSED)
    with pytest.raises(IntegrityError):
        enter(database, edition, CLOSED)


def test_the_stamp_changes_with_every_version_and_with_the_opening_hours(database: Database) -> None:
    def stamp() -> tuple[object, ...]:
        with database.reading() as connection:
            return calendars.stamp(connection)

    before = stamp()
    assert stamp() == before
    enter(database, Edition(scope=Scope.CENTRE, year=2026, version=1), {})
    after = stamp()
    with database.writing() as connection:
        registry.set_setting(connection, registry.HOURS, [["09:00", "12:00"]])
    assert len({before, after, stamp()}) == 3


def test_rows_say_plainly_whether_a_day_is_worked_and_whether_the_hall_is_open(database: Database) -> None:
    days = {date(2026, 3, n): Mark(kind=kind, name="x") for n, kind in enumerate(DayKind, 1)}
    enter(database, Edition(scope=Scope.CENTRE, year=2026, version=1), days)
    with database.reading() as connection:
        wanted = "SELECT kind, worked, open FROM calendar_day JOIN calendar_version v ON v.id = version_id"
        rows = connection.execute(text(f"{wanted} WHERE scope = 'centre' ORDER BY day")).all()
    assert [(kind, bool(worked), bool(hall)) for kind, worked, hall in rows] == [
        ("workday", True, True), ("weekend", False, False), ("holiday", False, False), ("makeup", True, True),
        ("closed", False, False), ("shut", True, False), ("opened", False, True),
    ]  # fmt: skip


def test_days_entered_before_there_were_versions_become_the_centres_first(empty_url: str) -> None:
    database = Database.open(empty_url)
    migrating.migrate(database, "0001")
    before = [("2026-03-03", False, "停电"), ("2026-03-07", True, "补班"), ("2025-05-05", False, "")]
    put = (
        "INSERT INTO calendar_day (day, worked, name, entered_by, entered_at) VALUES (:day, :worked, :name, 'li', :at)"
    )
    with database.writing() as connection:
        for day, worked, name in before:
            stored = day if database.is_sqlite else date.fromisoformat(day)
            connection.execute(text(put), {"day": stored, "worked": worked, "name": name, "at": to_number(AT)})
    migrating.migrate(database)
    with database.reading() as connection:
        known = calendars.in_force(connection)
        record = calendars.versions(connection, 2026)[0]
    assert known[Scope.CENTRE, 2026].special == {
        date(2026, 3, 3): Mark(kind=DayKind.CLOSED, name="停电", basis="停电"),
        date(2026, 3, 7): Mark(kind=DayKind.MAKEUP, name="补班"),
    }
    assert (record.scope, record.entered_by, record.entered_at) == (Scope.CENTRE, "li", AT)
    assert known[Scope.CENTRE, 2025].special[date(2025, 5, 5)].kind is DayKind.CLOSED
    assert migrating.differences(database) == []
    database.close()


def ask(database: Database) -> recompute.RecomputeRecord:
    with database.writing() as connection:
        return recompute.add(
            connection, reason="calendar 2027@1", first_day=date(2027, 1, 31), last_day=date(2027, 10, 9),
            old=["2027@0 暂定"], new=["2027@1"], created_by="root", at=AT,
        )  # fmt: skip


def test_a_recomputation_is_worked_off_case_by_case_and_finished_once(centre: Centre) -> None:
    centre.deploy(simple())
    numbers = [centre.receive("simple").id for _ in range(3)]
    database = centre.house.database
    asked = ask(database)
    assert (asked.total, asked.done, asked.cursor_case_id, asked.finished_at) == (3, 0, 0, None)
    assert asked.versions == {"old": ["2027@0 暂定"], "new": ["2027@1"]} and asked.created_at == AT
    with database.writing() as connection:
        assert recompute.next_cases(connection, asked.id, 2) == numbers[:2]
        assert recompute.advance(connection, asked.id, numbers[0])
        assert recompute.next_cases(connection, asked.id, 5) == numbers[1:]
        assert not recompute.advance(connection, asked.id, numbers[0]), "another node was there first"
        assert recompute.advance(connection, asked.id, numbers[2], 2)
        assert recompute.next_cases(connection, asked.id, 5) == []
    with database.reading() as connection:
        assert [(one.id, one.done) for one in recompute.pending(connection)] == [(asked.id, 3)]
    done_at = datetime(2026, 3, 3, tzinfo=UTC)
    with database.writing() as connection:
        assert recompute.finish(connection, asked.id, done_at) and not recompute.finish(connection, asked.id, done_at)
        assert not recompute.advance(connection, asked.id, 10**9)
    with database.reading() as connection:
        assert recompute.pending(connection) == []
        found = recompute.find(connection, asked.id)
        assert found is not None and found.finished_at == done_at and recompute.newest(connection) == [found]
        assert recompute.find(connection, 4711) is None


def test_a_case_that_is_not_done_when_the_transaction_breaks_comes_again(centre: Centre) -> None:
    centre.deploy(simple())
    case, database = centre.receive("simple"), centre.house.database
    asked = ask(database)
    with pytest.raises(RuntimeError), database.writing() as connection:
        assert recompute.advance(connection, asked.id, case.id)
        raise RuntimeError("kill")
    with database.reading() as connection:
        assert recompute.next_cases(connection, asked.id, 5) == [case.id]


def test_finished_cases_are_not_computed_anew(centre: Centre) -> None:
    centre.deploy(simple())
    with centre.house.database.reading() as connection:
        assert not recompute.has_open_cases(connection)
    case = centre.receive("simple")
    with centre.house.database.reading() as connection:
        assert recompute.has_open_cases(connection)
    centre.complete(case, "work")
    asked = ask(centre.house.database)
    with centre.house.database.reading() as connection:
        assert asked.total == 0 and recompute.next_cases(connection, asked.id, 5) == []
        assert not recompute.has_open_cases(connection)
