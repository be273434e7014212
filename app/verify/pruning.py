"""What of a net can be left out before any rule of the reduction is tried, and how a net is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.verify.moves import Board, Move
from app.verify.net import Kind, Net


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How a net is to be read.

    counts: a place may hold several tokens, and a second one is no alarm.  lenient: what a non-interrupting event
    starts and what ends by itself may run several times over, side by side.  beside: an inclusive join waits for
    boundary events that are ready.
    """

    counts: bool = False
    lenient: bool = True
    beside: bool = True


def whole(net: Net, reading: Reading) -> Board:
    """The net as it is, without the moves that can never be made and with the re-entry tests that count."""
    board = Board(net)
    _drop_tests(board, reading)
    _drop_dead(board)
    return board


def _drop_tests(board: Board, reading: Reading) -> None:
    """An activity that is busy is not begun again: the token waits for it on its flow.

    In the lenient reading a second token in an activity is an alarm, so nothing is gained by the test.  In the strict
    one only a second token on a flow is: where a single flow leads to a step, the first token could have waited on it
    until the second came, so nothing is gained either, unless the second came from what the busy step itself started
    (a non-interrupting event, its content).  Where places are counted, two tokens may be in a task at once instead of
    one after the other: the moves and what is left over are the same.  In a sub-process they would mix, so that test
    stays.
    """
    starts = [move for move in board.moves.values() if move.vacant and _begins_activity(board, move)]
    ways = Counter(place for move in starts for place in move.vacant)
    beside = {place for move in board.moves.values() if move.reminder for place in move.pre}
    for move in starts:
        mixes = any(
            board.kinds[place] == Kind.FLOW or board.net.where[place] != board.net.where[busy]
            for busy in move.vacant
            for place in move.post
        )
        several = any(ways[place] > 1 or place in beside for place in (*move.vacant, *move.post))
        if not (mixes if reading.counts else not reading.lenient and (mixes or several)):
            board.untest(move)


def _begins_activity(board: Board, move: Move) -> bool:
    """Whether its test is about re-entry; a signal that nobody may hear has one as well."""
    return board.net.transitions[move.number].how == "start"


def _drop_dead(board: Board) -> None:
    """A move that needs a place which no move can mark, whatever else happens, is never made."""
    marked = set(board.initial)
    missing = {move.number: 1 if move.gather else len(move.pre) for move in board.moves.values()}
    todo = list(marked)
    while todo:
        for move in board.takers[todo.pop()]:
            missing[move.number] -= 1
            if missing[move.number] == 0:
                fresh = [place for place in move.targets() if place not in marked]
                marked.update(fresh)
                todo.extend(fresh)
    for move in list(board.moves.values()):
        if missing[move.number] > 0:
            board.remove_move(move)
    for move in board.moves.values():
        move.dry = tuple(place for place in move.gather if place not in marked)
    for place in range(len(board.kinds)):
        if place not in marked:
            board.remove_place(place)
