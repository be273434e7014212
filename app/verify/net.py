"""The token net: places that hold tokens, transitions that move them, and scopes that can be emptied as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


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


@dataclass(slots=True, eq=False, kw_only=True)
class Transition:
    """One move: takes a token from each of `pre`, empties what it resets, puts a token on each of `post`.

    gather: an inclusive join; it takes whatever of these places is marked and waits for what may still come.
    choice: an inclusive split; it puts a token on one or more of these, or else on `otherwise` alone.
    reset, clears: places and scopes that it empties.  vacant, empty: places and scopes that must hold no token.
    runs: the activities that begin with it.  days: working days that a timer takes first.  sideways: it leaves an
    activity by a boundary event and not over a flow.  reminder: it starts something beside the host and leaves the
    host alone.  within: the call activities around it.
    """

    number: int
    element: str
    how: str
    pre: set[int]
    post: set[int]
    gather: list[int] = field(default_factory=list)
    choice: list[int] = field(default_factory=list)
    otherwise: int | None = None
    reset: set[int] = field(default_factory=set)
    clears: set[int] = field(default_factory=set)
    vacant: set[int] = field(default_factory=set)
    empty: set[int] = field(default_factory=set)
    runs: tuple[str, ...] = ()
    days: int = 0
    sideways: bool = False
    reminder: bool = False
    within: tuple[str, ...] = ()


@dataclass(slots=True, eq=False, kw_only=True)
class Net:
    """A whole net; places and scopes are numbers.

    kinds, names, where: of each place, what it stands for, the id of its flow or shape, its scope.  parents: of each
    scope the one around it, -1 for none.  owners: of each scope, the process that it belongs to.
    """

    kinds: list[Kind] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    where: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    initial: list[int] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)

    def scope(self, parent: int, process: str) -> int:
        """A new scope inside `parent`, -1 for a process of its own."""
        self.parents.append(parent)
        self.owners.append(process)
        return len(self.parents) - 1

    def place(self, kind: Kind, name: str, scope: int) -> int:
        """A new, empty place."""
        self.kinds.append(kind)
        self.names.append(name)
        self.where.append(scope)
        return len(self.kinds) - 1

    def add(self, element: str, how: str, pre: set[int], post: set[int]) -> Transition:
        """A new transition, numbered in order."""
        made = Transition(number=len(self.transitions), element=element, how=how, pre=pre, post=post)
        self.transitions.append(made)
        return made

    def subtree(self) -> list[list[int]]:
        """The places of each scope, those in the scopes inside it included."""
        found: list[list[int]] = [[] for _ in self.parents]
        for place, scope in enumerate(self.where):
            while scope >= 0:
                found[scope].append(place)
                scope = self.parents[scope]
        return found
