"""Joint approval: departments in parallel, added and removed, with a veto, deadlines and gathered opinions."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from app.engine import prepare
from app.errors import Invalid, NotFound, Refused
from tests.engine.cases import Case
from tests.engine.drawing import (
    Shape,
    boundary,
    call,
    draw,
    end,
    fork,
    manual,
    many,
    script,
    start,
    sub,
    timer,
    user,
)

ALL = ["fire", "urban", "health"]
GATHER = {"outputCollection": "opinions", "outputElement": "opinion"}


def joint(
    *, until: str = "", sequential: bool = False, collection: str = "depts", props: dict[str, str] | None = None,
    watched: bool = False, beside: tuple[Shape, ...] = (), flows: tuple[str, ...] = (),
) -> bytes:  # fmt: skip
    """A review by each department, then a decision; `watched` puts timers on each department's step."""
    each: tuple[Shape, ...] = (start("rs"), user("review", groups="${dept}"), end("re"))
    inside = ["rs -> review -> re"]
    if watched:
        each += (
            boundary("warn", on="review", event=timer("P3D"), interrupting=False),
            end("we"),
            boundary("late", on="review", event=timer("P5D")),
            script("x", "opinion = 'overdue'"),
            end("le"),
        )
        inside += ["warn -> we", "late -> x -> le"]
    around = sub("r", *each, flows=inside, many=many(collection, "dept", until=until, sequential=sequential),
                 props=GATHER if props is None else props)  # fmt: skip
    return draw(start("s"), around, user("decide"), end("e"), *beside, flows=["s -> r -> decide -> e", *flows])


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "in memory"])
def test_opinions_are_gathered_in_the_order_of_the_departments(stored: bool) -> None:
    for order in permutations(ALL):
        case = Case(joint(), depts=ALL, stored=stored)
        assert {each.item: each.groups for each in case.open.values()} == {dept: (dept,) for dept in ALL}
        for dept in order:
            assert "decide" not in case.waits()
            case.complete(f"review@{dept}", opinion=f"{dept} agrees")
        assert case.seen_by("decide") == {"depts": ALL, "opinions": [f"{dept} agrees" for dept in ALL]}


def test_opinions_over_a_map_are_gathered_by_its_keys() -> None:
    case = Case(joint(), depts={"a": "fire", "b": "urban"})
    case.complete("review@urban", opinion="no")
    assert case.variables["opinions"] == {"b": "no"}
    case.complete("review@fire", opinion="yes")
    assert case.seen_by("decide")["opinions"] == {"a": "yes", "b": "no"}


def test_variables_of_the_departments_come_together_where_nothing_is_gathered() -> None:
    case = Case(joint(props={}), depts=ALL[:2], notes=[])
    case.complete("review@urban", notes=["urban"], x=1)
    case.complete("review@fire", notes=["fire"], y=2)
    assert case.seen_by("decide") == {"depts": ALL[:2], "notes": ["urban", "fire"], "x": 1, "y": 2}


def test_a_department_that_says_nothing_is_gathered_as_nothing() -> None:
    case = Case(joint(), depts=["fire"])
    case.complete("review")
    assert case.variables["opinions"] == [None]


def test_without_departments_the_review_is_passed() -> None:
    case = Case(joint(), depts=[])
    assert case.waits() == ["decide"]
    assert case.variables == {"depts": [], "opinions": []}


@pytest.mark.parametrize("depts", [None, "fire", 3, {"a"}])
def test_departments_that_are_no_list_are_refused_with_the_place(depts: object) -> None:
    with pytest.raises(Invalid) as refused:
        Case(joint(), depts=depts)
    assert refused.value.extra.get("element", "r") == "r"


def test_a_veto_stops_the_others() -> None:
    case = Case(joint(until="${opinion == 'reject'}", watched=True), depts=ALL)
    case.complete("review@urban", opinion="agree")
    step = case.complete("review@health", opinion="reject")
    assert {closed.how for closed in step.closed} == {"completed", "cancelled"}
    assert (case.waits(), case.due()) == (["decide"], [])
    assert case.variables["opinions"] == ["agree", "reject"]
    case.complete("decide")
    assert case.ended


