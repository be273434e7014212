"""Writes drawn shapes as BPMN XML, in the order that BPMN's schema wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lxml import etree

from tests.engine.drawing_records import Event, Flow, Loop, Shape

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def draw_all(*processes: Shape, raw: str = "", vocabulary: str = CAMUNDA) -> bytes:
    """A file with several processes; `raw` is XML put before them (a collaboration, a data store).

    vocabulary: the namespace of candidateGroups and its like (Camunda, Operaton, Flowable …).
    """
    root = etree.Element(_bpmn("definitions"), nsmap={None: BPMN, "camunda": vocabulary, "xsi": XSI})
    root.set("id", "definitions")
    root.set("targetNamespace", "http://bpmn.io/schema/bpmn")
    declared: dict[str, tuple[str, Mapping[str, str]]] = {}
    for each in processes:
        _declare(each, declared)
    for id, (tag, attributes) in declared.items():
        etree.SubElement(root, _bpmn(tag), {"id": id, **attributes})
    _append_raw(root, raw)
    for each in processes:
        _Pen(vocabulary).shape(root, each)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _declare(shape: Shape, found: dict[str, tuple[str, Mapping[str, str]]]) -> None:
    for event in shape.events:
        if event.declares is not None:
            tag, id, attributes = event.declares
            found.setdefault(id, (tag, attributes))
    name = shape.bodies.get("")
    if name:
        found.setdefault(f"message_{name}", ("message", {"name": name}))
    for child in shape.inside:
        _declare(child, found)


def _bpmn(tag: str) -> str:
    return f"{{{BPMN}}}{tag}"


def _append_raw(parent: etree._Element, raw: str) -> None:
    if raw:
        holder = f'<x xmlns="{BPMN}" xmlns:camunda="{CAMUNDA}" xmlns:xsi="{XSI}">{raw}</x>'
        parent.extend(list(etree.fromstring(holder)))


class _Pen:
    """Draws one process; numbers the flows that have no id."""

    def __init__(self, vocabulary: str) -> None:
        self.vocabulary = vocabulary
        self.used: set[str] = set()

    def shape(
        self, parent: etree._Element, shape: Shape, into: tuple[Flow, ...] = (), out: tuple[Flow, ...] = ()
    ) -> None:
        node = etree.SubElement(parent, _bpmn(shape.tag), {"id": shape.id, **shape.attributes})
        for key, value in shape.camunda.items():
            node.set(f"{{{self.vocabulary}}}{key}", value)
        self._head(node, shape)
        for tag, flows in (("incoming", into), ("outgoing", out)):
            for each in flows:
                etree.SubElement(node, _bpmn(tag)).text = each.id
        default = next((each.id for each in out if each.default), "")
        if default:
            node.set("default", default)
        if shape.many is not None:
            self._loop(node, shape.many)
        self._inside(node, shape)
        for tag, text in shape.bodies.items():
            if tag:
                etree.SubElement(node, _bpmn(tag)).text = text
        for event in shape.events:
            self._event(node, event)
        _append_raw(node, shape.raw)

    def _head(self, node: etree._Element, shape: Shape) -> None:
        if shape.doc:
            etree.SubElement(node, _bpmn("documentation")).text = shape.doc
        if not shape.props and not shape.extension:
            return
        extension = etree.SubElement(node, _bpmn("extensionElements"))
        if shape.props:
            holder = etree.SubElement(extension, f"{{{self.vocabulary}}}properties")
            for name, value in shape.props.items():
                etree.SubElement(holder, f"{{{self.vocabulary}}}property", {"name": name, "value": value})
        _append_raw(extension, shape.extension)

    def _inside(self, node: etree._Element, shape: Shape) -> None:
        flows = tuple(each for text in shape.flows for each in self._read(text))
        for child in shape.inside:
            into = tuple(each for each in flows if each.target == child.id)
            out = tuple(each for each in flows if each.source == child.id)
            self.shape(node, child, into, out)
        for each in flows:
            arrow = etree.SubElement(
                node, _bpmn("sequenceFlow"), {"id": each.id, "sourceRef": each.source, "targetRef": each.target}
            )
            if each.when:
                self._formal(arrow, "conditionExpression", each.when)

    def _read(self, text: str | Flow) -> Iterable[Flow]:
        if isinstance(text, Flow):
            yield self._numbered(text)
            return
        chain, _, rest = text.partition(":")
        stops = [stop.strip() for stop in chain.split("->")]
        rest = rest.strip()
        for index in range(len(stops) - 1):
            last = index == len(stops) - 2
            yield self._numbered(
                Flow(
                    source=stops[index],
                    target=stops[index + 1],
                    when=rest if last and rest != "default" else "",
                    default=last and rest == "default",
                )
            )

    def _numbered(self, flow: Flow) -> Flow:
        wanted = flow.id or f"{flow.source}_to_{flow.target}"
        id, count = wanted, 2
        while not flow.id and id in self.used:
            id, count = f"{wanted}_{count}", count + 1
        self.used.add(id)
        return replace(flow, id=id)

    def _event(self, node: etree._Element, event: Event) -> None:
        drawn = etree.SubElement(node, _bpmn(event.tag), dict(event.attributes))
        if event.body is not None:
            self._formal(drawn, *event.body)

    def _loop(self, node: etree._Element, loop: Loop) -> None:
        drawn = etree.SubElement(node, _bpmn(loop.tag), dict(loop.attributes))
        for key, value in loop.camunda.items():
            drawn.set(f"{{{self.vocabulary}}}{key}", value)
        for tag, text in loop.bodies.items():
            self._formal(drawn, tag, text)

    def _formal(self, parent: etree._Element, tag: str, text: str) -> None:
        etree.SubElement(parent, _bpmn(tag), {f"{{{XSI}}}type": "tFormalExpression"}).text = text
