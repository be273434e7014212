"""A task is completed: outcome and opinion go on record, and the diagram moves on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.desk import authority, closed, conducting, moments, outcomes, refusing, sight
from app.desk.accepting import accept, check_may_decline, decline
from app.desk.acting import Deed, Done
from app.desk.ahead import check_ahead
from app.desk.apart import check_apart
from app.desk.checks import bounded, check_live
from app.desk.holding import offered_to, stand_in
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.programs import Item
from app.desk.saying import say
from app.desk.signing import signature
from app.domain import tasks
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.domain.tasks import TaskStatus
from app.engine import ElementInfo
from app.errors import Invalid
from app.handlers import notices
from app.store.keys import token_of
from app.store.records import CaseRecord, NoticeRecord, TaskRecord

LONGEST_OUTCOME = 64
RETURNED = "return"


@dataclass(frozen=True, kw_only=True)
class Completed:
    """What completing (or returning, or withdrawing) left behind."""

    task: TaskRecord
    case: CaseRecord
    opened: tuple[TaskRecord, ...]
    notices: tuple[NoticeRecord, ...]


def completed(done: Done) -> Completed:
    """The answer of the use cases that move a case on from a task."""
    if done.task is None:
        raise LookupError("this act was not about a task")
    return Completed(task=done.task, case=done.case, opened=done.opened, notices=done.notices)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the officer says: an outcome by its code, words, and values for the diagram and the form."""

    outcome: str = ""
    opinion: str = ""
    reasons: str = ""
    basis: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)


def complete(
    desk: Desk,
    actor: Actor,
    task: int,
    *,
    outcome: str = "",
    opinion: str = "",
    variables: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
    basis: str = "",
    reasons: str = "",
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> Completed:
    """Complete a task; an unclaimed one is taken and completed in one act.

    Raises Forbidden: not this department's.  Raises AlreadyClaimed, AlreadyCompleted: somebody was first.
    Raises Invalid: an outcome the step does not have, or a refusal without reasons or legal basis.
    """
    answer = Answer(
        outcome=outcome,
        opinion=opinion,
        reasons=reasons,
        basis=basis,
        variables=variables or {},
        form=form or {},
    )

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_handling(actor, found, offered_to(opened, found))
        check_live(found)
        check_apart(opened, found, actor.user, actor.department)
        authority.check(opened, found)
        acting_for = stand_in(opened, found)
        tasks.check_move(found.id, found.status, TaskStatus.DONE)
        info = opened.item.program.step(found.element, found.scope)
        _check_answer(answer, found, info)
        closed.check_answer(opened, found, info, answer.variables, answer.form)
        conducting.check(opened, found, _saying(answer))
        if "ahead" in info.properties:
            check_ahead(info, {**answer.variables, **answer.form}, desk.calendar, at)
        _put_on_record(opened, found, answer, acting_for)
        _decide(opened, found, answer)
        opened.run.complete(token_of(found.id), _variables(opened, found, answer), found.branch)
        _issue_what_is_due(opened, found, info, answer)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, completed)


def _saying(answer: Answer) -> conducting.Saying:
    return conducting.Saying(outcome=answer.outcome, reasons=answer.reasons, basis=answer.basis, form=answer.form)


def _check_answer(answer: Answer, task: TaskRecord, info: ElementInfo) -> None:
    if answer.outcome == RETURNED:
        raise Invalid(
            "a return is an act of its own, which names the step to go back to and the reason",
            "退回须单独办理,并写明退回到哪个环节和理由",
            field="outcome",
            element=task.element,
        )
    allowed = [action.strip() for action in info.properties.get("actions", "").split(",") if action.strip()]
    if (allowed and answer.outcome not in allowed) or len(answer.outcome) > LONGEST_OUTCOME:
        raise Invalid(
            f"step {task.element!r} has the outcomes {', '.join(allowed) or 'of at most 64 signs'}; "
            f"got: {answer.outcome[:64] or 'none'}",
            f"环节「{task.name}」的办理结果应为:{'、'.join(allowed)}",
            field="outcome",
            element=task.element,
            expected=allowed,
        )
    for name in outcomes.needs(task.kind, answer.outcome, info.properties.get("reasonsFor", "")):
        if not str(getattr(answer, name)).strip():
            word, word_zh = {"reasons": ("reasons", "理由"), "basis": ("a legal basis", "法律依据")}[name]
            raise Invalid(
                f"the outcome {answer.outcome!r} needs {word}",
                f"“{answer.outcome}”须写明{word_zh}",
                field=name,
                element=task.element,
            )
    for name in ("opinion", "reasons", "basis"):
        bounded(getattr(answer, name), name)


