"""The limits of a case, derived from the facts of its clock: no database, no earlier result.

Rows of cases, tasks and timers only keep what is computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from app.domain.clock import Basis, Limit, LimitKind, Moments, Reckoning
from app.domain.facts import Fact, FactKind
from app.domain.stops import STOPS_ALL, Span, Stop, StopKind, spans

CASE_CLOCK = ""
"""The word of a row that runs on the case's clock; the others are those of the property `clock`."""

ASIDE = {"external": StopKind.EXTERNAL, "own": StopKind.OWN}
"""Clocks of steps whose whole time is left out of the promise and the statutory limit."""


@dataclass(frozen=True, kw_only=True)
class PauseLimit:
    """The limit of one pause: what the applicant was told that it takes."""

    stop: Stop
    limit: Limit
    late_at: datetime
    """From here on it is more than a day over."""


@dataclass(frozen=True, kw_only=True)
class WaitLimit:
    """The limit of another body that has the case: shown apart, never an overrun of ours."""

    stop: Stop
    limit: Limit


@dataclass(frozen=True, kw_only=True)
class Limits:
    """All limits of a case as a whole; None where there is none, or none yet.

    stops: everything that stopped a clock.  begun_at: when the promise began to count.
    """

    receiving: Limit | None = None
    supplement: Limit | None = None
    promised: Limit | None = None
    statutory: Limit | None = None
    pauses: tuple[PauseLimit, ...] = ()
    waits: tuple[WaitLimit, ...] = ()
    stops: tuple[Stop, ...] = ()
    begun_at: datetime | None = None
    deemed: bool = False
    extended: int = 0

    @property
    def paused(self) -> tuple[Stop, ...]:
        """What stands in the way of every clock now."""
        return tuple(stop for stop in self.stops if stop.is_open and stop.kind in STOPS_ALL)

    @property
    def aside(self) -> tuple[Stop, ...]:
        """Steps that wait now outside the promise."""
        return tuple(stop for stop in self.stops if stop.is_open and stop.kind not in STOPS_ALL)

    def of_steps(self, now: datetime | None = None) -> tuple[Span, ...]:
        """What does not count for steps on the case's clock.  now: where open stretches end at the earliest."""
        return spans((stop for stop in self.stops if stop.kind in STOPS_ALL), now)

    def of_case(self, now: datetime | None = None) -> tuple[Span, ...]:
        """What does not count for the promise and the statutory limit."""
        return spans(self.stops, now)

    def holds(self, clock: str) -> bool:
        """Whether a row on this clock waits for the clock to go on."""
        return clock not in ASIDE and bool(self.paused)

    @property
    def holds_case(self) -> bool:
        """Whether the promise and the statutory limit stand still."""
        return any(stop.is_open for stop in self.stops)

    def resumes(self, clock: str) -> datetime | None:
        """When a row on this clock is expected to go on; None while it runs."""
        return _expected(self.paused) if self.holds(clock) else None

    @property
    def case_resumes(self) -> datetime | None:
        """When the promise is expected to go on; None while it runs."""
        return _expected(stop for stop in self.stops if stop.is_open)


def _expected(stops: Iterable[Stop]) -> datetime | None:
    return max((stop.span()[1] for stop in stops), default=None)


def derive(reckoning: Reckoning, facts: Sequence[Fact], now: datetime | None = None) -> Limits:
    """Every limit of a case.

    facts: in order.  now: the moment to which what is still open runs at least; without one it runs to where it
    is expected to end, which is what rows keep.
    """
    accepted = next((fact for fact in facts if fact.kind is FactKind.ACCEPTED), None)
    stops = tuple(_stops(reckoning, facts))
    found = Limits(stops=stops, pauses=tuple(_pauses(reckoning, stops)), waits=tuple(_waits(reckoning, stops)))
    if accepted is None:
        return replace(found, receiving=_receiving(reckoning, facts), supplement=_supplement(reckoning, facts))
    begun_at = _since(accepted)
    stopped = found.of_case(now)
    promised, statutory, extended = _amounts(reckoning, facts, accepted, stopped)
    ahead = int(accepted.data.get("ahead", reckoning.terms.warn))

    def limit(kind: LimitKind, days: int | None) -> Limit | None:
        if days is None:
            return None
        return reckoning.limit(kind, Basis(from_at=begun_at, amount=days, ahead=ahead), stopped)

    return replace(
        found,
        promised=limit(LimitKind.PROMISED, promised),
        statutory=limit(LimitKind.STATUTORY, statutory),
        supplement=_supplement(reckoning, facts),
        begun_at=begun_at,
        deemed=bool(accepted.data.get("deemed")),
        extended=extended,
    )


def step_moments(reckoning: Reckoning, limits: Limits, clock: str, basis: Basis) -> Moments:
    """The moments of a step or timer on one of the clocks."""
    return reckoning.moments(basis, () if clock in ASIDE else limits.of_steps())


def _since(accepted: Fact) -> datetime:
    said = accepted.data.get("since")
    return datetime.fromisoformat(said) if said else accepted.at


def _amounts(
    reckoning: Reckoning, facts: Sequence[Fact], accepted: Fact, stopped: Sequence[Span]
) -> tuple[int | None, int | None, int]:
    """Promise and statutory limit in working days, extensions included, and how long these are.

    An extension lengthens a promise only that was not over yet when it was granted.
    """
    promised, statutory, extended = accepted.data.get("promise"), accepted.data.get("statutory"), 0
    for fact in facts:
        if fact.kind is not FactKind.EXTENDED:
            continue
        days = int(fact.data["days"])
        extended += days
        if statutory is not None:
            statutory += days
        if promised is not None:
            over = reckoning.due(Basis(from_at=_since(accepted), amount=promised), stopped)
            promised += days if over > fact.at else 0
    return promised, statutory, extended


