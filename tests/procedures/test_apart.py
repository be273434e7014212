"""Duties are kept apart: who did one step, or is the person concerned, does not do the other."""

from __future__ import annotations

from typing import Any

import pytest

from app import desk
from app.domain.actors import Actor
from app.errors import Forbidden, Invalid
from app.store.records import CaseRecord
from tests.engine.drawing import end, start, user
from tests.factories import ADMIN, AT, CO, SUPERVISOR, Centre, head, joint, officer
from tests.procedures.scene import procedure, started


def two_steps(key: str = "p", **props: str) -> bytes:
    return procedure(
        key,
        start("begin"),
        user("look", groups="fire", props={"limit": "2", "kind": "review"}),
        user("judge", groups="fire", props={"limit": "2", **props}),
        end("over"),
        flows=["begin -> look -> judge -> over"],
    )


def refused(centre: Centre, case: CaseRecord, element: str, actor: Actor) -> Forbidden:
    with pytest.raises(Forbidden) as caught:
        centre.complete(case, element, actor=actor)
    assert centre.task(case, element).assignee is None
    return caught.value


@pytest.mark.parametrize("named", ["look", "review", "other_step,look"])
def test_who_did_a_step_does_not_do_the_one_kept_apart_from_it(centre: Centre, named: str) -> None:
    centre.deploy(two_steps(notBy=named))
    case = started(centre, officer("fire"), "p")
    centre.complete(case, "look", actor=officer("fire", 1))
    error = refused(centre, case, "judge", officer("fire", 1))
    assert error.status == 403 and "may not do 'judge' as well" in error.message_en and "不得再办理" in error.message_zh
    centre.complete(case, "judge", actor=officer("fire", 2))


def test_a_task_kept_apart_can_neither_be_claimed_nor_be_assigned(centre: Centre) -> None:
    centre.deploy(two_steps(notBy="look"))
    case = started(centre, officer("fire"), "p")
    centre.complete(case, "look", actor=officer("fire", 1))
    task = centre.task(case, "judge").id
    with pytest.raises(Forbidden):
        desk.claim(centre.house, officer("fire", 1), task, at=AT)
    with pytest.raises(Forbidden):
        desk.assign(centre.house, head("fire"), task, "fire.o1", at=AT)
    assert desk.assign(centre.house, head("fire"), task, "fire.o2", at=AT).assignee == "fire.o2"


def test_steps_of_the_case_that_it_is_about_count_too_also_two_cases_back(centre: Centre) -> None:
    centre.deploy(joint(), procedure("between"), two_steps(notBy="decide"))
    case = centre.to_review()
    for code in CO[:3]:
        centre.complete(case, "review", code, outcome="agree")
    centre.complete(case, "decide", outcome="grant", actor=officer("market", 1))
    between = started(centre, SUPERVISOR, "between", about=case.number)
    case = started(centre, SUPERVISOR, "p", about=between.number)
    centre.complete(case, "look")
    desk.transfer(centre.house, ADMIN, centre.task(case, "judge").id, "market", "原件在市监", at=AT)
    assert "market.o1" in refused(centre, case, "judge", officer("market", 1)).message_en
    centre.complete(case, "judge", actor=officer("market", 2))


@pytest.mark.parametrize("named", ["fire.o1", "fire", ["urban.o1", "fire.o1"]])
def test_the_person_or_department_concerned_does_not_handle_it(centre: Centre, named: Any) -> None:
    centre.deploy(two_steps(notBy="${respondent}"))
    case = started(centre, officer("urban"), "p", respondent=named)
    centre.complete(case, "look")
    assert "回避" in refused(centre, case, "judge", officer("fire", 1)).message_zh


def test_whoever_starts_it_does_not_approve_it(centre: Centre) -> None:
    centre.deploy(two_steps(notBy="${starter}"))
    case = started(centre, officer("fire", 2), "p")
    centre.complete(case, "look")
    refused(centre, case, "judge", officer("fire", 2))
    centre.complete(case, "judge", actor=officer("fire", 1))


def test_an_administrator_is_no_exception(centre: Centre) -> None:
    centre.deploy(two_steps(notBy="look"))
    case = started(centre, officer("fire"), "p")
    centre.complete(case, "look", actor=ADMIN)
    refused(centre, case, "judge", ADMIN)


def test_a_step_for_supervisors_is_done_by_supervisors_alone(centre: Centre) -> None:
    checked = user("check", groups="supervision", props={"limit": "2", "role": "supervisor"})
    centre.deploy(procedure("p", start("begin"), checked, end("over"), flows=["begin -> check -> over"]))
    case = started(centre, officer("fire"), "p")
    for other in (officer("supervision"), head("supervision"), officer("fire")):
        refused(centre, case, "check", other)
    centre.complete(case, "check", actor=SUPERVISOR)


def test_a_day_that_is_named_too_near_is_refused(centre: Centre) -> None:
    fixed = user("fix", groups="fire", props={"limit": "2", "ahead": "held_on:7"})
    asked = start("begin", props={"ahead": "day:3"})
    centre.deploy(procedure("p", asked, fixed, end("over"), flows=["begin -> fix -> over"]))
    for day in (None, "soon", "2026-03-04", "2026-03-02"):  # today is Monday the second
        with pytest.raises(Invalid):
            started(centre, officer("fire"), "p", **({"day": day} if day else {}))
    case = started(centre, officer("fire"), "p", day="2026-03-05")
    with pytest.raises(Invalid) as caught:
        centre.complete(case, "fix", form={"held_on": "2026-03-10T09:30:00+08:00"})
    assert caught.value.extra["earliest"] == "2026-03-11" and "须提前7个工作日" in caught.value.message_zh
    centre.complete(case, "fix", form={"held_on": "2026-03-11T09:30:00+08:00"})
