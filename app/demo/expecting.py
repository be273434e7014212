"""Expectations: what must be seen in a case when its story is over, each with a name for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.demo.evidence import Evidence

Test = Callable[[Evidence], bool]


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """A named question to the evidence; seen when the answer is yes."""

    name: str
    test: Test


def ends(status: str, name: str, *notices: str) -> Expectation:
    """The case has ended so, and the applicant holds these notices."""
    return Expectation(
        name=name,
        test=lambda seen: seen.case["status"] == status and all(seen.issued(kind) for kind in notices),
    )


def lights(name: str, department: str, step: str, *levels: str) -> Expectation:
    """A step of a department was alerted at these levels, each of them once."""
    return Expectation(
        name=name,
        test=lambda seen: all(len(seen.alerted(level, department, step)) == 1 for level in levels),
    )


def green(name: str = "全程绿灯，没有预警") -> Expectation:
    """Nothing turned yellow or red."""
    return Expectation(name=name, test=lambda seen: not seen.alerts and seen.case["light"] == "green")


def answered(name: str, department: str, outcome: str, *, step: str = "review", by: str = "") -> Expectation:
    """The last opinion of a department on a step."""

    def test(seen: Evidence) -> bool:
        said = seen.said(department, step=step)
        return bool(said) and said[-1]["outcome"] == outcome and by in ("", said[-1]["user"])

    return Expectation(name=name, test=test)


def acted(name: str, act: str, times: int = 1) -> Expectation:
    """The ledger has this kind of entry, so many times at least."""
    return Expectation(name=name, test=lambda seen: len(seen.acts(act)) >= times)


def repeated(name: str, step: str, times: int) -> Expectation:
    """A step was carried out so many times."""
    return Expectation(name=name, test=lambda seen: len(seen.done(step)) == times)
