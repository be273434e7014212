"""A ticket of a queue: its states and the moves between them.

WAITING ──call──▶ CALLED ──serve──▶ SERVING ──close──▶ SERVED
CALLED ──skip──▶ SKIPPED ──call──▶ CALLED
WAITING, CALLED, SKIPPED ──transfer──▶ MOVED (a new ticket waits in the other queue)
WAITING, CALLED ──closing time──▶ UNSERVED
"""

from __future__ import annotations

from enum import StrEnum

from app.errors import Refused


class TicketStatus(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    SERVED = "served"
    SKIPPED = "skipped"
    MOVED = "moved"
    UNSERVED = "unserved"


_S = TicketStatus
NEXT: dict[TicketStatus, frozenset[TicketStatus]] = {
    _S.WAITING: frozenset({_S.CALLED, _S.MOVED, _S.UNSERVED}),
    _S.CALLED: frozenset({_S.CALLED, _S.SERVING, _S.SKIPPED, _S.MOVED, _S.UNSERVED}),
    _S.SERVING: frozenset({_S.SERVED}),
    _S.SERVED: frozenset(),
    _S.SKIPPED: frozenset({_S.CALLED, _S.MOVED}),
    _S.MOVED: frozenset(),
    _S.UNSERVED: frozenset(),
}
WORDS = {
    _S.WAITING: "等候",
    _S.CALLED: "已叫号",
    _S.SERVING: "办理中",
    _S.SERVED: "已服务",
    _S.SKIPPED: "过号",
    _S.MOVED: "已转队列",
    _S.UNSERVED: "未获服务",
}

BOOKED, WALKED_IN = 0, 1
"""The rank in a queue: who has booked comes first."""


def check_move(ticket: str, now: TicketStatus, to: TicketStatus) -> None:
    """Let a ticket go from `now` to `to`.  Raises Refused: the table has no such move."""
    if to not in NEXT[now]:
        before = [status for status in TicketStatus if to in NEXT[status]]
        raise Refused(
            f"ticket {ticket} is {now}; to become {to} it must be {' or '.join(before)}",
            f"号票{ticket}的状态为“{WORDS[now]}”,不能变为“{WORDS[to]}”",
            ticket=ticket,
            state=str(now),
            expected=[str(status) for status in before],
        )
