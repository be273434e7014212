"""The parts of the day by themselves: scripts in order of time, hand-written days, whether the last checks can fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from app.demo.cast import Cast, read_cast
from app.demo.client import Caller, Line
from app.demo.day import closing
from app.demo.day.closing import Found
from app.demo.day.dates import HOLIDAY, MAKE_UP, WORKED, YEAR, moment, spoken, worked_after
from app.demo.day.script import play
from app.demo.day.stage import Case, Seen, Stage
from app.demo.day.troupe import CASES, STORIES
from app.demo.performance import PROCESSES
from app.demo.town import Clock
from app.domain.calendar import WorkCalendar

AT = moment("04-30", "09:00")


def test_scripts_go_on_in_one_order_of_time_whatever_the_order_in_which_they_are_given() -> None:
    clock: list[datetime] = []
    told: list[str] = []

    def script(name: str, *minutes: int) -> Iterator[datetime]:
        for minute in minutes:
            yield AT + timedelta(minutes=minute)
            told.append(f"{name}{minute}")

    play([script("a", 1, 5, 9), script("b", 0, 5), script("c")], clock.append)
    assert told == ["b0", "a1", "a5", "b5", "a9"]
    assert clock == sorted(clock)


def test_the_days_written_down_by_hand_are_those_of_the_state_council() -> None:
    calendar = WorkCalendar.published()
    first, last = (date.fromisoformat(f"{YEAR}-{day}") for day in (WORKED[0], WORKED[-1]))
    every = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    assert [f"{day:%m-%d}" for day in every if calendar.is_workday(day)] == list(WORKED)
    assert date.fromisoformat(f"{YEAR}-{MAKE_UP}").weekday() == 5 and MAKE_UP in WORKED
    assert not set(HOLIDAY) & set(WORKED) and worked_after("04-30") == "05-06"
    assert spoken("2026-05-14T09:30:00Z") == "05-14 17:30" and spoken(None) == ""


def test_the_stories_leave_room_for_ordinary_cases_and_have_names_of_their_own() -> None:
    assert sum(story.cases for story in STORIES) <= CASES - 20
    assert len({story.name for story in STORIES}) == len({story.name_en for story in STORIES}) == len(STORIES)


def everything_wrong() -> tuple[Stage, Found]:
    """A notebook that has one case of everything, and a server on which all of it went otherwise."""
    nobody = Caller(line=Line("127.0.0.1", 1))
    cast: Cast = read_cast(PROCESSES)
    stage = Stage(clock=Clock(caller=nobody, now=AT), cast=cast, callers={}, public=nobody, guides={})
    for what in {one for names in closing.FIGURES.values() for one in names}:
        stage.remember("P-20260430-00001", what)
    stage.handed_in["P-20260430-00001"] = Case(
        number="P-20260430-00001", code="", item="promised", applicant="", window=""
    )
    rested = "2026-05-02T02:00:00Z"
    other = {"number": "P-20260502-00002", "item": "promised", "status": "completed", "ended_at": rested}
    total = dict.fromkeys(closing.FIGURES, 7)
    report = {"total": total, **{side: [{"received": 6}] for side in ("windows", "departments", "kinds")}}
    found = Found(
        cases=[{**other, "failure": "broken", "received_at": rested}],
        papers={
            other["number"]: [{"number": "ZYXK-2026-000002", "kind": "ZYXK", "deliver_by": rested, "served_at": None}]
        },
        told=[],
        names={},
        alerts=[{"at": rested, "level": "red"}],
        signals=[],
        report=report,
        again={},
        opened={name: set() for name in closing.FIGURES},
        kinds=[{"kind": "direct", "count": 2, "numbers": ["JB-2026-000001"]}],
        ledger={"cases": 3, "flawed": [{"number": "P-20260502-00002"}]},
    )
    return stage, found


@pytest.mark.parametrize("check", closing.check(*everything_wrong()), ids=lambda check: check.name)
def test_every_check_of_the_whole_can_fail(check: Seen) -> None:
    assert not check.ok
