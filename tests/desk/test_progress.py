"""The applicant sees how far the case has come: what was withdrawn, cut short or undone is not progress."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app import desk
from app.desk import PublicCase
from app.domain.roles import Role
from app.store.records import CaseRecord
from tests.engine.drawing import draw, end, start, user
from tests.factories import ADMIN, AT, DAY, LEAD, NO, Centre, head, joint, officer

AGREE = {"outcome": "agree", "opinion": "内部意见"}


@pytest.fixture
def case(centre: Centre) -> CaseRecord:
    """Three departments are asked."""
    centre.deploy(joint())
    return centre.to_review(departments=("fire", "urban", "tobacco"))


def seen(centre: Centre, case: CaseRecord) -> PublicCase:
    """What the applicant sees now."""
    return desk.public_case(centre.house, case.number, case.code, at=centre.at)


def stages(centre: Centre, case: CaseRecord) -> str:
    """The five stages in a line: done, current, waiting or stopped."""
    return " ".join(f"{one.name}:{one.state}" for one in seen(centre, case).stages)


def steps(centre: Centre, case: CaseRecord) -> list[tuple[str, str, bool]]:
    """Element by name, department, and whether it is done."""
    return [(step.name, step.department.removesuffix("局"), step.done) for step in seen(centre, case).steps]


def test_the_five_stages_follow_a_case_to_its_end(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    assert stages(centre, case) == "收件:done 受理:current 审查:waiting 决定:waiting 送达:waiting"
    centre.complete(case, "accept", outcome="accept")
    assert stages(centre, case) == "收件:done 受理:done 审查:current 决定:waiting 送达:waiting"
    centre.complete(case, "review", **AGREE)
    assert stages(centre, case) == "收件:done 受理:done 审查:done 决定:current 送达:waiting"
    centre.complete(case, "decide", outcome="grant")
    assert stages(centre, case) == "收件:done 受理:done 审查:done 决定:done 送达:done"
    shown = seen(centre, case)
    assert [one.at is not None for one in shown.stages] == [True, True, False, True, True]
    assert shown.stage == "送达" and shown.days_left is None


def test_the_promise_is_told_with_how_it_is_counted(centre: Centre, case: CaseRecord) -> None:
    shown = seen(centre, case)
    assert (shown.promised_days, shown.days_left, shown.provisional) == (15, 15, False)
    assert shown.due_at == centre.house.calendar.due(AT, 15) and shown.accepted_at == AT


def test_a_withdrawn_opinion_is_not_done_any_more(centre: Centre, case: CaseRecord) -> None:
    done = centre.complete(case, "review", "fire", **AGREE)
    assert ("review", "fire", True) in steps(centre, case)
    desk.withdraw_opinion(centre.house, officer("fire"), done.task.id, "漏看附图", at=centre.at)
    assert [step for step in steps(centre, case) if step[1] == "fire"] == [("review", "fire", False)]


def test_a_step_cut_short_by_its_deadline_is_not_done(centre: Centre, case: CaseRecord) -> None:
    centre.pass_time(AT + 8 * DAY)
    assert centre.elements(case) == ["head_review:fire", "head_review:tobacco", "head_review:urban"]
    assert {name for name, _, _ in steps(centre, case)} == {"accept", "head_review"}


def test_what_a_return_has_undone_is_not_done_until_it_is_done_again(centre: Centre, case: CaseRecord) -> None:
    for department in ("fire", "urban", "tobacco"):
        centre.complete(case, "review", department, **AGREE)
    decide = centre.task(case, "decide")
    desk.send_back(centre.house, head(LEAD), decide.id, "co_review", "与现场不一致", at=centre.at)
    assert steps(centre, case) == [
        ("accept", LEAD, True), ("review", "fire", False), ("review", "urban", False), ("review", "tobacco", False)
    ]  # fmt: skip
    assert stages(centre, case) == "收件:done 受理:done 审查:current 决定:waiting 送达:waiting"
    centre.complete(case, "review", "fire", **AGREE)
    assert ("review", "fire", True) in steps(centre, case) and ("review", "urban", False) in steps(centre, case)


def test_a_return_to_a_step_leaves_what_lies_before_it(centre: Centre) -> None:
    diagram = draw(
        start("s"), user("accept", groups=LEAD, props={"kind": "accept"}), user("inspect", groups="fire"),
        user("decide", groups=LEAD, props={"kind": "decide", "actions": "grant,deny"}),
        user("hand_over", groups=LEAD), end("e"),
        flows=["s -> accept -> inspect -> decide -> hand_over -> e"], id="line", props={"lead": LEAD, "limit": "10"},
    )  # fmt: skip
    centre.deploy(diagram)
    case = centre.receive("line")
    centre.complete(case, "accept", outcome="accept")
    centre.complete(case, "inspect")
    centre.complete(case, "decide", outcome="grant")
    assert stages(centre, case) == "收件:done 受理:done 审查:done 决定:done 送达:current"
    last = centre.task(case, "hand_over")
    desk.send_back(centre.house, officer(LEAD), last.id, "inspect", "补查", at=centre.at)
    assert steps(centre, case) == [("accept", LEAD, True), ("inspect", "fire", False)]
    assert stages(centre, case) == "收件:done 受理:done 审查:current 决定:waiting 送达:waiting"


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda centre, case: centre.withdraw(case), "已撤回"),
        (lambda centre, case: desk.terminate(centre.house, ADMIN, case.number, "x", "y", at=centre.at), "已终止"),
    ],
    ids=["withdrawn", "terminated"],
)
def test_a_case_that_was_broken_off_stands_where_it_stopped(
    centre: Centre, case: CaseRecord, act: Callable[[Centre, CaseRecord], CaseRecord], word: str
) -> None:
    act(centre, case)
    shown = seen(centre, case)
    assert shown.status_name == word and shown.stage == "审查"
    assert stages(centre, case) == "收件:done 受理:done 审查:stopped 决定:waiting 送达:waiting"


def test_a_declined_application_stops_at_acceptance(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    centre.complete(case, "accept", outcome="reject", **NO)
    assert stages(centre, case) == "收件:done 受理:stopped 审查:waiting 决定:waiting 送达:waiting"
    assert seen(centre, case).stages[1].at == centre.at


def test_nothing_said_inside_and_nobody_is_named(centre: Centre, case: CaseRecord) -> None:
    centre.complete(case, "review", "fire", outcome="disagree", opinion="内部意见", **NO)
    told = str(seen(centre, case))
    for inside in ("内部意见", "disagree", NO["reasons"], NO["basis"], "fire.o1", *Role):
        assert inside not in told, inside


def test_the_days_of_the_promise_are_told_and_what_stops_them(centre: Centre, case: CaseRecord) -> None:
    days = seen(centre, case).clock.explanation
    assert [day.number for day in days if day.number] == list(range(1, 16))
    desk.pause(centre.house, head(LEAD), case.number, "hearing", "内部缘由", 3, at=centre.at)
    shown = seen(centre, case)
    assert [(stop.zh, stop.en) for stop in shown.clock.stops] == [("停表:听证", "paused: hearing")]
    assert sum(day.kind == "stopped" for day in shown.clock.explanation) == 3
    assert "内部缘由" not in str(shown)
    desk.terminate(centre.house, head(LEAD), case.number, "重复", "行政许可法第八条", at=centre.at)
    assert seen(centre, case).clock.stops == ()
