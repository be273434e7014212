"""The calendars at the desk: imported, closed, restored, always checked first, and every process takes notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app import designs, desk
from app.desk import Desk
from app.domain.actors import Actor
from app.domain.arrangement_files import read
from app.domain.days import DayKind, Mark
from app.domain.explaining import DueUnit
from app.domain.years import LAST_PUBLISHED, Scope
from app.errors import Forbidden, Invalid, LianbanError, NotFound
from app.settings import Settings
from app.store import calendars, recompute
from app.store.database import Database
from app.timers.clock import SteppedClock
from app.timers.pulse import Pulse
from tests.domain.notices import noticed
from tests.factories import ADMIN, AT, DAY, DESIGNER, SUPERVISOR, Centre, head, officer, open_centre, simple, window
from tests.flow.test_races import at_once

NOTICE = read("2027.toml", noticed())
NOVEMBER = datetime.fromisoformat("2026-11-20T10:00:00+08:00")
CLOSURE = Mark(kind=DayKind.CLOSED, name="台风", basis="市政府令第3号")
MONDAY, TUESDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 7)


def everything(database: Database) -> dict[str, list[Any]]:
    """All rows that an entry could touch."""
    tables = ("calendar_version", "calendar_day", "recompute", "setting", "case_file", "timer", "outbox")
    with database.reading() as connection:
        return {name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")))) for name in tables}


def pending(house: Desk) -> list[recompute.RecomputeRecord]:
    with house.database.reading() as connection:
        return recompute.pending(connection)


def test_an_imported_notice_moves_a_provisional_due_moment_and_both_versions_are_named(centre: Centre) -> None:
    house = centre.house
    before = desk.due_moment(house, NOVEMBER, 45)
    assert before.provisional and before.due.date() == date(2027, 1, 25)
    earlier = read("2027.toml", noticed("to = 2027-01-03", "to = 2027-01-04"))
    made = desk.import_notice(house, ADMIN, earlier, at=AT)
    assert made.created and made.edition.label() == "2027@1 国务院办公厅通知"
    assert made.doubts[0][0].startswith("19 weekdays off less 5 make-up days are 14")
    after = desk.due_moment(house, NOVEMBER, 45)
    assert after.due.date() == date(2027, 1, 26) and not after.provisional
    assert [one.label() for one in after.editions] == ["2026@1 国务院办公厅通知", "2027@1 国务院办公厅通知"]


def test_an_import_asks_for_the_recomputation_in_its_own_transaction(centre: Centre) -> None:
    centre.deploy(simple())
    centre.receive("simple")
    made = desk.import_notice(centre.house, ADMIN, NOTICE, at=AT)
    assert [made.recompute] == pending(centre.house)
    asked = made.recompute
    assert asked is not None and asked.total == 1 and asked.created_by == "root" and asked.created_at == AT
    assert asked.reason == "calendar 2027@1 国务院办公厅通知"
    # No longer provisional: that concerns every limit that reaches into the year.
    assert (asked.first_day, asked.last_day) == (date(2027, 1, 1), date(2027, 12, 31))
    assert asked.versions == {"old": ["2027@0 暂定"], "new": ["2027@1 国务院办公厅通知"]}
    again = read("2027.toml", noticed(", 2027-10-09", ""))
    corrected = desk.import_notice(centre.house, ADMIN, again, at=AT).recompute
    assert corrected is not None and (corrected.first_day, corrected.last_day) == (date(2027, 10, 9),) * 2


def test_neither_version_nor_request_is_there_when_the_transaction_breaks(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(centre.house.database)

    def power_cut(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(recompute, "add", power_cut)
    with pytest.raises(RuntimeError):
        desk.import_notice(centre.house, ADMIN, NOTICE, at=AT)
    assert everything(centre.house.database) == before
    assert centre.house.calendar.is_provisional(2027)


def test_importing_the_same_again_makes_no_version_and_no_recomputation(centre: Centre) -> None:
    desk.import_notice(centre.house, ADMIN, NOTICE, at=AT)
    before = everything(centre.house.database)
    again = desk.import_notice(centre.house, ADMIN, NOTICE, at=AT + DAY)
    assert not again.created and again.edition.version == 1 and again.changes == () and again.recompute is None
    assert everything(centre.house.database) == before


def test_a_new_name_alone_makes_a_version_but_moves_no_limit(centre: Centre) -> None:
    desk.import_notice(centre.house, ADMIN, NOTICE, at=AT)
    renamed = read("2027.toml", noticed('name = "元旦"', 'name = "新年"'))
    made = desk.import_notice(centre.house, ADMIN, renamed, at=AT)
    assert made.created and made.edition.version == 2 and made.recompute is None
    assert [change.moves for change in made.changes] == [False] * 3


def test_a_dry_run_shows_the_difference_and_changes_nothing(centre: Centre) -> None:
    before = everything(centre.house.database)
    tried = desk.import_notice(centre.house, ADMIN, NOTICE, at=AT, dry_run=True)
    assert not tried.created and len([change for change in tried.changes if change.moves]) == 10
    assert everything(centre.house.database) == before and centre.house.calendar.is_provisional(2027)


def test_only_an_administrator_enters_anything(centre: Centre) -> None:
    entries: list[Callable[[Desk, Actor], object]] = [
        lambda house, actor: desk.import_notice(house, actor, NOTICE, at=AT),
        lambda house, actor: desk.import_package(house, actor, 2026, at=AT),
        lambda house, actor: desk.restore_version(house, actor, 2026, 0, at=AT),
        lambda house, actor: desk.add_days(house, actor, Scope.CENTRE, CLOSURE, TUESDAY, at=AT),
        lambda house, actor: desk.remove_days(house, actor, Scope.CENTRE, TUESDAY, TUESDAY, at=AT),
    ]
    before = everything(centre.house.database)
    for enter in entries:
        for actor in (officer("fire"), head("fire"), window(), SUPERVISOR, DESIGNER):
            with pytest.raises(Forbidden):
                enter(centre.house, actor)
    assert everything(centre.house.database) == before


def notice(old: str, new: str) -> Callable[[Desk], object]:
    return lambda house: desk.import_notice(house, ADMIN, read("2027.toml", noticed(old, new)), at=AT)


def days(scope: Scope, *span: date, mark: Mark = CLOSURE) -> Callable[[Desk], object]:
    return lambda house: desk.add_days(house, ADMIN, scope, mark, *span, at=AT)


@pytest.mark.parametrize(
    ("enter", "refusal", "words"),
    [
        (notice("2027-01-31", "2027-02-01"), Invalid, "worked anyway"),
        (notice("2027-01-31", "2028-01-30"), Invalid, "is not a day of 2027"),
        (notice("2027-01-31", "2027-02-20"), Invalid, "twice"),
        (notice("date = 2027-06-09", "date = 2027-06-10"), Invalid, "statutory"),
        (lambda house: desk.import_package(house, ADMIN, LAST_PUBLISHED + 1, at=AT), NotFound, "knows no notice"),
        (lambda house: desk.restore_version(house, ADMIN, 2027, 3, at=AT), NotFound, "no version 3"),
        (lambda house: desk.restore_version(house, ADMIN, 1492, 0, at=AT), NotFound, "1492"),
        (days(Scope.NATIONAL, TUESDAY), Invalid, "imported by the year"),
        (days(Scope.CENTRE, SATURDAY), Invalid, "anyway"),
        (days(Scope.CENTRE, TUESDAY, date(2027, 1, 1)), Invalid, "one year"),
        (days(Scope.CENTRE, TUESDAY, MONDAY), Invalid, "none"),
        (days(Scope.CENTRE, date(1492, 1, 1)), Invalid, "1492"),
        (days(Scope.CENTRE, TUESDAY, mark=Mark(kind=DayKind.CLOSED)), Invalid, "basis"),
        (days(Scope.CENTRE, date(2026, 1, 1), date(2026, 12, 31)), Invalid, "no working day"),
        (lambda house: desk.remove_days(house, ADMIN, Scope.CENTRE, TUESDAY, TUESDAY, at=AT), NotFound, "says nothing"),
        (lambda house: desk.remove_days(house, ADMIN, Scope.NATIONAL, TUESDAY, TUESDAY, at=AT), Invalid, "by the year"),
    ],
)
def test_what_is_refused_leaves_the_database_as_it_was(
    centre: Centre, enter: Callable[[Desk], object], refusal: type[LianbanError], words: str
) -> None:
    before = everything(centre.house.database)
    with pytest.raises(refusal) as refused:
        enter(centre.house)
    assert words in refused.value.message_en
    assert everything(centre.house.database) == before


def test_a_closure_moves_the_limits_and_a_shut_hall_does_not(centre: Centre) -> None:
    def due() -> date:
        return desk.due_moment(centre.house, AT, 1).due.date()

    shut = Mark(kind=DayKind.SHUT, name="搬迁")
    made = desk.add_days(centre.house, ADMIN, Scope.CENTRE, shut, TUESDAY, at=AT)
    assert made.created and made.recompute is None and due() == TUESDAY
    assert not centre.house.calendar.is_open(TUESDAY)
    closed = desk.add_days(centre.house, ADMIN, Scope.CENTRE, CLOSURE, TUESDAY, at=AT)
    assert closed.edition.version == 2 and closed.recompute is not None and due() == TUESDAY + timedelta(days=1)
    assert closed.recompute.first_day == closed.recompute.last_day == TUESDAY
    assert closed.recompute.versions["new"] == ["2026@1 国务院办公厅通知", "centre/2026@2 本中心安排"]
    back = desk.remove_days(centre.house, ADMIN, Scope.CENTRE, TUESDAY, TUESDAY, at=AT)
    assert back.edition.version == 3 and due() == TUESDAY
    assert back.recompute is not None and back.recompute.versions == {
        "old": ["2026@1 国务院办公厅通知", "centre/2026@2 本中心安排"],
        "new": ["2026@1 国务院办公厅通知", "centre/2026@3 本中心安排"],
    }
    assert [one.label() for one in desk.due_moment(centre.house, AT, 1).editions] == ["2026@1 国务院办公厅通知"]


def test_an_open_hall_on_saturday_makes_no_working_day(centre: Centre) -> None:
    opened = Mark(kind=DayKind.OPENED, name="周六不打烊")
    made = desk.add_days(centre.house, ADMIN, Scope.CENTRE, opened, SATURDAY, at=AT)
    assert made.recompute is None and centre.house.calendar.is_open(SATURDAY)
    found = desk.due_moment(centre.house, AT, 5)
    assert found.due.date() == date(2026, 3, 9)
    assert found.days[5].reason() == "加开,不计工作日(周六不打烊)" and not found.days[5].number


def test_of_several_days_in_a_row_only_those_are_closed_that_are_worked(centre: Centre) -> None:
    made = desk.add_days(centre.house, ADMIN, Scope.CENTRE, CLOSURE, date(2026, 3, 5), date(2026, 3, 10), at=AT)
    assert [change.date.day for change in made.changes] == [5, 6, 9, 10]


def test_entries_add_up_and_the_locality_is_beneath_the_centre(centre: Centre) -> None:
    local = Mark(kind=DayKind.HOLIDAY, name="三月三", name_en="Sanyuesan")
    desk.add_days(centre.house, ADMIN, Scope.LOCALITY, local, date(2026, 4, 20), at=AT)
    with pytest.raises(Invalid, match="is a Sanyuesan anyway"):
        desk.add_days(centre.house, ADMIN, Scope.CENTRE, CLOSURE, date(2026, 4, 20), at=AT)
    desk.add_days(centre.house, ADMIN, Scope.CENTRE, CLOSURE, TUESDAY, at=AT)
    desk.add_days(centre.house, ADMIN, Scope.CENTRE, CLOSURE, TUESDAY + DAY, at=AT)
    sheet = desk.calendar_year(centre.house, 2026)
    own = [f"{day.date:%m-%d} {day.kind}" for day in sheet.days if day.name in ("三月三", "台风")]
    assert own == ["03-03 closed", "03-04 closed", "04-20 holiday"]
    assert [one.label() for one in sheet.editions] == [
        "2026@1 国务院办公厅通知", "locality/2026@1 地方安排", "centre/2026@2 本中心安排",
    ]  # fmt: skip


def test_old_versions_can_be_looked_at_and_made_the_newest_again(centre: Centre) -> None:
    desk.import_notice(centre.house, ADMIN, NOTICE, at=AT)
    assert desk.calendar_year(centre.house, 2027).document == "国办发明电〔2026〕99号"
    old = desk.calendar_year(centre.house, 2027, 0)
    assert old.provisional and old.days[41].worked  # 11 February
    assert not desk.calendar_year(centre.house, 2027, 1).days[41].worked
    tried = desk.restore_version(centre.house, ADMIN, 2027, 0, at=AT, dry_run=True)
    assert len(tried.changes) == 13 and not centre.house.calendar.is_provisional(2027)
    undone = desk.restore_version(centre.house, ADMIN, 2027, 0, at=AT)
    assert undone.edition.label() == "2027@2 暂定" and centre.house.calendar.is_provisional(2027)
    redone = desk.restore_version(centre.house, ADMIN, 2027, 1, at=AT)
    assert redone.edition.version == 3 and not centre.house.calendar.is_provisional(2027)
    assert [one.version for one in desk.calendar_year(centre.house, 2027).versions] == [3, 2, 1]
    with pytest.raises(NotFound):
        desk.calendar_year(centre.house, 2027, 9)
    with pytest.raises(NotFound):
        desk.calendar_year(centre.house, 2101)


def test_the_package_is_asked_for_what_is_not_announced_here(centre: Centre) -> None:
    assert desk.import_package(centre.house, ADMIN, at=AT) == []
    desk.restore_version(centre.house, ADMIN, LAST_PUBLISHED, 0, at=AT)
    made = desk.import_package(centre.house, ADMIN, at=AT)
    assert [(one.edition.year, one.edition.version, one.created) for one in made] == [(LAST_PUBLISHED, 3, True)]


def test_another_process_notices_a_new_version_when_it_looks(
    open_database: Callable[[], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = open_centre(open_database()).house, desk.open_desk(open_database(), Settings())
    assert not there.notice_calendar()
    desk.import_notice(here, ADMIN, NOTICE, at=AT)
    assert there.calendar.is_provisional(2027)
    assert there.notice_calendar() and not there.calendar.is_provisional(2027)
    assert not there.notice_calendar() and not here.notice_calendar()


def test_a_watch_looks_once_a_second_however_often_it_is_asked(centre: Centre) -> None:
    now = [0.0]
    other = desk.open_desk(centre.house.database, centre.house.settings)
    watch = desk.CalendarWatch(other, clock=lambda: now[0])
    desk.import_notice(centre.house, ADMIN, NOTICE, at=AT)
    assert not watch.look() and other.calendar.is_provisional(2027)
    now[0] = desk.NOTICED_WITHIN
    assert watch.look() and not other.calendar.is_provisional(2027)
    assert not watch.look()


def test_the_beat_of_another_server_notices_a_new_version(centre: Centre) -> None:
    other = desk.open_desk(centre.house.database, centre.house.settings.model_copy(update={"webhook_url": ""}))
    pulse = Pulse(other, other.settings, SteppedClock(AT))
    desk.import_notice(centre.house, ADMIN, NOTICE, at=AT)
    pulse.beat()
    assert not other.calendar.is_provisional(2027)


def test_two_administrators_at_the_same_moment_both_have_their_say(open_database: Callable[[], Database]) -> None:
    first = open_centre(open_database()).house
    second = desk.open_desk(open_database(), first.settings)
    for day in range(9, 14):
        results = at_once(
            lambda day=day: desk.add_days(first, ADMIN, Scope.CENTRE, CLOSURE, date(2026, 3, day), at=AT),
            lambda day=day: desk.add_days(second, ADMIN, Scope.CENTRE, CLOSURE, date(2026, 4, day + 4), at=AT),
        )
        assert all(one.created for one in results), results
    with first.database.reading() as connection:
        said = calendars.in_force(connection)[Scope.CENTRE, 2026]
    assert len(said.special) == 10 and said.edition.version == 10


def test_other_opening_hours_ask_for_a_recomputation_of_what_is_open(centre: Centre) -> None:
    file = '[hours]\nsessions = [["{}", "12:00"], ["13:00", "{}"]]\n'
    designs.load_centre(centre.house, file.format("09:00", "17:00").encode(), at=AT)
    assert pending(centre.house) == []  # nothing is open
    centre.deploy(simple(limit="1"))
    centre.receive("simple")
    designs.load_centre(centre.house, ("# the same\n" + file.format("09:00", "17:00")).encode(), at=AT)
    assert pending(centre.house) == []
    designs.load_centre(centre.house, file.format("09:00", "18:00").encode(), at=AT)
    asked = pending(centre.house)[0]
    assert (asked.reason, asked.first_day, asked.total) == ("opening hours", AT.date(), 1)
    assert asked.versions["new"] == ["09:00-12:00, 13:00-18:00"]


@pytest.mark.parametrize(
    ("unit", "due"), [(DueUnit.WORKDAY, "03-05"), (DueUnit.DAY, "03-05"), (DueUnit.WORKHOUR, "03-02")]
)
def test_due_moments_are_counted_in_three_units(centre: Centre, unit: DueUnit, due: str) -> None:
    assert f"{desk.due_moment(centre.house, AT, 3, unit).due:%m-%d}" == due
