"""From bytes or a tree to the model: hardened XML, then every shape with what the prover has to know about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.domain.tiers import counted
from app.errors import DiagramRefused, Finding
from app.verify.model import (
    EVENTS,
    NODES,
    SUB_PROCESSES,
    Diagram,
    Element,
    Flow,
    Loop,
    MessageFlow,
    Node,
    Process,
    Scope,
)

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MAX_BYTES = 5 * 1024 * 1024
MAX_SHAPES = 20_000
MAX_DEPTH = 60

_TRUE = ("true", "1")
_FALSE = ("false", "0")
_PREFIX = f"{{{BPMN}}}"
_CUT = len(_PREFIX)
_LOCAL: dict[str, str] = {_PREFIX + "sequenceFlow": "sequenceFlow"}
"""Names without the namespace, of the few tags that there are."""

_STAFF = frozenset({"candidateGroups", "candidateUsers", "assignee"})
_OWNERS = frozenset({"potentialOwner", "humanPerformer", "performer", "resourceRole"})
_NOT_SHAPES = _OWNERS | {
    "documentation", "extensionElements", "auditing", "monitoring", "laneSet", "dataObject", "dataObjectReference",
    "dataStoreReference", "textAnnotation", "association", "group", "ioSpecification", "property", "incoming",
    "dataInputAssociation", "dataOutputAssociation", "outgoing", "supports", "correlationSubscription",
    "supportedInterfaceRef", "ioBinding", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics",
}  # fmt: skip


_TOLD = tuple(
    _PREFIX + name
    for name in (
        "extensionElements", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "eventDefinitionRef",
        *sorted(_OWNERS),
        *(f"{kind}EventDefinition" for kind in (
            "timer", "message", "signal", "error", "escalation", "terminate", "link", "cancel", "compensate",
            "conditional")),
    )
)  # fmt: skip
"""What is drawn inside a shape and matters here."""


def read(source: bytes | Element) -> Diagram:
    """The diagram in `source`; a tree that is handed over is read and never changed.

    Raises DiagramRefused: not XML, a document type, too large, no process.
    """
    root = _parsed(source) if isinstance(source, bytes) else source
    named = {each.get("id", ""): each for each in root if isinstance(each.tag, str)}
    processes: dict[str, Process] = {}
    for element in root.iterchildren(f"{_PREFIX}process"):
        process = _Reader(named).process(element)
        processes[process.id] = process
    if not processes:
        raise _refused("no-process", "the file holds no process", "文件中没有流程（process）")
    return _with_collaboration(Diagram(processes=processes, root=root), root)


def _parsed(source: bytes) -> Element:
    if len(source) > MAX_BYTES:
        raise _refused(
            "too-large",
            f"the file has {len(source)} bytes; at most {MAX_BYTES} are read",
            f"文件大小为 {len(source)} 字节，上限为 {MAX_BYTES} 字节",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused("not-xml", f"the file is not well-formed XML: {error}", f"文件不是合法的 XML：{error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused("doctype", "a document type is not allowed", "不允许使用 DOCTYPE")
    return root


def _refused(code: str, en: str, zh: str) -> DiagramRefused:
    return DiagramRefused([Finding(code=code, message_en=en, message_zh=zh)])


def _with_collaboration(diagram: Diagram, root: Element) -> Diagram:
    for element in root.iterchildren(f"{_PREFIX}collaboration"):
        diagram.collaboration = diagram.collaboration or element.get("id", "")
        for each in element:
            tag = _local(each)
            if tag == "participant":
                process = _name(each.get("processRef", ""))
                diagram.participants[each.get("id", "")] = process if process in diagram.processes else ""
            elif tag == "messageFlow":
                source, target = _name(each.get("sourceRef", "")), _name(each.get("targetRef", ""))
                diagram.message_flows.append(MessageFlow(id=each.get("id", ""), source=source, target=target))
    return diagram


def _local(element: Element) -> str:
    """A BPMN element's name without its namespace; empty for anything else."""
    tag: Any = element.tag
    known = _LOCAL.get(tag)
    if known is None:
        known = tag[_CUT:] if isinstance(tag, str) and tag.startswith(_PREFIX) else ""
        if known in _NOT_SHAPES or known in NODES:
            _LOCAL[tag] = known
    return known


def _name(reference: str) -> str:
    """A reference is a qualified name; ids have no colon, so what stands before it is a prefix."""
    return reference.rpartition(":")[2].strip()


def _plain(holder: Element) -> Iterator[tuple[str, str]]:
    """The extension properties in an `extensionElements`, a tier in a limit as the working days that it is."""
    for outer in holder:
        if _short(outer) == "properties":
            for each in outer:
                if _short(each) == "property" and each.get("name"):
                    name = each.get("name", "")
                    yield name, counted(name, each.get("value", "").strip())


def _short(element: Element) -> str:
    tag: Any = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attributes(node: Node, said: dict[str, str]) -> None:
    interrupts = "isInterrupting" if node.tag == "startEvent" else "cancelActivity"
    node.interrupting = said.get(interrupts, "") not in _FALSE
    node.attached_to = _name(said.get("attachedToRef", ""))
    node.default = _name(said.get("default", ""))
    node.called = _name(said.get("calledElement", ""))
    node.instantiating = said.get("instantiate") in _TRUE
    node.parallel_events = said.get("eventGatewayType") == "Parallel"
    node.compensates = said.get("isForCompensation") in _TRUE
    node.triggered = node.tag == "subProcess" and said.get("triggeredByEvent") in _TRUE
    node.staffed = any(key.rpartition("}")[2] in _STAFF and value.strip() for key, value in said.items())


