"""Departments side by side: one acceptance starts all their clocks, silence is no consent, dissent is answered."""

from __future__ import annotations

import pytest

from app import desk
from app.desk import CaseRecord
from app.domain.cases import CaseStatus
from app.errors import Invalid
from tests.centre.hall import ledger
from tests.engine.drawing import boundary, draw, end, fork, many, service, start, sub, timer, user
from tests.factories import AT, DAY, LEAD, NO, Centre, head, joint, officer

SILENCE = 'name = "联办"\nmode = "joint"\nsilence = true\n'


def tacit(key: str = "tacit") -> bytes:
    """Silence counts as consent, and whoever was silent still gives an opinion while the lead decides."""
    return draw(
        start("apply"),
        user("accept", groups=LEAD, props={"kind": "accept", "limit": "2", "actions": "accept,reject"}),
        sub(
            "co_review",
            start("asked"),
            user("review", groups="${dept}", props={"kind": "review", "limit": "5", "actions": "agree,disagree"}),
            boundary("late", on="review", event=timer("workdays(5)")),
            service("deem", "opinion.deemed"),
            end("answered"),
            end("deemed"),
            flows=["asked -> review -> answered", "late -> deem -> deemed"],
            many=many("co_departments", "dept"),
            props={"outputCollection": "opinions", "outputElement": "opinion"},
        ),
        service("list", "opinion.silent"),
        fork("both"),
        user("decide", groups=LEAD, props={"kind": "decide", "limit": "2", "actions": "grant,deny"}),
        user(
            "late_opinion",
            groups="${dept}",
            many=many("silent_departments", "dept"),
            props={"kind": "compensate", "limit": "1", "actions": "agree,disagree"},
        ),
        fork("joined"),
        end("done"),
        flows=[
            "apply -> accept -> co_review -> list -> both",
            "both -> decide -> joined",
            "both -> late_opinion -> joined",
            "joined -> done",
        ],
        id=key,
        name="联办事项",
        props={"lead": LEAD, "itemCode": "T1", "mode": "joint", "limit": "15", "statutoryLimit": "45"},
    )


def silent_case(centre: Centre, guide: str) -> CaseRecord:
    """Fire has answered, urban has not."""
    centre.deploy(tacit(), guides={"tacit": guide})
    case = centre.receive("tacit", co_departments=["fire", "urban"])
    centre.complete(case, "accept", outcome="accept")
    centre.complete(case, "review", "fire", outcome="agree")
    centre.pass_time(centre.house.calendar.due(AT, 5))
    return case


