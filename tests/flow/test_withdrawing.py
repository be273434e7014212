"""An opinion is withdrawn (撤回) while its joint review waits for others, never after it went on; however drawn."""

from __future__ import annotations

import pytest

from app import desk
from app.errors import Refused
from app.store.records import CaseRecord, TaskRecord
from tests.engine.drawing import Loop, draw, end, fork, many, start, sub, user
from tests.factories import ADMIN, AT, LEAD, Centre, head, officer

EARLY = {"until": "${nrOfCompletedInstances >= 2}"}


def scopes(**until: str) -> bytes:
    """A sub-process for each department."""
    review = user("review", groups="${dept}")
    asked = sub("ask", start("in"), review, end("out"), flows=["in -> review -> out"], many=_each(until))
    return draw(start("s"), asked, user("decide", groups=LEAD), end("e"), flows=["s -> ask -> decide -> e"])


def tasks(**until: str) -> bytes:
    """One task for each department."""
    review = user("review", groups="${dept}", many=_each(until))
    return draw(start("s"), review, user("decide", groups=LEAD), end("e"), flows=["s -> review -> decide -> e"])


def branches() -> bytes:
    """One drawn branch for each department."""
    steps = [user(f"review_{code}", groups=code) for code in ("fire", "urban")]
    ways = ["f -> review_fire -> j", "f -> review_urban -> j"]
    return draw(
        start("s"), fork("f"), *steps, fork("j"), user("decide", groups=LEAD), end("e"),
        flows=["s -> f", *ways, "j -> decide -> e"],
    )  # fmt: skip


def _each(until: dict[str, str]) -> Loop:
    return many("co", "dept", **until)


def receive(centre: Centre, diagram: bytes, *departments: str) -> CaseRecord:
    centre.deploy(diagram)
    return centre.receive("p", co=list(departments))


def answer(centre: Centre, case: CaseRecord, department: str) -> TaskRecord:
    """A department says its opinion; returns the task, done."""
    (mine,) = [task for task in centre.open_tasks(case) if task.department == department]
    return desk.complete(centre.house, officer(department), mine.id, opinion="同意", at=AT).task


def departments(centre: Centre, case: CaseRecord) -> list[str]:
    return sorted(task.department for task in centre.open_tasks(case))


SHAPE_OF = {scopes(): "scopes", tasks(): "tasks", branches(): "branches"}
SHAPES = pytest.mark.parametrize("diagram", SHAPE_OF, ids=SHAPE_OF.values())


@SHAPES
def test_an_opinion_is_withdrawn_while_others_are_awaited(centre: Centre, diagram: bytes) -> None:
    case = receive(centre, diagram, "fire", "urban")
    done = answer(centre, case, "fire")
    desk.withdraw_opinion(centre.house, officer("fire"), done.id, "看错图纸", at=AT)
    assert departments(centre, case) == ["fire", "urban"]
    for department in ("urban", "fire"):
        answer(centre, case, department)
    assert departments(centre, case) == [LEAD]


@SHAPES
def test_no_opinion_is_withdrawn_after_all_are_in(centre: Centre, diagram: bytes) -> None:
    case = receive(centre, diagram, "fire", "urban")
    done = [answer(centre, case, department) for department in ("fire", "urban")]
    refuses(centre, case, done)


@SHAPES
def test_no_opinion_is_withdrawn_after_the_decision(centre: Centre, diagram: bytes) -> None:
    case = receive(centre, diagram, "fire", "urban")
    done = [answer(centre, case, department) for department in ("fire", "urban", LEAD)]
    refuses(centre, case, done)


@pytest.mark.parametrize("make", [scopes, tasks])
def test_no_opinion_is_withdrawn_after_a_condition_ended_the_review(centre: Centre, make: object) -> None:
    case = receive(centre, make(**EARLY), "fire", "urban", "tobacco")  # type: ignore[operator]
    done = [answer(centre, case, department) for department in ("tobacco", "fire")]
    assert departments(centre, case) == [LEAD]
    refuses(centre, case, done)


@SHAPES
def test_no_opinion_is_withdrawn_that_a_return_has_undone(centre: Centre, diagram: bytes) -> None:
    case = receive(centre, diagram, "fire", "urban")
    done = [answer(centre, case, department) for department in ("fire", "urban")]
    step = centre.open_tasks(case)[0]
    target = {"scopes": "ask", "tasks": "review", "branches": "review_fire"}[SHAPE_OF[diagram]]
    desk.send_back(centre.house, officer(LEAD), step.id, target, "材料有误", at=AT)
    assert "fire" in departments(centre, case)
    refuses(centre, case, done[:1])


def refuses(centre: Centre, case: CaseRecord, done: list[TaskRecord]) -> None:
    """Neither author, head nor administrator takes any of these back, and nothing has changed."""
    before, seen = departments(centre, case), desk.ledger(centre.house, ADMIN, case.number)
    for task in done:
        for actor in (officer(task.department), head(task.department), ADMIN):
            with pytest.raises(Refused) as refused:
                desk.withdraw_opinion(centre.house, actor, task.id, "看错图纸", at=AT)
            assert any(word in refused.value.message_zh for word in ("不能撤回", "已办结")), refused.value
    assert departments(centre, case) == before
    assert desk.ledger(centre.house, ADMIN, case.number) == seen
