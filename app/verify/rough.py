"""A search in which a full place stands for any larger number of tokens, so that what grows for ever can be proved.

Everything that can happen is among what this search sees (so what it does not see never happens), but not all that
it sees can happen: it proves and never shows a counter-example.
"""

from __future__ import annotations

import time

from app.verify.explore import LOOK, Visit
from app.verify.machine import Machine

FEW_BITS = 2
"""Bits of a place that counts: none, one, two, three or more tokens."""


def rough_search(machine: Machine, states: int, *, until: float) -> Visit:
    """Breadth first; complete when nothing was left out."""
    visit = Visit(machine=machine)
    known = {machine.start: 0}
    visit.states.append(machine.start)
    visit.came.append((-1, None))
    first = thought = 0
    while first < len(visit.states):
        state = visit.states[first]
        choices: list[tuple[int, ...]] = []
        for act in machine.enabled(state):
            visit.fired.add(act)
            reached, alarm = machine.outcomes(act, state)
            if alarm:
                visit.alarms.append((first, act))
            for each in reached:
                if each not in known:
                    known[each] = len(visit.states)
                    visit.states.append(each)
                    visit.came.append((first, act))
            choices.append(tuple({known[each] for each in reached}))
        visit.choices.append(choices)
        if not choices:
            visit.ends.append(first)
        first += 1
        thought += len(machine.acts)
        if len(visit.states) > states or (thought > LOOK and time.monotonic() > until):
            visit.complete = False
            break
        thought = 0 if thought > LOOK else thought
    return visit


def can_always_end(visit: Visit) -> bool:
    """Whether from every state there is a way to a completed one, however many tokens the full places hold.

    A state has such a way when it is completed, or when some move leads, whatever it leaves, to states that have one.
    """
    before: list[list[tuple[int, int]]] = [[] for _ in visit.states]
    missing: dict[tuple[int, int], int] = {}
    for number, choices in enumerate(visit.choices):
        for position, reached in enumerate(choices):
            missing[number, position] = len(reached)
            for each in reached:
                before[each].append((number, position))
    todo = [number for number in visit.ends if not visit.states[number] & visit.machine.live]
    can = set(todo)
    while todo:
        for choice in before[todo.pop()]:
            missing[choice] -= 1
            if missing[choice] == 0 and choice[0] not in can:
                can.add(choice[0])
                todo.append(choice[0])
    return len(can) == len(visit.states)