def _put_on_record(opened: OpenCase, task: TaskRecord, answer: Answer, acting_for: str | None) -> None:
    work, actor, names = opened.work, opened.actor, opened.item.program.names
    beside = {name: value for name, value in answer.variables.items() if name not in names}
    work.close_task(
        task.id,
        status=TaskStatus.DONE,
        closed_by=actor.user,
        outcome=answer.outcome or None,
        claimed_at=task.claimed_at or opened.at,
        assignee=task.assignee or actor.user,
        department=_department(opened, task),
    )
    say(
        opened,
        task,
        outcome=answer.outcome,
        text=answer.opinion,
        basis=answer.basis,
        reasons=answer.reasons,
        form={**beside, **answer.form},
        acting_for=acting_for,
    )
    said = {"opinion": answer.opinion, "reasons": answer.reasons, "basis": answer.basis}
    work.words = {**beside, **answer.form, **{name: words for name, words in said.items() if words}}
    work.record(
        Act.COMPLETE,
        signature(actor, acting_for),
        task=token_of(task.id),
        element=task.element,
        item=task.item,
        outcome=answer.outcome,
        opinion=answer.opinion,
        reasons=answer.reasons,
        basis=answer.basis,
    )


def _department(opened: OpenCase, task: TaskRecord) -> str:
    """A task offered to several departments stays with the one that answered."""
    mine = opened.actor.department
    return mine if mine and mine in offered_to(opened, task) else task.department


def _decide(opened: OpenCase, task: TaskRecord, answer: Answer) -> None:
    """What the outcome means for the case as a whole, before the diagram acts upon it."""
    work = opened.work
    decision = outcomes.decision_of(task.kind, answer.outcome)
    if decision is None:
        return
    if work.case.decision in outcomes.FINAL and decision not in outcomes.FINAL:
        refusing.call_off(opened)
    work.changes["decision"] = decision
    if decision == outcomes.ACCEPTED and work.case.status is CaseStatus.RECEIVED:
        accept(opened, _part(opened, task))
    elif decision == outcomes.DECLINED:
        check_may_decline(opened)
        work.record(Act.DECLINE, reasons=answer.reasons, basis=answer.basis)
        decline(opened)
    if decision in (outcomes.DECLINED, outcomes.DENIED) and not opened.item.is_procedure:
        refusing.begin(opened)


def _part(opened: OpenCase, task: TaskRecord) -> Item:
    """The item a task belongs to: that of the case, or one that its diagram calls."""
    info = opened.item.program.step(task.element, task.scope)
    return opened.desk.programs.part(opened.item, info.process)


def _variables(opened: OpenCase, task: TaskRecord, answer: Answer) -> dict[str, Any]:
    """What the diagram learns: the outcome, under its own name and those of the collections around the step."""
    program = opened.item.program
    given = {name: value for name, value in answer.variables.items() if name in program.names}
    if not answer.outcome:
        return given
    for around in reversed(program.path(task.element, task.scope)):
        if around.output[1]:
            given.setdefault(around.output[1], answer.outcome)
    return given | {"outcome": answer.outcome}


def _issue_what_is_due(opened: OpenCase, task: TaskRecord, info: ElementInfo, answer: Answer) -> None:
    """Documents that the law asks for at once, where the diagram did not draw them."""
    work, office = opened.work, opened.office
    if opened.item.is_procedure:
        return
    decision = outcomes.decision_of(task.kind, answer.outcome)
    if decision is None:
        return
    drawn = {e.properties.get("notice") for e in opened.item.program.infos.values()}
    if decision == outcomes.ACCEPTED:
        if _part(opened, task).mode != moments.DIRECT:  # a direct item's result is its only paper
            notices.issue(work, office, "SLTZ", task.element)
    elif decision == outcomes.GRANTED:
        choice = {code.strip() for code in info.properties.get("notices", "").split(",")}
        if "ZYXK" in choice - drawn:
            notices.issue(work, office, "ZYXK", task.element)
    elif decision in (outcomes.DECLINED, outcomes.DENIED) and not drawn & notices.REFUSALS:
        kind = "BYSL" if decision == outcomes.DECLINED else "BYXK"
        if kind not in [row["kind"] for row in work.notices]:
            notices.issue(work, office, kind, task.element)