class _Reader:
    """Reads one process; `named` are the file's messages, signals, errors and escalations by id."""

    def __init__(self, named: dict[str, Element]) -> None:
        self._named = named
        self._nodes: dict[str, Node] = {}
        self._flows: list[tuple[Element, Scope]] = []
        self._broken: list[tuple[str, str, str, int | None]] = []

    def process(self, element: Element) -> Process:
        identity = element.get("id", "")
        properties = {
            name: value
            for holder in element.iterchildren(f"{_PREFIX}extensionElements")
            for name, value in _plain(holder)
        }
        scope = Scope(id=identity, mode=properties.get("mode", ""))
        self._fill(scope, element, 0)
        for flow, around in self._flows:
            self._connect(flow, around)
        for node in self._nodes.values():
            if node.tag == "boundaryEvent":
                host = self._nodes.get(node.attached_to)
                if host is None or host.scope is not node.scope:
                    self._broken.append(("boundary", node.id, "", node.line))
                else:
                    host.boundaries.append(node)
        return Process(
            id=identity,
            name=element.get("name", "") or identity,
            scope=scope,
            line=_line(element),
            properties=properties,
            broken=self._broken,
        )

    def _fill(self, scope: Scope, element: Element, depth: int) -> None:
        if depth > MAX_DEPTH or len(self._nodes) > MAX_SHAPES:
            raise _refused("too-large", "the diagram is too large or too deep", "流程图过大或嵌套过深")
        for each in element:
            tag = _local(each)
            if tag in NODES:
                self._node(scope, each, tag, depth)
            elif tag == "sequenceFlow":
                self._flows.append((each, scope))
            elif tag and tag not in _NOT_SHAPES:
                self._broken.append(("shape", each.get("id", ""), tag, _line(each)))

    def _node(self, scope: Scope, element: Element, tag: str, depth: int) -> None:
        said = {str(key): str(value) for key, value in element.items()}
        identity = said.get("id", "")
        if not identity or identity in self._nodes:
            self._broken.append(("id", identity, tag, _line(element)))
            return
        name = " ".join(said.get("name", "").split())
        node = Node(id=identity, name=name, tag=tag, scope=scope, line=_line(element), element=element)
        self._nodes[identity] = node
        scope.nodes.append(node)
        if len(said) > 2 or not name:
            _attributes(node, said)
        self._details(node, element)
        if tag in SUB_PROCESSES:
            node.inside = Scope(id=identity, owner=node, mode=scope.mode)
            self._fill(node.inside, element, depth + 1)

    def _details(self, node: Node, element: Element) -> None:
        definitions = 0
        for each in element.iterchildren(*_TOLD):
            tag = _local(each)
            if tag == "extensionElements":
                node.properties = dict(_plain(each))
            elif tag == "multiInstanceLoopCharacteristics":
                node.loop = _many(each)
            elif tag == "standardLoopCharacteristics":
                node.loop = Loop(kind="standard", count=_number(each.get("loopMaximum", "")))
            elif tag in _OWNERS:
                node.staffed = True
            elif node.tag in EVENTS:
                definitions += 1
                self._event(node, each if tag != "eventDefinitionRef" else self._named.get(_name(each.text or "")))
        if definitions > 1:
            node.event = "several"
        if node.tag == "receiveTask":
            node.event, node.ref = "message", _name(element.get("messageRef", ""))

    def _event(self, node: Node, definition: Element | None) -> None:
        if definition is None:
            node.event = "several"
            return
        node.event = _local(definition).removesuffix("EventDefinition")
        if node.event == "timer":
            for each in definition:
                if _local(each) in ("timeDuration", "timeDate", "timeCycle"):
                    node.timer = (_local(each), "".join(map(str, each.itertext())).strip())
        elif node.event == "link":
            node.ref = definition.get("name", "").strip()
        else:
            node.ref = self._named_thing(_name(definition.get(f"{node.event}Ref", "")))

    def _named_thing(self, reference: str) -> str:
        """What two events that mean the same thing have in common: its code or name, or else the reference."""
        found = self._named.get(reference)
        if found is None:
            return reference
        return found.get("errorCode") or found.get("escalationCode") or found.get("name") or reference

    def _connect(self, element: Element, scope: Scope) -> None:
        identity = element.get("id", "") or f"flow@{element.sourceline}"
        source = self._nodes.get(_name(element.get("sourceRef", "")))
        target = self._nodes.get(_name(element.get("targetRef", "")))
        if source is None or target is None or source.scope is not target.scope or source.scope is not scope:
            self._broken.append(("flow", identity, "", _line(element)))
            return
        conditional = element.find(f"{_PREFIX}conditionExpression") is not None
        flow = Flow(
            id=identity, source=source, target=target, conditional=conditional, line=_line(element), element=element
        )
        source.outgoing.append(flow)
        target.incoming.append(flow)
        scope.flows.append(flow)


def _line(element: Element) -> int | None:
    line: Any = element.sourceline
    return int(line) if line else None


def _many(element: Element) -> Loop:
    text = "".join("".join(map(str, each.itertext())) for each in element.iterchildren(f"{_PREFIX}loopCardinality"))
    stops = any(True for _ in element.iterchildren(f"{_PREFIX}completionCondition"))
    sequential = element.get("isSequential") in ("true", "1")
    return Loop(kind="sequential" if sequential else "parallel", count=_number(text), may_stop_early=stops)


def _number(text: str) -> int | None:
    """A whole number from 1 that is written out, with or without `${…}` around it."""
    bare = text.strip().removeprefix("${").removeprefix("#{").removesuffix("}").strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 7 and int(bare) else None
