"""Puts random models on our engine's stage: conditions that a test can steer, and the walk from wait to wait."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

from lxml import etree

from app.engine import Step, prepare
from app.engine.rehearsal import Rehearsal
from app.errors import Refused
from app.verify import Proof
from tests.engine.cases import AT, Days

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CHOOSING = ("exclusiveGateway", "inclusiveGateway")
MESSAGE = "anything"


class Recorded(Rehearsal):
    """A rehearsal that remembers what was passed, and what was ever open twice at the same time (`open_twice`)."""

    def __init__(self, *args: Any) -> None:
        self.passed: Counter[str] = Counter()
        self.open_twice: set[str] = set()
        super().__init__(*args)

    def _keep(self, step: Step) -> None:
        super()._keep(step)
        self.passed.update(each.element for each in step.passed if each.how == "completed")
        together = Counter((task.element, task.scope) for task in self.tasks.values())
        self.open_twice |= {element for (element, _), times in together.items() if times > 1}


def steerable(source: bytes) -> tuple[bytes, dict[str, list[str]]]:
    """The diagram with a condition on every choice, and the flows out of each choosing gateway.

    A way is taken when its name is in the variable of its gateway; the last way is the default.
    """
    root = etree.fromstring(source)
    messages(root)
    choices: dict[str, list[str]] = defaultdict(list)
    flows = list(root.iter(f"{BPMN}sequenceFlow"))
    for gateway in root.iter(*(BPMN + tag for tag in CHOOSING)):
        key = gateway.get("id", "")
        out = [flow for flow in flows if flow.get("sourceRef") == key]
        if len(out) < 2:
            continue
        for flow in out:
            choices[key].append(flow.get("id", ""))
            if flow is not out[-1]:
                condition = etree.SubElement(flow, f"{BPMN}conditionExpression")
                condition.text = f"${{contains(pick_{key}, {flow.get('id')!r})}}"
        gateway.set("default", out[-1].get("id", ""))
    return etree.tostring(root), dict(choices)


def messages(root: etree._Element) -> None:
    """Every message has the same name, so that it can be sent."""
    declared = etree.Element(f"{BPMN}message", id="m_anything", name=MESSAGE)
    root.insert(0, declared)
    for event in root.iter(f"{BPMN}messageEventDefinition"):
        event.set("messageRef", "m_anything")


def begun(source: bytes, choices: Mapping[str, list[str]], picks: Mapping[str, list[str]]) -> Recorded:
    """The case, come to its first wait."""
    play = Recorded(prepare([source]), Days(), AT)
    play.do({"do": "start", "variables": {"co": ["x", "y"], **variables(choices, picks)}})
    return play


def variables(choices: Mapping[str, list[str]], picks: Mapping[str, list[str]]) -> dict[str, Any]:
    """What steers the gateways: of each, the ways to take; the default where none is said."""
    return {f"pick_{key}": picks.get(key, []) for key in choices}


def _settled(source: bytes, choices: Mapping[str, list[str]], random: Random) -> Recorded | None:
    """A beginning whose ways do not lead round in circles without anybody; None when none is found."""
    for turn in range(21):
        with suppress(Refused):
            return begun(source, choices, random_picks(choices, random) if turn < 20 else {})
    return None


def random_picks(choices: Mapping[str, list[str]], random: Random) -> dict[str, list[str]]:
    return {key: [way for way in ways if random.random() < 0.5] for key, ways in choices.items()}


def walk(source: bytes, choices: Mapping[str, list[str]], random: Random, steps: int) -> Recorded | None:
    """A random walk from wait to wait until the case ends or there have been enough steps.

    None when it only ever goes round in circles: the ways are chosen once for all rounds.
    """
    play = _settled(source, choices, random)
    for _ in range(steps if play else 0):
        assert play is not None
        if play.ended or not (play.tasks or play.timers):
            return play
        steer = variables(choices, random_picks(choices, random))
        acts: list[dict[str, Any]] = [
            {"do": "complete", "task": str(token), "variables": steer} for token in sorted(play.tasks)
        ]
        if play.timers:
            due = min(timer.due for timer in play.timers.values())
            acts.append({"do": "advance", "seconds": max(0.0, (due - play.at) / timedelta(seconds=1))})
        with suppress(Refused):  # nobody answers while it goes round: the ways are chosen once for all rounds
            play.do(random.choice(acts))
    return play


def picks_of(proof: Proof, choices: Mapping[str, list[str]]) -> dict[str, deque[list[str]]]:
    """The ways that a trace takes at each gateway, one visit after the other."""
    found: dict[str, deque[list[str]]] = defaultdict(deque)
    for step in proof.trace:
        if step.element in choices and step.how == "take":
            found[step.element].append([way for way in step.tokens if way in choices[step.element]])
    return found


def waits_of(proof: Proof, tasks: Iterable[str]) -> list[str]:
    """The steps of people that a trace does, in order."""
    return [step.element for step in proof.trace if step.element in tasks and step.how in ("run", "complete")]
