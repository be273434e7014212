"""The gate as a whole: what passes because the engine mends it, what is only warned of, and that it never fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.engine.reading import Diagram, read
from app.engine.unsupported import refusals
from tests.engine.drawing import (
    boundary,
    call,
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
    loop,
    many,
    message,
    process,
    receive,
    script,
    send,
    service,
    shape,
    signal,
    start,
    sub,
    task,
    terminate,
    throw,
    timer,
    transaction,
    user,
    xor,
)
from tests.engine.judging import INNER, INNER_FLOWS, XE, around, found, listening

ROOT = Path(__file__).parents[2]

MENDED: dict[str, bytes] = {
    "links": draw(
        start("s"),
        xor("g"),
        throw("t", link("l")),
        throw("u", link("l")),
        catch("k", link("l")),
        end("e"),
        flows=["s -> g", "g -> t: ${x}", "g -> u: default", "k -> e"],
    ),
    "a message event sub-process": listening(start("x", message("m")), XE),
    "a quiet timer event sub-process": listening(start("x", timer("P1D"), isInterrupting="false"), XE),
    "a signal event sub-process": listening(start("x", signal("m")), XE),
    "an escalation event sub-process": listening(start("x", escalation("m"), isInterrupting="false"), XE),
    "an error event sub-process": listening(start("x", error("E")), XE),
    "a terminate inside an event sub-process": listening(start("x", message("m")), end("xe", terminate())),
    "a signal end": draw(start("s"), end("e", signal("x")), flows=["s -> e"]),
    "an interrupting boundary on a multi-instance sub-process": around(
        sub("a", *INNER, flows=INNER_FLOWS, many=many("c", "d")),
        boundary("b", on="a", event=timer("P1D")),
        flows=["b -> e"],
    ),
    "an interrupting boundary on a call": around(
        call("a", "q"), boundary("b", on="a", event=message("m")), flows=["b -> e"]
    ),
    "a repeatable message boundary": around(
        user("a"), boundary("b", on="a", event=message("m"), interrupting=False), end("f"), flows=["b -> f"]
    ),
    "an escalation from a multi-instance": around(
        sub("a", start("s1"), throw("t", escalation("x")), end("e1"), flows=["s1 -> t -> e1"], many=many("c", "d")),
        boundary("b", on="a", event=escalation("x"), interrupting=False),
        end("f"),
        flows=["b -> f"],
    ),
    "a split and join in a loop": draw(
        start("s"),
        fork("f"),
        user("a"),
        user("b"),
        fork("j"),
        xor("g"),
        end("e"),
        flows=["s -> f -> a -> j", "f -> b -> j", "j -> g", "g -> f: ${again}", "g -> e: default"],
    ),
    "a task without a way out": draw(start("s"), user("a"), flows=["s -> a"]),
    "two ways out of a task": around(user("a"), user("b"), flows=["a -> b -> e"]),
    "two ways out of a start": draw(start("s"), user("a"), user("b"), flows=["s -> a", "s -> b"]),
    "two ways out of a boundary event": around(
        user("a"), boundary("b", on="a", event=timer("P1D")), user("c"), user("d"), flows=["b -> c", "b -> d"]
    ),
    "conditions out of a task": around(user("a"), user("b"), flows=["a -> b: ${x > 1}"]),
    "two timers after an event gateway": draw(
        start("s"),
        either("g"),
        catch("c", timer("P1D")),
        catch("d", timer("P2D")),
        receive("r", "m"),
        end("e"),
        flows=["s -> g -> c -> e", "g -> d -> e", "g -> r -> e"],
    ),
    "several event starts": draw(
        start("s", message("m")), start("t", message("n")), end("e"), flows=["s -> e", "t -> e"]
    ),
    "an escalation end": draw(start("s"), end("e", escalation("x")), flows=["s -> e"]),
    "a transaction with a cancel": around(
        transaction("a", start("s1"), end("x", cancel()), flows=["s1 -> x"]),
        boundary("b", on="a", event=cancel()),
        flows=["b -> e"],
    ),
    "a caught error": around(
        sub("a", start("s1"), end("x", error("E")), flows=["s1 -> x"]),
        boundary("b", on="a", event=error()),
        flows=["b -> e"],
    ),
    "a sequential multi-instance": around(
        user("a", many=many("c", "d", sequential=True, until="${nrOfInstances > 1}"))
    ),
    "a counted multi-instance": around(user("a", many=many(times="3"))),
    "a loop": around(task("a", many=loop("${x < 3}", at_most=3))),
    "scripts": around(script("a", "var x = 1;\nexecution.setVariable('y', x > 0);", language="javascript")),
    "timers of all kinds": around(
        user("a"),
        boundary("b", on="a", event=timer("workdays(8)")),
        boundary("c", on="a", event=timer("R3/PT1H", "timeCycle"), interrupting=False),
        boundary("d", on="a", event=timer("${when}", "timeDate"), interrupting=False),
        end("f"),
        flows=["b -> e", "c -> f", "d -> f"],
    ),
    "services, messages and calls": draw(
        start("s"),
        service("v", "x.y"),
        send("n", topic="notice.issue"),
        send("m", message="hello"),
        throw("t", message("x")),
        call("c", "q"),
        end("e", message("z")),
        flows=["s -> v -> n -> m -> t -> c -> e"],
    ),
    "a gateway with one way out": draw(start("s"), xor("g"), end("e"), flows=["s -> g -> e"]),
    "artifacts": draw(start("s"), end("e"), flows=["s -> e"], raw='<group id="gr"/>'),
}


@pytest.mark.parametrize("source", MENDED.values(), ids=MENDED.keys())
def test_passes_what_runs(source: bytes) -> None:
    assert found(source) == []


WARNED: dict[str, tuple[str, str, bytes]] = {
    "an uncaught error": ("uncaught-error", "x", draw(start("s"), end("x", error("E")), flows=["s -> x"])),
    "an error that another code catches": (
        "uncaught-error",
        "x",
        around(
            sub("a", start("s1"), end("x", error("E")), flows=["s1 -> x"]),
            boundary("b", on="a", event=error("F")),
            flows=["b -> e"],
        ),
    ),
    "a timer that would start a case": (
        "trigger-ignored",
        "s",
        draw(start("s", timer("R/P1D", "timeCycle")), end("e"), flows=["s -> e"]),
    ),
    "a choice without a default": (
        "no-default",
        "a",
        draw(start("s"), xor("a"), end("e"), end("f"), flows=["s -> a", "a -> f: ${x}", "a -> e: ${!x}"]),
    ),
    "a condition out of a parallel gateway": (
        "condition-ignored",
        "a_to_f",
        around(fork("a"), end("f"), flows=["a -> f: ${x}"]),
    ),
    "a step that nothing leads to": ("unreachable", "u", around(user("a"), user("u"), flows=["u -> e"])),
    "a Java class": ("no-topic", "a", around(service("a", camunda={"class": "com.example.X"}))),
    "a listener": (
        "ignored-extension",
        "a",
        around(user("a", extension='<camunda:taskListener event="create"/>')),
    ),
}


@pytest.mark.parametrize(("code", "element", "source"), WARNED.values(), ids=WARNED.keys())
def test_warns(code: str, element: str, source: bytes) -> None:
    findings = [each for each in found(source) if each.code == code]
    assert [(each.element, each.severity) for each in findings] == [(element, "warning")]


@pytest.mark.parametrize("path", sorted((ROOT / "processes").glob("*.bpmn")), ids=lambda path: path.name)
def test_our_own_diagrams_pass(path: Path) -> None:
    assert found(path.read_bytes()) == []


def test_everything_wrong_is_told_at_once() -> None:
    source = around(
        shape("complexGateway", "a"), catch("k", timer("P6X")), script("c", "import os"), flows=["k -> c -> e"]
    )
    assert {each.code for each in found(source)} >= {"complex-gateway", "bad-timer", "bad-script"}


def test_errors_come_before_warnings() -> None:
    source = draw(start("s", timer("P1D")), shape("complexGateway", "a"), end("e"), flows=["s -> a -> e"])
    assert [each.severity for each in found(source)] == ["error", "warning"]


def test_looks_at_one_process_of_several() -> None:
    source = draw_all(
        process("p", start("s"), end("e"), flows=["s -> e"]),
        process("q", start("s2"), shape("complexGateway", "g"), end("e2"), flows=["s2 -> g -> e2"]),
    )
    diagram = read(source)
    assert refusals(diagram, diagram.processes["p"]) == []
    assert [each.element for each in refusals(diagram, diagram.processes["q"])] == ["g"]


EVERYTHING = around(
    user("a", many=many("c", "d", until="${x}")),
    boundary("b", on="a", event=timer("P1D"), interrupting=False),
    sub("i", *INNER, flows=INNER_FLOWS, many=many(times="2")),
    event_sub("l", start("x", error("E")), XE, flows=["x -> xe"]),
    throw("t", link("k")),
    catch("k", link("k")),
    either("g"),
    catch("m", message("m")),
    receive("r", "n"),
    xor("o"),
    fork("f"),
    script("p1", "x = 1"),
    call("q", "other"),
    end("z", error("F")),
    end("y", terminate()),
    flows=[
        "a -> i -> t",
        "k -> g -> m -> o",
        "g -> r -> z",
        "b -> z",
        "o -> f: ${x}",
        "o -> q: default",
        "f -> p1 -> y",
    ],
)
PARTS = [
    "userTask",
    "startEvent",
    "endEvent",
    "boundaryEvent",
    "subProcess",
    "exclusiveGateway",
    "eventBasedGateway",
    "intermediateCatchEvent",
    "scriptTask",
    "callActivity",
    "timerEventDefinition",
    "linkEventDefinition",
    "errorEventDefinition",
    "messageEventDefinition",
    "transaction",
    "complexGateway",
    "parallelGateway",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from(PARTS), st.integers(0, 6)), min_size=1, max_size=3))
def test_any_exchange_of_shapes_is_judged_without_failing(changes: list[tuple[str, str, int]]) -> None:
    root = etree.fromstring(EVERYTHING)
    for old, new, index in changes:
        nodes = list(root.iter(f"{{*}}{old}"))
        if nodes:
            nodes[index % len(nodes)].tag = nodes[0].tag.replace(old, new)
    process = root.find("{*}process")
    assert process is not None
    diagram = Diagram(name="", root=root, processes={"p": process}, digest="")
    assert all(each.message_en and each.message_zh for each in refusals(diagram, process))
