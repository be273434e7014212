"""Alerts: who has reached which level, acknowledged and explained by those whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.acting import Deed
from app.desk.checks import bounded, required
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.roles import Role
from app.errors import Forbidden, NotFound, Refused
from app.store import lists
from app.store.queries import AlertQuery, Page
from app.store.records import AlertRecord


def alerts(desk: Desk, actor: Actor, query: AlertQuery) -> Page[AlertRecord]:
    """The alerts the actor may see, the newest first: overseers all, others those of their department."""
    if actor.role not in sight.EVERYTHING:
        if actor.role not in sight.HANDLING or query.department not in (None, actor.department):
            raise Forbidden(
                f"{actor.user} sees the alerts of {actor.department or 'no department'} only",
                f"{actor.user}只能查看{actor.department or '本部门'}的预警",
                role=str(actor.role),
            )
        query = replace(query, department=actor.department)
    with desk.database.reading() as connection:
        return lists.alerts(connection, query)


def acknowledge(
    desk: Desk, actor: Actor, alert: int, text: str = "", *, at: datetime, terms: Terms = ANY_TERMS
) -> AlertRecord:
    """Say that an alert was seen.  Raises Refused: somebody has said so before, and who."""
    found = _find(desk, actor, alert)

    def do(opened: OpenCase) -> None:
        now = lists.alert(opened.work.reader, alert) or found
        if now.acknowledged_by is not None:
            raise Refused(
                f"alert {alert} was acknowledged by {now.acknowledged_by}",
                f"预警{alert}已由{now.acknowledged_by}确认",
                by=now.acknowledged_by,
            )
        bounded(text, "text")
        changes = {"acknowledged_at": at, "acknowledged_by": actor.user, "acknowledgement": text or None}
        _note(opened, now, Act.ACKNOWLEDGE, text, changes)

    return _do(desk, actor, found, do, at, terms)


def explain(desk: Desk, actor: Actor, alert: int, text: str, *, at: datetime, terms: Terms = ANY_TERMS) -> AlertRecord:
    """Say why it came to it; the department may say so again, the last words count."""
    found = _find(desk, actor, alert)

    def do(opened: OpenCase) -> None:
        required(text, "text", "an explanation needs words", "说明原因须填写内容")
        changes = {"explained_at": at, "explained_by": actor.user, "explanation": text}
        _note(opened, found, Act.EXPLAIN, text, changes)

    return _do(desk, actor, found, do, at, terms)


def _do(desk: Desk, actor: Actor, found: AlertRecord, do: Any, at: datetime, terms: Terms) -> AlertRecord:
    def shape(done: object) -> AlertRecord:
        return replace(found, **changed)

    changed: dict[str, Any] = {}

    def act(opened: OpenCase) -> None:
        do(opened)
        changed.clear()
        changed.update(opened.work.alerts_changed.get(found.id, {}))

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=act).on_case_id(found.case_id, shape)


def _note(opened: OpenCase, alert: AlertRecord, act: Act, text: str, changes: dict[str, Any]) -> None:
    opened.work.alerts_changed[alert.id] = changes
    opened.work.record(act, level=alert.level, element=alert.element, department=alert.department, text=text)


def _find(desk: Desk, actor: Actor, number: int) -> AlertRecord:
    with desk.database.reading() as connection:
        found = lists.alert(connection, number)
    if found is None:
        raise NotFound(f"there is no alert {number}", f"没有预警{number}", alert=number)
    mine = actor.role in sight.HANDLING and actor.department == found.department
    if actor.role not in (Role.SUPERVISOR, Role.ADMINISTRATOR) and not mine:
        raise Forbidden(
            f"alert {number} is not one of {actor.department or actor.user}",
            f"预警{number}不属于{actor.department or actor.user}",
            alert=number,
        )
    return found
