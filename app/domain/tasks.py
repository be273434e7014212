"""The states of a task and the moves between them.

OPEN ──claim──▶ CLAIMED ──delegate──▶ DELEGATED ──resolve──▶ CLAIMED
OPEN, CLAIMED ──complete──▶ DONE ──withdraw the opinion──▶ WITHDRAWN
OPEN, CLAIMED, DELEGATED ──deadline, return, remove, terminate──▶ CANCELLED
"""

from __future__ import annotations

from enum import StrEnum

from app.errors import Refused


class TaskStatus(StrEnum):
    """Where a task stands."""

    OPEN = "open"  # waits for its department; nobody has it
    CLAIMED = "claimed"  # one officer has it
    DELEGATED = "delegated"  # its officer asked another one for an opinion and waits
    DONE = "done"  # completed with an outcome
    CANCELLED = "cancelled"  # closed by the process or by the centre, without an outcome
    WITHDRAWN = "withdrawn"  # was done; its department took the opinion back and a new task is open


NEXT: dict[TaskStatus, frozenset[TaskStatus]] = {
    TaskStatus.OPEN: frozenset({TaskStatus.OPEN, TaskStatus.CLAIMED, TaskStatus.DONE, TaskStatus.CANCELLED}),
    TaskStatus.CLAIMED: frozenset(
        {TaskStatus.OPEN, TaskStatus.CLAIMED, TaskStatus.DELEGATED, TaskStatus.DONE, TaskStatus.CANCELLED}
    ),
    TaskStatus.DELEGATED: frozenset({TaskStatus.CLAIMED, TaskStatus.CANCELLED}),
    TaskStatus.DONE: frozenset({TaskStatus.WITHDRAWN}),
    TaskStatus.CANCELLED: frozenset(),
    TaskStatus.WITHDRAWN: frozenset(),
}
LIVE = frozenset({TaskStatus.OPEN, TaskStatus.CLAIMED, TaskStatus.DELEGATED})

WORDS = {
    TaskStatus.OPEN: "待办",
    TaskStatus.CLAIMED: "已签收",
    TaskStatus.DELEGATED: "已委派",
    TaskStatus.DONE: "已办",
    TaskStatus.CANCELLED: "已取消",
    TaskStatus.WITHDRAWN: "已撤回",
}


def check_move(task: object, now: TaskStatus, to: TaskStatus) -> None:
    """Let the task `task` (its id) go from `now` to `to`.  Raises Refused: the table has no such move."""
    if to in NEXT[now]:
        return
    before = [status for status in TaskStatus if to in NEXT[status]]
    raise Refused(
        f"task {task} is {now}; to become {to} it must be {' or '.join(before)}",
        f"待办{task}的状态为“{WORDS[now]}”,变为“{WORDS[to]}”须为“{'”或“'.join(WORDS[s] for s in before)}”",
        task=task,
        state=str(now),
        expected=[str(status) for status in before],
    )
