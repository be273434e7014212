"""Checks that several use cases make before they do anything."""

from __future__ import annotations

from app.domain.tasks import WORDS, TaskStatus
from app.errors import AlreadyCompleted, Invalid, Refused
from app.store.records import TaskRecord

LONGEST_TEXT = 20_000


def check_live(task: TaskRecord) -> None:
    """Raises AlreadyCompleted: it is done, and by whom.  Raises Refused: it was cancelled or withdrawn."""
    if task.is_live:
        return
    if task.status is TaskStatus.DONE:
        raise AlreadyCompleted(
            f"task {task.id} is already completed by {task.closed_by}",
            f"待办{task.id}已由{task.closed_by}办理",
            by=task.closed_by or "",
            task=task.id,
        )
    raise Refused(
        f"task {task.id} is {task.status}; it can no longer be handled",
        f"待办{task.id}{WORDS[task.status]},不能再办理",
        task=task.id,
        state=str(task.status),
        by=task.closed_by or "",
    )


def required(text: str, field: str, en: str, zh: str) -> None:
    """Raises Invalid: a text that must be there is not, or is longer than a paper can take."""
    if not text.strip():
        raise Invalid(en, zh, field=field)
    bounded(text, field)


def bounded(text: str, field: str) -> None:
    """Raises Invalid: the text is too long."""
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            f"{field} has {len(text)} characters; at most {LONGEST_TEXT} are kept",
            f"{field}超过{LONGEST_TEXT}字",
            field=field,
        )
