"""The lights of the centre: steps by who has them, cases by who leads them, for those who oversee it."""

from __future__ import annotations

import pytest

from app import desk
from app.desk import CaseQuery
from app.domain.lights import Light
from app.errors import Forbidden
from tests.factories import ADMIN, DAY, LEAD, SUPERVISOR, Centre, head, joint


def test_lights_of_steps_and_cases_are_counted_apart(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban"))
    centre.receive("joint", co_departments=["fire"])
    found = desk.lights(centre.house, SUPERVISOR)
    assert found.steps_of("fire").lights == {Light.GREEN: 1}
    assert found.steps_of().total == 3 and found.cases_of(LEAD).total == 2
    assert found.cases_of("fire").total == 0
    centre.pass_time(centre.at + 4 * DAY)
    later = desk.lights(centre.house, ADMIN)
    assert later.steps_of("fire").lights == {Light.YELLOW: 1}
    assert later.cases_of(item="joint").lights == {Light.GREEN: 2}
    assert set(later.departments) == {"fire", "urban", LEAD} and later.items == ["joint"]
    desk.terminate(centre.house, head(LEAD), case.number, "重复", "行政许可法第八条", at=centre.at)
    assert desk.lights(centre.house, ADMIN).cases_of().total == 1
    running = desk.cases(centre.house, SUPERVISOR, CaseQuery(running=True)).items
    assert case.number not in [one.number for one in running] and len(running) == 1


def test_the_lights_are_for_those_who_oversee(centre: Centre) -> None:
    with pytest.raises(Forbidden):
        desk.lights(centre.house, head(LEAD))
