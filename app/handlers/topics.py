"""What does each topic that the house performs; what they are called and read is declared beside (`declared`)."""

from __future__ import annotations

from app.handlers import (
    absences,
    announcement,
    archive,
    beginning,
    clock,
    duty,
    filing,
    joint,
    notices,
    rating,
    registers,
    reports,
    results,
    silence,
    supervise,
)
from app.handlers.office import Handler

HANDLERS: dict[str, Handler] = {
    "notice.issue": notices.handle,
    "supervise.urge": supervise.urge,
    "supervise.yellow": supervise.yellow,
    "supervise.red": supervise.red,
    "supervise.escalate": supervise.escalate,
    "result.deliver": results.deliver,
    "case.status": results.set_status,
    "refusal.file": filing.handle,
    "transfer.upward": results.transfer_upward,
    "opinion.missing": joint.opinion_missing,
    "opinion.deemed": silence.deemed,
    "opinion.silent": silence.silent_departments,
    "survey.appoint": joint.appoint_survey,
    "procedure.start": beginning.start,
    "register.enter": registers.enter,
    "register.count": registers.count,
    "case.route": results.route,
    "log.fill": duty.log,
    "report.fill": reports.month,
    "absence.count": absences.count,
    "absence.enter": absences.enter,
    "result.announce": announcement.handle,
    "rating.invite": rating.handle,
    "case.archive": archive.handle,
    "clock.pause": clock.pause,
    "clock.resume": clock.resume,
}
