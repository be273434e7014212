"""Strong stubborn sets: of the moves that are possible in a state, those that must be tried now; the rest can wait."""

from __future__ import annotations

from app.verify.machine import Act, Machine
from app.verify.moves import Move
from app.verify.net import Kind

SEEDS = 6
"""Possible moves from which a smallest set is looked for."""


class Stubborn:
    """Chooses the moves to try in a state (A. Valmari, "Stop it, and be stubborn!", arXiv 1504.02587).

    A set of moves such that nothing outside it can disable a possible move of it, be disabled by one, or enable an
    impossible one.  For every run to a state in which nothing can move there is then one of the same moves, in
    another order, that begins in the set.  So states where nothing moves are all found; whether every state can come
    to one is seen from the smaller graph; and if every state can, every move that occurs anywhere is seen.

    Alarms need two more neighbours of a possible move: whatever marks a place that it takes from (taking the token
    first would hide the alarm) and whatever marks a place that it marks (two of them are an alarm).  Then a run that
    ends with an alarm keeps its alarm when a move of the set is put first: either that move is in the run, and the
    run becomes shorter, or it changes nothing for the run.  Following the smaller graph to where nothing moves, the
    run must become empty, so an alarm is found there.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._board = machine.board
        self._near: dict[int, tuple[Move, ...]] = {}
        self._emptied: dict[int, set[int]] = {}
        self._awaited: dict[int, set[int]] = {}
        self._takers: dict[int, set[Move]] = {}
        self._awaiting: dict[int, set[Move]] = {}
        self._by_move: dict[int, list[Act]] = {}
        for act in machine.acts:
            self._by_move.setdefault(act.move.number, []).append(act)
        for move in self._board.moves.values():
            self._learn(move)

    def _learn(self, move: Move) -> None:
        emptied, awaited = set(move.reset), set(move.vacant)
        for scope in move.clears:
            emptied.update(self._machine.inside[scope][0])
        for scope in move.empty:
            awaited.update(self._machine.inside[scope][1])
        awaited |= self._machine.awaited(move)
        self._emptied[move.number], self._awaited[move.number] = emptied, awaited
        for place in (*move.sources(), *emptied):
            self._takers.setdefault(place, set()).add(move)
        for place in awaited:
            self._awaiting.setdefault(place, set()).add(move)

    def chosen(self, state: int, acts: list[Act]) -> list[Act]:
        """The possible moves of a smallest set among a few."""
        enabled: dict[int, list[Act]] = {}
        for act in acts:
            enabled.setdefault(act.move.number, []).append(act)
        best = list(enabled)
        for number in list(enabled)[:SEEDS]:
            found = self._closure(state, enabled, self._board.moves[number], len(best))
            if found is not None and len(found) < len(best):
                best = found
            if len(best) == 1:
                break
        return [act for number in best for act in enabled[number]]

    def _closure(self, state: int, enabled: dict[int, list[Act]], seed: Move, most: int) -> list[int] | None:
        inside, todo = {seed.number}, [seed]
        found: list[int] = []
        while todo:
            move = todo.pop()
            if move.number in enabled:
                found.append(move.number)
                if len(found) >= most:
                    return None
                near: tuple[Move, ...] | set[Move] = self._neighbours(move)
            else:
                near = self._enablers(state, move, inside)
            for other in near:
                if other.number not in inside:
                    inside.add(other.number)
                    todo.append(other)
        return found

    def _neighbours(self, move: Move) -> tuple[Move, ...]:
        """Whatever may disable a possible move, be disabled by it, or hide an alarm with it."""
        known = self._near.get(move.number)
        if known is not None:
            return known
        board, found = self._board, set[Move]()
        for place in move.sources():
            found |= self._takers.get(place, set())
            found |= board.givers[place]
        for place in move.targets():
            found |= self._awaiting.get(place, set())
            found |= {other for other in self._takers.get(place, set()) if place in self._emptied[other.number]}
            found |= {other for other in board.takers[place] if place in other.gather}
            if board.kinds[place] != Kind.MESSAGE:
                found |= board.givers[place]
        for place in self._awaited[move.number]:
            found |= board.givers[place]
        for place in self._emptied[move.number]:
            found |= board.givers[place] | self._takers.get(place, set()) | self._awaiting.get(place, set())
        self._near[move.number] = tuple(found)
        return self._near[move.number]

    def _enablers(self, state: int, move: Move, inside: set[int]) -> set[Move]:
        """Moves of which one must be made before an impossible move becomes possible."""
        board, field = self._board, self._machine.field
        best: set[Move] | None = None
        for place in move.pre:
            if not state & field(place):
                givers = board.givers[place]
                if best is None or _strange(givers, inside) < _strange(best, inside):
                    best = givers
        if best is not None:
            return best
        blocking = [place for place in self._awaited[move.number] if state & field(place)]
        found: set[Move] = set()
        for place in move.gather:
            if not state & field(place):
                found |= board.givers[place]
        if move.gather:
            for place in blocking:
                found |= self._takers.get(place, set())
        elif blocking:
            found = min((self._takers.get(place, set()) for place in blocking), key=lambda each: _strange(each, inside))
        return found


def _strange(moves: set[Move], inside: set[int]) -> int:
    return sum(move.number not in inside for move in moves)
