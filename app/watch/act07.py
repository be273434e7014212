"""7, accepted or declined without a written voucher: impossible through the desk; seen if somebody gets round it."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.cases import CaseStatus
from app.watch.looking import Looked, Sign, of_case

VOUCHERS = frozenset({"SLTZ", "BJTZ", "ZYXK", "BYXK"})
ANSWERS = frozenset({"BYSL", "BBLD", "BYXK"})


def look(looked: Looked) -> Iterator[Sign]:
    """No paper of acceptance for an accepted case, or none of refusal for a declined one."""
    case = looked.case
    if case.accepted_at is not None and not looked.kinds & VOUCHERS:
        yield of_case(looked, "7", "accepted", accepted_at=case.accepted_at.isoformat())
    if case.status is CaseStatus.DECLINED and not looked.kinds & ANSWERS:
        yield of_case(looked, "7", "declined", ended_at=case.ended_at.isoformat() if case.ended_at else "")
