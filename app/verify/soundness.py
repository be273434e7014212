"""Decides the soundness properties of a net from the states of its reduced form, with the evidence for each."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.verify.explore import Budget, Visit, full_search, search
from app.verify.findings import CONSUMED, LIVELY, OPTION, PROPER, SAFENESS, Status
from app.verify.machine import COUNT_BITS, Act, Machine, TooWide
from app.verify.moves import Board, items
from app.verify.net import Net
from app.verify.pruning import Reading, whole
from app.verify.reduce import reduced
from app.verify.replay import NotReplayable, Replay
from app.verify.rough import FEW_BITS, can_always_end, rough_search

MAX_CASES = 3
"""Ways of getting stuck that are told of."""


@dataclass(slots=True, eq=False, kw_only=True)
class Case:
    """A counter-example: the replayed story, and what it shows (`alarm`, `stuck`, `livelock`, `twice`, `message`)."""

    shows: str
    replay: Replay
    places: tuple[int, ...] = ()


@dataclass(slots=True, eq=False, kw_only=True)
class Soundness:
    """Status of each property, counter-examples, dead activities, and why something stays open (`left_open`)."""

    properties: dict[str, Status]
    cases: list[Case] = field(default_factory=list)
    dead: tuple[str, ...] = ()
    left_open: str = ""
    states: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to decide and how.

    lenient: see `Reading`.  beside_counts: an inclusive join waits for boundary events that are ready, as our engine
    has it.  reduce: off only in tests, which compare.
    """

    activities: frozenset[str]
    closed: bool = False
    lenient: bool = True
    beside_counts: bool = True
    reduce: bool = True
    budget: Budget = field(default_factory=Budget)


def decide(net: Net, asked: Asked) -> Soundness:
    """Explore the net, first with a second token on a flow as the end of a run, then, if there is one, counting."""
    until = time.monotonic() + asked.budget.seconds
    shrink = reduced if asked.reduce else whole
    found = Soundness(properties={CONSUMED: Status.PROVEN})
    try:
        board = shrink(net, Reading(lenient=asked.lenient, beside=asked.beside_counts))
        visit = search(_machine(board, asked), asked.budget, until=until)
        found.states = len(visit.states)
        seen = visit
        if visit.alarms:
            board = shrink(net, Reading(counts=True, lenient=asked.lenient, beside=asked.beside_counts))
            seen = _counting(_machine(board, asked, counts=True), asked, until)
    except TooWide as wide:
        (number,) = wide.args
        found.properties = dict.fromkeys((SAFENESS, OPTION, PROPER, LIVELY, CONSUMED), Status.NOT_PROVEN)
        found.left_open = net.transitions[number].element
        return found
    ignoring = _ignores(seen)
    alarm = any(_tell(found, net, "alarm", visit, *each) for each in visit.alarms[:1])
    found.properties[SAFENESS] = _status(alarm, visit.complete and not visit.alarms and not ignoring)
    _completion(found, net, seen, ignoring=ignoring)
    _activities(found, asked, [visit, seen], complete=seen.complete and not ignoring)
    if asked.closed:
        _messages(found, net, seen)
    if seen.full:
        _roughly(found, board, asked, counts=seen is not visit, until=until)
    return found


def _machine(board: Board, asked: Asked, *, counts: bool = False, count_bits: int = COUNT_BITS) -> Machine:
    return Machine(
        board,
        counts=counts,
        beside_counts=asked.beside_counts,
        ends_count=asked.closed,
        count_bits=count_bits,
    )


