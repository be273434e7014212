"""What an application must state: missing and impossible facts are named by their fields, before and while it runs."""

from __future__ import annotations

from typing import Any

import pytest

from app import designs, desk
from app.designs import File
from app.domain.actors import SYSTEM, Actor
from app.errors import Invalid
from app.settings import ROOT
from tests.engine.drawing import draw, end, script, start, user, xor
from tests.factories import AT, Centre, window

SHOP = {"area": 350, "works": 100_000, "sign_board": True, "tobacco": False, "drains": False, "fumes": False}


def fields(refused: Invalid) -> list[str]:
    return [one["field"] for one in refused.extra["errors"]]


def refusal(centre: Centre, item: str, at: Actor | None = None, **variables: Any) -> Invalid:
    with pytest.raises(Invalid) as refused:
        centre.receive(item, actor=at or window(), **variables)
    assert desk.cases(centre.house, SYSTEM, desk.CaseQuery()).items == ()
    return refused.value


@pytest.fixture
def hall(centre: Centre) -> Centre:
    """The centre as `processes/` describes it."""
    designs.load_folder(centre.house, ROOT / "processes", at=AT)
    return centre


def test_an_application_that_lacks_facts_names_all_of_them_in_the_words_of_the_guide(hall: Centre) -> None:
    refused = refusal(hall, "joint", works=100_000, sign_board=True, drains=None, fumes="")
    assert fields(refused) == ["form.area", "form.tobacco", "form.drains", "form.fumes"]
    assert refused.message("zh").startswith("营业场所建筑面积未填写;零售烟草制品未填写")
    assert refused.message("en").startswith("area is missing; tobacco")
    assert refused.extra["errors"][0]["label"] == "营业场所建筑面积"
    assert refused.field == "form.area" and "unknown variable" not in refused.message("en")


def test_a_fact_may_stand_in_the_form_or_among_the_variables(hall: Centre) -> None:
    form = {name: value for name, value in SHOP.items() if name != "area"}
    assert hall.receive("joint", form=form, area="350").number


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("area", "large", "营业场所建筑面积须为数字"),
        ("area", True, "营业场所建筑面积须为数字"),
        ("tobacco", "yes", "零售烟草制品须为是或否"),
        ("tobacco", 1, "零售烟草制品须为是或否"),
    ],
)
def test_a_fact_of_another_kind_is_named(hall: Centre, fact: str, value: object, words: str) -> None:
    refused = refusal(hall, "joint", **{**SHOP, fact: value})
    assert (fields(refused), refused.message("zh")) == ([f"form.{fact}"], words)


def test_a_choice_is_one_of_those_that_the_guide_offers(hall: Centre) -> None:
    refused = refusal(hall, "assisted", window("centre"), wanted="everything")
    assert refused.message("zh") == "所办事项须为以下之一：direct、promised、joint、escalated、none"


def test_a_department_is_one_of_the_centre(hall: Centre) -> None:
    refused = refusal(hall, "rejected", window("centre"), lead="moon", refusal="deny")
    assert refused.message("zh") == "作出答复的部门须为本中心的部门代码"


def test_a_fact_that_is_read_only_later_is_asked_for_at_once(hall: Centre) -> None:
    assert fields(refusal(hall, "promised")) == ["form.site_visit"]


def test_without_a_guide_the_diagram_says_what_it_cannot_start_without(centre: Centre) -> None:
    drawn = draw(
        start("s"), script("find", "base = 1\ntotal = base + floors * height"), user("work", groups="${who}"), end("e"),
        flows=["s -> find -> work -> e"], id="plain",
    )  # fmt: skip
    centre.deploy(drawn)
    refused = refusal(centre, "plain", height=3)
    assert (fields(refused), refused.message("en")) == (
        ["form.floors", "form.who"], "floors is missing; who is missing")  # fmt: skip
    assert centre.elements(centre.receive("plain", floors=2, height=3, who="fire")) == ["work:fire"]


def test_what_only_one_way_reads_is_asked_for_on_that_way(centre: Centre) -> None:
    drawn = draw(
        start("s"), xor("g"), user("small", groups="fire"), script("large", "x = floors"), end("e"), end("f"),
        flows=["s -> g", "g -> large: ${area > 300}", "g -> small: default", "small -> e", "large -> f"], id="plain",
    )  # fmt: skip
    centre.deploy(drawn)
    assert fields(refusal(centre, "plain", area=400)) == ["form.floors"]
    assert fields(refusal(centre, "plain")) == ["form.area"]
    assert centre.elements(centre.receive("plain", area=4)) == ["small:fire"]


def test_facts_that_come_with_an_answer_are_named_when_they_lack_and_may_be_given_then(hall: Centre) -> None:
    case = hall.receive("assisted", actor=window("centre"), wanted="joint")
    hall.complete(case, "help_draft", outcome="done")
    with pytest.raises(Invalid) as refused:
        hall.complete(case, "help_confirm", outcome="confirm", variables={"works": 5, "tobacco": True})
    assert sorted(fields(refused.value)) == [f"variables.{name}" for name in sorted(SHOP.keys() - {"works", "tobacco"})]
    assert refused.value.message("zh").startswith("营业场所建筑面积未填写;")
    assert refused.value.element == "find_departments"
    assert hall.elements(case) == ["help_confirm:centre"]
    hall.complete(case, "help_confirm", outcome="confirm", variables=SHOP)
    assert hall.elements(case) == ["accept:market"]


def test_a_guide_that_holds_no_proper_facts_asks_for_nothing(centre: Centre) -> None:
    drawn = draw(start("s"), user("w", groups="fire"), end("e"), flows=["s -> w -> e"], id="plain")
    guide = b'key = "plain"\nfacts = [3, { label = "x" }, { name = "y", required = true }]'
    files = [File(name="plain.bpmn", data=drawn), File(name="plain.toml", data=guide)]
    designs.deploy(centre.house, SYSTEM, files, at=AT)
    assert centre.receive("plain").number
