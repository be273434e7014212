"""The reduction: how small a net becomes, and that what it swallowed is still answered for."""

from __future__ import annotations

from typing import Any

import pytest

from app.verify.pruning import Reading, whole
from app.verify.reduce import reduced
from tests.verify.asking import DEEP, decided, one, statuses, whole_net
from tests.verify.drawing import Drawing, joint


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("changed", [{}, {"rework": True}, {"merge": "some"}])
def test_a_sound_joint_approval_becomes_a_single_move(changed: dict[str, object], short: bool) -> None:
    net, _ = whole_net(joint(30, **changed).bytes(), short=short, lenient=True)  # type: ignore[arg-type]
    assert len(reduced(net, Reading()).moves) == 1


def test_a_branch_that_may_be_missing_is_what_is_left() -> None:
    net, _ = whole_net(joint(30, broken=1).bytes(), short=True, lenient=True)
    board = reduced(net, Reading())
    assert len(board.moves) < 8
    assert len(whole(net, Reading()).moves) > 100


def test_shortcuts_leave_fewer_places_and_the_same_story() -> None:
    source = joint(10, broken=1).bytes()
    short, _ = whole_net(source, short=True, lenient=True)
    full, _ = whole_net(source, lenient=True)
    assert len(short.kinds) * 2 < len(full.kinds)
    steps = {step.element for finding in one(source).findings for step in finding.trace}
    assert {"review0", "late0", "head0", "toolate0", "missing0", "gone0", "review9"} <= steps


def test_a_task_that_was_swallowed_is_still_dead_or_alive() -> None:
    d = joint(5)
    d.user("lost")
    d.flow("lost", d.user("lost too"), "again")
    found = one(d.bytes())
    assert [each.element for each in found.findings if each.code == "dead-task"] == ["lost", "lost too"]


def test_overlapping_reminders_are_harmless_only_in_the_lenient_reading() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.xor("top"), d.user("work"), d.xor("done"), d.end())
    d.flow("done", "top")
    d.flow(d.timer("warn", "work", "workdays(1)", interrupting=False), d.user("answer"), d.end("answered"))
    assert one(d.bytes()).verdict == "sound"
    assert one(d.bytes(), closed=True).verdict == "unsound"


@pytest.mark.parametrize("way", [{}, {"reduce": False}, {"budget": DEEP}, {"reduce": False, "budget": DEEP}])
def test_a_join_does_not_wait_for_what_only_a_deadline_brings(way: dict[str, Any]) -> None:
    """The step is repeated until its deadline; meanwhile the join goes on with the other way, and later once more."""
    d = Drawing()
    d.start()
    d.flow("start", d.some("split"), d.xor("again"), d.user("work"), d.xor("done"), "again")
    d.flow("split", d.user("other"), d.some("join"), d.user("decide"), d.end())
    d.flow(d.timer("late", "work", "workdays(5)"), "join")
    assert statuses(decided(d.bytes(), **way))["safeness"] == "violated"


@pytest.mark.parametrize("way", [{}, {"reduce": False}, {"budget": DEEP}, {"reduce": False, "budget": DEEP}])
def test_two_tokens_that_go_different_ways_are_one_after_the_join(way: dict[str, Any]) -> None:
    """And then the other one waits in vain for a partner."""
    d = Drawing()
    d.start()
    d.flow("start", d.both("twice"), d.xor("met"), d.both("both"), d.some("split"), d.user("a"), d.some("join"))
    d.flow("twice", "met")
    d.flow("split", d.user("b"), "join", d.both("joined"), d.end())
    d.flow("both", d.user("c"), "joined")
    assert statuses(decided(d.bytes(), **way))["option_to_complete"] == "violated"
