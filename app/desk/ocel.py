"""Event logs as OCEL 2.0 in JSON: events of cases, steps, papers, departments and items, written case by case.

Objects come before events in the file, so events wait in a temporary file until the last object is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any

import orjson

from app.desk.event_logs import Happened, Trace
from app.domain.acts import Act

STRING, TIME, INTEGER = "string", "time", "integer"
OBJECT_TYPES: dict[str, dict[str, str]] = {
    "case": {"kind": STRING, "window": STRING, "status": STRING, "received": TIME, "due": TIME, "ended": TIME},
    "step": {"element": STRING, "name": STRING},
    "notice": {"kind": STRING},
    "department": {},
    "item": {"name": STRING, "version": INTEGER},
}
EVENT_ATTRIBUTES = {"activity": STRING, "transition": STRING, "resource": STRING, "outcome": STRING}
ALWAYS = "1970-01-01T00:00:00Z"
"""The moment from which an attribute of an object holds that never changes."""


def write(out: IO[bytes], traces: Iterable[Trace]) -> int:
    """Write a log; returns how many cases are in it."""
    number, shared = 0, dict[str, dict[str, Any]]()
    with TemporaryFile() as events:
        types = [_type(name, attributes) for name, attributes in OBJECT_TYPES.items()]
        out.write(b'{"objectTypes":' + orjson.dumps(types))
        out.write(b',"eventTypes":' + orjson.dumps([_type(str(act), EVENT_ATTRIBUTES) for act in Act]))
        out.write(b',"objects":')
        with _list(out) as objects, _list(events) as happened:
            for number, trace in enumerate(traces, 1):  # noqa: B007
                for made in _objects(trace, shared):
                    objects(made)
                for event in trace.events:
                    happened(_event(trace, event))
            for made in shared.values():
                objects(made)
        out.write(b',"events":')
        events.seek(0)
        copyfileobj(events, out)
        out.write(b"}\n")
    return number


@contextmanager
def _list(out: IO[bytes]) -> Iterator[Any]:
    """Writes one element after the other into a JSON array."""
    between = [b"["]

    def write_one(element: dict[str, Any]) -> None:
        out.write(between[0] + b"\n" + orjson.dumps(element))
        between[0] = b","

    yield write_one
    out.write(b"]" if between[0] == b"," else b"[]")


def _objects(trace: Trace, shared: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The objects of one case; what cases have in common is put by in `shared`."""
    item = _item_id(trace)
    shared[item] = _object(item, "item", {"name": trace.item_name, "version": trace.version})
    departments = {trace.lead, *(event.department for event in trace.events)} - {""}
    shared |= {_department_id(code): _object(_department_id(code), "department") for code in departments}
    given = {
        "kind": trace.kind,
        "window": trace.window,
        "status": trace.status,
        "received": trace.received_at,
        "due": trace.due_at,
        "ended": trace.ended_at,
    }
    related = {item: "of"} | ({_department_id(trace.lead): "led by"} if trace.lead else {})
    yield _object(_case_id(trace), "case", given, related)
    steps: dict[int, Happened] = {}
    for event in trace.events:
        if event.step is not None:
            steps.setdefault(event.step, event)
        if event.notice_kind:
            yield _object(_notice_id(trace, event), "notice", {"kind": event.notice_kind}, {_case_id(trace): "of"})
    for step, event in steps.items():
        about = {"element": event.element, "name": event.activity}
        yield _object(_step_id(trace, step), "step", about, {_case_id(trace): "part of"})


def _event(trace: Trace, event: Happened) -> dict[str, Any]:
    given = {name: getattr(event, name) for name in EVENT_ATTRIBUTES}
    related = {_case_id(trace): "of"}
    if event.step is not None:
        related[_step_id(trace, event.step)] = "at"
    if event.department:
        related[_department_id(event.department)] = "by"
    if event.notice_kind:
        related[_notice_id(trace, event)] = "issues"
    return {
        "id": f"event:{trace.id}:{event.seq}",
        "type": event.act,
        "time": _time(event.at),
        "attributes": [{"name": name, "value": value} for name, value in given.items() if value],
        "relationships": _relations(related),
    }


def _object(
    id: str, kind: str, given: dict[str, Any] | None = None, related: dict[str, str] | None = None
) -> dict[str, Any]:
    attributes = [
        {"name": name, "time": ALWAYS, "value": _time(value) if isinstance(value, datetime) else value}
        for name, value in (given or {}).items()
        if value is not None
    ]
    return {"id": id, "type": kind, "attributes": attributes, "relationships": _relations(related or {})}


def _relations(related: dict[str, str]) -> list[dict[str, str]]:
    return [{"objectId": id, "qualifier": qualifier} for id, qualifier in related.items()]


def _type(name: str, attributes: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": one, "type": kind} for one, kind in attributes.items()]}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _case_id(trace: Trace) -> str:
    return f"case:{trace.id}"


def _item_id(trace: Trace) -> str:
    return f"item:{trace.item}/{trace.version}"


def _step_id(trace: Trace, step: int) -> str:
    return f"step:{trace.id}:{step}"


def _notice_id(trace: Trace, event: Happened) -> str:
    return f"notice:{trace.id}:{event.seq}"


def _department_id(code: str) -> str:
    return f"department:{code}"
