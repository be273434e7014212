"""Replays a story on the whole net, one transition after the other, and writes down what moved: the trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from app.verify.findings import Step
from app.verify.moves import Rope, items
from app.verify.net import LIVE, Kind, Net, Transition


class NotReplayable(Exception):
    """A story does not run on the whole net, so what it was to show is not shown."""


class Replay:
    """The whole net with tokens in it.

    Re-entry tests are not asked: a second token in front of a busy activity is an alarm by itself.
    """

    def __init__(self, net: Net) -> None:
        self.net = net
        self.tokens: Counter[int] = Counter(net.initial)
        self.steps: list[Step] = []
        self.double: list[int] = []
        self._days: dict[int, int] = dict.fromkeys(net.initial, 0)
        self._subtree: list[list[int]] | None = None
        self._splits: dict[int, tuple[int, Transition]] = {}

    def run(self, stories: Iterable[Rope]) -> None:
        """Make the moves of these stories.  Raises NotReplayable."""
        for story in stories:
            for item in items(story):
                if not isinstance(item, int):
                    raise NotReplayable
                if item < 0:
                    self._put(-1 - item, self.steps[-1].day, *self._splits[-1 - item])
                else:
                    self._step(self.net.transitions[item])

    def _step(self, step: Transition) -> None:
        taken = [*step.pre, *(place for place in step.gather if self.tokens[place])]
        if any(not self.tokens[place] for place in taken) or (step.gather and not taken):
            raise NotReplayable
        if any(self.tokens[place] for scope in step.empty for place in self._inside(scope) if self._is_live(place)):
            raise NotReplayable
        start = max((self._days.get(place, 0) for place in taken), default=0)
        day = max(start + step.days, self.steps[-1].day if self.steps else 0)
        self.tokens.subtract(taken)
        emptied = [place for place in self._emptied(step) if self.tokens[place] > 0]
        for place in emptied:
            self.tokens[place] = 0
        kept = {place for place in step.post if place in taken and place not in step.chains}
        lost = self._shown({*taken, *emptied} - kept)
        self.steps.append(Step(element=step.element, how=step.how, taken=lost, day=day, within=step.within))
        made = len(self.steps) - 1
        for place in (*step.choice, *(() if step.otherwise is None else (step.otherwise,))):
            self._splits[place] = (made, step)
        for place in sorted(step.post):
            self._put(place, day, made, step, new=place not in kept)

    def _put(self, place: int, day: int, number: int, step: Transition, *, new: bool = True) -> None:
        """Mark a place; what the token passes on its way there are steps of their own."""
        chain = step.chains.get(place, ())
        if new and self._is_live(place):
            made = self.steps[number]
            first = chain[0].taken if chain else self.net.names[place]
            self.steps[number] = replace(made, tokens=(*made.tokens, first))
        for each in chain:
            day += each.days
            self.steps.append(
                Step(
                    element=each.element,
                    how=each.how,
                    taken=(each.taken,),
                    tokens=(each.token,),
                    day=max(day, self.steps[-1].day),
                    within=step.within,
                )
            )
        self.tokens[place] += 1
        self._days[place] = day
        if self.tokens[place] > 1 and self.net.kinds[place] in (*LIVE, Kind.END):
            self.double.append(place)

    def _is_live(self, place: int) -> bool:
        return self.net.kinds[place] in LIVE

    def _shown(self, places: set[int]) -> tuple[str, ...]:
        return tuple(self.net.names[place] for place in sorted(places) if self._is_live(place))

    def _emptied(self, step: Transition) -> set[int]:
        return set(step.reset) | {place for scope in step.clears for place in self._inside(scope)}

    def _inside(self, scope: int) -> list[int]:
        if self._subtree is None:
            self._subtree = self.net.subtree()
        return self._subtree[scope]

    def marked(self) -> list[int]:
        """The places that keep the net from being finished."""
        return sorted(place for place, count in self.tokens.items() if count > 0 and self._is_live(place))
