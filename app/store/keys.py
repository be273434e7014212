"""Numbers that follow from what a row is about, so that they are known before it is written."""

from __future__ import annotations

TOKENS = 1_000_000
"""Room for the tokens of one case: task 17000042 is token 42 of case 17, so a case's tasks lie together."""

TIMERS = 10
"""Room for the timers (and the alert levels) of one token."""

TIMER_KINDS = (
    "engine", "warn", "due", "promise_warn", "promise_due", "statutory", "closing", "receiving", "supplement", "late",
)  # fmt: skip
ALERT_LEVELS = (
    "yellow", "red", "breach", "closing", "missing", "failure", "unmanned", "unserved", "warn", "deemed", "violation",
    "rating",
)  # fmt: skip
_PLACES = {level: place for place, level in enumerate(ALERT_LEVELS)} | {"deemed": 4, "violation": 6, "rating": 9}
"""What is said of a case only shares the place of what is said of steps only."""

FILING_TOKEN = TOKENS - 1
"""Stands for the filing of a refusal, which has no token: its limit and lamps are its own."""


def task_id(case: int, token: int) -> int:
    """The number of a task."""
    return case * TOKENS + token


def case_of(task: int) -> int:
    """The case of a task's number."""
    return task // TOKENS


def token_of(task: int) -> int:
    """The engine's token of a task's number."""
    return task % TOKENS


def span(case: int) -> tuple[int, int]:
    """The first and the last task number that a case can have."""
    return case * TOKENS, case * TOKENS + TOKENS - 1


def timer_id(case: int, token: int, kind: str) -> int:
    """The number of a timer; token 0 is the case itself."""
    return task_id(case, token) * TIMERS + TIMER_KINDS.index(kind)


def pause_token(seq: int) -> int:
    """The number that a pause has instead of a token, from the other end: its limit and lamps are its own."""
    return TOKENS - 1 - seq


def pause_of(token: int) -> int:
    """The fact that began the pause of `pause_token`."""
    return TOKENS - 1 - token


def alert_id(case: int, token: int, level: str) -> int:
    """The number of an alert: there is one per step (or case) and level, and the key sees to it."""
    return task_id(case, token) * TIMERS + _PLACES[level]
