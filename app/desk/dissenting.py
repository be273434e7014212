"""A department has said no, with reasons; the lead may approve all the same, and then tells it why.

Refusing attaches the opinion to the decision, suspending stops the clock: both are acts of their own.
"""

from __future__ import annotations

from app.desk import outcomes
from app.desk.opencase import OpenCase
from app.domain.acts import Act
from app.errors import Invalid
from app.handlers import notices
from app.handlers.office import tell
from app.store import papers
from app.store.records import OpinionRecord

NOTICE = "YJFK"


def dissents(opened: OpenCase) -> list[OpinionRecord]:
    """The opinions against it that still stand: the last word of each department."""
    last: dict[str, OpinionRecord] = {}
    for one in papers.opinions(opened.work.reader, opened.case.id):
        if one.withdrawn_at is None and one.outcome and one.kind == "opinion":
            last[one.department] = one
    return [one for one in last.values() if one.outcome in outcomes.DISAGREEING]


def answer(opened: OpenCase, reasons: str) -> None:
    """Tell each department that disagreed why it is granted all the same.  Raises Invalid: nobody said why."""
    if opened.item.mode not in ("", "joint"):
        return
    against = [one for one in dissents(opened) if one.department != opened.case.lead]
    if not against:
        return
    names = [opened.desk.name_of(one.department) for one in against]
    if not reasons.strip():
        raise Invalid(
            f"{', '.join(one.department for one in against)} disagreed with reasons; "
            "granting it all the same needs the reasons that they are told",
            f"{'、'.join(names)}已提出不同意意见,准予许可须写明不予采纳的理由并告知该部门",
            field="reasons",
            departments=[one.department for one in against],
        )
    for one in against:
        _tell(opened, one, reasons)


def _tell(opened: OpenCase, one: OpinionRecord, reasons: str) -> None:
    department = opened.desk.name_of(one.department)
    said = {"department": department, "dissent": one.reasons or one.text or "", "reasons": reasons}
    notices.issue(opened.work, opened.office, NOTICE, "", said)
    opened.work.record(Act.HANDLE, topic="dissent.answered", department=one.department, reasons=reasons)
    body = {"department": one.department, "reasons": reasons}
    tell(opened.work, opened.office, "dissent.answered", f"dissent/{one.task_id}", (one.department,), body)
