"""How far a case has come, as its applicant is told: 收件 → 受理 → 审查 → 决定 → 送达.

What was withdrawn, cut short, or undone by a return is not progress; it is done again and counts then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.desk.outcomes import ACCEPTED, decision_of
from app.domain.acts import Act
from app.domain.cases import RUNNING, CaseStatus
from app.domain.ledger import Entry
from app.domain.tasks import TaskStatus
from app.store.keys import token_of
from app.store.records import CaseRecord, TaskRecord


class Stage(StrEnum):
    """One of the five stages that every applicant knows."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    REVIEW = "review"
    DECIDE = "decide"
    DELIVER = "deliver"


ORDER = tuple(Stage)
NAMES = {
    Stage.RECEIVE: "收件",
    Stage.ACCEPT: "受理",
    Stage.REVIEW: "审查",
    Stage.DECIDE: "决定",
    Stage.DELIVER: "送达",
}
BY_KIND = {"accept": Stage.ACCEPT, "decide": Stage.DECIDE, "deliver": Stage.DELIVER}
DECISIONS = frozenset({"grant", "deny"})


class State(StrEnum):
    """How a stage stands."""

    DONE = "done"
    CURRENT = "current"
    WAITING = "waiting"
    STOPPED = "stopped"  # the case ended here: declined, withdrawn or terminated


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A stage of a case; `at` is when it was reached, or over."""

    stage: Stage
    name: str
    state: State
    at: datetime | None


def standing(tasks: Iterable[TaskRecord], entries: Iterable[Entry]) -> list[TaskRecord]:
    """The steps that hold: the open ones, and the latest of each done one that no return has undone since.

    A return to a step undoes what was opened from it on and done before the return.
    """
    found = list(tasks)
    undone: set[int] = set()
    done: set[int] = set()
    for entry in entries:
        if entry.act == Act.COMPLETE:
            done.add(int(entry.detail["task"]))
        elif entry.act == Act.RETURN:
            first = _first_of(found, str(entry.detail["to"]), before=int(entry.detail["task"]))
            undone |= {token for token in done if first is not None and token >= first}
    holding = [task for task in found if task.is_live or _counts(task, undone)]
    latest = {(task.element, task.item, task.scope): task for task in holding}
    return sorted(latest.values(), key=lambda task: task.id)


def _counts(task: TaskRecord, undone: set[int]) -> bool:
    return task.status is TaskStatus.DONE and token_of(task.id) not in undone


def _first_of(tasks: list[TaskRecord], element: str, before: int) -> int | None:
    """The token of the latest task of a step, or of the first one inside it, that was opened before a token."""
    earlier = [task for task in tasks if token_of(task.id) < before]
    step = [token_of(task.id) for task in earlier if task.element == element]
    inside = [token_of(task.id) for task in earlier if element in task.scope]
    return max(step, default=None) if step else min(inside, default=None)


def milestones(case: CaseRecord, steps: list[TaskRecord], *, draws_acceptance: bool) -> tuple[Milestone, ...]:
    """The five stages of a case whose steps (see `standing`) are these."""
    reached = _reached(case, steps, draws_acceptance)
    moments = _moments(case, steps)
    return tuple(
        Milestone(stage=stage, name=NAMES[stage], state=_state(case, stage, reached), at=moments.get(stage))
        for stage in ORDER
    )


def _reached(case: CaseRecord, steps: list[TaskRecord], draws_acceptance: bool) -> Stage:
    if case.status in (CaseStatus.COMPLETED, CaseStatus.REFUSED):
        return Stage.DELIVER
    if case.status is CaseStatus.DECLINED:
        return Stage.ACCEPT
    before = case.accepted_at is None and draws_acceptance
    stages = [BY_KIND.get(task.kind, _between(case, task, steps, before)) for task in steps if task.is_live]
    if stages:
        return min(stages, key=ORDER.index)
    if before:
        return Stage.RECEIVE
    return Stage.DELIVER if _decided(case, steps) is not None else Stage.REVIEW


def _between(case: CaseRecord, task: TaskRecord, steps: list[TaskRecord], before: bool) -> Stage:
    """The stage of a step whose kind does not tell: by what lies before and behind it."""
    if before:
        return Stage.RECEIVE
    decided = _decided(case, steps)
    return Stage.DELIVER if decided is not None and decided.id < task.id else Stage.REVIEW


def _decided(case: CaseRecord, steps: list[TaskRecord]) -> TaskRecord | None:
    done = [task for task in steps if task.kind == Stage.DECIDE and not task.is_live]
    return done[-1] if done and case.decision in DECISIONS else None


def _state(case: CaseRecord, stage: Stage, reached: Stage) -> State:
    place, now = ORDER.index(stage), ORDER.index(reached)
    if case.status in (CaseStatus.COMPLETED, CaseStatus.REFUSED) or place < now:
        return State.DONE
    if place > now:
        return State.WAITING
    return State.CURRENT if case.status in RUNNING else State.STOPPED


def _moments(case: CaseRecord, steps: list[TaskRecord]) -> dict[Stage, datetime]:
    decided = _decided(case, steps)
    found = {
        Stage.RECEIVE: case.received_at,
        Stage.ACCEPT: case.accepted_at,
        Stage.DECIDE: decided.closed_at if decided is not None else None,
        Stage.DELIVER: case.ended_at if case.status in (CaseStatus.COMPLETED, CaseStatus.REFUSED) else None,
    }
    if case.status is CaseStatus.DECLINED:
        found[Stage.ACCEPT] = case.ended_at
    return {stage: at for stage, at in found.items() if at is not None}


def may_take_back(case: CaseRecord, standing: Callable[[], Sequence[TaskRecord]]) -> bool:
    """Whether no decision stands, so that the applicant may still take the application back.

    standing: the steps that stand, asked for only where a decision was made: it may have been returned since.
    """
    if case.status not in RUNNING or case.decision in (None, ACCEPTED):
        return case.status in RUNNING
    return all(decision_of(step.kind, step.outcome or "") in (None, ACCEPTED) for step in standing())
