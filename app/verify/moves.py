"""A net that is being made smaller: which moves take from and put on each place, kept up to date as it shrinks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from app.verify.net import Kind, Net, Transition
from app.verify.upstream import Upstream

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


class Move:
    """A transition of the shrinking net, with the transitions of the whole net that it stands for as its `story`.

    In a story, -1 - p stands for the token that an inclusive split puts on place p.  branches: of an inclusive split,
    what else happens on a way that is taken.  covers: the activities that run in some execution when this move does.
    dry: of an inclusive join, ways over which no token ever comes; it waits for what is drawn to come over them.
    """

    __slots__ = (
        "branches", "choice", "clears", "covers", "dry", "empty", "gather", "number", "otherwise", "post", "pre",
        "reminder", "reset", "story", "vacant",
    )  # fmt: skip

    def __init__(self, step: Transition) -> None:
        self.number = step.number
        self.pre = step.pre
        self.post = step.post
        self.gather = step.gather
        self.dry: tuple[int, ...] = ()
        self.choice = step.choice
        self.otherwise = step.otherwise
        self.reset = step.reset
        self.clears = step.clears
        self.vacant = step.vacant
        self.empty = step.empty
        self.story: Rope = step.number
        self.covers: Rope = step.runs
        self.reminder = step.reminder
        self.branches: dict[int, Rope] = {}
        if step.choice:
            self.branches = {place: -1 - place for place in self.ways()}

    @property
    def plain(self) -> bool:
        """Whether it does nothing but take a token from some places and put one on others."""
        return not (self.reset or self.clears or self.vacant or self.empty or self.gather or self.choice)

    def ways(self) -> tuple[int, ...]:
        """The ways of an inclusive split."""
        return self.choice if self.otherwise is None else (*self.choice, self.otherwise)

    def targets(self) -> Iterable[int]:
        """Every place on which it may put a token."""
        return (*self.post, *self.ways()) if self.choice else self.post

    def sources(self) -> Iterable[int]:
        """Every place from which it may take one."""
        return (*self.pre, *self.gather) if self.gather else self.pre


class Board:
    """The shrinking net.

    takers, givers: the moves that take from and put on a place.  watched: (places, activities), which run in some
    execution when some reachable state marks all of the places.  loops: sets of places on which a loop was removed.
    region: of each place, the innermost scope around it that some move empties or waits for, -1 for none: places of
    one region are emptied and waited for together.
    """

    def __init__(self, net: Net) -> None:
        self.net = net
        self.kinds = net.kinds
        self.upstream = Upstream(net)
        self.initial = set(net.initial)
        self.moves = {step.number: Move(step) for step in net.transitions}
        size = len(net.kinds)
        self.takers: list[set[Move]] = [set() for _ in range(size)]
        self.givers: list[set[Move]] = [set() for _ in range(size)]
        self.testers: dict[int, set[Move]] = {}
        self.watched: list[tuple[frozenset[int], Rope]] = []
        self.loops: list[frozenset[int]] = []
        self._users: dict[int, list[Move]] = {}
        self.places = deque(range(size))
        self.changed = deque(self.moves.values())
        self._waiting = [True] * size
        self.gone = [False] * size
        self._put_off: set[int] = set()
        self._seen = (0, self.upstream.seen)
        for move in self.moves.values():
            self._enter(move)
        self._left = [0] * len(net.parents)
        for scope in net.where:
            while scope >= 0:
                self._left[scope] += 1
                scope = net.parents[scope]
        self.region = self._regions()
        for scope in list(self._users):
            if not self._left[scope]:
                self._emptied(scope)

    def _regions(self) -> list[int]:
        nearest: list[int] = []
        for scope, parent in enumerate(self.net.parents):
            nearest.append(scope if scope in self._users else (nearest[parent] if parent >= 0 else -1))
        return [nearest[scope] for scope in self.net.where]

    def _enter(self, move: Move) -> None:
        for place in move.sources():
            self.takers[place].add(move)
        for place in move.targets():
            self.givers[place].add(move)
        if move.reset or move.vacant:
            for place in move.reset | move.vacant:
                self.testers.setdefault(place, set()).add(move)
        if move.clears or move.empty:
            for scope in move.clears | move.empty:
                self._users.setdefault(scope, []).append(move)

    def look_at(self, place: int) -> None:
        """Something about this place has changed; look at it again."""
        if not self._waiting[place]:
            self._waiting[place] = True
            self.places.append(place)

    def put_off(self, *places: int) -> None:
        """Look at these again when inclusive joins see less than they do now."""
        self._put_off.update(places)

    def look_again(self) -> bool:
        """Look at what was put off, if there are fewer places or ways into joins than the last time."""
        now = (sum(self.gone), self.upstream.seen)
        if now != self._seen:
            for place in self._put_off:
                self.look_at(place)
            self._put_off, self._seen = set(), now
        return bool(self.places)

    def next_place(self) -> int:
        """The next place to look at."""
        place = self.places.popleft()
        self._waiting[place] = False
        return place

    def untest(self, move: Move) -> None:
        """Let a move ask no longer whether an activity is busy."""
        for place in move.vacant:
            self.testers[place].discard(move)
        move.vacant = frozenset()

    def remove_move(self, move: Move) -> None:
        """Take a move out of the net."""
        del self.moves[move.number]
        for place in move.sources():
            self.takers[place].discard(move)
            self.look_at(place)
        for place in move.targets():
            self.givers[place].discard(move)
            self.look_at(place)
        for place in move.reset | move.vacant:
            self.testers[place].discard(move)

    def remove_place(self, place: int) -> None:
        """Take a place out of the net and out of every move that knows it."""
        if self.gone[place]:
            return
        self.gone[place] = True
        gone = frozenset((place,))
        for move in self.takers[place]:
            move.pre -= gone
            if move.gather:
                move.gather = tuple(each for each in move.gather if each != place)
            self._shrunk(move)
        for move in self.givers[place]:
            move.post -= gone
            if move.choice:
                move.choice = tuple(each for each in move.choice if each != place)
                move.otherwise = None if move.otherwise == place else move.otherwise
            self._shrunk(move)
        for move in self.testers.pop(place, ()):
            move.reset -= gone
            move.vacant -= gone
            self._shrunk(move)
        self.takers[place] = set()
        self.givers[place] = set()
        scope = self.net.where[place]
        while scope >= 0:
            self._left[scope] -= 1
            if not self._left[scope]:
                self._emptied(scope)
            scope = self.net.parents[scope]

    def _shrunk(self, move: Move) -> None:
        """A move knows fewer places than before; look again at it, and at what it takes from once that is little."""
        self.changed.append(move)
        if len(move.pre) + len(move.gather) <= 2 or not move.post:
            for place in move.sources():
                self.look_at(place)
        if len(move.post) + len(move.choice) <= 2:
            for place in move.targets():
                self.look_at(place)

    def _emptied(self, scope: int) -> None:
        """Nothing is left in a scope: to empty it does nothing, to wait for it to be empty waits for nothing."""
        for move in self._users.pop(scope, ()):
            move.clears -= {scope}
            move.empty -= {scope}
            if move.number in self.moves:
                self._shrunk(move)
                for place in move.sources():
                    self.look_at(place)

    def put(self, move: Move, old: int, places: frozenset[int]) -> None:
        """Make a move put a token on these places instead of on `old`."""
        move.post = (move.post - {old}) | places
        for place in places:
            self.givers[place].add(move)
            self.look_at(place)
        self.changed.append(move)
        if len(move.post) <= 2:
            for place in move.sources():
                self.look_at(place)

    def is_live(self, place: int) -> bool:
        """Whether a token here keeps its scope open, and a second one is an alarm."""
        return self.kinds[place] <= Kind.BUSY

    def alone(self, moves: set[Move]) -> Move | None:
        """The only one, if there is exactly one."""
        return next(iter(moves)) if len(moves) == 1 else None
