"""Wild diagrams: every kind of shape, put together at random, alone or as two pools that send each other messages."""

from __future__ import annotations

from random import Random

from tests.verify.drawing import Drawing, caught, cycle, duration, file

MANY = '<bpmn:multiInstanceLoopCharacteristics isSequential="{}">{}</bpmn:multiInstanceLoopCharacteristics>'
STOPS = "<bpmn:completionCondition>${enough}</bpmn:completionCondition>"
CONDITION = "<bpmn:conditionExpression>${maybe}</bpmn:conditionExpression>"
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
TASKS = ("userTask", "serviceTask", "sendTask", "receiveTask", "callActivity", "task")
THROWN = ("signal", "escalation", "error", "message")


class Wild:
    """Draws one file; `senders` and `receivers` are the ends of its message flows, by pool."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.senders: dict[str, list[str]] = {}
        self.receivers: dict[str, list[str]] = {}
        self._pool = ""
        self._number = 0

    def bytes(self) -> bytes:
        pools = [self._process(f"pool{n}") for n in range(self.random.choice((1, 1, 2)))]
        names = "".join(f'<bpmn:participant id="of_{each.key}" processRef="{each.key}" />' for each in pools)
        flows = "".join(self._messages())
        return file(pools, f'<bpmn:collaboration id="together">{names}{flows}</bpmn:collaboration>')

    def _messages(self) -> list[str]:
        found = []
        for pool, receivers in self.receivers.items():
            senders = [each for other, those in self.senders.items() if other != pool for each in those]
            senders = senders or self.senders.get(pool, [])
            for receiver in receivers:
                if senders and self.random.random() < 0.8:
                    ends = f'sourceRef="{self.random.choice(senders)}" targetRef="{receiver}"'
                    found.append(f'<bpmn:messageFlow id="m_{len(found)}_{receiver}" {ends} />')
        return found

    def _key(self, kind: str) -> str:
        self._number += 1
        return f"{kind}{self._number}"

    def _maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def _receives(self, key: str) -> None:
        self.receivers.setdefault(self._pool, []).append(key)

    def _sends(self, key: str) -> None:
        self.senders.setdefault(self._pool, []).append(key)

    def _process(self, key: str) -> Drawing:
        self._pool = key
        d = Drawing(key)
        kind = "message" if key != "pool0" and self._maybe(0.6) else "signal" if self._maybe(0.05) else ""
        start = d.start(self._key("start"), self._definition(kind))
        if kind == "message":
            self._receives(start)
        self._fill(d, start, self.random.randint(2, 6), 2)
        return d

    def _definition(self, kind: str) -> str:
        if kind == "timer":
            return self.random.choice((duration("P1D"), duration("P1D"), cycle("R/P1D")))
        named = self.random.choice(("", "one", "two")) if kind in ("error", "escalation") else ""
        return caught(kind, named) if kind else ""

    def _fill(self, d: Drawing, start: str, size: int, depth: int) -> None:
        nodes, bare, ends = [start], [start], []
        for _ in range(size):
            node = self._node(d, depth)
            source = bare.pop(self.random.randrange(len(bare))) if bare and self._maybe(0.8) else None
            self._flow(d, source or self.random.choice(nodes), node)
            nodes.append(node)
            bare += [node] * (2 if node.startswith("gate") and self._maybe(0.8) else 1)
            nodes += self._beside(d, node, bare)
        while bare:
            if self._maybe(0.35):
                self._flow(d, bare.pop(), self.random.choice(nodes[1:]))
            elif ends and self._maybe(0.5):
                self._flow(d, bare.pop(), self.random.choice(ends))
            elif self._maybe(0.9):
                ends.append(self._end(d))
                self._flow(d, bare.pop(), ends[-1])
            else:
                bare.pop()
        if depth and self._maybe(0.15):
            self._listener(d, depth - 1)
        if self._maybe(0.1):
            self._link(d, nodes)

    def _flow(self, d: Drawing, source: str, target: str) -> None:
        d.flow(source, target)
        if not source.startswith(("gate", "start", "late", "either")) and self._maybe(0.05):
            d.parts[-1] = d.parts[-1].replace(" />", f">{CONDITION}</bpmn:sequenceFlow>")

    def _node(self, d: Drawing, depth: int) -> str:
        kinds = [self._task, self._task, self._gateway, self._gateway, self._gateway, self._catch, self._throw]
        kinds += [self._either] + [self._sub] * (2 if depth else 0)
        return self.random.choice(kinds)(d, depth)

    def _task(self, d: Drawing, depth: int) -> str:
        tag = self.random.choice(TASKS)
        key = d.add(tag, self._key("task"), MANY.format("false", "") if self._maybe(0.05) else "")
        if tag == "receiveTask":
            self._receives(key)
        else:
            self._sends(key)
        return key

    def _gateway(self, d: Drawing, depth: int) -> str:
        return d.add(self.random.choice(GATEWAYS), self._key("gate"))

    def _catch(self, d: Drawing, depth: int) -> str:
        kind = self.random.choice(("timer", "message", "signal", "timer"))
        key = d.add("intermediateCatchEvent", self._key("catch"), self._definition(kind))
        if kind == "message":
            self._receives(key)
        return key

    def _throw(self, d: Drawing, depth: int) -> str:
        kind = self.random.choice(("", "message", "signal", "escalation"))
        key = d.add("intermediateThrowEvent", self._key("throw"), self._definition(kind))
        if kind == "message":
            self._sends(key)
        return key

    def _either(self, d: Drawing, depth: int) -> str:
        """An event gateway with two events, which meet again."""
        gate, met = d.add("eventBasedGateway", self._key("either")), d.xor(self._key("gate"))
        kinds = self.random.sample(("timer", "message", "signal"), 2)
        for kind in kinds:
            event = d.add("intermediateCatchEvent", self._key("event"), self._definition(kind))
            if kind == "message":
                self._receives(event)
            d.flow(gate, event, met)
        entry = d.xor(self._key("into"))
        d.flow(entry, gate)
        d.flow(met, leave := d.add("task", self._key("task")))
        self._ways = (entry, leave)
        return entry

    def _sub(self, d: Drawing, depth: int) -> str:
        inner = Drawing(self._key("sub"))
        self._fill(inner, inner.start(self._key("start")), self.random.randint(1, 3), depth - 1)
        loops = ("", "", "", MANY.format("false", ""), MANY.format("true", ""), MANY.format("false", STOPS))
        return d.sub(inner, self.random.choice(loops))

    def _end(self, d: Drawing) -> str:
        kind = self.random.choice(("", "", "", "", "terminate", *THROWN))
        key = d.end(self._key("end"), self._definition(kind))
        if kind == "message":
            self._sends(key)
        return key

    def _beside(self, d: Drawing, host: str, bare: list[str]) -> list[str]:
        """Boundary events, and the way on from an event gateway."""
        if host.startswith("into"):
            bare.remove(host)
            bare.append(self._ways[1])
            return [self._ways[1]]
        if not host.startswith(("task", "sub")) or not self._maybe(0.4):
            return []
        kind = self.random.choice(("timer", "timer", "message", "signal", "error", "escalation"))
        interrupts = self._maybe(0.6) or kind == "error"
        event = d.boundary(self._key("late"), host, self._definition(kind), interrupting=interrupts)
        if kind == "message":
            self._receives(event)
        bare.append(event)
        return []

    def _listener(self, d: Drawing, depth: int) -> None:
        inner = Drawing(self._key("on"))
        kind = self.random.choice(("timer", "message", "signal", "error", "escalation"))
        stops = "true" if self._maybe(0.5) or kind == "error" else "false"
        start = inner.add("startEvent", self._key("start"), self._definition(kind), isInterrupting=stops)
        if kind == "message":
            self._receives(start)
        self._fill(inner, start, 1, 0)
        d.sub(inner, triggeredByEvent="true")

    def _link(self, d: Drawing, nodes: list[str]) -> None:
        named = f'<bpmn:linkEventDefinition name="{self._key("link")}" />'
        d.flow(self.random.choice(nodes), d.add("intermediateThrowEvent", self._key("to"), named))
        d.flow(d.add("intermediateCatchEvent", self._key("from"), named), self.random.choice(nodes[1:]))
