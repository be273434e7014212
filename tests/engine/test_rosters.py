"""Departments added (加签) and removed (减签): it stays so when the joint review begins again, however it does."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import Recalled
from tests.engine.cases import Case
from tests.engine.drawing import draw, end, loop, many, script, start, sub, user, xor

GATHER = {"outputCollection": "opinions", "outputElement": "opinion"}
WAYS = [pytest.param(True, id="stored"), pytest.param(False, id="in memory")]


def joint(*, find: str = "depts = ['fire', 'urban']", collection: str = "depts", sequential: bool = False) -> bytes:
    """A script finds the departments, they review, the lead decides; a case may be led back to the acceptance."""
    inside = sub("r", start("rs"), user("review", groups="${dept}"), end("re"), flows=["rs -> review -> re"],
                 many=many(collection, "dept", sequential=sequential), props=GATHER)  # fmt: skip
    return draw(
        start("s"), xor("m"), user("accept"), script("find", find), inside, user("decide"), xor("x"), end("e"),
        flows=["s -> m -> accept -> find -> r -> decide -> x", "x -> m: ${again == 1}", "x -> e: default"],
    )  # fmt: skip


def changed(case: Case) -> Case:
    """The review after water was added to it and urban removed."""
    case.complete("accept")
    case.add("review@fire", "water")
    case.remove("review@urban")
    assert case.waits() == ["review@fire", "review@water"]
    return case


def finish(case: Case, *wanted: str) -> None:
    for each in wanted:
        case.complete(each, opinion=each.partition("@")[2])


@pytest.mark.parametrize("stored", WAYS)
def test_it_stays_so_when_the_case_is_returned_to_before_the_departments_are_found(stored: bool) -> None:
    case = changed(Case(joint(), stored=stored))
    finish(case, "review@fire")
    case.go_back("review@water", "accept")
    step = case.complete("accept")
    assert case.waits() == ["review@fire", "review@water"]
    assert case.variables["depts"] == ["fire", "water"]
    assert [(each.element, each.added, each.removed) for each in step.recalled] == [("r", ("water",), ("urban",))]
    finish(case, "review@water", "review@fire")
    assert case.seen_by("decide")["opinions"] == ["fire", "water"]


@pytest.mark.parametrize("stored", WAYS)
def test_it_stays_so_when_the_diagram_leads_back(stored: bool) -> None:
    case = changed(Case(joint(), stored=stored))
    finish(case, "review@fire", "review@water")
    case.complete("decide", again=1)
    case.complete("accept")
    assert case.waits() == ["review@fire", "review@water"]
    finish(case, "review@fire", "review@water")
    case.complete("decide", again=0)
    assert case.ended


def test_it_is_told_once_and_only_where_it_changes_something() -> None:
    case = changed(Case(joint(find="depts = empty more ? ['fire', 'urban'] : ['fire', 'water']")))
    case.go_back("review@fire", "accept")
    step = case.complete("accept", more=True)
    assert (case.waits(), step.recalled) == (["review@fire", "review@water"], [])
    case.go_back("review@fire", "accept")
    (told,) = case.complete("accept").recalled
    assert told == Recalled(element="r", token=told.token, branch=0, process="p", added=("water",), removed=("urban",))
    assert case.complete("review@fire").recalled == []


def test_the_last_word_about_a_department_counts() -> None:
    case = changed(Case(joint()))
    case.remove("review@water")
    case.add("review@fire", "urban")
    case.go_back("review@fire", "accept")
    case.complete("accept")
    assert case.waits() == ["review@fire", "review@urban"]


def test_a_review_that_finds_nobody_any_more_still_asks_who_was_added() -> None:
    case = changed(Case(joint(find="depts = empty nobody ? ['fire', 'urban'] : []")))
    case.go_back("review@fire", "accept")
    case.complete("accept", nobody=True)
    assert case.waits() == ["review@water"]


@pytest.mark.parametrize("stored", WAYS)
def test_it_stays_so_for_a_computed_list(stored: bool) -> None:
    case = changed(Case(joint(find="depts = ['fire']", collection="${depts + ['urban']}"), stored=stored))
    case.go_back("review@fire", "accept")
    case.complete("accept")
    assert case.waits() == ["review@fire", "review@water"]
    assert case.variables["depts"] == ["fire"]


def test_it_stays_so_for_a_map() -> None:
    case = changed(Case(joint(find="depts = {'a': 'fire', 'b': 'urban'}")))
    case.go_back("review@fire", "accept")
    case.complete("accept")
    assert case.variables["depts"] == {"a": "fire", "water": "water"}
    finish(case, "review@water", "review@fire")
    assert case.seen_by("decide")["opinions"] == {"a": "fire", "water": "water"}


def test_it_stays_so_when_departments_come_one_after_the_other() -> None:
    case = Case(joint(sequential=True))
    case.complete("accept")
    case.add("review@fire", "water")
    case.remove("review@fire")
    case.go_back("review@urban", "accept")
    case.complete("accept")
    for dept in ("urban", "water"):
        assert case.waits() == [f"review@{dept}"]
        finish(case, f"review@{dept}")
    assert case.waits() == ["decide"]


def test_what_changes_in_one_departments_review_does_not_change_that_of_another() -> None:
    check = user("check", many=many("${['east', 'west']}", "office"))
    around = sub("r", start("rs"), user("begin"), check, end("re"), flows=["rs -> begin -> check -> re"],
                 many=many("${['fire', 'urban']}", "dept"))  # fmt: skip
    case = Case(draw(start("s"), user("accept"), around, end("e"), flows=["s -> accept -> r -> e"]))
    case.complete("accept")
    for dept in ("fire", "urban"):
        case.complete(f"begin@{dept}")
    first, second = sorted(each.branch for each in case.open.values() if each.item == "east")
    case.add("check@east", "north")  # beside the oldest, which is that of the fire brigade
    case.go_back("check@east", "accept")
    case.complete("accept")
    for dept in ("urban", "fire"):
        case.complete(f"begin@{dept}")
    assert (first, second) != (case.task("check@north").branch, 0)
    beside = {each.item for each in case.open.values() if each.branch == case.task("check@north").branch}
    assert beside == {"east", "west", "north"}
    assert case.seen_by("check@north")["dept"] == "fire"
    assert case.waits().count("check@north") == 1


def test_it_stays_so_in_the_next_turn_of_a_loop() -> None:
    inside = sub("l", start("ls"), user("review", many=many("depts", "dept")), user("look"), end("le"),
                 flows=["ls -> review -> look -> le"], many=loop("${again}", at_most=5))  # fmt: skip
    case = Case(draw(start("s"), inside, end("e"), flows=["s -> l -> e"]), depts=["fire"], again=True)
    case.add("review@fire", "water")
    for each in ("review@fire", "review@water"):
        case.complete(each)
    case.complete("look", depts=["fire"])
    assert case.waits() == ["review@fire", "review@water"]


# --- named twice


@pytest.mark.parametrize("stored", WAYS)
def test_a_department_that_is_named_twice_has_one_task(stored: bool) -> None:
    case = Case(joint(find="depts = ['urban', 'fire', 'urban', 'fire']"), stored=stored)
    case.complete("accept")
    assert [task.item for _, task in sorted(case.open.items())] == ["urban", "fire"]
    finish(case, "review@fire", "review@urban")
    seen = case.seen_by("decide")
    assert (seen["depts"], seen["opinions"]) == (["urban", "fire"], ["urban", "fire"])


@pytest.mark.parametrize("items", [[1, 1, 2], [{"a": 1}, {"a": 1}], [True, True, 1]])
def test_what_is_no_code_may_repeat(items: list[Any]) -> None:
    case = Case(draw(start("s"), user("a", many=many("items", "item")), end("e"), flows=["s -> a -> e"]), items=items)
    assert [task.item for _, task in sorted(case.open.items())] == items
    assert case.variables["items"] == items


def test_a_count_does_not_touch_a_variable_of_the_same_step() -> None:
    source = draw(start("s"), user("a", many=many("depts", "dept", times="2")), end("e"), flows=["s -> a -> e"])
    case = Case(source, depts=["fire"])
    assert (len(case.open), case.variables["depts"]) == (2, ["fire"])
