"""The diagram as the prover sees it: processes, the shapes in them, the flows between them; nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

Element = etree._Element

TASKS = frozenset({
    "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask",
})  # fmt: skip
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
NODES = ACTIVITIES | GATEWAYS | EVENTS

ITEM = ("itemCode", "limit", "lead", "mode", "statutoryLimit")
"""Properties that make a process an item with a promise; a plain diagram, or a part that others call, has none."""


@dataclass(slots=True, eq=False, kw_only=True)
class Flow:
    """A sequence flow whose two ends are in the same scope."""

    id: str
    source: Node
    target: Node
    conditional: bool = False
    line: int | None = None
    element: Element | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class Loop:
    """How often an activity repeats: `standard`, `parallel` or `sequential`; `count` when it is a constant."""

    kind: str
    count: int | None = None
    may_stop_early: bool = False


@dataclass(slots=True, eq=False, kw_only=True)
class Node:
    """One shape.

    event: `timer`, `message` … for an event with a definition, `several` for more than one.  ref: the message,
    signal, error, escalation or link that it names, by what stands for it in the file.  timer: (`timeDuration`,
    text).  scope: the process or sub-process that it is drawn in.  inside: its contents when it is a sub-process.
    element: where it stands in the file.
    """

    id: str
    name: str
    tag: str
    scope: Scope
    line: int | None = None
    event: str = ""
    ref: str = ""
    timer: tuple[str, str] = ("", "")
    interrupting: bool = True
    attached_to: str = ""
    default: str = ""
    called: str = ""
    instantiating: bool = False
    parallel_events: bool = False
    compensates: bool = False
    triggered: bool = False
    staffed: bool = False
    loop: Loop | None = None
    element: Element | None = None
    properties: dict[str, str] = field(default_factory=dict)
    inside: Scope | None = None
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    boundaries: list[Node] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Its name, or its id when nobody named it."""
        return self.name or self.id


@dataclass(slots=True, eq=False, kw_only=True)
class Scope:
    """What is drawn inside a process or a sub-process; `owner` is the sub-process, None for a process.

    mode: how the process that it belongs to handles its cases (`direct`, `joint` …), as its property says.
    """

    id: str
    owner: Node | None = None
    mode: str = ""
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def starts(self) -> list[Node]:
        """The start events that are drawn directly here."""
        return [node for node in self.nodes if node.tag == "startEvent"]

    def event_sub_processes(self) -> list[Node]:
        """The sub-processes here that an event starts."""
        return [node for node in self.nodes if node.triggered and node.inside is not None]

    def everything(self) -> Iterator[Node]:
        """Every shape, those in sub-processes included."""
        for node in self.nodes:
            yield node
            if node.inside is not None:
                yield from node.inside.everything()


@dataclass(slots=True, eq=False, kw_only=True)
class Process:
    """One process; `broken` are (code word, element id, detail, line) of what could not be understood in it."""

    id: str
    name: str
    scope: Scope
    line: int | None = None
    properties: dict[str, str] = field(default_factory=dict)
    broken: list[tuple[str, str, str, int | None]] = field(default_factory=list)


@dataclass(slots=True, eq=False, kw_only=True)
class MessageFlow:
    """A message flow of a collaboration; its ends are shapes, participants or processes, by id."""

    id: str
    source: str
    target: str


@dataclass(slots=True, eq=False, kw_only=True)
class Diagram:
    """Everything of one file; `participants` gives the process of each pool, empty for a closed pool."""

    processes: dict[str, Process]
    root: Element
    collaboration: str = ""
    participants: dict[str, str] = field(default_factory=dict)
    message_flows: list[MessageFlow] = field(default_factory=list)
