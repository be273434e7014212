"""否决报备: every refusal is registered under a number with its reasons, inside the law's limit.

A major or difficult one is not the handler's alone: the duty leader has approved it, who is somebody else.
"""

from __future__ import annotations

from typing import Any

from app.domain.acts import Act
from app.engine import Request
from app.errors import Refused
from app.handlers.office import CENTRE, SUPERVISORS, Office, tell
from app.store import papers, reading
from app.store.keys import FILING_TOKEN, timer_id
from app.store.work import Work

TOPIC = "refusal.file"
DRAFTED, MAJOR, APPROVED = frozenset({"ordinary", "major"}), "major", "approve"


def handle(request: Request, work: Work, office: Office) -> None:
    """The topic: file what the steps before it have drafted and approved.

    Raises Refused: it is major, and nobody but its drafter has approved it.
    """
    file(work, office, request.element)


def file(work: Work, office: Office, element: str) -> None:
    """Register the refusal.  Raises Refused: it is major and not approved."""
    drafter, approver = _check_approved(work)
    year = work.at.astimezone(office.calendar.zone).year
    number = work.number(f"BB-{year}", f"BB-{year}-{{:06d}}")
    said = work.words if work.words.get("reasons") else _last(work)
    reasons, basis = said.get("reasons"), said.get("basis")
    work.record(
        Act.HANDLE,
        topic=TOPIC,
        element=element,
        number=number,
        reasons=reasons,
        basis=basis,
        drafted_by=drafter,
        approved_by=approver,
    )
    work.words = {**work.words, "approved_by": approver}
    if not work.fresh:
        work.timers_dropped += [timer_id(work.before.id, FILING_TOKEN, kind) for kind in ("warn", "due")]
    body = {"number": number, "reasons": reasons, "basis": basis}
    tell(work, office, "refusal", f"refusal/{work.before.ledger_seq}", (CENTRE, SUPERVISORS), body)


def is_filed(work: Work) -> bool:
    """Whether the refusal is registered, in this act or before."""
    if any(act is Act.HANDLE and detail.get("topic") == TOPIC for _, act, detail in work.entries):
        return True
    entries = [] if work.fresh else papers.ledger(work.reader, work.before.id)
    return any(entry.detail.get("topic") == TOPIC for entry in entries)


def _check_approved(work: Work) -> tuple[str | None, str | None]:
    """Who has drafted it, and who has approved it if anybody."""
    opinions = [] if work.fresh else [_short(vars(one)) for one in papers.opinions(work.reader, work.before.id)]
    opinions += [_short(row) for row in work.opinions]
    drafts = [place for place, (outcome, _) in enumerate(opinions) if outcome in DRAFTED]
    if not drafts:
        return None, None
    outcome, drafter = opinions[drafts[-1]]
    after = opinions[drafts[-1] + 1 :]
    approver = next((user for said, user in reversed(after) if said == APPROVED and user != drafter), None)
    if outcome == MAJOR and approver is None:
        raise Refused(
            f"the refusal of case {work.case.number} is major; somebody else than {drafter} has to approve it "
            "before it is filed",
            f"办件{work.case.number}的否决属重大疑难,须由值班领导(非拟稿人{drafter})审批后方可报备",
            case=work.case.number,
            rule="refusal",
        )
    return drafter, approver


def _short(row: dict[str, Any]) -> tuple[str, str]:
    return str(row["outcome"] or ""), str(row["user"])


def _last(work: Work) -> dict[str, Any]:
    return {} if work.fresh else (reading.last_refusal(work.reader, work.before.id) or {})
