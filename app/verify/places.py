"""Lays out the places of a diagram: one set for each time that a process or a sub-process is drawn into the net."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.verify.durations import span_of
from app.verify.model import Node, Process, Scope
from app.verify.net import Chain, Kind, Net
from app.verify.shortcuts import BUSY, Shortcuts

Called = Callable[[str], Process | None]

MAX_PLACES = 200_000
MAX_DEPTH = 90
"""Sub-processes and calls inside each other."""

RAISED = frozenset({"error", "escalation", "cancel"})


@dataclass(slots=True, eq=False, kw_only=True)
class Instance:
    """One copy of a scope in the net.

    flows: the place of each flow that has one.  landings: of each flow, the place at which its token stops, and what
    it passes on the way.  index: the net's scope for its own tokens.  outer: the net's scope that holds all of it, its
    event sub-processes included.  alive, open: while the first holds a token the scope runs, while the second does its
    event sub-processes may still begin.  holder: place of the activity whose content it is.  meets: whether what is
    in it has to do with other instances of the same scope.
    """

    scope: Scope
    index: int
    outer: int
    inner: int = -1
    parent: Instance | None = None
    depth: int = 0
    owner: Node | None = None
    holder: int = -1
    handler: bool = False
    meets: bool = True
    within: tuple[str, ...] = ()
    process: str = ""
    shortcuts: Shortcuts | None = None
    flows: dict[str, int] = field(default_factory=dict)
    landings: dict[str, tuple[int, Chain]] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    busy: dict[str, int] = field(default_factory=dict)
    armed: dict[str, int] = field(default_factory=dict)
    contents: dict[str, list[Instance]] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    events: dict[str, Instance] = field(default_factory=dict)
    alive: int = -1
    open: int = -1


class TooLarge(Exception):
    """The net would outgrow the budget."""


class Recursive(Exception):
    """A process calls itself, directly or through others; the argument is the call activity's id."""


