"""How many working days a timer or a limit takes at most, read from its text; nothing that depends on a case is."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

from app.verify.model import Node

NIGHT = 1
"""Days that a timer costs beside its own: it fires one tick of the scheduler after closing time, and what comes after
closing counts as received on the next working day."""

HOURS_A_DAY = 4
"""Fewest working hours of a working day, for `workhours(n)`: a short day makes more days of the same hours."""

_WORKDAYS = re.compile(r"(?:[$#]\{)?\s*(workdays|workhours|days)\(\s*(\d{1,6}(?:\.\d{1,6})?)\s*\)\s*\}?")
_AMOUNT = r"(\d{1,6}(?:[.,]\d{1,6})?)"
_ISO = re.compile(
    rf"P(?=[0-9T])(?:{_AMOUNT}Y)?(?:{_AMOUNT}M)?(?:{_AMOUNT}W)?(?:{_AMOUNT}D)?"
    rf"(?:T(?=[0-9])(?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?)?"
)
_DAYS = (366.0, 31.0, 7.0, 1.0, 1 / 24, 1 / 1440, 1 / 86400)
_REPEATS = re.compile(r"R(\d*)/")


class Span(NamedTuple):
    """A timer: `days` is None when its text is no constant length of time."""

    days: int | None
    repeats: bool = False

    @property
    def late(self) -> int | None:
        """Working days after which what it starts can begin, at the latest."""
        return None if self.days is None else self.days + NIGHT


def span_of(node: Node) -> Span:
    """The timer of an event, at its longest.

    `workdays(n)` is n.  A bare ISO duration means natural days and is taken as that many working days, rounded up:
    no n natural days hold more than n working days, months count 31 days and years 366.  `workhours(n)` is n divided
    by the hours of a short day, rounded up.  `days(n)` is n: it moves on only from a day of rest, which does not
    count.  A cycle is its first round.  A calendar moment or an expression over the case's variables is no constant.
    A timer that says nothing may fire at any time, any number of times.
    """
    kind, text = node.timer
    repeats = kind in ("timeCycle", "")
    if repeats and (found := _REPEATS.match(text)):
        repeats = found.group(1) not in ("1",)
        text = next((part for part in text.split("/")[1:] if part.startswith("P")), "")
    return Span(days=None if kind == "timeDate" else _days(text), repeats=repeats)


@lru_cache(maxsize=1024)
def _days(text: str) -> int | None:
    work = _WORKDAYS.fullmatch(text.strip())
    if work is not None:
        amount = float(work.group(2))
        return math.ceil(amount / (HOURS_A_DAY if work.group(1) == "workhours" else 1))
    iso = _ISO.fullmatch(text.strip())
    if iso is None:
        return None
    total = sum(float(part.replace(",", ".")) * each for part, each in zip(iso.groups(), _DAYS, strict=True) if part)
    return math.ceil(total - 1e-9)


def limit_of(properties: dict[str, str], name: str = "limit") -> int | None:
    """A limit in working days, rounded up; None when there is none or it is no plain number (see `is_odd`)."""
    text = properties.get(name, "")
    try:
        return math.ceil(float(text)) if text and float(text) >= 0 and math.isfinite(float(text)) else None
    except ValueError:
        return None


def is_odd(properties: dict[str, str], name: str = "limit") -> bool:
    """Whether something is written there that is no number of days."""
    return bool(properties.get(name, "")) and limit_of(properties, name) is None
