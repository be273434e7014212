"""A joint case that ran over because a department's leg did: who, and by how much."""

from __future__ import annotations

from collections.abc import Iterator

from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """The promise was not kept, and a co-handling department's step was late."""
    case = looked.case
    if case.due_at is None or case.ended_at is None or case.ended_at <= case.due_at:
        return
    late = [
        task
        for task in looked.tasks
        if task.department != case.lead and task.due_at and task.closed_at and task.closed_at > task.due_at
    ]
    for department in sorted({task.department for task in late}):
        legs = [task.element for task in late if task.department == department]
        yield of_case(looked, "joint", department, department=department, legs=legs)
