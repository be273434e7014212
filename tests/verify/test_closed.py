"""Small closed models whose verdicts are derived by hand, shape by shape."""

from __future__ import annotations

import pytest

from app.verify import check
from tests.verify.asking import one, statuses
from tests.verify.drawing import Drawing, caught, cycle, duration, file

SIGNAL = caught("signal", "s")


def closed(d: Drawing) -> dict[str, str]:
    return statuses(one(d.bytes(), closed=True, semantics="bpmn"))


def violated(d: Drawing) -> set[str]:
    return {name for name, status in closed(d).items() if status == "violated"}


def handler(inner: str, *, interrupting: bool) -> Drawing:
    h = Drawing("handler")
    h.add("startEvent", "on", inner, isInterrupting=str(interrupting).lower())
    h.flow("on", h.user("answer"), h.end("answered"))
    return h


def test_what_throws_a_signal_that_interrupts_its_own_scope_goes_no_further() -> None:
    inside = Drawing("sub")
    inside.flow(inside.start("in"), inside.add("intermediateThrowEvent", "call", SIGNAL), inside.both("never"))
    inside.flow(inside.both("lost"), "never")
    d = Drawing()
    d.flow(d.start(), d.sub(inside), d.end())
    d.flow(d.boundary("heard", "sub", SIGNAL), d.end("interrupted"))
    assert violated(d) == set()


def test_two_that_hear_one_signal_put_two_tokens_on_what_follows() -> None:
    d = Drawing()
    d.both("split")
    d.add("intermediateCatchEvent", "hear", SIGNAL)
    d.flow(d.start(), "split", "hear", d.user("work"), d.end())
    d.flow("split", "hear")
    d.flow("split", d.user("first"), d.add("intermediateThrowEvent", "call", SIGNAL), d.end("called"))
    assert "safeness" in violated(d)


def test_an_event_sub_process_that_was_interrupted_hears_no_more() -> None:
    d = Drawing()
    d.flow(d.start(), d.user("work"), d.end("over", SIGNAL))
    d.sub(handler(SIGNAL, interrupting=True), triggeredByEvent="true")
    assert violated(d) == set()


def test_an_end_that_was_reached_twice_before_all_is_terminated_counts() -> None:
    d = Drawing()
    d.both("split")
    d.end()
    d.flow(d.start(), "split", d.user("one"), "end")
    d.flow("split", d.user("two"), "end")
    d.flow("split", d.user("three"), d.end("stop", caught("terminate")))
    assert violated(d) == {"proper_completion"}


def test_two_over_different_flows_into_a_busy_step_are_never_on_one_flow() -> None:
    d = Drawing()
    d.both("split")
    d.user("work")
    d.flow(d.start(), "split", "work")
    d.flow("split", "work")
    d.flow(d.timer("late", "work", "P1D"), d.end("stopped"))
    assert closed(d)["safeness"] == "violated"  # both may come to be late
    d = Drawing()
    d.both("split")
    d.add("receiveTask", "wait")
    d.flow(d.start(), "split", "wait")
    d.flow("split", "wait")
    assert closed(d)["safeness"] == "proven" and closed(d)["option_to_complete"] == "violated"


def test_a_join_inside_a_loop_of_sub_processes_looks_no_further_than_its_own() -> None:
    inside = Drawing("sub")
    inside.some("join")
    inside.flow(inside.start("in"), "join", inside.xor("more"), inside.end("out"))
    inside.flow("more", "join")
    d = Drawing()
    d.flow(d.start(), d.xor("top"), d.sub(inside), d.xor("again"), d.end())
    d.flow("again", "top")
    assert violated(d) == set()


@pytest.mark.parametrize("sends", [True, False])
def test_an_inclusive_join_waits_for_what_is_drawn_to_come_even_if_it_never_does(sends: bool) -> None:
    """A receive task with a timer beside the join: while the task waits, its flow may still bring a token."""
    d, other = Drawing(), Drawing("q")
    d.both("split")
    d.some("join")
    d.add("receiveTask", "hear")
    d.flow(d.start(), "split", "join", d.user("after"), d.end())
    d.flow("split", "hear", "join")
    d.flow(d.timer("late", "hear", "P1D"), d.end("silent"))
    other.flow(other.start("begin"), other.add("sendTask", "send"), other.end("sent"))
    pools = '<bpmn:participant id="a" processRef="p" /><bpmn:participant id="b" processRef="q" />'
    flow = '<bpmn:messageFlow id="m" sourceRef="send" targetRef="hear" />' if sends else ""
    found = check(file([d, other], f'<bpmn:collaboration id="c">{pools}{flow}</bpmn:collaboration>'), closed=True,
                  semantics="bpmn")[0]  # fmt: skip
    said = statuses(found)
    assert said["safeness"] == said["option_to_complete"] == said["proper_completion"] == "proven"
    assert said["messages_consumed"] == ("violated" if sends else "proven")


