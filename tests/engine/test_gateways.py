"""Splits and joins count tokens, in whatever order and how often the branches come."""

from __future__ import annotations

from itertools import chain, permutations, product
from typing import Any

import pytest

from app.engine import prepare
from app.errors import DiagramRefused, Invalid, Refused
from tests.engine.cases import Case
from tests.engine.drawing import (
    Event,
    boundary,
    draw,
    end,
    escalation,
    fork,
    inclusive,
    message,
    start,
    sub,
    terminate,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.stock import Stock

REWORK = draw(
    start("s"), xor("m"), fork("f"), user("a"), user("b"), user("c"), fork("j"), user("d"), xor("g"), end("e"),
    flows=["s -> m -> f", "f -> a -> j", "f -> b -> j", "f -> c -> j", "j -> d -> g", "g -> m: ${again}",
           "g -> e: default"],
)  # fmt: skip
TWO_WAYS = draw(
    start("s"), fork("f"), user("a"), user("b"), fork("j"), user("c"), end("e"),
    flows=["s -> f", "f -> a -> j", "f -> b -> j", "j -> c -> e"],
)  # fmt: skip


def test_a_split_and_its_join_in_a_rework_loop_break_the_stock_library() -> None:
    stock = Stock(REWORK)
    for step in "cab":
        stock.complete(step)
    stock.complete("d", again=True)
    stock.complete("b")
    assert stock.open == ["a", "c", "d"]  # one branch of three is enough from the second round on
    stock.complete("d", again=True)
    stock.complete("c")
    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'data'"):
        for _ in range(3):
            stock.complete("a")


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "in memory"])
def test_a_split_and_its_join_in_a_rework_loop_hold_in_every_order(stored: bool) -> None:
    orders = list(permutations("abc"))
    for first, second, third in product(orders, orders, orders[::2]):
        case = Case(REWORK, stored=stored)
        for number, order in enumerate((first, second, third), 1):
            for step in order:
                assert "d" not in case.waits()
                case.complete(step, **{step: number})
            assert case.waits() == ["d"]
            assert {name: case.variables[name] for name in "abc"} == dict.fromkeys("abc", number)
            case.complete("d", again=number < 3)
        assert case.ended


def test_a_loop_that_leads_back_into_its_split_goes_round() -> None:
    source = draw(
        start("s"), fork("f0"), user("v"), user("w"), fork("f"), user("a"), user("b"), fork("j"), xor("g"), user("z"),
        end("e"), flows=["s -> f0", "f0 -> v -> f", "f0 -> w -> f", "f -> a -> j", "f -> b -> j", "j -> z -> g",
                         "g -> f: ${again}", "g -> e: default"],
    )  # fmt: skip
    case = Case(source)
    case.complete("w")
    assert case.waits() == ["v"]
    case.complete("v")
    for again in (True, True, False):
        assert case.waits() == ["a", "b"]
        case.complete("b")
        assert case.waits() == ["a"]
        case.complete("a")
        case.complete("z", again=again)
    assert case.ended


def test_a_token_too_many_waits_for_its_turn() -> None:
    source = draw(
        start("s"), fork("f"), user("a1"), user("a2"), user("b"), xor("m"), fork("j"), user("c"), end("e"),
        flows=["s -> f", "f -> a1 -> m", "f -> a2 -> m", "m -> j", "f -> b -> j", "j -> c -> e"],
    )  # fmt: skip
    case = Case(source)
    case.complete("a1", by="a1")
    case.complete("a2", by="a2")
    case.complete("b")
    assert case.waits() == ["c"]
    assert case.seen_by("c")["by"] == "a1"  # first come, first served
    case.complete("c")
    assert not case.ended  # the other one waits for a partner


def test_two_flows_between_the_same_gateways_are_two() -> None:
    case = Case(draw(start("s"), fork("f"), fork("j"), user("a"), end("e"), flows=["s -> f -> j", "f -> j -> a -> e"]))
    assert case.waits() == ["a"]


def test_one_end_event_reached_by_several_tokens_ends_the_case_once() -> None:
    case = Case(draw(start("s"), fork("f"), user("a"), user("b"), end("e"),
                     flows=["s -> f", "f -> a -> e", "f -> b -> e"]))  # fmt: skip
    case.complete("b", b=1)
    assert not case.ended
    case.complete("a", a=1)
    assert (case.ended, case.variables) == (True, {"a": 1, "b": 1})


def test_what_the_later_branch_says_counts() -> None:
    for order in ("ab", "ba"):
        case = Case(TWO_WAYS, x=0)
        for step in order:
            case.complete(step, x=step)
        assert case.seen_by("c")["x"] == order[-1]


def test_what_a_branch_brought_is_seen_while_it_waits_at_the_join() -> None:
    case = Case(TWO_WAYS, x=0)
    case.complete("a", x=1)
    assert (case.variables, case.seen_by("b")) == ({"x": 1}, {"x": 0})


