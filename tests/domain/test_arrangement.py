"""Notices as files: read, checked with file, line and field, written again, compared with what was known."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.arrangement import Arrangement, Entry, differences, digest_of, entries_of
from app.domain.arrangement_checks import check_notice, check_own, doubts
from app.domain.arrangement_files import LARGEST, read, write
from app.domain.days import DayKind, Mark
from app.domain.years import (
    FIRST_PUBLISHED,
    LAST_PUBLISHED,
    Edition,
    IndexedYear,
    Scope,
    Year,
    announced,
    computed,
)
from app.errors import Invalid
from tests.domain.notices import NOTICE_2027, listed, noticed

ANNOUNCED = [year for year in map(announced, range(FIRST_PUBLISHED, LAST_PUBLISHED + 1)) if year]


def take(name: str, data: bytes) -> Arrangement:
    given = read(name, data)
    check_notice(given)
    return given


def test_reads_a_notice_as_it_is_worded() -> None:
    given = take("2027.toml", noticed())
    assert (given.year, given.source, given.document) == (2027, "国务院办公厅通知", "国办发明电〔2026〕99号")
    assert given.special[date(2027, 2, 13)] == Mark(kind=DayKind.HOLIDAY, name="春节", name_en="Spring Festival")
    back = [day for day, mark in given.special.items() if mark.kind is DayKind.MAKEUP]
    assert back == [date(2027, 1, 31), date(2027, 2, 20), date(2027, 5, 8), date(2027, 9, 26), date(2027, 10, 9)]
    assert len(given.special) == 32 and doubts(given) == []


def test_reads_a_spreadsheet_with_dates_as_people_write_them_and_in_their_encoding() -> None:
    plain = take("2027.csv", listed())
    assert plain.year == 2027 and plain.special[date(2027, 2, 5)].name == "春节"
    assert plain.special[date(2027, 10, 9)].kind is DayKind.MAKEUP
    saved = listed().decode().encode("gb18030")
    assert take("2027.CSV", saved).special == plain.special == take("x.csv", b"\xef\xbb\xbf" + listed()).special


@pytest.mark.parametrize(
    ("data", "line", "field", "words"),
    [
        (noticed("year = 2027", "year = '2027'"), 1, "year", "expected a number, got: 2027"),
        (noticed("year = 2027\n", ""), 1, "year", "expected a number, got: nothing"),
        (noticed("year = 2027", "year = 2027\nyears = 1"), 2, "years", "nothing of this name is known"),
        (noticed("year = 2027", "year = 2027\nyear = 2028"), 2, "file", "not TOML"),
        (noticed("year = 2027", "year = 1999"), None, "year", "expected a year from 2000 to 2100"),
        (noticed("year = 2027", "year = 2026"), 7, "holiday 1.from", "2027-01-01 is not a day of 2026"),
        (noticed('"国务院办公厅通知"', "7"), 2, "source", "expected a text"),
        (b"year = 2027\nholiday = 3\n", 2, "holiday", "expected tables"),
        (b"year = 2027\n", None, "holiday", "it names no holiday"),
        (noticed('name = "春节"\n', ""), 10, "holiday 2.name", "expected a name"),
        (noticed('name = "春节"', 'name = " "'), 11, "holiday 2.name", "expected a name"),
        (noticed('name = "春节"', 'name = "春节"\ntitle = 1'), 12, "title", "nothing of this name"),
        (noticed('name = "春节"', f'name = "{"春" * 201}"'), 12, "holiday 2.from", "at most 200 printable signs"),
        (noticed("from = 2027-02-05", "from = 2027-02-30"), 12, "file", "not TOML"),
        (noticed("from = 2027-02-05", 'from = "2027-02-30"'), 12, "holiday 2.from", "expected a date like"),
        (noticed("from = 2027-02-05", "from = 2027-02-05T08:00:00"), 12, "holiday 2.from", "expected a date like"),
        (noticed("from = 2027-02-05\n", ""), 10, "holiday 2.from", "expected a date like 2027-02-05, got: nothing"),
        (noticed("to = 2027-02-13", "to = 2027-02-04"), 13, "holiday 2.to", "within 31 days from 2027-02-05"),
        (noticed("to = 2027-02-13", "to = 2028-02-13"), 13, "holiday 2.to", "within 31 days from 2027-02-05"),
        (noticed("[2027-01-31, 2027-02-20]", "[1]"), 14, "holiday 2.makeup", "expected dates like"),
        (noticed("2027-01-31", "2027-02-01"), 14, "holiday 2.makeup", "2027-02-01 is a Monday and worked anyway"),
        (noticed("2027-01-31", "2027-02-13"), 14, "holiday 2.makeup", "2027-02-13 is there twice (first in line 12)"),
        (noticed("2027-01-31", "2027-02-20"), 14, "holiday 2.makeup", "2027-02-20 is there twice (first in line 14)"),
        (noticed("2027-01-31", "2026-02-01"), 14, "holiday 2.makeup", "2026-02-01 is not a day of 2027"),
        (noticed("2027-09-26", "2027-10-02"), 38, "holiday 7.makeup", "2027-10-02 is there twice"),
        (noticed("date = 2027-06-09", "date = 2027-06-10"), None, "holiday", "2027-06-09 is a statutory holiday"),
        (NOTICE_2027.encode("utf-16"), None, "file", "it is not UTF-8 text"),
        (b"#" * (LARGEST + 1), None, "file", "larger than"),
    ],
)
def test_refuses_a_wrong_notice_with_file_line_and_field(data: bytes, line: int | None, field: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        take("2027.toml", data)
    error = refused.value
    first = error.extra["errors"][0]
    assert (first.get("line"), first["field"], error.field) == (line, field, field)
    assert words in first["message"]["en"] and first["message"]["zh"] != first["message"]["en"]
    assert error.message_en.startswith(f"2027.toml {f'line {line} ' if line else ''}{field}: ")
    assert "2027.toml" in error.message_zh


@pytest.mark.parametrize(
    ("data", "line", "field", "words"),
    [
        (b"", 1, "file", "it is empty"),
        (b"\n  \n", 1, "file", "it is empty"),
        (listed("日期", "day"), 1, "day", "nothing of this name"),
        (listed("日期,类型,名称", "date,kind"), 1, "name", "the column name is missing"),
        (listed("2027/2/5", "2027/2/30"), 3, "date", "expected a date like 2027-02-05, got: 2027/2/30"),
        (listed("2027/2/5", "5.2.2027"), 3, "date", "expected a date"),
        (listed("2027/2/5,放假", "2027/2/5,休"), 3, "kind", "expected holiday or makeup, got: 休"),
        (listed("2027/2/5,放假,春节", "2027/2/5,放假,"), 3, "date", "2027-02-05 has no name"),
        (listed("2027/2/5", "2026/2/5"), 3, "date", "2026-02-05 is not a day of 2027"),
        (listed("2027/2/8", "2027/2/5"), 4, "date", "2027-02-05 is there twice (first in line 3)"),
        (listed("2027-10-09", "2027-10-11"), 16, "date", "2027-10-11 is a Monday and worked anyway"),
        (listed("2027/2/5", "2027/2/5\x00"), 3, "date", "expected a date"),
        ("日期,类型,名称\n".encode(), None, "year", "expected a year"),
        (b"\xff\xfe\xff", None, "file", "not UTF-8"),
    ],
)
def test_refuses_a_wrong_spreadsheet_with_file_line_and_field(
    data: bytes, line: int | None, field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        take("2027.csv", data)
    first = refused.value.extra["errors"][0]
    assert first.get("line") == line and words in first["message"]["en"]
    assert first["field"] == field


def test_names_every_slip_at_once_in_the_order_of_the_file() -> None:
    data = noticed("2027-02-20", "2027-02-16").replace(b"2027-05-08", b"2027-05-10")
    with pytest.raises(Invalid, match="and 1 more") as refused:
        take("2027.toml", data)
    assert [slip["line"] for slip in refused.value.extra["errors"]] == [14, 24]


def test_doubts_a_notice_that_gives_more_or_fewer_days_than_the_law() -> None:
    fewer = take("2027.toml", noticed(", 2027-10-09", ""))
    assert doubts(fewer)[0][0] == "18 weekdays off less 4 make-up days are 14; the law gives 13 days in 2027"
    assert "净放假14天" in doubts(fewer)[0][1]


@pytest.mark.parametrize("year", ANNOUNCED, ids=lambda year: str(year.year))
def test_every_notice_so_far_survives_being_written_and_read_again(year: Year) -> None:
    again = take("again.toml", write(year, 'a "document"\\').encode())
    assert again.special == year.special
    assert (again.year, again.source, again.document) == (year.year, year.edition.source, 'a "document"\\')


@pytest.mark.parametrize("year", [2027, 2028, 2031, 2100])
def test_a_computed_year_passes_as_a_notice_when_it_is_written_down(year: int) -> None:
    given = take("x.toml", write(computed(year)).encode())
    assert given.special == computed(year).special and doubts(given) == []


def own(kind: DayKind, *days: date, name: str = "试", basis: str = "政令第3号") -> tuple[Entry, ...]:
    return tuple(Entry(date=day, mark=Mark(kind=kind, name=name, basis=basis), field="date") for day in days)


MONDAY, SATURDAY, NATIONAL = date(2026, 3, 2), date(2026, 3, 7), date(2026, 10, 1)
BELOW = IndexedYear(ANNOUNCED[-1])


@pytest.mark.parametrize(
    ("scope", "kind", "days"),
    [
        (Scope.CENTRE, DayKind.CLOSED, (MONDAY,)),
        (Scope.CENTRE, DayKind.SHUT, (MONDAY,)),
        (Scope.CENTRE, DayKind.OPENED, (SATURDAY, NATIONAL)),
        (Scope.LOCALITY, DayKind.HOLIDAY, (MONDAY,)),
        (Scope.LOCALITY, DayKind.CLOSED, (MONDAY,)),
        (Scope.LOCALITY, DayKind.MAKEUP, (SATURDAY, NATIONAL)),
    ],
)
def test_locality_and_centre_may_say_what_is_theirs_to_say(scope: Scope, kind: DayKind, days: tuple[date, ...]) -> None:
    check_own(scope, own(kind, *days), BELOW)


@pytest.mark.parametrize(
    ("scope", "entries", "field", "words"),
    [
        (Scope.CENTRE, own(DayKind.HOLIDAY, MONDAY), "kind", "says one of closed, opened, shut, got: holiday"),
        (Scope.CENTRE, own(DayKind.MAKEUP, SATURDAY), "kind", "got: makeup"),
        (Scope.LOCALITY, own(DayKind.SHUT, MONDAY), "kind", "got: shut"),
        (Scope.CENTRE, own(DayKind.CLOSED, SATURDAY), "date", "2026-03-07 is a weekend anyway"),
        (Scope.CENTRE, own(DayKind.SHUT, NATIONAL), "date", "2026-10-01 is a National Day anyway"),
        (Scope.CENTRE, own(DayKind.OPENED, MONDAY), "date", "is a working day anyway"),
        (Scope.LOCALITY, own(DayKind.MAKEUP, MONDAY), "date", "is a working day anyway"),
        (Scope.CENTRE, own(DayKind.CLOSED, MONDAY, basis=""), "basis", "names the decision it rests on"),
        (Scope.CENTRE, own(DayKind.SHUT, MONDAY, MONDAY), "date", "is there twice"),
        (Scope.LOCALITY, own(DayKind.HOLIDAY, MONDAY, name=""), "date", "has no name"),
        (Scope.CENTRE, own(DayKind.SHUT, MONDAY, name="a\x00b"), "date", "printable"),
    ],
)
def test_refuses_days_that_are_not_theirs_or_change_nothing(
    scope: Scope, entries: tuple[Entry, ...], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_own(scope, entries, BELOW)
    assert refused.value.field == field and words in refused.value.message_en


def test_tells_which_days_differ_and_which_of_them_move_a_limit() -> None:
    before, given = IndexedYear(computed(2027)), take("2027.toml", noticed())
    after = IndexedYear(Year(special=given.special, edition=Edition(year=2027, version=1)))
    changes = differences(before, after)
    moving = [f"{change.date:%m-%d}" for change in changes if change.moves]
    assert moving == ["01-31", "02-11", "02-12", "02-20", "05-05", "05-08", "09-26", "10-06", "10-07", "10-09"]
    assert len(changes) == 13  # and two days of the weekend that are now called by the holiday's name
    shown = changes[0].to_dict("en")
    assert (shown["before_reason"], shown["after_reason"]) == ("weekend", "New Year's Day")


def test_the_same_days_have_the_same_digest_and_others_another() -> None:
    special = take("2027.toml", noticed()).special
    assert digest_of(special) == digest_of(dict(reversed(special.items())))
    changed = {**special, date(2027, 2, 5): Mark(kind=DayKind.HOLIDAY, name="除夕")}
    assert digest_of(changed) != digest_of(special)
    assert entries_of(computed(2027))[0].date == date(2027, 1, 1)