def test_all_departments_clocks_start_at_the_one_acceptance(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire", "urban", "tobacco"])
    centre.at = AT + DAY
    centre.complete(case, "accept", outcome="accept")
    accepted = centre.now(case).accepted_at
    legs = [task for task in centre.open_tasks(case) if task.element == "review"]
    assert accepted == centre.at and len(legs) == 3
    assert {task.created_at for task in legs} == {accepted}
    assert {task.due_at for task in legs} == {centre.house.calendar.due(centre.at, 5)}


def test_a_leg_that_follows_another_starts_at_that_ones_written_completion(centre: Centre) -> None:
    after = draw(
        start("apply"),
        user("accept", groups=LEAD, props={"kind": "accept", "limit": "2", "actions": "accept,reject"}),
        user("first", groups="fire", props={"kind": "review", "limit": "3", "actions": "agree,disagree"}),
        user("second", groups="urban", props={"kind": "review", "limit": "3", "actions": "agree,disagree"}),
        end("done"),
        flows=["apply -> accept -> first -> second -> done"],
        id="after",
        props={"lead": LEAD, "mode": "joint", "limit": "15"},
    )
    centre.deploy(after)
    case = centre.receive("after")
    centre.complete(case, "accept", outcome="accept")
    first = centre.task(case, "first")
    assert first.due_at == centre.house.calendar.due(AT, 3)
    centre.at = AT + 2 * DAY
    centre.complete(case, "first", outcome="agree", opinion="消防验收合格,意见书已送达")
    second = centre.task(case, "second")
    assert second.created_at == centre.at and second.due_at == centre.house.calendar.due(centre.at, 3)


def test_silence_is_off_by_default_and_recorded_as_missing(centre: Centre) -> None:
    case = silent_case(centre, 'name = "联办"\nmode = "joint"\n')
    said = {one.department: (one.kind, one.outcome) for one in centre.opinions(case) if one.element == "review"}
    assert said == {"fire": ("opinion", "agree"), "urban": ("missing", "missing")}
    assert centre.elements(case) == ["decide:market"]


def test_silence_where_an_item_turns_it_on_is_attributed_and_followed_by_a_signed_opinion(centre: Centre) -> None:
    case = silent_case(centre, SILENCE)
    said = {
        one.department: (one.kind, one.outcome, one.user) for one in centre.opinions(case) if one.element == "review"
    }
    assert said["urban"] == ("silent", "agree", "system")
    assert "missing:review:urban" in centre.alerts(case)
    assert centre.elements(case) == ["decide:market", "late_opinion:urban"]
    centre.complete(case, "decide", outcome="grant")
    assert centre.now(case).status is CaseStatus.ACCEPTED
    centre.complete(case, "late_opinion", outcome="agree", opinion="补具意见:同意")
    assert centre.now(case).status is CaseStatus.COMPLETED


def test_silence_never_consents_in_a_matter_of_safety(centre: Centre) -> None:
    case = silent_case(centre, SILENCE + "safety = true\n")
    assert [one.kind for one in centre.opinions(case) if one.department == "urban"] == ["missing"]


def test_granting_over_a_dissent_needs_reasons_and_tells_the_dissenter_why(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban"))
    centre.complete(case, "review", "fire", outcome="disagree", reasons="疏散宽度不足", basis="消防法")
    centre.complete(case, "review", "urban", outcome="agree")
    with pytest.raises(Invalid, match="fire disagreed"):
        centre.complete(case, "decide", outcome="grant")
    assert centre.now(case).status is CaseStatus.ACCEPTED
    centre.complete(case, "decide", outcome="grant", reasons="已增设出口并复核")
    (told,) = [one for one in ledger(centre, case, "handle") if one.get("topic") == "dissent.answered"]
    assert (told["department"], told["reasons"]) == ("fire", "已增设出口并复核")
    sent = [one for one in desk.due_mail(centre.house, AT + DAY, 200) if one.topic == "dissent.answered"]
    assert [(one.target, one.body["reasons"]) for one in sent] == [("fire", "已增设出口并复核")]
    assert "YJFK" in centre.kinds(case)


def test_over_a_dissent_the_lead_may_refuse_with_reasons_or_suspend(centre: Centre) -> None:

    centre.deploy(joint())
    for number in range(2):
        case = centre.to_review(departments=("fire",))
        centre.complete(case, "review", outcome="disagree", reasons="疏散宽度不足")
        if number:
            desk.pause(centre.house, head(LEAD), case.number, "inspection", "请检测机构复核", 5, at=centre.at)
            assert centre.now(case).paused_at == centre.at
        else:
            centre.complete(case, "decide", outcome="deny", **NO)
            assert centre.now(case).status is CaseStatus.REFUSED


def test_a_dissent_that_was_taken_back_needs_no_answer(centre: Centre) -> None:

    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban"))
    done = centre.complete(case, "review", "fire", outcome="disagree", reasons="疏散宽度不足")
    desk.withdraw_opinion(centre.house, officer("fire"), done.task.id, "误读图纸", at=centre.at)
    centre.complete(case, "review", "fire", outcome="agree")
    centre.complete(case, "review", "urban", outcome="agree")
    assert centre.complete(case, "decide", outcome="grant").case.status is CaseStatus.COMPLETED
