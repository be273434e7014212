"""Flows and texts that the gate refuses: what, the rule, the element, the diagram."""

from __future__ import annotations

import pytest

from tests.engine.drawing import (
    Event,
    boundary,
    call,
    catch,
    draw_all,
    end,
    flow,
    inclusive,
    loop,
    many,
    process,
    script,
    start,
    sub,
    task,
    timer,
    user,
    xor,
)
from tests.engine.judging import INNER, INNER_FLOWS, around, choosing, refused

REFUSED: dict[str, tuple[str, str, bytes]] = {
    "a flow into a sub-process": (
        "flow-across-border",
        "bad",
        around(sub("a", *INNER, flows=INNER_FLOWS), user("c"), flows=["a -> c", flow("c", "i", id="bad")]),
    ),
    "a flow out of a sub-process": (
        "flow-across-border",
        "bad",
        around(sub("a", *INNER, flows=[*INNER_FLOWS, flow("i", "c", id="bad")]), user("c"), flows=["c -> e"]),
    ),
    "a flow drawn in the wrong scope": (
        "flow-across-border",
        "bad",
        around(sub("a", start("s1"), end("e1")), flows=[flow("s1", "e1", id="bad")]),
    ),
    "a flow into another process": (
        "flow-across-border",
        "bad",
        draw_all(
            process("p", start("s"), end("e"), flows=["s -> e", flow("s", "e2", id="bad")]),
            process("q", start("s2"), end("e2"), flows=["s2 -> e2"]),
        ),
    ),
    "a flow into a start": ("flow-into-start", "bad", around(user("a"), flows=[flow("a", "s", id="bad")])),
    "a flow into a boundary event": (
        "flow-into-start",
        "bad",
        around(user("a"), boundary("b", on="a", event=timer("P1D")), flows=["b -> e", flow("a", "b", id="bad")]),
    ),
    "a flow out of an end": ("flow-out-of-end", "bad", around(user("a"), flows=[flow("e", "a", id="bad")])),
    "a choice without a condition": (
        "flow-without-condition",
        "bad",
        choosing(xor("a")),
    ),
    "an inclusive choice without a condition": (
        "flow-without-condition",
        "bad",
        choosing(inclusive("a")),
    ),
    "a timer without a time": (
        "timer-without-time",
        "a",
        around(catch("a", Event(tag="timerEventDefinition"))),
    ),
    "a timer with an empty time": ("timer-without-time", "a", around(catch("a", timer(" ")))),
    "a timer with a wrong time": ("bad-timer", "a", around(catch("a", timer("P6X")))),
    "a timer with a cron line": ("bad-timer", "a", around(catch("a", timer("0 0 9 * * ?", "timeCycle")))),
    "a date in a duration": ("bad-timer", "a", around(catch("a", timer("2026-05-01")))),
    "a timer that cannot be read": (
        "bad-timer",
        "b",
        around(user("a"), boundary("b", on="a", event=timer("${P6D + }")), flows=["b -> e"]),
    ),
    "working days in a date": ("bad-timer", "a", around(catch("a", timer("workdays(3)", "timeDate")))),
    "a condition that cannot be read": (
        "bad-condition",
        "bad",
        choosing(xor("a"), "${x ==}"),
    ),
    "a condition that escapes": (
        "bad-condition",
        "bad",
        choosing(xor("a"), "__import__('os')"),
    ),
    "a condition that is a text": (
        "bad-condition",
        "bad",
        choosing(xor("a"), "${x} == 1"),
    ),
    "a condition that is a constant number": (
        "bad-condition",
        "bad",
        choosing(xor("a"), "${1}"),
    ),
    "a condition of Camunda 8": (
        "bad-condition",
        "bad",
        choosing(xor("a"), "= x > 1"),
    ),
    "an empty condition": (
        "bad-condition",
        "bad",
        choosing(xor("a"), " "),
    ),
    "a condition kept elsewhere": (
        "bad-condition",
        "bad",
        choosing(xor("a"), "${x}").replace(
            b"<conditionExpression", b'<conditionExpression camunda:resource="deployment://c.groovy"'
        ),
    ),
    "a condition on a task's flow that cannot be read": (
        "bad-condition",
        "bad",
        around(user("a"), end("f"), flows=[flow("a", "f", id="bad", when="${(}")]),
    ),
    "a completion that cannot be read": ("bad-condition", "a", around(user("a", many=many("c", until="${nr >}")))),
    "a loop condition that cannot be read": ("bad-condition", "a", around(task("a", many=loop("${")))),
    "a collection that cannot be read": ("bad-expression", "a", around(user("a", many=many("${c[}")))),
    "a count that cannot be read": ("bad-expression", "a", around(user("a", many=many(times="${n +}")))),
    "candidates that cannot be read": ("bad-expression", "a", around(user("a", groups="x,${dept"))),
    "an assignee that cannot be read": ("bad-expression", "a", around(user("a", assignee="${who.getName()}"))),
    "a call's input that cannot be read": (
        "bad-expression",
        "a",
        around(call("a", "q", extension='<camunda:in sourceExpression="${x.y()}" target="z"/>')),
    ),
    "a script that does more": ("bad-script", "a", around(script("a", "import os\nx = 1"))),
    "a script in real JavaScript": (
        "bad-script",
        "a",
        around(script("a", "if (x) { y = 1; }", language="javascript")),
    ),
}


@pytest.mark.parametrize(("code", "element", "source"), REFUSED.values(), ids=REFUSED.keys())
def test_refuses(code: str, element: str, source: bytes) -> None:
    refused(code, element, source)
