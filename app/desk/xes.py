"""Event logs as XES (IEEE Std 1849-2016), written case by case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from lxml import etree

from app.desk.event_logs import COMPLETE, Happened, Trace

NAMESPACE = "http://www.xes-standard.org/"
NAMES: Any = {None: NAMESPACE}
EXTENSIONS = {"Concept": "concept", "Time": "time", "Organizational": "org", "Lifecycle": "lifecycle"}
CLASSIFIERS = {"Activity": "concept:name", "Activity and transition": "concept:name lifecycle:transition"}
EPOCH = "1970-01-01T00:00:00.000+00:00"
GLOBALS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "trace": {"concept:name": ("string", "")},
    "event": {
        "concept:name": ("string", ""),
        "time:timestamp": ("date", EPOCH),
        "lifecycle:transition": ("string", COMPLETE),
    },
}
"""What every trace and every event bears."""


def write(out: IO[bytes], traces: Iterable[Trace]) -> int:
    """Write a log; returns how many cases are in it."""
    number = 0
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        root = {"xes.version": "1849.2016", "xes.features": ""}
        with file.element("log", root, nsmap=NAMES):
            for head in _head():
                file.write(head)
            for number, trace in enumerate(traces, 1):  # noqa: B007
                file.write(_trace(trace))
    return number


def _head() -> Iterable[Any]:
    for name, prefix in EXTENSIONS.items():
        yield _made("extension", name=name, prefix=prefix, uri=f"{NAMESPACE}{prefix}.xesext")
    for scope, attributes in GLOBALS.items():
        node = _made("global", scope=scope)
        for key, (kind, value) in attributes.items():
            node.append(_made(kind, key=key, value=value))
        yield node
    for name, keys in CLASSIFIERS.items():
        yield _made("classifier", name=name, scope="event", keys=keys)
    yield _attribute("concept:name", "lianban")
    yield _attribute("lifecycle:model", "standard")


def _trace(trace: Trace) -> Any:
    node = _made("trace")
    _give(
        node,
        {
            "concept:name": trace.id,
            "item": trace.item,
            "item_name": trace.item_name,
            "version": trace.version,
            "kind": trace.kind,
            "org:group": trace.lead,
            "window": trace.window,
            "status": trace.status,
            "due": trace.due_at,
        },
    )
    for event in trace.events:
        node.append(_event(event))
    return node


def _event(event: Happened) -> Any:
    node = _made("event")
    _give(
        node,
        {
            "concept:name": event.activity,
            "time:timestamp": event.at,
            "lifecycle:transition": event.transition,
            "concept:instance": None if event.step is None else str(event.step),
            "org:resource": event.resource or None,
            "org:group": event.department or None,
            "act": event.act,
            "element": event.element or None,
            "outcome": event.outcome or None,
            "notice": event.notice_kind or None,
        },
    )
    return node


def _give(node: Any, attributes: Mapping[str, str | int | datetime | None]) -> None:
    for key, value in attributes.items():
        if value is not None:
            node.append(_attribute(key, value))


def _attribute(key: str, value: str | int | datetime) -> Any:
    if isinstance(value, datetime):
        return _made("date", key=key, value=value.isoformat(timespec="microseconds"))
    return _made("int" if isinstance(value, int) else "string", key=key, value=str(value))


def _made(tag: str, **attributes: str) -> Any:
    return etree.Element(f"{{{NAMESPACE}}}{tag}", attributes, nsmap=NAMES)
