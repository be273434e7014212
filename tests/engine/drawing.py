"""Draws BPMN XML for tests: shapes as calls, flows as arrows in text.

    draw(
        start("s"), user("a", groups="fire"), xor("g"), end("yes"), end("no"),
        boundary("late", on="a", event=timer("P6D"), interrupting=False), end("warned"),
        flows=["s -> a -> g", "g -> yes: ${ok}", "g -> no: default", "late -> warned"],
    )

A flow text is a chain of ids; what follows the first colon is the condition of its last arrow, or the word `default`.
Messages, signals, errors and escalations are declared at the root by their name or code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tests.engine.drawing_pen import BPMN, CAMUNDA, XSI, draw_all
from tests.engine.drawing_records import Event, Flow, Loop, Shape

__all__ = [
    "BPMN",
    "CAMUNDA",
    "XSI",
    "Event",
    "Flow",
    "Loop",
    "Shape",
    "boundary",
    "call",
    "cancel",
    "catch",
    "compensate",
    "conditional",
    "draw",
    "draw_all",
    "either",
    "end",
    "error",
    "escalation",
    "event_sub",
    "flow",
    "fork",
    "inclusive",
    "link",
    "loop",
    "manual",
    "many",
    "message",
    "process",
    "receive",
    "script",
    "send",
    "service",
    "shape",
    "signal",
    "start",
    "sub",
    "task",
    "terminate",
    "throw",
    "timer",
    "transaction",
    "user",
    "xor",
]

VOCABULARY = {
    "groups": "candidateGroups",
    "users": "candidateUsers",
    "assignee": "assignee",
    "form": "formKey",
    "topic": "topic",
}


def shape(
    tag: str,
    id: str,
    *,
    props: Mapping[str, str] | None = None,
    many: Loop | None = None,
    events: Iterable[Event] = (),
    doc: str = "",
    raw: str = "",
    extension: str = "",
    camunda: Mapping[str, str] | None = None,
    bodies: Mapping[str, str] | None = None,
    **attributes: str,
) -> Shape:
    """Any BPMN element; `groups`, `users`, `assignee`, `form`, `topic` become Camunda's attributes, others BPMN's."""
    named = dict(camunda or {})
    for short, full in VOCABULARY.items():
        if short in attributes:
            named[full] = attributes.pop(short)
    if "topic" in named:
        named.setdefault("type", "external")
    return Shape(
        tag=tag,
        id=id,
        attributes=attributes,
        camunda=named,
        props=props or {},
        events=tuple(events),
        many=many,
        bodies=bodies or {},
        doc=doc,
        raw=raw,
        extension=extension,
    )


def task(id: str, **more: Any) -> Shape:
    return shape("task", id, **more)


def user(id: str, **more: Any) -> Shape:
    return shape("userTask", id, **more)


def manual(id: str, **more: Any) -> Shape:
    return shape("manualTask", id, **more)


def service(id: str, topic: str = "", **more: Any) -> Shape:
    return shape("serviceTask", id, **({"topic": topic} if topic else {}), **more)


def send(id: str, **more: Any) -> Shape:
    """A send task; `message="name"` makes it throw that message, `topic=` hands it to a handler."""
    return _messenger("sendTask", id, **more)


def receive(id: str, message: str, **more: Any) -> Shape:
    return _messenger("receiveTask", id, message=message, **more)


def _messenger(tag: str, id: str, *, message: str = "", **more: Any) -> Shape:
    if not message:
        return shape(tag, id, **more)
    drawn = shape(tag, id, messageRef=f"message_{message}", **more)
    return replace(drawn, bodies={**drawn.bodies, "": message})


def script(id: str, text: str, *, language: str = "python", **more: Any) -> Shape:
    return shape("scriptTask", id, scriptFormat=language, bodies={"script": text}, **more)


def call(id: str, process: str, **more: Any) -> Shape:
    return shape("callActivity", id, calledElement=process, **more)


def xor(id: str, **more: Any) -> Shape:
    return shape("exclusiveGateway", id, **more)


def fork(id: str, **more: Any) -> Shape:
    """A parallel gateway, splitting or joining."""
    return shape("parallelGateway", id, **more)


def inclusive(id: str, **more: Any) -> Shape:
    return shape("inclusiveGateway", id, **more)


def either(id: str, **more: Any) -> Shape:
    """An event-based gateway."""
    return shape("eventBasedGateway", id, **more)


def start(id: str = "start", event: Event | None = None, **more: Any) -> Shape:
    return shape("startEvent", id, events=_events(event), **more)


def end(id: str = "end", event: Event | None = None, **more: Any) -> Shape:
    return shape("endEvent", id, events=_events(event), **more)


def catch(id: str, event: Event, **more: Any) -> Shape:
    return shape("intermediateCatchEvent", id, events=[event], **more)


def throw(id: str, event: Event | None = None, **more: Any) -> Shape:
    return shape("intermediateThrowEvent", id, events=_events(event), **more)


def boundary(id: str, *, on: str, event: Event, interrupting: bool = True, **more: Any) -> Shape:
    quiet = {} if interrupting else {"cancelActivity": "false"}
    return shape("boundaryEvent", id, attachedToRef=on, events=[event], **quiet, **more)


def sub(id: str, *inside: Shape, flows: Iterable[str | Flow] = (), tag: str = "subProcess", **more: Any) -> Shape:
    """A sub-process; `tag` may be "transaction" or "adHocSubProcess"."""
    return replace(shape(tag, id, **more), inside=inside, flows=tuple(flows))


def event_sub(id: str, *inside: Shape, flows: Iterable[str | Flow] = (), **more: Any) -> Shape:
    """An event sub-process; make its start quiet with `start("x", message("m"), isInterrupting="false")`."""
    return sub(id, *inside, flows=flows, triggeredByEvent="true", **more)


def transaction(id: str, *inside: Shape, flows: Iterable[str | Flow] = (), **more: Any) -> Shape:
    return sub(id, *inside, flows=flows, tag="transaction", **more)


def timer(text: str, kind: str = "timeDuration") -> Event:
    """`kind`: timeDuration, timeDate or timeCycle."""
    return Event(tag="timerEventDefinition", body=(kind, text))


def message(name: str) -> Event:
    return _declared("message", name, {"name": name})


def signal(name: str) -> Event:
    return _declared("signal", name, {"name": name})


def error(code: str = "") -> Event:
    """Without a code it catches every error."""
    return _declared("error", code, {"name": code, "errorCode": code}) if code else Event(tag="errorEventDefinition")


def escalation(code: str = "") -> Event:
    if not code:
        return Event(tag="escalationEventDefinition")
    return _declared("escalation", code, {"name": code, "escalationCode": code})


def terminate() -> Event:
    return Event(tag="terminateEventDefinition")


def cancel() -> Event:
    return Event(tag="cancelEventDefinition")


def compensate() -> Event:
    return Event(tag="compensateEventDefinition")


def conditional(text: str) -> Event:
    return Event(tag="conditionalEventDefinition", body=("condition", text))


def link(name: str) -> Event:
    return Event(tag="linkEventDefinition", attributes={"name": name})


def _declared(kind: str, name: str, attributes: Mapping[str, str]) -> Event:
    id = f"{kind}_{name}"
    return Event(tag=f"{kind}EventDefinition", attributes={f"{kind}Ref": id}, declares=(kind, id, attributes))


def _events(event: Event | None) -> tuple[Event, ...]:
    return () if event is None else (event,)


def many(
    collection: str = "", item: str = "item", *, until: str = "", times: str = "", sequential: bool = False
) -> Loop:
    """Multi-instance in Camunda's words: over a collection, or `times` as cardinality; `until` completes it early."""
    camunda = {"collection": collection, "elementVariable": item} if collection else {}
    bodies = {"loopCardinality": times, "completionCondition": until}
    return Loop(
        tag="multiInstanceLoopCharacteristics",
        attributes={"isSequential": "true"} if sequential else {},
        camunda=camunda,
        bodies={tag: text for tag, text in bodies.items() if text},
    )


def loop(condition: str = "", *, at_most: int | None = None, before: bool = False) -> Loop:
    """A standard loop."""
    attributes = {"testBefore": "true" if before else "false"}
    if at_most is not None:
        attributes["loopMaximum"] = str(at_most)
    return Loop(
        tag="standardLoopCharacteristics",
        attributes=attributes,
        bodies={"loopCondition": condition} if condition else {},
    )


def flow(source: str, target: str, *, id: str = "", when: str = "", default: bool = False) -> Flow:
    return Flow(source=source, target=target, id=id, when=when, default=default)


def process(id: str, *inside: Shape, flows: Iterable[str | Flow] = (), **more: Any) -> Shape:
    """One process of a file; for `draw_all`."""
    more.setdefault("isExecutable", "true")
    return sub(id, *inside, flows=flows, tag="process", **more)


def draw(*inside: Shape, flows: Iterable[str | Flow] = (), id: str = "p", **more: Any) -> bytes:
    """A file with one process; `props`, `doc`, `name`, `raw` are the process's."""
    return draw_all(process(id, *inside, flows=flows, **more))
