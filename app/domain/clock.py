"""Limits: how long something may take, on which clock, and the moments that follow; `Reckoning` is one centre's way.

Every moment is computed from its basis and from what stopped the clock, never from an earlier moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from app.domain.calendar import WorkCalendar
from app.domain.counting import BY_DAY, COUNTINGS, Counting
from app.domain.lights import LIGHTS, SCHEMES, Light, Scheme, light_at
from app.domain.stops import Span
from app.domain.worktime import after

WARN_DAYS = 2


class LimitKind(StrEnum):
    """Whose limit it is."""

    RECEIVING = "receiving"  # 收件: within it the window accepts, declines or asks for what is missing
    SUPPLEMENT = "supplement"  # 补正: within it the applicant hands in what is missing
    STEP = "step"  # 环节: one task of one department
    PROMISED = "promised"  # 承诺时限: what the centre promises the applicant
    STATUTORY = "statutory"  # 法定时限: what the law allows
    PAUSE = "pause"  # 特别程序: what the applicant was told that it takes
    EXTERNAL = "external"  # 上级时限: another body has it


class Unit(StrEnum):
    """What the amount of a limit counts."""

    WORKDAY = "workday"
    WORKHOUR = "workhour"
    DAY = "day"  # natural days; a last day at rest moves to the next working day


class Moments(NamedTuple):
    """When a lamp turns yellow and when it turns red; None where there is no limit."""

    warn_at: datetime | None
    due_at: datetime | None


NO_LIMIT = Moments(None, None)


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a due moment is computed from.  ahead: working days before it at which the lamp warns."""

    from_at: datetime
    amount: float
    unit: Unit = Unit.WORKDAY
    ahead: int = WARN_DAYS


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit of a step or a case; all moments in UTC."""

    kind: LimitKind
    unit: Unit
    amount: float
    started_at: datetime
    due_at: datetime
    warn_at: datetime

    def light(self, at: datetime) -> Light:
        """The light at the moment `at`."""
        return light_at(at, self.warn_at, self.due_at)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the centre has settled for its clocks; the defaults are the law's or the usual ones.

    receiving: working days for accepting, declining or asking for a supplement (行政许可法 32).
    supplement: working days an applicant has where the notice names no other.  warn: where an item says nothing.
    local_grounds: further grounds to pause on that a local rule allows, code and name.
    refusal_filing: working days from the receipt within which a refusal is filed (否决报备).
    urgent: the part of a promise, in hundredths, that an urgent case has (急事急办).
    supplement_pauses: whether a local rule allows a supplement after acceptance, as a special procedure.
    """

    receiving: int = 5
    supplement: int = 15
    warn: int = WARN_DAYS
    scheme: Scheme = LIGHTS
    counting: Counting = BY_DAY
    local_grounds: Mapping[str, str] = field(default_factory=dict)
    supplement_pauses: bool = False
    quiet: bool = True
    refusal_filing: int = 10
    urgent: int = 50

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Terms:
        """From the part `limits` of the centre's file.  Raises ValueError: what it says cannot be used."""
        scheme, counting = str(said.get("scheme", "light")), str(said.get("counting", "day"))
        if scheme not in SCHEMES or counting not in COUNTINGS:
            raise ValueError(
                f"expected a scheme of {', '.join(SCHEMES)} and a counting of {', '.join(COUNTINGS)}, "
                f"got: {scheme}, {counting}"
            )
        return cls(
            receiving=_whole(said, "supplement_notice", 5),
            supplement=_whole(said, "supplement", 15),
            warn=_whole(said, "warn", WARN_DAYS),
            scheme=SCHEMES[scheme],
            counting=COUNTINGS[counting],
            local_grounds={str(code): str(name) for code, name in dict(said.get("special_grounds", {})).items()},
            supplement_pauses=bool(said.get("supplement_pauses", False)),
            quiet=bool(said.get("quiet", True)),
            refusal_filing=_whole(said, "refusal_filing", 10),
            urgent=_whole(said, "urgent", 50),
        )


