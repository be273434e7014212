"""Return, withdraw an opinion, add and remove a department, a message from outside."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app import desk
from app.domain.tasks import TaskStatus
from app.errors import Forbidden, Invalid, NotFound, Refused
from tests.engine.drawing import draw, end, fork, receive, start, user
from tests.factories import ADMIN, AT, CO, DAY, Centre, head, joint, officer, window


@pytest.fixture(autouse=True)
def deployed(centre: Centre) -> None:
    centre.deploy(joint())


def test_the_lead_returns_the_case_and_the_departments_review_again(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban"))
    for department in ("fire", "urban"):
        centre.complete(case, "review", department, outcome="agree")
    task = centre.task(case, "decide")
    returned = desk.send_back(centre.house, officer("market"), task.id, "accept", "材料有误", at=AT)
    assert returned.task.status is TaskStatus.CANCELLED and returned.task.outcome == "return"
    assert centre.elements(case) == ["accept:market"]
    centre.complete(case, "accept", outcome="accept")
    assert centre.elements(case) == ["review:fire", "review:urban"]
    for department in ("fire", "urban"):
        centre.complete(case, "review", department, outcome="agree")
    assert centre.complete(case, "decide", outcome="grant").case.ended_at is not None
    # One acceptance, one voucher, one promise: a return does not start the clock anew.
    assert centre.kinds(case) == ["SLTZ", "ZYXK", "BJTZ"]
    assert centre.acts(case).count("accept") == 1
    centre.check_ledgers()


def test_a_return_needs_a_reason_and_a_step_that_was_passed(centre: Centre) -> None:
    case = centre.to_review(departments=("fire",))
    task = centre.task(case, "review")
    with pytest.raises(Invalid) as refused:
        desk.send_back(centre.house, officer("fire"), task.id, "accept", "", at=AT)
    assert refused.value.field == "reason"
    with pytest.raises(Invalid) as unknown:
        desk.send_back(centre.house, officer("fire"), task.id, "nowhere", "材料有误", at=AT)
    assert unknown.value.field == "element"
    with pytest.raises(Refused):
        desk.send_back(centre.house, officer("fire"), task.id, "decide", "材料有误", at=AT)
    assert centre.elements(case) == ["review:fire"]


def test_one_parallel_branch_returns_and_the_other_goes_on(centre: Centre) -> None:
    drawn = draw(
        start("s"), user("first", groups="market"), fork("f"), user("a1", groups="fire"), user("a2", groups="fire"),
        user("b", groups="urban"), fork("j"), user("last", groups="market"), end("e"),
        flows=["s -> first -> f", "f -> a1 -> a2 -> j", "f -> b -> j", "j -> last -> e"], id="parallel",
    )  # fmt: skip
    centre.deploy(drawn)
    case = centre.receive("parallel")
    centre.complete(case, "first")
    centre.complete(case, "a1")
    desk.send_back(centre.house, officer("fire"), centre.task(case, "a2").id, "a1", "重做", at=AT)
    assert centre.elements(case) == ["a1:fire", "b:urban"]
    centre.complete(case, "b")
    centre.complete(case, "a1")
    centre.complete(case, "a2")
    assert centre.elements(case) == ["last:market"]


def test_a_department_withdraws_its_own_opinion_and_its_limit_goes_on(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban"))
    due = centre.task(case, "review", "fire").due_at
    done = centre.complete(case, "review", "fire", outcome="agree", at=AT + DAY).task
    again = desk.withdraw_opinion(centre.house, officer("fire"), done.id, "看错图纸", at=AT + 2 * DAY)
    assert again.task.status is TaskStatus.WITHDRAWN
    assert [(t.element, t.department, t.due_at) for t in again.opened] == [("review", "fire", due)]
    assert [o.withdrawn_at for o in centre.opinions(case) if o.department == "fire"] == [AT + 2 * DAY]
    centre.complete(case, "review", "urban", outcome="agree")
    assert centre.elements(case) == ["review:fire"]
    centre.complete(case, "review", "fire", outcome="disagree", reasons="出口不足", at=AT + 3 * DAY)
    assert centre.elements(case) == ["decide:market"]
    assert [o.outcome for o in centre.opinions(case) if o.department == "fire"] == ["agree", "disagree"]
    centre.check_ledgers()


def test_a_withdrawn_opinion_keeps_its_deadline_timer(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban"))
    done = centre.complete(case, "review", "fire", outcome="agree").task
    desk.withdraw_opinion(centre.house, officer("fire"), done.id, "看错图纸", at=AT + 2 * DAY)
    centre.pass_time(centre.house.calendar.due(AT, 5) - timedelta(seconds=1))
    assert centre.elements(case) == ["review:fire", "review:urban"]
    centre.pass_time(centre.house.calendar.due(AT, 5))
    assert centre.elements(case) == ["head_review:fire", "head_review:urban"]


def test_an_opinion_is_withdrawn_by_its_author_or_head_and_before_the_join(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban"))
    done = centre.complete(case, "review", "fire", outcome="agree").task
    with pytest.raises(Forbidden):
        desk.withdraw_opinion(centre.house, officer("urban"), done.id, "看错", at=AT)
    with pytest.raises(Forbidden):
        desk.withdraw_opinion(centre.house, officer("fire", 2), done.id, "看错", at=AT)
    with pytest.raises(Refused):
        desk.withdraw_opinion(centre.house, officer("urban"), centre.task(case, "review", "urban").id, "早了", at=AT)
    urban = centre.complete(case, "review", "urban", outcome="agree").task
    for late in (done, urban):
        with pytest.raises(Refused):
            desk.withdraw_opinion(centre.house, head(late.department), late.id, "看错", at=AT)
    assert centre.elements(case) == ["decide:market"]


def test_the_lead_adds_a_department_while_the_review_runs(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban"))
    centre.complete(case, "review", "fire", outcome="agree")
    task = centre.task(case, "review", "urban")
    added = desk.add_department(centre.house, officer("market"), task.id, "tobacco", "售烟", at=AT + DAY)
    assert [(t.department, t.due_at) for t in added.opened] == [("tobacco", centre.house.calendar.due(AT + DAY, 5))]
    centre.complete(case, "review", "urban", outcome="agree")
    assert centre.elements(case) == ["review:tobacco"]
    centre.complete(case, "review", "tobacco", outcome="agree")
    assert centre.elements(case) == ["decide:market"]
    centre.check_ledgers()


def test_a_department_is_added_once_and_only_with_a_reason_by_those_concerned(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban"))
    task = centre.task(case, "review", "fire")
    with pytest.raises(Refused):
        desk.add_department(centre.house, officer("market"), task.id, "urban", "重复", at=AT)
    with pytest.raises(Invalid):
        desk.add_department(centre.house, officer("market"), task.id, "tobacco", "", at=AT)
    with pytest.raises(Invalid):
        desk.add_department(centre.house, officer("market"), task.id, "moon", "需要", at=AT)
    with pytest.raises(Forbidden):
        desk.add_department(centre.house, officer("ecology"), task.id, "tobacco", "需要", at=AT)
    assert desk.add_department(centre.house, officer("fire"), task.id, "housing", "需要", at=AT).opened


def test_removing_a_department_lets_the_others_go_on(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban", "tobacco"))
    task = centre.task(case, "review", "fire")
    with pytest.raises(Forbidden):
        desk.remove_department(centre.house, officer("fire"), task.id, "urban", "无关", at=AT)
    desk.remove_department(centre.house, officer("market"), task.id, "urban", "不设招牌", at=AT)
    assert centre.elements(case) == ["review:fire", "review:tobacco"]
    with pytest.raises(Refused):
        desk.remove_department(centre.house, officer("market"), task.id, "urban", "不设招牌", at=AT)
    centre.complete(case, "review", "fire", outcome="agree")
    with pytest.raises(Refused):
        desk.remove_department(centre.house, officer("market"), task.id, "fire", "已答复", at=AT)
    desk.remove_department(centre.house, officer("market"), task.id, "tobacco", "不售烟", at=AT)
    assert centre.elements(case) == ["decide:market"]
    assert centre.pass_time(centre.house.calendar.due(AT, 5)) == ["warn:decide", "due:decide"]


def test_no_department_is_added_where_no_review_runs(centre: Centre) -> None:
    case = centre.receive("joint", co_departments=list(CO[:2]))
    task = centre.task(case, "accept")
    with pytest.raises(Refused):
        desk.add_department(centre.house, officer("market"), task.id, "tobacco", "需要", at=AT)


def test_a_message_wakes_the_step_that_waits_for_it_and_nothing_else(centre: Centre) -> None:
    drawn = draw(
        start("s"), receive("reply", "upper.reply"), user("after", groups="market"), end("e"),
        flows=["s -> reply -> after -> e"], id="upward", props={"lead": "market"},
    )  # fmt: skip
    centre.deploy(drawn)
    case = centre.receive("upward")
    with pytest.raises(Refused):
        desk.message(centre.house, officer("market"), case.number, "lower.reply", at=AT)
    with pytest.raises(NotFound):
        desk.message(centre.house, officer("fire"), case.number, "upper.reply", at=AT)
    desk.message(centre.house, window(), case.number, "upper.reply", at=AT)
    assert centre.elements(case) == ["after:market"]
    assert centre.acts(case) == ["receive", "message"]


def test_a_returned_case_keeps_its_promise(centre: Centre) -> None:
    case = centre.to_review(departments=("fire",))
    before = centre.now(case)
    desk.send_back(centre.house, officer("fire"), centre.task(case, "review").id, "accept", "缺图", at=AT + DAY)
    centre.complete(case, "accept", outcome="accept", at=AT + 2 * DAY)
    after = centre.now(case)
    assert (after.accepted_at, after.due_at, after.warn_at) == (before.accepted_at, before.due_at, before.warn_at)
    assert desk.limits(centre.house, ADMIN, case.number, at=AT + 2 * DAY)[0].days_used == 2
    assert isinstance(after.due_at, datetime)
