"""When a case is over its applicant is asked for a rating; the window passes it on, the page of the case takes it."""

from __future__ import annotations

from app.desk.opencase import OpenCase
from app.domain.cases import CaseStatus
from app.handlers import rating

INVITED = frozenset({CaseStatus.COMPLETED, CaseStatus.REFUSED, CaseStatus.DECLINED})


def invite(opened: OpenCase) -> None:
    """Ask for a rating, once a case: not where a drawn step has asked."""
    if opened.case.status not in INVITED or not opened.item.mode:
        return
    is_drawn = any(info.topic == rating.TOPIC for info in opened.item.program.infos.values())
    if not (is_drawn and rating.is_invited(opened.work)):
        rating.invite(opened.work, opened.office)
