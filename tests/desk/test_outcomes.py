"""What outcomes mean to the house."""

from __future__ import annotations

import pytest

from app.desk import outcomes


@pytest.mark.parametrize(
    ("kind", "outcome", "decision", "needed"),
    [
        ("accept", "accept", "accept", ()),
        ("accept", "reject", "decline", ("reasons", "basis")),
        ("accept", "decline", "decline", ("reasons", "basis")),
        ("accept", "supplement", None, ()),
        ("decide", "grant", "grant", ()),
        ("decide", "deny", "deny", ("reasons", "basis")),
        ("decide", "reject", "deny", ("reasons", "basis")),
        ("review", "agree", None, ()),
        ("review", "disagree", None, ("reasons",)),
        ("draft", "ordinary", None, ("reasons", "basis")),
        ("draft", "major", None, ("reasons", "basis")),
        ("confirm", "decline", None, ()),
        ("", "deny", None, ("reasons", "basis")),
        ("", "done", None, ()),
    ],
)
def test_an_outcome_decides_and_needs_what_the_law_asks(
    kind: str, outcome: str, decision: str | None, needed: tuple[str, ...]
) -> None:
    assert outcomes.decision_of(kind, outcome) == decision
    assert outcomes.needs(kind, outcome) == needed
