"""What may be done with a task that is offered to several departments: each of them may take it, one has it then."""

from __future__ import annotations

import pytest

from app import desk
from app.errors import NotFound
from tests.engine.drawing import draw, end, start, user
from tests.factories import AT, Centre, officer


def test_each_department_that_a_task_is_offered_to_may_take_it(centre: Centre) -> None:
    centre.deploy(draw(start("s"), user("either", groups="fire,urban"), end("e"), flows=["s -> either -> e"]))
    case = centre.receive("p")
    task = centre.task(case, "either")
    for department in ("fire", "urban"):
        can = desk.possible(centre.house, officer(department), case.number, at=AT).tasks[task.id]
        assert can.claim and can.complete, department
        assert can.delegate == (department == task.department)
    desk.claim(centre.house, officer("urban"), task.id, at=AT)
    can = desk.possible(centre.house, officer("urban"), case.number, at=AT).tasks
    assert can[task.id].delegate and not can[task.id].claim
    with pytest.raises(NotFound):
        desk.possible(centre.house, officer("fire"), case.number, at=AT)
