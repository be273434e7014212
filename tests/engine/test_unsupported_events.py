"""Events that the gate refuses: what, the rule, the element, the diagram."""

from __future__ import annotations

import pytest

from tests.engine.drawing import (
    boundary,
    cancel,
    catch,
    draw,
    draw_all,
    either,
    end,
    error,
    escalation,
    event_sub,
    fork,
    link,
    many,
    message,
    process,
    receive,
    shape,
    start,
    sub,
    terminate,
    throw,
    timer,
    user,
)
from tests.engine.judging import INNER, INNER_FLOWS, XE, around, listening, refused

REFUSED: dict[str, tuple[str, str, bytes]] = {
    "a cancel end outside a transaction": (
        "cancel-outside-transaction",
        "x",
        around(sub("a", start("s1"), end("x", cancel()), flows=["s1 -> x"])),
    ),
    "a cancel boundary on a plain task": (
        "cancel-outside-transaction",
        "b",
        around(user("a"), boundary("b", on="a", event=cancel()), flows=["b -> e"]),
    ),
    "an event with two definitions": (
        "several-definitions",
        "a",
        around(shape("intermediateCatchEvent", "a", events=[timer("P1D"), message("m")])),
    ),
    "a parallel multiple event": (
        "several-definitions",
        "a",
        around(catch("a", message("m"), parallelMultiple="true")),
    ),
    "an event with its definition elsewhere": (
        "definition-elsewhere",
        "a",
        draw_all(
            process(
                "p",
                start("s"),
                shape("intermediateCatchEvent", "a", raw="<eventDefinitionRef>d</eventDefinitionRef>"),
                end("e"),
                flows=["s -> a -> e"],
            ),
            raw='<signalEventDefinition id="d"/>',
        ),
    ),
    "a catch event that waits for nothing": (
        "event-without-definition",
        "a",
        around(shape("intermediateCatchEvent", "a")),
    ),
    "a boundary event that waits for nothing": (
        "event-without-definition",
        "b",
        around(user("a"), shape("boundaryEvent", "b", attachedToRef="a"), flows=["b -> e"]),
    ),
    "a timer throw": ("event-kind", "a", around(throw("a", timer("P1D")))),
    "a terminate throw": ("event-kind", "a", around(throw("a", terminate()))),
    "an error catch in the flow": ("event-kind", "a", around(catch("a", error("E")))),
    "an escalation catch in the flow": ("event-kind", "a", around(catch("a", escalation("E")))),
    "a timer end": ("event-kind", "x", draw(start("s"), end("x", timer("P1D")), flows=["s -> x"])),
    "a link end": ("event-kind", "x", draw(start("s"), end("x", link("l")), flows=["s -> x"])),
    "an error start": ("event-kind", "s", draw(start("s", error("E")), end("e"), flows=["s -> e"])),
    "a signal boundary's terminate": (
        "event-kind",
        "b",
        around(user("a"), boundary("b", on="a", event=terminate()), flows=["b -> e"]),
    ),
    "a boundary event on an activity of another scope": (
        "boundary-host",
        "x",
        around(
            sub("a", *INNER, boundary("x", on="z", event=timer("P1D")), end("xe"), flows=[*INNER_FLOWS, "x -> xe"]),
            user("z"),
            flows=["a -> z -> e"],
        ),
    ),
    "a boundary event on an event sub-process": (
        "boundary-host",
        "b",
        listening(start("x", message("m")), XE, beside=[boundary("b", on="l", event=timer("P1D"))]),
    ),
    "an error boundary that does not interrupt": (
        "error-must-interrupt",
        "b",
        around(
            sub("a", *INNER, flows=INNER_FLOWS),
            boundary("b", on="a", event=error("E"), interrupting=False),
            flows=["b -> e"],
        ),
    ),
    "an event sub-process with a plain start": ("event-sub-process", "x", listening(start("x"), XE)),
    "an event sub-process without a start": ("event-sub-process", "l", listening(user("x"), XE)),
    "an event sub-process with two starts": (
        "event-sub-process",
        "l",
        listening(start("x", message("m")), start("y", message("n")), XE, flows=["x -> xe", "y -> xe"]),
    ),
    "an event sub-process beside a terminate end": (
        "event-sub-process",
        "l",
        draw(
            start("s"),
            end("t", terminate()),
            event_sub("l", start("x", message("m")), XE, flows=["x -> xe"]),
            flows=["s -> t"],
        ),
    ),
    "an event sub-process in a flow": (
        "event-sub-process",
        "l",
        around(user("a"), event_sub("l", start("x", message("m")), XE, flows=["x -> xe"]), flows=["a -> l"]),
    ),
    "an event sub-process that is a multi-instance": (
        "event-sub-process",
        "l",
        around(user("a"), event_sub("l", start("x", message("m")), XE, flows=["x -> xe"], many=many("c"))),
    ),
    "an error start that does not interrupt": (
        "error-must-interrupt",
        "x",
        listening(start("x", error("E"), isInterrupting="false"), XE),
    ),
    "a link without a catch": ("link", "t", draw(start("s"), throw("t", link("l")), flows=["s -> t"])),
    "a link without a throw": (
        "link",
        "k",
        draw(start("s"), catch("k", link("l")), end("e"), end("f"), flows=["s -> e", "k -> f"]),
    ),
    "a link with two catches": (
        "link",
        "t",
        draw(
            start("s"),
            throw("t", link("l")),
            catch("k", link("l")),
            catch("j", link("l")),
            end("e"),
            flows=["s -> t", "k -> e", "j -> e"],
        ),
    ),
    "a link without a name": (
        "link",
        "t",
        draw(start("s"), throw("t", link("")), catch("k", link("")), end("e"), flows=["s -> t", "k -> e"]),
    ),
    "a link into another scope": (
        "link",
        "t",
        draw(
            start("s"),
            throw("t", link("l")),
            sub("a", start("s1"), end("e1"), catch("k", link("l")), end("e2"), flows=["s1 -> e1", "k -> e2"]),
            end("e"),
            flows=["s -> t", "a -> e"],
        ),
    ),
    "a flow into a link catch": (
        "link",
        "k",
        draw(
            start("s"),
            fork("g"),
            throw("t", link("l")),
            catch("k", link("l")),
            end("e"),
            flows=["s -> g -> t", "g -> k -> e"],
        ),
    ),
    "a flow out of a link throw": (
        "link",
        "t",
        draw(start("s"), throw("t", link("l")), catch("k", link("l")), end("e"), flows=["s -> t -> e", "k -> e"]),
    ),
    "an event gateway before a user task": (
        "event-gateway",
        "u",
        around(either("g"), user("u"), catch("a", timer("P1D")), flows=["s -> g -> u -> e", "g -> a"]),
    ),
    "an event gateway before a receive task with a border": (
        "event-gateway",
        "r",
        draw(
            start("s"),
            either("a"),
            receive("r", "m"),
            boundary("b", on="r", event=timer("P1D")),
            end("e"),
            flows=["s -> a -> r -> e", "b -> e"],
        ),
    ),
    "an event gateway before nothing": ("event-gateway", "g", draw(start("s"), either("g"), flows=["s -> g"])),
    "a parallel event gateway": (
        "event-gateway",
        "a",
        draw(
            start("s"),
            either("a", eventGatewayType="Parallel", instantiate="false"),
            catch("c", message("m")),
            end("e"),
            flows=["s -> a -> c -> e"],
        ),
    ),
}


@pytest.mark.parametrize(("code", "element", "source"), REFUSED.values(), ids=REFUSED.keys())
def test_refuses(code: str, element: str, source: bytes) -> None:
    refused(code, element, source)
