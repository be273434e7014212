"""A case taken in hand: the engine runs it, and whatever that changes is gathered as work to be written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from app.desk import asides, sight
from app.desk.clockwork import Clockwork
from app.desk.hands import CaseHands
from app.desk.house import Desk
from app.desk.programs import Item
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.lengths import LONGEST_CODE, LONGEST_NAME
from app.domain.lights import Light
from app.domain.tasks import TaskStatus
from app.engine import OpenTask, Passed, Request, Run, Step, TimerSet
from app.errors import Invalid, Refused
from app.handlers.alerts import raise_alert
from app.handlers.office import CENTRE
from app.store import loading, people
from app.store.keys import task_id, timer_id
from app.store.loading import Loaded
from app.store.records import CaseRecord, TaskRecord
from app.store.work import Work


class OpenCase:
    """One case for the length of one act; thrown away when anything goes wrong."""

    def __init__(self, desk: Desk, actor: Actor, work: Work, loaded: Loaded) -> None:
        self.desk = desk
        self.actor = actor
        self.work = work
        self.office = desk.office_of(CaseHands(self))
        self._stored = loaded.branches
        self._run: Run | None = None
        self.clock = Clockwork(work, desk.reckoning, lambda: self.item)
        self.keep: TaskRecord | None = None
        """Whose limit the next opened task goes on with, instead of starting one anew."""

    @cached_property
    def item(self) -> Item:
        """What the case runs by; read when it is first needed, for some acts must go even if it is broken."""
        return self.desk.programs.item(self.work.before.definition_id)

    @property
    def items(self) -> list[Item]:
        """The item of the case and those it calls."""
        programs = self.desk.programs
        return [self.item, *(programs.part(self.item, process) for process in self.item.called)]

    @property
    def at(self) -> datetime:
        """The moment of the act."""
        return self.work.at

    @property
    def case(self) -> CaseRecord:
        """The case as it stands so far."""
        return self.work.case

    @property
    def task(self) -> TaskRecord:
        """The task the act is about."""
        if self.work.task is None:
            raise LookupError("this act is not about a task")
        return self.work.task

    @property
    def run(self) -> Run:
        """The engine's run; restored when it is first needed.  Raises Refused: the case has ended."""
        if self._run is None:
            if self.work.before.ended_at is not None:
                raise Refused(
                    f"case {self.case.number} has ended", f"办件{self.case.number}已办结", case=self.case.number
                )
            task = self.work.task
            self._run = self.item.program.restore(
                self._load,
                at=self.at,
                calendar=self.clock.reckoning.calendar,
                perform=self.perform,
                branches=() if task is None else (task.branch,),
            )
        return self._run

    def start(self, variables: Mapping[str, Any]) -> None:
        """Start a new case's run."""
        calendar = self.clock.reckoning.calendar
        self._run = self.item.program.start(variables, at=self.at, calendar=calendar, perform=self.perform)

    def _load(self, wanted: list[int] | None) -> Mapping[int, bytes]:
        if wanted is not None and all(branch in self._stored for branch in wanted):
            return {branch: self._stored[branch] for branch in wanted}
        return loading.branches(self.work.reader, self.work.before.id, wanted)

    def perform(self, request: Request) -> Mapping[str, Any] | None:
        """Let the handler of a topic do its work.  Raises Refused: nobody performs it."""
        handler = self.desk.topics.get(request.topic)
        if handler is None:
            raise Refused(
                f"step {request.element!r} asks for {request.topic!r}, which nobody performs",
                f"环节「{request.element}」要求的“{request.topic}”无人处理",
                element=request.element,
            )
        return handler(request, self.work, self.office)

    def dissolve(self) -> None:
        """Be of no use any more, and be freed at once (see `Run.dissolve`)."""
        if self._run is not None:
            self._run.dissolve()
        vars(self).clear()

    def settle(self) -> Step | None:
        """Gather what the engine changed; None when it was not asked."""
        if self._run is None:
            return None
        step = self._run.step()
        for told in step.recalled:
            self.work.record(
                Act.KEEP_DEPARTMENTS, element=told.element, added=list(told.added), removed=list(told.removed)
            )
        self._stage_tasks(step)
        self._stage_timers(step)
        for branch, saved in step.saved.items():
            self.work.save_branch(branch, saved.parent, saved.open, saved.data)
        self.work.branches_dropped += step.dropped_branches
        for passed in step.passed:
            # An id that a called process uses too is the caller's, as in the diagram that is shown.
            if passed.how == "completed" and not passed.instance and self._is_shown(passed):
                self.work.visits[passed.element] = self.work.visits.get(passed.element, 0) + 1
        asides.note(self.clock, step)
        return step

    def _is_shown(self, passed: Passed) -> bool:
        info = self.item.program.elements.get(passed.element)
        return info is None or info.process == passed.process

    def _stage_tasks(self, step: Step) -> None:
        work, case = self.work, self.work.before.id
        for closed in step.closed:
            number = task_id(case, closed.token)
            if number not in work.closed:
                work.close_task(number, status=TaskStatus.CANCELLED, closed_by=work.actor)
        for opened in step.opened:
            self._open_task(opened)

    def _open_task(self, opened: OpenTask) -> None:
        properties = self.item.program.step(opened.element, opened.scope).properties
        department, others = self._departments(opened)
        limit = self.clock.limit_of(opened, properties, self.keep)
        row = {
            **self.work.place(
                element=opened.element,
                scope=opened.scope,
                branch=opened.branch,
                item=_item(opened),
            ),
            "name": opened.name[:LONGEST_NAME],
            "kind": properties.get("kind", ""),
            "department": department,
            "role": properties.get("role") if properties.get("role") in sight.RESERVED else None,
            "status": TaskStatus.OPEN,
            "assignee": None,
            **limit.columns(self.at),
        }
        if opened.assignee:
            row |= self._assigned(opened.assignee)
        self.work.open_task(opened.token, row, others)
        limit.watch(self.work, opened.token, opened.element)

    def _departments(self, opened: OpenTask) -> tuple[str, tuple[str, ...]]:
        """Whose task it is, and to whom else it is offered; never nobody."""
        groups = tuple(dict.fromkeys(group for group in opened.groups if group))
        if not groups:
            item = opened.item if isinstance(opened.item, str) and self.desk.knows(opened.item) else ""
            groups = (item or self.case.lead or CENTRE,)
        for group in groups:
            _check_length(group, LONGEST_CODE, opened.element)
        known = [group for group in groups if self.desk.knows(group)]
        if not known:
            # It stays findable and is not lost: supervisors learn of it, an administrator can transfer it.
            raise_alert(
                self.work,
                self.office,
                "unmanned",
                token=opened.token,
                department=groups[0],
                element=opened.element,
                name=opened.name[:LONGEST_NAME],
            )
        first = known[0] if known else groups[0]
        return first, tuple(group for group in groups if group != first)

    def _assigned(self, user: str) -> dict[str, Any]:
        account = people.account(self.work.reader, user)
        if account is None or not account.active:
            return {}
        return {"assignee": user, "status": TaskStatus.CLAIMED, "department": account.department}

    def _stage_timers(self, step: Step) -> None:
        for timer in step.timers:
            self._set_timer(timer)
        self.work.timers_dropped += [timer_id(self.work.before.id, token, "engine") for token in step.timers_dropped]

    def _set_timer(self, timer: TimerSet) -> None:
        light = timer.properties.get("light")
        place = self.work.place(element=timer.element, scope=timer.scope, branch=timer.branch, item=_item(timer))
        self.work.set_timer(
            timer.token,
            "engine",
            **self.clock.timing_of(timer),
            **place,
            attached_to=timer.attached_to,
            host=timer.host,
            light=Light(light) if light in ("yellow", "red") else None,
        )


def _item(placed: OpenTask | TimerSet) -> str | None:
    """The item of a multi-instance as rows keep it.  Raises Invalid: it is too long."""
    if placed.item is None:
        return None
    _check_length(str(placed.item), LONGEST_NAME, placed.element)
    return str(placed.item)


def _check_length(text: str, longest: int, element: str) -> None:
    # Said here, for SQLite would keep it and PostgreSQL would not.
    if len(text) > longest:
        raise Invalid(
            f"step {element!r} is for {text[:40]!r}… of {len(text)} characters; at most {longest} can be kept",
            f"环节「{element}」所属“{text[:40]}…”长{len(text)}个字符,上限为{longest}",
            element=element,
        )
