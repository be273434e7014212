"""What is done to a case as a whole: urge 催办, terminate 终止, a message from outside; and how a case is ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.desk import closed, outcomes, sight
from app.desk.acting import Deed, case_of_done
from app.desk.apart import check_unconcerned
from app.desk.checks import bounded, required
from app.desk.ending import ENDED
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.looking import sight_of
from app.desk.opencase import OpenCase
from app.desk.progress import standing
from app.desk.sight import Sight
from app.domain import cases
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.domain.roles import Role
from app.errors import Forbidden, Refused
from app.handlers import violations
from app.handlers.supervise import send_urge
from app.store import loading, papers
from app.store.records import CaseRecord


def urge(
    desk: Desk,
    actor: Actor,
    number: str,
    department: str | None = None,
    text: str = "",
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Remind the departments whose tasks are open, or one of them (催办).  Raises Refused: nobody to remind."""

    def do(opened: OpenCase) -> None:
        check_sees(opened)
        if actor.role is not Role.SUPERVISOR and sight_of(opened.work.reader, actor, opened.case) is Sight.OWN:
            sight.check_lead(actor, opened.case)
        bounded(text, "text")
        found = [task for task in loading.tasks(opened.work.reader, opened.case.id) if task.is_live]
        late = dict.fromkeys(task.department for task in found if department in (None, task.department))
        if not late:
            whom = department or "anybody"
            raise Refused(
                f"case {number} does not wait for {whom}", f"办件{number}没有等待{department or '任何部门'}办理"
            )
        for one in late:
            send_urge(opened.work, opened.office, one, "", text, f"v{opened.case.version}")

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def terminate(
    desk: Desk, actor: Actor, number: str, reason: str, basis: str = "", *, at: datetime, terms: Terms = ANY_TERMS
) -> CaseRecord:
    """The centre ends a case (终止): the head of the lead department or an administrator, with a reason.

    An accepted application is owed a decision, so ending it without one needs a legal basis too, which the notice
    states with the remedies; and supervisors find it among the signs to be judged.
    """

    def do(opened: OpenCase) -> None:
        check_sees(opened)
        sight.check_lead(actor, opened.case, Role.HEAD)
        check_unconcerned(opened)
        required(reason, "reason", "a termination needs a reason", "终止须写明理由")
        bounded(basis, "basis")
        is_owed = opened.case.status is CaseStatus.ACCEPTED and not opened.item.is_procedure
        if is_owed:
            required(
                basis, "basis", "an accepted case is ended on a legal basis only", "终止已受理的办件须写明法律依据"
            )
        end_case(opened, CaseStatus.TERMINATED, Act.TERMINATE, reason, basis=basis)
        if is_owed:
            violations.note(opened.work, opened.office, "ended", number, reason=reason, basis=basis, by=actor.user)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def end_case(opened: OpenCase, status: CaseStatus, act: Act, reason: str, **said: Any) -> None:
    """End a case before its diagram does.

    said: what goes into the ledger beside the reason; the paper tells its `basis` and who it was `signed_by`.
    """
    case = opened.case
    cases.check_move(case.number, case.status, status)
    _check_undecided(opened)
    opened.run.terminate()
    opened.work.changes["status"] = status
    told = {name: said[name] for name in ("basis", "signed_by") if said.get(name)}
    opened.work.words = {**opened.work.words, ENDED: {"reasons": reason, **told}}
    opened.work.record(act, reason=reason, **said)


def _check_undecided(opened: OpenCase) -> None:
    """Raises Refused: somebody has said no, and the case ends by the written answer, filed and served."""
    case = opened.case
    if case.decision in outcomes.FINAL and not opened.item.is_procedure and _is_refused(opened):
        raise Refused(
            f"case {case.number} is being refused; it ends with the written answer, filed and served",
            f"办件{case.number}已作出否决，须书面答复、报备并送达后办结，不得撤回或终止",
            case=case.number,
            decision=case.decision,
        )


def _is_refused(opened: OpenCase) -> bool:
    """Whether the step that said no still stands, and no return or withdrawal has undone it."""
    reader, case = opened.work.reader, opened.case.id
    steps = standing(loading.tasks(reader, case), papers.ledger(reader, case))
    return any(outcomes.decision_of(step.kind, step.outcome or "") in outcomes.FINAL for step in steps)


def message(
    desk: Desk,
    actor: Actor,
    number: str,
    name: str,
    variables: Mapping[str, Any] | None = None,
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Tell a case that something has arrived from outside.  Raises Refused: nothing in it waits for that."""

    def do(opened: OpenCase) -> None:
        check_front(opened)
        names = opened.item.program.names
        given = {key: value for key, value in (variables or {}).items() if key in names}
        closed.check_message(opened, name, given)
        opened.work.record(Act.MESSAGE, name=name)
        if not opened.run.message(name, given):
            raise Refused(
                f"case {number} does not wait for the message {name!r}", f"办件{number}没有等待消息“{name}”", name=name
            )

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def check_sees(opened: OpenCase) -> None:
    """Raises NotFound: for this actor there is no such case."""
    found = sight_of(opened.work.reader, opened.actor, opened.case)
    sight.check_case(found, opened.case)
    if opened.actor.role is Role.DESIGNER:
        raise Forbidden("a designer does not handle cases", "流程设计人员不办理业务")


def check_front(opened: OpenCase) -> None:
    """Raises Forbidden: the actor neither sits at the case's window nor belongs to its lead department."""
    check_sees(opened)
    if sight_of(opened.work.reader, opened.actor, opened.case) is not Sight.FRONT:
        sight.check_lead(opened.actor, opened.case)
