"""What the centre's rules ask of a step before it may be completed, by the kind of the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.desk import (
    checking_materials,
    dissenting,
    outcomes,
    refusing,
    returning_originals,
    sealing,
    sending_up,
)
from app.desk.opencase import OpenCase
from app.store.records import TaskRecord


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What is about to be said on a step."""

    outcome: str
    reasons: str
    basis: str
    form: Mapping[str, Any]


Check = Callable[[OpenCase, TaskRecord, Saying], None]


def check(opened: OpenCase, task: TaskRecord, saying: Saying) -> None:
    """Raises Refused, Forbidden or Invalid: a rule of the centre for its items is not met yet."""
    if opened.item.is_procedure:  # its diagram draws what it asks
        return
    sealing.check(opened, task, saying.outcome, saying.reasons)
    rule = _RULES.get(task.kind)
    if rule is not None:
        rule(opened, task, saying)


def _accept(opened: OpenCase, task: TaskRecord, saying: Saying) -> None:
    if outcomes.decision_of(task.kind, saying.outcome) == outcomes.ACCEPTED:
        checking_materials.flag_accepted(opened)


def _draft(opened: OpenCase, task: TaskRecord, saying: Saying) -> None:
    refusing.check_draft(opened, task, saying.outcome)


def _approve(opened: OpenCase, task: TaskRecord, saying: Saying) -> None:
    refusing.check_approver(opened, task)


def _deliver(opened: OpenCase, task: TaskRecord, saying: Saying) -> None:
    returning_originals.check_returned(opened)
    refusing.check_served(opened, task)


def _decide(opened: OpenCase, task: TaskRecord, saying: Saying) -> None:
    if outcomes.decision_of(task.kind, saying.outcome) == outcomes.GRANTED:
        dissenting.answer(opened, saying.reasons)


def _submit(opened: OpenCase, task: TaskRecord, saying: Saying) -> None:
    sending_up.note(opened, task, saying.form)


_RULES: Mapping[str, Check] = {
    "accept": _accept,
    "draft": _draft,
    "approve": _approve,
    "deliver": _deliver,
    "decide": _decide,
    "submit": _submit,
}
