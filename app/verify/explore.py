"""Visits the states of a compiled net: breadth first for short traces, then depth first with stubborn sets."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from app.verify.machine import Act, Machine
from app.verify.stubborn import Stubborn

LOOK = 20_000
"""Moves that are thought about between two looks at the clock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """How much may be tried before the answer is "not proven".

    breadth, breadth_moves: states and moves of the search for short traces.  states: of the whole search.  counting:
    states of the search that goes on after an alarm and counts tokens.
    seconds: of one process; a machine that is busy gets less done in them, so the states are what usually ends it.
    file: seconds of all processes of a file together.
    """

    breadth: int = 2_000
    breadth_moves: int = 20_000
    states: int = 100_000
    counting: int = 2_000
    seconds: float = 10.0
    file: float = 30.0


@dataclass(slots=True, eq=False, kw_only=True)
class Visit:
    """What a search saw.

    complete: nothing was left out.  came: of each state, by number, the one before and the move between.  after: of
    each state, those that follow in the search.  alarms, twice: (state, move) where a second token came to a flow,
    where an end event was reached again.  ends: states in which nothing can move.  choices: of each state of a rough
    search, for each move the states of which one is next.
    """

    machine: Machine
    complete: bool = True
    full: bool = False
    stubborn: bool = False
    states: list[int] = field(default_factory=list)
    came: list[tuple[int, Act | None]] = field(default_factory=list)
    after: list[list[int]] = field(default_factory=list)
    alarms: list[tuple[int, Act]] = field(default_factory=list)
    twice: list[tuple[int, Act]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    choices: list[list[tuple[int, ...]]] = field(default_factory=list)
    fired: set[Act] = field(default_factory=set)

    def path(self, number: int) -> list[Act]:
        """The moves that lead to a state."""
        found: list[Act] = []
        while True:
            number, act = self.came[number]
            if act is None:
                return found[::-1]
            found.append(act)


def search(machine: Machine, budget: Budget, *, until: float) -> Visit:
    """Breadth first while that is small; if the net is larger, depth first from the start with stubborn sets.

    until: the clock of `time.monotonic` at which to give up.
    """
    visit = _visit(machine, budget.breadth, budget.breadth_moves, until, None)
    if visit.complete or visit.full or visit.alarms or _stuck(visit):
        return visit  # what was found is short, and nothing that is still unknown would make the net sound
    return _visit(machine, budget.states, budget.states * 20, until, Stubborn(machine))


def full_search(machine: Machine, states: int, moves: int, *, until: float) -> Visit:
    """Every state there is, one after the other, breadth first."""
    return _visit(machine, states, moves, until, None)


def _stuck(visit: Visit) -> bool:
    return any(visit.states[number] & visit.machine.live for number in visit.ends)


def _visit(machine: Machine, states: int, moves: int, until: float, stubborn: Stubborn | None) -> Visit:
    visit = Visit(machine=machine, stubborn=stubborn is not None)
    known = {machine.start: 0}
    visit.states.append(machine.start)
    visit.came.append((-1, None))
    visit.after.append([])
    todo, first, thought = [0], 0, 0
    while first < len(todo):
        number = todo.pop() if stubborn else todo[first]
        first += 0 if stubborn else 1
        state = visit.states[number]
        acts = machine.enabled(state)
        if stubborn and len(acts) > 1:
            acts = stubborn.chosen(state, acts)
        if not acts:
            visit.ends.append(number)
            if stubborn and state & machine.live:
                visit.complete = False
                return visit
        for act in acts:
            reached, alarm, again, full = machine.fire(act, state)
            visit.fired.add(act)
            moves -= 1
            if full:
                visit.full, visit.complete = True, False
                continue
            if alarm:
                visit.alarms.append((number, act))
                if stubborn:
                    visit.complete = False
                    return visit
                continue
            if again:
                visit.twice.append((number, act))
            after = known.get(reached)
            if after is None:
                after = known[reached] = len(visit.states)
                visit.states.append(reached)
                visit.came.append((number, act))
                visit.after.append([])
                todo.append(after)
            visit.after[number].append(after)
        thought += len(machine.acts)
        if len(visit.states) > states or moves < 0 or (thought > LOOK and time.monotonic() > until):
            visit.complete = False
            return visit
        thought = 0 if thought > LOOK else thought
    return visit
