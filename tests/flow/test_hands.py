"""In whose hands a task is: claim, give back, assign, hand on, delegate, stand in for somebody absent."""

from __future__ import annotations

import pytest

from app import desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.domain.tasks import TaskStatus
from app.errors import AlreadyClaimed, Forbidden, Invalid, NotFound, Refused
from tests.engine.drawing import boundary, draw, end, service, start, timer, user
from tests.factories import ADMIN, AT, DAY, DESIGNER, SUPERVISOR, Centre, head, joint, officer, simple, window


@pytest.fixture
def task(centre: Centre) -> int:
    """A task of the fire department that waits."""
    centre.deploy(joint())
    return centre.task(centre.to_review(departments=("fire", "urban")), "review", "fire").id


def test_claiming_says_who_has_it_and_a_second_claim_names_them(centre: Centre, task: int) -> None:
    claimed = desk.claim(centre.house, officer("fire"), task, at=AT)
    assert (claimed.status, claimed.assignee, claimed.claimed_at) == (TaskStatus.CLAIMED, "fire.o1", AT)
    with pytest.raises(AlreadyClaimed) as refused:
        desk.claim(centre.house, officer("fire", 2), task, at=AT)
    assert refused.value.extra["by"] == "fire.o1"
    assert "fire.o1" in refused.value.message_en and "fire.o1" in refused.value.message_zh


def test_claiming_twice_oneself_changes_nothing(centre: Centre, task: int) -> None:
    first = desk.claim(centre.house, officer("fire"), task, at=AT)
    assert desk.claim(centre.house, officer("fire"), task, at=AT).version == first.version


def test_a_claimed_task_is_completed_by_its_holder_only(centre: Centre, task: int) -> None:
    desk.claim(centre.house, officer("fire"), task, at=AT)
    for other in (officer("fire", 2), head("fire"), ADMIN):
        with pytest.raises(AlreadyClaimed):
            desk.complete(centre.house, other, task, outcome="agree", at=AT)
    assert desk.complete(centre.house, officer("fire"), task, outcome="agree", at=AT).task.closed_by == "fire.o1"


def test_an_unclaimed_task_is_taken_and_completed_in_one_act(centre: Centre, task: int) -> None:
    done = desk.complete(centre.house, officer("fire"), task, outcome="agree", at=AT).task
    assert (done.status, done.assignee, done.claimed_at) == (TaskStatus.DONE, "fire.o1", AT)


@pytest.mark.parametrize("other", [officer("urban"), head("urban"), SUPERVISOR, DESIGNER], ids=lambda a: a.user)
def test_nobody_outside_the_department_acts_on_its_task(centre: Centre, task: int, other: Actor) -> None:
    with pytest.raises(Forbidden):
        desk.claim(centre.house, other, task, at=AT)
    with pytest.raises(Forbidden):
        desk.complete(centre.house, other, task, outcome="agree", at=AT)


def test_an_unknown_task_is_not_found(centre: Centre, task: int) -> None:
    with pytest.raises(NotFound):
        desk.claim(centre.house, officer("fire"), task + 500, at=AT)


def test_giving_back_frees_the_task_and_only_its_holder_or_head_can(centre: Centre, task: int) -> None:
    with pytest.raises(Refused):
        desk.unclaim(centre.house, officer("fire"), task, at=AT)
    desk.claim(centre.house, officer("fire"), task, at=AT)
    with pytest.raises(AlreadyClaimed):
        desk.unclaim(centre.house, officer("fire", 2), task, at=AT)
    freed = desk.unclaim(centre.house, head("fire"), task, at=AT)
    assert (freed.status, freed.assignee) == (TaskStatus.OPEN, None)
    assert desk.claim(centre.house, officer("fire", 2), task, at=AT).assignee == "fire.o2"


