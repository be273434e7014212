"""Items and procedures: take any deadline off, or raise any limit beyond the promise, and the proof is lost there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from app.verify import Strength, Verdict, check
from app.verify.durations import limit_of, span_of
from app.verify.model import Node, Process
from app.verify.reading import read
from app.verify.waits import excluded

PROCESSES = Path(__file__).parents[2] / "processes"
SOURCES = {path.stem: path.read_bytes() for path in sorted(PROCESSES.glob("*.bpmn"))}
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
PROVEN = (Strength.BOUNDED, Strength.KEPT)
MUCH = 60
"""Working days that break every promise."""


def verdict(key: str, source: bytes) -> Verdict:
    (found,) = check(source, process=key, called=SOURCES)
    return found


@cache
def process_of(key: str) -> Process:
    return read(SOURCES[key]).processes[key]


def deadlines() -> Iterator[tuple[str, str, str]]:
    """(process, element, what bounds it) of every step with a limit and every interrupting timer."""
    for key in SOURCES:
        for node in process_of(key).scope.everything():
            if limit_of(node.properties) is not None and node.tag == "userTask" and not _ended_by_timer(node):
                yield key, node.id, "limit"
            if node.event == "timer" and node.tag == "boundaryEvent" and node.interrupting:
                yield key, node.id, "timer"
            if node.event == "timer" and node.tag == "intermediateCatchEvent":
                yield key, node.id, "timer"


def _ended_by_timer(node: Node) -> bool:
    return any(event.event == "timer" and event.interrupting for event in node.boundaries)


DEADLINES = list(deadlines())


def shape(root: etree._Element, identity: str) -> etree._Element:
    (found,) = (each for each in root.iter() if each.get("id") == identity)
    return found


def without(key: str, element: str, what: str) -> bytes:
    """The diagram with this deadline taken off: no limit, or a message instead of a timer."""
    root = etree.fromstring(SOURCES[key])
    node = shape(root, element)
    if what == "limit":
        for each in [each for each in node.iter() if each.get("name") == "limit"]:
            holder = each.getparent()
            assert holder is not None
            holder.remove(each)
        return etree.tostring(root)
    (timer,) = node.iter(f"{BPMN}timerEventDefinition")
    for each in list(timer):
        timer.remove(each)
    timer.tag = f"{BPMN}messageEventDefinition"
    host = shape(root, node.get("attachedToRef", element))
    for each in [each for each in host.iter() if each.get("name") == "limit"]:
        holder = each.getparent()
        assert holder is not None
        holder.remove(each)
    return etree.tostring(root)


def raised(key: str, element: str, what: str) -> bytes:
    """The diagram with this deadline raised far beyond the promise."""
    root = etree.fromstring(SOURCES[key])
    node = shape(root, element)
    if what == "limit":
        (limit,) = (each for each in node.iter() if each.get("name") == "limit")
        limit.set("value", str(MUCH))
        return etree.tostring(root)
    (text,) = (each for each in node.iter() if str(each.tag).rpartition("}")[2] in ("timeDuration", "timeCycle"))
    text.text = f"workdays({MUCH})"
    return etree.tostring(root)


def counts(key: str, element: str) -> bool:
    """Whether the time of a step is part of the promise."""
    (node,) = (each for each in process_of(key).scope.everything() if each.id == element)
    host = next((each for each in node.scope.nodes if each.id == node.attached_to), node)
    return not excluded(host)


def names(found: Verdict) -> set[str]:
    return {element for each in found.findings if each.severity == "error" for element in each.elements}


def host_of(key: str, element: str) -> str:
    (node,) = (each for each in process_of(key).scope.everything() if each.id == element)
    return node.attached_to or element


def test_there_are_deadlines_in_every_procedure() -> None:
    assert {key for key, _, _ in DEADLINES} == set(SOURCES)
    assert {what for _, _, what in DEADLINES} == {"limit", "timer"} and len(DEADLINES) > 60


@pytest.mark.parametrize(("key", "element", "what"), DEADLINES)
def test_without_a_deadline_nothing_is_proved_and_the_element_is_named(key: str, element: str, what: str) -> None:
    found = verdict(key, without(key, element, what))
    assert found.deadline.strength not in PROVEN, found.deadline
    assert names(found) & {element, host_of(key, element)}, [each.message_en for each in found.findings]
    assert all(each.message_zh and each.fix for each in found.findings)


@pytest.mark.parametrize(("key", "element", "what"), [each for each in DEADLINES if counts(*each[:2])])
def test_a_deadline_that_breaks_the_sum_is_refused_with_the_path(key: str, element: str, what: str) -> None:
    found = verdict(key, raised(key, element, what))
    assert found.verdict == "sound"
    assert found.deadline.strength is Strength.EXCEEDED
    host = host_of(key, element)
    exceeded = [each for each in found.findings if each.code == "promise-exceeded"]
    assert exceeded and any(host in each.elements or element in each.elements for each in exceeded)
    assert any(host in {step.element for step in each.trace} for each in exceeded)
    assert found.deadline.worst_case_working_days is not None
    assert found.deadline.worst_case_working_days >= MUCH and found.deadline.path[-1].until == (
        found.deadline.worst_case_working_days
    )
    sums = sum(leg.days for leg in found.deadline.path)
    assert sums == found.deadline.worst_case_working_days


def test_spans_are_read_as_they_are_written() -> None:
    nodes = [node for key in SOURCES for node in process_of(key).scope.everything() if node.event == "timer"]
    timers = [node for node in nodes if node.tag != "startEvent"]  # which say when a case begins, and last nothing
    assert timers and all(span_of(node).days is not None for node in timers)
