"""What the house does for service steps: each topic in a diagram of its own."""

from __future__ import annotations

from typing import Any

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.domain.lights import Light
from app.engine import Request
from app.errors import DiagramRefused, Forbidden, Invalid, LianbanError
from app.handlers import HANDLERS, TOPICS
from app.settings import Settings
from app.store.database import Database
from tests.engine.drawing import boundary, draw, end, many, send, service, start, sub, timer, user
from tests.factories import ADMIN, AT, DAY, Centre, head, officer, open_centre


def watched(topic: str, *, interrupting: bool = False, **props: str) -> bytes:
    """A step of the fire department with one service step behind its timer."""
    return draw(
        start("s"), user("work", groups="fire", props={"limit": "5"}), end("e"),
        boundary("late", on="work", event=timer("P1D"), interrupting=interrupting),
        service("act", topic, props=props), end("acted"),
        flows=["s -> work -> e", "late -> act -> acted"], id="watched", props={"lead": "market"},
    )  # fmt: skip


def straight(topic: str, **props: str) -> bytes:
    """One step, then the topic, then another step."""
    return draw(
        start("s"), user("work", groups="fire"), service("act", topic, props=props), user("after", groups="fire"),
        end("e"), flows=["s -> work -> act -> after -> e"], id="straight", props={"lead": "market"},
    )  # fmt: skip


def details(centre: Centre, case: Any, act: str) -> list[dict[str, Any]]:
    return [dict(e.detail) for e in desk.ledger(centre.house, ADMIN, case.number) if e.act == act]


def mail(centre: Centre, topic: str) -> list[tuple[str, str]]:
    """Channel and target of the messages of a topic."""
    rows = desk.due_mail(centre.house, AT + 100 * DAY, 500)
    return sorted((row.channel, row.target) for row in rows if row.topic == topic)


def test_urging_reminds_the_late_department(centre: Centre) -> None:
    centre.deploy(watched("supervise.urge", text="请尽快"))
    case = centre.receive("watched")
    centre.pass_time(AT + DAY)
    assert details(centre, case, "urge") == [{"department": "fire", "element": "act", "text": "请尽快"}]
    assert mail(centre, "urge") == [("webhook", "fire")]


def test_urging_may_name_its_target(centre: Centre) -> None:
    centre.deploy(watched("supervise.urge", target="province"))
    case = centre.receive("watched")
    centre.pass_time(AT + DAY)
    assert [d["department"] for d in details(centre, case, "urge")] == ["province"]


@pytest.mark.parametrize("light", [Light.YELLOW, Light.RED])
def test_a_light_topic_lights_the_step_and_alerts_once(centre: Centre, light: Light) -> None:
    centre.deploy(watched(f"supervise.{light}"))
    case = centre.receive("watched")
    centre.pass_time(AT + DAY)
    assert centre.task(case, "work").light is light
    assert centre.alerts(case) == [f"{light}:work:fire"]
    assert mail(centre, f"alert.{light}") == [("webhook", "fire"), ("webhook", "supervisor")]


def test_a_light_topic_without_a_step_lights_the_case(centre: Centre) -> None:
    centre.deploy(straight("supervise.red"))
    case = centre.receive("straight")
    assert centre.complete(case, "work").case.light is Light.RED
    assert centre.alerts(case) == ["red::market"]


def test_a_lamp_never_turns_back(centre: Centre) -> None:
    centre.deploy(watched("supervise.yellow"))
    case = centre.receive("watched")
    due = centre.task(case, "work").due_at
    assert due is not None
    for row in reversed(desk.due_timers(centre.house, due, 10)):
        desk.fire_timer(centre.house, row.id, due)
    assert centre.task(case, "work").light is Light.RED
    assert [a for a in centre.alerts(case) if a.startswith("red")] == ["red:work:fire"]


