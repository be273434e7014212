"""When a case is over its applicant is asked for a rating; the window passes it on, the page of the case takes it."""

from __future__ import annotations

from app.desk.opencase import OpenCase
from app.domain.cases import CaseStatus
from app.handlers.office import tell

INVITED = frozenset({CaseStatus.COMPLETED, CaseStatus.REFUSED, CaseStatus.DECLINED})


def invite(opened: OpenCase) -> None:
    """Ask for a rating, once a case."""
    work, case = opened.work, opened.case
    if case.status in INVITED and opened.item.mode:
        tell(work, opened.office, "rating.invite", "rating", (case.window or case.lead,), {"until": "rated"})
