"""What a token need not be followed through, seen in the diagram before the net is drawn: the net gets smaller.

Only in the open, lenient reading.  Each shortcut is a rule of the reduction (see `reduce`), applied where the drawing
alone shows that its conditions hold.
"""

from __future__ import annotations

from collections.abc import Callable

from app.verify.durations import span_of
from app.verify.model import ACTIVITIES, TASKS, Flow, Node, Scope
from app.verify.net import Chain, Passed

Landing = tuple[str, Chain]
"""The flow at which a token stops, or `BUSY` and the activity, and what it passes on the way."""

BUSY = "@"
"""What stands before the id of an activity in a landing."""

_MERGES = frozenset({"parallelGateway", "inclusiveGateway"})
_CHOOSING = ("exclusiveGateway", "eventBasedGateway")
_PASSING = frozenset({"", "message", "signal"})


class Shortcuts:
    """The shortcuts of one scope.

    landings: of each flow that something can put a token on, where that token stops.  absorbed: activities at which
    it stops as soon as they are reached.  reminded: of an activity, what the reminders that hang on it run.
    """

    def __init__(self, scope: Scope, is_step: Callable[[Node], bool], forgotten: frozenset[str] | None) -> None:
        """is_step: whether a node has no content.  forgotten: ends that leave no trace, None for all of them."""
        self._is_step = is_step
        self._forgotten = forgotten
        self._straight: dict[str, bool] = {}
        self._anchored: set[str] = set()
        self.dropped: set[str] = set()
        self.reminded: dict[str, tuple[str, ...]] = {}
        self._skipped: set[str] = set()
        self.absorbed: set[str] = set()
        for node in scope.nodes:
            if node.boundaries:
                self._reminders(node)
        self.landings: dict[str, Landing] = {}
        while self._land(scope):
            self.landings.clear()
            self.absorbed.clear()

    def _is_straight(self, node: Node) -> bool:
        known = self._straight.get(node.id)
        if known is None:
            known = self._straight[node.id] = self._passes(node)
        return known and node.id not in self._anchored

    def _passes(self, node: Node) -> bool:
        """A shape with one way out that nothing can keep a token from taking (the rule of series)."""
        if len(node.outgoing) != 1 or node.outgoing[0].conditional or node.triggered or node.compensates:
            return False
        if node.tag in ACTIVITIES:
            return self._is_step(node) and not node.boundaries
        if node.tag in _MERGES:
            return len(node.incoming) == 1
        if node.tag in ("intermediateThrowEvent", "intermediateCatchEvent"):
            return node.event in _PASSING or (node.event == "timer" and node.tag == "intermediateCatchEvent")
        return node.tag == "exclusiveGateway"

    def _reminders(self, host: Node) -> None:
        """A reminder that leads over shapes that only pass it on to an end (the rules of series and of fading)."""
        for event in host.boundaries:
            if event.interrupting or event.event not in ("timer", "message", "signal") or len(event.outgoing) != 1:
                continue
            flows, ran = [event.outgoing[0]], list[str]()
            node = event.outgoing[0].target
            while self._is_straight(node) and node.outgoing[0] not in flows:
                flows.append(node.outgoing[0])
                ran += [node.id] if node.tag in ACTIVITIES else []
                node = node.outgoing[0].target
            ends = node.tag == "endEvent" and node.event in _PASSING
            if ends and (self._forgotten is None or node.id in self._forgotten):
                self.dropped.add(event.id)
                self.reminded[host.id] = (*self.reminded.get(host.id, ()), *ran)
                for flow in flows:
                    if all(each.id in self._skipped for each in flow.source.incoming):
                        self._skipped.add(flow.id)

    def _absorbs(self, node: Node) -> bool:
        """An activity whose boundary events all interrupt it: a token stops on it, not in front of it (series)."""
        if node.tag not in ACTIVITIES or not node.boundaries or not self._is_step(node) or node.id in self._anchored:
            return False
        return all(event.interrupting or event.id in self.dropped for event in node.boundaries)

    def _land(self, scope: Scope) -> bool:
        """Find the landing of every flow; true when something had to be anchored, so that it must be done again."""
        again = False
        for node in scope.nodes:
            if self._is_only_passed(node):
                continue
            stops: dict[str, list[str]] = {}
            for flow in node.outgoing:
                if flow.id in self._skipped:
                    continue
                landing = self._landing(flow)
                if landing is None:
                    return True
                stops.setdefault(landing[0], []).append(flow.id)
            if len(stops) < len(node.outgoing) and node.tag not in _CHOOSING:
                again = self._apart(stops) or again
        starts: dict[str, list[str]] = {}
        for flow in (flow for start in scope.starts() for flow in start.outgoing):
            starts.setdefault(self.landings[flow.id][0], []).append(flow.id)
        return self._apart(starts) or again

    def _is_only_passed(self, node: Node) -> bool:
        """Whether tokens always go through a shape on their way from further up, so that none begins behind it."""
        begins = not node.incoming or any(flow.source.tag == "eventBasedGateway" for flow in node.incoming)
        return self._is_straight(node) and not begins

    def _apart(self, stops: dict[str, list[str]]) -> bool:
        """Two tokens that are put at the same time must not fall into one: they stop where they meet."""
        found = False
        for flows in stops.values():
            if len(flows) > 1:
                first = {each.element for each in self.landings[flows[0]][1]}
                meet = [each.element for each in self.landings[flows[1]][1] if each.element in first]
                self._anchored.add(meet[0])
                found = True
        return found

    def _landing(self, flow: Flow) -> Landing | None:
        """None when the shapes that pass a token on form a ring; one of them is then anchored."""
        chain: list[Passed] = []
        first, seen = flow.id, set[str]()
        while True:
            known = self.landings.get(flow.id)
            if known is not None:
                found = (known[0], (*chain, *known[1])) if chain else known
                break
            node = flow.target
            if node.id in seen:
                self._anchored.add(node.id)
                return None
            seen.add(node.id)
            if self._absorbs(node):
                self.absorbed.add(node.id)
                found = (BUSY + node.id, (*chain, Passed(node.id, "start", flow.id, node.id, 0, node.id)))
                break
            if not self._is_straight(node):
                found = (flow.id, tuple(chain))
                break
            chain.append(_passed(node, flow))
            flow = node.outgoing[0]
        self.landings[first] = found
        return found


def _passed(node: Node, flow: Flow) -> Passed:
    how = "run" if node.tag in TASKS or node.tag == "callActivity" else "take"
    if node.tag in ("intermediateCatchEvent", "receiveTask"):
        how = "fire"
    runs = node.id if node.tag in ACTIVITIES else ""
    return Passed(node.id, how, flow.id, node.outgoing[0].id, span_of(node).days or 0, runs)
