"""A net that is being made smaller: which moves take from and put into each place, kept up to date as it shrinks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from app.verify.net import Kind, Net, Transition

Rope: TypeAlias = "int | str | tuple[Rope, ...]"
"""Items in order, nested, so that two of them are joined without being copied."""


def items(rope: Rope) -> Iterator[int | str]:
    """The items of a rope, in order."""
    todo = [rope]
    while todo:
        here = todo.pop()
        if isinstance(here, tuple):
            todo.extend(reversed(here))
        else:
            yield here


@dataclass(slots=True, eq=False, kw_only=True)
class Move:
    """A transition of the shrinking net, with the transitions of the whole net that it stands for as its `story`.

    In a story, -1 - p stands for the token that an inclusive split puts on place p.
    branches: of an inclusive split, what else happens on a way that is taken.  covers: the activities that run in
    some execution when this move does.
    """

    number: int
    pre: set[int]
    post: set[int]
    gather: list[int]
    choice: list[int]
    otherwise: int | None
    reset: set[int]
    clears: set[int]
    vacant: set[int]
    empty: set[int]
    story: Rope
    covers: Rope
    reminder: bool
    sideways: bool
    branches: dict[int, Rope] = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        """Whether it does nothing but take a token from some places and put one on others."""
        return not (self.reset or self.clears or self.vacant or self.empty or self.gather or self.choice)

    def targets(self) -> Iterator[int]:
        """Every place on which it may put a token."""
        yield from self.post
        yield from self.choice
        if self.otherwise is not None:
            yield self.otherwise

    def sources(self) -> Iterator[int]:
        """Every place from which it may take one."""
        yield from self.pre
        yield from self.gather


def move_of(step: Transition) -> Move:
    """The move that stands for one transition."""
    return Move(
        number=step.number,
        pre=set(step.pre),
        post=set(step.post),
        gather=list(step.gather),
        choice=list(step.choice),
        otherwise=step.otherwise,
        reset=set(step.reset),
        clears=set(step.clears),
        vacant=set(step.vacant),
        empty=set(step.empty),
        story=step.number,
        covers=step.runs,
        reminder=step.reminder,
        sideways=step.sideways,
        branches={place: -1 - place for place in (*step.choice, step.otherwise) if place is not None},
    )


class Board:
    """The shrinking net.

    takers, givers: the moves that take from and put on a place.  watched: (places, activities), which run in some
    execution when some reachable state marks all of the places.  looping: places where a loop was removed.
    region: of each place, the innermost scope around it that some move empties or waits for, -1 for none: places of
    one region are emptied and waited for together.
    """

    def __init__(self, net: Net) -> None:
        self.net = net
        self.kinds = net.kinds
        self.initial = set(net.initial)
        self.moves = {step.number: move_of(step) for step in net.transitions}
        size = len(net.kinds)
        self.takers: list[set[Move]] = [set() for _ in range(size)]
        self.givers: list[set[Move]] = [set() for _ in range(size)]
        self.testers: list[set[Move]] = [set() for _ in range(size)]
        self.watched: list[tuple[frozenset[int], Rope]] = []
        self.looping: set[int] = set()
        self._left = [0] * len(net.parents)
        self._users: list[list[Move]] = [[] for _ in net.parents]
        self.places = deque(range(size))
        self.changed = deque(self.moves.values())
        self._waiting = [True] * size
        for move in self.moves.values():
            self._enter(move)
        for place in range(size):
            for scope in self._around(net.where[place]):
                self._left[scope] += 1
        self.region = self._regions()
        for scope, left in enumerate(self._left):
            if not left:
                self._emptied(scope)

    def _around(self, scope: int) -> Iterator[int]:
        while scope >= 0:
            yield scope
            scope = self.net.parents[scope]

    def _regions(self) -> list[int]:
        nearest: list[int] = []
        for scope, parent in enumerate(self.net.parents):
            nearest.append(scope if self._users[scope] else (nearest[parent] if parent >= 0 else -1))
        return [nearest[scope] for scope in self.net.where]

    def _enter(self, move: Move) -> None:
        for place in move.sources():
            self.takers[place].add(move)
        for place in move.targets():
            self.givers[place].add(move)
        for place in (*move.reset, *move.vacant):
            self.testers[place].add(move)
        for scope in (*move.clears, *move.empty):
            self._users[scope].append(move)

    def look_at(self, place: int) -> None:
        """Something about this place has changed; look at it again."""
        if not self._waiting[place]:
            self._waiting[place] = True
            self.places.append(place)

    def next_place(self) -> int:
        """The next place to look at."""
        place = self.places.popleft()
        self._waiting[place] = False
        return place

    def touch(self, move: Move) -> None:
        """A move has changed; look again at it and at every place that it knows."""
        self.changed.append(move)
        for place in (*move.sources(), *move.targets()):
            self.look_at(place)

    def remove_move(self, move: Move) -> None:
        """Take a move out of the net."""
        del self.moves[move.number]
        for place in move.sources():
            self.takers[place].discard(move)
            self.look_at(place)
        for place in move.targets():
            self.givers[place].discard(move)
            self.look_at(place)
        for place in (*move.reset, *move.vacant):
            self.testers[place].discard(move)

    def remove_place(self, place: int) -> None:
        """Take a place out of the net and out of every move that knows it."""
        for move in self.takers[place]:
            move.pre.discard(place)
            if place in move.gather:
                move.gather.remove(place)
            self.touch(move)
        for move in self.givers[place]:
            move.post.discard(place)
            if place in move.choice:
                move.choice.remove(place)
            if move.otherwise == place:
                move.otherwise = None
            self.touch(move)
        for move in self.testers[place]:
            move.reset.discard(place)
            move.vacant.discard(place)
            self.touch(move)
        self.takers[place] = set()
        self.givers[place] = set()
        self.testers[place] = set()
        for scope in self._around(self.net.where[place]):
            self._left[scope] -= 1
            if not self._left[scope]:
                self._emptied(scope)

    def _emptied(self, scope: int) -> None:
        """Nothing is left in a scope: to empty it does nothing, to wait for it to be empty waits for nothing."""
        for move in self._users[scope]:
            move.clears.discard(scope)
            move.empty.discard(scope)
            if move.number in self.moves:
                self.touch(move)
        self._users[scope] = []

    def put(self, move: Move, places: Iterable[int]) -> None:
        """Make a move put a token on these places as well."""
        for place in places:
            move.post.add(place)
            self.givers[place].add(move)

    def is_live(self, place: int) -> bool:
        """Whether a token here keeps its scope open, and a second one is an alarm."""
        return self.kinds[place] <= Kind.BUSY

    def alone(self, places: Iterable[Move]) -> Move | None:
        """The only one, if there is exactly one."""
        found = tuple(places)
        return found[0] if len(found) == 1 else None