def test_escalating_hands_the_task_to_the_head(centre: Centre) -> None:
    centre.deploy(watched("supervise.escalate"))
    case = centre.receive("watched")
    task = centre.task(case, "work").id
    desk.claim(centre.house, officer("fire"), task, at=AT)
    centre.pass_time(AT + DAY)
    with pytest.raises(Forbidden):
        desk.complete(centre.house, officer("fire"), task, at=AT + DAY)
    assert desk.complete(centre.house, head("fire"), task, at=AT + DAY).task.closed_by == "fire.head"


def test_a_missing_opinion_is_recorded_against_the_department_once(centre: Centre) -> None:
    centre.deploy(watched("opinion.missing", interrupting=True))
    case = centre.receive("watched")
    centre.pass_time(AT + DAY)
    assert [(o.kind, o.department, o.outcome) for o in centre.opinions(case)] == [("missing", "fire", "missing")]
    assert centre.alerts(case) == ["missing:work:fire"]


def test_delivering_tells_the_window(centre: Centre) -> None:
    centre.deploy(straight("result.deliver", method="post"))
    case = centre.receive("straight")
    centre.complete(case, "work")
    assert details(centre, case, "handle") == [{"topic": "result.deliver", "element": "act", "method": "post"}]
    assert mail(centre, "result") == [("webhook", "A02")]


def test_a_status_is_set_as_drawn_and_only_as_the_table_allows(centre: Centre) -> None:
    centre.deploy(straight("case.status", status="accepted"))
    case = centre.receive("straight")
    assert centre.complete(case, "work").case.status is CaseStatus.ACCEPTED
    centre.deploy(straight("case.status", status="declined").replace(b'id="straight"', b'id="back"'))
    other = centre.receive("back")
    assert centre.complete(other, "work").case.status is CaseStatus.DECLINED
    again = centre.receive("straight")
    centre.complete(again, "work")
    assert centre.now(again).status is CaseStatus.ACCEPTED


@pytest.mark.parametrize(
    ("topic", "props", "code", "severity"),
    [
        ("case.status", {"status": "lost"}, "bad-parameter", "error"),
        ("case.status", {"status": "received"}, "bad-parameter", "error"),
        ("case.status", {"status": "${status}"}, "bad-parameter", "error"),
        ("case.status", {}, "missing-parameter", "error"),
        ("case.status", {"status": " "}, "missing-parameter", "error"),
        ("notice.issue", {}, "missing-parameter", "error"),
        ("notice.issue", {"notice": "A" * 17}, "bad-parameter", "error"),
        ("notice.issue", {"notice": "ABCD"}, "unknown-value", "warning"),
        ("survey.appoint", {"departments": "fire, urban"}, "bad-parameter", "error"),
        ("supervise.urge", {"target": "moon"}, "unknown-department", "warning"),
        ("supervise.urge", {"text": "x" * 2001}, "bad-parameter", "error"),
        ("transfer.upward", {"receiver": "moon"}, "unknown-department", "warning"),
    ],
)
def test_what_a_step_says_to_its_topic_is_checked_when_it_is_deployed(
    centre: Centre, topic: str, props: dict[str, str], code: str, severity: str
) -> None:
    try:
        found: Any = centre.deploy(straight(topic, **props)).findings
    except DiagramRefused as refused:
        found = refused.findings
    found = [one for one in found if one.element == "act"]
    assert [(one.code, one.severity) for one in found] == [(code, severity)]
    assert found[0].line and found[0].message_zh and (props.get("status", "") in found[0].message_en)


@pytest.mark.parametrize(
    ("topic", "props"),
    [
        ("survey.appoint", {"departments": "co_departments"}),
        ("survey.appoint", {}),
        ("supervise.urge", {"target": "fire", "text": "请尽快", "act": "12"}),
        ("notice.issue", {"notice": "SLTZ"}),
    ],
)
def test_what_a_topic_understands_is_not_remarked_upon(centre: Centre, topic: str, props: dict[str, str]) -> None:
    assert not [one for one in centre.deploy(straight(topic, **props)).findings if one.element == "act"]


