"""The parts of the demonstration by themselves: who plays what, and whether each expectation can fail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest

from app.demo.cast import read_cast
from app.demo.deeds import ROUTINE, Do
from app.demo.diary import DAY, OPENING, Diary, spoken
from app.demo.evidence import Evidence
from app.demo.expecting import Expectation
from app.demo.parts import cast_parts
from app.demo.performance import PROCESSES
from app.demo.receiver import TOLERANCE, Mailbox
from app.demo.shops import Facts, draw_shops
from app.demo.stories import STORIES
from app.demo.story import Story
from app.domain.calendar import WorkCalendar
from app.domain.roles import Role
from app.timers.webhook import DELIVERY, SIGNATURE, TIMESTAMP, TOPIC, sign

AT = datetime(2026, 2, 9, 1, tzinfo=UTC)
EXPECTED = [(story, one) for story in STORIES for one in story.expects]


def nothing_of_the_kind() -> Evidence:
    """A case in which nothing of any story happened, but a lamp went wrong."""
    alert = {"level": "yellow", "department": "civil", "element": "other", "name": "", "id": 1}
    case = {"status": "received", "light": "yellow", "accepted_at": AT.isoformat(), "due_at": AT.isoformat()}
    return Evidence(
        case={**case, "ended_at": None, "failure": None},
        tasks=[],
        opinions=[],
        alerts=[alert],
        notices=[],
        ledger=[],
        diagram={"tasks": [], "passed": [], "ended": False},
        public={"status": "received"},
        deliveries=[],
        at=AT,
    )


@pytest.mark.parametrize(("story", "expected"), EXPECTED, ids=[f"{s.title}-{e.name}" for s, e in EXPECTED])
def test_every_expectation_can_fail(story: Story, expected: Expectation) -> None:
    assert not expected.test(nothing_of_the_kind())


def test_the_first_cases_are_the_same_however_many_are_played() -> None:
    few, many = cast_parts(7, 12), cast_parts(7, 30)
    told = {part.place: (part.story.arrives, part.shop) for part in many}
    assert all(told[part.place] == (part.story.arrives, part.shop) for part in few)


def test_another_seed_draws_other_shops() -> None:
    assert [shop.name for shop in draw_shops(1, 12)] != [shop.name for shop in draw_shops(2, 12)]


def test_no_two_shops_have_one_name() -> None:
    names = [shop.name for shop in draw_shops(3, 60)]
    assert len(set(names)) == 60


def test_departments_follow_from_the_facts_with_both_edges_outside() -> None:
    assert Facts(area=300, works=300_000).departments == ()
    assert Facts(area=301, works=0).departments == ("fire",)
    assert Facts(area=1, works=300_001, fumes=True, drains=True).departments == ("fire", "housing", "ecology")


def test_everybody_whom_a_story_needs_is_in_the_centre() -> None:
    cast = read_cast(PROCESSES)
    for story in STORIES:
        for scene in story.scenes:
            for deed in scene.deeds:
                if scene.department or deed.of:
                    assert cast.of(deed.of or scene.department, deed.role, deputy=deed.deputy)
    assert cast.of("tobacco", Role.OFFICER).user == "yu.bo"
    assert cast.of("tobacco", Role.OFFICER, deputy=True).user == "fu.qiang"


def test_every_scene_is_about_a_step_that_the_routine_knows() -> None:
    assert {scene.step for story in STORIES for scene in story.scenes} <= set(ROUTINE)
    assert {deed.do for story in STORIES for scene in story.scenes for deed in scene.deeds} == set(Do)


def days() -> list[dict[str, Any]]:
    calendar = WorkCalendar.published()
    every = (date(2026, 1, 1) + timedelta(days=place) for place in range(365))
    return [{"date": day.isoformat(), "worked": calendar.is_workday(day)} for day in every]


def test_the_diary_leaps_over_the_spring_festival() -> None:
    diary = Diary(days())
    assert diary.knows_the_holiday()
    looks = list(diary.looks())
    saturday = [look for look in looks if look.at.date() == date(2026, 2, 14)]
    assert len(saturday) == DAY
    assert looks[saturday[-1].number + 1].at.date() == date(2026, 2, 24)
    assert diary.worked_between(OPENING, datetime.fromisoformat("2026-03-06T17:30+08:00")) == 15


def test_the_diary_notices_a_calendar_without_the_make_up_days() -> None:
    wrong = [{**day, "worked": day["worked"] and day["date"] != "2026-02-14"} for day in days()]
    assert not Diary(wrong).knows_the_holiday()


def test_moments_are_spoken_in_beijing_time() -> None:
    assert spoken(AT) == "02-09 周一 09:00"


def message(secret: str, key: str = "1/alert") -> tuple[dict[str, str], bytes]:
    body = orjson.dumps({"target": "fire", "data": {"case": "X-20260209-00001", "level": "red"}})
    stamp = int(AT.timestamp())
    seal = sign(secret, stamp, body)
    return {TIMESTAMP: str(stamp), SIGNATURE: seal, DELIVERY: key, TOPIC: "alert.red"}, body


def test_the_receiver_keeps_a_genuine_message_once() -> None:
    box = Mailbox()
    headers, body = message("right")
    assert box.take(headers, body, "right", AT) and box.take(headers, body, "right", AT)
    assert (len(box.alerts()), box.repeated, box.forged) == (1, 1, 0)


def test_the_receiver_counts_what_is_forged_and_keeps_none_of_it() -> None:
    box = Mailbox()
    headers, body = message("wrong")
    assert not box.take(headers, body, "right", AT)
    headers, body = message("right")
    assert not box.take(headers, body + b" ", "right", AT)
    assert not box.take(headers, body, "right", AT + 2 * TOLERANCE)
    assert (box.alerts(), box.forged) == ([], 3)
