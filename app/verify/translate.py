"""From the diagram to the token net: processes, activities, sub-processes and how each is entered and left."""

from __future__ import annotations

from collections.abc import Iterable

from app.verify.durations import span_of
from app.verify.events import Events
from app.verify.gateways import gateway
from app.verify.model import ACTIVITIES, GATEWAYS, MessageFlow, Node, Process
from app.verify.net import Chain, Kind, Net, Transition, Way, marks
from app.verify.places import Called, Instance, Layout
from app.verify.ways import beginning, entrances, shell, timers_armed, timers_once, ways


def translate(
    processes: Iterable[Process],
    called: Called,
    *,
    closed: bool = False,
    messages: Iterable[MessageFlow] = (),
    forgotten: frozenset[str] = frozenset(),
    short: bool = False,
) -> Net:
    """The net of one process, or of all of a collaboration.

    Open: the world may send any message, signal or error at any time.  Closed: a message comes over a message flow
    of the file, a signal from a shape that throws it.  forgotten: ends of a process that may be reached repeatedly.
    short: take shortcuts, which only an open net that is read leniently allows.
    Raises TooLarge, Recursive, TooManyListeners.
    """
    net = Net()
    layout = Layout(net, called, closed=closed, short=short, forgotten=forgotten)
    found = list(processes)
    roots = [layout.process(process) for process in found]
    events = Events(net, found, messages if closed else (), closed=closed, forgotten=forgotten)
    drawing = _Drawing(net, events)
    for process, root in zip(found, roots, strict=True):
        drawing.process(process, root)
    events.signals.broadcast()
    return net


class _Drawing:
    """Adds the transitions of every shape."""

    def __init__(self, net: Net, events: Events) -> None:
        self.net = net
        self.events = events

    def process(self, process: Process, root: Instance) -> None:
        """A process begins once, at one of its start events."""
        idle = self.net.place(Kind.IDLE, process.id, root.outer)
        self.net.initial.append(idle)
        for start in root.scope.starts():
            for extra in self.events.triggers(start):
                for way in ways(root, start):
                    made = self._add(root, start, "begin", {idle, *extra}, way | shell(root))
                    self.events.heard(start, made)
        self._instantiating(root, idle)
        if root.sources:
            self.net.add(process.id, "begin", {idle}, marks(*root.sources.values()) | shell(root))
        self.contents(root)

    def _instantiating(self, root: Instance, idle: int) -> None:
        for node in root.scope.nodes:
            if not node.instantiating or node.incoming:
                continue
            waiting = [flow.target for flow in node.outgoing] if node.tag == "eventBasedGateway" else [node]
            for each in waiting:
                for extra in self.events.triggers(each):
                    for way in ways(root, each):
                        made = self._add(root, each, "begin", {idle, *extra}, way | shell(root))
                        made.runs += self._runs(root, each)

    def contents(self, made: Instance) -> None:
        """Every shape of one copy of a scope."""
        for node in made.scope.nodes:
            if node.triggered or node.tag in ("startEvent", "boundaryEvent"):
                continue
            if node.tag in GATEWAYS:
                gateway(self.net, self.events, made, node)
            elif node.tag in ACTIVITIES:
                self._activity(made, node)
            else:
                self.events.event(made, node)
        self._listeners(made)
        for group in made.contents.values():
            for content in group:
                self.contents(content)
        for content in made.events.values():
            self.contents(content)

    def _activity(self, made: Instance, node: Node) -> None:
        busy = made.busy.get(node.id)
        places = entrances(made, node)
        if busy is None:
            for place in places:
                for way in ways(made, node):
                    step = self._add(made, node, "run", {place}, way | marks(*self.events.sent(node)))
                    step.runs += self._runs(made, node)
            return
        armed = timers_armed(made, node)
        begun: dict[int, Chain] = marks(busy, *armed)
        for content in made.contents.get(node.id, []):
            begun |= beginning(content)
        first = len(self.net.transitions)
        for place in places:
            step = self._add(made, node, "start", {place}, begun)
            step.vacant |= {busy}
            if not self._receives(node):
                step.runs += self._runs(made, node)
        self._completion(made, node, busy, armed)
        for event in node.boundaries:
            if made.shortcuts is None or event.id not in made.shortcuts.dropped:
                self.events.boundary(made, node, event, busy, armed)
        reminded = made.shortcuts.reminded.get(node.id) if made.shortcuts is not None and not made.within else None
        if reminded:
            for step in self.net.transitions[first:]:
                step.runs += reminded

    def _receives(self, node: Node) -> bool:
        """In a closed collaboration a receive task has run when its message has come."""
        return self.events.closed and node.tag == "receiveTask"

    def _completion(self, made: Instance, node: Node, busy: int, armed: set[int]) -> None:
        whole = made.whole.get(node.id)
        for way in ways(made, node):
            self.net.leads({busy}, way)
            for extra in self.events.triggers(node) if node.tag == "receiveTask" else [frozenset[int]()]:
                step = self._add(made, node, "complete", {busy, *extra}, way | marks(*self.events.sent(node)))
                step.reset |= armed
                if self._receives(node):
                    step.runs += self._runs(made, node)
                if whole is not None:
                    step.empty |= {whole}
        if whole is None or node.loop is None:
            return
        contents = made.contents[node.id]
        if node.loop.kind != "parallel":
            again: dict[int, Chain] = marks(busy)
            for content in contents:
                again |= beginning(content)
            self._add(made, node, "repeat", {busy}, again).empty |= {whole}
        elif node.loop.may_stop_early:
            for content in contents:
                for way in ways(made, node):
                    step = self._add(made, node, "complete", {busy}, way)
                    step.empty |= {content.outer}
                    step.clears |= {whole}
                    step.reset |= armed

    def _listeners(self, made: Instance) -> None:
        """Event sub-processes: each begins while its scope runs, and an interrupting one empties the scope."""
        if not made.events:
            return
        left = self.net.add(made.scope.id, "leave", {made.alive}, {}, made.within)
        left.empty |= {made.inner}
        left.reset |= {made.open} | timers_once(made)
        for content in made.events.values():
            for start in content.scope.starts():
                if start.event in ("error", "escalation", "cancel") and self.events.is_thrown(made, start):
                    continue
                self._listener(made, content, start)

    def _listener(self, made: Instance, content: Instance, start: Node) -> None:
        once = made.armed.get(start.id)
        for extra in self.events.triggers(start):
            interrupts = start.interrupting or start.event == "error"
            pre = {made.alive, made.open if once is None else once, *extra}
            kept = marks(made.alive) if interrupts or once is not None else marks(made.alive, made.open)
            step = self._add(made, start, "fire", pre, kept | beginning(content))
            step.days = span_of(start).days or 0
            step.reminder = not interrupts
            step.empty |= self.events.apart(content, interrupts=interrupts)
            if interrupts:
                step.clears |= {made.inner}
                step.reset |= {made.open} | timers_once(made)
            if content.owner is not None:
                step.runs += self._runs(made, content.owner)
            self.events.heard(start, step)

    def _runs(self, made: Instance, node: Node) -> tuple[str, ...]:
        """What is drawn in a called diagram is that diagram's to prove."""
        return () if made.within or node.tag not in ACTIVITIES else (node.id,)

    def _add(self, made: Instance, node: Node, how: str, pre: set[int], way: Way) -> Transition:
        return self.net.add(node.id, how, pre, way, made.within)
