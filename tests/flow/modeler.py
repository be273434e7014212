"""Turns a drawing of a test into a file as Camunda Modeler saves it: its prefixes, its attributes, and the picture."""

from __future__ import annotations

from typing import Any

from lxml import etree

from tests.engine.drawing import BPMN, CAMUNDA, XSI

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
MODELER = "http://camunda.org/schema/modeler/1.0"
PREFIXES = {"bpmn": BPMN, "bpmndi": DI, "dc": DC, "di": DD, "xsi": XSI, "camunda": CAMUNDA, "modeler": MODELER}
PROCESS_ATTRIBUTES = {"versionTag": "1.0", "historyTimeToLive": "P3650D", "candidateStarterGroups": "centre"}
TEMPLATED = ("userTask", "sendTask", "serviceTask")
EXPRESSIONS = ("conditionExpression", "timeDuration", "timeDate", "timeCycle", "completionCondition", "loopCardinality")
SIZES = {"Task": (100, 80), "subProcess": (350, 200), "callActivity": (100, 80), "Gateway": (50, 50), "Event": (36, 36)}


def saved_by_a_modeler(drawn: bytes) -> bytes:
    """The same diagram in the modeler's own way of writing."""
    before = etree.fromstring(drawn)
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap=PREFIXES)
    for name, value in before.attrib.items():
        root.set(name, value)
    root.set(f"{{{MODELER}}}executionPlatform", "Camunda Platform")
    root.set(f"{{{MODELER}}}executionPlatformVersion", "7.24.0")
    root.set("exporter", "Camunda Modeler")
    for child in before:
        root.append(child)
    _attributes(root)
    _picture(root)
    etree.cleanup_namespaces(root, top_nsmap=PREFIXES, keep_ns_prefixes=list(PREFIXES))
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _attributes(root: Any) -> None:
    for process in root.iter(f"{{{BPMN}}}process"):
        for name, value in PROCESS_ATTRIBUTES.items():
            process.set(f"{{{CAMUNDA}}}{name}", value)
    for node in root.iter(f"{{{BPMN}}}*"):
        tag = etree.QName(node).localname
        if tag in TEMPLATED:
            node.set(f"{{{CAMUNDA}}}modelerTemplate", f"lianban.{tag}")
            node.set(f"{{{CAMUNDA}}}modelerTemplateVersion", "1")
        elif tag in EXPRESSIONS:
            node.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")


def _picture(root: Any) -> None:
    process = next(root.iter(f"{{{BPMN}}}process"))
    picture = etree.SubElement(root, f"{{{DI}}}BPMNDiagram", id="picture")
    plane = etree.SubElement(picture, f"{{{DI}}}BPMNPlane", id="plane", bpmnElement=process.get("id"))
    places: dict[str, tuple[int, int]] = {}
    for node in process.iter(f"{{{BPMN}}}*"):
        size = next((size for end, size in SIZES.items() if etree.QName(node).localname.endswith(end)), None)
        if size is None or not node.get("id"):
            continue
        x, y = places[node.get("id")] = (160 * (1 + len(places)), 120 + 40 * (len(places) % 3))
        shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{node.get('id')}_di", bpmnElement=node.get("id"))
        bounds = {"x": str(x), "y": str(y), "width": str(size[0]), "height": str(size[1])}
        etree.SubElement(shape, f"{{{DC}}}Bounds", bounds)
    for flow in process.iter(f"{{{BPMN}}}sequenceFlow"):
        edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"{flow.get('id')}_di", bpmnElement=flow.get("id"))
        for end in ("sourceRef", "targetRef"):
            x, y = places[flow.get(end)]
            etree.SubElement(edge, f"{{{DD}}}waypoint", x=str(x), y=str(y))