def test_a_quorum_is_counted() -> None:
    until = "${nrOfCompletedInstances / nrOfInstances >= 0.5 && nrOfActiveInstances > 0}"
    case = Case(joint(until=until), depts=[*ALL, "water"])
    case.complete("review@water")
    assert "decide" not in case.waits()
    case.complete("review@fire")
    assert case.waits() == ["decide"]


def test_a_completion_condition_may_ask_for_what_was_gathered() -> None:
    case = Case(joint(until="${'no' in opinions}"), depts=ALL)
    case.complete("review@urban", opinion="yes")
    case.complete("review@health", opinion="no")
    assert case.waits() == ["decide"]


def test_the_deadline_of_one_department_touches_only_it() -> None:
    case = Case(joint(watched=True), depts=ALL)
    assert len(case.timers) == 6
    case.fire("warn@urban")
    assert (case.waits(), len(case.timers)) == ([f"review@{dept}" for dept in sorted(ALL)], 5)
    case.fire("late@urban")
    assert case.waits() == ["review@fire", "review@health"]
    assert case.due() == ["late@fire", "late@health", "warn@fire", "warn@health"]
    for dept in ("fire", "health"):
        case.complete(f"review@{dept}", opinion="yes")
    assert case.seen_by("decide")["opinions"] == ["yes", "overdue", "yes"]


def test_warnings_on_the_whole_review_and_on_its_parts_do_not_disturb_it() -> None:
    warning = boundary("w", on="r", event=timer("P2D"), interrupting=False)
    case = Case(joint(watched=True, beside=(warning, user("urge"), end("f")), flows=("w -> urge -> f",)), depts=ALL)
    case.fire("w")
    case.fire("warn@fire")
    assert case.waits() == [*(f"review@{dept}" for dept in sorted(ALL)), "urge"]
    for dept in ALL:
        case.complete(f"review@{dept}", opinion=dept)
    assert case.waits() == ["decide", "urge"]
    assert case.due() == []


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "in memory"])
def test_a_department_is_added_while_the_review_runs(stored: bool) -> None:
    case = Case(joint(watched=True), depts=["fire"], stored=stored)
    step = case.add("review@fire", "water")
    assert [(opened.item, opened.groups) for opened in step.opened] == [("water", ("water",))]
    assert sorted(each.element for each in step.timers) == ["late", "warn"]
    assert case.variables["depts"] == ["fire", "water"]
    case.complete("review@fire", opinion="yes")
    case.add("review@water", "power")
    case.complete("review@water", opinion="no")
    assert case.waits() == ["review@power"]
    case.complete("review@power", opinion="late")
    assert case.seen_by("decide") == {"depts": ["fire", "water", "power"], "opinions": ["yes", "no", "late"]}


def test_a_department_is_added_to_a_map() -> None:
    case = Case(joint(), depts={"a": "fire"})
    case.add("review", "water")
    case.complete("review@water", opinion="no")
    case.complete("review@fire", opinion="yes")
    assert case.variables["opinions"] == {"a": "yes", "water": "no"}
    assert case.variables["depts"] == {"a": "fire", "water": "water"}


def test_a_department_is_added_to_a_computed_list() -> None:
    case = Case(joint(collection="${depts + more}"), depts=["fire"], more=["urban"])
    case.add("review@fire", "water")
    assert case.waits() == ["review@fire", "review@urban", "review@water"]
    assert case.variables["depts"] == ["fire"]


def test_a_department_that_takes_part_is_not_added_again() -> None:
    case = Case(joint(), depts=ALL)
    case.complete("review@urban")
    for dept in ("urban", "health"):
        with pytest.raises(Refused, match="takes part already"):
            case.add("review@fire", dept)
    case.remove("review@health")
    case.add("review@fire", "health")
    assert case.waits() == ["review@fire", "review@health"]


