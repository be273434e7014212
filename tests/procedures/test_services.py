"""Appointments, on-site and out-of-hours service, full agency, internal circulation, hearing (rows 24 to 27, 30)."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app import designs, desk
from app.domain.actors import ONLINE
from app.domain.cases import CaseStatus
from app.errors import Forbidden, Invalid
from app.settings import ROOT, Settings
from app.store import registers
from app.store.database import Database
from app.store.records import CaseRecord
from tests.engine.drawing import call, end, start, user
from tests.factories import ADMIN, AT, DAY, Centre
from tests.procedures.people import CAO, DENG, GU, LIN, MAO, MENG, QIAN, SHAO, TANG, WAN, does, granted
from tests.procedures.scene import procedure, started

BOOKING = {
    "counter": "A01", "slot": "2026-03-09T09:30", "matter": "食品许可咨询", "channel": "电话", "department": "market",
    "contact": "13800000001", "holiday": False,
}  # fmt: skip


def lines(hall: Centre, register: str) -> list[registers.Entry]:
    with hall.house.database.reading() as connection:
        return registers.entries(connection, register)


@pytest.mark.parametrize("channel", ["电话", "来信", "邮件", "网上"])
def test_slots_per_window_and_time_booking_number_channel(hall: Centre, channel: str) -> None:
    cases = [started(hall, SHAO, "appointment", **{**BOOKING, "channel": channel}) for _ in range(5)]
    assert [case.status for case in cases] == [CaseStatus.ACCEPTED] * 4 + [CaseStatus.DECLINED]
    assert [line.number[-3:] for line in lines(hall, "appointment")] == ["001", "002", "003", "004"]
    assert {line.data["channel"] for line in lines(hall, "appointment")} == {channel}
    assert started(hall, SHAO, "appointment", **{**BOOKING, "slot": "2026-03-09T10:00"}).status is CaseStatus.ACCEPTED
    assert hall.kinds(cases[0]) == hall.kinds(cases[4]) == ["YYDJ"], "who gets no slot is told so in writing"
    assert does(hall, cases[0], "booking_serve", TANG, outcome="done").case.status is CaseStatus.COMPLETED
    with pytest.raises(Invalid):
        started(hall, SHAO, "appointment", **{**BOOKING, "channel": "传真"})


def test_a_slot_is_never_booked_too_often_by_people_at_the_same_moment(
    database: Database, open_database: Callable[[], Database]
) -> None:
    hall = Centre(house=desk.open_desk(database, Settings()))
    designs.load_folder(hall.house, ROOT / "processes", at=AT)
    others = [Centre(house=desk.open_desk(open_database(), Settings())) for _ in range(7)]
    barrier, made = threading.Barrier(8), []

    def book(one: Centre) -> None:
        barrier.wait()
        made.append(started(one, SHAO, "appointment", **BOOKING).status)

    threads = [threading.Thread(target=book, args=(one,)) for one in (hall, *others)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(made) == [CaseStatus.ACCEPTED] * 4 + [CaseStatus.DECLINED] * 4
    assert [line.number[-1] for line in lines(hall, "appointment")] == ["1", "2", "3", "4"]


@pytest.fixture
def other(hall: Centre, open_database: Callable[[], Database]) -> Centre:
    """A second server on the same database."""
    return Centre(house=desk.open_desk(open_database(), Settings()))


def meanwhile(monkeypatch: pytest.MonkeyPatch, look: str, act: Callable[[], CaseStatus]) -> list[CaseStatus]:
    """Let somebody else act, once, between a look at the register and what follows from it; what came of that."""
    looked: Callable[..., Any] = getattr(registers, look)
    turns, came = [act], list[CaseStatus]()

    def looked_before(*asked: Any) -> Any:
        seen = looked(*asked)
        if turns:
            came.append(turns.pop()())
        return seen

    monkeypatch.setattr(registers, look, looked_before)
    return came


def test_a_slot_that_another_takes_between_looking_and_entering_is_not_given_twice(
    hall: Centre, other: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {started(hall, SHAO, "appointment", **BOOKING).status for _ in range(3)} == {CaseStatus.ACCEPTED}
    came = meanwhile(monkeypatch, "_entered", lambda: started(other, SHAO, "appointment", **BOOKING).status)
    assert started(hall, SHAO, "appointment", **BOOKING).status is CaseStatus.DECLINED
    assert came == [CaseStatus.ACCEPTED]
    assert [line.number[-1] for line in lines(hall, "appointment")] == ["1", "2", "3", "4"]


def cancelled(hall: Centre, case: CaseRecord, how: str) -> None:
    if how == "withdrawn":
        desk.take_back(hall.house, ONLINE, case.number, case.code, "来不了", at=hall.at)
    else:
        desk.terminate(hall.house, GU, case.number, "电话取消", at=hall.at)


@pytest.mark.parametrize("how", ["withdrawn", "terminated"])
def test_a_cancelled_booking_makes_room_for_the_next_one_and_is_nobodys_to_wait_for(hall: Centre, how: str) -> None:
    first, second, *_ = [started(hall, SHAO, "appointment", **BOOKING) for _ in range(4)]
    waiting = desk.TaskQuery(department="market", status="live")
    assert first.number in {task.case_number for task in desk.inbox(hall.house, TANG, waiting, at=hall.at).items}
    for case in (second, first):
        assert started(hall, SHAO, "appointment", **BOOKING).status is CaseStatus.DECLINED
        cancelled(hall, case, how)
        assert started(hall, SHAO, "appointment", **BOOKING).status is CaseStatus.ACCEPTED
    assert started(hall, SHAO, "appointment", **BOOKING).status is CaseStatus.DECLINED
    kept = {line.case_number: line.status for line in lines(hall, "appointment")}
    assert (kept[first.number], kept[second.number], len(kept)) == (how, how, 6), "what was cancelled stays on record"
    left = {task.case_number for task in desk.inbox(hall.house, TANG, waiting, at=hall.at).items}
    assert len(left) == 4 and not left & {first.number, second.number}


def test_a_slot_of_january_is_as_full_for_those_who_ask_in_january_as_in_december(hall: Centre) -> None:
    """The register begins anew with the year, the half hour at the window does not."""
    january = {**BOOKING, "slot": "2027-01-05T09:30"}
    hall.at = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
    made = [started(hall, SHAO, "appointment", **january).status for _ in range(3)]
    hall.at = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
    made += [started(hall, SHAO, "appointment", **january).status for _ in range(2)]
    assert made == [CaseStatus.ACCEPTED] * 4 + [CaseStatus.DECLINED]
    numbers = [line.number for line in lines(hall, "appointment")]
    assert [number[:-5] for number in numbers] == ["appointment-2026-0"] * 3 + ["appointment-2027-0"]


def test_the_place_of_a_cancelled_booking_is_given_to_one_of_two_that_saw_it_free(
    hall: Centre, other: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = [started(hall, SHAO, "appointment", **BOOKING) for _ in range(4)][1]
    cancelled(hall, second, "withdrawn")
    came = meanwhile(monkeypatch, "_freed", lambda: started(other, SHAO, "appointment", **BOOKING).status)
    assert started(hall, SHAO, "appointment", **BOOKING).status is CaseStatus.DECLINED
    assert came == [CaseStatus.ACCEPTED]
    standing = [line for line in lines(hall, "appointment") if line.status == "accepted"]
    assert [line.number[-1] for line in standing] == ["1", "3", "4", "5"]


def test_holiday_booking_creates_an_on_call_task_for_duty_officer_named_staff_and_arrival_time(hall: Centre) -> None:
    case = started(hall, SHAO, "appointment", **{**BOOKING, "holiday": True, "slot": "2026-03-07T10:00"})
    assert hall.elements(case) == ["booking_call:centre"]
    called = {"variables": {"staff": "deng.chao"}, "form": {"arrives_at": "2026-03-07T09:40+08:00"}}
    does(hall, case, "booking_call", SHAO, outcome="done", **called)
    task = hall.task(case, "booking_attend")
    assert (task.assignee, task.department) == ("deng.chao", "market")
    said = desk.opinions(hall.house, ADMIN, case.number)[0].form or {}
    assert said["arrives_at"] == "2026-03-07T09:40+08:00"
    with pytest.raises(Forbidden):
        does(hall, case, "booking_attend", CAO, outcome="done")
    assert does(hall, case, "booking_attend", DENG, outcome="done").case.status is CaseStatus.COMPLETED


def test_booking_type_onsite_with_eligibility_reason_address_visit_record(hall: Centre) -> None:
    asked = {"eligibility": "年老", "address": "和顺路 16 号", "matter": "优待证", "department": "civil"}
    for missing in asked:
        with pytest.raises(Invalid):
            started(hall, SHAO, "onsite", **{k: v for k, v in asked.items() if k != missing})
    case = started(hall, SHAO, "onsite", **asked)
    does(hall, case, "visit_check", SHAO, outcome="agree")
    assert hall.elements(case) == ["visit_make:civil"]
    hall.complete(case, "visit_make", outcome="done", form={"visited_at": "3月5日上午", "record": "已采集照片"})
    (paper,) = desk.notices(hall.house, ADMIN, case.number)
    assert paper.kind == "SMFW" and {"eligibility": "年老", "address": "和顺路 16 号"}.items() <= paper.data.items()
    assert (paper.data["visited_at"], paper.data["record"]) == ("3月5日上午", "已采集照片")


def test_overtime_session_needs_approval_record_beforehand(hall: Centre) -> None:
    asked = {"day": "2026-03-07", "hours": "9:00-12:00", "staff": "唐丽", "reason": "开学前集中办理"}
    with pytest.raises(Invalid):
        started(hall, TANG, "overtime", **{**asked, "day": "2026-03-01"})
    case = started(hall, TANG, "overtime", **asked)
    assert hall.elements(case) == ["overtime_approve:centre"], "nobody serves before it is approved"
    with pytest.raises(Forbidden):
        does(hall, case, "overtime_approve", SHAO, outcome="agree")
    does(hall, case, "overtime_approve", GU, outcome="agree")
    does(hall, case, "overtime_attend", TANG, outcome="done", form={"record": "接待 12 人，改约 2 件"})
    (paper,) = desk.notices(hall.house, ADMIN, case.number)
    assert paper.kind == "YSFW" and paper.data["record"] == "接待 12 人，改约 2 件"
    own = started(hall, GU, "overtime", **asked)
    with pytest.raises(Forbidden):
        does(hall, own, "overtime_approve", GU, outcome="agree")
    done = does(hall, own, "overtime_approve", MENG, outcome="disagree", reasons="无需延时")
    assert done.case.status is CaseStatus.REFUSED and hall.kinds(own) == ["YSFW"]


def agency(hall: Centre) -> CaseRecord:
    asked = {"matter": "开办餐饮店", "authorisation": "委托书 3月2日", "track": "代办"}
    return desk.receive(hall.house, SHAO, "agency", applicant={"name": "王小二餐饮店"}, form=asked, at=hall.at)


def test_agent_role_may_act_for_applicant_with_authorisation_file(hall: Centre) -> None:
    with pytest.raises(Invalid):
        started(hall, SHAO, "agency", matter="开办餐饮店", track="代办")
    case = agency(hall)
    does(hall, case, "agency_accept", SHAO, outcome="take")
    item = hall.receive("promised", actor=TANG, site_visit=False)  # handed in by the agent at the window
    does(hall, case, "agency_handle", SHAO, outcome="done", form={"matter_case": item.number, "result": "准予"})
    assert hall.now(case).applicant == "王小二餐饮店"


def test_the_three_links_are_visible_milestones_and_the_fee_is_nothing(hall: Centre) -> None:
    case = agency(hall)
    does(hall, case, "agency_accept", SHAO, outcome="take")
    shown = desk.public_case(hall.house, case.number, case.code, at=AT)
    assert [(step.name, step.done) for step in shown.steps] == [("受理", True), ("办理", False)]
    does(hall, case, "agency_handle", SHAO, outcome="done", form={"result": "准予"})
    done = does(hall, case, "agency_reply", SHAO, outcome="done", form={"originals": ["租赁合同"], "opinion": "满意"})
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["DLSL", "BJTZ"]
    paper = desk.notices(hall.house, ADMIN, case.number)[1]
    assert (paper.data["result"], paper.data["originals"]) == ("准予", ["租赁合同"])
    item = hall.house.programs.in_force("agency", AT)
    assert item.program.properties["fee"] == "0" and (item.definition.guide or {})["fees"] == []


def test_ledger_export(hall: Centre) -> None:
    for number in range(3):
        case = agency(hall)
        does(hall, case, "agency_accept", SHAO, outcome="take" if number else "reject", reasons="不能代办")
    does(hall, case, "agency_handle", WAN, outcome="done", form={"result": "准予"})
    does(hall, case, "agency_reply", WAN, outcome="done")
    found = desk.register_lines(hall.house, GU, "agency", 2026)
    heads, *rows = list(csv.reader(io.StringIO(desk.register_as_csv(hall.house, found, at=AT).decode("utf-8-sig"))))
    sheet = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["编号"] for row in sheet] == ["agency-2026-000001", "agency-2026-000002"]
    who = [(row["代办事项"], row["申请人"], row["承办人"]) for row in sheet]
    assert who == [("开办餐饮店", "王小二餐饮店", "shao.yi")] * 2
    assert [row["状态"] for row in sheet] == ["已受理", "已办结"]
    with pytest.raises(Forbidden):
        desk.register_lines(hall.house, LIN, "agency", 2026)
    assert desk.register_lines(hall.house, MAO, "agency", 2025) == []


def test_comprehensive_window_can_accept_for_many_departments_by_a_routing_table_of_items(hall: Centre) -> None:
    for item, department in (("promised", "market"), ("direct", "civil"), ("escalated", "housing")):
        case = started(hall, QIAN, "circulation", matter_item=item)
        assert hall.elements(case) == [f"pass_sign:{department}"]
    with pytest.raises(Invalid):
        started(hall, QIAN, "circulation", matter_item="nothing")


def test_internal_hand_over_signed(hall: Centre) -> None:
    case = started(hall, QIAN, "circulation", matter_item="promised")
    does(hall, case, "pass_sign", LIN, outcome="reject", reasons="应由消防办理")
    does(hall, case, "pass_coordinate", SHAO, outcome="done", variables={"department": "fire"})
    does(hall, case, "pass_sign_again", CAO, outcome="sign")
    does(hall, case, "pass_handle", CAO, outcome="done", form={"result": "合格"})
    with pytest.raises(Forbidden):
        does(hall, case, "pass_return", LIN, outcome="sign")
    done = does(hall, case, "pass_return", QIAN, outcome="sign")
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["SJHZ", "BJTZ"]
    signed = [entry for entry in desk.ledger(hall.house, ADMIN, case.number) if entry.detail.get("outcome") == "sign"]
    assert [entry.actor for entry in signed] == ["cao.lei@fire", "qian.duo@centre"]


def at_nine(day: str) -> str:
    return datetime.fromisoformat(f"{day}T09:30:00+08:00").isoformat()


def test_hearing_request_within_5_days_organise_within_20_days_notify_7_days_ahead(hall: Centre) -> None:
    subject = granted(hall)
    silent = started(hall, GU, "hearing", subject.number, matter="油烟是否扰民")
    case = started(hall, GU, "hearing", subject.number, matter="油烟是否扰民")
    assert hall.kinds(case) == ["TZGZ"]
    does(hall, case, "hearing_ask", SHAO, outcome="request")
    where = {"place": "三楼会议室", "host": "gu.cheng"}
    with pytest.raises(Invalid) as caught:
        does(hall, case, "hearing_arrange", SHAO, outcome="done", form={**where, "held_at": at_nine("2026-03-10")})
    assert caught.value.extra["earliest"] == "2026-03-11"
    does(hall, case, "hearing_arrange", SHAO, outcome="done", form={**where, "held_at": at_nine("2026-03-16")})
    paper = desk.notices(hall.house, ADMIN, case.number)[1]
    assert paper.kind == "TZTZ" and paper.data["place"] == "三楼会议室"
    task = hall.task(case, "hearing_hold")
    assert task.due_at is not None and task.due_at <= hall.house.calendar.due(AT, 20)
    hall.pass_time(AT + 9 * DAY)
    assert hall.now(silent).status is CaseStatus.COMPLETED, "nobody asked in five working days"
    done = does(hall, case, "hearing_hold", GU, outcome="done", form={"record": "双方陈述"})
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["TZGZ", "TZTZ", "TZBL"]


def test_the_host_of_a_hearing_is_not_the_reviewer(hall: Centre) -> None:
    subject = granted(hall)
    case = started(hall, GU, "hearing", subject.number, matter="油烟是否扰民")
    does(hall, case, "hearing_ask", SHAO, outcome="request")
    held = {"place": "三楼会议室", "host": "gu.cheng", "held_at": at_nine("2026-03-16")}
    does(hall, case, "hearing_arrange", SHAO, outcome="done", form=held)
    desk.transfer(hall.house, ADMIN, hall.task(case, "hearing_hold").id, "market", "原件在市监", at=hall.at)
    with pytest.raises(Forbidden):
        does(hall, case, "hearing_hold", TANG, outcome="done")
    does(hall, case, "hearing_hold", LIN, outcome="done", form={"record": "双方陈述"})


def test_a_hearing_that_an_item_calls_runs_on_a_clock_of_its_own(hall: Centre) -> None:
    source = procedure(
        "calling",
        start("begin"),
        user("review_it", groups="market", props={"limit": "2", "kind": "review"}),
        call("hear", "hearing", props={"clock": "own"}),
        user("judge_it", groups="market", props={"limit": "2"}),
        end("over"),
        flows=["begin -> review_it -> hear -> judge_it -> over"],
    )
    source = source.replace(
        b'<camunda:property name="clock" value="own"/>\n      </camunda:properties>',
        b'<camunda:property name="clock" value="own"/>\n      </camunda:properties>\n<camunda:in variables="all"/>',
    )
    hall.deploy(source)
    case = started(hall, GU, "calling", matter="油烟是否扰民")
    due_at = case.due_at
    does(hall, case, "review_it", LIN)
    does(hall, case, "hearing_ask", SHAO, outcome="request")
    held = {"place": "三楼会议室", "host": "shao.yi", "held_at": at_nine("2026-03-16")}
    does(hall, case, "hearing_arrange", SHAO, outcome="done", form=held)
    hall.at = AT + 14 * DAY
    does(hall, case, "hearing_hold", WAN, outcome="done", form={"record": "双方陈述"}, at=hall.at)
    assert hall.elements(case) == ["judge_it:market"]
    now = hall.now(case)
    assert due_at is not None and now.due_at is not None
    assert hall.house.calendar.workdays_between(due_at, now.due_at) == 10, "its ten working days are not counted"
