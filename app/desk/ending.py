"""What follows from an engine's step for the case: voucher of acceptance, refusal notice, end."""

from __future__ import annotations

from app.desk import announcing, inviting, outcomes
from app.desk.accepting import begin
from app.desk.confirming import note_application
from app.desk.opencase import OpenCase
from app.desk.standing import bring_up
from app.domain import cases
from app.domain.acts import Act
from app.domain.cases import RUNNING, CaseStatus
from app.engine import Step
from app.handlers import filing, notices
from app.handlers.alerts import raise_alert
from app.handlers.office import CENTRE

VOUCHER, CUT_SHORT = "SLTZ", "ZZBL"
ENDED = "ended"
"""Among the words of an act: what the paper says of a case that somebody ended before its diagram did."""

REFUSED = frozenset({CaseStatus.DECLINED, CaseStatus.REFUSED})


def conclude(opened: OpenCase) -> None:
    """Gather what the engine did and draw the consequences that no diagram may leave out."""
    step = opened.settle()
    if step is None:
        return
    for name in step.sent:
        opened.work.record(Act.MESSAGE, name=name)
    if step.failure is not None:
        _fail(opened, step.failure)
    _begin_what_was_drawn(opened)
    if step.ended:
        _end(opened, step)
    else:
        note_application(opened)
        _give_voucher(opened)
    bring_up(opened.clock)


def _begin_what_was_drawn(opened: OpenCase) -> None:
    """A diagram may set the status itself; accepted is accepted, with everything that goes with it."""
    work = opened.work
    accepted = work.changes.get("status") is CaseStatus.ACCEPTED and work.case.accepted_at is None
    if accepted and not opened.item.is_procedure:
        begin(opened, opened.item)


def _give_voucher(opened: OpenCase) -> None:
    """No acceptance without its voucher, whichever way it came about; the case goes on, so its result is none."""
    work = opened.work
    if work.changes.get("accepted_at") is None or opened.item.is_procedure:
        return
    if VOUCHER not in notices.issued(work):
        notices.issue(work, opened.office, VOUCHER, "")


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
    status = _result(opened, step)
    if work.case.status in RUNNING and not opened.item.is_procedure:  # which was never for anybody to accept
        cases.check_move(work.case.number, work.case.status, status)
    work.changes["status"] = status
    work.changes["ended_at"] = work.at
    if work.case.status in REFUSED and not opened.item.is_procedure and not filing.is_filed(work):
        filing.file(work, opened.office, "")
    _tell_result(opened, accepted)
    announcing.announce_result(opened)
    inviting.invite(opened)
    work.record(Act.FINISH, status=str(work.case.status))


def _result(opened: OpenCase, step: Step) -> CaseStatus:
    """How the case ends: as somebody or the diagram has said; but what was refused is never drawn as something else."""
    case = opened.work.case
    said = case.status if case.status not in RUNNING else _drawn_result(opened, step)
    refusal = outcomes.FINAL.get(case.decision or "")
    if refusal is not None and said not in REFUSED and case.failure is None and not opened.item.is_procedure:
        return refusal
    return said or CaseStatus.COMPLETED


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
    notice = outcomes.LAST_NOTICE.get(work.case.status)
    if opened.item.is_procedure and notice != CUT_SHORT:  # its diagram draws what it issues, when it comes to that
        return
    if notice is None or (notice == "BJTZ" and not accepted and not opened.item.mode):
        return
    there = notices.REFUSALS if work.case.status in REFUSED else frozenset({notice, *outcomes.INSTEAD.get(notice, ())})
    if not there & set(notices.issued(work)):
        notices.issue(work, opened.office, notice, "", work.words.get(ENDED, {}))
