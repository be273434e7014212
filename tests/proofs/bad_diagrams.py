"""Diagrams that must not be deployed: each with the rule that refuses it and the place that is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.engine.drawing import (
    Event,
    Shape,
    boundary,
    call,
    catch,
    compensate,
    conditional,
    draw,
    draw_all,
    either,
    end,
    error,
    event_sub,
    flow,
    link,
    many,
    message,
    process,
    script,
    shape,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
GOOD = draw(start("s"), user("a", groups="market"), end("e"), flows=["s -> a -> e"], id="good")
BODY = GOOD.decode().partition("?>")[2]
BOMB = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True))


@dataclass(frozen=True)
class BadDiagram:
    """`rule`: the finding that must be there.  `element`: the id it must name.  `says`: words of its message."""

    name: str
    data: Callable[[], bytes]
    rule: str
    element: str = ""
    says: tuple[str, ...] = field(default=())


def _text(text: str) -> Callable[[], bytes]:
    return lambda: text.encode()


def _shapes(*shapes: object, flows: tuple[object, ...], **more: object) -> Callable[[], bytes]:
    return lambda: draw(*shapes, flows=flows, id="bad", **more)  # type: ignore[arg-type]


def _between(node: object, *more: object, flows: tuple[object, ...] = ()) -> Callable[[], bytes]:
    """One shape between a start and an end."""
    return _shapes(start("s"), node, end("e"), *more, flows=(f"s -> {node.id} -> e", *flows))  # type: ignore[attr-defined]


def _changed(old: str, new: str) -> Callable[[], bytes]:
    """The good diagram with one text replaced."""
    assert old in BODY, old
    return lambda: (HEAD + BODY.replace(old, new, 1)).encode()


def _deep() -> bytes:
    inner = '<subProcess id="d0"/>'
    for depth in range(1, 230):
        inner = f'<subProcess id="d{depth}">{inner}</subProcess>'
    return (HEAD + BODY.replace("</process>", f"{inner}</process>")).encode()


def _deepest() -> bytes:
    return (HEAD + BODY.replace("</process>", "<documentation>" * 50_000 + "</process>")).encode()


def _crowd() -> bytes:
    crowd = "".join(f'<task id="t{count}"/>' for count in range(20_001))
    return (HEAD + BODY.replace("</process>", f"{crowd}</process>")).encode()


BYTES: tuple[BadDiagram, ...] = (
    BadDiagram("nothing at all", lambda: b"", "empty"),
    BadDiagram("blanks only", lambda: b" \n\t ", "empty"),
    BadDiagram("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "encoding"),
    BadDiagram("a text", _text("Dear Sir or Madam"), "not-xml"),
    BadDiagram("half a file", lambda: GOOD[: len(GOOD) // 2], "not-xml"),
    BadDiagram("a NUL character", _changed("<userTask", "\0<userTask"), "not-xml"),
    BadDiagram("bytes that are no UTF-8", lambda: GOOD.replace(b'id="a"', b'id="a" name="\xff\xfe"', 1), "encoding"),
    BadDiagram("an encoding of its own", _text(HEAD.replace("UTF-8", "UTF-7") + BODY), "encoding", says=("UTF-7",)),
    BadDiagram("an entity bomb", _text(f'{HEAD}<!DOCTYPE d [<!ENTITY a "ha">{BOMB}]>{BODY}'), "doctype"),
    BadDiagram(
        "an entity that blows up",
        lambda: (
            f'{HEAD}<!DOCTYPE d [<!ENTITY a "{"x" * 50_000}">]>'
            + BODY.replace("<userTask", f"<documentation>{'&a;' * 5000}</documentation><userTask")
        ).encode(),
        "doctype",
    ),
    BadDiagram(
        "an external entity",
        _text(f'{HEAD}<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{BODY.replace("<user", "&x;<user", 1)}'),
        "doctype",
    ),
    BadDiagram(
        "an external entity by parameter",
        _text(f'{HEAD}<!DOCTYPE d [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]>{BODY}'), "doctype",
    ),
    BadDiagram("a DOCTYPE", _text(f"{HEAD}<!DOCTYPE definitions>{BODY}"), "doctype"),
    BadDiagram("a DOCTYPE in UTF-16", lambda: f"<!DOCTYPE d>{BODY}".encode("utf-16"), "doctype"),
    BadDiagram("an entity that nobody declared", _changed('id="a"', 'id="a" name="&nobody;"'), "not-xml"),
    BadDiagram("a style sheet", _text(f'{HEAD}<?xml-stylesheet href="x.xsl"?>{BODY}'), "instruction",
               says=("xml-stylesheet",)),
    BadDiagram("another namespace", _changed("http://www.omg.org/spec/BPMN/20100524/MODEL", "urn:other"), "not-bpmn",
               says=("urn:other",)),
    BadDiagram("a decision table",
               _text('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d"/>'), "not-bpmn"),
    BadDiagram("no process", _text(HEAD + BODY.partition("<process")[0] + "</definitions>"), "no-process"),
    BadDiagram("elements nested too deep", _deep, "too-deep"),
    BadDiagram("nested fifty thousand deep", _deepest, "too-large"),
    BadDiagram("a crowd of elements", _crowd, "too-large"),
    BadDiagram("a step with an endless name", _changed('id="a"', f'id="a" name="{"x" * 10_001}"'), "too-long", "a",
               ("name",)),
)  # fmt: skip

IDS: tuple[BadDiagram, ...] = (
    BadDiagram("an id twice", _between(user("a"), user("a")), "duplicate-id", "a"),
    BadDiagram("an id that is missing", _changed('<userTask id="a"', "<userTask"), "missing-id"),
    BadDiagram("an id of the engine", _between(user("Root")), "reserved-id", "Root"),
    BadDiagram("the engine's start", _shapes(start("Start"), end("e"), flows=("Start -> e",)), "reserved-id", "Start"),
    BadDiagram("an id that no column holds", lambda: draw(
        start("s"), user("a"), end("e"), flows=["s -> a -> e"], id="p" * 65), "too-long", "p" * 65, ("65", "64")),
    BadDiagram("candidates that no column holds", _between(user("a", groups="g" * 65)), "too-long", "a", ("65", "64")),
    BadDiagram("a flow to nowhere", _between(user("a"), flows=(flow("a", "nowhere", id="f9"),)), "dangling-reference",
               "f9", ("nowhere",)),
    BadDiagram("a border event on nothing", _between(user("a"), boundary("b", on="gone", event=timer("PT1H"))),
               "dangling-reference", "b", ("gone",)),
    BadDiagram("a message that is not there", _between(user("a"), catch("c", Event(
        tag="messageEventDefinition", attributes={"messageRef": "gone"}))), "dangling-reference", says=("gone",)),
    BadDiagram("an arrow that was lost", _between(user("a", raw="<incoming>lost</incoming>")), "dangling-reference",
               "a", ("lost",)),
    BadDiagram("not as the schema has it", _changed('<userTask id="a"', '<userTask id="a" isExecutable="perhaps"'),
               "schema", "a", ("isExecutable",)),
)  # fmt: skip


def _shapes_refused() -> Iterator[BadDiagram]:
    yield BadDiagram("a complex gateway", _between(shape("complexGateway", "g")), "complex-gateway", "g")
    yield BadDiagram("an ad hoc sub-process", _between(sub("g", user("in"), tag="adHocSubProcess")),
                     "ad-hoc-sub-process", "g")  # fmt: skip
    yield BadDiagram("compensation thrown", _between(throw("g", compensate())), "compensation", "g")
    yield BadDiagram("compensation on a border", _between(user("a"), boundary("g", on="a", event=compensate())),
                     "compensation", "g")  # fmt: skip
    yield BadDiagram("a condition waited for", _between(catch("g", conditional("${x}"))), "conditional-event", "g")
    yield BadDiagram("a condition on a border", _between(user("a"), boundary("g", on="a", event=conditional("${x}"))),
                     "conditional-event", "g")  # fmt: skip
    yield BadDiagram("a link to nowhere", _shapes(start("s"), throw("g", link("far")), flows=("s -> g",)), "link", "g")
    yield BadDiagram("two things waited for", _between(shape("intermediateCatchEvent", "g", events=[
        timer("PT1H"), message("m")])), "several-definitions", "g")  # fmt: skip
    yield BadDiagram("an event that waits for nothing", _between(shape("intermediateCatchEvent", "g")),
                     "event-without-definition", "g")  # fmt: skip
    yield BadDiagram("a task after an event gateway", _shapes(start("s"), either("g"), user("a"), end("e"),
                     flows=("s -> g -> a -> e",)), "event-gateway", "a")  # fmt: skip
    yield BadDiagram("an error that does not interrupt", _between(user("a"), boundary(
        "g", on="a", event=error("x"), interrupting=False)), "error-must-interrupt", "g")  # fmt: skip
    yield BadDiagram("an event sub-process without an event", _between(user("a"), event_sub(
        "g", start("in"), end("out"), flows=["in -> out"])), "event-sub-process", "in")  # fmt: skip
    yield BadDiagram("a sub-process without a start", _between(sub("g", user("in"), end("out"), flows=["in -> out"])),
                     "sub-process-start", "g")  # fmt: skip
    yield BadDiagram("a process without a start", _shapes(user("a"), end("e"), flows=("a -> e",)), "no-start", "bad")
    yield BadDiagram("two starts", _shapes(start("s"), start("s2"), user("a"), end("e"),
                     flows=("s -> a -> e", "s2 -> a")), "several-starts", "s2")  # fmt: skip
    yield BadDiagram("a choice without a condition", _shapes(start("s"), xor("g"), user("a"), user("b"), end("e"),
                     flows=("s -> g", flow("g", "a", id="f7"), "g -> b: default", "a -> e", "b -> e")),
                     "flow-without-condition", "f7", ("g",))  # fmt: skip
    yield BadDiagram("a flow out of a sub-process", _shapes(start("s"), sub("g", start("in"), user("a"), end("out"),
                     flows=["in -> a -> out"]), user("b"), end("e"), flows=(
                     "s -> g -> b -> e", flow("a", "b", id="f8"))), "flow-across-border", "f8")  # fmt: skip
    yield BadDiagram("a flow into a start", _between(user("a"), flows=(flow("a", "s", id="f6"),)),
                     "flow-into-start", "f6", ("s",))  # fmt: skip
    yield BadDiagram("a call without a process", _between(shape("callActivity", "g")), "unknown-called-process", "g")
    yield BadDiagram("a call of the unknown", _between(call("g", "stranger")), "unknown-called-process", "g",
                     ("stranger",))  # fmt: skip
    yield BadDiagram("many of nothing", _between(user("g", many=many())), "multi-instance-without-collection", "g")
    yield BadDiagram("a step that starts cases", _between(shape("receiveTask", "g", instantiate="true")),
                     "instantiate", "g")  # fmt: skip
    yield BadDiagram("a decision table asked", _between(shape("businessRuleTask", "g", camunda={"decisionRef": "d"})),
                     "decision-table", "g")  # fmt: skip
    yield BadDiagram("a data store", lambda: _between(user("a"), shape("dataStoreReference", "g", dataStoreRef="ds"))()
                     .replace(b"<process ", b'<dataStore id="ds"/><process ', 1), "data-store", "ds")  # fmt: skip
    yield BadDiagram("a script kept elsewhere", _between(shape("scriptTask", "g", scriptFormat="python",
                     camunda={"resource": "x.py"})), "no-script", "g")  # fmt: skip


def fed(called: Shape, text: str) -> bytes:
    """A process that calls another and gives the call the value of an expression."""
    given = f'<camunda:in sourceExpression="{text}" target="y"/></extensionElements>'
    flows = [f"s -> {called.id} -> e"]
    whole = draw_all(
        process("bad", start("s"), called.but(props={"x": "y"}), end("e"), flows=flows),
        process("helper", start("hs"), user("ha", groups="market"), end("he"), flows=["hs -> ha -> he"]),
    )
    return whole.replace(b"</extensionElements>", given.encode(), 1)


def _written() -> Iterator[BadDiagram]:
    def choosing(text: str) -> Callable[[], bytes]:
        return _shapes(start("s"), xor("g"), user("a"), user("b"), end("e"), flows=(
            "s -> g", flow("g", "a", id="f5", when=text), "g -> b: default", "a -> e", "b -> e"))  # fmt: skip

    yield BadDiagram("a condition that breaks off", choosing("${outcome == "), "bad-condition", "f5")
    yield BadDiagram("a condition in Java", choosing("${execution.getVariable('x').size() > 3}"), "bad-condition", "f5")
    yield BadDiagram("a condition that is a number", choosing("${1 + 1}"), "bad-condition", "f5")
    yield BadDiagram("a duration that is none", _between(user("a"), boundary("g", on="a", event=timer("P5X"))),
                     "bad-timer", "g", ("P5X",))  # fmt: skip
    yield BadDiagram("a cron line", _between(catch("g", timer("0 0 9-17 * * MON", "timeCycle"))), "bad-timer", "g")
    yield BadDiagram("a timer without a time", _between(catch("g", Event(tag="timerEventDefinition"))),
                     "timer-without-time", "g")  # fmt: skip
    yield BadDiagram("a date that is none", _between(catch("g", timer("2026-02-30", "timeDate"))), "bad-timer", "g")
    yield BadDiagram("candidates that break off", _between(user("g", groups="${dept")), "bad-expression", "g")
    yield BadDiagram("a collection that breaks off", _between(user("g", many=many("${departments +", "d"))),
                     "bad-expression", "g")  # fmt: skip
    yield BadDiagram("a completion condition in prose", _between(user("g", many=many(
        "departments", "d", until="when enough have answered"))), "bad-condition", "g")  # fmt: skip
    yield BadDiagram("a script that loops", _between(script("g", "while True:\n    pass")), "bad-script", "g")
    yield BadDiagram("a script that imports", _between(script("g", "import os\nos.system('id')")), "bad-script", "g")
    yield BadDiagram("a script that opens a file", _between(script("g", "x = open('/etc/passwd').read()")),
                     "bad-script", "g")  # fmt: skip
    yield BadDiagram("a script that climbs", _between(script("g", "x = ().__class__.__base__.__subclasses__()")),
                     "bad-script", "g")  # fmt: skip
    yield BadDiagram("a script in JavaScript", _between(script("g", "java.lang.Runtime.getRuntime().exec('id')",
                     language="javascript")), "bad-script", "g")  # fmt: skip
    yield BadDiagram("a call fed by an escape", lambda: fed(call("g", "helper"), "${__import__('os')}"),
                     "bad-expression", "g")  # fmt: skip


DIAGRAMS: tuple[BadDiagram, ...] = (*BYTES, *IDS, *_shapes_refused(), *_written())
