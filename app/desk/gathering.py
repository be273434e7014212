"""Gathers what a case has for its archive: as it is written, or as the act in hand is about to leave it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.desk.archive_gaps import Gap, Gathered, gaps
from app.desk.house import Desk
from app.desk.looking import openly
from app.desk.outcomes import FINAL, LAST_NOTICE
from app.desk.programs import Item
from app.domain.cases import RUNNING, CaseStatus
from app.store import conduct, loading, papers
from app.store.database import Connection
from app.store.records import CaseRecord, NoticeRecord, evolved

if TYPE_CHECKING:
    from app.desk.opencase import OpenCase

ANNOUNCEMENT = "announcement"


def gathered_of(desk: Desk, connection: Connection, case: CaseRecord) -> tuple[Gathered, list[Item]]:
    """What is written of a case, with its item and those that it calls."""
    item = desk.programs.item(case.definition_id)
    gathered = Gathered(
        case=case,
        form=openly(item, case, papers.form(connection, case.id)),
        tasks=loading.tasks(connection, case.id),
        opinions=papers.opinions(connection, case.id),
        notices=papers.notices(connection, case.id),
        visits=papers.visits(connection, case.id),
        announced=conduct.posting(connection, case.id) is not None,
        originals=conduct.held_originals(connection, case.id),
    )
    return gathered, [item, *(desk.programs.item(number) for number in item.called.values())]


def gaps_ahead(opened: OpenCase) -> list[Gap]:
    """What would be missing if the case ended now; what its end gives out by itself is not."""
    work = opened.work
    gathered, items = gathered_of(opened.desk, work.reader, work.before)
    status = work.case.status
    if status in RUNNING:
        status = FINAL.get(work.case.decision or "", CaseStatus.COMPLETED)
    issued = [NoticeRecord(**{"case_id": work.before.id, **row, "number": str(row["number"])}) for row in work.notices]
    as_ended = replace(gathered, case=evolved(work.case, {"status": status}), notices=[*gathered.notices, *issued])
    by_itself = {f"notice {LAST_NOTICE.get(status)}", ANNOUNCEMENT}
    return [gap for gap in gaps(as_ended, items) if gap.code not in by_itself]
