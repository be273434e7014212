"""A joint case from the window to the result, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.domain.instants import in_utc
from app.domain.lights import Light
from app.domain.tasks import TaskStatus
from app.errors import AlreadyCompleted, Invalid, Refused
from tests.factories import ADMIN, AT, CO, DAY, NO, SUPERVISOR, Centre, head, joint, officer, open_centre


def test_runs_from_the_window_to_the_result(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", form={"area": 350, "note": "x"}, co_departments=["fire", "urban"])
    assert case.status is CaseStatus.RECEIVED
    assert case.number == "J1-20260302-00001"
    assert centre.elements(case) == ["accept:market"]
    accepted = centre.complete(case, "accept", outcome="accept", opinion="齐全")
    assert centre.elements(case) == ["review:fire", "review:urban"]
    assert [notice.kind for notice in accepted.notices] == ["SLTZ"]
    centre.complete(case, "review", "fire", outcome="agree")
    centre.complete(case, "review", "urban", outcome="disagree", reasons="招牌过高")
    assert centre.elements(case) == ["decide:market"]
    done = centre.complete(case, "decide", outcome="grant", reasons="已改低招牌")
    assert done.case.status is CaseStatus.COMPLETED
    assert done.case.ended_at == AT
    assert centre.kinds(case) == ["SLTZ", "YJFK", "ZYXK", "BJTZ"]
    assert centre.acts(case)[0] == "receive" and centre.acts(case)[-1] == "finish"
    assert {o.department: o.outcome for o in centre.opinions(case) if o.element == "review"} == {
        "fire": "agree",
        "urban": "disagree",
    }
    kept = desk.case_form(centre.house, ADMIN, case.number).form
    assert kept == {"area": 350, "note": "x", "co_departments": ["fire", "urban"]}
    centre.check_ledgers()


def test_acceptance_starts_both_limits_and_prints_them_on_the_voucher(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    assert case.due_at is None
    late = datetime(2026, 4, 2, 11, 0, tzinfo=UTC)  # 19:00, after closing: counts as 3 April
    voucher = centre.complete(case, "accept", outcome="accept", at=late).notices[0]
    case = centre.now(case)
    assert case.status is CaseStatus.ACCEPTED
    assert case.accepted_at == late
    # From Friday 3 April over Qingming (4 to 6) and Labour Day with its worked 9 May.
    assert case.due_at == centre.house.calendar.due(late, 15) == datetime(2026, 4, 27, 9, 30, tzinfo=UTC)
    assert case.statutory_at == centre.house.calendar.due(late, 45)
    assert voucher.data["due_at"] == in_utc(case.due_at)
    assert voucher.number == "SLTZ-2026-000001"


def test_a_declined_application_gets_a_numbered_notice_with_reasons_and_basis(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    for missing in ({}, {"reasons": "不全"}, {"basis": "第三十二条"}):
        with pytest.raises(Invalid):
            centre.complete(case, "accept", outcome="reject", **missing)
    assert centre.now(case).version == case.version
    done = centre.complete(case, "accept", outcome="reject", **NO)
    assert done.case.status is CaseStatus.DECLINED
    assert done.case.accepted_at is None
    assert [(notice.kind, notice.data) for notice in done.notices] == [("BYSL", NO)]


def test_a_denied_application_gets_a_numbered_notice_with_reasons_and_basis(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    centre.complete(case, "review", outcome="disagree", reasons="出口不足")
    with pytest.raises(Invalid) as refused:
        centre.complete(case, "decide", outcome="deny", reasons="出口不足")
    assert refused.value.field == "basis"
    done = centre.complete(case, "decide", outcome="deny", **NO)
    assert done.case.status is CaseStatus.REFUSED
    assert [(notice.kind, notice.data) for notice in done.notices] == [("BYXK", NO)]


def test_a_department_disagrees_only_with_reasons(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review()
    with pytest.raises(Invalid) as refused:
        centre.complete(case, "review", "fire", outcome="disagree")
    assert refused.value.field == "reasons"
    assert (
        centre.complete(case, "review", "fire", outcome="disagree", reasons="出口不足").task.status is TaskStatus.DONE
    )


def test_an_outcome_that_the_step_does_not_offer_is_refused(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review()
    with pytest.raises(Invalid) as refused:
        centre.complete(case, "review", "fire", outcome="grant")
    assert refused.value.extra["expected"] == ["agree", "disagree"]


def test_a_late_department_turns_yellow_then_red_and_its_head_takes_over(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban"))
    centre.complete(case, "review", "urban", outcome="agree")
    task = centre.task(case, "review", "fire")
    assert task.due_at == datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
    centre.pass_time(datetime(2026, 3, 5, 12, tzinfo=UTC))
    assert centre.task(case, "review", "fire").light is Light.YELLOW
    assert centre.alerts(case) == ["yellow:review:fire"]
    centre.pass_time(datetime(2026, 3, 9, 12, tzinfo=UTC))
    assert centre.elements(case) == ["head_review:fire"]
    assert centre.alerts(case) == ["yellow:review:fire", "red:review:fire"]
    assert centre.task(case, "head_review").role == "head"
    centre.complete(case, "head_review", outcome="agree", actor=head("fire"))
    assert centre.elements(case) == ["decide:market"]
    assert "urge" in centre.acts(case)
    centre.check_ledgers()


def test_every_level_is_told_once_to_the_department_and_the_supervisors(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    centre.pass_time(AT + 40 * DAY)
    mail = desk.due_mail(centre.house, AT + 60 * DAY, limit=500)
    alerts = [row for row in mail if row.topic.startswith("alert.") and row.body["element"]]
    told = sorted((row.topic, row.body["element"], row.target) for row in alerts)
    assert told == sorted(
        (f"alert.{level}", "review", target) for level in ("red", "yellow") for target in ("fire", "supervisor")
    )
    # The case itself: yellow two days before the promise, red past it.
    assert [one for one in centre.alerts(case) if one.endswith("::market")] == ["yellow::market", "red::market"]
    assert centre.now(case).light is Light.RED
    assert len({row.key for row in mail}) == len(mail)


def test_the_statutory_limit_raises_a_breach_of_its_own(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    before = centre.house.calendar.due(AT, 45)
    centre.pass_time(before - DAY / 24)
    assert centre.now(case).breached_at is None
    centre.pass_time(before)
    assert centre.now(case).breached_at == before
    assert centre.alerts(case)[-1] == "breach::market"


def test_the_clock_of_the_case_does_not_stop_for_a_late_department(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    due = centre.now(case).due_at
    centre.pass_time(AT + 8 * DAY)
    assert centre.now(case).due_at == due


def test_a_finished_case_keeps_its_rows_and_drops_its_state_and_timers(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    centre.complete(case, "review", outcome="agree")
    centre.complete(case, "decide", outcome="grant")
    with centre.house.database.reading() as connection:
        count = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in ("branch", "timer", "task", "ledger", "case_form")
        }
    assert count["branch"] == count["timer"] == 0
    assert count["task"] == 3 and count["ledger"] > 8 and count["case_form"] == 1
    assert centre.pass_time(AT + 100 * DAY) == []


def test_a_task_of_a_finished_step_names_who_completed_it(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review()
    task = centre.task(case, "review", "fire")
    desk.complete(centre.house, officer("fire"), task.id, outcome="agree", at=AT)
    for act in (desk.claim, desk.complete, desk.unclaim):
        with pytest.raises(AlreadyCompleted) as refused:
            act(centre.house, officer("fire", 2), task.id, at=AT)
        assert refused.value.extra["by"] == "fire.o1"


def test_another_server_goes_on_from_the_database_alone(open_database) -> None:
    first = open_centre(open_database())
    first.deploy(joint())
    case = first.to_review(departments=("fire", "urban"))
    first.complete(case, "review", "fire", outcome="agree")
    second = Centre(house=desk.open_desk(open_database(), first.house.settings))
    second.complete(case, "review", "urban", outcome="agree")
    assert second.elements(case) == ["decide:market"]
    third = Centre(house=desk.open_desk(open_database(), first.house.settings))
    assert third.complete(case, "decide", outcome="grant").case.status is CaseStatus.COMPLETED
    third.check_ledgers()


def test_a_case_stays_on_the_version_it_started_on(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    centre.deploy(joint().replace("联办事项".encode(), "联办事项(新)".encode()))
    assert desk.diagram(centre.house, ADMIN, case.number).version == 1
    centre.complete(case, "review", outcome="agree")
    assert centre.receive("joint", co_departments=["fire"]).definition_id != case.definition_id


def test_a_joint_case_without_departments_goes_straight_to_the_decision(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=[])
    centre.complete(case, "accept", outcome="accept")
    assert centre.elements(case) == ["decide:market"]


def test_terminating_cancels_every_task_and_timer(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=CO)
    ended = desk.terminate(centre.house, head("market"), case.number, "政策调整", "行政许可法第八条", at=AT)
    assert ended.status is CaseStatus.TERMINATED
    assert centre.elements(case) == []
    assert {task.status for task in desk.tasks(centre.house, ADMIN, case.number)} == {
        TaskStatus.DONE,
        TaskStatus.CANCELLED,
    }
    assert centre.pass_time(AT + 100 * DAY) == []
    with pytest.raises(Refused):
        desk.terminate(centre.house, head("market"), case.number, "再次", "行政许可法第八条", at=AT)


def test_the_applicant_withdraws_at_the_window(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review()
    assert centre.withdraw(case).status is CaseStatus.WITHDRAWN
    assert centre.elements(case) == []


def test_urging_reminds_those_who_have_not_answered(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban"))
    centre.complete(case, "review", "fire", outcome="agree")
    desk.urge(centre.house, officer("market"), case.number, None, "请尽快", at=AT)
    urged = [e.detail["department"] for e in desk.ledger(centre.house, SUPERVISOR, case.number) if e.act == "urge"]
    assert urged == ["urban"]
    with pytest.raises(Refused):
        desk.urge(centre.house, officer("market"), case.number, "fire", at=AT)
