"""A process and one that it calls may use the same ids: every step is treated as its own diagram says."""

from __future__ import annotations

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.domain.lights import Light
from app.errors import Invalid
from tests.engine.drawing import boundary, call, draw, end, fork, service, start, sub, timer, user
from tests.factories import ADMIN, AT, DAY, Centre, officer

INNER = draw(
    start("s"),
    user("work", groups="fire", doc="里面的", form="inner-form",
         props={"kind": "review", "limit": "9", "actions": "agree,disagree", "role": "head"}),
    boundary("late", on="work", event=timer("P3D"), interrupting=False), service("tell", "supervise.yellow"),
    end("told"), end("e", props={"result": "refused"}),
    flows=["s -> work -> e", "late -> tell -> told"], id="inner", props={"lead": "fire", "limit": "3"},
)  # fmt: skip
OUTER = draw(
    start("s"),
    user("work", groups="market", doc="外面的", form="outer-form",
         props={"kind": "accept", "limit": "2", "actions": "accept,reject"}),
    call("sub", "inner"), user("after", groups="market"), end("e", props={"result": "completed"}),
    flows=["s -> work -> sub -> after -> e"], id="outer", props={"lead": "market", "limit": "8"},
)  # fmt: skip


@pytest.fixture(autouse=True)
def deployed(centre: Centre) -> None:
    centre.deploy(INNER, OUTER)


def test_a_step_has_the_limit_the_role_and_the_sheet_of_its_own_diagram(centre: Centre) -> None:
    case = centre.receive("outer")
    first = centre.task(case, "work")
    assert (first.kind, first.role, first.due_at) == ("accept", None, centre.house.calendar.due(AT, 2))
    centre.complete(case, "work", outcome="accept")
    second = centre.task(case, "work")
    assert (second.department, second.kind, second.role) == ("fire", "review", "head")
    assert second.due_at == centre.house.calendar.due(AT, 9)
    sheet = desk.task_sheet(centre.house, ADMIN, second.id, at=AT)
    assert (sheet.actions, sheet.documentation, sheet.form_key) == (("agree", "disagree"), "里面的", "inner-form")
    with pytest.raises(Invalid) as refused:
        centre.complete(case, "work", outcome="accept")
    assert refused.value.extra["expected"] == ["agree", "disagree"]


def test_the_case_ends_as_the_last_end_of_its_own_diagrams_says(centre: Centre) -> None:
    case = centre.receive("outer")
    centre.complete(case, "work", outcome="accept")
    assert centre.now(case).due_at == centre.house.calendar.due(AT, 8)
    centre.complete(case, "work", outcome="agree")
    done = centre.complete(case, "after")
    assert done.case.status is CaseStatus.COMPLETED


def test_the_shown_diagram_has_passed_only_its_own_steps(centre: Centre) -> None:
    case = centre.receive("outer")
    centre.complete(case, "work", outcome="accept")
    centre.complete(case, "work", outcome="agree")
    passed = {one.element: one.times for one in desk.diagram(centre.house, ADMIN, case.number).passed}
    assert passed == {"s": 1, "work": 1, "sub": 1}


def test_a_return_goes_to_the_step_of_ones_own_diagram(centre: Centre) -> None:
    case = centre.receive("outer")
    centre.complete(case, "work", outcome="accept")
    centre.complete(case, "work", outcome="agree")
    task = centre.task(case, "after")
    desk.send_back(centre.house, officer("market"), task.id, "work", "重办", at=AT)
    assert centre.elements(case) == ["work:market"]


def test_a_timer_lights_the_steps_inside_its_own_activity_only(centre: Centre) -> None:
    def review(id: str, group: str) -> bytes:
        inside = sub("r", start(f"{id}s"), user(f"{id}w", groups=group), end(f"{id}e"),
                     flows=[f"{id}s -> {id}w -> {id}e"])  # fmt: skip
        beside = (boundary("late", on="r", event=timer("P1D"), interrupting=False, props={"light": "red"}), end("l"))
        return draw(start("s"), inside, *(beside if id == "one" else ()), end("e"),
                    flows=["s -> r -> e", *(["late -> l"] if id == "one" else [])], id=id)  # fmt: skip

    main = draw(
        start("s"), fork("f"), call("c1", "one"), call("c2", "two"), fork("j"), end("e"),
        flows=["s -> f", "f -> c1 -> j", "f -> c2 -> j", "j -> e"], id="both", props={"lead": "market"},
    )  # fmt: skip
    centre.deploy(review("one", "fire"), review("two", "urban"), main)
    case = centre.receive("both")
    centre.pass_time(AT + DAY)
    assert {task.element: task.light for task in centre.open_tasks(case)} == {
        "onew": Light.RED,
        "twow": Light.GREEN,
    }