def test_a_head_assigns_to_somebody_of_the_department(centre: Centre, task: int) -> None:
    with pytest.raises(Forbidden):
        desk.assign(centre.house, officer("fire"), task, "fire.o2", at=AT)
    for stranger in ("urban.o1", "nobody"):
        with pytest.raises(Invalid) as refused:
            desk.assign(centre.house, head("fire"), task, stranger, at=AT)
        assert refused.value.field == "user"
    assert desk.assign(centre.house, head("fire"), task, "fire.o2", at=AT).assignee == "fire.o2"
    assert desk.assign(centre.house, head("fire"), task, "fire.o1", at=AT).assignee == "fire.o1"


def test_transferring_moves_the_task_and_keeps_its_due_moment(centre: Centre, task: int) -> None:
    due = desk.task(centre.house, officer("fire"), task).due_at
    with pytest.raises(Invalid):
        desk.transfer(centre.house, officer("fire"), task, "housing", " ", at=AT)
    with pytest.raises(Invalid):
        desk.transfer(centre.house, officer("fire"), task, "moon", "不归我管", at=AT)
    moved = desk.transfer(centre.house, officer("fire"), task, "housing", "不归我管", at=AT)
    assert (moved.department, moved.status, moved.due_at) == ("housing", TaskStatus.OPEN, due)
    with pytest.raises(Forbidden):
        desk.complete(centre.house, officer("fire"), task, outcome="agree", at=AT)
    assert desk.complete(centre.house, officer("housing"), task, outcome="agree", at=AT).task.closed_by == "housing.o1"


def test_a_delegated_task_comes_back_with_an_opinion(centre: Centre, task: int) -> None:
    desk.claim(centre.house, officer("fire"), task, at=AT)
    given = desk.delegate(centre.house, officer("fire"), task, "fire.o2", "请核对出口", at=AT)
    assert (given.status, given.assignee, given.owner) == (TaskStatus.DELEGATED, "fire.o2", "fire.o1")
    for who in (officer("fire"), officer("fire", 2)):
        with pytest.raises(Refused):
            desk.complete(centre.house, who, task, outcome="agree", at=AT)
    with pytest.raises(Forbidden):
        desk.resolve(centre.house, officer("fire"), task, "可以", at=AT)
    back = desk.resolve(centre.house, officer("fire", 2), task, "出口合格", at=AT)
    assert (back.status, back.assignee, back.owner) == (TaskStatus.CLAIMED, "fire.o1", None)
    desk.complete(centre.house, officer("fire"), task, outcome="agree", opinion="同意", at=AT)
    said = desk.task_sheet(centre.house, officer("fire"), task, at=AT).opinions
    assert [(o.kind, o.user, o.text) for o in said] == [
        ("opinion", "fire.o1", "同意"),
        ("advice", "fire.o2", "出口合格"),
    ]


def test_who_delegated_a_task_can_take_it_back(centre: Centre, task: int) -> None:
    desk.delegate(centre.house, officer("fire"), task, "fire.o2", at=AT)
    taken = desk.claim(centre.house, officer("fire"), task, at=AT)
    assert (taken.status, taken.assignee, taken.owner) == (TaskStatus.CLAIMED, "fire.o1", None)


def test_nothing_is_delegated_to_oneself_or_to_a_stranger(centre: Centre, task: int) -> None:
    with pytest.raises(Refused):
        desk.delegate(centre.house, officer("fire"), task, "fire.o1", at=AT)
    with pytest.raises(Invalid):
        desk.delegate(centre.house, officer("fire"), task, "urban.o1", at=AT)


