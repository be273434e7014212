"""What a diagram says, laid out to be compared: shapes with their facts, flows with their conditions; no layout."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.engine.reading import Diagram
from app.engine.shapes import (
    BPMN,
    Element,
    child_text,
    children,
    definitions,
    flow_nodes,
    id_of,
    is_event_sub_process,
    is_true,
    local,
    scope_of,
)
from app.engine.vocabulary import ElementInfo, elements, process_info

PROPERTY = "property:"
"""Before the name of an extension property, where facts are told apart by name."""

_REFERENCES = {
    "messageRef": "message",
    "signalRef": "signal",
    "errorRef": "error",
    "escalationRef": "escalation",
}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A flow node or the process itself; `facts` hold only what is said.

    parent: the scope it is drawn in.  host: the activity it hangs on.
    """

    id: str
    name: str
    tag: str
    parent: str = ""
    host: str = ""
    facts: Mapping[str, str]

    @property
    def label(self) -> str:
        """Its name, or its id when nobody named it."""
        return " ".join(self.name.split()) or self.id


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """A sequence flow; `place` is its turn among the conditional flows of its source, 0 for any other."""

    source: str
    target: str
    condition: str = ""
    default: bool = False
    place: int = 0


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One process as it is compared; shapes in the order of the file, the process itself not among them."""

    process: Shape
    shapes: Mapping[str, Shape]
    arrows: tuple[Arrow, ...]


def sheet(diagram: Diagram, process: str) -> Sheet:
    """Everything of a process that means something to a case."""
    node = diagram.processes[process]
    names = _names(diagram.root)
    infos = elements(node)
    shapes = {id_of(one): _shape(one, infos[id_of(one)], names) for one in flow_nodes(node)}
    return Sheet(process=_process(node), shapes=shapes, arrows=tuple(_arrows(node)))


def _process(node: Element) -> Shape:
    info = process_info(node)
    facts = _properties(info.properties)
    if info.version_tag:
        facts["versionTag"] = info.version_tag
    return Shape(id=info.id, name=node.get("name", ""), tag="process", facts=facts)


def _properties(found: Mapping[str, str]) -> dict[str, str]:
    return {f"{PROPERTY}{name}": value for name, value in found.items()}


def _shape(node: Element, info: ElementInfo, names: Mapping[str, str]) -> Shape:
    scope = scope_of(node)
    said = {
        "groups": info.candidate_groups,
        "users": info.candidate_users,
        "assignee": info.assignee,
        "form": info.form_key,
        "topic": info.topic,
        "implementation": info.type,
        "called": info.called,
        "inputs": _mappings(info.inputs),
        "outputs": _mappings(info.outputs),
        "documentation": info.documentation,
        "script": child_text(node, "script"),
        **_repeats(node, info),
        **_event(node, info, names),
    }
    facts = {name: value for name, value in said.items() if value} | _properties(info.properties)
    return Shape(
        id=info.id,
        name=info.name,
        tag=info.tag,
        parent="" if scope is None else id_of(scope),
        host=info.attached_to,
        facts=facts,
    )


def _mappings(pairs: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{target} = {source}" if (source, target) != ("*", "*") else "*" for source, target in pairs)


def _repeats(node: Element, info: ElementInfo) -> dict[str, str]:
    standard = next(iter(children(node, "standardLoopCharacteristics")), None)
    if standard is not None:
        until = child_text(standard, "loopCondition")
        most, first = standard.get("loopMaximum", ""), is_true(standard.get("testBefore"))
        return {"loop": "standard", "loopCondition": until, "loopMaximum": most, "testBefore": "true" if first else ""}
    if not info.multiple:
        return {}
    return {
        "loop": "sequential" if info.sequential else "parallel",
        "collection": info.collection,
        "item": info.element_variable,
        "cardinality": info.cardinality,
        "until": info.completion_condition,
        "gathers": " ← ".join(info.output) if any(info.output) else "",
    }


def _event(node: Element, info: ElementInfo, names: Mapping[str, str]) -> dict[str, str]:
    """What an event waits for or throws; `interrupting` only where it may be either."""
    found = {"event": info.event}
    drawn = definitions(node)
    for definition in drawn or [node]:
        for attribute, kind in _REFERENCES.items():
            if definition.get(attribute):
                found["event"] = found["event"] or kind
                found["awaits"] = names.get(definition.get(attribute, ""), definition.get(attribute, ""))
        if local(definition) == "linkEventDefinition":
            found["awaits"] = definition.get("name", "")
    if drawn and info.event == "timer":
        found |= {"timer": _timer(drawn[0])}
    starts_beside = info.tag == "startEvent" and (scope := scope_of(node)) is not None and is_event_sub_process(scope)
    if info.tag == "boundaryEvent" or starts_beside:
        found["interrupting"] = "true" if info.interrupting else "false"
    return found


def _timer(definition: Element) -> str:
    for tag in ("timeDuration", "timeDate", "timeCycle"):
        text = child_text(definition, tag)
        if text:
            return text
    return ""


def _names(root: Element) -> dict[str, str]:
    """What messages, signals, errors and escalations are called, by their ids."""
    return {
        id_of(each): each.get("errorCode") or each.get("escalationCode") or each.get("name") or id_of(each)
        for tag in _REFERENCES.values()
        for each in root.iterchildren(f"{{{BPMN}}}{tag}")
    }


def _arrows(process: Element) -> Iterator[Arrow]:
    defaults = {node.get("default") for node in process.iterdescendants(f"{{{BPMN}}}*") if node.get("default")}
    turn: dict[str, int] = {}
    for flow in process.iterdescendants(f"{{{BPMN}}}sequenceFlow"):
        source, condition = flow.get("sourceRef", ""), child_text(flow, "conditionExpression")
        if condition:
            turn[source] = turn.get(source, 0) + 1
        yield Arrow(
            source=source,
            target=flow.get("targetRef", ""),
            condition=condition,
            default=id_of(flow) in defaults,
            place=turn[source] if condition else 0,
        )


def leaves(document: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of every value in a guide; tables in a list go by their code or name."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield from leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(document, list) and document and all(isinstance(one, dict) for one in document):
        for number, one in enumerate(document, 1):
            yield from leaves(one, f"{path}[{one.get('code') or one.get('name') or number}]")
    else:
        yield path, document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
