"""Follows a trace on the whole net, by the names in it and nothing else: the way in which a page or an engine would."""

from __future__ import annotations

from collections import Counter

from app.verify import Proof
from app.verify.net import LIVE, Kind, Net, Transition


class Follower:
    """Tokens on the whole net; `step` finds the one transition that a step of a trace can mean."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.tokens: Counter[int] = Counter(net.initial)
        self._subtree = net.subtree()

    def follow(self, proof: Proof) -> None:
        for number, step in enumerate(proof.trace):
            fitting = [
                (each, posts)
                for each in self.net.transitions
                if each.element == step.element and self.can(each)
                for posts in self._posts(each, step.tokens)
                if self._names(self._lost(each) - self._kept(each, posts)) == sorted(step.taken)
                and self._names(posts - self._kept(each, self._taken(each))) == sorted(step.tokens)
            ]
            assert fitting, f"step {number} of {proof.code} cannot be made: {step}"
            self.fire(*fitting[0])

    def _posts(self, step: Transition, names: tuple[str, ...]) -> list[set[int]]:
        if not step.choice:
            return [set(step.post)]
        return [
            {place for place in (*step.choice, step.otherwise) if place is not None and self.net.names[place] in names}
        ]

    def _kept(self, step: Transition, places: set[int]) -> set[int]:
        """What stays where it is; a token that an inclusive split puts on a flow back into it has moved."""
        return set() if step.choice else places

    def _taken(self, step: Transition) -> set[int]:
        return {*step.pre, *(place for place in step.gather if self.tokens[place])}

    def _lost(self, step: Transition) -> set[int]:
        emptied = {*step.reset, *(place for scope in step.clears for place in self._subtree[scope])}
        return self._taken(step) | {place for place in emptied if self.tokens[place]}

    def _names(self, places: set[int]) -> list[str]:
        return sorted(self.net.names[place] for place in places if self.net.kinds[place] in LIVE)

    def can(self, step: Transition) -> bool:
        if step.gather and not any(self.tokens[place] for place in step.gather):
            return False
        inside = [place for scope in step.empty for place in self._subtree[scope] if self.net.kinds[place] in LIVE]
        return all(self.tokens[place] for place in step.pre) and not any(self.tokens[place] for place in inside)

    def fire(self, step: Transition, posts: set[int]) -> None:
        taken, lost = self._taken(step), self._lost(step)
        for place in lost - taken:
            self.tokens[place] = 0
        self.tokens.subtract(taken)
        self.tokens.update(posts)

    def live(self) -> list[int]:
        return [place for place, count in self.tokens.items() if count > 0 and self.net.kinds[place] in LIVE]

    def moves(self) -> list[Transition]:
        """What can still happen, reminders and inclusive joins, which may wait for each other, left aside."""
        return [each for each in self.net.transitions if self.can(each) and not each.reminder and not each.gather]

    def shows(self, proof: Proof) -> bool:
        """Whether the tokens are what the finding says."""
        many = {self.net.kinds[place] for place, count in self.tokens.items() if count > 1}
        if proof.code == "lack-of-synchronisation":
            return bool(many & LIVE)
        if proof.code == "improper-completion":
            return Kind.END in many
        return proof.code == "livelock" or bool(self.live())