def test_what_no_branch_changed_and_what_one_branch_changed_is_kept() -> None:
    case = Case(TWO_WAYS, x=0, y=0)
    case.complete("a", x=1)
    case.complete("b")
    assert case.seen_by("c") == {"x": 1, "y": 0}


def test_additions_before_an_inner_split_are_not_doubled_at_the_outer_join() -> None:
    source = draw(
        start("s"), fork("f"), user("p1"), fork("i"), user("a"), user("b"), user("c"), fork("j"), user("z"), end("e"),
        flows=["s -> f", "f -> p1 -> i", "i -> a -> j", "i -> b -> j", "f -> c -> j", "j -> z -> e"],
    )  # fmt: skip
    for order in permutations("abc"):
        case = Case(source, notes=[])
        case.complete("p1", notes=["p"])
        for step in order:
            case.complete(step, notes=[*([] if step == "c" else ["p"]), step])
        notes = case.seen_by("z")["notes"]
        assert sorted(notes) == ["a", "b", "c", "p"]
        assert [each for each in notes if each in "ab"] == [each for each in order if each in "ab"]


INCLUSIVE = draw(
    start("s"), inclusive("f"), user("a"), user("b"), user("n"), inclusive("j"), user("c"), end("e"),
    flows=["s -> f", "f -> a: ${a}", "f -> b: ${b}", "f -> n: default", "a -> j", "b -> j", "n -> j", "j -> c -> e"],
)  # fmt: skip


@pytest.mark.parametrize(("a", "b"), list(product((True, False), repeat=2)))
def test_an_inclusive_join_waits_for_what_was_opened(a: bool, b: bool) -> None:
    opened = [name for name, wanted in (("a", a), ("b", b)) if wanted] or ["n"]
    for order in permutations(opened):
        case = Case(INCLUSIVE, a=a, b=b)
        for step in order:
            assert step in case.waits()
            assert "c" not in case.waits()
            case.complete(step)
        assert case.waits() == ["c"]
        case.complete("c")
        assert case.ended


STRAIGHT = [["f -> j: ${a}"], ["f -> a: ${b}", "a -> j"], ["f -> n: default", "n -> j"]]


@pytest.mark.parametrize("ways", [*permutations(STRAIGHT)])
def test_a_join_waits_for_what_is_opened_beside_a_way_straight_to_it(ways: list[list[str]]) -> None:
    """Whichever way is drawn first."""
    steps = [start("s"), inclusive("f"), user("a"), user("n"), inclusive("j"), user("c"), end("e")]
    case = Case(draw(*steps, flows=["s -> f", "j -> c -> e", *chain.from_iterable(ways)]), a=True, b=True)
    assert case.waits() == ["a"]
    case.complete("a")
    assert case.waits() == ["c"]
    case.complete("c")
    assert case.ended


def test_two_flows_from_a_step_to_the_same_inclusive_join_are_one_token_after_it() -> None:
    source = draw(
        start("s"), user("a"), inclusive("j"), user("c"), end("e"), flows=["s -> a -> j", "a -> j", "j -> c -> e"]
    )  # fmt: skip
    case = Case(source)
    case.complete("a")
    assert case.waits() == ["c"]
    case.complete("c")
    assert case.ended


def test_an_inclusive_join_goes_on_when_the_branch_it_waits_for_dies() -> None:
    source = draw(
        start("s"), fork("f"), user("a"), user("b"), boundary("late", on="b", event=timer("P1D")), inclusive("j"),
        user("c"), end("e"), end("x"), flows=["s -> f", "f -> a -> j", "f -> b -> j", "late -> x", "j -> c -> e"],
    )  # fmt: skip
    case = Case(source)
    case.complete("a")
    assert case.waits() == ["b"]
    case.fire("late")
    assert case.waits() == ["c"]


def test_an_inclusive_join_fires_for_each_token_on_one_flow() -> None:
    source = draw(
        start("s"), fork("f"), user("a1"), user("a2"), xor("m"), user("b"),
        boundary("gone", on="b", event=message("m")), inclusive("j"), user("c"), end("e"), end("x"),
        flows=["s -> f", "f -> a1 -> m", "f -> a2 -> m", "m -> j", "f -> b -> j", "gone -> x", "j -> c -> e"],
    )  # fmt: skip
    case = Case(source)
    case.complete("a1")
    case.complete("a2")
    assert case.waits() == ["b"]
    case.message("m")
    assert case.waits() == ["c", "c"]


def test_inclusive_gateways_in_a_rework_loop_hold() -> None:
    source = draw(
        start("s"), xor("m"), inclusive("f"), user("a"), user("b"), inclusive("j"), user("c"), xor("g"), end("e"),
        flows=["s -> m -> f", "f -> a: ${a}", "f -> b: ${b}", "a -> j", "b -> j", "j -> c -> g", "g -> m: ${again}",
               "g -> e: default"],
    )  # fmt: skip
    case = Case(source, a=True, b=True)
    for order in ("ab", "ba", "ab"):
        for step in order:
            assert "c" not in case.waits()
            case.complete(step)
        case.complete("c", again=True)
    case.complete("a")
    case.complete("b")
    case.complete("c", again=True, b=False)
    assert case.waits() == ["a"]
    case.complete("a")
    case.complete("c", again=False)
    assert case.ended


