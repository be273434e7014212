"""The rehearsal: a diagram is tried out in memory with the very same engine, driven by JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from app.engine.data import is_json
from app.engine.program import Program
from app.engine.records import Calendar, OpenTask, SavedBranch, Step, TimerSet
from app.engine.run import Run
from app.errors import Invalid, LianbanError, Malformed, NotFound, Refused


class Rehearsal:
    """One case tried out; every command restores the state from its stored form, as the server does.

    calendar: for working days.  at: aware moment at which the rehearsal begins.  most_fired: how many timers one
    `advance` may fire; a cycle of seconds over years would never end.
    """

    most_fired = 1_000

    def __init__(self, program: Program, calendar: Calendar, at: datetime) -> None:
        self.program = program
        self.calendar = calendar
        self.at = at
        self._clear()

    def _clear(self) -> None:
        self.branches: dict[int, SavedBranch] = {}
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
        acts = {
            "start": self._start,
            "complete": self._complete,
            "advance": self._advance,
            "message": self._message,
            "signal": self._signal,
        }
        name = command.get("do")
        if not isinstance(name, str) or name not in acts:
            known = ", ".join(acts)
            raise Malformed(f'"do" is {name!r}; known are {known}', f"未知命令 {name!r};可用:{known}", field="do")
        if name != "start" and not self.started:
            raise Refused("the rehearsal has not started; the first command is start", "尚未开始;请先 start")
        if name not in ("start", "advance") and self.ended:
            raise Refused("the case has ended", "办件已结束")
        before = dict(vars(self))  # what it holds is replaced, never changed in place
        try:
            acts[name](command)
        except LianbanError:
            vars(self).update(before)
            raise

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
        for _ in range(self.most_fired + 1):
            due = min(self.timers.values(), key=lambda timer: (timer.due, timer.token), default=None)
            if self.ended or due is None or due.due > until:
                self.at = until
                return
            self.at = max(self.at, due.due)
            run = self._restore(due.branch)
            run.fire(due.token, due.branch)
            self._keep(run.step())
        raise Refused(
            f"more than {self.most_fired} timers come due by then; advance in smaller steps",
            f"到期定时器超过 {self.most_fired} 个;请分步推进",
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
            number: saved.data
            for number, saved in self.branches.items()
            if (saved.open if numbers is None else number in numbers)
        }

    def _keep(self, step: Step) -> None:
        gone = {closed.token for closed in step.closed}
        self.branches = _without(self.branches | step.saved, set(step.dropped_branches))
        self.tasks = _without(self.tasks, gone) | {task.token: task for task in step.opened}
        self.timers = _without(self.timers, set(step.timers_dropped)) | {timer.token: timer for timer in step.timers}
        self.ended, self.failure, self.variables = step.ended, step.failure, step.variables

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


Things = TypeVar("Things")


def _without(things: dict[int, Things], numbers: set[int]) -> dict[int, Things]:
    return {number: thing for number, thing in things.items() if number not in numbers}


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


def play(rehearsal: Rehearsal, lines: Iterable[str | bytes]) -> Iterator[dict[str, Any]]:
    """A picture after each command line, UTF-8 or text; a line that is refused says why and changes nothing."""
    for line in lines:
        if not line.strip():
            continue
        try:
            rehearsal.do(_read(line))
            yield rehearsal.picture()
        except LianbanError as error:
            yield rehearsal.picture(error)


def _read(line: str | bytes) -> dict[str, Any]:
    """The command of a line.  Raises Malformed: it is no JSON object, or holds what cannot be stored."""
    try:
        command = json.loads(line if isinstance(line, str) else line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        at = error.start + 1
        raise Malformed(f"not UTF-8 at byte {at}", f"第 {at} 字节不是 UTF-8 编码") from None
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}", f"不是 JSON:{error}") from None
    if not isinstance(command, dict):
        raise Malformed("a command is a JSON object", "命令必须是 JSON 对象")
    if not is_json(command):
        raise Malformed(
            "the command holds a number, a text or a nesting that cannot be stored",
            "命令含有无法保存的数字、文本或嵌套",
        )
    return command
