"""Gives every message and signal that is waited for a name: a drawing often leaves the declaration out."""

from __future__ import annotations

from lxml import etree

from app.engine.describe import SYNTHETIC
from app.engine.shapes import BPMN, Element, id_of, local

WAITING = {"messageEventDefinition": "message", "signalEventDefinition": "signal", "receiveTask": "message"}


def name_messages(root: Element) -> None:
    """Declare what is only drawn: a message goes by its message flow's name, else by its shape's name, else its id."""
    arrows = {
        flow.get("targetRef", ""): flow.get("name", "").strip()
        for flow in root.iterdescendants(f"{{{BPMN}}}messageFlow")
    }
    for node in list(root.iterdescendants(f"{{{BPMN}}}*")):
        kind = WAITING.get(local(node))
        if kind is None or node.get(f"{kind}Ref"):
            continue
        shape = node if local(node) == "receiveTask" else node.getparent()
        if shape is None:
            continue
        id = f"{id_of(shape)}{SYNTHETIC}{kind}"
        name = (arrows.get(id_of(shape)) if kind == "message" else "") or shape.get("name", "") or id_of(shape)
        etree.SubElement(root, f"{{{BPMN}}}{kind}", {"id": id, "name": name})
        node.set(f"{kind}Ref", id)