def test_a_diagram_from_before_the_check_is_refused_when_it_comes_to_that(centre: Centre) -> None:
    asked = Request(topic="case.status", element="act", name="", token=1, branch=0, properties={"status": "lost"},
                    variables={})  # fmt: skip
    with pytest.raises(Invalid) as refused:
        HANDLERS["case.status"](asked, None, centre.house.office)  # type: ignore[arg-type]
    assert refused.value.element == "act"


def test_every_topic_is_declared_in_both_languages_and_with_choices_that_hold() -> None:
    assert list(HANDLERS) == list(TOPICS)
    for name, topic in TOPICS.items():
        assert topic.name == name
        for each in (topic, *topic.parameters, *(choice for one in topic.parameters for choice in one.choices)):
            assert each.en.strip() and each.zh.strip()
        for one in topic.parameters:
            assert bool(one.choices) == (one.kind == "choice")
            assert not (one.required and one.default)


def test_reporting_upwards_issues_a_numbered_notice(centre: Centre) -> None:
    centre.deploy(straight("transfer.upward", receiver="province"))
    case = centre.receive("straight")
    assert [n.kind for n in centre.complete(case, "work").notices] == ["SBZB"]
    assert details(centre, case, "handle")[0]["receiver"] == "province"


def test_a_refusal_is_filed_under_a_number_with_its_reasons(centre: Centre) -> None:
    centre.deploy(straight("refusal.file"))
    for number in (1, 2):
        case = centre.receive("straight")
        centre.complete(case, "work", reasons="不符", basis="第三十二条")
        filed = details(centre, case, "handle")[0]
        assert (filed["number"], filed["reasons"], filed["basis"]) == (f"BB-2026-{number:06d}", "不符", "第三十二条")


def test_one_site_visit_is_appointed_for_all_departments(centre: Centre) -> None:
    drawn = straight("survey.appoint").replace(b'candidateGroups="fire"', b'candidateGroups="${co_departments[0]}"')
    centre.deploy(drawn)
    case = centre.receive("straight", co_departments=["fire", "urban"])
    centre.complete(case, "work")
    assert details(centre, case, "handle")[0]["departments"] == ["market", "fire", "urban"]
    assert mail(centre, "survey") == [("webhook", "fire"), ("webhook", "market"), ("webhook", "urban")]


def test_a_notice_has_the_next_number_of_its_year(centre: Centre) -> None:
    drawn = draw(
        start("s"), user("work", groups="fire"), send("n", topic="notice.issue", props={"notice": "YCGZ"}), end("e"),
        flows=["s -> work -> n -> e"], id="told",
    )  # fmt: skip
    centre.deploy(drawn)
    numbers = [centre.complete(centre.receive("told"), "work", opinion="缺M01").notices[0] for _ in range(3)]
    assert [n.number for n in numbers] == ["YCGZ-2026-000001", "YCGZ-2026-000002", "YCGZ-2026-000003"]
    assert numbers[0].data == {"opinion": "缺M01"}


def test_a_light_on_the_border_of_a_joint_review_is_for_those_still_open(centre: Centre) -> None:
    drawn = draw(
        start("s"),
        sub("review_all", start("a"), user("review", groups="${dept}"), end("b"), flows=["a -> review -> b"],
            many=many("co_departments", "dept")),
        boundary("warned", on="review_all", event=timer("P1D"), interrupting=False, props={"light": "yellow"}),
        end("noted"), end("e"), flows=["s -> review_all -> e", "warned -> noted"], id="bordered",
        props={"lead": "market"},
    )  # fmt: skip
    centre.deploy(drawn)
    case = centre.receive("bordered", co_departments=["fire", "urban", "tobacco"])
    centre.complete(case, "review", "urban")
    centre.pass_time(AT + DAY)
    assert sorted(centre.alerts(case)) == ["yellow:review:fire", "yellow:review:tobacco"]


def test_without_channels_nothing_is_put_into_the_outbox(database: Database) -> None:
    centre = open_centre(database, Settings())
    centre.deploy(watched("supervise.red"))
    case = centre.receive("watched")
    centre.pass_time(AT + DAY)
    assert centre.alerts(case) == ["red:work:fire"]
    assert desk.due_mail(centre.house, AT + 100 * DAY, 500) == []