def test_b_acts_for_an_absent_a_and_it_is_on_record(centre: Centre, task: int) -> None:
    desk.claim(centre.house, officer("fire"), task, at=AT)
    with pytest.raises(AlreadyClaimed):
        desk.complete(centre.house, officer("fire", 2), task, outcome="agree", at=AT)
    desk.add_absence(centre.house, head("fire"), "fire.o1", AT + DAY, AT + 3 * DAY, "出差", at=AT)
    with pytest.raises(AlreadyClaimed):
        desk.complete(centre.house, officer("fire", 2), task, outcome="agree", at=AT)
    with pytest.raises(AlreadyClaimed):
        desk.complete(centre.house, head("fire"), task, outcome="agree", at=AT + DAY)
    done = desk.complete(centre.house, officer("fire", 2), task, outcome="agree", at=AT + DAY)
    case = done.case
    opinion = next(o for o in centre.opinions(case) if o.department == "fire")
    assert (opinion.user, opinion.acting_for) == ("fire.o2", "fire.o1")
    entries = desk.ledger(centre.house, ADMIN, case.number)
    assert [e.actor for e in entries if e.act == "complete"][-1] == "fire.o2@fire for fire.o1"


def test_b_takes_over_a_claim_only_while_a_is_away(centre: Centre, task: int) -> None:
    desk.claim(centre.house, officer("fire"), task, at=AT)
    away = desk.add_absence(centre.house, officer("fire"), "fire.o1", AT, AT + 3 * DAY, "病假", at=AT)
    desk.end_absence(centre.house, head("fire"), away.id, at=AT + DAY)
    with pytest.raises(AlreadyClaimed):
        desk.claim(centre.house, officer("fire", 2), task, at=AT + 2 * DAY)
    desk.add_absence(centre.house, officer("fire"), "fire.o1", AT + 2 * DAY, AT + 4 * DAY, "病假", at=AT)
    assert desk.claim(centre.house, officer("fire", 2), task, at=AT + 2 * DAY).assignee == "fire.o2"


def test_a_step_for_the_head_is_not_done_by_an_officer(centre: Centre) -> None:
    centre.deploy(simple(role="head"))
    task = centre.task(centre.receive("simple"), "work")
    with pytest.raises(Forbidden):
        desk.claim(centre.house, officer("fire"), task.id, at=AT)
    assert desk.claim(centre.house, head("fire"), task.id, at=AT).assignee == "fire.head"


@pytest.mark.parametrize("role", ["head", "window"])
def test_a_step_for_one_role_says_so_without_a_word_of_escalation(centre: Centre, role: str) -> None:
    centre.deploy(simple(role=role))
    task = centre.task(centre.receive("simple"), "work")
    with pytest.raises(Forbidden) as refused:
        desk.complete(centre.house, officer("fire"), task.id, at=AT)
    assert role in refused.value.message_en and "升级" not in refused.value.message_zh
    assert {"head": "部门负责人", "window": "窗口人员"}[role] in refused.value.message_zh
    assert role in refused.value.extra["expected"]


@pytest.mark.parametrize("actor", [window("fire"), head("fire"), ADMIN], ids=lambda actor: str(actor.role))
def test_a_step_for_the_window_is_done_by_the_departments_window_staff_or_its_head(
    centre: Centre, actor: Actor
) -> None:
    centre.deploy(simple(role="window"))
    task = centre.task(centre.receive("simple"), "work")
    for stranger in (officer("fire"), window("urban"), head("urban")):
        with pytest.raises(Forbidden):
            desk.complete(centre.house, stranger, task.id, at=AT)
    assert desk.complete(centre.house, actor, task.id, at=AT).task.closed_by == actor.user


def test_a_step_for_the_window_that_was_handed_to_the_head_is_the_heads(centre: Centre) -> None:
    drawn = draw(
        start("s"), user("work", groups="fire", props={"role": "window"}),
        boundary("late", on="work", event=timer("PT2H"), interrupting=False),
        service("up", "supervise.escalate"), end("told"), end("e"), flows=["s -> work -> e", "late -> up -> told"],
    )  # fmt: skip
    centre.deploy(drawn)
    task = centre.task(centre.receive("p"), "work")
    centre.pass_time(AT + DAY)
    with pytest.raises(Forbidden):
        desk.complete(centre.house, window("fire"), task.id, at=AT + DAY)
    assert desk.complete(centre.house, head("fire"), task.id, at=AT + DAY).task.closed_by == "fire.head"


