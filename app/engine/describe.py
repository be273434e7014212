"""A token in the words of the engine's callers: where it stands, for whom it waits, what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from app.engine.expressions import compile_expression, compile_groups
from app.engine.records import OpenTask, Recalled, Request, TimerSet, Waiting, WorkTime
from app.engine.timers import BASIS, DUE
from app.engine.tokens import Token, host_of

SYNTHETIC = "··"
"""Ids that contain this were put in by rewriting and are shown to nobody; few designers type it."""


def scope_of(token: Token) -> tuple[str, ...]:
    """Ids of the sub-processes and call activities around a token, outermost first."""
    found = []
    host = token.workflow.host
    while host is not None:
        if SYNTHETIC not in host.task_spec.bpmn_id:
            found.append(host.task_spec.bpmn_id)
        host = host.workflow.host
    return tuple(reversed(found))


def item_of(token: Token) -> Any:
    """The item of the nearest multi-instance around a token, or None."""
    at: Token | None = token
    while at is not None:
        if "item" in at.internal_data:
            return at.internal_data["item"]
        at = at.workflow.host
    return None


def _place(token: Token) -> dict[str, Any]:
    spec = token.task_spec
    return {
        "token": token.id,
        "branch": token.workflow.branch,
        "element": spec.bpmn_id,
        "scope": scope_of(token),
        "item": item_of(token),
        "process": spec.info.process,
    }


def open_task(token: Token) -> OpenTask:
    """A ready manual step; Invalid when its candidates cannot be worked out."""
    info = token.task_spec.info
    assignee = _text(info.assignee, token.data)
    return OpenTask(
        **_place(token),
        name=info.name or info.id,
        groups=compile_groups(info.candidate_groups).evaluate(token.data) if info.candidate_groups else (),
        users=compile_groups(info.candidate_users).evaluate(token.data) if info.candidate_users else (),
        assignee=assignee or None,
    )


def _text(raw: str, data: Mapping[str, Any]) -> str:
    if "${" not in raw and "#{" not in raw:
        return raw
    value = compile_expression(raw).evaluate(data)
    return "" if value is None else str(value)


def timer_set(token: Token) -> TimerSet:
    """A timer event that waits."""
    info = token.task_spec.info
    return TimerSet(
        **_place(token),
        attached_to=info.attached_to,
        host=host_of(token).id if token.task_spec.on_border else None,
        due=datetime.fromisoformat(token.internal_data[DUE]),
        interrupting=info.interrupting,
        repeating="turns" in token.internal_data,
        properties=info.properties,
        basis=_work_time(token.internal_data.get(BASIS)),
    )


def _work_time(kept: list[Any] | None) -> WorkTime | None:
    return None if kept is None else WorkTime(unit=kept[0], amount=kept[1], from_at=datetime.fromisoformat(kept[2]))


def waiting(token: Token) -> Waiting:
    """An event or receive task that waits."""
    info = token.task_spec.info
    return Waiting(**_place(token), name=info.name or info.id)


def request_of(token: Token) -> Request:
    """What a service step asks its handler to do."""
    info = token.task_spec.info
    return Request(
        **_place(token),
        topic=info.topic,
        name=info.name or info.id,
        properties=info.properties,
        variables=deepcopy(token.data),
    )


def recalled_of(token: Token, added: list[Any], removed: list[Any]) -> Recalled:
    """A review that begins with other departments than its collection names."""
    return Recalled(**_place(token), added=tuple(added), removed=tuple(removed))
