"""Duties kept apart (不相容岗位分离): who has done one step, or is the person concerned, may not do another.

A step's property `notBy` names steps, by their ids or kinds, of this case and of those that it is about, and people or
departments, as `${variable}` of what was handed in or filled in; `${starter}` is whoever started the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.desk.opencase import OpenCase
from app.domain.tasks import TaskStatus
from app.errors import Forbidden
from app.handlers.known import filled_in
from app.store import loading
from app.store.records import CaseRecord, TaskRecord

DEEPEST = 5
"""How many cases back a case that is about another that is about another is followed."""


def check_apart(opened: OpenCase, task: TaskRecord, user: str, department: str) -> None:
    """Raises Forbidden: this person did what the step's property `notBy` names, or is the one it names."""
    said = opened.item.program.step(task.element, task.scope).properties.get("notBy", "")
    words = [part for each in said.split(",") if (part := each.strip())]
    if not words:
        return
    for number, step in _done(opened, words, _cases(opened)):
        if user in (step.closed_by, step.assignee):
            raise Forbidden(
                f"{user} did step {step.element!r} of case {number} and may not do {task.element!r} as well",
                f"{user}已办理办件{number}的「{step.name}」,不得再办理「{task.name}」",
                task=task.id,
                did=step.element,
                case=number,
            )
    for word in words:
        if word.startswith("${") and _named(opened, word[2:-1].strip()) & {user, department} - {""}:
            raise Forbidden(
                f"{user} of {department} is the {word[2:-1]} of case {opened.case.number} and may not do "
                f"{task.element!r}",
                f"{user}({department})为办件{opened.case.number}的当事一方,须回避,不得办理「{task.name}」",
                task=task.id,
            )


def check_unconcerned(opened: OpenCase) -> None:
    """Raises Forbidden: a step is kept from this person, who then must not end the case before it comes to that.

    What they did in this case itself is no reason, nor that they have started it: one's own request may be ended.
    """
    actor, case = opened.actor, opened.case
    said = (info.properties.get("notBy", "") for info in opened.item.program.infos.values())
    words = {part for each in said for one in each.split(",") if (part := one.strip())} - {"${starter}"}
    named = [word[2:-1].strip() for word in words if word.startswith("${")]
    done = list(_done(opened, sorted(words), list(_cases(opened))[1:])) if words else []
    if any(_named(opened, name) & {actor.user, actor.department} - {""} for name in named) or any(
        actor.user in (step.closed_by, step.assignee) for _, step in done
    ):
        raise Forbidden(
            f"{actor.user} is concerned by case {case.number}, which is not theirs to end",
            f"{actor.user}与办件{case.number}有利害关系,须回避,不得登记撤回或终止",
            case=case.number,
        )


def _done(opened: OpenCase, words: list[str], cases: Iterable[CaseRecord]) -> Iterator[tuple[str, TaskRecord]]:
    reader = opened.work.reader
    for case in cases:
        for step in loading.tasks(reader, case.id):
            if step.status is TaskStatus.DONE and (step.element in words or step.kind in words):
                yield case.number, step


def _cases(opened: OpenCase) -> Iterator[CaseRecord]:
    """This case, the one that it is about, and so on."""
    case = opened.case
    for _ in range(DEEPEST):
        yield case
        if not case.about:
            return
        case = loading.by_number(opened.work.reader, case.about).case


def _named(opened: OpenCase, variable: str) -> set[str]:
    if variable == "starter":
        return {opened.case.received_by}
    value = filled_in(opened.work).get(variable)
    return {str(one) for one in (value if isinstance(value, list) else [value]) if one}
