"""The deadline of a process: the longest legal time of any run against its promise, and the promise against the law."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from app.verify.durations import limit_of
from app.verify.findings import Deadline, Proof, ScopeDeadline, Strength
from app.verify.model import ITEM, Process
from app.verify.path import Part, Time
from app.verify.places import Called
from app.verify.scopetime import Clock
from app.verify.waits import Open
from app.verify.words import exceeded, no_promise, unbounded


def is_item(process: Process) -> bool:
    """Whether a process promises something by itself; a plain diagram or a part that others call does not."""
    return any(process.properties.get(name) for name in ITEM)


def stated(process: Process) -> Deadline:
    """The deadline as it is stated, before anything is proved."""
    return Deadline(promise=limit_of(process.properties), statutory=limit_of(process.properties, "statutoryLimit"))


def prove_deadline(process: Process, called: Called) -> tuple[Deadline, list[Proof]]:
    """`bounded` when interrupting timers alone keep the promise, `kept` when declared limits are needed as well.

    The model must be sound and safe: only then does one pass over each scope bound every run.
    """
    promise, statutory = limit_of(process.properties), limit_of(process.properties, "statutoryLimit")
    if not is_item(process):
        return Deadline(), [no_promise(process, severity="warning")]
    soft = Clock(called, kept=True)
    kept = soft.scope(process.scope, calls=(process.id,))
    hard, bounded = _without_limits(process, called, soft, kept)
    findings = [] if promise is not None else [no_promise(process, severity="error")]
    findings += [unbounded(process, each) for each in _once(kept.open)]
    strength, found = _strength(promise, bounded, kept)
    if strength is Strength.EXCEEDED and promise is not None:
        findings.append(exceeded(process, promise, int(found.days), found.legs))
    scopes, late = _scopes(process, hard.parts, soft.parts)
    findings += late
    return (
        Deadline(
            strength=strength,
            worst_case_working_days=int(found.days) if found.days < inf else None,
            promise=promise,
            statutory=statutory,
            path=found.legs,
            ticks=sum(1 for leg in found.legs if leg.night),
            relies_on=() if strength is Strength.BOUNDED else _ids(kept),
            excluded=tuple(dict.fromkeys(kept.excluded)),
            scopes=scopes,
        ),
        findings,
    )


def _without_limits(process: Process, called: Called, soft: Clock, kept: Time) -> tuple[Clock, Time]:
    """The same with interrupting timers alone.

    Where nothing was relied on it is the same; where something was, only a timer around it could still bound it.
    """
    hard = Clock(called, kept=False)
    if soft.timed:
        return hard, hard.scope(process.scope, calls=(process.id,))
    for part in soft.parts:
        days = inf if part.time.relied else part.time.days
        hard.parts.append(replace(part, time=replace(part.time, days=days)))
    return hard, replace(kept, days=inf if kept.relied else kept.days)


def _strength(promise: int | None, bounded: Time, kept: Time) -> tuple[Strength, Time]:
    """What the two times say; a step outside the clock that is without any limit leaves the proof open."""
    if kept.days == inf or kept.open or promise is None:
        return Strength.NOT_PROVEN, kept
    if bounded.days <= promise and not bounded.open:
        return Strength.BOUNDED, bounded
    return (Strength.KEPT if kept.days <= promise else Strength.EXCEEDED), kept


def _scopes(process: Process, hard: list[Part], soft: list[Part]) -> tuple[tuple[ScopeDeadline, ...], list[Proof]]:
    """The same question for each sub-process and call that is drawn in this diagram."""
    firm = {(part.node.id, part.within): part.time for part in hard}
    scopes: list[ScopeDeadline] = []
    late: list[Proof] = []
    for part in soft:
        if part.within:
            continue
        time, bounded = part.time, firm.get((part.node.id, part.within), Time(days=inf))
        if time.days == inf or time.open:
            strength = Strength.NOT_PROVEN
        elif part.limit is not None and time.days > part.limit:
            strength = Strength.EXCEEDED
            late.append(exceeded(process, part.limit, int(time.days), time.legs, part.node))
        else:
            strength = Strength.BOUNDED if bounded.days < inf and not bounded.open else Strength.KEPT
        scopes.append(
            ScopeDeadline(
                scope=part.node.id,
                name=part.node.label,
                strength=strength,
                days=int(time.days) if time.days < inf else None,
                limit=part.limit,
                relies_on=() if strength is Strength.BOUNDED else _ids(time),
            )
        )
    return tuple(scopes), late


def _ids(time: Time) -> tuple[str, ...]:
    return tuple(dict.fromkeys(node.id for node in time.relied))


def _once(found: list[Open]) -> list[Open]:
    return list({(each.why, each.node.id, each.within): each for each in found}.values())
