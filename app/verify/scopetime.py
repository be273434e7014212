"""The longest time in one scope, with the path that takes it and what stands in the way of a bound."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import inf

from app.verify.durations import NIGHT, limit_of, span_of
from app.verify.findings import Excluded
from app.verify.listeners import listened
from app.verify.longest import Edge, longest
from app.verify.model import ACTIVITIES, Node, Process, Scope
from app.verify.path import Part, Time, Via, legs_of
from app.verify.places import Called
from app.verify.waits import AUTOMATIC, Open, Wait, caught, excluded, first_of, repeated, shortest, wait


class Clock:
    """Measures scopes.

    kept: whether declared limits are relied on.  parts: the scopes inside, in the order found.  timed: whether a
    timer may end a scope.
    """

    def __init__(self, called: Called, *, kept: bool) -> None:
        self._called = called
        self.kept = kept
        self.parts: list[Part] = []
        self.timed = False

    def scope(self, scope: Scope, within: tuple[str, ...] = (), calls: tuple[str, ...] = ()) -> Time:
        """The longest time from the beginning of a scope until its last token is gone."""
        return _Measured(self, scope, within, calls).result()

    def wait(self, node: Node, into: Time, within: tuple[str, ...], calls: tuple[str, ...]) -> tuple[Wait, Time | None]:
        """The time in an activity, and that of its content when that is what takes it."""
        clock = excluded(node)
        content = self._content(node)
        if content is not None or node.inside is not None:
            return self._whole(node, content, into, within, calls)
        if clock:
            into.excluded.append(self.outside(node, clock))
            bound = wait(node, True, within)
            if bound.open is not None and bound.open.why != "unnoticed":
                into.open.append(bound.open)
            return Wait(days=0, by=clock), None
        if node.tag in AUTOMATIC:
            return Wait(days=0), None
        return self.counted(node, repeated(node, wait(node, self.kept, within), within), into), None

    def counted(self, node: Node, found: Wait, into: Time) -> Wait:
        """A wait that counts: note what it relies on, or why it has no bound."""
        if found.open is not None:
            into.open.append(found.open)
        elif found.by == "limit":
            into.relied.append(node)
        return found

    def outside(self, node: Node, clock: str) -> Excluded:
        """A step whose time does not count."""
        return Excluded(element=node.id, name=node.label, clock=clock, limit=limit_of(node.properties))

    def _content(self, node: Node) -> Process | None:
        return self._called(node.called) if node.tag == "callActivity" else None

    def _whole(
        self, node: Node, called: Process | None, into: Time, within: tuple[str, ...], calls: tuple[str, ...]
    ) -> tuple[Wait, Time | None]:
        """A sub-process or a call: the smaller of its content and its own timer."""
        scope = called.scope if called is not None else node.inside
        assert scope is not None
        deeper = (*within, node.id) if called is not None else within
        if called is not None and called.id in calls:
            inside = Time(days=inf, open=[Open(why="unbounded-loop", node=node, within=within)])
        else:
            inside = self.scope(scope, deeper, (*calls, called.id) if called is not None else calls)
        limit = limit_of(node.properties)
        if limit is None and called is not None:
            limit = limit_of(called.properties)
        clock, timer = excluded(node), shortest(node)
        self.timed = self.timed or timer is not None
        found = repeated(node, Wait(days=inside.days, by="content"), within)
        if timer is not None and timer + NIGHT < found.days:
            found = Wait(days=timer + NIGHT, by="timer", night=NIGHT)
            inside = Time(days=found.days, excluded=inside.excluded)
        if found.open is not None:
            inside = Time(days=inf, open=[found.open], excluded=inside.excluded)
        self.parts.append(Part(node=node, time=inside, limit=limit, within=within, counts=not clock))
        into.open += inside.open
        if clock:
            into.excluded.append(Excluded(element=node.id, name=node.label, clock=clock, limit=limit))
            return Wait(days=0, by=clock), None
        into.relied += inside.relied
        into.excluded += inside.excluded
        once = found.by == "content" and found.days == inside.days
        return found._replace(open=None), inside if once else None


class _Measured:
    """One scope being measured."""

    def __init__(self, clock: Clock, scope: Scope, within: tuple[str, ...], calls: tuple[str, ...]) -> None:
        self._clock = clock
        self._scope = scope
        self._within = within
        self._calls = calls
        self._time = Time()
        self._kept = clock.kept

    def result(self) -> Time:
        nodes = [node for node in self._scope.nodes if not node.triggered and not node.compensates]
        waits = {node.id: self._wait(node) for node in self._reached(nodes)}
        edges = [edge for node in nodes if node.id in waits for edge in self._edges(node, waits[node.id])]
        known = {node.id: node for node in nodes}
        found = longest(self._starts(nodes), edges)
        for loop in found.loops:
            self._time.open.append(self._loop([known[each] for each in loop if each in known], waits))
        self._time.days = max(found.at.values(), default=0)
        if self._time.days < inf:
            lasts = [each for each, at in found.at.items() if at == self._time.days and each not in known]
            paths = [legs_of([edge.leg for edge in found.path(each)], self._within) for each in lasts]
            self._time.legs = min(paths, key=lambda legs: sum(leg.night for leg in legs), default=())
        if self._scope.event_sub_processes():
            self._clock.timed = True
            measure = partial(self._clock.scope, within=self._within, calls=self._calls)
            listened(self._scope, self._time, measure, self._within)
        return self._time

    def _starts(self, nodes: list[Node]) -> list[str]:
        starts = [node.id for node in nodes if node.tag == "startEvent"]
        return starts or [node.id for node in nodes if not node.incoming and node.tag != "boundaryEvent"]

    def _reached(self, nodes: list[Node]) -> Iterator[Node]:
        """Shapes to which something leads; what never runs needs no deadline."""
        known = {node.id: node for node in nodes}
        todo = self._starts(nodes)
        seen = set(todo)
        while todo:
            node = known[todo.pop()]
            yield node
            following = [*(flow.target.id for flow in node.outgoing), *(each.id for each in node.boundaries)]
            if node.event == "link" and node.tag == "intermediateThrowEvent":
                following += self._catches(node)
            for each in following:
                if each not in seen and each in known:
                    seen.add(each)
                    todo.append(each)

    def _catches(self, throw: Node) -> list[str]:
        return [
            node.id
            for node in self._scope.nodes
            if node.tag == "intermediateCatchEvent" and node.event == "link" and node.ref == throw.ref
        ]

    def _wait(self, node: Node) -> tuple[Wait, Time | None]:
        """The time in a shape; that of an event behind an event gateway belongs to the gateway."""
        waits = node.tag in ACTIVITIES or node.tag == "intermediateCatchEvent"
        if not waits or self._after_gateway(node):
            return Wait(days=0), None
        if node.tag in ACTIVITIES:
            return self._clock.wait(node, self._time, self._within, self._calls)
        clock = excluded(node)
        if clock:
            self._time.excluded.append(self._clock.outside(node, clock))
            return Wait(days=0, by=clock), None
        return self._clock.counted(node, caught(node, self._kept, self._within), self._time), None

    def _after_gateway(self, node: Node) -> bool:
        return bool(node.incoming) and all(flow.source.tag == "eventBasedGateway" for flow in node.incoming)

    def _edges(self, node: Node, found: tuple[Wait, Time | None]) -> Iterator[Edge]:
        waited, content = found
        if node.tag == "eventBasedGateway":
            events = {flow.target.id: flow.target for flow in node.outgoing}
            for each, until in first_of(node, self._kept, self._within).items():
                self._clock.counted(events[each], until, self._time)
                yield Edge(source=node.id, target=each, days=until.days, leg=Via(node=events[each], wait=until))
            return
        via = Via(node=node, wait=waited, content=content)
        targets = [flow.target.id for flow in node.outgoing]
        targets += self._catches(node) if node.event == "link" and node.tag == "intermediateThrowEvent" else []
        for target in targets:
            yield Edge(source=node.id, target=target, days=waited.days, leg=via)
        if not targets:
            yield Edge(source=node.id, target=f"{node.id} left", days=waited.days, leg=via)
        for event in node.boundaries:
            yield from self._boundary(node, event, waited, content)

    def _boundary(self, node: Node, event: Node, waited: Wait, content: Time | None) -> Iterator[Edge]:
        """A boundary timer fires after its time and a night, anything else at any time while the activity lasts.

        A timer that is longer than the activity can last never fires; nor does one of the length of a limit that
        everyone keeps to.  A timer that goes on firing does so until the activity is over, and one that is no
        constant may fire whenever it likes.
        """
        if event.event == "compensate":
            return
        span = span_of(event) if event.event == "timer" and not excluded(node) else None
        after = Wait(days=waited.days, by=waited.by)
        if span is not None and span.days is not None:
            kept = waited.by == "limit" or (waited.by == "content" and self._kept)
            if span.days > waited.days or (span.days == waited.days and kept and not event.interrupting):
                return
            if event.interrupting or not span.repeats:
                after, content = Wait(days=span.days + NIGHT, by="timer", night=NIGHT), None
            elif not kept and waited.by != "timer":
                after = Wait(days=waited.days + NIGHT, by=waited.by, night=NIGHT)
        yield Edge(source=node.id, target=event.id, days=after.days, leg=Via(node=node, wait=after, content=content))

    def _loop(self, members: list[Node], waits: dict[str, tuple[Wait, Time | None]]) -> Open:
        """Told on the gateway that leads back, or else on the first shape; the steps that take time come after it."""
        slow = tuple(node for node in members if waits[node.id][0].days)
        gateways = [node for node in members if node.tag.endswith("Gateway") and len(node.outgoing) > 1]
        head = (gateways or list(slow) or members)[0]
        return Open(why="unbounded-loop", node=head, within=self._within, others=slow)
