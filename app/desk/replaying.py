"""Replays a diagram case by case in memory, with the very same engine, under the working calendar and with queues.

Cases arrive, steps wait until somebody of their department is free, people work in opening hours only, timers fire
at their own moments.  Every draw depends on the seed, the case and the step alone, so that two replays differ only
in what was changed between them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.desk import outcomes
from app.desk.assumptions import USUAL, Assumed, chosen, usual_odds
from app.desk.replay_parts import Case, Pool, Task
from app.domain.calendar import WorkCalendar
from app.engine import OpenTask, Program, Step
from app.engine.marking import messages_awaited
from app.errors import LianbanError

DIRECT = "direct"


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How much may be done: acts of the engine count, so that the same seed ends at the same place."""

    acts: int = 200_000
    days: int = 1_500


class Replay:
    """A whole replay.  complete: whether nothing was cut off.  acts: what was done in the engine."""

    def __init__(
        self,
        program: Program,
        assumed: Assumed,
        calendar: WorkCalendar,
        *,
        seed: str,
        at: datetime,
        budget: Budget,
        lead: str = "",
        promise: int | None = None,
        mode: str = "",
    ) -> None:
        self.program, self.assumed, self.calendar = program, assumed, calendar
        self.seed, self.budget = seed, budget
        self.lead, self.promise, self.mode = lead, promise, mode
        self.begin = calendar.opening_of(calendar.add_workdays(calendar.day_of(at), 1))
        self.cases: list[Case] = []
        self.pools: dict[str, Pool] = {}
        self.acts, self.complete = 0, True
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._order = 0
        self._first = calendar.day_of(self.begin)
        self.full_day = calendar.hours.length / timedelta(hours=1)
        steps = program.infos.values()
        self._accepts = any(step.properties.get("kind") == outcomes.ACCEPT_STEP for step in steps)

    def run(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Play all cases to their end, or to the end of the budget; progress: called with how many have ended."""
        self._arrivals()
        self._at(self.calendar.closing_of(self._first), self._close_day)
        until = self.calendar.closing_of(self.calendar.add_workdays(self._first, self.budget.days))
        ended = 0
        while self._events:
            at, _, happen = heapq.heappop(self._events)
            if self.acts >= self.budget.acts or at > until:
                self.complete = False
                return
            happen(at)
            done = sum(1 for case in self.cases if case.ended_at or case.broken) if self.acts % 200 == 0 else ended
            if done != ended:
                ended = done
                progress(ended)
        progress(len(self.cases))

    def random(self, *about: object) -> Random:
        """A source of chance for one thing of one case."""
        return Random("/".join([self.seed, *map(str, about)]))

    def hours(self, at: datetime) -> float:
        """Working hours from the beginning until a moment."""
        day = self.calendar.day_of(at)
        before = self.calendar.workdays_between(self._first, day)
        if not self.calendar.is_workday(day):
            return (before + 1) * self.full_day
        worked = self.calendar.hours.worked_until(at.astimezone(self.calendar.zone).time())
        return before * self.full_day + worked / timedelta(hours=1)

    @property
    def open_hours(self) -> float:
        """The opening hours in which cases came; what is worked off afterwards is no measure of how busy people are."""
        return self.hours(self.cases[-1].arrived_at) if self.cases else 0.0

    def _at(self, moment: datetime, happen: Callable[[datetime], None]) -> None:
        self._order += 1
        heapq.heappush(self._events, (moment, self._order, happen))

    def _arrivals(self) -> None:
        """Cases come at random all through the opening hours."""
        random, passed = self.random("arrivals"), 0.0
        for number in range(1, self.assumed.cases + 1):
            passed += random.expovariate(self.assumed.arrivals / self.full_day)
            case = Case(number=number, arrived_at=self.calendar.due_hours(self.begin, passed))
            self.cases.append(case)
            self._at(case.arrived_at, lambda at, case=case: self._arrive(case, at))  # type: ignore[misc]

    def _arrive(self, case: Case, at: datetime) -> None:
        facts = self.assumed.draw_facts(self.random("facts", case.number))
        known = {name: value for name, value in facts.items() if name in self.program.names}
        if not self._accepts or self.mode == DIRECT:
            self._accept(case, at)

        def begin() -> None:
            case.run = self.program.start(known, at=at, calendar=self.calendar)

        self._act(case, at, begin)

    def _accept(self, case: Case, at: datetime) -> None:
        """The promise begins to run."""
        case.accepted_at = at
        days = 0 if self.mode == DIRECT else self.promise
        case.due_at = None if days is None else self.calendar.due(at, days)

    def _act(self, case: Case, at: datetime, do: Callable[[], object]) -> None:
        """Let the engine do something with a case, and take in what came of it."""
        self.acts += 1
        if case.run is not None:
            case.run.state.now = at
        try:
            do()
            assert case.run is not None
            self._absorb(case, case.run.step(), at)
        except LianbanError as refusal:
            case.broken = refusal.message_en
            for task in list(case.tasks.values()):
                self._drop(task, at)
            case.timers.clear()
        self._hand_out(at)

    def _absorb(self, case: Case, step: Step, at: datetime) -> None:
        for closed in step.closed:
            if closed.token in case.tasks:
                self._drop(case.tasks.pop(closed.token), at)
        for token in step.timers_dropped:
            case.timers.pop(token, None)
        for timer in step.timers:
            case.timers[timer.token] = timer.due
            self._at(timer.due, lambda now, t=timer: self._fire(case, t.token, t.branch, t.due, now))  # type: ignore[misc]
        for opened in step.opened:
            self._queue(case, opened, at)
        if step.ended:
            case.ended_at, case.run = at, None
            case.timers.clear()
            return
        assert case.run is not None
        for token, (element, name) in messages_awaited(case.run.state).items():
            if token not in case.asked:
                case.asked.add(token)
                takes = self.assumed.messages.get(element, USUAL).draw(self.random("message", case.number, token))
                when = self.calendar.due_hours(at, takes)
                self._at(when, lambda now, name=name: self._message(case, name, now))  # type: ignore[misc]

    def _message(self, case: Case, name: str, at: datetime) -> None:
        if case.run is not None and not case.broken:
            run = case.run
            self._act(case, at, lambda: run.message(name))

    def _fire(self, case: Case, token: int, branch: int, due: datetime, at: datetime) -> None:
        if case.timers.get(token) == due and case.run is not None and not case.broken:
            del case.timers[token]
            run = case.run
            self._act(case, at, lambda: run.fire(token, branch))

    def _queue(self, case: Case, opened: OpenTask, at: datetime) -> None:
        info = self.program.step(opened.element, opened.scope)
        department = next((one for one in opened.groups if one), None)
        department = department or (opened.item if isinstance(opened.item, str) else None) or self.lead or "-"
        role = info.properties.get("role", "")
        name = f"{department}:{role}" if f"{department}:{role}" in self.assumed.people else department
        pool = self.pools.get(name) or self._pool(name)
        limit = info.properties.get("limit", "")
        due = self.calendar.due(at, int(limit)) if limit.isdigit() else None
        task = Task(case=case, open=opened, pool=name, opened_at=at, due_at=due)
        case.tasks[opened.token] = task
        self._order += 1
        soonest = (due or datetime.max.replace(tzinfo=at.tzinfo)).timestamp()
        heapq.heappush(pool.waiting, (soonest, self._order, task))
        pool.queued += 1

    def _pool(self, name: str) -> Pool:
        people = self.assumed.people.get(name, 1)
        made = self.pools[name] = Pool(name=name, people=people, free=people)
        return made

    def _hand_out(self, at: datetime) -> None:
        """Whoever is free takes what is due first, as an inbox shows it."""
        for pool in self.pools.values():
            while pool.free and pool.waiting:
                task = heapq.heappop(pool.waiting)[2]
                if task.gone:
                    continue
                pool.free -= 1
                pool.queued -= 1
                task.begun_at = at
                takes = self._hours_of(task)
                pool.waits.append(max(self.hours(at) - self.hours(task.opened_at), 0.0))
                self._at(self.calendar.due_hours(at, takes), lambda now, t=task: self._done(t, now))  # type: ignore[misc]
            pool.longest = max(pool.longest, pool.queued)

    def _hours_of(self, task: Task) -> float:
        random = self.random("hours", task.case.number, task.open.element, task.open.item, task.open.token)
        return self.assumed.hours.get(task.open.element, USUAL).draw(random)

    def _drop(self, task: Task, at: datetime) -> None:
        """A task is over, or was taken away by a timer; whoever worked on it is free."""
        if task.gone:
            return
        task.gone = True
        pool = self.pools[task.pool]
        if task.begun_at is None:
            pool.queued -= 1
        else:
            pool.free += 1
            pool.busy += max(0.0, min(self.hours(at), self.open_hours) - self.hours(task.begun_at))
        if task.due_at is not None:
            pool.limited += 1
            pool.overdue += at > task.due_at

    def _done(self, task: Task, at: datetime) -> None:
        if task.gone or task.case.run is None:
            return
        case, run, opened = task.case, task.case.run, task.open
        info = self.program.step(opened.element, opened.scope)
        actions = [one.strip() for one in info.properties.get("actions", "").split(",") if one.strip()]
        odds = self.assumed.odds.get(opened.element) or usual_odds(actions)
        outcome = chosen(odds, self.random("outcome", case.number, opened.element, opened.item, opened.token))
        if info.properties.get("kind") == outcomes.ACCEPT_STEP and outcome in outcomes.ACCEPTING:
            self._accept(case, at)
        self._act(case, at, lambda: run.complete(opened.token, self._variables(opened, outcome), opened.branch))

    def _variables(self, opened: OpenTask, outcome: str) -> Mapping[str, Any]:
        """What the diagram learns from an outcome, as when a person completes the step."""
        if not outcome:
            return {}
        around = self.program.path(opened.element, opened.scope)
        gathered = {info.output[1]: outcome for info in around if info.output[1]}
        return {**gathered, "outcome": outcome}

    def _close_day(self, at: datetime) -> None:
        """Note how long each queue is when the windows close."""
        day = self.calendar.day_of(at)
        for pool in self.pools.values():
            pool.days.append((day, pool.queued))
        if any(case.ended_at is None and not case.broken for case in self.cases) and self._events:
            self._at(self.calendar.closing_of(self.calendar.add_workdays(day, 1)), self._close_day)