class Layout:
    """Makes instances.

    forgotten: ends that leave no trace.  short: whether shortcuts may be taken.
    """

    def __init__(
        self, net: Net, called: Called, *, closed: bool, short: bool = False, forgotten: frozenset[str] = frozenset()
    ) -> None:
        self.net = net
        self._called = called
        self._closed = closed
        self._short = short
        self._forgotten = forgotten
        self._shortcuts: dict[tuple[int, bool], Shortcuts] = {}

    def process(self, process: Process) -> Instance:
        """The places of a process that nobody calls."""
        index = self.net.scope(-1, process.id)
        return self._instance(process.scope, index, process.id, calls=(process.id,))

    def _instance(
        self,
        scope: Scope,
        around: int,
        process: str,
        *,
        calls: tuple[str, ...],
        within: tuple[str, ...] = (),
        parent: Instance | None = None,
        owner: Node | None = None,
        holder: int = -1,
        handler: bool = False,
    ) -> Instance:
        listeners = scope.event_sub_processes()
        net = self.net
        inner = net.scope(around, process) if listeners else around
        made = Instance(
            scope=scope,
            index=net.scope(inner, process) if listeners else around,
            outer=around,
            inner=inner,
            parent=parent,
            depth=parent.depth + 1 if parent is not None else 0,
            owner=owner,
            holder=holder,
            handler=handler,
            within=within,
            process=process,
        )
        net.within[made.index] = within
        if len(net.kinds) > MAX_PLACES or made.depth > MAX_DEPTH:
            raise TooLarge
        self._flows(made)
        for node in scope.nodes:
            if not node.triggered:
                self._node(made, node, calls)
        if listeners:
            made.alive = net.place(Kind.BUSY, scope.id, around)
            made.open = net.place(Kind.ARMED, scope.id, around)
        for node in listeners:
            self._listener(made, node, calls)
        self._sources(made)
        return made

    def _flows(self, made: Instance) -> None:
        """A place for each flow on which a token can stop."""
        net, scope = self.net, made.scope
        if not self._short:
            made.flows = {flow.id: net.place(Kind.FLOW, flow.id, made.index) for flow in scope.flows}
            made.landings = {flow: (place, ()) for flow, place in made.flows.items()}
            return
        key = (id(scope), made.parent is None)
        if key not in self._shortcuts:
            self._shortcuts[key] = Shortcuts(scope, self._is_step, self._forgotten if made.parent is None else None)
        found = made.shortcuts = self._shortcuts[key]
        stops = {end: -1 for end, _ in found.landings.values()}
        for end in stops:
            busy = end.startswith(BUSY)
            name = end.removeprefix(BUSY)
            place = stops[end] = net.place(Kind.BUSY if busy else Kind.FLOW, name, made.index)
            (made.busy if busy else made.flows)[name] = place
        made.landings = {flow: (stops[end], chain) for flow, (end, chain) in found.landings.items()}

    def _is_step(self, node: Node) -> bool:
        return node.inside is None and (node.tag != "callActivity" or self._called(node.called) is None)

    def _sources(self, made: Instance) -> None:
        """Without a start event, whatever nothing leads to begins by itself.

        A sub-process begins because a token has come: a start event in it that waits for something never happens.
        """
        starts = made.scope.starts()
        if starts:
            drawn_inside = made.owner is not None and made.owner.inside is made.scope and not made.handler
            if drawn_inside and all(start.event for start in starts):
                made.sources[starts[0].id] = self.net.place(Kind.FLOW, starts[0].id, made.index)
            return
        for node in made.scope.nodes:
            reached = node.incoming or node.tag == "boundaryEvent" or node.triggered or node.compensates
            caught = node.event == "link" and node.tag == "intermediateCatchEvent"
            if not (reached or caught or node.instantiating):
                made.sources[node.id] = self.net.place(Kind.FLOW, node.id, made.index)

    def _listener(self, made: Instance, node: Node, calls: tuple[str, ...]) -> None:
        assert node.inside is not None
        index = self.net.scope(made.inner, made.process)
        made.events[node.id] = self._instance(
            node.inside, index, made.process, calls=calls, within=made.within, parent=made, owner=node, handler=True
        )
        made.events[node.id].meets = self._meets(node.inside)
        for start in node.inside.starts():
            if not start.interrupting and start.event == "timer" and not span_of(start).repeats:
                made.armed[start.id] = self.net.place(Kind.ARMED, start.id, made.outer)

    def _node(self, made: Instance, node: Node, calls: tuple[str, ...]) -> None:
        net = self.net
        if node.tag == "intermediateCatchEvent" and node.event == "link":
            made.links.setdefault(node.ref, net.place(Kind.FLOW, node.id, made.index))
        inside, process, within, deeper = self._content(made, node, calls)
        guarded = any(event.event != "compensate" for event in node.boundaries)
        dropped = made.shortcuts.dropped if made.shortcuts is not None else frozenset[str]()
        if node.id not in made.busy and (inside is not None or guarded or self._receives(node)):
            made.busy[node.id] = net.place(Kind.BUSY, node.id, made.index)
        for event in node.boundaries:
            once = event.event == "timer" and not event.interrupting and not span_of(event).repeats
            if once and event.id not in dropped:
                made.armed[event.id] = net.place(Kind.ARMED, event.id, made.index)
        if inside is None:
            return
        whole = made.whole[node.id] = net.scope(made.index, made.process)
        made.contents[node.id] = [
            self._instance(
                inside,
                net.scope(whole, made.process),
                process,
                calls=deeper,
                within=within,
                parent=made,
                owner=node,
                holder=made.busy[node.id],
            )
            for _ in range(self._copies(node, inside))
        ]

    def _copies(self, node: Node, inside: Scope) -> int:
        """How many instances of a parallel multi-instance stand for any number of them.

        Instances share no flow: what is inside one of them moves no token of another.  So with nothing thrown out of
        the content, the states of n instances are the n-fold product of the states of one, a flow holds two tokens in
        the product exactly when it does in one, the product can end exactly when one can (the activity is left when
        all are empty), and a shape runs in the product exactly when it runs in one: one copy is enough.  When
        something is thrown out of it, or in a closed collaboration sent or received, tokens of several instances
        meet outside; two tokens are two tokens, so two copies show every flow on which instances can meet.
        """
        if node.loop is None or node.loop.kind != "parallel":
            return 1
        return 2 if node.loop.may_stop_early or self._meets(inside) else 1

    def _meets(self, inside: Scope) -> bool:
        """Whether something in a scope, or in what it calls, throws, sends or receives across its border."""
        todo, seen = [inside], {inside.id}
        while todo:
            scope = todo.pop()
            begins = scope.starts()
            for node in scope.everything():
                if self._crosses(node) and node not in begins:
                    return True
                found = self._called(node.called) if node.tag == "callActivity" else None
                if found is not None and found.id not in seen:
                    seen.add(found.id)
                    todo.append(found.scope)
        return False

    def _crosses(self, node: Node) -> bool:
        if self._closed and (node.event in ("message", "signal") or node.tag in ("sendTask", "receiveTask")):
            return True
        return node.event in RAISED and node.tag in ("endEvent", "intermediateThrowEvent")

    def _receives(self, node: Node) -> bool:
        return node.tag == "receiveTask" and self._closed

    def _content(
        self, made: Instance, node: Node, calls: tuple[str, ...]
    ) -> tuple[Scope | None, str, tuple[str, ...], tuple[str, ...]]:
        if node.tag != "callActivity":
            return node.inside, made.process, made.within, calls
        found = self._called(node.called)
        if found is None:
            return None, made.process, made.within, calls
        if found.id in calls:
            raise Recursive(node.id)
        return found.scope, made.process, (*made.within, node.id), (*calls, found.id)
