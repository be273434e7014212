"""Random diagrams that are sound by construction, and mutants of them that need not be."""

from __future__ import annotations

from random import Random

from lxml import etree

from tests.verify.drawing import Drawing, caught, duration

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


class Grower:
    """Grows a diagram block by block; every block has one way in and one way out.

    reminders: whether non-interrupting timers may hang on activities.  timed: every task gets an interrupting timer
    or a limit, and no loop is drawn, so that the longest run has a bound.  items: the plain steps, for a clock.
    """

    def __init__(self, seed: int, *, size: int = 12, reminders: bool = True, timed: bool = False) -> None:
        self.random = Random(seed)
        self.left = size
        self.reminders = reminders
        self.timed = timed
        self._number = 0

    def diagram(self) -> Drawing:
        promise = 10_000 if self.timed else None
        d = Drawing("p", limit=promise, statutoryLimit=promise)
        d.start("begin")
        last = self.block(d, "begin", 3)
        d.flow(last, d.end("done"))
        return d

    def key(self, kind: str) -> str:
        self._number += 1
        return f"{kind}{self._number}"

    def block(self, d: Drawing, before: str, depth: int) -> str:
        """Draw something after `before`; the last shape of it is given back."""
        kinds = [self.task, self.task, self.sequence, self.choice, self.parallel, self.guarded]
        if depth > 0 and self.left > 0:
            kinds += [self.choice, self.parallel, self.inclusive, self.inside, self.waiting, self.sequence]
            if not self.timed:
                kinds += [self.loop]
        if depth <= 0 or self.left <= 0:
            kinds = [self.task, self.guarded]
        self.left -= 1
        return self.random.choice(kinds)(d, before, depth - 1)

    def step(self, d: Drawing) -> str:
        if self.random.random() < 0.3:
            return d.service(self.key("service"))
        return d.user(self.key("task"), limit=self.random.randint(1, 5) if self.timed else None)

    def task(self, d: Drawing, before: str, depth: int) -> str:
        step = self.step(d)
        d.flow(before, step)
        return step

    def sequence(self, d: Drawing, before: str, depth: int) -> str:
        for _ in range(self.random.randint(2, 3)):
            before = self.block(d, before, depth)
        return before

    def split(self, d: Drawing, before: str, depth: int, tag: str, ways: int) -> str:
        opening, closing = d.add(tag, self.key("split")), d.add(tag, self.key("join"))
        d.flow(before, opening)
        for _ in range(ways):
            d.flow(self.block(d, opening, depth), closing)
        return closing

    def choice(self, d: Drawing, before: str, depth: int) -> str:
        return self.split(d, before, depth, "exclusiveGateway", self.random.randint(2, 3))

    def parallel(self, d: Drawing, before: str, depth: int) -> str:
        return self.split(d, before, depth, "parallelGateway", self.random.randint(2, 3))

    def inclusive(self, d: Drawing, before: str, depth: int) -> str:
        return self.split(d, before, depth, "inclusiveGateway", 2)

    def loop(self, d: Drawing, before: str, depth: int) -> str:
        opening, closing = d.xor(self.key("again")), d.xor(self.key("enough"))
        d.flow(before, opening)
        d.flow(self.block(d, opening, depth), closing)
        if self.random.random() < 0.5:
            d.flow(closing, opening)
        else:
            d.flow(self.block(d, closing, depth), opening)
        return closing

    def waiting(self, d: Drawing, before: str, depth: int) -> str:
        gateway, closing = d.add("eventBasedGateway", self.key("wait")), d.xor(self.key("met"))
        d.flow(before, gateway)
        for inner in (duration(f"workdays({self.random.randint(1, 4)})"), caught("message")):
            event = d.add("intermediateCatchEvent", self.key("event"), inner)
            d.flow(gateway, event)
            d.flow(self.block(d, event, depth), closing)
        return closing

    def guarded(self, d: Drawing, before: str, depth: int) -> str:
        """A task with an interrupting timer, and perhaps a reminder."""
        task, met = d.user(self.key("task")), d.xor(self.key("met"))
        d.flow(before, task, met)
        late = d.timer(self.key("late"), task, f"workdays({self.random.randint(1, 6)})")
        if self.random.random() < 0.5:
            d.flow(late, met)
        else:
            d.flow(self.block(d, late, depth), met)
        self.remind(d, task)
        return met

    def remind(self, d: Drawing, host: str) -> None:
        if self.reminders and self.random.random() < 0.5:
            warn = d.timer(self.key("warn"), host, "workdays(1)", interrupting=False)
            d.flow(warn, d.service(self.key("urge")), d.end(self.key("urged")))

    def inside(self, d: Drawing, before: str, depth: int) -> str:
        """A sub-process: plain, with a timer around it, over several, with an error, or with an event sub-process."""
        inner = Drawing(self.key("sub"))
        kind = self.random.choice(["plain", "timer", "many", "error", "event", "escalation"])
        last = self.block(inner, inner.start(self.key("start")), depth)
        if kind in ("error", "escalation"):
            gateway = inner.xor(self.key("ok"))
            inner.flow(last, gateway, inner.end(self.key("end")))
            inner.flow(gateway, inner.end(self.key("failed"), caught(kind)))
        else:
            inner.flow(last, inner.end(self.key("end")))
        if kind == "event":
            self.listener(inner)
        many = '<bpmn:multiInstanceLoopCharacteristics camunda:collection="co" camunda:elementVariable="x" />'
        sub, met = d.sub(inner, many if kind == "many" else ""), d.xor(self.key("met"))
        d.flow(before, sub, met)
        if kind == "timer":
            d.flow(self.block(d, d.timer(self.key("late"), sub, "workdays(9)"), depth), met)
        elif kind in ("error", "escalation"):
            d.flow(d.boundary(self.key("caught"), sub, caught(kind)), met)
        self.remind(d, sub)
        return met

    def listener(self, d: Drawing) -> None:
        handler = Drawing(self.key("handler"))
        start = handler.add("startEvent", self.key("on"), caught("message"), isInterrupting="true")
        handler.flow(start, handler.service(self.key("service")), handler.end(self.key("end")))
        d.sub(handler, triggeredByEvent="true")


