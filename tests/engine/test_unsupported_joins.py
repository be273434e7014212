"""The rule about parallel joins that may wait for ever."""

from __future__ import annotations

import pytest

from tests.engine.drawing import (
    Shape,
    boundary,
    catch,
    draw,
    either,
    end,
    error,
    event_sub,
    fork,
    inclusive,
    link,
    message,
    start,
    sub,
    terminate,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.judging import found


def two(*more: Shape, flows: tuple[str, ...], join: Shape | None = None, left: str = "f -> b -> g") -> bytes:
    """Two branches `a` and `b` that are joined at `j`; `b` leads to `g`."""
    return draw(
        start("s"), fork("f"), user("a"), user("b"), join or fork("j"), user("c"), end("e"), *more,
        flows=["s -> f", "f -> a -> j", left, "j -> c -> e", *flows],
    )  # fmt: skip


OUT = end("out")
STARVING: dict[str, tuple[bytes, str]] = {
    "a branch may end elsewhere": (two(xor("g"), OUT, flows=("g -> j: ${ok}", "g -> out: default")), "g"),
    "a branch may go round the join": (
        two(xor("g"), xor("m"), user("d"), OUT, flows=("g -> j: ${ok}", "g -> m: default", "m -> d -> out")), "g",
    ),
    "a deadline may lead a branch away": (
        two(boundary("late", on="b", event=timer("P1D")), OUT, left="f -> b -> j", flows=("late -> out",)), "b",
    ),
    "a message may lead a branch away": (
        two(either("g"), catch("m", message("m")), catch("t", timer("P1D")), OUT,
            flows=("g -> m -> j", "g -> t -> out")), "g",
    ),
    "a link may lead a branch away": (
        two(xor("g"), throw("t", link("l")), catch("k", link("l")), OUT,
            flows=("g -> j: ${ok}", "g -> t: default", "k -> out")), "g",
    ),
    "a condition on a task's own flow may lead a branch away": (
        two(OUT, left="f -> b", flows=("b -> j: ${ok}", "b -> out: ${!ok}")), "b",
    ),
    "an inner branch may leave": (
        two(fork("g"), user("x"), user("y"), fork("h"), xor("o"), OUT,
            flows=("g -> x -> h", "g -> y -> h", "h -> o", "o -> j: ${ok}", "o -> out: default")), "o",
    ),
}  # fmt: skip
SAFE: dict[str, bytes] = {
    "leaving ends everything": two(xor("g"), end("out", terminate()), flows=("g -> j: ${ok}", "g -> out: default")),
    "leaving is an error": two(xor("g"), end("out", error("E")), flows=("g -> j: ${ok}", "g -> out: default")),
    "a branch goes back and comes again": two(xor("m"), xor("g"), left="f -> m -> b -> g",
                                              flows=("g -> m: ${no}", "g -> j: default")),
    "both ways lead to the join": two(xor("g"), user("d"), xor("m"), boundary("late", on="b", event=timer("P1D")),
                                      flows=("g -> d: ${x}", "g -> m: default", "d -> m -> j", "late -> m")),
    "a reminder goes its own way": two(boundary("warn", on="b", event=timer("P1D"), interrupting=False), OUT,
                                       left="f -> b -> j", flows=("warn -> out",)),
    "a part of a branch ends beside": two(fork("g"), OUT, flows=("g -> j", "g -> out")),
    "an inclusive join": two(xor("g"), OUT, join=inclusive("j"), flows=("g -> j: ${ok}", "g -> out: default")),
    "what leaves had left before the split": draw(
        start("s"), xor("g"), OUT, fork("f"), user("a"), user("b"), fork("j"), end("e"),
        flows=["s -> g", "g -> out: ${no}", "g -> f: default", "f -> a -> j", "f -> b -> j", "j -> e"]),
    "one review after the other in a rework loop": draw(
        start("s"), xor("m"), fork("f"), user("a"), user("b"), fork("j"), xor("o"), fork("g"), user("c"), user("d"),
        fork("k"), xor("h"), end("e"), OUT,
        flows=["s -> m -> f", "f -> a -> j", "f -> b -> j", "j -> o", "o -> g: ${ok}", "o -> out: default",
               "g -> c -> k", "g -> d -> k", "k -> h", "h -> m: ${again}", "h -> e: default"]),
    "a loop back into the split itself": draw(
        start("s"), fork("f"), user("a"), user("b"), fork("j"), xor("g"), end("e"),
        flows=["s -> f", "f -> a -> j", "f -> b -> j", "j -> g", "g -> f: ${no}", "g -> e: default"]),
    "an event sub-process beside": two(event_sub("v", start("vs", message("m")), end("ve"), flows=["vs -> ve"]),
                                       left="f -> b -> j", flows=()),
}  # fmt: skip


@pytest.mark.parametrize("name", STARVING)
def test_a_join_whose_branch_may_leave_is_refused_and_says_where(name: str) -> None:
    source, place = STARVING[name]
    (refused,) = [each for each in found(source) if each.severity == "error"]
    assert (refused.code, refused.element) == ("starving-join", "j")
    assert f"can leave at {place!r}" in refused.message_en
    assert f"「{place}」" in refused.message_zh
    assert refused.fix and refused.line


def test_a_join_with_a_flow_from_a_step_that_never_runs_is_refused_and_names_the_flow() -> None:
    source = two(user("lost"), left="f -> b -> j", flows=("lost -> j",))
    refused = next(each for each in found(source) if each.severity == "error")
    assert (refused.code, refused.element) == ("starving-join", "j")
    assert "'lost'" in refused.message_en and "「lost」" in refused.message_zh and refused.fix


@pytest.mark.parametrize(
    "more",
    [(user("lost"), inclusive("m")), (user("lost"), xor("m"))],
    ids=["an inclusive join", "an exclusive merge"],
)
def test_only_a_parallel_join_waits_for_a_step_that_never_runs(more: tuple[Shape, ...]) -> None:
    source = two(*more, left="f -> b -> m -> j", flows=("lost -> m",))
    assert [each.code for each in found(source) if each.severity == "error"] == []


@pytest.mark.parametrize("name", SAFE)
def test_a_join_to_which_every_branch_comes_is_let_pass(name: str) -> None:
    assert [each for each in found(SAFE[name]) if each.code == "starving-join"] == []


def test_a_join_inside_a_sub_process_is_looked_at_too() -> None:
    inside = sub("r", start("rs"), fork("f"), user("a"), user("b"), xor("g"), fork("j"), end("re"), end("out"),
                 flows=["rs -> f", "f -> a -> j", "f -> b -> g", "g -> j: ${ok}", "g -> out: default",
                        "j -> re"])  # fmt: skip
    assert [each.element for each in found(draw(start("s"), inside, end("e"), flows=["s -> r -> e"]))] == ["j"]


def test_a_hundred_branches_are_looked_at_in_no_time() -> None:
    branches = [user(f"u{number}") for number in range(100)]
    source = draw(start("s"), fork("f"), *branches, fork("j"), end("e"),
                  flows=["s -> f", *(f"f -> {each.id} -> j" for each in branches), "j -> e"])  # fmt: skip
    assert found(source) == []
