"""The rehearsal: a diagram is tried out in memory with the very same engine, driven by JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from app.engine.program import Program
from app.engine.records import Calendar, OpenTask, Step, TimerSet
from app.engine.run import Run
from app.errors import Invalid, LianbanError, Malformed, NotFound, Refused

MAX_FIRED = 1_000
"""How many timers one `advance` may fire; a cycle of seconds over years would never end."""


class Rehearsal:
    """One case tried out; every command restores the state from its stored form, as the server does.

    calendar: for working days.  at: aware moment at which the rehearsal begins.
    """

    def __init__(self, program: Program, calendar: Calendar, at: datetime) -> None:
        self.program = program
        self.calendar = calendar
        self.at = at
        self._clear()

    def _clear(self) -> None:
        self.branches: dict[int, tuple[bytes, bool]] = {}
        self.tasks: dict[int, OpenTask] = {}
        self.timers: dict[int, TimerSet] = {}
        self.variables: dict[str, Any] = {}
        self.started = self.ended = False
        self.failure: str | None = None

    def do(self, command: Mapping[str, Any]) -> None:
        """Carry out one command; when it is refused nothing has changed.

        Commands: start(variables), complete(task, variables), advance(seconds), message(name, variables),
        signal(name, variables).
        """
        name = command.get("do")
        acts = {
            "start": self._start,
            "complete": self._complete,
            "advance": self._advance,
            "message": self._message,
            "signal": self._signal,
        }
        if not isinstance(name, str) or name not in acts:
            known = ", ".join(acts)
            raise Malformed(f'"do" is {name!r}; known are {known}', f"未知命令 {name!r};可用:{known}", field="do")
        if name != "start" and not self.started:
            raise Refused("the rehearsal has not started; the first command is start", "尚未开始;请先 start")
        if name != "start" and self.ended and name != "advance":
            raise Refused("the case has ended", "办件已结束")
        acts[name](command)

    def _start(self, command: Mapping[str, Any]) -> None:
        run = self.program.start(_variables(command), at=self.at, calendar=self.calendar)
        step = run.step()
        self._clear()
        self.started = True
        self._keep(step)

    def _complete(self, command: Mapping[str, Any]) -> None:
        task = self._find(command.get("task"))
        run = self._restore(task.branch)
        run.complete(task.token, _variables(command), task.branch)
        self._keep(run.step())

    def _find(self, wanted: Any) -> OpenTask:
        for task in self.tasks.values():
            if str(wanted) == str(task.token):
                return task
        for task in self.tasks.values():
            if wanted == task.element:
                return task
        open_ = ", ".join(sorted({task.element for task in self.tasks.values()})) or "-"
        raise NotFound(
            f"no open task {wanted!r}; open are: {open_}", f"没有待办「{wanted}」;待办有:{open_}", task=str(wanted)
        )

    def _advance(self, command: Mapping[str, Any]) -> None:
        seconds = command.get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 10**10:
            raise Invalid(f'"seconds" is {seconds!r}, not a number of seconds', "seconds 必须是秒数", field="seconds")
        try:
            until = self.at + timedelta(seconds=seconds)
        except OverflowError:
            raise Invalid("the clock cannot go that far", "时间超出范围", field="seconds") from None
        for _ in range(MAX_FIRED):
            due = min(self.timers.values(), key=lambda timer: (timer.due, timer.token), default=None)
            if self.ended or due is None or due.due > until:
                self.at = until
                return
            self.at = max(self.at, due.due)
            run = self._restore(due.branch)
            self.timers.pop(due.token)
            run.fire(due.token, due.branch)
            self._keep(run.step())
        raise Refused(
            f"more than {MAX_FIRED} timers came due; the clock stands at {self.at.isoformat()}",
            f"到期定时器超过 {MAX_FIRED} 个,时钟停在 {self.at.isoformat()}",
        )

    def _message(self, command: Mapping[str, Any]) -> None:
        self._event(command, "message")

    def _signal(self, command: Mapping[str, Any]) -> None:
        self._event(command, "signal")

    def _event(self, command: Mapping[str, Any], kind: str) -> None:
        name = command.get("name")
        if not isinstance(name, str) or not name:
            raise Invalid(f'"name" is {name!r}, not the name of a {kind}', "缺少 name", field="name")
        run = self._restore(0)
        caught = run.message(name, _variables(command)) if kind == "message" else run.signal(name, _variables(command))
        if not caught:
            raise Refused(f"nothing waits for {kind} {name!r}", f"没有环节在等待「{name}」", name=name)
        self._keep(run.step())

    def _restore(self, branch: int) -> Run:
        return self.program.restore(self._load, at=self.at, calendar=self.calendar, branches=[branch])

    def _load(self, numbers: list[int] | None) -> dict[int, bytes]:
        return {
            number: data
            for number, (data, open_) in self.branches.items()
            if (open_ if numbers is None else number in numbers)
        }

    def _keep(self, step: Step) -> None:
        for number, saved in step.saved.items():
            self.branches[number] = (saved.data, saved.open)
        for number in step.dropped_branches:
            self.branches.pop(number, None)
        for closed in step.closed:
            self.tasks.pop(closed.token, None)
        for token in step.timers_dropped:
            self.timers.pop(token, None)
        self.tasks |= {task.token: task for task in step.opened}
        self.timers |= {timer.token: timer for timer in step.timers}
        self.ended, self.failure, self.variables = step.ended, step.failure, step.variables
        if step.ended:
            self.tasks, self.timers = {}, {}

    def picture(self, error: LianbanError | None = None) -> dict[str, Any]:
        """Where the case stands, as one JSON object."""
        return {
            "tasks": [
                {
                    "id": str(task.token),
                    "element": task.element,
                    "name": task.name,
                    "department": task.groups[0] if task.groups else task.item if isinstance(task.item, str) else None,
                    "scope": list(task.scope),
                }
                for task in sorted(self.tasks.values(), key=lambda task: task.token)
            ],
            "timers": [
                {"element": timer.element, "due": timer.due.isoformat()}
                for timer in sorted(self.timers.values(), key=lambda timer: (timer.due, timer.token))
            ],
            "ended": self.ended,
            "variables": self.variables,
            "error": self._failed() if error is None else described(error),
        }

    def _failed(self) -> dict[str, Any] | None:
        if self.failure is None:
            return None
        return {
            "code": "uncaught-error",
            "message": f"error {self.failure!r} was caught by nobody; the case has failed",
            "message_zh": f"错误「{self.failure}」无人捕获,办件已失败",
        }


def described(error: LianbanError) -> dict[str, Any]:
    """An error as one JSON object."""
    return {"code": error.code, "message": error.message_en, "message_zh": error.message_zh, **error.extra}


def _variables(command: Mapping[str, Any]) -> dict[str, Any]:
    variables = command.get("variables")
    if variables is None:
        return {}
    if not isinstance(variables, dict):
        raise Invalid('"variables" is not an object', "variables 必须是对象", field="variables")
    return variables


def play(rehearsal: Rehearsal, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """A picture after each command line; a line that is refused says why and changes nothing."""
    for line in lines:
        if not line.strip():
            continue
        try:
            command = json.loads(line)
            if not isinstance(command, dict):
                raise Malformed("a command is a JSON object", "命令必须是 JSON 对象")
            rehearsal.do(command)
            yield rehearsal.picture()
        except LianbanError as error:
            yield rehearsal.picture(error)
        except ValueError as error:
            yield rehearsal.picture(Malformed(f"not JSON: {error}", f"不是 JSON:{error}"))