def test_the_outbox_counts_attempts_and_gives_up(centre: Centre) -> None:
    centre.deploy(watched("supervise.urge"))
    centre.receive("watched")
    centre.pass_time(AT + DAY)
    row = next(r for r in desk.due_mail(centre.house, centre.at) if r.topic == "urge")
    assert desk.next_mail_at(centre.house) == row.next_at
    desk.mail_failed(centre.house, row.id, "refused", at=centre.at, next_at=centre.at + DAY)
    assert row.id not in [r.id for r in desk.due_mail(centre.house, centre.at)]
    later = next(r for r in desk.due_mail(centre.house, centre.at + DAY, channel="webhook") if r.id == row.id)
    assert (later.attempts, later.error, later.key) == (1, "refused", row.key)
    assert desk.due_mail(centre.house, centre.at + DAY, channel="email") == []
    desk.mail_sent(centre.house, row.id, at=centre.at + DAY)
    assert row.id not in [r.id for r in desk.due_mail(centre.house, centre.at + 9 * DAY)]
    for other in desk.due_mail(centre.house, centre.at + 9 * DAY):
        desk.mail_failed(centre.house, other.id, "dead", at=centre.at, next_at=None)
    assert desk.due_mail(centre.house, centre.at + 99 * DAY) == [] and desk.next_mail_at(centre.house) is None


def test_a_missing_department_is_told_and_its_task_can_be_transferred(centre: Centre) -> None:
    centre.deploy(watched("supervise.urge").replace(b'candidateGroups="fire"', b'candidateGroups="${who}"'))
    case = centre.receive("watched", who="moon")
    assert centre.alerts(case) == ["unmanned:work:moon"]
    task = centre.task(case, "work")
    moved = desk.transfer(centre.house, ADMIN, task.id, "fire", "部门代码有误", at=AT)
    assert moved.department == "fire"
    with pytest.raises(LianbanError):
        centre.receive("watched", who=17)


def test_a_reminder_that_comes_again_records_a_missing_opinion_once(centre: Centre) -> None:
    once = watched("opinion.missing")
    centre.deploy(once.replace(b"timeDuration", b"timeCycle").replace(b"P1D", b"R3/P1D"))
    case = centre.receive("watched")
    centre.pass_time(AT + 3 * DAY)
    assert centre.acts(case).count("timer") == 3
    assert [(o.kind, o.department) for o in centre.opinions(case)] == [("missing", "fire")]
    assert centre.alerts(case) == ["missing:work:fire"]


def test_a_light_inside_one_departments_branch_leaves_the_others_dark(centre: Centre) -> None:
    branch = sub("stage", start("c"), user("review", groups="${dept}"), end("d"), flows=["c -> review -> d"])
    drawn = draw(
        start("s"),
        sub("review_all", start("a"), branch, end("b"),
            boundary("warned", on="stage", event=timer("P1D"), interrupting=False, props={"light": "yellow"}),
            end("noted"), flows=["a -> stage -> b", "warned -> noted"], many=many("co_departments", "dept")),
        end("e"), flows=["s -> review_all -> e"], id="nested", props={"lead": "market"},
    )  # fmt: skip
    centre.deploy(drawn)
    case = centre.receive("nested", co_departments=["fire", "urban"])
    timer_of_fire = next(t for t in desk.due_timers(centre.house, AT + DAY) if t.item == "fire")
    desk.fire_timer(centre.house, timer_of_fire.id, AT + DAY)
    assert centre.alerts(case) == ["yellow:review:fire"]


def test_a_case_that_was_never_accepted_ends_without_a_completion_notice(centre: Centre) -> None:
    centre.deploy(straight("result.deliver"))
    case = centre.receive("straight")
    centre.complete(case, "work")
    assert centre.complete(case, "after").case.status is CaseStatus.COMPLETED
    assert centre.kinds(case) == []
