"""What an applicant is told of the clock: why the promise ends when it does, what stops it, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.desk.limiting import running_to
from app.desk.materials import outstanding
from app.domain.clock import Reckoning
from app.domain.deriving import Limits, derive
from app.domain.facts import Fact, FactKind, last
from app.domain.reasons import CountedDay, reasons


@dataclass(frozen=True, kw_only=True)
class PublicMaterial:
    """A material that was asked for and has not come; `reason` says what is missing or wrong."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PublicStop:
    """What makes the clock stand still now, in both languages, and until when it is expected to."""

    zh: str
    en: str
    began_at: datetime
    expected_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PublicClock:
    """The clock as its applicant may know it; `explanation` is every day of the promise, counted or not."""

    wanted: tuple[PublicMaterial, ...]
    wanted_by: datetime | None
    stops: tuple[PublicStop, ...]
    explanation: tuple[CountedDay, ...]


def public_clock(reckoning: Reckoning, facts: Sequence[Fact], now: datetime, *, over: bool) -> PublicClock:
    """The clock of a case at a moment.  over: the case has ended, so nothing is asked for and nothing stands still."""
    limits = derive(reckoning, facts, now)
    stops = tuple(running_to(stop, now) for stop in limits.stops)
    limits = replace(limits, stops=stops)
    missing = set() if over else set(outstanding(facts))
    return PublicClock(
        wanted=_wanted(facts, missing),
        wanted_by=limits.supplement.due_at if limits.supplement is not None and missing else None,
        stops=()
        if over
        else tuple(
            PublicStop(zh=one.word("zh"), en=one.word("en"), began_at=one.began_at, expected_at=one.expected_at)
            for one in stops
            if one.is_open
        ),
        explanation=tuple(_days(reckoning, limits)),
    )


def _wanted(facts: Sequence[Fact], missing: set[str]) -> tuple[PublicMaterial, ...]:
    asked = last(facts, FactKind.SUPPLEMENT_ASKED)
    if asked is None:
        return ()
    return tuple(
        PublicMaterial(code=one["code"], name=one["name"], reason=one["reason"])
        for one in asked.data["materials"]
        if one["code"] in missing
    )


def _days(reckoning: Reckoning, limits: Limits) -> list[CountedDay]:
    promised = limits.promised
    if promised is None:
        return []
    return reasons(reckoning.calendar, promised.started_at, promised.due_at, limits.stops)
