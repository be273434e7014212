"""Plays a diagram's tokens by the book: BPMN alone, shape by shape, with no net, no reduction and no other short cut.

Slow, and written without a look at how the prover does it, so that the two can be compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from app.verify.model import ACTIVITIES, Diagram, Flow, MessageFlow, Node, Process, Scope

RAISED = ("error", "escalation", "cancel")
THROWING = "!"
"""Where the token is that throws a signal at this moment."""
Act = Callable[[], None]


class TooMuch(Exception):
    """More tokens or states than are worth playing."""


@dataclass(eq=False)
class Busy:
    """An activity that is being carried out; `armed` are the timers on it that have not fired yet."""

    node: Node
    armed: set[str]
    rooms: list[Room] = field(default_factory=list)


@dataclass(eq=False)
class Room:
    """A process or a sub-process that runs: tokens on its flows, its busy activities, its event sub-processes."""

    scope: Scope
    outside: Room | None = None
    holder: Busy | None = None
    handles: bool = False
    open: bool = True
    armed: set[str] = field(default_factory=set)
    tokens: Counter[str] = field(default_factory=Counter)
    busy: list[Busy] = field(default_factory=list)
    handlers: list[Room] = field(default_factory=list)

    def is_empty(self) -> bool:
        return not (+self.tokens or self.busy or self.handlers)

    def clear(self) -> None:
        self.tokens.clear()
        self.busy.clear()
        self.handlers.clear()

    def key(self) -> tuple[object, ...]:
        return (
            self.scope.id,
            self.open,
            tuple(sorted(self.armed)),
            tuple(sorted((+self.tokens).items())),
            tuple(sorted((b.node.id, tuple(sorted(b.armed)), _keys(b.rooms)) for b in self.busy)),
            _keys(self.handlers),
        )

    def copy(self, outside: Room | None = None, holder: Busy | None = None) -> Room:
        made = Room(self.scope, outside, holder, self.handles, self.open, set(self.armed), Counter(self.tokens))
        for each in self.busy:
            same = Busy(each.node, set(each.armed))
            same.rooms = [room.copy(made, same) for room in each.rooms]
            made.busy.append(same)
        made.handlers = [room.copy(made) for room in self.handlers]
        return made


def _keys(rooms: Iterable[Room]) -> tuple[object, ...]:
    return tuple(sorted((room.key() for room in rooms), key=repr))


class World:
    """Everything at one moment: the processes that run, those that have not begun, messages, ends reached."""

    def __init__(self, diagram: Diagram, *, closed: bool) -> None:
        self.diagram = diagram
        self.closed = closed
        self.idle = set(diagram.processes)
        self.running: dict[str, Room] = {}
        self.messages: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        self.ran: set[str] = set()
        self.shapes = {n.id for p in diagram.processes.values() for n in p.scope.everything()}

    def copy(self) -> World:
        made = World.__new__(World)
        made.diagram, made.closed, made.shapes, made.ran = self.diagram, self.closed, self.shapes, self.ran
        made.idle, made.messages, made.ends = set(self.idle), Counter(self.messages), Counter(self.ends)
        made.running = {name: room.copy() for name, room in self.running.items()}
        return made

    def key(self) -> tuple[object, ...]:
        running = tuple(sorted((name, room.key()) for name, room in self.running.items()))
        ends = tuple(sorted((name, min(times, 2)) for name, times in self.ends.items()))
        return tuple(sorted(self.idle)), running, tuple(sorted((+self.messages).items())), ends

    def settle(self) -> None:
        """What is empty is over."""
        for room in reversed(list(self.rooms())):
            room.handlers = [each for each in room.handlers if not each.is_empty()]
        self.running = {name: room for name, room in self.running.items() if not room.is_empty()}

    def tokens(self) -> int:
        return max((times for room in self.rooms() for times in room.tokens.values()), default=0)

    def rooms(self) -> Iterator[Room]:
        todo = list(self.running.values())
        while todo:
            room = todo.pop()
            yield room
            todo += [*room.handlers, *(each for busy in room.busy for each in busy.rooms)]

    # What can happen

    def acts(self) -> list[Act]:
        found = [act for name in sorted(self.idle) for act in self._beginnings(self.diagram.processes[name])]
        for room in self.rooms():
            for node in room.scope.nodes:
                found += self._of_node(room, node)
            for busy in room.busy:
                found += self._of_busy(room, busy)
            if room.open:
                found += self._of_listeners(room)
        return found

    def _beginnings(self, process: Process) -> Iterator[Act]:
        starts = process.scope.starts()
        for start in starts:
            for spent in self._triggers(start):
                for way in ways(start):
                    yield lambda s=spent, w=way: self._begin(process, s, w)  # type: ignore[misc]
        if not starts:
            yield lambda: self._begin(process, "", ())

    def _begin(self, process: Process, spent: str, way: tuple[Flow, ...]) -> None:
        self.idle.discard(process.id)
        self.messages[spent] -= bool(spent)
        room = self.running[process.id] = Room(process.scope, armed=_once(process.scope))
        self._sources(room)
        self._put(room, way)

    def _sources(self, room: Room) -> None:
        if room.scope.starts():
            return
        for node in room.scope.nodes:
            lonely = not node.incoming and node.tag != "boundaryEvent" and not node.triggered
            if lonely and not (node.event == "link" and node.tag == "intermediateCatchEvent"):
                room.tokens["@" + node.id] += 1

    def _triggers(self, node: Node) -> list[str]:
        """The message flows whose message may come now; one empty word when nothing is waited for."""
        if not self.closed or node.event not in ("message", "signal"):
            return [""]
        if node.event == "signal":
            return []
        into = [flow for flow in self.diagram.message_flows if flow.target == node.id]
        return [f.id if f.source in self.shapes else "" for f in into
                if f.source not in self.shapes or self.messages[f.id] > 0]  # fmt: skip

    def _sent(self, node: Node) -> list[MessageFlow]:
        if not self.closed:
            return []
        return [f for f in self.diagram.message_flows if f.source == node.id and f.target in self.shapes]

    def _send(self, node: Node) -> None:
        self.messages.update(flow.id for flow in self._sent(node))

    def _put(self, room: Room, way: Iterable[Flow]) -> None:
        room.tokens.update(flow.id for flow in way)

    def _here(self, room: Room, node: Node) -> list[str]:
        keys = ["@" + node.id, *(flow.id for flow in node.incoming)]
        return [key for key in keys if room.tokens[key] > 0]

    def _of_node(self, room: Room, node: Node) -> Iterator[Act]:
        here = self._here(room, node)
        if not here or node.triggered:
            return
        if node.tag == "parallelGateway":
            if len(here) == len(node.incoming) or here[0].startswith("@"):
                yield lambda: self._pass(room, here, node.outgoing)
        elif node.tag == "inclusiveGateway":
            if joins(room, node, here):
                for some in _some(node):
                    yield lambda s=some: self._pass(room, here, s)  # type: ignore[misc]
        else:
            for key in here:
                yield from self._of_token(room, node, key)

    def _pass(self, room: Room, taken: Iterable[str], way: Iterable[Flow]) -> None:
        room.tokens.subtract(list(taken))
        self._put(room, way)

    def _of_token(self, room: Room, node: Node, key: str) -> Iterator[Act]:
        if node.tag in ACTIVITIES:
            if not any(busy.node is node for busy in room.busy):
                yield lambda: self._start(room, node, key)
        elif node.tag == "endEvent":
            yield lambda: self._end(room, node, key)
        elif node.tag == "intermediateThrowEvent":
            for way in [()] if node.event == "link" else ways(node):
                yield lambda w=way: self._throw(room, node, key, w)  # type: ignore[misc]
        elif node.tag == "eventBasedGateway":
            for flow in node.outgoing:
                yield from self._caught(room, flow.target, key)
        elif node.tag == "intermediateCatchEvent":
            waits = not any(f.id == key and f.source.tag == "eventBasedGateway" for f in node.incoming)
            yield from self._caught(room, node, key) if waits else ()
        else:
            for flow in node.outgoing or [None]:
                yield lambda f=flow: self._pass(room, [key], [f] if f else [])  # type: ignore[misc]

    def _caught(self, room: Room, node: Node, key: str) -> Iterator[Act]:
        for spent in [""] if node.event == "link" else self._triggers(node):
            for way in ways(node):
                yield lambda s=spent, w=way: self._catch(room, node, key, s, w)  # type: ignore[misc]

    def _catch(self, room: Room, node: Node, key: str, spent: str, way: Iterable[Flow]) -> None:
        self.messages[spent] -= bool(spent)
        self.ran.add(node.id)
        self._pass(room, [key], way)
        self._send(node)

    def _start(self, room: Room, node: Node, key: str) -> None:
        room.tokens[key] -= 1
        once = {e.id for e in node.boundaries if e.event == "timer" and not e.interrupting and not repeats(e)}
        busy = Busy(node, once)
        room.busy.append(busy)
        if not (node.tag == "receiveTask" and self.closed):
            self.ran.add(node.id)
        if node.inside is not None:
            many = node.loop is not None and node.loop.kind == "parallel"
            busy.rooms = [self._room(node.inside, room, busy) for _ in range(2 if many else 1)]

    def _room(self, scope: Scope, outside: Room, holder: Busy | None, *, handles: bool = False) -> Room:
        made = Room(scope, outside, holder, handles, armed=_once(scope))
        starts = scope.starts()
        if not handles:
            plain = [start for start in starts if not start.event]
            if starts and not plain:
                made.tokens["@" + starts[0].id] += 1
            starts = plain
        for start in starts:
            self._put(made, start.outgoing)
        self._sources(made)
        return made

    def _of_busy(self, room: Room, busy: Busy) -> Iterator[Act]:
        node = busy.node
        loop = node.loop
        done = [each.is_empty() for each in busy.rooms]
        early = loop is not None and loop.kind == "parallel" and loop.may_stop_early and any(done)
        if all(done) or early:
            for spent in self._triggers(node) if node.tag == "receiveTask" else [""]:
                for way in ways(node):
                    yield lambda s=spent, w=way: self._complete(room, busy, s, w)  # type: ignore[misc]
            if loop is not None and loop.kind != "parallel" and node.inside is not None:
                yield lambda: self._again(room, busy)
        for event in node.boundaries:
            if event.event == "compensate" or (event.event in RAISED and thrown_in(node.inside, event)):
                continue
            if event.id in busy.armed or event.interrupting or event.event != "timer" or repeats(event):
                for spent in self._triggers(event):
                    yield lambda e=event, s=spent: self._bound(room, busy, e, s)  # type: ignore[misc]

    def _again(self, room: Room, busy: Busy) -> None:
        assert busy.node.inside is not None
        busy.rooms = [self._room(busy.node.inside, room, busy)]

    def _complete(self, room: Room, busy: Busy, spent: str, way: Iterable[Flow]) -> None:
        self.messages[spent] -= bool(spent)
        self.ran.add(busy.node.id)
        room.busy.remove(busy)
        self._put(room, way)
        self._send(busy.node)

    def _bound(self, room: Room, busy: Busy, event: Node, spent: str = "") -> None:
        self.messages[spent] -= bool(spent)
        busy.armed.discard(event.id)
        if event.interrupting or event.event in ("error", "cancel"):
            room.busy.remove(busy)
        self._put(room, event.outgoing)

    def _of_listeners(self, room: Room) -> Iterator[Act]:
        for node in room.scope.event_sub_processes():
            assert node.inside is not None
            for start in node.inside.starts():
                if start.event in RAISED and thrown_in(room.scope, start):
                    continue
                once = start.event == "timer" and not start.interrupting and not repeats(start)
                if once and start.id not in room.armed:
                    continue
                for spent in self._triggers(start):
                    yield lambda n=node, s=start, m=spent: self._listen(room, n, s, m)  # type: ignore[misc]

    def _listen(self, room: Room, node: Node, start: Node, spent: str = "") -> None:
        assert node.inside is not None
        self.messages[spent] -= bool(spent)
        room.armed.discard(start.id)
        if start.interrupting or start.event == "error":
            room.clear()
            room.open = False
            room.armed.clear()
        made = Room(node.inside, room, None, True, armed=_once(node.inside))
        self._put(made, start.outgoing)
        room.handlers.append(made)
        self.ran.add(node.id)

    def _end(self, room: Room, node: Node, key: str) -> None:
        room.tokens[key] -= 1
        self._send(node)
        if room.outside is None:
            self.ends[node.id] += 1
        if node.event == "terminate":
            room.clear()
            room.open = False
        elif node.event in RAISED:
            self._raise(room, node)
        elif node.event == "signal":
            self._signal(node.ref)

    def _throw(self, room: Room, node: Node, key: str, way: Iterable[Flow]) -> None:
        if node.event == "link":
            catches = [n for n in room.scope.nodes if n.event == "link" and n.tag == "intermediateCatchEvent"]
            room.tokens[key] -= 1
            room.tokens.update("@" + each.id for each in catches if each.ref == node.ref)
            return
        room.tokens.subtract([key])
        room.tokens.update([THROWING])
        if node.event == "signal":
            self._signal(node.ref)
        if room.tokens[THROWING]:  # nobody has interrupted the scope that it is in
            self._pass(room, [THROWING], way)
        self._send(node)
        if node.event in RAISED:
            self._raise(room, node)

    def _raise(self, room: Room, node: Node) -> None:
        here: Room | None = room
        skip = False
        while here is not None:
            if not skip and here.open:
                for sub in here.scope.event_sub_processes():
                    for start in sub.inside.starts() if sub.inside else ():
                        if start.event == node.event and start.ref in ("", node.ref):
                            return self._listen(here, sub, start)
            skip = here.handles
            if here.holder is not None and here.outside is not None:
                for event in sorted(here.holder.node.boundaries, key=lambda each: not each.ref):
                    if event.event == node.event and event.ref in ("", node.ref):
                        return self._bound(here.outside, here.holder, event)
            root, here = here, here.outside
        if node.event != "escalation":
            root.clear()
            root.open = False
        return None

    def _signal(self, name: str) -> None:
        """Everybody who waits at this moment hears it, those inside before what is around them."""
        if not self.closed:
            return
        for process in sorted(self.idle):
            for start in self.diagram.processes[process].scope.starts():
                if start.event == "signal" and start.ref == name and process in self.idle:
                    self._begin(self.diagram.processes[process], "", start.outgoing)
        for room in reversed(list(self.rooms())):
            hearing = [n for n in room.scope.nodes if n.event == "signal" and n.ref == name]
            heard = [(n, key) for n in hearing if n.tag == "intermediateCatchEvent" for key in self._waits(room, n)]
            for node, key in heard:
                self._catch(room, node, key, "", node.outgoing)
            for event in [n for n in hearing if n.tag == "boundaryEvent"]:
                for busy in [b for b in room.busy if b.node.id == event.attached_to]:
                    self._bound(room, busy, event)
            for sub in room.scope.event_sub_processes():
                for start in sub.inside.starts() if sub.inside else ():
                    if start.event == "signal" and start.ref == name and room.open:
                        self._listen(room, sub, start)

    def _waits(self, room: Room, node: Node) -> list[str]:
        gates = [f.source for f in node.incoming if f.source.tag == "eventBasedGateway"]
        own = [k for k in self._here(room, node) if not any(f.id == k and f.source in gates for f in node.incoming)]
        return own + [key for gate in gates for key in self._here(room, gate)]


def repeats(event: Node) -> bool:
    """Whether a timer goes on firing."""
    return event.timer[0] != "timeDuration"


def _once(scope: Scope) -> set[str]:
    starts = [start for sub in scope.event_sub_processes() if sub.inside for start in sub.inside.starts()]
    return {s.id for s in starts if s.event == "timer" and not s.interrupting and not repeats(s)}


def ways(node: Node) -> list[tuple[Flow, ...]]:
    """The sets of flows over which a shape can be left."""
    maybe = [flow for flow in node.outgoing if flow.conditional and flow.id != node.default]
    if not maybe:
        return [tuple(node.outgoing)]
    always = tuple(flow for flow in node.outgoing if not flow.conditional and flow.id != node.default)
    default = tuple(flow for flow in node.outgoing if flow.id == node.default)
    some = [(*always, *each) for size in range(1, len(maybe) + 1) for each in combinations(maybe, size)]
    return [*some, (*always, *default)] if always or default else some


def _some(node: Node) -> list[tuple[Flow, ...]]:
    out = [flow for flow in node.outgoing if flow.id != node.default]
    if len(node.outgoing) < 2:
        return [tuple(node.outgoing)]
    found = [each for size in range(1, len(out) + 1) for each in combinations(out, size)]
    return [*found, *([flow] for flow in node.outgoing if flow.id == node.default)]  # type: ignore[list-item]


def joins(room: Room, gateway: Node, here: list[str]) -> bool:
    """BPMN 2.0, 13.4.3: nothing on its way to an empty flow that could not come over one that holds a token."""
    full, empty = set[str](), set[str]()
    for flow in gateway.incoming:
        (full if flow.id in here else empty).update(_before(flow, gateway))
    busy = {each.node.id for each in room.busy}
    return not any(room.tokens[each] > 0 or each in busy for each in empty - full - set(here))


def _before(flow: Flow, gateway: Node) -> set[str]:
    """The flows and shapes from which flows lead over this one to the gateway, without passing it."""
    found = {flow.id}
    todo = [flow.source]
    while todo:
        node = todo.pop()
        if node is gateway or node.id in found:
            continue
        found |= {node.id, "@" + node.id}
        for each in node.incoming:
            found.add(each.id)
            todo.append(each.source)
        if node.event == "link" and node.tag == "intermediateCatchEvent":
            todo += [n for n in node.scope.nodes if n.event == "link" and n.ref == node.ref and n is not node]
    return found


def thrown_in(scope: Scope | None, catcher: Node) -> bool:
    """Whether something drawn in a scope throws what this event catches."""
    throwers = ("endEvent", "intermediateThrowEvent")
    nodes = scope.everything() if scope is not None else ()
    return any(n.event == catcher.event and n.tag in throwers and catcher.ref in ("", n.ref) for n in nodes)


def played(diagram: Diagram, *, closed: bool, states: int = 4_000, tokens: int = 3) -> dict[str, bool]:
    """Which properties hold.  Raises TooMuch."""
    first = World(diagram, closed=closed)
    known = {first.key(): 0}
    worlds, before = [first], [list[int]()]
    over, safe, proper, consumed = list[int](), True, True, True
    for number, world in enumerate(worlds):
        acts = world.acts()
        if not acts:
            over += [] if world.running else [number]
            proper = proper and not world.running and max(world.ends.values(), default=0) < 2
            consumed = consumed and not +world.messages
        for choice in range(len(acts)):
            after = world.copy()
            after.acts()[choice]()
            after.settle()
            safe = safe and after.tokens() < 2
            if after.tokens() > tokens or max(after.messages.values(), default=0) > tokens or len(worlds) > states:
                raise TooMuch
            key = after.key()
            if key not in known:
                known[key] = len(worlds)
                worlds.append(after)
                before.append([])
            before[known[key]].append(number)
    can = set(over)
    while over:
        for each in before[over.pop()]:
            if each not in can:
                can.add(each)
                over.append(each)
    drawn = {n.id for p in diagram.processes.values() for n in p.scope.everything() if n.tag in ACTIVITIES}
    return {
        "safeness": safe,
        "option_to_complete": len(can) == len(worlds),
        "proper_completion": proper,
        "no_dead_activities": drawn <= first.ran,
        "messages_consumed": consumed,
    }
