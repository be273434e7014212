"""Candidate groups and multi-instance collections."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.expressions import ExpressionError, compile_collection, compile_groups

DATA: dict[str, Any] = {"depts": ["fire", "city", "tobacco"], "opinions": {"fire": "agree"}}


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("dept-market", ("dept-market",)),
        ("a, b ,c", ("a", "b", "c")),
        ("a,a,", ("a",)),
        ("市场监管局，分局", ("市场监管局，分局",)),
        ("${dept}", ("fire",)),
        ("dept-${dept}, lead", ("dept-fire", "lead")),
        ("${list}", ("x", "y")),
        ("${list},z", ("x", "y", "z")),
        ("${both}", ("p", "q")),
        ("${dept == 'fire' ? 'a,b' : 'c'}", ("a", "b")),
        ("#{dept}", ("fire",)),
        ("", ()),
    ],
)
def test_reads_candidate_groups(text: str, groups: tuple[str, ...]) -> None:
    data = {"dept": "fire", "list": ["x", "y"], "both": "p, q"}
    assert compile_groups(text).evaluate(data) == groups


@pytest.mark.parametrize("value", [None, 5, "", [None], {"a": 1}])
def test_a_candidate_group_must_be_a_text(value: Any) -> None:
    with pytest.raises(ExpressionError):
        compile_groups("${dept}").evaluate({"dept": value})


def test_groups_tell_their_names() -> None:
    assert compile_groups("a,${b},c-${d}").names == {"b", "d"}


@pytest.mark.parametrize("text", ["depts", "${depts}", "#{ depts }", " depts "])
def test_a_collection_is_a_name_or_an_expression(text: str) -> None:
    assert compile_collection(text).evaluate(DATA) == ["fire", "city", "tobacco"]


def test_a_collection_may_be_a_map() -> None:
    assert compile_collection("opinions").evaluate(DATA) == {"fire": "agree"}


@pytest.mark.parametrize("value", ["fire", 3, None, True, list(range(1001))])
def test_a_collection_must_be_a_list_of_bearable_length(value: Any) -> None:
    with pytest.raises(ExpressionError):
        compile_collection("x").evaluate({"x": value})


def test_a_collection_is_not_a_text() -> None:
    with pytest.raises(ExpressionError):
        compile_collection("a-${b}")
