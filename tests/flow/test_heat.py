"""The heat of a diagram, on both databases: averages, nine of ten, and what came too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import designs
from app.errors import Forbidden
from tests.factories import AT, DAY, DESIGNER, Centre, officer, simple


def test_the_heat_counts_every_step_that_was_done(centre: Centre) -> None:
    centre.deploy(simple(limit="2", kind="review"))
    hours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 200]
    for each in hours:
        centre.complete(centre.receive("simple"), "work", at=AT + timedelta(hours=each))
    (heat,) = designs.heat(centre.house, DESIGNER, "simple", at=AT + 20 * DAY)
    assert (heat.element, heat.count) == ("work", 10)
    assert heat.average_hours == pytest.approx(sum(hours) / 10)
    assert heat.p90_hours == pytest.approx(9)
    assert heat.overdue == 1
    assert heat.overdue_rate == pytest.approx(0.1)


def test_the_heat_forgets_what_is_long_ago(centre: Centre) -> None:
    centre.deploy(simple())
    centre.complete(centre.receive("simple"), "work")
    assert designs.heat(centre.house, DESIGNER, "simple", at=AT + 10 * DAY, months=1)
    assert not designs.heat(centre.house, DESIGNER, "simple", at=AT + 40 * DAY, months=1)


def test_running_cases_are_counted_by_version(centre: Centre) -> None:
    centre.deploy(simple())
    first = designs.definition(centre.house, "simple", 1, at=AT).id
    centre.receive("simple")
    centre.complete(centre.receive("simple"), "work")
    centre.deploy(simple(limit="3"))
    second = designs.definition(centre.house, "simple", 2, at=AT).id
    centre.receive("simple")
    versions = designs.versions(centre.house, "simple", at=AT + DAY)
    assert {one.definition.id: one.running for one in versions} == {first: 1, second: 1}


def test_figures_of_colleagues_are_not_for_officers(centre: Centre) -> None:
    with pytest.raises(Forbidden):
        designs.heat(centre.house, officer("fire"), "simple", at=AT)