def mutant(source: bytes, seed: int) -> bytes:
    """The same diagram with one to three things changed at random."""
    random = Random(seed)
    root = etree.fromstring(source)
    for _ in range(random.randint(1, 3)):
        random.choice([_retarget, _gateway, _drop, _terminate, _extra, _cancel])(root, random)
    return etree.tostring(root)


def _flows(root: etree._Element) -> list[etree._Element]:
    return list(root.iter(BPMN + "sequenceFlow"))


def _shapes(scope: etree._Element | None) -> list[etree._Element]:
    gateways = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
    fine = ("userTask", "serviceTask", *gateways, "endEvent", "subProcess")
    return [each for each in scope if str(each.tag).removeprefix(BPMN) in fine] if scope is not None else []


def _retarget(root: etree._Element, random: Random) -> None:
    flow = random.choice(_flows(root))
    others = [each for each in _shapes(flow.getparent()) if each.get("triggeredByEvent") is None]
    if others:
        flow.set("targetRef", random.choice(others).get("id", ""))


def _gateway(root: etree._Element, random: Random) -> None:
    tags = ["exclusiveGateway", "parallelGateway", "inclusiveGateway"]
    gateways = [each for tag in tags for each in root.iter(BPMN + tag)]
    if gateways:
        random.choice(gateways).tag = BPMN + random.choice(tags)


def _drop(root: etree._Element, random: Random) -> None:
    flow = random.choice(_flows(root))
    parent = flow.getparent()
    if parent is not None:
        parent.remove(flow)


def _terminate(root: etree._Element, random: Random) -> None:
    end = random.choice(list(root.iter(BPMN + "endEvent")))
    if not len(end):
        etree.SubElement(end, BPMN + "terminateEventDefinition")


def _extra(root: etree._Element, random: Random) -> None:
    scope = random.choice(_flows(root)).getparent()
    shapes = [each for each in _shapes(scope) if each.get("triggeredByEvent") is None]
    starts = [each for each in shapes if not each.tag.endswith("endEvent")]
    if scope is not None and shapes and starts:
        flow = etree.SubElement(scope, BPMN + "sequenceFlow")
        flow.set("id", f"extra{random.randint(0, 10**9)}")
        flow.set("sourceRef", random.choice(starts).get("id", ""))
        flow.set("targetRef", random.choice(shapes).get("id", ""))


def _cancel(root: etree._Element, random: Random) -> None:
    events = [each for each in root.iter(BPMN + "boundaryEvent")]
    if events:
        event = random.choice(events)
        event.set("cancelActivity", "false" if event.get("cancelActivity") == "true" else "true")
