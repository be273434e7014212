"""Where the tokens of a running case stand, in the ids of its diagram, so that a proof can go on from there."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.describe import SYNTHETIC
from app.engine.events import EventGateway, Message
from app.engine.scopes import Scope
from app.engine.state import CaseState
from app.engine.tokens import Token, is_instance

BODY = f"{SYNTHETIC}body"
"""The inner sub-process into which rewriting moves what is drawn beside event sub-processes."""


@dataclass(frozen=True, kw_only=True)
class Marking:
    """Where the tokens of one scope stand.

    scope: id of the sub-process, the process's own for the process itself.  at: steps, and event gateways whose
    events are waited for.  arrived: (source, join) of the tokens that wait at a join.
    """

    process: str
    scope: str
    at: tuple[str, ...]
    arrived: tuple[tuple[str, str], ...]


def markings(state: CaseState) -> list[Marking]:
    """Where a case stands, scope by scope; a scope with a token that no drawn shape stands for is left out."""
    found = (_marking(scope) for scope in state.loaded() if not scope.completed)
    return [marking for marking in found if marking is not None]


def _marking(scope: Scope) -> Marking | None:
    process, _, inner = scope.spec.name.partition("/")
    at: dict[int, str] = {}
    arrived: list[tuple[str, str]] = []
    for token in scope.open.values():
        id, parent = token.task_spec.bpmn_id or "", token.parent
        if not id or token.task_spec.on_border or is_instance(token):
            continue
        if id.endswith(BODY) or SYNTHETIC in id:
            return None
        if token.task_spec.joins and parent is not None:
            if SYNTHETIC in (source := parent.task_spec.bpmn_id or SYNTHETIC):
                return None
            arrived.append((source, id))
        else:
            place = _place(token)
            at[place.id] = place.task_spec.bpmn_id
    owner = inner.removesuffix(BODY) or process
    return Marking(process=process, scope=owner, at=tuple(sorted(at.values())), arrived=tuple(sorted(arrived)))


def _place(token: Token) -> Token:
    """What is waited at: the events of one event gateway are one place."""
    parent = token.parent
    return parent if parent is not None and isinstance(parent.task_spec, EventGateway) else token


def messages_awaited(state: CaseState) -> dict[int, tuple[str, str]]:
    """Element and message of each step in the flow that waits for one, by token; what may come is not among them."""
    return {
        number: (token.task_spec.bpmn_id, token.task_spec.event_definition.name)
        for number, token in state.waiting.items()
        if not token.task_spec.on_border and isinstance(token.task_spec.event_definition, Message)
    }
