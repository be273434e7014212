"""An application that is made only in its case: somebody helps to write it, and its applicant then confirms it.

Until then nothing has been applied for, and no window owes an answer: its days begin when its step of acceptance opens.
"""

from __future__ import annotations

from app.desk import outcomes
from app.desk.opencase import OpenCase
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.domain.facts import FactKind, last

ASSISTED = "assisted"
TOPIC = "application.made"


def note_application(opened: OpenCase) -> None:
    """Begin the window's days, once, with the application that has just come to it."""
    work = opened.work
    if opened.item.mode != ASSISTED or work.case.status is not CaseStatus.RECEIVED:
        return
    if not any(row["kind"] == outcomes.ACCEPT_STEP for row in work.opened):
        return
    made = last(opened.clock.facts, FactKind.RECEIVED)
    if made is not None and "days" in made.data:
        return
    days = opened.clock.reckoning.terms.receiving
    work.record(Act.HANDLE, topic=TOPIC, days=days)
    work.fact(FactKind.RECEIVED, days=days)
    limit = opened.clock.limits.receiving
    if limit is not None:  # else something is still missing, and they begin when it has come
        work.set_timer(0, "receiving", limit.due_at)
