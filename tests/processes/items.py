"""Reads the committed diagrams and guides with nothing but lxml and tomllib."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

FOLDER = Path(__file__).parents[2] / "processes"
KEYS = ("assisted", "direct", "escalated", "joint", "promised", "rejected")
PROCEDURES = (
    "absence", "accountability", "agency", "appeal", "appointment", "circulation", "complaint", "consultation",
    "dutychange", "dutylog", "hearing", "monthlyreport", "onsite", "overtime", "rectification", "referral",
    "supervision",
)  # fmt: skip
"""The centre's own procedures, which nobody applies for."""

ALL = KEYS + PROCEDURES
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
ACTIVITIES = ("userTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "callActivity", "subProcess")
EVENTS = ("startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent")
FLOW_NODES = (*ACTIVITIES, *EVENTS, "exclusiveGateway")
WORKDAYS = re.compile(r"workdays\((\d+)\)")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item: its diagram's root and process, and its public guide."""

    key: str
    root: Any
    process: Any
    guide: dict[str, Any]

    def each(self, *tags: str) -> Iterator[Any]:
        return self.process.iter(*(BPMN + tag for tag in tags))

    def node(self, identity: str) -> Any:
        return next(node for node in self.each(*FLOW_NODES) if node.get("id") == identity)

    def boundaries(self, node: Any) -> list[Any]:
        return [event for event in self.each("boundaryEvent") if event.get("attachedToRef") == node.get("id")]

    def after(self, node: Any) -> list[Any]:
        return [
            self.node(flow.get("targetRef"))
            for flow in self.each("sequenceFlow")
            if flow.get("sourceRef") == node.get("id")
        ]


@cache
def item(key: str) -> Item:
    root = etree.parse(FOLDER / f"{key}.bpmn").getroot()
    (process,) = root.iter(BPMN + "process")
    guide = tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
    return Item(key=key, root=root, process=process, guide=guide)


@cache
def centre() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "centre.toml").read_text(encoding="utf-8"))


def tag(node: Any) -> str:
    return etree.QName(node).localname


def properties(node: Any) -> dict[str, str]:
    path = f"{BPMN}extensionElements/{CAMUNDA}properties/{CAMUNDA}property"
    return {entry.get("name"): entry.get("value") for entry in node.findall(path)}


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def timer_days(event: Any) -> int | None:
    """Working days of a timer event, None for an event of another kind."""
    body = event.find(f"{BPMN}timerEventDefinition/{BPMN}timeDuration")
    found = None if body is None else WORKDAYS.fullmatch(body.text)
    return None if found is None else int(found[1])


def interrupting(event: Any) -> bool:
    return event.get("cancelActivity") != "false"
