"""Draws diagrams for the prover's tests: shapes and flows in a few words, as the XML that a tool would save."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="t">'
)


def properties(**values: object) -> str:
    """Extension properties; those that are None are left out."""
    inner = "".join(
        f'<camunda:property name="{name}" value="{value}" />' for name, value in values.items() if value is not None
    )
    return f"<bpmn:extensionElements><camunda:properties>{inner}</camunda:properties></bpmn:extensionElements>"


class Drawing:
    """One process or sub-process being drawn; every method adds a shape and gives back its id."""

    def __init__(self, key: str = "p", tag: str = "process", **said: object) -> None:
        self.key = key
        self.tag = tag
        self.said = said
        self.parts: list[str] = []
        self.attributes = ""
        self.beside = ""
        self._flows = 0

    def add(self, tag: str, key: str, inner: str = "", **attributes: object) -> str:
        written = "".join(f' {name}="{value}"' for name, value in attributes.items())
        self.parts.append(f'<bpmn:{tag} id="{key}" name="{key}"{written}>{inner}</bpmn:{tag}>')
        return key

    def start(self, key: str = "start", inner: str = "") -> str:
        return self.add("startEvent", key, inner)

    def end(self, key: str = "end", inner: str = "") -> str:
        return self.add("endEvent", key, inner)

    def user(self, key: str, groups: str = "a", **said: object) -> str:
        """A user task; `said` are its properties."""
        offered = f' camunda:candidateGroups="{groups}"' if groups else ""
        self.parts.append(f'<bpmn:userTask id="{key}" name="{key}"{offered}>{properties(**said)}</bpmn:userTask>')
        return key

    def service(self, key: str) -> str:
        return self.add("serviceTask", key)

    def xor(self, key: str) -> str:
        return self.add("exclusiveGateway", key)

    def both(self, key: str) -> str:
        return self.add("parallelGateway", key)

    def some(self, key: str) -> str:
        return self.add("inclusiveGateway", key)

    def boundary(self, key: str, host: str, inner: str, interrupting: bool = True) -> str:
        stops = "true" if interrupting else "false"
        return self.add("boundaryEvent", key, inner, attachedToRef=host, cancelActivity=stops)

    def timer(self, key: str, host: str, text: str, interrupting: bool = True) -> str:
        """A boundary timer."""
        return self.boundary(key, host, duration(text), interrupting)

    def sub(self, inside: Drawing, extra: str = "", **attributes: object) -> str:
        """A sub-process that was drawn on its own."""
        body = properties(**inside.said) + extra + "".join(inside.parts)
        return self.add("subProcess", inside.key, body, **attributes)

    def flow(self, *keys: str) -> None:
        """Flows from each shape to the next."""
        for source, target in pairwise(keys):
            self._flows += 1
            key = f"f_{self.key}_{self._flows}"
            self.parts.append(f'<bpmn:sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}" />')

    def process(self) -> str:
        inner = properties(**self.said) + "".join(self.parts)
        return f'<bpmn:process id="{self.key}" isExecutable="true">{inner}</bpmn:process>'

    def bytes(self) -> bytes:
        """The whole file."""
        return f"{HEAD}{self.beside}{self.process()}</bpmn:definitions>".encode()


def file(drawings: Iterable[Drawing], beside: str = "") -> bytes:
    """A file of several processes."""
    return f"{HEAD}{beside}{''.join(each.process() for each in drawings)}</bpmn:definitions>".encode()


def duration(text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:timeDuration>{text}</bpmn:timeDuration></bpmn:timerEventDefinition>"


def cycle(text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:timeCycle>{text}</bpmn:timeCycle></bpmn:timerEventDefinition>"


def caught(kind: str, reference: str = "") -> str:
    """An event definition: `message`, `error`, `escalation`, `signal`, `terminate` …"""
    named = f' {kind}Ref="{reference}"' if reference else ""
    return f"<bpmn:{kind}EventDefinition{named} />"


def joint(
    departments: int,
    *,
    reminders: bool = True,
    rework: bool = False,
    broken: int = 0,
    untimed: int = 0,
    merge: str = "both",
    promise: int = 30,
) -> Drawing:
    """A joint approval, every department drawn as a branch of its own.

    broken: so many branches end on their own when they are late.  untimed: so many have no deadline at all.
    merge: the gateway in which the branches come together.
    """
    d = Drawing("joint", limit=promise, statutoryLimit=45, lead="a")
    d.start()
    d.user("accept", limit=2, clock="before")
    d.xor("again")
    d.both("split")
    getattr(d, merge)("join")
    d.user("decide", limit=2)
    d.end()
    d.flow("start", "accept", "again", "split")
    for n in range(departments):
        _department(d, n, reminders=reminders, broken=n < broken, untimed=n < untimed)
    d.flow("join", "decide")
    if rework:
        d.xor("decided")
        d.flow("decide", "decided", "end")
        d.flow("decided", "again")
    else:
        d.flow("decide", "end")
    return d


def _department(d: Drawing, n: int, *, reminders: bool, broken: bool, untimed: bool) -> None:
    review, met = d.user(f"review{n}"), d.xor(f"met{n}")
    d.flow("split", review, met, "join")
    if untimed:
        return
    late = d.timer(f"late{n}", review, "workdays(5)")
    head = d.user(f"head{n}")
    d.flow(late, head, met)
    too_late = d.timer(f"toolate{n}", head, "workdays(1)")
    missing = d.service(f"missing{n}")
    d.flow(too_late, missing, d.end(f"gone{n}") if broken else met)
    if reminders:
        warn = d.timer(f"warn{n}", review, "workdays(3)", interrupting=False)
        d.flow(warn, d.service(f"urge{n}"), d.end(f"urged{n}"))
