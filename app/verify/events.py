"""How events move tokens: what they wait for, what they throw, and who catches it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from app.verify.durations import span_of
from app.verify.model import ACTIVITIES, MessageFlow, Node, Process
from app.verify.net import Kind, Net, Transition, Way, marks
from app.verify.places import RAISED, Instance
from app.verify.signals import Signals
from app.verify.ways import beginning, timers_armed, timers_once, ways

FREE: list[frozenset[int]] = [frozenset()]


class Events:
    """Adds the transitions of events; in a closed collaboration it owns the places in which messages wait."""

    def __init__(
        self,
        net: Net,
        processes: Sequence[Process],
        messages: Iterable[MessageFlow],
        *,
        closed: bool,
        forgotten: frozenset[str] = frozenset(),
    ) -> None:
        """forgotten: ends of a process that may be reached again and again."""
        self.net = net
        self._forgotten = forgotten
        self.closed = closed
        self._into: dict[str, list[frozenset[int]]] = defaultdict(list)
        self._out: dict[str, set[int]] = defaultdict(set)
        self.signals = Signals(net)
        shapes = {node.id: process.id for process in processes for node in process.scope.everything()}
        for flow in messages:
            self._message_flow(flow, shapes)

    def _message_flow(self, flow: MessageFlow, shapes: dict[str, str]) -> None:
        """A message flow from a closed pool may bring its message at any time; one into a pool goes nowhere."""
        if flow.target not in shapes:
            return
        if flow.source not in shapes:
            self._into[flow.target].append(frozenset())
            return
        place = self.net.place(Kind.MESSAGE, flow.id, self.net.scope(-1, shapes[flow.target]))
        self._into[flow.target].append(frozenset({place}))
        self._out[flow.source].add(place)

    def triggers(self, node: Node) -> list[frozenset[int]]:
        """What must be there for an event to happen: one set for each way in which it can, none when it cannot."""
        if self.closed and node.event == "message":
            return self._into.get(node.id, [])
        return FREE

    def sent(self, node: Node) -> set[int]:
        """The messages that a shape sends when it is done."""
        return self._out.get(node.id, set())

    def heard(self, node: Node, step: Transition) -> None:
        """In a closed collaboration what waits for a signal moves only with a shape that throws it."""
        if self.closed and node.event == "signal":
            self.signals.heard(node.ref, step)

    def event(self, made: Instance, node: Node) -> None:
        """An intermediate or end event."""
        into = [flow.id for flow in node.incoming if flow.source.tag != "eventBasedGateway"]
        places = [made.flows[flow] for flow in into if flow in made.flows]
        if node.tag == "intermediateCatchEvent" and node.event == "link":
            places = [made.links[node.ref]]
        elif node.id in made.sources:
            places.append(made.sources[node.id])
        for place in places:
            if node.tag == "intermediateCatchEvent":
                self.caught(made, node, place)
            elif node.tag == "endEvent":
                self._end(made, node, place)
            else:
                self._throw(made, node, place)

    def caught(self, made: Instance, node: Node, place: int) -> None:
        """A token waits in `place` until the event happens."""
        for way in ways(made, node):
            self.net.leads({place}, way)
            for extra in FREE if node.event == "link" else self.triggers(node):
                step = self._add(made, node, "fire", {place, *extra}, way | self._letters(node))
                step.days = span_of(node).days or 0
                if not made.within and node.tag in ACTIVITIES:
                    step.runs += (node.id,)
                self.heard(node, step)

    def _letters(self, node: Node) -> Way:
        return marks(*self.sent(node))

    def _end(self, made: Instance, node: Node, place: int) -> None:
        way = dict(self._letters(node))
        if made.parent is None and node.id not in self._forgotten:
            way |= marks(self._reached(made, node))
        if node.event == "terminate":
            self._add(made, node, "end", {place}, way).clears |= {made.inner}
        elif node.event in RAISED:
            self._raise(made, node, place, way)
        else:
            self._signalled(node, self._add(made, node, "end", {place}, way))

    def _reached(self, made: Instance, node: Node) -> int:
        """The place that remembers that an end event of a process was reached."""
        found = made.ends.get(node.id)
        if found is None:
            # in a closed net ends are counted when nothing moves any more, also those before all was terminated
            scope = self.net.scope(-1, made.process) if self.closed else made.index
            found = made.ends[node.id] = self.net.place(Kind.END, node.id, scope)
        return found

    def _throw(self, made: Instance, node: Node, place: int) -> None:
        if node.event == "link":
            target = made.links.get(node.ref)
            self._add(made, node, "throw", {place}, {} if target is None else marks(target))
            return
        for way in ways(made, node):
            self.net.leads({place}, way)
            if node.event in RAISED:
                self._raise(made, node, place, way | self._letters(node))
            else:
                self._signalled(node, self._add(made, node, "throw", {place}, way | self._letters(node)))

    def _signalled(self, node: Node, step: Transition) -> None:
        if self.closed and node.event == "signal":
            self.signals.thrown(node.ref, step)

    def _raise(self, made: Instance, node: Node, place: int, way: Way) -> None:
        """An error, an escalation or a cancellation goes up to the nearest shape that catches it.

        An error or a cancellation that nobody catches ends the whole process; an escalation is then forgotten.
        """
        how = "end" if node.tag == "endEvent" else "throw"
        for here, catcher, host in _catchers(made):
            if catcher.event != node.event or (catcher.ref and catcher.ref != node.ref):
                continue
            interrupts = node.event != "escalation" or catcher.interrupting
            step = self._add(made, node, how, {place}, {} if interrupts else way)
            if host is None:
                self._to_listener(here, catcher, step, interrupts=interrupts)
            else:
                self._to_boundary(here, catcher, host, step, interrupts=interrupts)
            return
        step = self._add(made, node, how, {place}, way)
        if node.event != "escalation":
            step.clears |= {_root(made).outer}

    def _to_listener(self, here: Instance, start: Node, step: Transition, *, interrupts: bool) -> None:
        content = next(each for each in here.events.values() if each.scope is start.scope)
        step.pre |= {here.alive, here.open}
        step.lead(marks(here.alive) | beginning(content))
        if content.owner is not None and not here.within:
            step.runs += (content.owner.id,)
        if interrupts:
            step.clears |= {here.inner}
            step.reset |= {here.open} | timers_once(here)
        else:
            step.post |= {here.open}
            step.empty |= self.apart(content, interrupts=False)

    def apart(self, content: Instance, *, interrupts: bool) -> frozenset[int]:
        """Event sub-processes that run several times at once share nothing: one after the other stands for them."""
        return frozenset() if interrupts or content.meets else frozenset({content.outer})

    def _to_boundary(self, here: Instance, event: Node, host: Node, step: Transition, *, interrupts: bool) -> None:
        busy = here.busy[host.id]
        step.reminder = not interrupts
        step.pre |= {busy}
        way = ways(here, event)[0]
        step.lead(way)
        step.sideways |= frozenset(way)
        if interrupts:
            step.clears |= {here.whole[host.id]}
            step.reset |= timers_armed(here, host)
        else:
            step.post |= {busy}

    def boundary(self, made: Instance, host: Node, event: Node, busy: int, armed: set[int]) -> None:
        """A boundary event that the world sets off; one that its host's content throws is drawn at the throw."""
        if event.event == "compensate":
            return
        if event.event in RAISED and self._is_thrown_in(made.contents.get(host.id, []), event):
            return
        interrupts = event.interrupting or event.event in ("error", "cancel")
        once = made.armed.get(event.id)
        for extra in self.triggers(event):
            for way in ways(made, event):
                if interrupts:
                    step = self._add(made, event, "fire", {busy, *extra}, way)
                    step.reset |= armed
                    if host.id in made.whole:
                        step.clears |= {made.whole[host.id]}
                elif once is not None:
                    step = self._add(made, event, "fire", {once, *extra}, way)
                else:
                    step = self._add(made, event, "fire", {busy, *extra}, way | marks(busy))
                step.reminder, step.sideways = not interrupts, frozenset(way)
                step.days = span_of(event).days or 0
                self.heard(event, step)

    def is_thrown(self, made: Instance, start: Node) -> bool:
        """Whether something inside a scope throws what the start event of its event sub-process catches."""
        return self._is_thrown_in([made], start)

    def _is_thrown_in(self, contents: list[Instance], catcher: Node) -> bool:
        return any(
            node.event == catcher.event
            and node.tag in ("endEvent", "intermediateThrowEvent")
            and (not catcher.ref or catcher.ref == node.ref)
            for content in contents
            for inner in _below(content)
            for node in inner.scope.nodes
        )

    def _add(self, made: Instance, node: Node, how: str, pre: set[int], way: Way) -> Transition:
        return self.net.add(node.id, how, pre, way, made.within)


def _catchers(made: Instance) -> Iterator[tuple[Instance, Node, Node | None]]:
    """From the inside out: (instance, catching event, the activity that it hangs on or None for a start event)."""
    here: Instance | None = made
    handling = False
    while here is not None:
        if not handling:
            starts = [start for content in here.events.values() for start in content.scope.starts()]
            for start in sorted(starts, key=_takes_anything):
                yield here, start, None
        handling = here.handler
        if not here.handler and here.owner is not None and here.parent is not None:
            for event in sorted(here.owner.boundaries, key=_takes_anything):
                yield here.parent, event, here.owner
        here = here.parent


def _takes_anything(catcher: Node) -> bool:
    """Catchers that name what they catch come before those that catch anything."""
    return not catcher.ref


def _root(made: Instance) -> Instance:
    while made.parent is not None:
        made = made.parent
    return made


def _below(content: Instance) -> Iterator[Instance]:
    yield content
    for group in content.contents.values():
        for each in group:
            yield from _below(each)
    for each in content.events.values():
        yield from _below(each)