def _whole(said: Mapping[str, Any], name: str, default: int) -> int:
    value = said.get(name, default)
    if type(value) is not int or not 0 <= value <= 2000:
        raise ValueError(f"expected {name} as a number of working days from 0 to 2000, got: {value!r}")
    return value


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """A calendar and the centre's terms: what is needed to say when something is due.

    edition: number of the recomputation that brought the calendar.
    """

    calendar: WorkCalendar
    terms: Terms = field(default_factory=Terms)
    edition: int = 0

    def due(self, basis: Basis, stopped: Sequence[Span] = ()) -> datetime:
        """When a limit is over, in UTC.  stopped: what does not count, in order and apart.

        Source: Administrative Licensing Law, arts. 42, 45 and 82; natural days: Civil Code, art. 203.
        """
        if basis.amount < 0:
            raise ValueError(f"expected an amount from 0, got: {basis.amount}")
        if basis.unit is Unit.WORKDAY:
            return self.terms.counting.due(self.calendar, basis.from_at, int(basis.amount), stopped)
        if basis.unit is Unit.WORKHOUR:
            return after(self.calendar, basis.from_at, timedelta(hours=basis.amount), stopped)
        return _natural(self.calendar, basis.from_at, int(basis.amount), stopped)

    def moments(self, basis: Basis, stopped: Sequence[Span] = ()) -> Moments:
        """When a limit warns and when it is over."""
        due_at = self.due(basis, stopped)
        warned = None
        if basis.unit is Unit.WORKDAY:
            counting, days = self.terms.counting, int(basis.amount)
            warned = counting.warned(self.calendar, basis.from_at, days, basis.ahead, stopped)
        elif basis.unit is Unit.DAY:
            last = self.calendar.day_of(due_at)
            warned = self.calendar.closing_of(self.calendar.add_workdays(last, -basis.ahead))
        return Moments(_inside(self.calendar, basis.from_at, due_at, warned), due_at)

    def limit(self, kind: LimitKind, basis: Basis, stopped: Sequence[Span] = ()) -> Limit:
        """A limit with its moments."""
        warn_at, due_at = self.moments(basis, stopped)
        assert warn_at is not None and due_at is not None
        return Limit(
            kind=kind, unit=basis.unit, amount=basis.amount, started_at=basis.from_at, due_at=due_at, warn_at=warn_at
        )


def start(
    calendar: WorkCalendar,
    at: datetime,
    amount: int,
    *,
    kind: LimitKind = LimitKind.STEP,
    unit: Unit = Unit.WORKDAY,
) -> Limit:
    """Start a limit of `amount` working or natural days; counting begins the day after `at`.

    at: aware moment of acceptance.
    Raises CalendarGap: a year in the span that nobody can compute.
    Source: Administrative Licensing Law, arts. 42 and 82; natural days: Civil Code, art. 203.
    """
    return Reckoning(calendar=calendar).limit(kind, Basis(from_at=at, amount=amount, unit=unit))


def warning(calendar: WorkCalendar, started_at: datetime, due_at: datetime, days: int = WARN_DAYS) -> datetime:
    """When a limit of which only both ends are known turns yellow: `days` working days before it is over."""
    last = calendar.day_of(due_at)
    return _inside(calendar, started_at, due_at, calendar.closing_of(calendar.add_workdays(last, -days)))


def _inside(calendar: WorkCalendar, started_at: datetime, due_at: datetime, warned: datetime | None) -> datetime:
    """The warning, always after the start: a limit too short for it warns when its last day opens, or half-way."""
    for moment in (warned, calendar.opening_of(calendar.day_of(due_at))):
        if moment is not None and started_at < moment < due_at:
            return moment
    return started_at + max(due_at - started_at, timedelta()) / 2


def _natural(calendar: WorkCalendar, at: datetime, amount: int, stopped: Iterable[Span]) -> datetime:
    start, last = calendar.receipt_day(at), calendar.receipt_day(at) + timedelta(days=amount)
    for began, ended in stopped:
        first, upto = max(calendar.day_of(began), start), calendar.day_of(ended)
        if first <= last and first < upto:
            last += upto - first
    return calendar.closing_of(last if calendar.is_workday(last) else calendar.add_workdays(last, 1))
