"""A small centre with procedures drawn in a few lines, and short words for what tests do with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import desk
from app.desk import CaseQuery
from app.domain.actors import Actor
from app.store.records import CaseRecord
from app.timers.beginning import Starting
from app.timers.clock import SteppedClock
from tests.engine.drawing import draw, end, start, timer, user
from tests.factories import ADMIN, Centre


def procedure(key: str, *shapes: Any, flows: list[str] | None = None, rhythm: str = "", **props: str) -> bytes:
    """A procedure of the centre office; without shapes, one step of an officer.  rhythm: when it starts by itself."""
    first = start("begin", event=timer(rhythm, "timeCycle") if rhythm else None)
    drawn = shapes or (first, user("work", groups="centre", props={"limit": "2"}), end("over"))
    said = {"class": "procedure", "itemCode": key.upper(), "lead": "centre", "limit": "5", **props}
    return draw(*drawn, flows=flows or ["begin -> work -> over"], id=key, name=key, props=said)


def begin_due(centre: Centre, at: datetime) -> int:
    """Start what is due at a moment, as the beat would."""
    centre.at = at
    return Starting(centre.house, SteppedClock(at)).sweep()


def cases_of(centre: Centre, item: str) -> list[CaseRecord]:
    """The cases of an item or procedure, the oldest first."""
    return list(reversed(desk.cases(centre.house, ADMIN, CaseQuery(item=item, limit=200)).items))


def started(centre: Centre, actor: Actor, item: str, about: str = "", **form: Any) -> CaseRecord:
    """A procedure that somebody starts."""
    return desk.receive(centre.house, actor, item, about=about, form=form, at=centre.at)
