"""Topic `result.announce`: the result goes onto the public notice board with the personal data masked, once a case.

What the guide of an item wants announced (`announce = true`) is announced at the end of the case at the latest.
"""

from __future__ import annotations

from typing import Any

from app.domain.acts import Act
from app.domain.cases import RUNNING, WORDS, CaseStatus
from app.domain.masking import masked, masked_text
from app.engine import Request
from app.errors import Refused
from app.handlers.office import Office
from app.store import conduct
from app.store.work import Work

LONGEST_TITLE = 200
STANDS: dict[str, Any] = {"withdrawn_at": None, "withdrawn_by": None, "reason": None}
"""A posting that nobody has taken down."""

_DECIDED = {"grant": "准予", "deny": WORDS[CaseStatus.REFUSED]}
_ENDED = {CaseStatus.COMPLETED: "准予", CaseStatus.REFUSED: WORDS[CaseStatus.REFUSED]}


def handle(request: Request, work: Work, office: Office) -> None:
    """Announce what was decided.  property `title`: over the posting.  Raises Refused: nothing is decided yet."""
    if result_of(work) is None:
        raise Refused(
            f"step {request.element!r} announces a result, and case {work.case.number} has none yet",
            f"环节「{request.element}」公告办理结果,办件{work.case.number}尚未作出决定",
            case=work.case.number,
            element=request.element,
        )
    if announce(work, office, request.properties.get("title", "")):
        work.record(Act.HANDLE, topic=request.topic, element=request.element)


def announce(work: Work, office: Office, title: str = "") -> bool:
    """Post the result; False when it stands on the board already, or when there is none."""
    result = result_of(work)
    if result is None or is_announced(work):
        return False
    case, definition = work.case, office.definition_of(work.case.definition_id)
    body = {
        "item": definition.key,
        "item_name": definition.name,
        "applicant": masked(case.applicant),
        "department": office.name_of(case.lead),
        "result": result,
        "decided_on": office.calendar.day_of(work.at).isoformat(),
    }
    heading = masked_text(title) or f"{definition.name}办结公告"
    work.stage("board", title=heading[:LONGEST_TITLE], body=body, at=work.at, by=work.actor[:64], **STANDS)
    work.record(Act.ANNOUNCE, **body)
    return True


def result_of(work: Work) -> str | None:
    """What can be announced of a case: how it ended, or while it runs what was decided."""
    case = work.case
    return _DECIDED.get(case.decision or "") if case.status in RUNNING else _ENDED.get(case.status)


def is_announced(work: Work) -> bool:
    """Whether the result stands on the board, or has stood there."""
    if any(table == "board" for table, _ in work.staged):
        return True
    return not work.fresh and conduct.posting(work.reader, work.before.id) is not None
