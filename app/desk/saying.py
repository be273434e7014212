"""Puts what a department says on record: its opinion, and the advice of a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.desk.opencase import OpenCase
from app.domain.roles import Role
from app.store.records import TaskRecord

OPINION, ADVICE = "opinion", "advice"


def say(
    opened: OpenCase,
    task: TaskRecord,
    *,
    kind: str = OPINION,
    seq: int = 0,
    outcome: str = "",
    text: str = "",
    basis: str = "",
    reasons: str = "",
    form: Mapping[str, Any] | None = None,
    acting_for: str | None = None,
) -> None:
    """Keep one statement on a task; seq 0 is the opinion itself, advice comes after it.

    Raises Invalid: a character of it cannot be printed, said while whoever wrote it can mend it.
    """
    opened.office.press.check({"opinion": text, "basis": basis, "reasons": reasons})
    by_office = opened.actor.role is Role.ADMINISTRATOR or not opened.actor.department
    opened.work.opinions.append(
        {
            "task_id": task.id,
            "seq": seq,
            "kind": kind,
            "department": task.department if by_office else opened.actor.department,
            "user": opened.actor.user,
            "acting_for": acting_for,
            "outcome": outcome or None,
            "text": text or None,
            "basis": basis or None,
            "reasons": reasons or None,
            "form": dict(form) if form else None,
            "at": opened.at,
            "withdrawn_at": None,
        }
    )