@pytest.mark.parametrize("item", [float("nan"), {1: 2}, 2**70, "\ud800"])
def test_what_cannot_be_stored_cannot_be_added(item: object) -> None:
    with pytest.raises(Invalid):
        Case(joint(), depts=ALL).add("review@fire", item)


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "in memory"])
def test_a_department_is_removed_and_the_others_go_on(stored: bool) -> None:
    case = Case(joint(watched=True), depts=ALL, stored=stored)
    case.complete("review@fire", opinion="yes")
    step = case.remove("review@urban")
    assert [(closed.how, len(step.timers_dropped)) for closed in step.closed] == [("cancelled", 2)]
    assert case.variables["depts"] == ["fire", "health"]
    case.complete("review@health", opinion="no")
    assert case.seen_by("decide") == {"depts": ["fire", "health"], "opinions": ["yes", "no"]}


def test_removing_the_last_that_is_waited_for_ends_the_review() -> None:
    case = Case(joint(), depts=ALL)
    case.complete("review@fire", opinion="yes")
    case.remove("review@health")
    case.remove("review@urban")
    assert case.seen_by("decide") == {"depts": ["fire"], "opinions": ["yes"]}


def test_removing_everybody_ends_the_review_without_opinions() -> None:
    case = Case(joint(), depts=["fire"])
    case.remove("review")
    assert case.seen_by("decide") == {"depts": [], "opinions": []}


def test_a_removed_department_does_not_count_for_a_quorum() -> None:
    case = Case(joint(until="${nrOfCompletedInstances >= nrOfInstances - 1}"), depts=[*ALL, "water"])
    case.complete("review@fire")
    case.complete("review@urban")
    assert "decide" not in case.waits()
    case.remove("review@water")
    assert case.waits() == ["decide"]


def test_a_condition_about_an_answer_is_not_asked_when_a_department_is_removed() -> None:
    case = Case(joint(until="${opinion == 'reject'}"), depts=ALL)
    case.remove("review@urban")
    assert case.waits() == ["review@fire", "review@health"]


def test_departments_one_after_the_other() -> None:
    for stored in (True, False):
        case = Case(joint(sequential=True), depts=ALL, stored=stored)
        for dept in ALL:
            assert case.waits() == [f"review@{dept}"]
            case.complete("review", opinion=dept)
        assert case.seen_by("decide")["opinions"] == ALL


def test_departments_one_after_the_other_are_added_and_removed() -> None:
    case = Case(joint(sequential=True), depts=["fire", "urban"])
    case.add("review", "water")
    assert case.waits() == ["review@fire"]
    case.remove("review")
    assert case.waits() == ["review@urban"]
    case.complete("review", opinion="urban")
    case.remove("review@water")
    assert case.seen_by("decide") == {"depts": ["urban"], "opinions": ["urban"]}


@pytest.mark.parametrize("make", [user, manual])
def test_a_multi_instance_may_be_a_single_step(make: Any) -> None:
    source = draw(start("s"), make("r", many=many("depts", "dept"), props=GATHER, groups="${dept}"), user("z"),
                  end("e"), flows=["s -> r -> z -> e"])  # fmt: skip
    case = Case(source, depts=ALL)
    case.add("r@fire", "water")
    case.remove("r@urban")
    for dept in ("water", "fire", "health"):
        case.complete(f"r@{dept}", opinion=dept)
    assert case.seen_by("z")["opinions"] == ["fire", "health", "water"]


def test_a_review_within_a_review_keeps_its_items_apart() -> None:
    gather = {"outputCollection": "found", "outputElement": "f"}
    inside = user("check", many=many("${offices}", "office"), props=gather)
    around = sub(
        "r", start("rs"), inside, user("sum"), end("re"), flows=["rs -> check -> sum -> re"],
        many=many("depts", "dept"), props={"outputCollection": "opinions", "outputElement": "found"},
    )  # fmt: skip
    case = Case(draw(start("s"), around, user("z"), end("e"), flows=["s -> r -> z -> e"]),
                depts=["fire", "urban"], offices=["east", "west"])  # fmt: skip
    assert case.waits() == ["check@east", "check@east", "check@west", "check@west"]
    first = case.task("check@east")
    assert case.seen_by("check@east").items() >= {"dept": "fire", "office": "east"}.items()
    case.complete("check@east", f=1)
    assert first.branch == case.task("check@west").branch
    case.complete("check@west", f=2)
    case.complete("sum")
    case.complete("check@west", f=4)
    case.complete("check@east", f=3)
    case.complete("sum")
    assert case.seen_by("z")["opinions"] == [[1, 2], [3, 4]]


