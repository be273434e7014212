"""A proof that goes on from where a case stands: what a new version would do to it is found before it is moved."""

from __future__ import annotations

import pytest

from app.verify.resuming import Standing, stuck_from
from tests.engine.drawing import boundary, catch, draw, either, end, fork, many, message, start, sub, timer, user, xor


def at(*steps: str, scope: str = "p", arrived: tuple[tuple[str, str], ...] = ()) -> Standing:
    return Standing(process="p", scope=scope, at=steps, arrived=arrived)


def parallel(*branches: str) -> bytes:
    """Steps side by side, joined, then one more."""
    flows = [f"split -> {name} -> join" for name in branches]
    return draw(
        start("s"), fork("split"), *(user(name) for name in branches), fork("join"), user("last"), end("e"),
        flows=["s -> split", *flows, "join -> last -> e"],
    )  # fmt: skip


def in_line() -> bytes:
    return draw(start("s"), user("a"), user("b"), user("last"), end("e"), flows=["s -> a -> b -> last -> e"])


def test_a_case_inside_both_branches_can_end() -> None:
    assert stuck_from(parallel("a", "b"), at("a", "b")) is None


def test_a_token_that_waits_at_the_join_counts_for_its_flow() -> None:
    assert stuck_from(parallel("a", "b"), at("b", arrived=(("a", "join"),))) is None
    assert stuck_from(parallel("a", "b"), at("a", arrived=(("a", "join"),))) is not None


def test_a_branch_that_was_added_after_the_case_had_split_would_be_waited_for_ever() -> None:
    found = stuck_from(parallel("a", "b", "c"), at("a", "b"))
    assert found is not None and found.message_zh


def test_two_branches_put_in_line_would_do_the_rest_twice() -> None:
    assert stuck_from(in_line(), at("a", "b")) is not None


def test_a_line_put_side_by_side_leaves_the_join_waiting() -> None:
    assert stuck_from(parallel("a", "b"), at("a")) is not None
    assert stuck_from(parallel("a", "b"), at("last")) is None


def test_a_loop_back_to_the_split_does_not_excuse_a_missing_branch() -> None:
    looped = draw(
        start("s"), xor("again"), fork("split"), user("a"), user("b"), user("c"), fork("join"), xor("good"), end("e"),
        flows=["s -> again -> split", "split -> a -> join", "split -> b -> join", "split -> c -> join",
               "join -> good", "good -> again: ${bad}", "good -> e: default"],
    )  # fmt: skip
    assert stuck_from(looped, at("a", "b")) is not None
    assert stuck_from(looped, at("a", "b", "c")) is None


def test_the_inside_of_a_joint_review_is_proved_on_its_own() -> None:
    drawn = draw(
        start("s"),
        sub(
            "review", start("i"), user("look"), boundary("late", on="look", event=timer("workdays(5)")), user("head"),
            end("o"), end("late_end"), flows=["i -> look -> o", "late -> head -> late_end"],
            many=many("departments", "dept"),
        ),
        end("e"),
        flows=["s -> review -> e"],
    )  # fmt: skip
    assert stuck_from(drawn, at("review")) is None
    assert stuck_from(drawn, at("look", scope="review")) is None
    assert stuck_from(drawn, at("head", scope="review")) is None
    assert stuck_from(drawn, at("look", scope="gone")) is None


def test_an_event_gateway_is_one_place() -> None:
    drawn = draw(
        start("s"), either("g"), catch("paid", message("paid")), catch("late", timer("P1D")), end("e"),
        flows=["s -> g -> paid -> e", "g -> late -> e"],
    )  # fmt: skip
    assert stuck_from(drawn, at("g")) is None


@pytest.mark.parametrize("where", [("a",), ("b",), ("last",)])
def test_every_place_of_a_plain_line_leads_to_its_end(where: tuple[str, ...]) -> None:
    assert stuck_from(in_line(), at(*where)) is None
