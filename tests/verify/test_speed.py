"""How fast a verdict comes: the goals in processor time, times four, so that a busy machine does not fail them."""

from __future__ import annotations

import time

import pytest

from app.verify import Budget, check
from tests.verify.asking import codes, one
from tests.verify.drawing import Drawing, joint

NOISE = 4


def milliseconds(source: bytes, runs: int = 5) -> float:
    """The best of a few runs."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        check(source)
        best = min(best, time.process_time() - start)
    return best * 1000


@pytest.mark.parametrize(("departments", "goal"), [(20, 20), (100, 50), (300, 200)])
@pytest.mark.parametrize("merge", ["both", "some"])
def test_a_joint_approval_with_reminders_is_proved(departments: int, goal: int, merge: str) -> None:
    source = joint(departments, merge=merge).bytes()
    found = one(source)
    assert (found.verdict, found.deadline.worst_case_working_days) == ("sound", 10)
    assert milliseconds(source) < goal * NOISE


@pytest.mark.parametrize("broken", [1, 100])
def test_a_deadlock_among_many_departments_is_shown(broken: int) -> None:
    source = joint(100, broken=broken).bytes()
    found = one(source)
    assert "deadlock" in codes(found)
    assert found.findings[0].trace
    assert milliseconds(source) < 250 * NOISE


@pytest.mark.parametrize("changed", [{"rework": True}, {"untimed": 1}, {"merge": "xor"}])
def test_what_is_wrong_is_found_as_fast(changed: dict[str, object]) -> None:
    source = joint(100, **changed).bytes()  # type: ignore[arg-type]
    assert codes(one(source))[0] in ("unbounded-loop", "no-deadline", "lack-of-synchronisation")
    assert milliseconds(source, runs=3) < 250 * NOISE


def test_branches_that_no_rule_merges_do_not_multiply() -> None:
    """Thirty branches that meet in pairs: stubborn sets look at one after the other."""
    d = Drawing()
    d.start()
    d.both("split")
    d.both("join")
    d.flow("start", "split")
    d.flow("join", d.end())
    for n in range(30):
        d.flow("split", d.both(f"a{n}"), d.user(f"x{n}"), d.both(f"c{n}"), "join")
        d.flow("split", d.both(f"b{n}"), d.user(f"y{n}"), d.both(f"d{n}"), "join")
        d.flow(f"a{n}", d.user(f"z{n}"), f"d{n}")
    found = one(d.bytes(), budget=Budget(states=5_000, seconds=30))
    assert found.verdict == "sound"


def test_branches_with_several_ends_each_do_not_multiply() -> None:
    d = Drawing()
    d.start()
    d.both("split")
    d.flow("start", "split")
    for n in range(40):
        d.flow("split", d.xor(f"x{n}"), d.user(f"a{n}"), d.end(f"e{n}"))
        d.flow(f"x{n}", d.user(f"b{n}"), d.end(f"f{n}"))
    assert one(d.bytes()).verdict == "sound"
