"""Diagram shapes that SpiffWorkflow reads wrongly, turned into shapes of the same meaning that it reads well.

Works on a copy of the XML; the ids of elements that are put in bear a mark, and are shown to nobody.
What has no such equivalent is refused elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from app.engine.describe import SYNTHETIC
from app.engine.shapes import (
    ACTIVITIES,
    BPMN,
    EVENTS,
    NODES,
    SCOPES,
    Element,
    children,
    definitions,
    id_of,
    is_event_sub_process,
    is_true,
    local,
)

BOOLEANS = ("cancelActivity", "isInterrupting", "isSequential", "testBefore", "triggeredByEvent", "isExecutable")


def rewrite(root: Element) -> Element:
    """A rewritten copy of a BPMN document whose shapes were found supported."""
    root = deepcopy(root)
    for node in root.iter(f"{{{BPMN}}}*"):
        for name in BOOLEANS:
            if name in node.attrib:  # XML also writes 1 and 0, which the stock parser takes for false
                node.set(name, "true" if is_true(node.get(name)) else "false")
    for scope in [node for node in root.iter() if local(node) in SCOPES]:
        Scope(scope).rewrite()
    return root


def _put_in(*parts: object) -> str:
    """An id for an element that was not drawn."""
    return SYNTHETIC.join(map(str, parts))


class Scope:
    """One process or sub-process while it is rewritten."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.id = id_of(element)

    def nodes(self, *kinds: str) -> list[Element]:
        """Flow nodes drawn directly in this scope."""
        return [child for child in self.element if local(child) in (kinds or NODES)]

    def flows(self) -> list[Element]:
        """Sequence flows drawn directly in this scope."""
        return [child for child in self.element if local(child) == "sequenceFlow"]

    def rewrite(self) -> None:
        """All the mends, in an order in which each sees what the ones before it made."""
        if local(self.element) == "process":
            self.element.set("isExecutable", "true")
        self.join_links()
        self.one_plain_start()
        self.split_where_many_leave()
        self.end_where_none_leaves()
        self.let_loops_back_in()
        self.tell_parallel_flows_apart()
        self.event_subprocesses_to_boundaries()

    def put(self, tag: str, id: str, **attributes: str) -> Element:
        """A new element of this scope."""
        return etree.SubElement(self.element, f"{{{BPMN}}}{tag}", {"id": id, **attributes})

    def flow(self, source: str, target: str) -> Element:
        """A new sequence flow of this scope."""
        number = sum(1 for _ in self.element.iter(f"{{{BPMN}}}sequenceFlow"))
        return self.put("sequenceFlow", _put_in(self.id, "flow", number), sourceRef=source, targetRef=target)

    def join_links(self) -> None:
        """A link throw flows into the catch of the same name."""
        catches = {}
        for node in self.nodes("intermediateCatchEvent"):
            for link in _links(node):
                catches[_name(link)] = id_of(node)
                node.tag = f"{{{BPMN}}}intermediateThrowEvent"
                node.remove(link)
        for node in self.nodes("intermediateThrowEvent"):
            for link in _links(node):
                self.flow(id_of(node), catches[_name(link)])
                node.remove(link)

    def one_plain_start(self) -> None:
        """Starting a case is its start event, whatever would trigger it elsewhere; of several the first that comes."""
        if is_event_sub_process(self.element):
            return
        starts = self.nodes("startEvent")
        if local(self.element) == "process" and len(starts) == 1:
            for definition in definitions(starts[0]):
                starts[0].remove(definition)
        plain = [node for node in starts if not definitions(node)]
        if len(starts) < 2:
            return
        if plain:
            for node in starts:
                if node is not plain[0]:
                    self.element.remove(node)
                    for flow in self.flows():
                        if flow.get("sourceRef") == id_of(node):
                            self.element.remove(flow)
            return
        start, first = _put_in(self.id, "start"), _put_in(self.id, "first")
        self.put("startEvent", start)
        self.put("eventBasedGateway", first)
        self.flow(start, first)
        for node in starts:
            node.tag = f"{{{BPMN}}}intermediateCatchEvent"
            self.flow(first, id_of(node))

    def split_where_many_leave(self) -> None:
        """Several flows out of an activity or event are a split; with conditions, an inclusive one."""
        leaving = self._by_source()
        for node in self.nodes(*(ACTIVITIES | EVENTS)):
            out = leaving[id_of(node)]
            conditional = any(children(flow, "conditionExpression") for flow in out)
            if len(out) < 2 and not conditional:
                continue
            gateway = _put_in(id_of(node), "split")
            split = self.put("inclusiveGateway" if conditional else "parallelGateway", gateway)
            default = node.get("default")
            for flow in out:
                flow.set("sourceRef", gateway)
                if conditional and default is None and not children(flow, "conditionExpression"):
                    etree.SubElement(flow, f"{{{BPMN}}}conditionExpression").text = "${true}"
            if default is not None:
                del node.attrib["default"]
                split.set("default", default)
            self.flow(id_of(node), gateway)

    def end_where_none_leaves(self) -> None:
        """An activity, event or gateway without an outgoing flow ends its path."""
        leaving = self._by_source()
        for node in self.nodes():
            if local(node) != "endEvent" and not leaving[id_of(node)] and not is_event_sub_process(node):
                self._end(id_of(node))

    def _end(self, source: str) -> None:
        end = _put_in(source, "end")
        self.put("endEvent", end)
        self.flow(source, end)

    def let_loops_back_in(self) -> None:
        """A flow that leads back into a parallel gateway from what comes after it is not one that it waits for.

        Strictly such a gateway waits for itself for ever; SpiffWorkflow lets it pass, and so do designers.
        """
        starts, leaving = self.nodes("startEvent"), self._by_source()
        for gateway in self.nodes("parallelGateway"):
            id = id_of(gateway)
            first = self._reached(starts, leaving, but=gateway)
            again = self._reached([gateway], leaving)
            arriving = [flow for flows in leaving.values() for flow in flows if flow.get("targetRef") == id]
            back = [flow for flow in arriving if (source := flow.get("sourceRef")) in again and source not in first]
            entry = [flow for flow in arriving if flow not in back]
            if not back or not entry:
                continue
            merge = _put_in(id, "again")
            self.put("exclusiveGateway", merge)
            joined = merge
            if len(entry) > 1:
                joined = _put_in(id, "join")
                self.put("parallelGateway", joined)
                self.flow(joined, merge)
            for flow in arriving:
                flow.set("targetRef", merge if flow in back else joined)
            self.flow(merge, id)
            leaving = self._by_source()

    def _reached(
        self, nodes: list[Element], leaving: Mapping[str, list[Element]], but: Element | None = None
    ) -> set[str]:
        """Ids of all that a token at one of these nodes may come to without passing `but`."""
        seen, todo = set[str](), [id_of(node) for node in nodes]
        borders = [(event.get("attachedToRef", ""), id_of(event)) for event in self.nodes("boundaryEvent")]
        while todo:
            id = todo.pop()
            if id not in seen and (but is None or id != id_of(but)):
                seen.add(id)
                todo += [flow.get("targetRef", "") for flow in leaving.get(id, ())]
                todo += [event for host, event in borders if host == id]
        return seen

    def tell_parallel_flows_apart(self) -> None:
        """Two flows between the same two nodes get a node between them, so that a join can count both."""
        seen: set[tuple[str, str]] = set()
        for flow in self.flows():
            ends = (flow.get("sourceRef", ""), flow.get("targetRef", ""))
            if ends in seen:
                between = _put_in(id_of(flow), "between")
                self.put("intermediateThrowEvent", between)
                flow.set("targetRef", between)
                self.flow(between, ends[1])
            seen.add(ends)

    def event_subprocesses_to_boundaries(self) -> None:
        """The scope's content becomes an inner sub-process; each event sub-process hangs on its border.

        The scope itself then ends when no token is left in it, as BPMN asks for non-interrupting ones.
        """
        listening = [node for node in self.nodes("subProcess") if is_event_sub_process(node)]
        if not listening:
            return
        inner = etree.Element(f"{{{BPMN}}}subProcess", {"id": _put_in(self.id, "body")})
        start = self.nodes("startEvent")[0]
        first = [flow for flow in self.flows() if flow.get("sourceRef") == id_of(start)]
        for child in [*self.nodes(), *self.flows()]:
            if child is not start and child not in listening:
                inner.append(child)
        self.element.append(inner)
        body = Scope(inner)
        body.put("startEvent", _put_in(self.id, "bodystart"))
        for flow in first:
            flow.set("sourceRef", _put_in(self.id, "bodystart"))
        self.flow(id_of(start), body.id)
        self._end(body.id)
        for node in listening:
            self._hang(node, body.id)

    def _hang(self, node: Element, body: str) -> None:
        """The start of an event sub-process becomes a boundary event; a plain one takes its place inside."""
        start = Scope(node).nodes("startEvent")[0]
        drawn, inside = id_of(start), _put_in(id_of(start), "start")
        boundary = self.put(
            "boundaryEvent", drawn, attachedToRef=body, cancelActivity=start.get("isInterrupting", "true")
        )
        if start.get("name"):
            boundary.set("name", start.get("name", ""))
        for child in [*children(start, "extensionElements"), *definitions(start)]:
            boundary.append(child)
        start.set("id", inside)
        for flow in Scope(node).flows():
            if flow.get("sourceRef") == drawn:
                flow.set("sourceRef", inside)
        del node.attrib["triggeredByEvent"]
        self.flow(drawn, id_of(node))
        self._end(id_of(node))

    def _by_source(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = defaultdict(list)
        for flow in self.flows():
            found[flow.get("sourceRef", "")].append(flow)
        return found


def _links(node: Element) -> list[Element]:
    return [child for child in definitions(node) if local(child) == "linkEventDefinition"]


def _name(link: Element) -> str:
    return link.get("name", "").strip()
