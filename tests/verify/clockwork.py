"""A clock run over the whole net, independent of the prover's sums: people and timers act at random moments."""

from __future__ import annotations

from math import inf
from random import Random

from app.verify.durations import limit_of, span_of
from app.verify.model import Node, Process
from app.verify.net import LIVE, Net, Transition

NIGHT = 1
AUTOMATIC = ("serviceTask", "scriptTask", "sendTask", "businessRuleTask")


class Clockwork:
    """One run.  Tokens carry the moment at which they came; every possible move is given a moment when it first is."""

    def __init__(self, net: Net, process: Process, seed: int) -> None:
        self.net = net
        self.random = Random(seed)
        self.nodes: dict[str, Node] = {node.id: node for node in process.scope.everything()}
        self.tokens: dict[int, tuple[int, float]] = {place: (n, 0.0) for n, place in enumerate(net.initial)}
        self.now = 0.0
        self._next = len(net.initial)
        self._due: dict[tuple[int, tuple[int, ...]], float] = {}
        self._subtree = net.subtree()

    def run(self) -> float:
        """The moment at which the last token is gone."""
        while True:
            moves = [(self.due(step), self.random.random(), step) for step in self.net.transitions if self.can(step)]
            moves = [each for each in moves if each[0] < inf]
            if not moves:
                assert not any(self.net.kinds[place] in LIVE for place in self.tokens)
                return self.now
            moment, _, step = min(moves, key=lambda each: each[:2])
            self.now = max(self.now, moment)
            self.fire(step)

    def can(self, step: Transition) -> bool:
        if any(place not in self.tokens for place in step.pre) or any(place in self.tokens for place in step.vacant):
            return False
        if step.gather:
            return any(place in self.tokens for place in step.gather) and not self._still_coming(step)
        inside = [place for scope in step.empty for place in self._subtree[scope] if place in self.tokens]
        return not any(self.net.kinds[place] in LIVE for place in inside)

    def _still_coming(self, step: Transition) -> bool:
        """Inclusive joins of the models drawn here close their own split: they wait for every token upstream."""
        empty = [gate for gate in step.gather if gate not in self.tokens]
        return any(place in self.tokens for gate in empty for place in self._upstream(gate, step))

    def _upstream(self, place: int, join: Transition) -> set[int]:
        seen: set[int] = set()
        todo = [place]
        while todo:
            here = todo.pop()
            for step in self.net.transitions:
                if step is not join and (here in step.post or here in step.choice):
                    fresh = [each for each in (*step.pre, *step.gather) if each not in seen]
                    seen.update(fresh)
                    todo += fresh
        return {each for each in seen if self.net.kinds[each] in LIVE}

    def due(self, step: Transition) -> float:
        taken = [self.tokens[place] for place in (*step.pre, *step.gather) if place in self.tokens]
        key = (step.number, tuple(sorted(number for number, _ in taken)))
        if key not in self._due:
            begun = max(moment for _, moment in taken)
            self._due[key] = max(self.now, begun + self.delay(step))
        return self._due[key]

    def delay(self, step: Transition) -> float:
        """How long after its last token came this move is made, at random within what is allowed."""
        node = self.nodes.get(step.element)
        if node is None or step.how in ("begin", "take", "merge", "end", "throw", "enter", "leave", "repeat", "start"):
            return 0
        if step.how == "fire" and node.event == "timer":
            days = span_of(node).days
            assert days is not None
            return days + NIGHT
        if step.how == "fire":
            return self._until(self._beside(node))
        if node.inside is not None or node.tag in AUTOMATIC:
            return 0
        return self._until(node)

    def _beside(self, node: Node) -> Node:
        """The timer that runs against a message: of the same event gateway, or of nothing."""
        for flow in node.incoming:
            for other in flow.source.outgoing:
                if flow.source.tag == "eventBasedGateway" and other.target.event == "timer":
                    return other.target
        return node

    def _until(self, node: Node) -> float:
        """Somebody acts: within the limit, or before the timer, or never when there is a timer."""
        timers = [span_of(each).days for each in node.boundaries if each.event == "timer" and each.interrupting]
        timers += [span_of(node).days] if node.event == "timer" else []
        known = [days for days in timers if days is not None]
        limit = limit_of(node.properties)
        if known:
            return inf if self.random.random() < 0.6 else self.random.uniform(0, min(known) + NIGHT)
        if limit is not None:
            return self.random.choice([limit, self.random.uniform(0, limit)])
        return self.random.choice([inf, self.random.uniform(0, 10)])

    def fire(self, step: Transition) -> None:
        for place in (*step.pre, *step.gather):
            self.tokens.pop(place, None)
        for place in (*step.reset, *(each for scope in step.clears for each in self._subtree[scope])):
            self.tokens.pop(place, None)
        posts = set(step.post)
        if step.choice:
            posts.update(self.random.sample(step.choice, self.random.randint(1, len(step.choice))))
        for place in posts:
            if place not in self.tokens:
                self.tokens[place] = (self._next, self.now)
                self._next += 1
