"""What a diagram says beside BPMN: Camunda 7's attributes and extension elements, read by local name.

So `camunda:`, `operaton:`, `flowable:` and `activiti:` files all work; a shape's extensions are its own and
never those of what is drawn inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.rhythm import rhythm_of
from app.domain.tiers import counted
from app.engine.shapes import (
    BPMN,
    Element,
    child_text,
    children,
    definitions,
    flow_nodes,
    id_of,
    is_false,
    is_true,
    line_of,
    local,
    scope_of,
)

__all__ = [
    "BPMN",
    "Element",
    "ElementInfo",
    "ProcessInfo",
    "attribute",
    "definitions",
    "element_info",
    "elements",
    "extensions",
    "line_of",
    "local",
    "process_info",
    "properties",
]

CLASS, PROCEDURE = "class", "procedure"
"""The property of a process that tells procedures (制度) from items (事项), and its value."""

NOT_VOCABULARY = (BPMN, "http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace")


@dataclass(frozen=True, kw_only=True, slots=True)
class ElementInfo:
    """What the diagram says of one flow node; expressions are raw text, empty where nothing is said.

    parent: id of the process or sub-process it is drawn in.  lane: name of the lane it lies in.
    event: `timer`, `message` … for an event with a definition.  interrupting: false for a boundary or
    start event drawn dashed.  multiple: whether it is a multi-instance.  output: (collection, element)
    that a multi-instance gathers.  inputs, outputs: (source, target) of a call, the source `*` meaning all.
    """

    id: str
    name: str = ""
    tag: str = ""
    process: str = ""
    parent: str = ""
    line: int | None = None
    lane: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""
    candidate_groups: str = ""
    candidate_users: str = ""
    assignee: str = ""
    form_key: str = ""
    type: str = ""
    topic: str = ""
    event: str = ""
    attached_to: str = ""
    interrupting: bool = True
    called: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    multiple: bool = False
    sequential: bool = False
    collection: str = ""
    element_variable: str = ""
    cardinality: str = ""
    completion_condition: str = ""
    output: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessInfo:
    """What the diagram says of a process as a whole; its text is also the property `documentation`.

    starters: departments that may start it, empty for all.  rhythm: how its start event says when it starts by itself.
    """

    id: str
    name: str = ""
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    version_tag: str = ""
    starters: tuple[str, ...] = ()
    rhythm: str = ""
    line: int | None = None
    executable: bool = True

    @property
    def is_procedure(self) -> bool:
        """Whether it is a procedure of the centre's own (property `class`), and no item that somebody applies for."""
        return self.properties.get(CLASS) == PROCEDURE


def attribute(node: Element, name: str) -> str:
    """A vocabulary attribute, whatever its namespace; empty when there is none."""
    for key, value in node.attrib.items():
        namespace, _, found = str(key).rpartition("}")
        if found == name and namespace and namespace[1:] not in NOT_VOCABULARY:
            return str(value).strip()
    return ""


def extensions(node: Element, name: str) -> list[Element]:
    """Vocabulary elements of this name in the shape's own extensionElements."""
    return [each for holder in children(node, "extensionElements") for each in holder if local(each) == name]


def properties(node: Element) -> dict[str, str]:
    """The extension properties of this very element, a tier in a limit as the working days that it is."""
    return {
        each.get("name", ""): counted(each.get("name", ""), each.get("value", "").strip())
        for holder in extensions(node, "properties")
        for each in holder
        if local(each) == "property" and each.get("name")
    }


def elements(process: Element) -> dict[str, ElementInfo]:
    """Every flow node of a process by id, those in its sub-processes included."""
    lanes = {
        (ref.text or "").strip(): lane.get("name", "") or id_of(lane)
        for lane in process.iterdescendants(f"{{{BPMN}}}lane")
        for ref in children(lane, "flowNodeRef")
    }
    return {id_of(node): element_info(node, lanes.get(id_of(node), "")) for node in flow_nodes(process)}


def element_info(node: Element, lane: str = "") -> ElementInfo:
    """Read one flow node; `lane` is the name of the lane that it lies in."""
    scope, process, drawn, tag = scope_of(node), _process_of(node), definitions(node), local(node)
    owners = _owners(node)
    return ElementInfo(
        id=id_of(node),
        name=node.get("name", ""),
        tag=tag,
        process="" if process is None else id_of(process),
        parent="" if scope is None else id_of(scope),
        line=line_of(node),
        lane=lane,
        properties=properties(node),
        documentation=_documentation(node),
        candidate_groups=attribute(node, "candidateGroups") or owners["group"],
        candidate_users=attribute(node, "candidateUsers") or owners["user"],
        assignee=attribute(node, "assignee") or _assigned(node, "humanPerformer"),
        form_key=attribute(node, "formKey") or attribute(node, "formRef"),
        type=_first(node, drawn, "type"),
        topic=_first(node, drawn, "topic"),
        event=local(drawn[0]).removesuffix("EventDefinition") if drawn else "",
        attached_to=node.get("attachedToRef", ""),
        interrupting=not is_false(node.get("cancelActivity" if tag == "boundaryEvent" else "isInterrupting")),
        called=node.get("calledElement", "").strip(),
        inputs=tuple(_mappings(node, "in")),
        outputs=tuple(_mappings(node, "out")),
        **_loop(node),
    )