def test_a_message_that_is_left_while_something_goes_round_for_ever_is_not_left_over() -> None:
    d, other = Drawing(), Drawing("q")
    d.flow(d.start(), d.add("sendTask", "send"), d.xor("top"), d.user("work"), d.xor("more"), "top")
    other.flow(other.start("begin"), other.end("done"))
    pools = '<bpmn:participant id="a" processRef="p" /><bpmn:participant id="b" processRef="q" />'
    flow = '<bpmn:messageFlow id="m" sourceRef="send" targetRef="done" />'
    said = statuses(check(file([d, other], f'<bpmn:collaboration id="c">{pools}{flow}</bpmn:collaboration>'),
                          closed=True, semantics="bpmn")[0])  # fmt: skip
    assert said["option_to_complete"] == "violated"
    assert said["messages_consumed"] == said["proper_completion"] == "proven"


@pytest.mark.parametrize("inner", [cycle("R/P1D"), duration("P1D")])
def test_event_sub_processes_that_run_side_by_side_have_flows_of_their_own(inner: str) -> None:
    h = Drawing("handler")
    h.add("startEvent", "on", inner, isInterrupting="false")
    deep = Drawing("deep")
    deep.flow(deep.start("in"), deep.both("apart"), deep.user("a"), deep.both("met"), deep.end("out"))
    deep.flow("apart", deep.user("b"), "met")
    deep.flow(deep.timer("late", "a", "P1D"), deep.end("stopped", caught("terminate")))
    h.flow("on", h.sub(deep), h.end("answered"))
    d = Drawing()
    d.flow(d.start(), d.user("work"), d.end())
    d.sub(h, triggeredByEvent="true")
    assert violated(d) == set()
    assert one(d.bytes(), semantics="bpmn").verdict == "sound"


def test_an_error_thrown_in_a_called_process_meets_those_of_other_instances() -> None:
    part, d = Drawing("part"), Drawing()
    part.flow(part.start("in"), part.user("inner"), part.end("told", caught("escalation")))
    many = '<bpmn:multiInstanceLoopCharacteristics camunda:collection="co" camunda:elementVariable="x" />'
    d.flow(d.start(), d.add("callActivity", "call", many, calledElement="part"), d.end())
    d.flow(d.boundary("noted", "call", caught("escalation"), interrupting=False), d.both("join"))
    d.flow(d.user("never"), "join")
    found = one(d.bytes(), called={"part": part.bytes()}, closed=True, semantics="bpmn")
    assert statuses(found)["safeness"] == "violated"


def test_a_catcher_that_names_what_it_catches_comes_first() -> None:
    d = Drawing()
    d.flow(d.start(), d.user("work"), d.end("bad", caught("error", "e1")))
    for key, reference in (("any", ""), ("named", "e1")):
        h = Drawing(key)
        h.add("startEvent", f"on_{key}", caught("error", reference), isInterrupting="true")
        h.flow(f"on_{key}", h.user(f"mend_{key}"), h.end(f"mended_{key}"))
        d.sub(h, triggeredByEvent="true")
    found = one(d.bytes(), closed=True, semantics="bpmn")
    dead = {each.element for each in found.findings if each.code == "dead-task"}
    assert dead == {"any", "mend_any"}


def test_an_inclusive_join_waits_for_a_receive_task_to_which_no_message_comes() -> None:
    d = Drawing()
    d.some("join")
    d.flow(d.start(), d.both("split"), "join", d.user("after"), d.end())
    d.flow("split", d.add("receiveTask", "hear"), "join")
    found = one(d.bytes(), closed=True, semantics="bpmn")
    dead = {each.element for each in found.findings if each.code == "dead-task"}
    assert dead == {"after", "hear"}
