"""Shapes that the gate refuses: what, the rule, the element, the diagram."""

from __future__ import annotations

import pytest

from tests.engine.drawing import (
    boundary,
    catch,
    compensate,
    conditional,
    draw,
    draw_all,
    either,
    end,
    loop,
    many,
    message,
    process,
    receive,
    script,
    shape,
    start,
    sub,
    task,
    throw,
    user,
)
from tests.engine.judging import INNER, INNER_FLOWS, XE, around, listening, refused

REFUSED: dict[str, tuple[str, str, bytes]] = {
    "a complex gateway": ("complex-gateway", "a", around(shape("complexGateway", "a"))),
    "an ad hoc sub-process": ("ad-hoc-sub-process", "a", around(sub("a", user("b"), tag="adHocSubProcess"))),
    "a compensation throw": ("compensation", "a", around(throw("a", compensate()))),
    "a compensation end": ("compensation", "e2", draw(start("s"), end("e2", compensate()), flows=["s -> e2"])),
    "a compensation boundary": (
        "compensation",
        "b",
        around(user("a"), boundary("b", on="a", event=compensate())),
    ),
    "a compensation task": (
        "compensation",
        "u",
        around(user("a"), user("u", isForCompensation="true")),
    ),
    "a compensation start": ("compensation", "x", listening(start("x", compensate()), XE)),
    "a conditional catch": ("conditional-event", "a", around(catch("a", conditional("x > 1")))),
    "a conditional boundary": (
        "conditional-event",
        "b",
        around(user("a"), boundary("b", on="a", event=conditional("x")), flows=["b -> e"]),
    ),
    "a conditional start": ("conditional-event", "s", draw(start("s", conditional("x")), end("e"), flows=["s -> e"])),
    "a conditional event sub-process": ("conditional-event", "x", listening(start("x", conditional("y")), XE)),
    "a choreography": (
        "choreography",
        "ch",
        draw_all(process("p", start("s"), end("e"), flows=["s -> e"]), raw='<choreography id="ch"/>'),
    ),
    "a conversation": (
        "choreography",
        "cv",
        draw_all(
            process("p", start("s"), end("e"), flows=["s -> e"]),
            raw='<collaboration id="c"><participant id="x"/><participant id="y"/><conversation id="cv">'
            "<participantRef>x</participantRef><participantRef>y</participantRef></conversation></collaboration>",
        ),
    ),
    "a data store": (
        "data-store",
        "ds",
        draw_all(process("p", start("s"), end("e"), flows=["s -> e"]), raw='<dataStore id="ds" name="files"/>'),
    ),
    "a task that writes to a data store": (
        "data-store",
        "a",
        around(
            user("a", raw="<dataOutputAssociation><targetRef>dr</targetRef></dataOutputAssociation>"),
            shape("dataStoreReference", "dr"),
        ),
    ),
    "a decision table": ("decision-table", "a", around(shape("businessRuleTask", "a", camunda={"decisionRef": "d"}))),
    "a receive task that starts the process": (
        "instantiate",
        "r",
        draw(start("s"), receive("r", "m", instantiate="true"), end("e"), flows=["s -> e", "r -> e"]),
    ),
    "an event gateway that starts the process": (
        "instantiate",
        "g",
        draw(
            start("s"),
            either("g", instantiate="true"),
            catch("c", message("m")),
            end("e"),
            flows=["s -> e", "g -> c -> e"],
        ),
    ),
    "a sub-process without a start": (
        "sub-process-start",
        "a",
        around(sub("a", user("b"), end("e1"), flows=["b -> e1"])),
    ),
    "an empty sub-process": ("sub-process-start", "a", around(sub("a"))),
    "a sub-process with two starts": (
        "sub-process-start",
        "a",
        around(sub("a", *INNER, start("s2"), flows=[*INNER_FLOWS, "s2 -> i"])),
    ),
    "a sub-process that starts with a message": (
        "sub-process-start",
        "x",
        around(sub("a", start("x", message("m")), XE, flows=["x -> xe"])),
    ),
    "a process without a start": ("no-start", "p", draw(user("a"), end("e"), flows=["a -> e"])),
    "a process with two plain starts": (
        "several-starts",
        "t",
        draw(start("s"), start("t"), end("e"), flows=["s -> e", "t -> e"]),
    ),
    "a call of nothing": ("call-without-process", "a", around(shape("callActivity", "a"))),
    "a multi-instance over nothing": ("multi-instance-without-collection", "a", around(user("a", many=many()))),
    "a multi-instance with complex behaviour": (
        "multi-instance-behaviour",
        "a",
        around(
            user(
                "a",
                raw="<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><complexBehaviorDefinition>"
                "<condition>x</condition></complexBehaviorDefinition></multiInstanceLoopCharacteristics>",
            )
        ),
    ),
    "an endless loop": ("endless-loop", "a", around(task("a", many=loop()))),
    "a loop of no turns": ("loop-maximum", "a", around(task("a", many=loop(at_most=0)))),
    "a script task without a script": ("no-script", "a", around(shape("scriptTask", "a"))),
    "a script kept elsewhere": ("no-script", "a", around(script("a", "x = 1", camunda={"resource": "x.js"}))),
}


@pytest.mark.parametrize(("code", "element", "source"), REFUSED.values(), ids=REFUSED.keys())
def test_refuses(code: str, element: str, source: bytes) -> None:
    refused(code, element, source)
