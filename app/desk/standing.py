"""What closes while its clock stands still: its due moment is brought to where the pause has come by then.

Until then it rests on when the pause was expected to end, so a pause that took longer would make an overrun of it.
"""

from __future__ import annotations

from app.desk.clockwork import Clockwork
from app.domain.clock import NO_LIMIT, Moments
from app.domain.deriving import derive
from app.store import clocks


def bring_up(clock: Clockwork) -> None:
    """Of the steps that this act closes, and of the case when it ends."""
    work = clock.work
    if work.fresh:
        return
    if clock.is_paused and work.closed:
        _steps(clock)
    if work.ended and (clock.is_paused or work.before.aside_at is not None):
        _case(clock)


def _steps(clock: Clockwork) -> None:
    work, limits = clock.work, clock.limits
    stopped = limits.of_steps(work.at)
    for task in clocks.limited_tasks(work.reader, work.before.id):
        if task.id in work.closed and task.basis is not None and limits.holds(task.clock):
            warn_at, due_at = clock.reckoning.moments(task.basis, stopped)
            work.change_task(task.id, warn_at=warn_at, due_at=due_at, resumes_at=None)


def _case(clock: Clockwork) -> None:
    work = clock.work
    limits = derive(clock.reckoning, clock.facts, work.at)
    promised, statutory = limits.promised, limits.statutory
    now = NO_LIMIT if promised is None else Moments(promised.warn_at, promised.due_at)
    law = None if statutory is None else statutory.due_at
    work.changes |= {"warn_at": now.warn_at, "due_at": now.due_at, "statutory_at": law, "resumes_at": None}
