"""A joint matter that touches the interests of neighbours is heard before it is decided (行政许可法 45 to 48)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.errors import Forbidden
from app.store.records import CaseRecord
from tests.centre.hall import NO, SHOP, run
from tests.centre.ways import LARGE, STAFF
from tests.factories import ADMIN, AT, DAY, Centre, officer, window

HELD = {"held_at": "2026-03-26T09:30:00+08:00", "place": "三楼会议室", "host": "shao.yi"}


def reviewed(hall: Centre, **facts: object) -> CaseRecord:
    """A joint case in which every department has agreed, three working days after its acceptance."""
    case = hall.receive("joint", **{**LARGE, **facts})
    run(hall, case, ("accept", {"outcome": "accept"}), ("site_visit", {"outcome": "done"}))
    hall.at = hall.house.calendar.opening_of((AT + 3 * DAY).date()) + timedelta(hours=1)
    for task in hall.open_tasks(case):
        hall.complete(case, task.element, task.department, outcome="agree")
    return case


def test_a_large_restaurant_with_fumes_is_heard_before_it_is_decided_and_the_time_is_not_counted(hall: Centre) -> None:
    case = reviewed(hall)
    before = hall.now(case)
    assert hall.elements(case) == ["hearing_ask:centre"] and hall.kinds(case) == ["SLTZ", "TBCX", "TZGZ"]
    told = {notice.kind: notice.data for notice in desk.notices(hall.house, ADMIN, case.number)}
    assert (told["TBCX"]["procedure"], str(told["TBCX"]["days"])) == ("听证", "25")
    assert told["TZGZ"]["receiver"] == "申请人和四邻利害关系人"
    hall.complete(case, "hearing_ask", actor=STAFF["shao.yi"], outcome="request")
    hall.complete(case, "hearing_arrange", actor=STAFF["shao.yi"], outcome="done", form=HELD)
    began, hall.at = hall.at, hall.house.calendar.opening_of((AT + 24 * DAY).date()) + timedelta(hours=1)
    hall.pass_time(hall.at)
    undisturbed = hall.house.calendar.due(before.accepted_at or AT, 15)
    assert undisturbed < hall.at and hall.alerts(case) == [], "the promise stands still meanwhile"
    hall.complete(case, "hearing_hold", actor=STAFF["wan.qing"], outcome="done", form={"record": "四邻要求改烟道"})
    after, calendar = hall.now(case), hall.house.calendar
    heard = calendar.workdays_between(calendar.day_of(began), calendar.day_of(hall.at))
    assert after.due_at == calendar.due(undisturbed, heard) and heard == 15
    assert hall.elements(case) == ["decide:market"]
    hall.complete(case, "decide", outcome="grant")
    hall.serve(case)
    assert hall.complete(case, "deliver", outcome="done").case.status is CaseStatus.COMPLETED
    assert hall.kinds(case) == ["SLTZ", "TBCX", "TZGZ", "TZTZ", "TZBL", "ZYXK", "BJTZ"]
    hall.check_ledgers()


@pytest.mark.parametrize("facts", [{"area": 1000}, {"fumes": False}, SHOP])
def test_who_disturbs_no_neighbours_is_decided_without_a_hearing(hall: Centre, facts: dict[str, object]) -> None:
    case = reviewed(hall, **facts)
    assert hall.elements(case) == ["decide:market"] and hall.kinds(case) == ["SLTZ"]


def test_nobody_asks_in_five_working_days_and_the_matter_goes_on(hall: Centre) -> None:
    case = reviewed(hall)
    hall.pass_time(hall.house.calendar.due(hall.at, 5))
    assert hall.elements(case) == ["decide:market"]
    assert hall.complete(case, "decide", outcome="deny", **NO).case.status is CaseStatus.ACCEPTED


def test_a_hearing_of_a_case_is_not_held_by_whoever_accepted_or_reviewed_it(hall: Centre) -> None:
    case = reviewed(hall)
    hall.complete(case, "hearing_ask", actor=STAFF["shao.yi"], outcome="request")
    hall.complete(case, "hearing_arrange", actor=STAFF["shao.yi"], outcome="done", form=HELD)
    task = hall.task(case, "hearing_hold")
    desk.transfer(hall.house, ADMIN, task.id, "market", "借用会场", at=hall.at)
    for reviewer in (window("market"), officer("market")):  # accepted it, and was at the place
        with pytest.raises(Forbidden):
            hall.complete(case, "hearing_hold", actor=reviewer, outcome="done", form={"record": "一切正常"})
    hall.complete(case, "hearing_hold", actor=STAFF["xu.jing"], outcome="done", form={"record": "四邻陈述"})
    assert hall.elements(case) == ["decide:market"]