def process_info(process: Element) -> ProcessInfo:
    """Read a process element."""
    documentation, found = _documentation(process), properties(process)
    if documentation:
        found.setdefault("documentation", documentation)
    return ProcessInfo(
        id=id_of(process),
        name=process.get("name", "") or id_of(process),
        documentation=documentation,
        properties=found,
        version_tag=attribute(process, "versionTag"),
        starters=_listed(attribute(process, "candidateStarterGroups")),
        rhythm=_rhythm(process),
        line=line_of(process),
        executable=not is_false(process.get("isExecutable")),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for each in text.split(",") if (part := each.strip()))


def _rhythm(process: Element) -> str:
    """The cycle of the start event; one that says another time means nothing here."""
    cycles = (
        child_text(drawn, "timeCycle").strip()
        for start in children(process, "startEvent")
        for drawn in definitions(start)
        if local(drawn) == "timerEventDefinition"
    )
    return next((text for text in cycles if rhythm_of(text) is not None), "")


def _process_of(node: Element) -> Element | None:
    return next(node.iterancestors(f"{{{BPMN}}}process"), None)


def _first(node: Element, drawn: list[Element], name: str) -> str:
    """A service step has its topic on itself, an event that throws a message has it on the message."""
    return next((found for place in (node, *drawn) if (found := attribute(place, name))), "")


def _documentation(node: Element) -> str:
    texts = ("".join(str(text) for text in each.itertext()).strip() for each in children(node, "documentation"))
    return "\n\n".join(text for text in texts if text)


def _owners(node: Element) -> dict[str, str]:
    """Plain BPMN's candidates: `user(a), group(b)`, where a bare name is a group."""
    found: dict[str, list[str]] = {"user": [], "group": []}
    for part in _assigned(node, "potentialOwner").split(","):
        kind, bracket, rest = part.strip().partition("(")
        if bracket and kind in found and rest.endswith(")"):
            found[kind].append(rest[:-1].strip())
        elif part.strip():
            found["group"].append(part.strip())
    return {kind: ",".join(names) for kind, names in found.items()}


def _assigned(node: Element, role: str) -> str:
    """The text in which plain BPMN says who does a step."""
    texts = (
        (text.text or "").strip()
        for each in children(node, role)
        for text in each.iterdescendants(f"{{{BPMN}}}formalExpression")
    )
    return ",".join(text for text in texts if text)


def _mappings(node: Element, direction: str) -> Iterator[tuple[str, str]]:
    """`camunda:in` and `camunda:out` of a call, as (source, target); expressions keep their `${…}`."""
    for each in extensions(node, direction):
        if each.get("variables") == "all":
            yield "*", "*"
        elif each.get("target"):
            yield each.get("sourceExpression", "") or each.get("source", ""), each.get("target", "")


def _loop(node: Element) -> dict[str, Any]:
    found = children(node, "multiInstanceLoopCharacteristics")
    if not found:
        return {}
    loop, own = found[0], properties(node)
    return {
        "multiple": True,
        "sequential": is_true(loop.get("isSequential")),
        "collection": attribute(loop, "collection") or _data_name(node, child_text(loop, "loopDataInputRef")),
        "element_variable": attribute(loop, "elementVariable") or _item_name(loop, "inputDataItem"),
        "cardinality": child_text(loop, "loopCardinality"),
        "completion_condition": child_text(loop, "completionCondition"),
        "output": (
            own.get("outputCollection") or _data_name(node, child_text(loop, "loopDataOutputRef")),
            own.get("outputElement") or _item_name(loop, "outputDataItem"),
        ),
    }


def _item_name(loop: Element, name: str) -> str:
    """Plain BPMN names the item by a data item's name, or by its id."""
    found = children(loop, name)
    return (found[0].get("name", "") or id_of(found[0])) if found else ""


def _data_name(node: Element, reference: str) -> str:
    """The variable that a plain BPMN reference means: the name of the data it points to, or the reference itself."""
    for tag in ("dataInput", "dataOutput"):
        for data in node.iterdescendants(f"{{{BPMN}}}{tag}"):
            if reference and id_of(data) == reference:
                return data.get("name", "") or reference
    return reference
