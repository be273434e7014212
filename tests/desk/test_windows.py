"""An application is received at a window of the centre that may take the item."""

from __future__ import annotations

import pytest

from app import designs, desk
from app.domain.actors import Actor
from app.errors import Invalid
from app.store import people
from app.store import tables_house as t
from app.store.queries import CaseQuery
from tests.factories import ADMIN, AT, DESIGNER, LEAD, SUPERVISOR, Centre, joint, officer, simple, window

HALL = {"A02": (LEAD, []), "A03": ("civil", ["civil"]), "C01": ("centre", [LEAD, "fire"]), "C02": ("centre", ["J1"])}


@pytest.fixture
def hall(centre: Centre) -> Centre:
    """Windows that take everything, one department's items, those of two, one item."""
    rows = [{"code": code, "name": code, "department": at, "items": items} for code, (at, items) in HALL.items()]
    with centre.house.database.writing() as connection:
        people.put(connection, t.window, rows)
    centre.deploy(joint(), simple())
    return centre


def receive(hall: Centre, actor: Actor, item: str = "joint", window: str = "") -> str:
    """Where it was received."""
    given = {"applicant": {"name": "王"}, "variables": {"co_departments": []}, "window": window}
    return desk.receive(hall.house, actor, item, at=AT, **given).window  # type: ignore[arg-type]


@pytest.mark.parametrize("wanted", ["A02", "C01", "C02"])
def test_a_window_takes_all_items_those_of_a_department_or_one(hall: Centre, wanted: str) -> None:
    assert receive(hall, ADMIN, window=wanted) == wanted


@pytest.mark.parametrize(
    ("actor", "item", "told"),
    [
        (window(LEAD), "joint", "A02"),
        (window("centre"), "joint", "C01"),
        (window("fire"), "joint", "fire"),  # nobody entered a window of theirs
        (officer(LEAD), "joint", "A02"),
        (ADMIN, "joint", "A02"),
    ],
)
def test_without_one_it_is_the_clerks_own_or_the_items(hall: Centre, actor: Actor, item: str, told: str) -> None:
    assert receive(hall, actor, item) == told


@pytest.mark.parametrize(
    ("actor", "item", "wanted", "words"),
    [
        (ADMIN, "joint", "Z99", "no window 'Z99'"),
        (ADMIN, "joint", LEAD, "no window 'market'"),
        (ADMIN, "joint", "A03", "not received at A03; it is taken at A02, C01, C02"),
        (window("civil"), "joint", "", "not received at civil"),
        (window("civil"), "joint", "A02", "at window A02 sits market"),
        (ADMIN, "simple", "C02", "not received at C02"),
    ],
)
def test_any_other_is_refused_by_name(hall: Centre, actor: Actor, item: str, wanted: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        receive(hall, actor, item, wanted)
    assert refused.value.field == "window"
    assert desk.cases(hall.house, SUPERVISOR, CaseQuery()).items == ()


def test_the_windows_that_a_guide_names_are_the_only_ones(hall: Centre) -> None:
    guide = b'key = "joint"\nname = "J"\nwindows = ["C02", "A02"]\n'
    files = [desk_file("joint.bpmn", joint(limit="9")), desk_file("joint.toml", guide)]
    held = designs.deploy(hall.house, DESIGNER, files, at=AT, override="drawn for a test").held
    assert held is not None
    designs.approve(hall.house, SUPERVISOR, held.id, at=AT)
    assert receive(hall, ADMIN) == "C02" and receive(hall, window("centre")) == "C02"
    with pytest.raises(Invalid, match="it is taken at C02, A02"):
        receive(hall, ADMIN, window="C01")


def desk_file(name: str, data: bytes) -> designs.File:
    return designs.File(name=name, data=data)
