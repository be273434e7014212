"""What the live diagram is told: how often a case has passed each element, and when last."""

from __future__ import annotations

from app import desk
from tests.engine.drawing import draw, end, many, start, user
from tests.factories import ADMIN, AT, DAY, LEAD, Centre, head, joint


def passed(centre: Centre, number: str) -> dict[str, int]:
    """How often, by element."""
    return {visit.element: visit.times for visit in desk.diagram(centre.house, ADMIN, number).passed}


def test_a_joint_review_counts_once_a_round_and_its_steps_once_a_department(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban", "tobacco"))
    assert "co_review" not in passed(centre, case.number)
    for department in ("fire", "urban", "tobacco"):
        centre.complete(case, "review", department, outcome="agree")
    told = passed(centre, case.number)
    assert (told["co_review"], told["review"], told["answered"]) == (1, 3, 3)
    decide = centre.task(case, "decide")
    centre.at = AT + DAY
    desk.send_back(centre.house, head(LEAD), decide.id, "co_review", "再议", at=centre.at)
    for department in ("fire", "urban", "tobacco"):
        centre.complete(case, "review", department, outcome="agree")
    told = passed(centre, case.number)
    assert (told["co_review"], told["review"], told["accept"]) == (2, 6, 1)
    when = {visit.element: visit.at for visit in desk.diagram(centre.house, ADMIN, case.number).passed}
    assert (when["accept"], when["co_review"]) == (AT, AT + DAY)


def test_a_review_by_many_at_one_step_counts_once(centre: Centre) -> None:
    centre.deploy(several())
    case = centre.receive("several", departments=["fire", "urban"])
    centre.complete(case, "review", "fire")
    assert "review" not in passed(centre, case.number)
    centre.complete(case, "review", "urban")
    assert passed(centre, case.number)["review"] == 1


def several() -> bytes:
    """One step for all of them."""
    review = user("review", groups="${dept}", many=many("departments", "dept"))
    return draw(start("s"), review, end("e"), flows=["s -> review -> e"], id="several")
