"""Steps whose time is not the promise's: the upper level has the case (上级办理), or a step has a clock of its own.

They are noted as facts when they begin and end while the case is accepted; the prover leaves the same steps out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.desk.clockwork import Clockwork
from app.desk.moments import basis_of_step, watch_step
from app.desk.retiming import retime
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.domain.deriving import ASIDE
from app.domain.facts import FactKind
from app.engine import OpenTask, Step, Waiting
from app.store.keys import timer_id

BEGAN = {"external": (Act.SENT_UP, FactKind.SENT_UP), "own": (Act.OWN_BEGAN, FactKind.OWN_BEGAN)}
ENDED = {"external": (Act.REPLIED, FactKind.REPLIED), "own": (Act.OWN_ENDED, FactKind.OWN_ENDED)}


class _Begun(NamedTuple):
    """A step or event that waits on another clock from now on."""

    clock: str
    placed: OpenTask | Waiting


def note(clock: Clockwork, step: Step) -> None:
    """Note what of this step began and ended to wait outside the promise, and set the case's timers by it."""
    work = clock.work
    if work.changes.get("status", work.before.status) is not CaseStatus.ACCEPTED:
        return
    if work.before.aside_at is None and not clock.item.has_asides:
        return
    begun = list(_begun(clock, step))
    if not begun and work.before.aside_at is None:
        return
    open_ones = {stop.token: stop for stop in clock.limits.aside}
    over = {passed.token for passed in step.passed} | {closed.token for closed in step.closed}
    for token in sorted(over & open_ones.keys()):
        act, kind = ENDED[str(open_ones[token].kind)]
        work.record(act, token=token, element=open_ones[token].element)
        work.fact(kind, token=token)
        work.timers_dropped += [timer_id(work.before.id, token, one) for one in ("warn", "due")]
    for one in begun:
        if one.placed.token not in open_ones and one.placed.token not in over:
            _begin(clock, one)
    if not step.ended and any(fact.kind in _KINDS for fact in work.facts):
        retime(work, clock.reckoning, clock.facts)


_KINDS = {kind for acts in (BEGAN, ENDED) for _, kind in acts.values()}


def _begun(clock: Clockwork, step: Step) -> Iterator[_Begun]:
    came: list[OpenTask | Waiting] = [*step.opened, *step.waits]
    for placed in came:
        found = clock.item.clock(placed.element, placed.scope)
        if found in ASIDE:
            yield _Begun(found, placed)


def _begin(clock: Clockwork, begun: _Begun) -> None:
    work, placed = clock.work, begun.placed
    properties = dict(clock.item.program.step(placed.element, placed.scope).properties)
    if begun.clock == "external" and not properties.get("limit"):
        properties["limit"] = clock.item.program.properties.get("externalLimit", "")
    basis = basis_of_step(clock.reckoning, work.at, properties)
    department = properties.get("department", "")
    act, kind = BEGAN[begun.clock]
    days = None if basis is None else int(basis.amount)
    work.record(act, token=placed.token, element=placed.element, department=department, days=days)
    data = {"token": placed.token, "element": placed.element, "name": placed.name, "department": department}
    if basis is not None:
        data |= {"days": int(basis.amount), "ahead": basis.ahead}
    work.fact(kind, **data)
    if isinstance(placed, Waiting) and basis is not None:
        # An event has no task that could carry a lamp; its timers raise the alerts.
        watch_step(work, placed.token, placed.element, clock.reckoning.moments(basis), clock=begun.clock)
