"""Timer events whose moment is computed once and then lives in a row outside the diagram.

The stock definitions compare with the wall clock on every step. Here a timer only says when it is
due; it fires when the owner of the row says so, and never twice.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from app.engine.expressions import NaturalDays, WorkDays, WorkHours, compile_timer
from app.engine.records import Calendar
from app.engine.tokens import Token
from app.errors import Invalid

DUE = "event_value"
FIRED = "event_fired"
BASIS = "basis"
"""Unit, amount and beginning of a timer in working time."""
ZONE = ZoneInfo("Asia/Shanghai")
MAX_YEARS = 1_000
"""The stock library counts every month of a duration."""


class TimerDefinition(TimerEventDefinition):  # type: ignore[misc]
    """A date, duration or cycle."""

    def has_fired(self, my_task: Token) -> bool:
        """Whether the row's owner fired it; the first question fixes the moment."""
        if DUE not in my_task.internal_data:
            self._fix(my_task)
        return bool(my_task.internal_data.get(FIRED, False))

    def fire(self, my_task: Token) -> None:
        """Let the timer fire; a second call finds the token no longer waiting."""
        my_task._set_internal_data(**{FIRED: True})
        my_task.update()

    def next_turn(self, my_task: Token) -> dict[str, Any] | None:
        """What the next token of a cycle starts with; None when the timer does not repeat."""
        left = my_task.internal_data.get("turns")
        if left is None or left == 1:
            return None
        every = my_task.internal_data["every"]
        due = datetime.fromisoformat(my_task.internal_data[DUE]) + timedelta(seconds=every)
        return {DUE: due.isoformat(), "every": every, "turns": left - 1 if left > 0 else left}

    def _fix(self, my_task: Token) -> None:
        top = my_task.workflow.top_workflow
        kept = top.kept.get(my_task.task_spec.name)
        if kept is not None:
            my_task._set_internal_data(**kept)
            return
        value = compile_timer(self.expression).evaluate(my_task.data)
        if not isinstance(value, WorkDays | WorkHours):
            my_task._set_internal_data(**_begun(value, top.now, top.calendar))
            return
        # A joint review sets the same timers for each department at one moment.
        found = top.reckoned.get(value)
        if found is None:
            found = top.reckoned[value] = _begun(value, top.now, top.calendar)
        my_task._set_internal_data(**found)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


def _begun(value: Any, at: datetime, calendar: Calendar) -> dict[str, Any]:
    """What the token of a timer keeps that begins to wait `at`."""
    if isinstance(value, str) and value.upper().startswith("R"):
        turns, due, every = cycle(value, at)
        return {"turns": turns, "every": every, DUE: due.isoformat()}
    return {**basis_of(value, at), DUE: moment(value, at, calendar).isoformat()}


def moment(value: Any, at: datetime, calendar: Calendar) -> datetime:
    """The UTC moment that a timer's value means when it starts to wait `at`.

    value: WorkDays, NaturalDays, WorkHours, an ISO 8601 duration (natural time) or an ISO date-time; without an
    offset the latter is Beijing time.  Raises Invalid for anything else.
    """
    if isinstance(value, WorkDays):
        return calendar.due(at, value.days)
    if isinstance(value, NaturalDays):
        return calendar.due_days(at, value.days)
    if isinstance(value, WorkHours):
        return calendar.due_hours(at, value.hours)
    if isinstance(value, str):
        try:
            if value.upper().startswith("P"):
                return at.astimezone(UTC) + natural(value, at)
            parsed = datetime.fromisoformat(value)
            return (parsed if parsed.tzinfo else parsed.replace(tzinfo=ZONE)).astimezone(UTC)
        except Invalid:
            raise
        except Exception:
            pass
    raise Invalid(
        f"a timer needs workdays(n), an ISO 8601 duration or a date, not {value!r}",
        f"定时器需要 workdays(n)、ISO 8601 时长或日期,而不是 {value!r}",
    )


def basis_of(value: Any, at: datetime) -> dict[str, list[Any]]:
    """What a value on the legal clock is computed from, as a token keeps it; nothing for bare natural time."""
    if isinstance(value, WorkDays | NaturalDays):
        unit = "workday" if isinstance(value, WorkDays) else "day"
        return {BASIS: [unit, value.days, at.isoformat()]}
    return {BASIS: ["workhour", value.hours, at.isoformat()]} if isinstance(value, WorkHours) else {}


def natural(text: str, at: datetime) -> timedelta:
    """The length of an ISO 8601 duration that starts `at`; months and years follow the calendar."""
    try:
        parts = TimerEventDefinition.parse_iso_duration(text)
        if parts.get("years", 0) + parts.get("months", 0) / 12 > MAX_YEARS:
            raise ValueError("too long")
        length: timedelta = TimerEventDefinition.get_timedelta_from_start(parts, at)
    except Exception as error:
        raise Invalid(f"{text!r} is not an ISO 8601 duration", f"「{text}」不是 ISO 8601 时长") from error
    return length


def cycle(text: str, at: datetime) -> tuple[int, datetime, float]:
    """Turns (-1 for ever), first moment and seconds between turns of an ISO 8601 repeating interval.

    Shapes: R[n]/duration, R[n]/start/duration, R[n]/duration/end.
    """
    head, *parts = text.upper().replace("--", "/").split("/")
    count = head.removeprefix("R")
    if not parts or len(parts) > 2 or not (count == "" or count.isdigit()):
        raise Invalid(f"{text!r} is not an ISO 8601 repeating interval", f"「{text}」不是 ISO 8601 重复间隔")
    try:
        first, every = _interval(parts, text, at)
    except OverflowError:
        raise Invalid(f"{text!r} is too far away", f"「{text}」超出范围") from None
    if (count and not int(count)) or every.total_seconds() <= 0:
        raise Invalid(f"{text!r} never comes", f"「{text}」永远不会触发")
    return int(count) if count else -1, first.astimezone(UTC), every.total_seconds()


def _interval(parts: list[str], text: str, at: datetime) -> tuple[datetime, timedelta]:
    """First moment and length between two of an interval's parts: a duration, and perhaps a start or an end."""
    if not parts[0].startswith("P"):
        start = _date(parts[0], text)
        return start, natural(parts[-1], start)
    every = natural(parts[0], at)
    return (at + every if len(parts) == 1 else _date(parts[1], text) - every), every


def _date(part: str, text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(part)
    except ValueError as error:
        raise Invalid(f"{text!r} has no valid date", f"「{text}」中的日期无效") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=ZONE)
