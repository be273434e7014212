"""What every diagram keeps to, so that it can be run and proved: timers, choices, shapes, refusals."""

from __future__ import annotations

import re

import pytest

from tests.processes.items import (
    ACTIVITIES,
    ALL,
    BPMN,
    CAMUNDA,
    FLOW_NODES,
    KEYS,
    Item,
    centre,
    interrupting,
    item,
    listed,
    properties,
    tag,
    timer_days,
)


@pytest.fixture(params=KEYS)
def an_item(request: pytest.FixtureRequest) -> Item:
    return item(request.param)


@pytest.fixture(params=ALL)
def any_one(request: pytest.FixtureRequest) -> Item:
    """An item or a procedure."""
    return item(request.param)


def test_timers_count_working_days(an_item: Item) -> None:
    timers = list(an_item.process.iter(BPMN + "timerEventDefinition"))
    assert all(timer_days(timer.getparent()) is not None for timer in timers)


def test_a_light_never_interrupts_and_a_deadline_has_no_light(any_one: Item) -> None:
    for event in any_one.each("boundaryEvent"):
        light = properties(event).get("light")
        assert light in (None, "yellow", "red")
        assert not (light and interrupting(event)), event.get("id")


def test_warning_timers_agree_with_the_limit_of_their_task(an_item: Item) -> None:
    for event in an_item.each("boundaryEvent"):
        said = properties(an_item.node(event.get("attachedToRef")))
        light, days = properties(event).get("light"), timer_days(event)
        if light == "yellow":
            assert days == int(said["limit"]) - int(said["warn"]), event.get("id")
        elif days and (light == "red" or interrupting(event)):
            assert days == int(said["limit"]), event.get("id")


def test_every_choice_has_a_default_and_conditions_on_all_other_flows(any_one: Item) -> None:
    flows = {flow.get("id"): flow for flow in any_one.each("sequenceFlow")}
    for gateway in any_one.each("exclusiveGateway"):
        out = [flow for flow in flows.values() if flow.get("sourceRef") == gateway.get("id")]
        if len(out) == 1:
            assert gateway.get("default") is None
            continue
        assert gateway.get("default") in {flow.get("id") for flow in out}, gateway.get("id")
        for flow in out:
            assert (flow.find(BPMN + "conditionExpression") is None) == (flow.get("id") == gateway.get("default"))


def test_outcomes_asked_about_are_outcomes_that_a_task_offers(any_one: Item) -> None:
    offered = {action for task in any_one.each("userTask") for action in listed(properties(task)["actions"])}
    conditions = [node.text for node in any_one.process.iter(BPMN + "conditionExpression")]
    asked = {found[1] for text in conditions if (found := re.search(r'outcome == "(\w+)"', text))}
    assert asked <= offered


def test_only_an_action_without_danger_leaves_a_task_before_a_choice_by_default(any_one: Item) -> None:
    """Whatever is not said must refuse or take the careful way: never accept, grant or confirm."""
    for gateway in any_one.each("exclusiveGateway"):
        for flow in any_one.each("sequenceFlow"):
            if flow.get("id") == gateway.get("default"):
                assert flow.get("name") not in ("受理", "准予", "办理", "确认")


def test_only_supported_shapes_are_drawn(any_one: Item) -> None:
    inside = {tag(node) for scope in (any_one.process, *any_one.each("subProcess")) for node in scope if node.get("id")}
    assert inside <= {*FLOW_NODES, "sequenceFlow"}
    for node in any_one.each(*ACTIVITIES, "startEvent", "boundaryEvent"):
        assert len(node.findall(BPMN + "outgoing")) == 1, node.get("id")


def test_every_end_on_top_tells_how_the_case_ended(an_item: Item) -> None:
    ends = [end for end in an_item.process.findall(BPMN + "endEvent") if end.get("id") != "help_end"]
    reminders = [event for event in an_item.each("boundaryEvent") if not interrupting(event)]
    side = {end for event in reminders for step in an_item.after(event) for end in an_item.after(step)}
    results = {end.get("id"): properties(end).get("result") for end in ends if end not in side}
    assert set(results.values()) <= {"completed", "declined", "refused", "withdrawn"}, results


def test_every_refusal_is_a_written_answer(an_item: Item) -> None:
    calls = {call.get("id"): call for call in an_item.each("callActivity") if call.get("calledElement") == "rejected"}
    refusing = [end for end in an_item.each("endEvent") if properties(end).get("result") in ("declined", "refused")]
    before = {flow.get("targetRef"): flow.get("sourceRef") for flow in an_item.each("sequenceFlow")}
    if an_item.key != "rejected":
        assert [before[end.get("id")] in calls for end in refusing] == [True] * len(refusing)
    for call in calls.values():
        given = {each.get("target"): each.get("sourceExpression") for each in call.iter(CAMUNDA + "in")}
        assert given["lead"] == f"${{'{an_item.guide['lead']}'}}"
        assert given["refusal"] in ("${'decline'}", "${'deny'}", "${'refuse'}")


def test_called_processes_exist() -> None:
    called = {key: {call.get("calledElement") for call in item(key).each("callActivity")} for key in KEYS}
    assert called["assisted"] == {"direct", "promised", "joint", "escalated"}
    assert all(called[key] == {"rejected"} for key in ("direct", "promised", "escalated"))
    assert called["joint"] == {"rejected", "hearing"}
    assert called["rejected"] == set()


def test_opinions_are_collected_where_departments_work_side_by_side() -> None:
    found = item("joint")
    sub = found.node("co_review")
    loop = sub.find(BPMN + "multiInstanceLoopCharacteristics")
    assert loop.get("isSequential", "false") == "false"
    assert (loop.get(CAMUNDA + "collection"), loop.get(CAMUNDA + "elementVariable")) == ("co_departments", "dept")
    for node in (sub, found.node("review"), found.node("head_review")):
        assert (properties(node)["outputCollection"], properties(node)["outputElement"]) == ("opinions", "opinion")


def test_silence_is_recorded_and_is_never_a_consent() -> None:
    found = item("joint")
    late = next(event for event in found.boundaries(found.node("head_review")) if interrupting(event))
    (marked,) = found.after(late)
    (recorded,) = found.after(marked)
    assert marked.find(BPMN + "script").text == 'opinion = "missing"'
    assert recorded.get(CAMUNDA + "topic") == "opinion.missing"
    assert centre()["limits"]["silence_is_consent"] is False
