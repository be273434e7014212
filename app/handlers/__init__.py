"""What the house does for a diagram's service steps: one function per topic."""

from app.handlers import joint, notices, results, supervise
from app.handlers.office import Handler, Office

TOPICS: dict[str, Handler] = {
    "notice.issue": notices.handle,
    "supervise.urge": supervise.urge,
    "supervise.yellow": supervise.yellow,
    "supervise.red": supervise.red,
    "supervise.escalate": supervise.escalate,
    "result.deliver": results.deliver,
    "case.status": results.set_status,
    "refusal.file": results.file_refusal,
    "transfer.upward": results.transfer_upward,
    "opinion.missing": joint.opinion_missing,
    "survey.appoint": joint.appoint_survey,
}

__all__ = ["TOPICS", "Handler", "Office"]
