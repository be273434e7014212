"""Absences with their deputies, authorisations, the duty leader's log, the monthly report (rows 37, 38, 41, 42, 53)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app import designs, desk
from app.desk import SignalQuery
from app.desk.hall import call_next, serve, take_ticket
from app.domain.actors import Actor
from app.domain.cases import CaseStatus
from app.domain.reports import Figure
from app.domain.roles import Role
from app.errors import AlreadyClaimed, Forbidden, Invalid
from app.settings import ROOT
from app.store import people, registers
from app.store.records import CaseRecord
from app.store.signals import Signal
from tests.factories import ADMIN, AT, DAY, Centre
from tests.procedures.people import (
    CAO,
    GU,
    HE,
    LIN,
    MAO,
    MENG,
    SHAO,
    TANG,
    XU,
    ZHOU,
    does,
    form_of,
    granted,
)  # fmt: skip
from tests.procedures.scene import begin_due, cases_of, started

LEAVE = {"reason": "参加培训", "place": "市行政学院", "contact": "13800000002", "substitute": "xu.jing"}
DAYS = {"from_day": "2026-03-04", "to_day": "2026-03-04"}


def absences(hall: Centre) -> list[people.Absence]:
    with hall.house.database.reading() as connection:
        return people.absences(connection)


def signed_in(hall: Centre, actor: Actor, at: datetime) -> Actor:
    """The actor as signing in makes it: with those stood in for."""
    token = desk.issue_token(hall.house, actor.user, actor.role, actor.department, at=at)
    found = desk.authenticate(hall.house, token, at=at)
    assert found is not None
    return found


@pytest.mark.parametrize("missing", ["reason", "place", "contact", "substitute"])
def test_leave_post_action_needs_these_fields(hall: Centre, missing: str) -> None:
    with pytest.raises(Invalid) as caught:
        started(hall, LIN, "absence", **{k: v for k, v in {**LEAVE, **DAYS}.items() if k != missing})
    assert caught.value.field == f"form.{missing}"


def test_leave_of_up_to_one_day_is_approved_by_the_head_and_shown_with_reason_where_to_and_contact(
    hall: Centre,
) -> None:
    case = started(hall, LIN, "absence", **LEAVE, **DAYS)
    assert hall.elements(case) == ["leave_unit:market"]
    with pytest.raises(Forbidden):
        does(hall, case, "leave_unit", LIN, outcome="agree")
    done = does(hall, case, "leave_unit", ZHOU, outcome="agree")
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["QJSP"]
    (found,) = absences(hall)
    assert (found.user, found.substitute) == ("lin.wei", "xu.jing")
    assert (found.reason, found.place, found.contact) == ("参加培训", "市行政学院", "13800000002")
    calendar = hall.house.calendar
    assert found.from_at == calendar.opening_of(date(2026, 3, 4))
    assert found.to_at == calendar.closing_of(date(2026, 3, 4))


def test_leave_of_two_days_needs_the_replacement_first_and_then_the_heads_of_the_centre(hall: Centre) -> None:
    case = started(hall, LIN, "absence", **LEAVE, from_day="2026-03-04", to_day="2026-03-05")
    assert hall.elements(case) == ["leave_replace:market"]
    does(hall, case, "leave_replace", ZHOU, outcome="agree")
    assert hall.elements(case) == ["leave_main:centre"]
    assert does(hall, case, "leave_main", GU, outcome="agree").case.status is CaseStatus.COMPLETED
    other = started(hall, LIN, "absence", **LEAVE, from_day="2026-03-04", to_day="2026-03-05")
    done = does(hall, other, "leave_replace", ZHOU, outcome="disagree", reasons="无人可派")
    assert done.case.status is CaseStatus.REFUSED and len(absences(hall)) == 1


def test_nobody_approves_their_own_leave(hall: Centre) -> None:
    case = started(hall, ZHOU, "absence", **{**LEAVE, "substitute": "he.jianguo"}, **DAYS)
    with pytest.raises(Forbidden):
        does(hall, case, "leave_unit", ZHOU, outcome="agree")
    does(hall, case, "leave_unit", HE, outcome="agree")


@pytest.mark.parametrize("substitute", ["lin.wei", "nobody"])
def test_approval_without_substitute_is_impossible(hall: Centre, substitute: str) -> None:
    case = started(hall, LIN, "absence", **{**LEAVE, "substitute": substitute}, **DAYS)
    with pytest.raises(Invalid, match="stands in"):
        does(hall, case, "leave_unit", ZHOU, outcome="agree")
    assert absences(hall) == [] and hall.elements(case) == ["leave_unit:market"]


def test_when_a_is_absent_tasks_and_timers_pass_to_the_substitute_automatically(hall: Centre) -> None:
    case = hall.receive("promised", actor=TANG, site_visit=True)
    does(hall, case, "food_accept", TANG, outcome="accept")
    task = hall.task(case, "food_inspect")
    desk.claim(hall.house, LIN, task.id, at=AT)
    with pytest.raises(AlreadyClaimed):
        does(hall, case, "food_inspect", XU, outcome="done")
    leave = started(hall, LIN, "absence", **{**LEAVE, "substitute": "cao.lei"}, **DAYS)
    does(hall, leave, "leave_unit", ZHOU, outcome="agree")
    inside = hall.house.calendar.opening_of(date(2026, 3, 4)) + timedelta(hours=1)
    assert signed_in(hall, CAO, AT).acts_for == frozenset()
    stand_in = signed_in(hall, CAO, inside)
    assert stand_in.acts_for == {"lin.wei"}
    due_at = hall.task(case, "food_inspect").due_at
    done = does(hall, case, "food_inspect", stand_in, outcome="done", at=inside)
    assert done.task.closed_by == "cao.lei" and done.task.due_at == due_at
    assert any("cao.lei@fire for lin.wei" in entry.actor for entry in desk.ledger(hall.house, ADMIN, case.number))


def test_publish_lint_a_post_without_b_is_told_of(hall: Centre) -> None:
    source = (ROOT / "processes" / "absence.bpmn").read_bytes()
    data = (ROOT / "processes" / "centre.toml").read_text()
    alone = data.replace('a = "gu.cheng", b = "meng.yao"', 'a = "gu.cheng", b = "gu.cheng"')
    assert alone != data
    designs.load_centre(hall.house, alone.encode(), at=AT)
    found = designs.examine(hall.house, source, at=AT).findings
    assert [one.code for one in found] == ["post-without-deputy"]


AUTHORISED = """
[[authorisations]]
item = "promised"
user = "he.jianguo"
actions = ["decide"]
from = 2026-03-01
to = 2026-03-05
"""


def test_authorisation_matrix_item_by_person_by_action_with_dates_decide_task_only_for_holders(hall: Centre) -> None:
    data = (ROOT / "processes" / "centre.toml").read_text() + AUTHORISED
    designs.load_centre(hall.house, data.encode(), at=AT)
    case = hall.receive("promised", actor=TANG, site_visit=False)
    does(hall, case, "food_accept", TANG, outcome="accept")  # nobody is named for this act
    task = hall.task(case, "food_decide")
    with pytest.raises(Forbidden, match=r"he\.jianguo"):
        desk.claim(hall.house, ZHOU, task.id, at=AT)
    with pytest.raises(Forbidden):
        does(hall, case, "food_decide", ZHOU, outcome="grant")
    with pytest.raises(Forbidden, match="nobody"):
        does(hall, case, "food_decide", HE, outcome="grant", at=AT + 4 * DAY)
    does(hall, case, "food_decide", HE, outcome="grant")
    designs.load_centre(hall.house, (ROOT / "processes" / "centre.toml").read_bytes(), at=AT)
    other = hall.receive("promised", actor=TANG, site_visit=False)
    does(hall, other, "food_accept", TANG, outcome="accept")
    does(hall, other, "food_decide", ZHOU, outcome="grant")


def a_day(hall: Centre) -> CaseRecord:
    """A working day of the centre from its opening to its closing, with its log filled in."""
    opening = hall.house.calendar.opening_of(date(2026, 3, 3))
    assert begin_due(hall, opening) == 1
    (log,) = cases_of(hall, "dutylog")
    hall.at = opening + timedelta(hours=1)
    granted(hall)
    hall.receive("promised", actor=TANG, site_visit=False)
    desk.receive(hall.house, SHAO, "complaint", applicant={"name": "李建国"},
                 form={"channel": "电话", "matter": "久等"}, at=hall.at)  # fmt: skip
    leave = started(hall, LIN, "absence", **LEAVE, from_at=hall.at.isoformat(),
                    to_at=(hall.at + timedelta(minutes=25)).isoformat())  # fmt: skip
    does(hall, leave, "leave_unit", ZHOU, outcome="agree")
    direct = hall.receive("direct", actor=Actor(user="jin.lan", role=Role.WINDOW, department="civil"))
    hall.pass_time(hall.house.calendar.closing_of(date(2026, 3, 3)) + timedelta(minutes=10))
    assert hall.alerts(direct)
    return log


def test_daily_log_form_pre_filled_with_system_facts(hall: Centre) -> None:
    log = a_day(hall)
    filled = form_of(hall, MENG, log)
    figures = dict(zip(filled["figures"]["columns"], filled["figures"]["rows"][0], strict=True))
    assert (figures["收件"], figures["受理"], figures["办结"], figures["投诉"]) == ("3", "1", "1", "1")
    assert "林伟" in filled["absences"] and "13800000002" in filled["absences"]
    assert "当日未办结" in filled["overdue"] and "TS01-" in filled["complaints"]
    assert filled["day"] == "2026-03-03"


def test_rota_and_the_log_must_be_signed_and_handed_over_to_the_next(hall: Centre) -> None:
    log = a_day(hall)
    leader, after = form_of(hall, GU, log)["leader"], form_of(hall, GU, log)["next_leader"]
    assert {leader, after} == {"gu.cheng", "meng.yao"}, "the two take turns by working day"
    on_duty, next_one = (GU, MENG) if leader == "gu.cheng" else (MENG, GU)
    assert hall.task(log, "log_sign").assignee == leader
    with pytest.raises(AlreadyClaimed):
        does(hall, log, "log_sign", next_one, outcome="sign")
    does(hall, log, "log_sign", on_duty, outcome="sign", opinion="上午系统维护十分钟")
    with pytest.raises(Forbidden):
        does(hall, log, "log_handover", on_duty, outcome="sign")
    assert hall.now(log).status is CaseStatus.ACCEPTED, "without the hand-over it is not done"
    assert does(hall, log, "log_handover", next_one, outcome="sign").case.status is CaseStatus.COMPLETED
    (paper,) = desk.notices(hall.house, ADMIN, log.number)
    assert (
        paper.kind == "ZBRZ"
        and paper.data["leader"] == {"gu.cheng": "顾诚", "meng.yao": "孟瑶"}[leader]
        and "当日未办结" in paper.data["overdue"]
    )


def closing(hall: Centre, day: int) -> datetime:
    return hall.house.calendar.closing_of(date(2026, 3, day))


def signed(hall: Centre, *, opinion: str = "") -> tuple[CaseRecord, str]:
    """The log of 3 March, signed and handed over; and who was on duty."""
    log = a_day(hall)
    leader = form_of(hall, GU, log)["leader"]
    on_duty, next_one = (GU, MENG) if leader == "gu.cheng" else (MENG, GU)
    does(hall, log, "log_sign", on_duty, outcome="sign", opinion=opinion)
    does(hall, log, "log_handover", next_one, outcome="sign")
    return log, leader


def flags(hall: Centre) -> list[Signal]:
    return list(desk.signals(hall.house, MAO, SignalQuery(rule="dutylog")).items)


def confirmed(hall: Centre, at: datetime, subject: str = "A01窗口", day: date | None = date(2026, 3, 3)) -> Signal:
    """What an inspection brings up for a day and finds to be true."""
    made = desk.enter_signal(hall.house, MAO, "14", subject, "market", "监控可见", source="inspection", day=day, at=at)
    assert desk.go_round(hall.house, at) == 0, "what nobody has judged accuses nobody"
    return desk.judge_signal(hall.house, MAO, made.id, "confirmed", "调阅录像属实", at=at)


def test_tickets_not_served_at_closing_and_violations_of_the_day_are_facts_of_its_log(hall: Centre) -> None:
    at = hall.house.calendar.opening_of(date(2026, 3, 3)) + timedelta(hours=1, minutes=12)
    left, come = (take_ticket(hall.house, "A01", at=at) for _ in range(2))
    called = call_next(hall.house, TANG, "A01", at=at)
    serve(hall.house, TANG, called.id, at=at)
    desk.enter_signal(hall.house, MAO, "14", "A02窗口", "market", "举报", at=at)
    log = a_day(hall)
    filled = form_of(hall, MENG, log)
    assert (called.number, filled["tickets"]) == (left.number, f"{come.number}(10:12取号)")
    assert "当场" in filled["violations"] and "A02窗口" in filled["violations"] and "待核实" in filled["violations"]


def test_a_violation_found_later_that_the_signed_log_lacks_flags_the_leader_of_that_day_once(hall: Centre) -> None:
    log, leader = signed(hall)
    later = closing(hall, 4)
    found = confirmed(hall, later)
    assert desk.go_round(hall.house, later) == 1 and desk.go_round(hall.house, later + DAY) == 0
    (flag,) = flags(hall)
    assert (flag.subject, flag.weight, flag.status) == (leader, "signal", "open")
    assert {"day": "2026-03-03", "log": log.number, "signal": found.id, "breach": "14"}.items() <= flag.evidence.items()


def test_the_centres_own_procedures_are_no_acceptances_without_a_voucher(hall: Centre) -> None:
    signed(hall)
    desk.go_round(hall.house, closing(hall, 4))
    assert [one.rule for one in desk.signals(hall.house, MAO, SignalQuery()).items] == ["12"]


def test_a_ticket_that_the_watch_closes_late_is_held_against_the_log_of_its_own_day(hall: Centre) -> None:
    at = hall.house.calendar.opening_of(date(2026, 3, 3))
    take_ticket(hall.house, "A01", at=at)
    signed(hall)
    desk.go_round(hall.house, closing(hall, 4))
    assert flags(hall) == [], "the log names the ticket, though the sign came the day after"


def test_what_the_log_has_the_leader_wrote_down_or_happened_after_it_flags_nobody(hall: Centre) -> None:
    signed(hall, opinion="A01窗口有人反映服务态度,已提醒")
    later = closing(hall, 4)
    confirmed(hall, later)  # its leader wrote of it
    confirmed(hall, later, "B01窗口", date(2026, 3, 9))  # a day that has no log yet
    confirmed(hall, later, "C01窗口", None)  # today's, whose log is not signed
    assert desk.go_round(hall.house, later) == 0 and flags(hall) == []


def test_while_the_log_is_not_signed_its_leader_can_still_write_it_down(hall: Centre) -> None:
    a_day(hall)
    confirmed(hall, closing(hall, 4) - timedelta(hours=3))
    assert desk.go_round(hall.house, closing(hall, 4) - timedelta(hours=3)) == 0 and flags(hall) == []


def test_swap_request_less_than_three_days_ahead_refused(hall: Centre) -> None:
    asked: dict[str, Any] = {"to": "gu.cheng", "reason": "当日赴省厅开会"}
    with pytest.raises(Invalid, match="at least 3 working days ahead") as caught:
        started(hall, MENG, "dutychange", **asked, day="2026-03-04")
    assert "须提前3个工作日" in caught.value.message_zh
    case = started(hall, MENG, "dutychange", **asked, day="2026-03-05")
    with pytest.raises(Forbidden):
        does(hall, case, "change_approve", MENG, outcome="agree")
    does(hall, case, "change_approve", GU, outcome="agree")
    assert hall.kinds(case) == ["ZBTZ"]
    with hall.house.database.reading() as connection:
        (line,) = registers.entries(connection, "duty")
    assert {"day": "2026-03-05", "from": "meng.yao", "to": "gu.cheng"}.items() <= line.data.items()
    leaders = []
    for day in (4, 5, 6):
        begin_due(hall, hall.house.calendar.opening_of(date(2026, 3, day)))
        hall.pass_time(hall.house.calendar.closing_of(date(2026, 3, day)) + timedelta(minutes=10))
        leaders.append(form_of(hall, GU, cases_of(hall, "dutylog")[-1])["leader"])
    assert leaders[1] == "gu.cheng"


def test_monthly_report_per_department_equal_to_the_case_list_and_re_runnable(hall: Centre) -> None:
    for _ in range(3):
        granted(hall)
    hall.receive("direct", actor=Actor(user="jin.lan", role=Role.WINDOW, department="civil"))
    started(hall, MAO, "supervision", department="market", reasons="抽查")  # no item, and in no figure
    april = hall.house.calendar.opening_of(date(2026, 4, 1))
    hall.pass_time(april - timedelta(hours=12))
    begin_due(hall, april)
    (report,) = cases_of(hall, "monthlyreport")
    table = form_of(hall, GU, report)["figures"]
    rows = {row[0]: dict(zip(table["columns"], row, strict=True)) for row in table["rows"]}
    assert (rows["市场监督管理局"]["收件"], rows["市场监督管理局"]["办结"]) == ("3", "3")
    assert (rows["民政局"]["收件"], rows["民政局"]["直接办理"], rows["合计"]["收件"]) == ("1", "1", "4")
    found = desk.monthly_report(hall.house, MAO, 2026, 3, at=april)
    assert str(found.total[Figure.RECEIVED]) == rows["合计"]["收件"]
    again = desk.monthly_report(hall.house, MAO, 2026, 3, at=april)
    assert again == found
    does(hall, report, "report_check", SHAO, outcome="done", form={"opinion": "按时办结"})
    does(hall, report, "report_sign", GU, outcome="agree")
    (paper,) = desk.notices(hall.house, ADMIN, report.number)
    assert paper.kind == "YBTJ" and paper.data["period"] == "2026年3月" and paper.data["figures"] == table


def test_who_compiled_the_report_does_not_sign_it(hall: Centre) -> None:
    begin_due(hall, hall.house.calendar.opening_of(date(2026, 4, 1)))
    (report,) = cases_of(hall, "monthlyreport")
    does(hall, report, "report_check", GU, outcome="done")
    with pytest.raises(Forbidden):
        does(hall, report, "report_sign", GU, outcome="agree")
    does(hall, report, "report_sign", MENG, outcome="agree")
