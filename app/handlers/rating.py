"""Topic `rating.invite`: the applicant is asked for a rating, once a case; without a drawn step, when it is over."""

from __future__ import annotations

from app.domain.acts import Act
from app.engine import Request
from app.handlers.office import Office, tell
from app.store import papers
from app.store.work import Work

TOPIC = "rating.invite"


def handle(request: Request, work: Work, office: Office) -> None:
    """Ask where the diagram says; the page of the case takes the rating once the case is over."""
    if not is_invited(work):
        invite(work, office)
        work.record(Act.HANDLE, topic=request.topic, element=request.element)


def invite(work: Work, office: Office) -> None:
    """Ask for a rating through the window."""
    tell(work, office, TOPIC, "rating", (work.case.window or work.case.lead,), {"until": "rated"})


def is_invited(work: Work) -> bool:
    """Whether a drawn step has asked, in this act or before."""
    if any(act is Act.HANDLE and detail.get("topic") == TOPIC for _, act, detail in work.entries):
        return True
    before = [] if work.fresh else papers.ledger(work.reader, work.before.id)
    return any(entry.detail.get("topic") == TOPIC for entry in before)
