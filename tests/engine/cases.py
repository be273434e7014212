"""Cases driven through the engine as the server does it: every act restores from what is stored, and stores again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from app.engine import OpenTask, Program, Request, Run, SavedBranch, Step, TimerSet, prepare
from app.engine.records import MAIN

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""A Monday morning in Beijing."""


class Days:
    """A calendar on which every day is worked, from morning to morning."""

    def due(self, at: datetime, days: int) -> datetime:
        return at + timedelta(days=days)

    def due_days(self, at: datetime, days: int) -> datetime:
        return at + timedelta(days=days)

    def due_hours(self, at: datetime, hours: float) -> datetime:
        return at + timedelta(hours=hours)


class Case:
    """One case.  stored: False keeps it in memory instead, never saving and loading.

    open, timers: what waits, by token.  loads: the branches that were fetched, act by act.  steps: what each act told.
    """

    def __init__(
        self,
        *sources: bytes | Program,
        process: str | None = None,
        at: datetime = AT,
        perform: Callable[[Request], dict[str, Any] | None] | None = None,
        stored: bool = True,
        **variables: Any,
    ) -> None:
        first = sources[0]
        self.program = first if isinstance(first, Program) else prepare(sources, process=process)  # type: ignore[arg-type]
        self.at = at
        self.perform = perform
        self.stored = stored
        self.branches: dict[int, SavedBranch] = {}
        self.open: dict[int, OpenTask] = {}
        self.timers: dict[int, TimerSet] = {}
        self.loads: list[list[int]] = []
        self.steps: list[Step] = []
        self.run = self.program.start(variables, at=at, calendar=Days(), perform=perform)
        self.keep()

    def take_up(self, branch: int) -> Run:
        """The case in hand for one act."""
        if self.stored:
            self.run = self.program.restore(
                self.load, at=self.at, calendar=Days(), perform=self.perform, branches=[branch]
            )
        else:
            self.run.state.now = self.at
        return self.run

    def load(self, numbers: list[int] | None) -> dict[int, bytes]:
        """What the store answers: the named branches, or all open ones."""
        found = {
            number: saved.data
            for number, saved in self.branches.items()
            if (saved.open if numbers is None else number in numbers)
        }
        self.loads.append(sorted(found))
        return found

    def keep(self) -> Step:
        """Store what the act changed."""
        step = self.run.step()
        self.branches |= step.saved
        for number in step.dropped_branches:
            self.branches.pop(number, None)
        for closed in step.closed:
            del self.open[closed.token]
        for token in step.timers_dropped:
            del self.timers[token]
        self.open |= {task.token: task for task in step.opened}
        self.timers |= {timer.token: timer for timer in step.timers}
        self.steps.append(step)
        return step

    def waits(self) -> list[str]:
        """What waits for a person: `element`, or `element@item`, sorted."""
        return sorted(f"{each.element}@{each.item}" if each.item else each.element for each in self.open.values())

    def due(self) -> list[str]:
        """Timers that wait: `element`, or `element@item`, sorted."""
        return sorted(f"{each.element}@{each.item}" if each.item else each.element for each in self.timers.values())

    def task(self, wanted: str) -> OpenTask:
        """The oldest open task by `element` or `element@item`."""
        return self._named(self.open, wanted)

    def timer(self, wanted: str) -> TimerSet:
        """The oldest waiting timer by `element` or `element@item`."""
        return self._named(self.timers, wanted)

    def _named(self, things: dict[int, Any], wanted: str) -> Any:
        element, _, item = wanted.partition("@")
        found = [
            each
            for _, each in sorted(things.items())
            if each.element == element and (not item or str(each.item) == item)
        ]
        assert found, f"{wanted} does not wait; waiting are {self.waits()} and {self.due()}"
        return found[0]

    def complete(self, wanted: str, **variables: Any) -> Step:
        """Complete an open task."""
        task = self.task(wanted)
        self.take_up(task.branch).complete(task.token, variables, task.branch)
        return self.keep()

    def fire(self, wanted: str) -> Step:
        """Let a timer fire when it is due; the clock moves there."""
        timer = self.timer(wanted)
        self.at = max(self.at, timer.due)
        run = self.take_up(timer.branch)
        assert run.fire(timer.token, timer.branch)
        return self.keep()

    def message(self, name: str, **variables: Any) -> int:
        """Deliver a message; returns how many caught it."""
        count = self.take_up(MAIN).message(name, variables)
        self.keep()
        return count

    def signal(self, name: str, **variables: Any) -> int:
        """Deliver a signal; returns how many caught it."""
        count = self.take_up(MAIN).signal(name, variables)
        self.keep()
        return count

    def go_back(self, wanted: str, element: str) -> Step:
        """Return from an open task to an earlier element."""
        task = self.task(wanted)
        self.take_up(task.branch).go_back(task.token, element, task.branch)
        return self.keep()

    def add(self, wanted: str, item: Any) -> Step:
        """Let one more take part beside an open task."""
        task = self.task(wanted)
        self.take_up(task.branch).add_instance(task.token, item, task.branch)
        return self.keep()

    def remove(self, wanted: str) -> Step:
        """Let the one of an open task not take part any more."""
        task = self.task(wanted)
        self.take_up(task.branch).remove_instance(task.token, task.branch)
        return self.keep()

    def reopen(self, task: OpenTask) -> Step:
        """Withdraw the completion of a task that was open once."""
        self.take_up(task.branch).reopen(task.token, task.branch)
        return self.keep()

    def terminate(self) -> Step:
        """End the case at once."""
        self.take_up(MAIN).terminate()
        return self.keep()

    @property
    def ended(self) -> bool:
        """Whether the last act ended the case."""
        return self.steps[-1].ended

    @property
    def failure(self) -> str | None:
        """The error that nobody caught, if the case has failed."""
        return self.steps[-1].failure

    @property
    def variables(self) -> dict[str, Any]:
        """The case's variables after the last act."""
        return self.steps[-1].variables

    def passed(self) -> list[str]:
        """Elements that were completed, in order."""
        return [each.element for step in self.steps for each in step.passed if each.how == "completed"]

    def seen_by(self, wanted: str) -> dict[str, Any]:
        """The variables that an open task sees."""
        task = self.task(wanted)
        run = self.program.restore(self.load, at=self.at, calendar=Days(), branches=[task.branch])
        return dict(run.token(task.token, task.branch).data)
