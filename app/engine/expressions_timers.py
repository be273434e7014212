"""Timer texts: ISO 8601 durations, moments and cycles are literals, `workdays(n)` and the rest are expressions."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from app.engine.expressions_compile import Expression, compile_expression, literal
from app.engine.expressions_text import ExpressionError, shortened
from app.engine.expressions_values import NaturalDays, WorkDays, WorkHours

AMOUNT = r"[0-9]{1,6}(?:[.,][0-9]{1,6})?"
DURATION = re.compile(
    rf"P(?=[0-9T])(?:{AMOUNT}W|(?:{AMOUNT}Y)?(?:{AMOUNT}M)?(?:{AMOUNT}D)?(?:T(?=[0-9])(?:{AMOUNT}H)?(?:{AMOUNT}M)?(?:{AMOUNT}S)?)?)"
)
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
REPEAT = re.compile(r"R[0-9]{0,6}")
MEANT_AS_LITERAL = re.compile(r"R[0-9]*/|R[0-9]+$|PT?$|PT?[0-9]|P-|[0-9]{4}-[0-9]")
CRON = re.compile(r"[0-9*][0-9*/,\-]*(?:\s+[0-9A-Z*?/,\-#]+){4,6}")


class TimerKind(StrEnum):
    DURATION = "duration"
    MOMENT = "moment"
    CYCLE = "cycle"
    WORK = "work"


ALLOWED = {
    "timeDuration": frozenset({TimerKind.DURATION, TimerKind.WORK}),
    "timeDate": frozenset({TimerKind.MOMENT}),
    "timeCycle": frozenset({TimerKind.CYCLE}),
}
"""What may stand in each of BPMN's three timer elements."""


def timer_kind(value: Any) -> TimerKind | None:
    """What kind of timer a value is: `P6D`, `2026-05-01T09:00+08:00`, `R3/PT1H`, WorkDays; None when it is none."""
    if isinstance(value, WorkDays | NaturalDays | WorkHours):
        return TimerKind.WORK
    if not isinstance(value, str):
        return None
    if DURATION.fullmatch(value):
        return TimerKind.DURATION
    if _is_moment(value):
        return TimerKind.MOMENT
    return TimerKind.CYCLE if _is_cycle(value) else None


def _is_moment(text: str) -> bool:
    if not MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_cycle(text: str) -> bool:
    """`R3/PT1H`, `R/2026-05-01T09:00Z/P1D` or `R3/P1D/2026-05-01`: one duration, at most one moment beside it."""
    repeat, *parts = text.split("/")
    durations = [part for part in parts if DURATION.fullmatch(part)]
    return (
        bool(REPEAT.fullmatch(repeat))
        and 1 <= len(parts) <= 2
        and len(durations) == 1
        and all(part in durations or _is_moment(part) for part in parts)
    )


@lru_cache(maxsize=4096)
def compile_timer(text: str) -> Expression:
    """Read a timer's body; its value is an ISO text, WorkDays, NaturalDays or WorkHours (ask `timer_kind`)."""
    stripped = text.strip()
    if timer_kind(stripped) is not None:
        return literal(stripped, stripped)
    shown = shortened(stripped)
    if "${" not in stripped and "#{" not in stripped:
        if CRON.fullmatch(stripped):
            raise ExpressionError(
                f"`{shown}` is a cron line; write a repeating interval such as R/PT24H",
                f"不支持 cron 写法 `{shown}`；请使用重复间隔，如 R/PT24H",
                expression=text,
            )
        if MEANT_AS_LITERAL.match(stripped):
            raise ExpressionError(
                f"`{shown}` is no ISO 8601 duration (P6D, PT1H), moment (2026-05-01T09:00+08:00) or cycle (R3/PT1H)",
                f"`{shown}` 不是 ISO 8601 时长（P6D、PT1H）、时刻（2026-05-01T09:00+08:00）或间隔（R3/PT1H）",
                expression=text,
            )
    return compile_expression(text)


def check_timer(text: str, element: str) -> Expression:
    """Compile the body of `timeDuration`, `timeDate` or `timeCycle`; a constant of another kind is refused."""
    expression = compile_timer(text)
    if expression.names or expression.template:
        return expression
    value = expression.evaluate({})
    if timer_kind(value) not in ALLOWED[element]:
        examples = {
            "timeDuration": "P6D, PT1H, workdays(6)",
            "timeDate": "2026-05-01T09:00+08:00",
            "timeCycle": "R3/PT1H",
        }
        raise ExpressionError(
            f"`{shortened(text)}` does not fit {element}; expected {examples[element]}",
            f"`{shortened(text)}` 不能用作 {element}；应如 {examples[element]}",
            expression=text,
        )
    return expression
