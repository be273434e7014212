"""The net compiled for speed: a state is one integer, a move a few operations on it; states are exact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.verify.gateways import MAX_WAYS, subsets
from app.verify.moves import Board, Move, Rope
from app.verify.net import LIVE, NONE, Kind

COUNT_BITS = 4
"""A place that counts holds up to fifteen tokens; one more is told apart (`full`) and never passed over."""

END_BITS = 2
"""An end that counts tells apart not at all, once, and more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way into an inclusive join: its field, one token in it, what flows lead from to it, what stands beside."""

    field: int
    unit: int
    upstream: int
    beside: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Act:
    """One way of making a move, as masks.

    need: bits that must be set.  counted: fields of which each must hold something.  zero: bits that must not be set.
    keep: what is not emptied.  take: one token of each counted place.  put: bits that are set.  alarm: those of
    `put` on which a second token is an alarm.  ends: those that remember an end event.  add: tokens on counted
    places, whose fields are `rising`.  units: the single tokens that are taken and put there, with their fields.
    reached: the same of the ends that count.
    """

    move: Move
    need: int
    counted: tuple[int, ...]
    zero: int
    keep: int
    take: int
    put: int
    alarm: int
    ends: int
    add: int
    rising: tuple[int, ...]
    units: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]
    reached: tuple[tuple[int, int], ...]
    story: Rope
    join: tuple[Way, ...] = ()


MAX_JOINED = 200
"""Ways into inclusive joins that are left after the reduction; more than that is not proved."""


class TooWide(Exception):
    """An inclusive gateway has too many ways left; the argument is the number of its transition."""


class Machine:
    """All moves of a board; `fire` tells what happens."""

    def __init__(
        self,
        board: Board,
        *,
        counts: bool,
        beside_counts: bool = False,
        ends_count: bool = False,
        count_bits: int = COUNT_BITS,
    ) -> None:
        """ends_count: how often an end was reached is looked at when nothing can move, and not at once."""
        self.board = board
        self._beside_counts = beside_counts
        self._fields: dict[int, int] = {}
        self._units: dict[int, int] = {}
        offset = 0
        known = {place for move in board.moves.values() for place in (*move.sources(), *move.targets())}
        for place in sorted(known | board.initial):
            kind = board.kinds[place]
            bits = count_bits if kind == Kind.MESSAGE or (counts and kind in LIVE) else 1
            if ends_count and kind == Kind.END:
                bits = END_BITS
            self._units[place] = 1 << offset
            self._fields[place] = ((1 << bits) - 1) << offset
            offset += bits
        self.start = self.mask_of_units(board.initial)
        self.live = self.fields(place for place in known if board.kinds[place] in LIVE)
        self.messages = self.fields(place for place in known if board.kinds[place] == Kind.MESSAGE)
        self._ends = {place for place in known if ends_count and board.kinds[place] == Kind.END}
        self.doubled = sum(self._units[place] << 1 for place in self._ends)
        self.inside = self._scopes()
        if sum(len(move.gather) for move in board.moves.values()) > MAX_JOINED:
            raise TooWide(next(move.number for move in board.moves.values() if move.gather))
        self.acts = [act for move in board.moves.values() for act in self._acts(move)]

    def field(self, place: int) -> int:
        """The bits of a place; none when nothing ever marks it."""
        return self._fields.get(place, 0)

    def fields(self, places: Iterable[int]) -> int:
        """The bits of several places."""
        mask = 0
        for place in places:
            mask |= self._fields.get(place, 0)
        return mask

    def mask_of_units(self, places: Iterable[int]) -> int:
        """One token on each place."""
        return sum(self._units[place] for place in places)

    def marked(self, state: int) -> list[int]:
        """The places that hold something."""
        return [place for place, mask in self._fields.items() if state & mask]

    def _scopes(self) -> dict[int, tuple[list[int], list[int]]]:
        """For each scope that is emptied or waited for: all of its places, and those that keep it open."""
        net = self.board.net
        used = {scope for move in self.board.moves.values() for scope in (*move.clears, *move.empty)}
        found: dict[int, tuple[list[int], list[int]]] = {scope: ([], []) for scope in used}
        if used:
            for place in self._fields:
                scope = net.where[place]
                while scope >= 0:
                    if scope in found:
                        found[scope][0].append(place)
                        if net.kinds[place] in LIVE:
                            found[scope][1].append(place)
                    scope = net.parents[scope]
        return found

    def _is_bit(self, place: int) -> bool:
        return self._fields[place] == self._units[place]

    def _acts(self, move: Move) -> Iterator[Act]:
        if len(move.choice) > MAX_WAYS:
            raise TooWide(move.number)
        emptied = self.fields(move.reset)
        zero = self.fields(move.vacant)
        for scope in move.clears:
            emptied |= self.fields(self.inside[scope][0])
        for scope in move.empty:
            zero |= self.fields(self.inside[scope][1])
        bits = [place for place in move.pre if self._is_bit(place)]
        counted = [place for place in move.pre if not self._is_bit(place)]
        join = self._join(move) if move.gather else ()
        for post, story in subsets(move):
            put = [place for place in post if self._is_bit(place)]
            rising = [place for place in post if not self._is_bit(place) and place not in self._ends]
            yield Act(
                move=move,
                need=self.fields(bits),
                counted=tuple(self._fields[place] for place in counted),
                zero=zero,
                keep=~(self.fields(bits) | emptied),
                take=self.mask_of_units(set(counted)),
                put=self.fields(put),
                alarm=self.fields([place for place in put if self.board.kinds[place] in LIVE]),
                ends=self.fields([place for place in put if self.board.kinds[place] == Kind.END]),
                add=self.mask_of_units(set(rising)),
                rising=tuple(self._fields[place] for place in rising),
                units=(self._pairs(counted), self._pairs(rising)),
                reached=self._pairs(self._ends.intersection(post)),
                story=story,
                join=join,
            )

    def _pairs(self, places: Iterable[int]) -> tuple[tuple[int, int], ...]:
        return tuple((self._units[place], self._fields[place]) for place in places)

    def _join(self, move: Move) -> tuple[Way, ...]:
        return tuple(
            Way(
                field=self.field(place),
                unit=self._units.get(place, 0),
                upstream=self.fields(self.board.upstream.before(move.number, place)),
                beside=self.fields(self._beside(place, move)),
            )
            for place in (*move.gather, *move.dry)
        )

    def _beside(self, place: int, move: Move) -> frozenset[int]:
        return self.board.upstream.aside(move.number, place) if self._beside_counts else NONE

    def awaited(self, move: Move) -> set[int]:
        """The places for which an inclusive join may have to wait."""
        flows = (self.board.upstream.before(move.number, place) for place in (*move.gather, *move.dry))
        return set().union(*flows, *(self._beside(place, move) for place in (*move.gather, *move.dry)))

    def gathered(self, act: Act, state: int) -> int:
        """The tokens that an inclusive join takes now; none when it must still wait.

        It waits while a token upstream of an empty way may still come, unless that token is upstream of a way that
        is marked as well (BPMN 2.0, 13.4.3).  Our engine takes a boundary event that is ready for such a token.
        """
        taken = upstream = beside = 0
        for way in act.join:
            if state & way.field:
                taken |= way.unit
                upstream |= way.upstream
                beside |= way.beside
        if taken:
            for way in act.join:
                if not state & way.field and state & (way.upstream & ~upstream | way.beside & ~beside):
                    return 0
        return taken

    def is_enabled(self, act: Act, state: int) -> bool:
        """Whether the move can be made."""
        if state & act.need != act.need or state & act.zero:
            return False
        if act.counted and not all(state & field for field in act.counted):
            return False
        return not act.join or bool(self.gathered(act, state))

    def enabled(self, state: int) -> list[Act]:
        """The moves that can be made, in order."""
        return [act for act in self.acts if state & act.need == act.need and self.is_enabled(act, state)]

    def fire(self, act: Act, state: int) -> tuple[int, bool, bool, bool]:
        """The next state, and whether there was an alarm, an end event reached twice, a place that is full."""
        left = state - act.take
        if act.join:
            left -= self.gathered(act, state)
        left &= act.keep
        full = any(left & field == field for field in act.rising) if act.rising else False
        if full:
            return state, False, False, True
        return _counted(act, (left | act.put) + act.add), bool(left & act.alarm), bool(left & act.ends), False

    def outcomes(self, act: Act, state: int) -> tuple[list[int], bool]:
        """The states of which one is next when a full place stands for that many tokens or more, and any alarm.

        Taking a token from a full place leaves it full or not: nobody knows how many there were.
        """
        lefts = [state]
        taken = self.gathered(act, state) if act.join else 0
        joined = [(way.unit, way.field) for way in act.join if taken & way.unit]
        for unit, field in (*act.units[0], *joined):
            fuller = [left for left in lefts if left & field == field and field != unit]
            lefts = [left - unit for left in lefts] + fuller
        alarm, found = False, list[int]()
        for left in lefts:
            rest = left & act.keep
            alarm = alarm or bool(rest & act.alarm)
            reached = rest | act.put
            for unit, field in act.units[1]:
                reached += unit if reached & field != field else 0
            found.append(_counted(act, reached))
        return found, alarm


def _counted(act: Act, state: int) -> int:
    """An end is reached once more; beyond a few times it is not counted."""
    for unit, field in act.reached:
        if state & field != field:
            state += unit
    return state
