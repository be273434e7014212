"""Whether a case that stands somewhere in a diagram can still come to its end: the proof goes on from there.

The scope is drawn anew with a start whose tokens go straight to where the case stands; of that drawing the soundness
is proved as of any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from app.errors import LianbanError
from app.verify.check import check
from app.verify.explore import Budget
from app.verify.findings import OPTION, PROPER, SAFENESS, Proof, Status
from app.verify.model import Element

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MARK = "__resumed"
"""In the ids of what is drawn anew; no finding names them, for they do nothing but begin."""
ASKED = (OPTION, PROPER, SAFENESS)
LEFT_OUT = ("collaboration", "category", "BPMNDiagram")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a case stands in one scope of a diagram: at which shapes, and at which joins, each with its source.

    scope: id of the sub-process, or of the process.
    """

    process: str
    scope: str
    at: tuple[str, ...]
    arrived: tuple[tuple[str, str], ...] = ()


def stuck_from(
    source: bytes, standing: Standing, called: Mapping[str, bytes] | None = None, budget: Budget | None = None
) -> Proof | None:
    """What would go wrong with a case that stands there; None when nothing would, or when it cannot be told."""
    root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    drawn = _drawn_anew(root, standing)
    if drawn is None:
        return None
    try:
        verdict = check(drawn, process=standing.process, called=called, budget=budget)[0]
    except LianbanError:
        return None
    if Status.VIOLATED not in [verdict.properties[name] for name in ASKED]:
        return None
    return next((one for one in verdict.findings if one.severity == "error" and one.code != "dead-activity"), None)


def _drawn_anew(root: Element, standing: Standing) -> Element | None:
    """The file with the scope as its only process of that id; None when the scope is not in it."""
    holder = next((each for each in root.iter(f"{{{BPMN}}}*") if each.get("id") == standing.scope), None)
    if holder is None:
        return None
    process = etree.Element(f"{{{BPMN}}}process", {"id": standing.process, "isExecutable": "true"})
    process.extend(deepcopy(child) for child in holder if _local(child) != "multiInstanceLoopCharacteristics")
    for child in list(root):
        if _local(child) in LEFT_OUT or child.get("id") == standing.process:
            root.remove(child)
    root.append(process)
    _start_anew(process, standing)
    return root


def _start_anew(process: Element, standing: Standing) -> None:
    for child in list(process):
        if _local(child) == "startEvent":
            process.remove(child)
            for flow in _flows(process):
                if flow.get("sourceRef") == child.get("id"):
                    process.remove(flow)
    targets = [*standing.at, *(_merge(process, source, join) for source, join in standing.arrived)]
    begin = f"{MARK}_start"
    etree.SubElement(process, f"{{{BPMN}}}startEvent", id=begin)
    if len(targets) != 1:
        etree.SubElement(process, f"{{{BPMN}}}parallelGateway", id=f"{MARK}_split")
        _flow(process, begin, f"{MARK}_split")
        begin = f"{MARK}_split"
    for target in targets:
        _flow(process, begin, target)


def _merge(process: Element, source: str, join: str) -> str:
    """A gateway in the flow that a token has come over, where another token can be let in."""
    merge = f"{MARK}_{source}_{join}"
    if any(child.get("id") == merge for child in process):
        return merge
    etree.SubElement(process, f"{{{BPMN}}}exclusiveGateway", id=merge)
    for flow in _flows(process):
        if (flow.get("sourceRef"), flow.get("targetRef")) == (source, join):
            flow.set("targetRef", merge)
    _flow(process, merge, join)
    return merge


def _flow(process: Element, source: str, target: str) -> None:
    number = sum(1 for _ in _flows(process))
    etree.SubElement(process, f"{{{BPMN}}}sequenceFlow", id=f"{MARK}_flow_{number}", sourceRef=source, targetRef=target)


def _flows(process: Element) -> Iterable[Element]:
    return [child for child in process if _local(child) == "sequenceFlow"]


def _local(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
