"""What follows from an engine's step for the case: voucher of acceptance, refusal notice, end."""

from __future__ import annotations

from app.desk import outcomes
from app.desk.opencase import OpenCase
from app.desk.standing import bring_up
from app.domain import cases
from app.domain.acts import Act
from app.domain.cases import RUNNING, CaseStatus
from app.engine import Step
from app.handlers import notices
from app.handlers.alerts import raise_alert
from app.handlers.office import CENTRE


def conclude(opened: OpenCase) -> None:
    """Gather what the engine did and draw the consequences that no diagram may leave out."""
    step = opened.settle()
    if step is None:
        return
    for name in step.sent:
        opened.work.record(Act.MESSAGE, name=name)
    if step.failure is not None:
        _fail(opened, step.failure)
    if step.ended:
        _end(opened, step)
    bring_up(opened.clock)


def _fail(opened: OpenCase, failure: str) -> None:
    work = opened.work
    work.changes["failure"] = failure[:200]
    if work.case.status in RUNNING:
        work.changes["status"] = CaseStatus.TERMINATED
    raise_alert(work, opened.office, "failure", department=work.case.lead or CENTRE, name=failure[:200])


def _end(opened: OpenCase, step: Step) -> None:
    work = opened.work
    work.ended = True
    accepted = work.case.status is CaseStatus.ACCEPTED
    if work.case.status in RUNNING:
        status = _drawn_result(opened, step) or outcomes.FINAL.get(work.case.decision or "", CaseStatus.COMPLETED)
        if not opened.item.is_procedure:  # which was never for anybody to accept
            cases.check_move(work.case.number, work.case.status, status)
        work.changes["status"] = status
    work.changes["ended_at"] = work.at
    _tell_result(opened, accepted)
    work.record(Act.FINISH, status=str(work.case.status))


def _drawn_result(opened: OpenCase, step: Step) -> CaseStatus | None:
    """What the last end event that says so calls the result, in its property `result`."""
    infos = opened.item.program.infos
    passed = [infos[place] for each in step.passed if (place := (each.process, each.element)) in infos]
    said = [info.properties["result"] for info in passed if info.properties.get("result")]
    known = set(CaseStatus) - RUNNING
    return CaseStatus(said[-1]) if said and said[-1] in known else None


def _tell_result(opened: OpenCase, accepted: bool) -> None:
    """No case ends without the paper that says how, whatever the diagram forgot to draw."""
    work = opened.work
    if opened.item.is_procedure:  # its diagram draws what it issues
        return
    notice = outcomes.LAST_NOTICE.get(work.case.status)
    refused = bool(notices.REFUSALS & set(notices.issued(work)))
    if notice is None or (notice == "BJTZ" and not accepted) or (notice != "BJTZ" and refused):
        return
    notices.issue(work, opened.office, notice, "")
