"""A case becomes a kind: derived from what just happened to it, numbered in that kind's series, once."""

from __future__ import annotations

from app.desk.opencase import OpenCase
from app.desk.programs import Item
from app.domain.facts import FactKind, of_kind
from app.domain.kinds import SERIES, Kind, of_mode
from app.store.numbers import Number
from app.store.work import Work


def accepted(opened: OpenCase, item: Item) -> Number:
    """What the item makes of it: 即办件, 承诺件, 联办件, 信访件 or 上报件."""
    return _become(opened, of_mode(item.mode))


def returned(opened: OpenCase) -> Number:
    """退回件."""
    return _become(opened, Kind.RETURNED)


def supplemented(opened: OpenCase) -> Number | None:
    """补充件, with the first notice; a second one makes nothing new of it."""
    if of_kind(opened.clock.facts, FactKind.SUPPLEMENT_ASKED):
        return None
    return _become(opened, Kind.SUPPLEMENT)


def _become(opened: OpenCase, kind: Kind) -> Number:
    number = take(opened.work, kind, opened.at.astimezone(opened.office.calendar.zone).year)
    opened.work.stage("case_kind", kind=str(kind), number=number, at=opened.at)
    return number


def take(work: Work, kind: Kind, year: int) -> Number:
    """The next number of a kind."""
    return work.number(kind_series(kind, year), f"{SERIES[kind]}-{year}-{{:06d}}")


def kind_series(kind: Kind, year: int) -> str:
    """The name of a kind's number series."""
    return f"kind {kind}-{year}"
