"""The matrix of authorisations (窗口授权): who may accept, review, decide or seal for which item, and until when.

It stands in the centre's file:

    [[authorisations]]
    item = "promised"
    user = "zhou.min"
    actions = ["accept", "decide"]
    from = 2026-01-01
    to = 2026-12-31

Where an item has no line for an action, everybody of the department may do it; where it has one, its holders alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.desk.opencase import OpenCase
from app.domain.roles import Role
from app.errors import Forbidden
from app.store.records import TaskRecord


def check_authorised(opened: OpenCase, task: TaskRecord) -> None:
    """Raises Forbidden: the item's lines for this kind of step do not name the actor today."""
    lines = [line for line in opened.desk.authorisations if _is_about(line, opened, task)]
    today = opened.desk.calendar.day_of(opened.at)
    if not lines or any(line["user"] == opened.actor.user and _holds(line, today) for line in lines):
        return
    if opened.actor.role is Role.ADMINISTRATOR:
        return
    holders = sorted({str(line["user"]) for line in lines if _holds(line, today)})
    raise Forbidden(
        f"{opened.actor.user} is not authorised to {task.kind} for {opened.case.item!r}; authorised are: "
        f"{', '.join(holders) or 'nobody today'}",
        f"{opened.actor.user}未获该事项“{task.name}”的授权,现授权人员:{'、'.join(holders) or '无'}",
        task=task.id,
        expected=holders,
    )


def _is_about(line: Mapping[str, Any], opened: OpenCase, task: TaskRecord) -> bool:
    return line["item"] in (opened.case.item, opened.item.definition.item_code) and task.kind in line["actions"]


def _holds(line: Mapping[str, Any], today: date) -> bool:
    first, last = line.get("from"), line.get("to")
    return (not first or date.fromisoformat(first) <= today) and (not last or today <= date.fromisoformat(last))
