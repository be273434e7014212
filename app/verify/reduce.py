"""Makes a net smaller without changing what is proved about it; each rule says why it may.

What is kept: whether some flow can hold two tokens (an alarm), whether every state can still come to a completed
one, whether something that cannot move can be left with tokens, whether an end event can be reached twice, whether
a message can be left, and which activities can run (`covers`, `watched`).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.verify.moves import Board, Move
from app.verify.net import Kind, Net

FEW = 4
"""Moves with more places than this on a side are not compared with each other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How a net is to be read.

    counts: a place may hold several tokens, and a second one is no alarm.  lenient: what a non-interrupting event
    starts and what ends by itself may run several times over, side by side.
    """

    counts: bool = False
    lenient: bool = True


def whole(net: Net, reading: Reading) -> Board:
    """The net as it is, without the moves that can never be made and with the re-entry tests that count."""
    board = Board(net)
    _drop_tests(board, reading)
    _drop_dead(board)
    return board


def reduced(net: Net, reading: Reading) -> Board:
    """The net made as small as the rules make it."""
    board = whole(net, reading)
    rules = _Rules(board, reading)
    while board.places or board.changed:
        while board.changed:
            rules.move(board.changed.popleft())
        if board.places:
            rules.place(board.next_place())
    return board


def _drop_tests(board: Board, reading: Reading) -> None:
    """An activity that is busy is not begun again: the token waits for it on its flow.

    Where a second token is an alarm the test changes nothing that is proved: if a token can wait in front of a busy
    activity, the first one could have waited on the same flow until the second came, which is an alarm, unless the
    second came from something that the busy activity itself started beside it (a non-interrupting event).  There the
    strict reading keeps the test, and in the lenient one a second token in an activity is an alarm of its own.
    Where places are counted, two tokens may be in a task at once instead of one after the other: the moves and what
    is left over are the same.  In a sub-process they would mix, so that test stays.
    """
    beside = {place for move in board.moves.values() if move.reminder for place in move.pre}
    for move in board.moves.values():
        if not move.vacant:
            continue
        if reading.counts:
            kept = any(board.kinds[place] == Kind.FLOW or board.net.where[place] != board.net.where[busy]
                       for busy in move.vacant for place in move.post)  # fmt: skip
        else:
            kept = not reading.lenient and any(place in beside for place in move.post)
        if not kept:
            board.untest(move)


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
    for place in range(len(board.kinds)):
        if place not in marked:
            board.remove_place(place)


class _Rules:
    """The rules, tried on a place or on a move."""

    def __init__(self, board: Board, reading: Reading) -> None:
        self.board = board
        self.reading = reading
        self._gathers = any(move.gather for move in board.moves.values())
        self._twins: dict[tuple[object, ...], int] = {}
        self._same: dict[tuple[frozenset[int], ...], Move] = {}

    def place(self, place: int) -> None:
        """Try every rule about places."""
        kind = self.board.kinds[place]
        if place in self.board.initial:
            return
        if kind == Kind.ARMED:
            self._unread(place) or self._fades(place)
        elif kind <= Kind.BUSY and not (self._series(place) or self._parallel(place)):
            return

    def move(self, move: Move) -> None:
        """Try every rule about moves."""
        if move.number in self.board.moves and not (self._idle(move) or self._alternative(move)):
            self._settled(move)

    def _series(self, place: int) -> bool:
        """A place with a single move out of it, which needs nothing else: whoever marks it makes that move as well.

        The move is always possible, disables nothing and can be made at once, for the places it marks are emptied
        and waited for together with this one (same region).  A run of the smaller net is a run of the whole one, and
        a run of the whole net can make the move earlier.  An alarm in this place is kept: the first token could have
        stayed while the second came, and then they meet on a place that the move marks.  If it marks none that has
        alarms (an end), the place must have a single giver that takes a token from a flow: there the two tokens
        would have met before.  A reminder is such a giver in the lenient reading.
        """
        board = self.board
        move = board.alone(board.takers[place])
        if move is None or move.pre != {place} or not move.plain or place in move.post or board.testers.get(place):
            return False
        givers = board.givers[place]
        if not givers or (self._gathers and len(move.post) > 1):
            return False
        region = board.region
        if any(region[each] != region[place] for each in move.post):
            return False
        if not (self.reading.counts or any(board.is_live(each) for each in move.post) or self._alarmed_before(givers)):
            return False
        if not all(self._joinable(giver, place, move) for giver in givers) or not self._rewatched(place, givers, move):
            return False
        for giver in list(givers):
            self._join(giver, place, move)
        board.remove_move(move)
        board.remove_place(place)
        return True

    def _alarmed_before(self, givers: set[Move]) -> bool:
        giver = self.board.alone(givers)
        if giver is None:
            return False
        taken = (giver.pre - giver.post) | set(giver.gather)
        flows = any(self.board.is_live(each) or self.board.kinds[each] == Kind.IDLE for each in taken)
        return flows or (self.reading.lenient and giver.reminder)

    def _joinable(self, giver: Move, place: int, move: Move) -> bool:
        """A place is marked once by a move; two at a time is left for the exploration to see."""
        if place not in giver.post:  # on one of the ways of an inclusive split
            return len(move.post) == 1 and not move.post & set(giver.targets())
        return not move.post & set(giver.targets())

    def _rewatched(self, place: int, givers: set[Move], move: Move) -> bool:
        """What is watched for on this place is seen when one of its givers moves, if that marks the rest as well."""
        board = self.board
        mine = [each for each in board.watched if place in each[0]]
        if not mine:
            return True
        for places, covers in mine:
            if any(places - {place} - giver.post for giver in givers):
                return False
            for giver in givers:
                giver.covers = (giver.covers, covers)
        board.watched = [each for each in board.watched if place not in each[0]]
        return True

    def _join(self, giver: Move, place: int, move: Move) -> None:
        board = self.board
        giver.covers = (giver.covers, move.covers)
        if place in giver.post:
            giver.story = (giver.story, move.story)
            board.put(giver, place, move.post)
        else:
            (target,) = move.post
            giver.branches[target] = (giver.branches.pop(place, ()), move.story)
            if giver.otherwise == place:
                giver.otherwise = target
            else:
                giver.choice = tuple(target if each == place else each for each in giver.choice)
            board.givers[target].add(giver)
            board.look_at(target)
            board.changed.append(giver)
        board.givers[place].discard(giver)

    def _parallel(self, place: int) -> bool:
        """Two places that the same moves mark and the same moves empty always hold the same: one of them is enough.

        So the branches between a split and its join become one.  On the ways of an inclusive split to its inclusive
        join it does not matter how many of the two are taken, for the join takes what is there.
        """
        board = self.board
        takers, givers = board.takers[place], board.givers[place]
        if not takers or not givers or board.testers.get(place) or any(place in each[0] for each in board.watched):
            return False
        roles = [place in each.post for each in givers], [place in each.pre for each in takers]
        if not all(roles[0]):
            if len(givers) > 1 or len(takers) > 1 or roles[1][0]:
                return False
        elif any(roles[1]) and not all(roles[1]):
            return False
        key = (
            frozenset(each.number for each in givers),
            frozenset(each.number for each in takers),
            board.region[place],
            all(roles[0]),
            all(roles[1]),
        )
        twin = self._twins.get(key)
        if twin is None or twin == place or board.takers[twin] != takers or board.givers[twin] != givers:
            self._twins[key] = place
            return False
        giver = board.alone(givers)
        if giver is not None and giver.otherwise == twin:
            place, twin = twin, place
            self._twins[key] = twin
        if board.testers.get(twin) or (place in board.initial) != (twin in board.initial):
            return False
        board.remove_place(place)
        board.look_at(twin)
        return True

    def _settled(self, move: Move) -> None:
        """An inclusive gateway with a single way left is an ordinary one."""
        board = self.board
        if len(move.choice) == 1 and move.otherwise is None:
            (way,) = move.choice
            move.choice, move.post = (), move.post | {way}
            move.story = (move.story, move.branches.pop(way, ()))
        elif len(move.gather) == 1 and not move.pre:
            move.pre, move.gather = frozenset(move.gather), ()
        else:
            return
        board.changed.append(move)
        for place in (*move.pre, *move.post):
            board.look_at(place)

    def _idle(self, move: Move) -> bool:
        """A move that puts back what it takes changes no state: a loop whose body has become one move.

        Its activities can run once its places are marked: after every giver of one of them, when those mark the
        others as well; otherwise the places are watched.  A place that has nothing left but such a loop is a livelock.
        """
        board = self.board
        if move.pre != move.post or not move.plain:
            return False
        board.remove_move(move)
        board.looping |= move.pre
        for place in move.pre:
            givers = board.givers[place]
            if place not in board.initial and not any(move.pre - giver.post - {place} for giver in givers):
                for giver in givers:
                    giver.covers = (giver.covers, move.covers)
                return True
        board.watched.append((frozenset(move.pre), move.covers))
        return True

    def _alternative(self, move: Move) -> bool:
        """Two moves that take and put the same are one; the activities of both can run."""
        if move.gather or move.choice or len(move.pre) > FEW or len(move.post) > FEW:
            return False
        key = _key(move)
        twin = self._same.get(key)
        if twin is None or twin is move or twin.number not in self.board.moves or _key(twin) != key:
            self._same[key] = move
            return False
        twin.covers = (twin.covers, move.covers)
        twin.sideways = twin.sideways and move.sideways
        self.board.remove_move(move)
        return True

    def _unread(self, place: int) -> bool:
        """Nothing ever happens because of this place."""
        if self.board.takers[place] or any(place in each[0] for each in self.board.watched):
            return False
        self.board.remove_place(place)
        return True

    def _fades(self, place: int) -> bool:
        """A reminder that ends by itself: making it ready and starting it changes nothing for anybody else.

        Its only taker takes it and puts back whatever else it takes, and it is ready whenever its host begins, so
        the reminder's activities can run when a move that makes it ready can.
        """
        board = self.board
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


def _key(move: Move) -> tuple[frozenset[int], ...]:
    return (move.pre, move.post, move.reset, move.clears, move.vacant, move.empty)