def test_a_review_by_called_processes() -> None:
    main = draw(start("s"), call("r", "q", many=many("depts", "dept"), props=GATHER), user("z"), end("e"),
                flows=["s -> r -> z -> e"])  # fmt: skip
    called = draw(start("s"), user("review", groups="${dept}"), boundary("late", on="review", event=timer("P5D")),
                  end("e"), flows=["s -> review -> e", "late -> e"], id="q")  # fmt: skip
    case = Case(main, called, depts=ALL)
    case.fire("late@urban")
    case.add("review@fire", "water")
    for dept in ("fire", "water", "health"):
        case.complete(f"review@{dept}", opinion=dept)
    assert case.seen_by("z")["opinions"] == ["fire", None, "health", "water"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_number_of_instances(count: int) -> None:
    source = draw(start("s"), user("r", many=many(times="${n}")), end("e"), flows=["s -> r -> e"])
    case = Case(source, n=count)
    assert [case.run.token(token).data["loopCounter"] for token in sorted(case.open)] == list(range(count))
    for _ in range(count):
        case.complete("r")
    assert case.ended


@pytest.mark.parametrize("count", [-1, 1001, "3x", None, True, 1.5])
def test_a_number_of_instances_that_is_none_is_refused(count: object) -> None:
    source = draw(start("s"), user("r", many=many(times="${n}")), end("e"), flows=["s -> r -> e"])
    with pytest.raises(Invalid) as refused:
        Case(source, n=count)
    assert refused.value.extra["element"] == "r"


def test_nobody_is_added_beside_a_step_that_is_no_review_or_is_not_open() -> None:
    case = Case(joint(), depts=["fire"])
    review = case.task("review")
    case.complete("review")
    for act in (case.add, lambda wanted, _="": case.remove(wanted)):
        with pytest.raises(Refused, match="not part of a joint review"):
            act("decide", "water")
    for number, error in ((review.token, Refused), (999, NotFound)):
        with pytest.raises(error):
            case.run.add_instance(number, "water", review.branch)
        with pytest.raises(error):
            case.run.remove_instance(number, review.branch)


def test_only_the_branch_of_the_department_is_read_and_written() -> None:
    case = Case(joint(watched=True), depts=[f"d{number}" for number in range(20)])
    task = case.task("review@d7")
    case.loads.clear()
    step = case.complete("review@d7", opinion="yes")
    assert case.loads == [[0, task.branch]]
    assert sorted(step.saved) == [0, task.branch]


def test_two_reviews_side_by_side_do_not_mix() -> None:
    one = user("a", many=many("depts", "dept"), props=GATHER)
    two = user("b", many=many("depts", "dept"), props={"outputCollection": "others", "outputElement": "opinion"})
    case = Case(draw(start("s"), fork("f"), one, two, fork("j"), user("z"), end("e"),
                     flows=["s -> f", "f -> a -> j", "f -> b -> j", "j -> z -> e"]), depts=["x", "y"])  # fmt: skip
    for wanted in ("a@y", "b@x", "b@y", "a@x"):
        case.complete(wanted, opinion=wanted)
    assert case.seen_by("z") == {"depts": ["x", "y"], "opinions": ["a@x", "a@y"], "others": ["b@x", "b@y"]}


def test_the_names_of_a_review_are_what_it_reads_and_gathers() -> None:
    source = draw(
        start("s"), user("r", many=many("depts", "dept", until="${veto}"), props=GATHER, groups="${dept},lead",
                         assignee="zhang san", users="${deputy}"),
        boundary("b", on="r", event=timer("${limit}")), user("z", assignee="${clerk}"), end("e"),
        flows=["s -> r -> z -> e", "b -> z"],
    )  # fmt: skip
    assert prepare([source]).names == {"depts", "veto", "dept", "deputy", "limit", "clerk", "opinion"}
