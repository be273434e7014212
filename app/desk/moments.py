"""When steps and cases are due: what each limit is computed from, and the timers that watch it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.desk.programs import DIRECT, Item
from app.domain.calendar import WorkCalendar
from app.domain.clock import Basis, Moments, Reckoning
from app.domain.deriving import Limits
from app.store.clocks import HELD
from app.store.records import CaseRecord
from app.store.work import Work

WHOLE = 100
"""Hundredths of a limit that belong to a case that is not urgent."""

__all__ = [
    "DIRECT",
    "basis_of_step",
    "part_of",
    "start_case",
    "terms_of",
    "watch_direct",
    "watch_receiving",
    "watch_step",
]


def basis_of_step(
    reckoning: Reckoning, at: datetime, properties: Mapping[str, str], *, part: int = WHOLE
) -> Basis | None:
    """What the limit of a step that opens `at` is computed from: its properties `limit` and `warn`, in working days.

    part: how much of it the case has, in hundredths.
    """
    days, warn = properties.get("limit", ""), properties.get("warn", "")
    if not days.isdigit():
        return None
    amount, ahead = shortened(int(days), part), int(warn) if warn.isdigit() else reckoning.terms.warn
    return Basis(from_at=at, amount=amount, ahead=ahead if part == WHOLE else min(ahead, max(amount - 1, 0)))


def part_of(reckoning: Reckoning, case: CaseRecord) -> int:
    """How much of its limits a case has, in hundredths: an urgent one (急事急办) less."""
    return reckoning.terms.urgent if case.urgent else WHOLE


def shortened(days: int, part: int) -> int:
    """A part of some days, rounded up; something that has any time at all keeps a day."""
    return days if part == WHOLE else max(-(-days * part // WHOLE), min(days, 1))


def watch_step(work: Work, token: int, element: str, moments: Moments, *, clock: str = "", held: bool = False) -> None:
    """Set the timers of a step's lamp.  held: its clock stands still."""
    for kind, moment in (("warn", moments.warn_at), ("due", moments.due_at)):
        if moment is not None:
            next_at = HELD if held else moment
            work.set_timer(token, kind, moment, element=element, clock=clock, next_at=next_at)


def terms_of(item: Item, reckoning: Reckoning, part: int = WHOLE) -> dict[str, int | None]:
    """What an acceptance promises: kept with the fact, so that another version of the diagram changes nothing."""
    promise = item.days("limit") if item.mode != DIRECT else None
    if promise is not None:
        promise = shortened(promise, part)
    ahead = item.days("warn")
    return {
        "promise": promise,
        "statutory": item.days("statutoryLimit"),
        "ahead": reckoning.terms.warn if ahead is None else ahead,
    }


def start_case(work: Work, limits: Limits) -> None:
    """Set the promised and the statutory limit of a case that is accepted."""
    work.changes["accepted_at"] = limits.begun_at
    if limits.promised is not None:
        found = limits.promised
        work.changes |= {"due_at": found.due_at, "warn_at": found.warn_at}
        work.set_timer(0, "promise_warn", found.warn_at)
        work.set_timer(0, "promise_due", found.due_at)
    if limits.statutory is not None:
        work.changes["statutory_at"] = limits.statutory.due_at
        work.set_timer(0, "statutory", limits.statutory.due_at)


def watch_direct(work: Work, calendar: WorkCalendar) -> None:
    """A direct item has no promise; it must be finished when the windows close on the day it came."""
    work.set_timer(0, "closing", calendar.due(work.at, 0))


def watch_receiving(work: Work, reckoning: Reckoning) -> dict[str, Any]:
    """Nobody says anything within five working days: then the law takes the application for accepted."""
    basis = Basis(from_at=work.at, amount=reckoning.terms.receiving)
    work.set_timer(0, "receiving", reckoning.due(basis))
    return {"days": reckoning.terms.receiving}
