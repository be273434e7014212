"""The time that event sub-processes add to their scope: when each can begin at the latest, and what it takes then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import inf
from typing import NamedTuple

from app.verify.durations import NIGHT, Span, span_of
from app.verify.model import Node, Scope
from app.verify.path import Time, Via, legs_of
from app.verify.waits import Open, Wait


class _Listener(NamedTuple):
    """An event sub-process with one of its starts; `span` is None for what no timer of a fixed length starts."""

    node: Node
    start: Node
    inner: Time
    span: Span | None

    @property
    def interrupts(self) -> bool:
        return self.start.interrupting or self.start.event == "error"

    def may_begin(self, lasts: float) -> bool:
        """Whether it begins while its scope lasts; a timer that is longer never fires."""
        return self.span is None or self.span.days is None or self.span.days <= lasts

    def begun(self, lasts: float) -> float:
        """The latest moment at which it begins."""
        return lasts if self.span is None or self.span.days is None or self.span.repeats else self.span.days + NIGHT


def listened(scope: Scope, main: Time, measure: Callable[[Scope], Time], within: tuple[str, ...]) -> None:
    """Add the time of a scope's event sub-processes to that of its flow.

    What does not interrupt keeps the scope open while it runs, so that another may begin; what may begin again and
    again and takes time has no bound.  A timer that interrupts ends all of that.
    """
    found = list(_found(scope, measure))
    beside = [each for each in found if not each.interrupts]
    _beside(main, beside, within)
    breaks = [each for each in found if each.interrupts and each.may_begin(main.days)]
    timers = [each.span.days + NIGHT for each in breaks if each.span is not None and each.span.days is not None]
    if timers and min(timers) < main.days:
        main.days, main.legs, main.open = min(timers), (), []
    lasts = main.days
    for each in breaks:
        _note(main, each)
        if each.may_begin(lasts):
            _later(main, each, each.begun(lasts), within)


def _found(scope: Scope, measure: Callable[[Scope], Time]) -> Iterator[_Listener]:
    for node in scope.event_sub_processes():
        assert node.inside is not None
        inner = measure(node.inside)
        for start in node.inside.starts():
            yield _Listener(node, start, inner, span_of(start) if start.event == "timer" else None)


def _beside(main: Time, listeners: list[_Listener], within: tuple[str, ...]) -> None:
    """What runs beside the flow, each once, until none of those that are left may still begin."""
    for each in _in_turn(main, listeners):
        _note(main, each)
        once = each.span is not None and not each.span.repeats
        if each.inner.days and not once:
            main.open.append(Open(why="unbounded-loop", node=each.node, within=within))
            main.days, main.legs = inf, ()
        else:
            _later(main, each, each.begun(main.days), within)


def _in_turn(main: Time, listeners: list[_Listener]) -> Iterator[_Listener]:
    left = list(listeners)
    while ready := [each for each in left if each.may_begin(main.days)]:
        left = [each for each in left if each not in ready]
        yield from ready


def _note(main: Time, each: _Listener) -> None:
    main.relied += each.inner.relied
    main.excluded += each.inner.excluded
    main.open += each.inner.open


def _later(main: Time, each: _Listener, begun: float, within: tuple[str, ...]) -> None:
    """The scope lasts until this one is over, if that is later."""
    if begun + each.inner.days <= main.days:
        return
    main.days = begun + each.inner.days
    wait = Wait(days=begun, by="timer" if each.span else "", night=NIGHT if each.span else 0)
    vias: Iterable[Via] = (Via(node=each.start, wait=wait), Via(node=each.node, wait=wait, content=each.inner))
    main.legs = legs_of(vias, within) if main.days < inf else ()
