"""The states of a case and the moves between them.

RECEIVED ──accept──▶ ACCEPTED ──end of the diagram──▶ COMPLETED or REFUSED
RECEIVED ──decline──▶ DECLINED
RECEIVED, ACCEPTED ──▶ WITHDRAWN by the applicant, TERMINATED by the centre
"""

from __future__ import annotations

from enum import StrEnum

from app.errors import Refused


class CaseStatus(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"  # 收件: handed in, not yet accepted; no promise runs
    ACCEPTED = "accepted"  # 受理: the limits run
    DECLINED = "declined"  # 不予受理
    COMPLETED = "completed"  # 办结, granted
    REFUSED = "refused"  # 办结, not granted (不予许可)
    WITHDRAWN = "withdrawn"  # 撤回申请
    TERMINATED = "terminated"  # 终止


NEXT: dict[CaseStatus, frozenset[CaseStatus]] = {
    # A diagram without a step of acceptance may end, either way, straight from the receipt.
    CaseStatus.RECEIVED: frozenset(CaseStatus) - {CaseStatus.RECEIVED},
    CaseStatus.ACCEPTED: frozenset(
        {CaseStatus.COMPLETED, CaseStatus.REFUSED, CaseStatus.WITHDRAWN, CaseStatus.TERMINATED}
    ),
    CaseStatus.DECLINED: frozenset(),
    CaseStatus.COMPLETED: frozenset(),
    CaseStatus.REFUSED: frozenset(),
    CaseStatus.WITHDRAWN: frozenset(),
    CaseStatus.TERMINATED: frozenset(),
}
RUNNING = frozenset({CaseStatus.RECEIVED, CaseStatus.ACCEPTED})

WORDS = {
    CaseStatus.RECEIVED: "已收件",
    CaseStatus.ACCEPTED: "已受理",
    CaseStatus.DECLINED: "不予受理",
    CaseStatus.COMPLETED: "已办结",
    CaseStatus.REFUSED: "不予许可",
    CaseStatus.WITHDRAWN: "已撤回",
    CaseStatus.TERMINATED: "已终止",
}


def check_move(case: object, now: CaseStatus, to: CaseStatus) -> None:
    """Let the case `case` (its number) go from `now` to `to`.  Raises Refused: the table has no such move."""
    if to in NEXT[now]:
        return
    before = [status for status in CaseStatus if to in NEXT[status]]
    raise Refused(
        f"case {case} is {now}; to become {to} it must be {' or '.join(before)}",
        f"办件{case}的状态为“{WORDS[now]}”,变为“{WORDS[to]}”须为“{'”或“'.join(WORDS[s] for s in before)}”",
        case=case,
        state=str(now),
        expected=[str(status) for status in before],
    )
