"""Makes a net smaller without changing what is proved about it; each rule says why it may.

What is kept: whether some flow can hold two tokens (an alarm), whether every state can still come to a completed
one, whether something that cannot move can be left with tokens, whether an end event can be reached twice, whether
a message can be left, and which activities can run (`covers`, `watched`).
"""

from __future__ import annotations

from app.verify.fading import fades, unread
from app.verify.moves import Board, Move
from app.verify.net import Kind, Net
from app.verify.pruning import Reading, whole

FEW = 4
"""Moves with more places than this on a side are not compared with each other."""


def reduced(net: Net, reading: Reading) -> Board:
    """The net made as small as the rules make it."""
    board = whole(net, reading)
    rules = _Rules(board, reading)
    while board.places or board.changed or board.look_again():
        while board.changed:
            rules.move(board.changed.popleft())
        if board.places:
            rules.place(board.next_place())
    return board


FAR = 2_000
"""Places that are looked at to see whether anything leads back to a move."""


class _Rules:
    """The rules, tried on a place or on a move."""

    def __init__(self, board: Board, reading: Reading) -> None:
        self.board = board
        self.reading = reading
        self._gathers = any(move.gather for move in board.moves.values())
        self._twins: dict[tuple[object, ...], int] = {}
        self._once: set[int] = set()
        self._same: dict[tuple[frozenset[int], ...], Move] = {}

    def place(self, place: int) -> None:
        """Try every rule about places."""
        kind = self.board.kinds[place]
        if place in self.board.initial or self.board.gone[place]:
            return
        if kind == Kind.ARMED:
            unread(self.board, place) or fades(self.board, place)
        elif kind == Kind.END:
            self._remembered(place)
        elif kind <= Kind.BUSY and not self._series(place):
            self._parallel(place)

    def move(self, move: Move) -> None:
        """Try every rule about moves."""
        if move.number in self.board.moves and not (self._idle(move) or self._alternative(move)):
            self._settled(move)

    def _series(self, place: int) -> bool:
        """A place with a single move out of it, which needs nothing else: whoever marks it makes that move as well.

        The move is always possible, disables nothing (no move asks that what it marks be vacant) and can be made at
        once, for the places it marks are emptied and waited for together with this one (same region).  A run of the
        smaller net is a run of the whole one, and a run of the whole net can make the move earlier.  An alarm in this
        place is kept: the first token could have stayed while the second came, and then they meet on a place that the
        move marks.  If it marks none that has alarms (an end), the place must have a single giver that takes a token
        from a flow where it could have waited unseen: there the two tokens would have met before, unless the second
        came only because the giver had moved (nothing leads back to it).  In the lenient reading, what only reminders
        mark has no alarms.  Where inclusive joins look at what may still come, one place must stand for one place, and
        a token must be to every join there what it was here: a join does not wait for one that only a boundary event
        brings, so that one must not be put on the flow already.
        """
        board = self.board
        move = board.alone(board.takers[place])
        if move is None or move.pre != {place} or not move.plain or place in move.post or board.testers.get(place):
            return False
        givers = board.givers[place]
        if not givers or not self._awaited_alike(place, move.post):
            return False
        region = board.region
        if any(region[each] != region[place] or self._must_be_vacant(each) for each in move.post):
            return False
        if not (
            self.reading.counts or any(board.is_live(each) for each in move.post) or self._alarmed_before(place, givers)
        ):
            return False
        if not all(self._joinable(giver, place, move) for giver in givers) or not self._rewatched(place, givers, move):
            return False
        for giver in list(givers):
            self._join(giver, place, move)
        board.remove_move(move)
        board.remove_place(place)
        return True

    def _awaited_alike(self, place: int, post: frozenset[int]) -> bool:
        if not self._gathers:
            return True
        if len(post) < 2 and self.board.upstream.leads_alike(place, post, beside=self.reading.beside):
            return True
        self.board.put_off(place, *post)
        return False

    def _must_be_vacant(self, place: int) -> bool:
        return any(place in each.vacant for each in self.board.testers.get(place, ()))

    def _alarmed_before(self, place: int, givers: set[Move]) -> bool:
        return (self.reading.lenient and all(giver.reminder for giver in givers)) or self._met_before(place, givers)

    def _met_before(self, place: int, givers: set[Move]) -> bool:
        """Whether two tokens that come to a place one after the other could have met before it."""
        giver = self.board.alone(givers)
        if giver is None:
            return False
        held = any(self._could_wait(each, place, giver) for each in giver.pre - giver.post)
        return held and ((len(giver.post) == 1 and not giver.choice) or self._is_once(giver))

    def _could_wait(self, before: int, place: int, giver: Move) -> bool:
        """Whether a token can stay on `before` instead of on `place` and nobody notices."""
        board = self.board
        if board.kinds[before] == Kind.IDLE:
            return True
        unseen = not board.testers.get(before) and board.region[before] == board.region[place]
        return board.is_live(before) and unseen and self._awaited_alike(before, frozenset((place,)))

    def _is_once(self, giver: Move) -> bool:
        """Whether nothing that a move marks leads back to it; no rule can change that."""
        if giver.number in self._once:
            return True
        seen: set[int] = set(giver.targets())
        todo = list(seen)
        while todo:
            if len(seen) > FAR:
                return False
            for move in self.board.takers[todo.pop()]:
                if move is giver:
                    return False
                fresh = [place for place in move.targets() if place not in seen]
                seen.update(fresh)
                todo.extend(fresh)
        self._once.add(giver.number)
        return True

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
        join it does not matter how many of the two are taken, for the join takes what is there; unless the split is
        passed twice: then the join takes a token of each way for one, and two of the same way one after the other.
        """
        board = self.board
        takers, givers = board.takers[place], board.givers[place]
        if not takers or not givers or board.testers.get(place) or any(place in each[0] for each in board.watched):
            return False
        roles = [place in each.post for each in givers], [place in each.pre for each in takers]
        if not all(roles[0]):
            if self.reading.counts or len(givers) > 1 or len(takers) > 1 or roles[1][0]:
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
        if not board.upstream.are_twins(place, twin, board.gone, beside=self.reading.beside):
            board.put_off(place)
            return False
        board.remove_place(place)
        board.upstream.forget(board.upstream.own(place))
        board.loops = [each - {place} | {twin} if place in each else each for each in board.loops]
        board.look_at(twin)
        return True

    def _settled(self, move: Move) -> None:
        """An inclusive gateway with a single way left is an ordinary one."""
        board = self.board
        if len(move.choice) == 1 and move.otherwise is None:
            (way,) = move.choice
            move.choice, move.post = (), move.post | {way}
            move.story = (move.story, move.branches.pop(way, ()))
        elif len(move.gather) == 1 and not move.pre and not move.dry:
            move.pre, move.gather = frozenset(move.gather), ()
            board.upstream.forget(board.upstream.into(move.number))
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
        if not move.reminder:
            board.loops.append(move.pre)
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
        self.board.remove_move(move)
        return True

    def _remembered(self, place: int) -> bool:
        """An end that only one move reaches, to which nothing leads back, need not be remembered.

        If it could be reached twice, the first token could have waited in front of it until the second came: there
        is an alarm, and the net is read again with tokens counted, where this rule is not used.
        """
        givers = self.board.givers[place]
        if self.reading.counts or not all(place in giver.post for giver in givers):
            return False  # as a way of an inclusive split it stands for the other ways not being taken
        if not self._met_before(place, givers):
            return False
        self.board.remove_place(place)
        return True


def _key(move: Move) -> tuple[frozenset[int], ...]:
    return (move.pre, move.post, move.reset, move.clears, move.vacant, move.empty)