def test_flows_are_asked_in_the_order_of_the_file() -> None:
    source = draw(start("s"), xor("g"), user("a"), user("b"), end("e"),
                  flows=["s -> g", "g -> a: ${true}", "g -> b: ${true}", "a -> e", "b -> e"])  # fmt: skip
    drawn = source.replace(
        b"</definitions>",
        b'<BPMNDiagram xmlns="http://www.omg.org/spec/BPMN/20100524/DI"><BPMNPlane bpmnElement="p">'
        b'<BPMNShape bpmnElement="a"><Bounds xmlns="http://www.omg.org/spec/DD/20100524/DC" x="0" y="900" width="9"'
        b' height="9"/></BPMNShape><BPMNShape bpmnElement="b"><Bounds xmlns="http://www.omg.org/spec/DD/20100524/DC"'
        b' x="0" y="10" width="9" height="9"/></BPMNShape></BPMNPlane></BPMNDiagram></definitions>',
    )
    assert Case(source).waits() == Case(drawn).waits() == ["a"]


@pytest.mark.parametrize("kind", [xor, inclusive])
def test_a_gateway_without_a_way_out_refuses_the_act_and_names_itself(kind: Any) -> None:
    source = draw(start("s"), user("w"), kind("g"), user("a"), user("b"), end("e"),
                  flows=["s -> w -> g", "g -> a: ${x == 1}", "g -> b: ${x == 2}", "a -> e", "b -> e"])  # fmt: skip
    case = Case(source)
    before = dict(case.branches)
    with pytest.raises(Refused, match="no condition holds") as refused:
        case.complete("w", x=3)
    assert refused.value.extra["element"] == "g"
    with pytest.raises(Invalid, match="unknown variable 'x'") as unknown:
        case.complete("w")
    assert unknown.value.extra["element"] == "g"
    assert case.branches == before
    case.complete("w", x=2)
    assert case.waits() == ["b"]


def test_a_circle_without_a_wait_is_refused_and_names_a_step_of_it() -> None:
    source = draw(start("s"), user("w"), xor("m"), xor("g"), end("e"),
                  flows=["s -> w -> m -> g", "g -> m: ${x}", "g -> e: default"])  # fmt: skip
    case = Case(source)
    with pytest.raises(Refused, match="runs in a circle") as refused:
        case.complete("w", x=True)
    assert refused.value.extra["element"] in ("m", "g")


def test_a_circle_that_leaves_a_step_open_in_each_round_is_refused_in_words() -> None:
    inside = sub("inside", start("i"), xor("m"), fork("f"), user("a"), end("x"), throw("t", escalation("E")),
                 xor("g"), end("o"),
                 flows=["i -> m -> f", "f -> a -> x", "f -> t -> g", "g -> m: ${x}", "g -> o: default"])  # fmt: skip
    source = draw(start("s"), user("w"), inside, end("e"), end("n"),
                  boundary("told", on="inside", event=escalation("E"), interrupting=False),
                  flows=["s -> w -> inside -> e", "told -> n"])  # fmt: skip
    with pytest.raises(Refused, match="parted one inside the other"):
        Case(source).complete("w", x=True)


@pytest.mark.parametrize("event", [None, terminate()], ids=["end", "terminate"])
def test_a_parallel_branch_may_end_by_itself(event: Event | None) -> None:
    source = draw(start("s"), fork("f"), user("a"), user("b"), end("x", event), end("e"),
                  flows=["s -> f", "f -> a -> x", "f -> b -> e"])  # fmt: skip
    case = Case(source)
    case.complete("a")
    assert (case.waits(), case.ended) == (([], True) if event else (["b"], False))


def test_a_join_inside_a_sub_process_counts_its_own_tokens_only() -> None:
    inner = sub("r", start("rs"), fork("f"), user("a"), user("b"), fork("j"), end("re"),
                flows=["rs -> f", "f -> a -> j", "f -> b -> j", "j -> re"])  # fmt: skip
    source = draw(start("s"), fork("g"), inner, user("z"), fork("h"), end("e"),
                  flows=["s -> g", "g -> r -> h", "g -> z -> h", "h -> e"])  # fmt: skip
    for order in permutations("abz"):
        case = Case(source)
        for step in order:
            assert not case.ended
            case.complete(step)
        assert case.ended


def line_of(count: int) -> bytes:
    steps = [user(f"u{number}") for number in range(count)]
    return draw(start("s"), *steps, end("e"), flows=[" -> ".join(["s", *(each.id for each in steps), "e"])])


def test_a_very_long_line_of_steps_can_be_run() -> None:
    case = Case(line_of(200), stored=False)
    for number in range(200):
        case.complete(f"u{number}")
    assert case.ended


def test_a_line_that_is_too_long_is_refused_in_plain_words() -> None:
    with pytest.raises(DiagramRefused, match="too many steps follow one another"):
        prepare([line_of(900)])
