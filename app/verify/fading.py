"""Two rules about places at which nobody waits: events that are ready to fire, and reminders that end by themselves."""

from __future__ import annotations

from app.verify.moves import Board


def unread(board: Board, place: int) -> bool:
    """Nothing ever happens because of this place."""
    if board.takers[place] or any(place in each[0] for each in board.watched):
        return False
    board.remove_place(place)
    return True


def fades(board: Board, place: int) -> bool:
    """A reminder that ends by itself: making it ready and starting it changes nothing for anybody else.

    Its only taker takes it and puts back whatever else it takes, and it is ready whenever its host begins, so
    the reminder's activities can run when a move that makes it ready can.
    """
    move = board.alone(board.takers[place])
    if move is None or move.clears or move.empty or move.vacant or move.gather or move.choice:
        return False
    if move.reset - {place} or move.pre - move.post != {place} or move.post - move.pre:
        return False
    if any(place in each[0] for each in board.watched):
        return False
    for giver in board.givers[place]:
        giver.covers = (giver.covers, move.covers)
    board.remove_move(move)
    board.remove_place(place)
    return True
