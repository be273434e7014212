"""Script tasks and timer texts."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.expressions import (
    ExpressionError,
    NaturalDays,
    TimerKind,
    WorkDays,
    WorkHours,
    check_timer,
    compile_script,
    compile_timer,
    timer_kind,
)

SCRIPTS = [
    ("x = 1", {"x": 1}),
    ("x = 1\ny = x + n", {"x": 1, "y": 6}),
    ("x = 1; y = 2;", {"x": 1, "y": 2}),
    ("# a comment\nx = 'a # b; c'  # another\n\n", {"x": "a # b; c"}),
    ("// a comment that isn't code\nvar x = 1;\nlet y = x * 2;\nconst z = 'a//b';", {"x": 1, "y": 2, "z": "a//b"}),
    ("def x = n > 3 ? 'big' : 'small'", {"x": "big"}),
    ("execution.setVariable('big', n > 3);", {"big": True}),
    ("x = [\n  1,\n  2\n]\ny = len(x)", {"x": [1, 2], "y": 2}),
    ("x = {'a': n}\ny = x.a", {"x": {"a": 5}, "y": 5}),
    ("部门 = '消防'", {"部门": "消防"}),
    ("n = n + 1\r\nn = n * 2\r\n", {"n": 12}),
    ("opinions = {}", {"opinions": {}}),
    ("count = count(list, 1)", {"count": 1}),
]


@pytest.mark.parametrize(("text", "assigned"), SCRIPTS, ids=[text for text, _ in SCRIPTS])
def test_a_script_assigns(text: str, assigned: dict[str, Any]) -> None:
    data = {"n": 5, "list": [1, 2]}
    assert compile_script(text).execute(data) == assigned
    assert data == {"n": 5, "list": [1, 2]}


def test_a_script_tells_what_it_needs_and_what_it_makes() -> None:
    script = compile_script("a = b + 1\nc = a + d")
    assert script.names == {"b", "d"}
    assert script.targets == {"a", "c"}


def test_what_a_script_assigns_is_a_copy() -> None:
    data = {"x": [1]}
    assigned = compile_script("y = x").execute(data)
    assigned["y"].append(2)
    assert data == {"x": [1]}


BROKEN = [
    ("", 0),
    ("# only a comment", 0),
    ("x", 1),
    ("x == 1", 1),
    ("x = ", 1),
    ("x = 1\nimport os", 2),
    ("x = 1\n\ny = __import__('os')", 3),
    ("x += 1", 1),
    ("x.y = 1", 1),
    ("x['a'] = 1", 1),
    ("x = y = 1", 1),
    ("x, y = 1, 2", 1),
    ("for i in x: y = 1", 1),
    ("if (n > 3) {\n  x = 1\n}", 1),
    ("function f() { return 1 }", 1),
    ("x = 7 // 2", 1),
    ("x = 1 y = 2", 1),
    ("print(x)", 1),
    ("True = 1", 1),
    ("lambda = 1", 1),
    ("_x = 1", 1),
    ("x = 'a\ny = 2'\nz = “3”", 3),
    ("execution.setVariable(x, 1)", 1),
    ("execution.setVariable('_x', 1)", 1),
    ("execution.setVariable('a b', 1)", 1),
    ("x = execution.getVariable('y')", 1),
    ("x = (1\ny = 2", 2),
    ("\n".join(["x = 1"] * 201), 0),
    ("x = '" + "a" * 10_001 + "'", 0),
]


@pytest.mark.parametrize(("text", "line"), BROKEN, ids=[text[:30] for text, _ in BROKEN])
def test_a_script_that_does_more_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_script(text)
    assert caught.value.line == line


def test_a_script_that_fails_while_running_names_its_line() -> None:
    with pytest.raises(ExpressionError, match="line 2") as caught:
        compile_script("x = 1\ny = x + missing").execute({})
    assert caught.value.line == 2


LITERALS = [
    ("P6D", TimerKind.DURATION),
    ("PT1H", TimerKind.DURATION),
    ("P1Y2M3DT4H5M6S", TimerKind.DURATION),
    ("P2W", TimerKind.DURATION),
    ("PT0.5S", TimerKind.DURATION),
    ("2026-05-01", TimerKind.MOMENT),
    ("2026-05-01T09:00:00Z", TimerKind.MOMENT),
    ("2026-05-01T09:00+08:00", TimerKind.MOMENT),
    ("R3/PT1H", TimerKind.CYCLE),
    ("R/P1D", TimerKind.CYCLE),
    ("R5/2026-05-01T09:00Z/P1D", TimerKind.CYCLE),
    ("R5/P1D/2026-05-01T09:00Z", TimerKind.CYCLE),
]


@pytest.mark.parametrize(("text", "kind"), LITERALS)
def test_bare_iso_texts_are_literals(text: str, kind: TimerKind) -> None:
    expression = compile_timer(f" {text}\n")
    assert expression.names == frozenset()
    assert expression.evaluate({}) == text
    assert timer_kind(text) is kind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("workdays(8)", WorkDays(8)),
        ("${workdays(n)}", WorkDays(3)),
        ("workhours(4)", WorkHours(4.0)),
        ("${days(n)}", NaturalDays(3)),
        ("${due}", "P5D"),
        ("due", "P5D"),
        ("P${n}D", "P3D"),
        ("R${n}/PT1H", "R3/PT1H"),
        ("'P6D'", "P6D"),
        ("${n > 2 ? 'P1D' : 'P2D'}", "P1D"),
    ],
)
def test_other_timer_texts_are_expressions(text: str, value: Any) -> None:
    assert compile_timer(text).evaluate({"n": 3, "due": "P5D"}) == value


@pytest.mark.parametrize(
    "text",
    ["P", "PT", "P6", "P6X", "P-6D", "P1DT", "6D", "R3", "R3/", "R3/PT", "R3/P1D/P1D", "R3//P1D", "2026-13-01",
     "2026-05-01T25:00", "2026-05", "0 0 9 * * ?", "0/5 * * * *", "timedelta(days=5)", "tomorrow morning", "", "P6D;"],
)  # fmt: skip
def test_a_broken_timer_text_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        check_timer(text, "timeCycle" if text.startswith("R") else "timeDuration")


@pytest.mark.parametrize(
    ("text", "element"),
    [("P6D", "timeDate"), ("P6D", "timeCycle"), ("2026-05-01", "timeDuration"), ("R3/PT1H", "timeDuration"),
     ("workdays(3)", "timeDate"), ("workdays(3)", "timeCycle"), ("5", "timeDuration"), ("'soon'", "timeDuration")],
)  # fmt: skip
def test_a_timer_of_another_kind_is_refused(text: str, element: str) -> None:
    with pytest.raises(ExpressionError, match=element):
        check_timer(text, element)


@pytest.mark.parametrize("value", [5, None, True, "soon", "PT", [], "R3", "2026-02-30"])
def test_knows_what_is_no_timer(value: Any) -> None:
    assert timer_kind(value) is None
