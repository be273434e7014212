"""The token net: places that hold tokens, transitions that move them, and scopes that can be emptied as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class Kind(IntEnum):
    """What a token in a place stands for."""

    FLOW = 0
    """It is on its way along a sequence flow."""
    BUSY = 1
    """An activity is being carried out."""
    ARMED = 2
    """A boundary event or an event sub-process is ready to fire; nobody waits for it."""
    END = 3
    """An end event has been reached."""
    MESSAGE = 4
    """A message is on its way; there may be several."""
    IDLE = 5
    """A process that has not begun."""


LIVE = frozenset({Kind.FLOW, Kind.BUSY})
"""Tokens that keep a scope open: it is left only when none is in it."""

NONE: frozenset[int] = frozenset()


class Passed(NamedTuple):
    """A shape that a token only passes on its way to a place: it leaves `taken` and comes to `token`."""

    element: str
    how: str
    taken: str
    token: str
    days: int = 0
    runs: str = ""


Chain = tuple[Passed, ...]
Way = dict[int, Chain]
"""Places that are marked together, each with what the token passes before it gets there."""


class Transition:
    """One move: takes a token from each of `pre`, empties what it resets, puts a token on each of `post`.

    chains: what the tokens that it puts pass on their way.  gather: an inclusive join; it takes whatever of these
    places is marked and waits for what may still come.  choice: an inclusive split; it puts a token on one or more of
    these, or else on `otherwise` alone.  reset, clears: places and scopes that it empties.  vacant, empty: places and
    scopes that must hold no token.  runs: the activities that begin with it.  days: working days that a timer takes
    first.  sideways: the places that it reaches by a boundary event and not over a flow.  reminder: it starts something
    beside the host and leaves the host alone.  within: the call activities around it.
    """

    __slots__ = (
        "chains", "choice", "clears", "days", "element", "empty", "gather", "how", "number", "otherwise", "post",
        "pre", "reminder", "reset", "runs", "sideways", "vacant", "within",
    )  # fmt: skip

    def __init__(self, number: int, element: str, how: str, pre: frozenset[int], post: frozenset[int]) -> None:
        self.number = number
        self.element = element
        self.how = how
        self.pre = pre
        self.post = post
        self.chains: dict[int, Chain] = {}
        self.gather: tuple[int, ...] = ()
        self.choice: tuple[int, ...] = ()
        self.otherwise: int | None = None
        self.reset = self.clears = self.vacant = self.empty = NONE
        self.runs: tuple[str, ...] = ()
        self.days = 0
        self.sideways = NONE
        self.reminder = False
        self.within: tuple[str, ...] = ()

    def ways(self) -> tuple[int, ...]:
        """The ways of an inclusive split."""
        return self.choice if self.otherwise is None else (*self.choice, self.otherwise)

    def lead(self, way: Way) -> None:
        """Let it mark the places of a way as well."""
        self.post |= frozenset(way)
        self.note(way)

    def note(self, way: Way) -> None:
        """Remember what is passed on the way."""
        for place, chain in way.items():
            if chain:
                self.chains[place] = chain
                if not self.within:
                    self.runs += tuple(each.runs for each in chain if each.runs)


class Net:
    """A whole net; places and scopes are numbers.

    kinds, names, where: of each place, what it stands for, the id of its flow or shape, its scope.  parents: of each
    scope the one around it, -1 for none.  owners, within: of each scope, the process that it belongs to and the call
    activities around it.  drawn: (from, to) where flows lead on and no move does, because nothing can set it off.
    """

    def __init__(self) -> None:
        self.kinds: list[Kind] = []
        self.names: list[str] = []
        self.where: list[int] = []
        self.parents: list[int] = []
        self.owners: list[str] = []
        self.within: list[tuple[str, ...]] = []
        self.initial: list[int] = []
        self.transitions: list[Transition] = []
        self.drawn: list[tuple[frozenset[int], frozenset[int]]] = []

    def scope(self, parent: int, process: str) -> int:
        """A new scope inside `parent`, -1 for a process of its own."""
        self.parents.append(parent)
        self.owners.append(process)
        self.within.append(())
        return len(self.parents) - 1

    def place(self, kind: Kind, name: str, scope: int) -> int:
        """A new, empty place."""
        self.kinds.append(kind)
        self.names.append(name)
        self.where.append(scope)
        return len(self.kinds) - 1

    def add(self, element: str, how: str, pre: Iterable[int], way: Way, within: tuple[str, ...] = ()) -> Transition:
        """A new transition, numbered in order, that marks the places of `way`."""
        made = Transition(len(self.transitions), element, how, frozenset(pre), frozenset(way))
        made.within = within
        made.note(way)
        self.transitions.append(made)
        return made

    def is_within(self, place: int, scopes: frozenset[int]) -> bool:
        """Whether a place lies in one of these scopes, however deep."""
        scope = self.where[place]
        while scope >= 0 and scope not in scopes:
            scope = self.parents[scope]
        return scope >= 0

    def leads(self, places: Iterable[int], way: Way) -> None:
        """Remember that flows lead on from here, though nothing may set it off."""
        self.drawn.append((frozenset(places), frozenset(way)))

    def subtree(self) -> list[list[int]]:
        """The places of each scope, those in the scopes inside it included."""
        found: list[list[int]] = [[] for _ in self.parents]
        for place, scope in enumerate(self.where):
            while scope >= 0:
                found[scope].append(place)
                scope = self.parents[scope]
        return found


def marks(*places: int) -> dict[int, Chain]:
    """A way that leads straight to these places."""
    return dict.fromkeys(places, ())