def _receiving(reckoning: Reckoning, facts: Sequence[Fact]) -> Limit | None:
    """The window's limit: from the receipt or the confirmation, anew from when the last missing material came."""
    begun: datetime | None = None
    days: int | None = None
    for fact in facts:
        if fact.kind is FactKind.RECEIVED:
            begun, days = fact.at, fact.data.get("days")
        elif fact.kind is FactKind.DECLINED:
            return None
        elif fact.kind is FactKind.SUPPLEMENT_ASKED:
            begun = None
        elif fact.kind is FactKind.SUPPLEMENT_MET and fact.data.get("complete"):
            begun = fact.at
    if begun is None or days is None or _open_supplement(facts) is not None:
        return None
    basis = Basis(from_at=begun, amount=days, ahead=reckoning.terms.warn)
    return reckoning.limit(LimitKind.RECEIVING, basis)


def _open_supplement(facts: Sequence[Fact]) -> Fact | None:
    asked: Fact | None = None
    for fact in facts:
        if fact.kind is FactKind.SUPPLEMENT_ASKED:
            asked = fact
        elif _is_supplemented(fact):
            asked = None
    return asked


def _is_supplemented(fact: Fact) -> bool:
    """Whether nothing is waited for any more: all is there, or the window answered without it."""
    if fact.kind is FactKind.SUPPLEMENT_MET:
        return bool(fact.data.get("complete"))
    return fact.kind in (FactKind.ACCEPTED, FactKind.DECLINED)


def _supplement(reckoning: Reckoning, facts: Sequence[Fact]) -> Limit | None:
    """The applicant's limit, while something is missing."""
    asked = _open_supplement(facts)
    if asked is None:
        return None
    basis = Basis(from_at=asked.at, amount=int(asked.data["days"]), ahead=reckoning.terms.warn)
    return reckoning.limit(LimitKind.SUPPLEMENT, basis)


def _stops(reckoning: Reckoning, facts: Sequence[Fact]) -> Iterable[Stop]:
    """What stopped a clock, in the order in which it began."""
    found: dict[int, Stop] = {}
    for fact in facts:
        data = fact.data
        if fact.kind is FactKind.PAUSED:
            found[fact.seq] = _stop(reckoning, fact, StopKind.PAUSE, ground=str(data.get("ground", "")))
        elif fact.kind is FactKind.RESUMED:
            _end(found, fact.at, partial(_is_pause, data.get("pause")))
        elif fact.kind is FactKind.SUPPLEMENT_ASKED:
            found[fact.seq] = _stop(reckoning, fact, StopKind.SUPPLEMENT)
        elif _is_supplemented(fact):
            _end(found, fact.at, _is_supplement)
        elif fact.kind in (FactKind.SENT_UP, FactKind.OWN_BEGAN):
            kind = StopKind.EXTERNAL if fact.kind is FactKind.SENT_UP else StopKind.OWN
            found[fact.seq] = _stop(reckoning, fact, kind)
        elif fact.kind in (FactKind.REPLIED, FactKind.OWN_ENDED):
            _end(found, fact.at, partial(_is_of_token, data.get("token")))
    return found.values()


def _stop(reckoning: Reckoning, fact: Fact, kind: StopKind, ground: str = "") -> Stop:
    data, days = fact.data, fact.data.get("days")
    # A step on a clock of its own is not awaited: the promise stands where it stood until the step is done.
    awaited = None if kind is StopKind.OWN else days
    expected = None if awaited is None else reckoning.due(Basis(from_at=fact.at, amount=int(awaited)))
    return Stop(
        kind=kind,
        seq=fact.seq,
        began_at=fact.at,
        expected_at=expected,
        ground=ground,
        reason=str(data.get("reason", "")),
        approver=str(data.get("approver", "")),
        days=days,
        ahead=int(data.get("ahead", reckoning.terms.warn)),
        name=str(data.get("name", "")),
        department=str(data.get("department", "")),
        token=int(data.get("token", 0)),
        element=str(data.get("element", "")),
    )


def _is_pause(seq: int | None, stop: Stop) -> bool:
    return stop.kind is StopKind.PAUSE and stop.seq == seq


def _is_supplement(stop: Stop) -> bool:
    return stop.kind is StopKind.SUPPLEMENT


def _is_of_token(token: int | None, stop: Stop) -> bool:
    return stop.kind not in STOPS_ALL and stop.token == token


def _end(found: dict[int, Stop], at: datetime, wanted: Callable[[Stop], bool]) -> None:
    for seq, stop in found.items():
        if stop.is_open and wanted(stop):
            found[seq] = replace(stop, ended_at=at)


def _pauses(reckoning: Reckoning, stops: Iterable[Stop]) -> Iterable[PauseLimit]:
    for stop in stops:
        if stop.kind is StopKind.PAUSE and stop.days is not None:
            basis = Basis(from_at=stop.began_at, amount=stop.days, ahead=reckoning.terms.warn)
            limit = reckoning.limit(LimitKind.PAUSE, basis)
            late = reckoning.due(replace(basis, amount=stop.days + 1))
            yield PauseLimit(stop=stop, limit=limit, late_at=late)


def _waits(reckoning: Reckoning, stops: Iterable[Stop]) -> Iterable[WaitLimit]:
    for stop in stops:
        if stop.kind is StopKind.EXTERNAL and stop.days is not None:
            basis = Basis(from_at=stop.began_at, amount=stop.days, ahead=stop.ahead)
            yield WaitLimit(stop=stop, limit=reckoning.limit(LimitKind.EXTERNAL, basis))
