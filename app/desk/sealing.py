"""Two people look, each for themselves: a sealed opinion stays closed, also to the colleague, until the step is done.

Source: Administrative Licensing Law, art. 34: the substance is checked by at least two members of staff.
"""

from __future__ import annotations

from datetime import datetime

from app.desk import outcomes, sight
from app.desk.acting import Deed, task_of_done
from app.desk.checks import bounded, check_live
from app.desk.holding import offered_to, stand_in
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.saying import say
from app.domain import ledger, sm3
from app.domain.actors import Actor
from app.domain.acts import Act
from app.errors import Invalid, Refused
from app.store import papers, reading
from app.store.keys import token_of
from app.store.papers import SEALED
from app.store.records import TaskRecord


def seal(
    desk: Desk,
    actor: Actor,
    task: int,
    outcome: str,
    opinion: str = "",
    reasons: str = "",
    basis: str = "",
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> TaskRecord:
    """Give an opinion that nobody reads before the step is done; the ledger gets its digest only.

    Raises Refused: the step asks for no sealed opinions, or the actor has given one.
    Raises Invalid: an outcome the step does not have, or one without its reasons.
    """

    def do(opened: OpenCase) -> None:
        found = opened.task
        sight.check_handling(actor, found, offered_to(opened, found))
        check_live(found)
        acting_for = stand_in(opened, found)
        _check_asked(opened, found)
        _check_first(opened, found)
        said = {"outcome": outcome, "text": opinion, "reasons": reasons, "basis": basis}
        _check_said(opened, found, said)
        place = reading.next_place(opened.work.reader, found.id)
        say(
            opened,
            found,
            kind=SEALED,
            seq=place,
            outcome=outcome,
            text=opinion,
            basis=basis,
            reasons=reasons,
            acting_for=acting_for,
        )
        digest = sm3.digest(ledger.canonical(said))
        opened.work.record(Act.REVIEW, task=token_of(found.id), element=found.element, digest=digest)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_task(task, task_of_done)


def check(opened: OpenCase, task: TaskRecord, outcome: str, reasons: str) -> None:
    """Raises Refused: not enough others have looked, the actor was one of them, or they differ and no head decides."""
    wanted = _wanted(opened, task)
    if not wanted:
        return
    _check_first(opened, task)
    others = papers.sealed(opened.work.reader, task.id)
    if len(others) + 1 < wanted:
        raise Refused(
            f"step {task.element!r} is looked at by {wanted} people, each for themselves; "
            f"{len(others)} sealed opinion(s) are in",
            f"环节「{task.name}」须由{wanted}人分别审查,现有密封意见{len(others)}份",
            task=task.id,
            expected=wanted,
        )
    if len({outcome, *(one.outcome for one in others)}) > 1 and not (_is_head(opened) and reasons.strip()):
        raise Refused(
            "the sealed opinions differ; the department's head decides, with reasons",
            "审查意见不一致,须由部门负责人说明理由后决定",
            task=task.id,
        )


def _is_head(opened: OpenCase) -> bool:
    return bool({"head", "administrator"} & {str(opened.actor.role), *map(str, opened.actor.acts_as)})


def _wanted(opened: OpenCase, task: TaskRecord) -> int:
    """How many people a step is sealed for; 0 where it is not."""
    properties = opened.item.program.step(task.element, task.scope).properties
    if properties.get("sealed") != "true":
        return 0
    asked = properties.get("reviewers", "")
    return int(asked) if asked.isdigit() else 2


def _check_asked(opened: OpenCase, task: TaskRecord) -> None:
    if not _wanted(opened, task):
        raise Refused(
            f"step {task.element!r} asks for no sealed opinions; it is completed",
            f"环节「{task.name}」不要求密封审查,直接办理",
            task=task.id,
        )


def _check_first(opened: OpenCase, task: TaskRecord) -> None:
    if any(one.user == opened.actor.user for one in papers.sealed(opened.work.reader, task.id)):
        raise Refused(
            f"{opened.actor.user} has given a sealed opinion on task {task.id}; another person has to look",
            f"{opened.actor.user}已对待办{task.id}提交密封意见,须由他人审查",
            task=task.id,
            by=opened.actor.user,
        )


def _check_said(opened: OpenCase, task: TaskRecord, said: dict[str, str]) -> None:
    properties = opened.item.program.step(task.element, task.scope).properties
    allowed = [one.strip() for one in properties.get("actions", "").split(",") if one.strip()]
    if said["outcome"] not in allowed or said["outcome"] == "return":
        raise Invalid(
            f"step {task.element!r} has the outcomes {', '.join(allowed)}; got: {said['outcome'][:64] or 'none'}",
            f"环节「{task.name}」的办理结果应为:{'、'.join(allowed)}",
            field="outcome",
            expected=allowed,
        )
    for name in outcomes.needs(task.kind, said["outcome"]):
        if not said[name].strip():
            raise Invalid(f"the outcome {said['outcome']!r} needs {name}", "须写明理由和依据", field=name)
    for name in ("text", "reasons", "basis"):
        bounded(said[name], name)