def _roughly(found: Soundness, board: Board, asked: Asked, *, counts: bool, until: float) -> None:
    """What grows without bound is looked at once more, roughly; this can only prove what is still open."""
    machine = _machine(board, asked, counts=counts, count_bits=FEW_BITS)
    visit = rough_search(machine, asked.budget.states // 5, until=until)
    if not visit.complete:
        return
    proven = dict.fromkeys((SAFENESS, OPTION, PROPER, CONSUMED), False)
    stuck = any(visit.states[number] & machine.live for number in visit.ends)
    if not visit.alarms:
        proven[SAFENESS] = not counts
        proven[OPTION] = not stuck and can_always_end(visit)
        proven[PROPER] = not stuck and not any(visit.states[number] & machine.doubled for number in visit.ends)
        proven[CONSUMED] = not any(visit.states[number] & machine.messages for number in visit.ends)
    for name, known in proven.items():
        if known and found.properties[name] is Status.NOT_PROVEN:
            found.properties[name] = Status.PROVEN


def _counting(machine: Machine, asked: Asked, until: float) -> Visit:
    """After an alarm the model is unsound anyway: the rest is looked at shortly, in a closed one more closely."""
    states = max(asked.budget.counting, asked.budget.states // 5 if asked.closed else 0)
    moves = states * (20 if asked.closed else 4)
    return full_search(machine, states, moves, until=until)


def _status(violated: bool, complete: bool) -> Status:
    if violated:
        return Status.VIOLATED
    return Status.PROVEN if complete else Status.NOT_PROVEN


def _tell(found: Soundness, net: Net, shows: str, visit: Visit, number: int, act: Act | None = None) -> bool:
    """Replay the way to a state on the whole net; a case that cannot be replayed is not one."""
    path = [*visit.path(number), *([act] if act else [])]
    replay = Replay(net)
    try:
        replay.run(each.story for each in path)
    except NotReplayable:
        return False
    found.cases.append(Case(shows=shows, replay=replay, places=tuple(replay.double)))
    return True


def _ignores(visit: Visit) -> bool:
    """Whether stubborn sets may have put something off for ever: only where not every state can come to an end."""
    return visit.stubborn and bool(_never_done(visit))


def _completion(found: Soundness, net: Net, visit: Visit, *, ignoring: bool) -> None:
    live = visit.machine.live
    left = [number for number in visit.ends if visit.states[number] & live]
    spinning = [number for number in left if _loops(visit, number)]
    stuck = _different(visit, [number for number in left if number not in spinning])
    told = sum(_tell(found, net, "stuck", visit, number) for number in stuck)
    lost = spinning or (_never_done(visit) if not left else [])
    begun = [number for number in lost if visit.states[number] & live] or lost
    round_and_round = any(_tell(found, net, "livelock", visit, number) for number in begun[:1])
    again: list[tuple[int, Act | None]] = [*visit.twice]
    over = [number for number in visit.ends if number not in spinning]
    again += [(number, None) for number in over if visit.states[number] & visit.machine.doubled]
    twice = any(_tell(found, net, "twice", visit, *each) for each in again[:1])
    done = visit.complete and told == len(stuck) and not ignoring
    found.properties[OPTION] = _status(told > 0 or round_and_round, done and not lost)
    found.properties[PROPER] = _status(told > 0 or twice, done and not again)


def _different(visit: Visit, numbers: list[int]) -> list[int]:
    """The first few that differ in what is left, those with the least left first."""
    live, seen, found = visit.machine.live, set[int](), list[int]()
    for number in sorted(numbers, key=lambda each: (visit.states[each] & live).bit_count()):
        left = visit.states[number] & live
        if not any(left & other == other for other in seen):
            seen.add(left)
            found.append(number)
    return found[:MAX_CASES]


def _loops(visit: Visit, number: int) -> bool:
    """Whether what is left goes round for ever in a loop that the reduction took out."""
    state = visit.states[number]
    return any(_holds(visit.machine, places, state) for places in visit.machine.board.loops)


def _never_done(visit: Visit) -> list[int]:
    """The states from which no completed state is reached any more; asked of complete searches only."""
    if not visit.complete:
        return []
    before: list[list[int]] = [[] for _ in visit.states]
    for number, following in enumerate(visit.after):
        for each in following:
            before[each].append(number)
    done = [number for number in visit.ends if not visit.states[number] & visit.machine.live]
    can = set(done)
    while done:
        for each in before[done.pop()]:
            if each not in can:
                can.add(each)
                done.append(each)
    return [number for number in range(len(visit.states)) if number not in can]


def _activities(found: Soundness, asked: Asked, visits: list[Visit], *, complete: bool) -> None:
    """Dead for certain: what no move is left for; otherwise what a complete search did not see."""
    ran: set[str] = set()
    for visit in visits:
        ran |= _covered(act.move.covers for act in visit.fired)
        for places, covers in visit.machine.board.watched:
            mask = visit.machine.fields(set(places))
            if any(_holds(visit.machine, places, state) for state in visit.states if state & mask):
                ran |= _covered([covers])
    alive = ran if complete or asked.activities <= ran else _possible(visits[0].machine.board)
    dead = asked.activities - alive
    found.dead = tuple(sorted(dead))
    found.properties[LIVELY] = _status(bool(dead), complete or asked.activities <= ran)


def _holds(machine: Machine, places: Iterable[int], state: int) -> bool:
    return all(state & machine.field(place) for place in places)


def _covered(ropes: Iterable[object]) -> set[str]:
    return {str(item) for rope in ropes for item in items(rope) if isinstance(item, str)}  # type: ignore[arg-type]


def _possible(board: Board) -> set[str]:
    return _covered([move.covers for move in board.moves.values()]) | _covered([each[1] for each in board.watched])


def _messages(found: Soundness, net: Net, visit: Visit) -> None:
    over = [number for number in visit.ends if not _loops(visit, number)]
    left = [number for number in over if visit.states[number] & visit.machine.messages]
    told = any(_tell(found, net, "message", visit, number) for number in left[:1])
    found.properties[CONSUMED] = _status(told, visit.complete and not left)