def test_only_a_window_or_the_lead_department_receives(centre: Centre) -> None:
    centre.deploy(joint())
    for actor in (window("centre"), officer("market"), ADMIN):
        assert centre.receive("joint", actor=actor, co_departments=[]).received_by == actor.user
    for actor in (officer("fire"), SUPERVISOR, DESIGNER):
        with pytest.raises(Forbidden):
            centre.receive("joint", actor=actor, co_departments=[])


def test_a_draft_is_kept_until_the_task_is_completed(centre: Centre, task: int) -> None:
    desk.save_draft(centre.house, officer("fire"), task, {"seen": True}, at=AT)
    desk.save_draft(centre.house, officer("fire"), task, {"seen": False}, at=AT)
    assert desk.draft(centre.house, officer("fire"), task) == {"seen": False}
    with pytest.raises(Forbidden):
        desk.save_draft(centre.house, officer("urban"), task, {}, at=AT)
    desk.complete(centre.house, officer("fire"), task, outcome="agree", at=AT)
    assert desk.draft(centre.house, officer("fire"), task) is None
    with pytest.raises(Refused):
        desk.save_draft(centre.house, officer("fire"), task, {}, at=AT)


def test_a_task_offered_to_two_departments_is_seen_in_its_case_by_both_until_one_has_answered(centre: Centre) -> None:
    centre.deploy(simple().replace(b'candidateGroups="fire"', b'candidateGroups="fire,urban"'))
    case = centre.receive("simple")
    task = centre.task(case, "work")
    for who in (officer("fire"), officer("urban")):
        assert [one.id for one in desk.tasks(centre.house, who, case.number)] == [task.id]
        assert [one.id for one in desk.diagram(centre.house, who, case.number).tasks] == [task.id]
    centre.complete(case, "work", actor=officer("fire"))
    assert [one.id for one in desk.tasks(centre.house, officer("fire"), case.number)] == [task.id]
    with pytest.raises(NotFound):
        desk.tasks(centre.house, officer("urban"), case.number)


def test_a_task_offered_to_two_departments_is_found_and_done_by_either(centre: Centre) -> None:
    centre.deploy(simple().replace(b'candidateGroups="fire"', b'candidateGroups="fire,urban"'))
    first, second = centre.receive("simple"), centre.receive("simple")
    assert [t.case_number for t in centre.inbox(officer("urban"))] == [first.number, second.number]
    assert [t.case_number for t in centre.inbox(officer("fire"))] == [first.number, second.number]
    task = centre.task(first, "work")
    assert desk.claim(centre.house, officer("urban"), task.id, at=AT).department == "urban"
    done = desk.complete(centre.house, officer("urban"), centre.task(second, "work").id, at=AT)
    assert done.task.department == "urban"
    assert [t.case_number for t in centre.inbox(officer("urban"))] == [first.number]


def test_an_assignee_named_by_the_diagram_holds_the_task_from_the_start(centre: Centre) -> None:
    drawn = simple().replace(b'camunda:candidateGroups="fire"', b'camunda:assignee="urban.o2"')
    centre.deploy(drawn)
    task = centre.task(centre.receive("simple"), "work")
    assert (task.assignee, task.department, task.status) == ("urban.o2", "urban", TaskStatus.CLAIMED)


def test_a_role_is_checked_by_its_name(centre: Centre) -> None:
    with pytest.raises(Invalid) as refused:
        desk.issue_token(centre.house, "x", "king", "fire", at=AT)
    assert refused.value.field == "role"
    token = desk.issue_token(centre.house, "x", Role.OFFICER, "fire", at=AT)
    assert desk.authenticate(centre.house, token, AT).department == "fire"
