"""The six diagrams: sound, their promises proved, and the proof lost when a deadline goes or a limit grows."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from app.verify import Strength, Verdict, check

FOLDER = Path(__file__).parents[2] / "processes"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
WORST = {"assisted": 15, "direct": 1, "escalated": 9, "joint": 15, "promised": 8, "rejected": 3}
SOURCES = {key: (FOLDER / f"{key}.bpmn").read_bytes() for key in (*WORST, "hearing")}


def proved(key: str, source: bytes | None = None) -> Verdict:
    (found,) = check(source or SOURCES[key], called=SOURCES)
    return found


def limits(key: str) -> list[tuple[str, etree._Element]]:
    """Each step of a diagram with a limit of its own: its id and the property."""
    root = etree.fromstring(SOURCES[key])
    found = []
    for node in root.iter(BPMN + "userTask", BPMN + "receiveTask"):
        path = f"{BPMN}extensionElements/{CAMUNDA}properties/{CAMUNDA}property[@name='limit']"
        found += [(node.get("id", ""), each) for each in node.iterfind(path)]
    return found


STEPS = [(key, name) for key in WORST for name, _ in limits(key)]


def changed(key: str, name: str, value: str | None) -> bytes:
    (limit,) = (each for node, each in limits(key) if node == name)
    if value is None:
        parent = limit.getparent()
        assert parent is not None
        parent.remove(limit)
        return etree.tostring(parent.getroottree())
    limit.set("value", value)
    return etree.tostring(limit.getroottree())


def has_timer(key: str, name: str) -> bool:
    root = etree.fromstring(SOURCES[key])
    return any(
        event.get("attachedToRef") == name and event.get("cancelActivity") != "false"
        for event in root.iter(BPMN + "boundaryEvent")
        if event.find(BPMN + "timerEventDefinition") is not None
    )


@pytest.mark.parametrize("key", WORST)
def test_it_is_sound_and_keeps_its_promise(key: str) -> None:
    found = proved(key)
    assert found.verdict == "sound"
    assert not found.findings
    assert found.deadline.strength is Strength.KEPT
    assert found.deadline.worst_case_working_days == WORST[key]
    assert WORST[key] <= (found.deadline.promise or 0) <= (found.deadline.statutory or 0)
    assert found.deadline.path[-1].until == WORST[key]


def test_the_joint_review_is_bounded_whatever_people_do() -> None:
    deadline = proved("joint").deadline
    (review,) = (scope for scope in deadline.scopes if scope.scope == "co_review")
    assert review.strength is Strength.BOUNDED
    assert review.days == 8  # 5 and a night, 1 and a night
    assert not review.relies_on
    assert {"decide", "site_visit"} <= set(deadline.relies_on)


def test_the_time_of_others_does_not_count_and_is_named() -> None:
    excluded = {each.element: each.clock for each in proved("escalated").deadline.excluded}
    assert excluded == {"safety_accept": "before", "await_reply": "external", "safety_decline": "own"}


@pytest.mark.parametrize(("key", "name"), [step for step in STEPS if not has_timer(*step)])
def test_without_its_limit_the_proof_is_lost_and_says_where(key: str, name: str) -> None:
    found = proved(key, changed(key, name, None))
    assert found.verdict == "sound"
    assert found.deadline.strength is Strength.NOT_PROVEN
    assert [(each.code, each.element) for each in found.findings] == [("no-deadline", name)]


@pytest.mark.parametrize(("key", "name"), [step for step in STEPS if not has_timer(*step)])
def test_with_a_limit_that_is_no_number_it_is_lost_too(key: str, name: str) -> None:
    found = proved(key, changed(key, name, "${days}"))
    assert found.deadline.strength is Strength.NOT_PROVEN
    assert [(each.code, each.element) for each in found.findings] == [("deadline-not-constant", name)]


@pytest.mark.parametrize(("key", "name"), [step for step in STEPS if not has_timer(*step)])
def test_a_limit_that_grows_breaks_the_sum_and_the_path_is_drawn(key: str, name: str) -> None:
    found = proved(key, changed(key, name, "40"))
    if name in {each.element for each in found.deadline.excluded}:
        assert found.deadline.strength is Strength.KEPT
        return
    assert found.deadline.strength is Strength.EXCEEDED
    assert (found.deadline.worst_case_working_days or 0) > (found.deadline.promise or 0)
    finding = next(each for each in found.findings if each.code == "promise-exceeded")
    assert name in finding.elements
    assert finding.trace[-1].day == found.deadline.worst_case_working_days


@pytest.mark.parametrize("name", ["review", "head_review"])
def test_without_its_timer_the_joint_review_is_only_kept(name: str) -> None:
    root = etree.fromstring(SOURCES["joint"])
    (event,) = (
        each
        for each in root.iter(BPMN + "boundaryEvent")
        if each.get("attachedToRef") == name and each.get("cancelActivity") is None
    )
    event.remove(next(event.iterchildren(BPMN + "timerEventDefinition")))
    etree.SubElement(event, BPMN + "messageEventDefinition")
    found = proved("joint", etree.tostring(root))
    (review,) = (scope for scope in found.deadline.scopes if scope.scope == "co_review")
    assert review.strength is Strength.KEPT
    assert review.relies_on == (name,)


def test_a_longer_timer_in_the_joint_review_breaks_the_promise() -> None:
    found = proved("joint", SOURCES["joint"].replace(b"workdays(5)", b"workdays(6)"))
    assert found.deadline.strength is Strength.EXCEEDED
    assert found.deadline.worst_case_working_days == 16
    assert "review" in found.findings[0].elements
    assert "review" in found.findings[0].message_en or "部门审查" in found.findings[0].message_zh


def test_a_sub_process_is_held_to_its_own_limit() -> None:
    found = proved("escalated", changed("escalated", "safety_review", "4"))
    assert found.deadline.strength is Strength.KEPT
    (stage,) = (scope for scope in found.deadline.scopes if scope.scope == "local_stage")
    assert stage.strength is Strength.EXCEEDED
    assert [each.element for each in found.findings if each.code == "promise-exceeded"] == ["local_stage"]


HANDED_IN = FOLDER.parent.parent / "shared" / "diagrams" / "joint-camunda-modeler.bpmn"


@pytest.mark.skipif(not HANDED_IN.exists(), reason=f"{HANDED_IN} IS MISSING")
def test_a_diagram_of_camunda_modeler_keeps_its_promise() -> None:
    (found,) = check(HANDED_IN.read_bytes())
    assert found.verdict == "sound"
    assert not found.findings
    assert (found.deadline.strength, found.deadline.worst_case_working_days) == (Strength.KEPT, 10)


def test_a_call_of_an_unknown_process_is_a_step_without_a_deadline() -> None:
    (found,) = check(SOURCES["joint"])
    assert found.verdict == "sound"
    assert found.deadline.strength is Strength.NOT_PROVEN
    assert {each.element for each in found.findings} == {"decline", "hold_hearing", "refuse"}
