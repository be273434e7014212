"""What is sound, what is not, and what is said about it, shape by shape."""

from __future__ import annotations

import pytest

from app.errors import DiagramRefused, NotFound
from app.verify import Budget, check
from tests.verify.asking import codes, one, statuses
from tests.verify.drawing import Drawing, caught, cycle, duration, file

MANY = '<bpmn:multiInstanceLoopCharacteristics camunda:collection="co" camunda:elementVariable="d" />'


def straight() -> Drawing:
    d = Drawing()
    d.start()
    d.user("work")
    d.end()
    d.flow("start", "work", "end")
    return d


def fork(opening: str, closing: str) -> Drawing:
    d = Drawing()
    d.start()
    d.add(opening, "split")
    d.add(closing, "join")
    d.flow("start", "split", d.user("left"), "join", d.end())
    d.flow("split", d.user("right"), "join")
    return d


def around(inside: Drawing, extra: str = "") -> Drawing:
    """A process that consists of one sub-process."""
    d = Drawing()
    d.start()
    d.flow("start", d.sub(inside, extra), d.end())
    return d


def content(key: str = "sub") -> Drawing:
    inside = Drawing(key)
    inside.flow(inside.start("in"), inside.user("inner"), inside.end("out"))
    return inside


def test_a_straight_process_is_sound() -> None:
    assert one(straight().bytes()).verdict == "sound"


@pytest.mark.parametrize("tag", ["exclusiveGateway", "parallelGateway", "inclusiveGateway"])
def test_a_split_and_its_own_join_are_sound(tag: str) -> None:
    assert one(fork(tag, tag).bytes()).verdict == "sound"


def test_an_exclusive_split_and_a_parallel_join_get_stuck() -> None:
    found = one(fork("exclusiveGateway", "parallelGateway").bytes())
    assert statuses(found)["option_to_complete"] == "violated"
    first = found.findings[0]
    assert first.code == "deadlock" and first.element == "join"
    assert "「join」" in first.message_zh and "永远等不到" in first.message_zh
    assert first.trace[-1].element in ("left", "right")


def test_a_parallel_split_and_an_exclusive_join_run_twice() -> None:
    found = one(fork("parallelGateway", "exclusiveGateway").bytes())
    assert statuses(found)["safeness"] == "violated"
    assert codes(found)[:2] == ["lack-of-synchronisation", "improper-completion"]


def test_an_inclusive_join_waits_for_what_may_still_come() -> None:
    assert one(fork("parallelGateway", "inclusiveGateway").bytes()).verdict == "sound"


def test_a_loop_without_a_way_out_is_a_livelock() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.xor("again"), d.user("work"), d.xor("more"), "again")
    found = one(d.bytes())
    assert codes(found) == ["livelock"]
    assert statuses(found)["proper_completion"] == "proven"


def test_a_task_that_nothing_leads_to_is_dead() -> None:
    d = straight()
    d.user("lost")
    d.flow("lost", "end")
    found = one(d.bytes())
    assert codes(found) == ["dead-task"]
    assert found.findings[0].element == "lost"
    assert statuses(found)["option_to_complete"] == "proven"


def test_a_deadline_that_ends_elsewhere_leaves_the_join_waiting() -> None:
    d = fork("parallelGateway", "parallelGateway")
    d.flow(d.timer("late", "right", "workdays(5)"), d.end("timeout"))
    found = one(d.bytes())
    (finding,) = (each for each in found.findings if each.code == "deadlock")
    assert finding.message_zh == "汇聚网关「join」永远等不到来自「right」的结果：流程已在「timeout」终止。"
    assert finding.elements[:3] == ("join", "right", "timeout")
    assert [step.element for step in finding.trace if step.day == 5][:1] == ["late"]


@pytest.mark.parametrize("semantics", ["bpmn", "engine"])
def test_a_join_waits_for_ever_for_a_step_that_nothing_leads_to(semantics: str) -> None:
    d = fork("parallelGateway", "parallelGateway")
    d.flow(d.user("lost"), "join")
    found = one(d.bytes(), semantics=semantics)
    (finding,) = (each for each in found.findings if each.code == "deadlock")
    assert finding.elements[:2] == ("join", "lost")
    assert finding.message_zh == "汇聚网关「join」永远等不到来自「lost」的结果：该环节永远不会执行。"


def test_terminating_ends_the_other_branches() -> None:
    d = fork("parallelGateway", "parallelGateway")
    d.flow(d.timer("late", "right", "workdays(5)"), d.end("timeout", caught("terminate")))
    assert one(d.bytes()).verdict == "sound"


@pytest.mark.parametrize("again", [False, True])
def test_a_reminder_that_ends_by_itself_does_no_harm(again: bool) -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.xor("top"), d.user("work"), d.xor("done"), d.end())
    d.flow("done", "top")
    inner = cycle("R/P1D") if again else duration("workdays(1)")
    d.flow(d.boundary("warn", "work", inner, interrupting=False), d.user("remind"), d.end("reminded"))
    assert one(d.bytes()).verdict == "sound"


def test_a_reminder_that_joins_the_main_flow_runs_it_twice() -> None:
    d = straight()
    d.flow(d.timer("warn", "work", "workdays(1)", interrupting=False), "end")
    assert "improper-completion" in codes(one(d.bytes()))


def test_an_activity_is_not_begun_while_it_is_busy() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.xor("top"), d.user("work"), d.end())
    d.flow(d.timer("warn", "work", "workdays(1)", interrupting=False), "top")
    assert statuses(one(d.bytes()))["safeness"] == "violated"


def test_a_sub_process_is_left_when_it_is_empty() -> None:
    inside = Drawing("sub")
    inside.flow(inside.start("in"), inside.both("apart"), inside.user("one"), inside.end("first"))
    inside.flow("apart", inside.user("two"), inside.end("second"))
    assert one(around(inside).bytes()).verdict == "sound"


def test_an_error_goes_to_the_boundary_that_catches_it() -> None:
    inside = Drawing("sub")
    inside.flow(inside.start("in"), inside.user("inner"), inside.xor("good"), inside.end("out"))
    inside.flow("good", inside.end("bad", caught("error", "e1")))
    d = around(inside)
    d.flow(d.boundary("caught", "sub", caught("error", "e1")), d.user("mend"), d.end("mended"))
    assert one(d.bytes()).verdict == "sound"
    d.flow(d.boundary("other", "sub", caught("error", "e2")), d.user("never"), d.end("no"))
    assert one(d.bytes()).verdict == "sound"  # an error that is not drawn may come from outside


def test_several_instances_that_raise_at_once_are_seen_outside() -> None:
    inside = Drawing("sub")
    inside.flow(inside.start("in"), inside.user("inner"), inside.end("out", caught("escalation")))
    d = around(inside, MANY)
    d.flow(d.boundary("told", "sub", caught("escalation"), interrupting=False), d.end("noted"))
    assert one(d.bytes()).verdict == "sound"
    d = around(inside, MANY)
    d.both("meet")
    d.flow(d.boundary("told", "sub", caught("escalation"), interrupting=False), d.user("answer"), d.both("both"))
    d.flow("both", d.end("noted"))
    assert one(d.bytes(), closed=True).verdict == "unsound"


def test_any_number_of_departments_is_one_proof() -> None:
    inside = content()
    inside.flow(inside.timer("late", "inner", "workdays(5)"), inside.user("head"), inside.end("answered"))
    assert one(around(inside, MANY).bytes()).verdict == "sound"
    broken = content()
    broken.flow(broken.timer("late", "inner", "workdays(5)"), broken.both("never"))
    broken.flow(broken.both("lost"), "never")
    assert "deadlock" in codes(one(around(broken, MANY).bytes()))


def test_stopping_early_leaves_nothing_behind() -> None:
    many = MANY.replace(" />", "><bpmn:completionCondition>${veto}</bpmn:completionCondition></bpmn:multiInstance")
    assert one(around(content(), many + "LoopCharacteristics>").bytes()).verdict == "sound"


@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_an_event_sub_process_ends_with_its_scope(interrupting: str) -> None:
    inside, handler = content(), Drawing("handler")
    handler.add("startEvent", "on", caught("message"), isInterrupting=interrupting)
    handler.flow("on", handler.user("answer"), handler.end("answered"))
    inside.sub(handler, triggeredByEvent="true")
    assert one(around(inside).bytes()).verdict == "sound"
    d = straight()
    d.sub(handler, triggeredByEvent="true")
    assert one(d.bytes()).verdict == "sound"


def test_an_error_inside_begins_the_event_sub_process_that_catches_it() -> None:
    d, handler = Drawing(), Drawing("handler")
    d.start()
    d.flow("start", d.user("work"), d.xor("good"), d.end())
    d.flow("good", d.end("bad", caught("error", "e1")))
    handler.add("startEvent", "on", caught("error", "e1"))
    handler.flow("on", handler.user("mend"), handler.end("mended"))
    d.sub(handler, triggeredByEvent="true")
    assert one(d.bytes()).verdict == "sound"


def test_a_link_leads_on() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.add("intermediateThrowEvent", "to", '<bpmn:linkEventDefinition name="L" />'))
    d.flow(d.add("intermediateCatchEvent", "from", '<bpmn:linkEventDefinition name="L" />'), d.user("work"), d.end())
    assert one(d.bytes()).verdict == "sound"


def test_an_event_gateway_takes_one_way() -> None:
    d = Drawing()
    d.start()
    d.add("eventBasedGateway", "wait")
    d.flow("start", "wait", d.add("intermediateCatchEvent", "soon", duration("P1D")), d.xor("met"), d.end())
    d.flow("wait", d.add("intermediateCatchEvent", "told", caught("message")), d.user("work"), "met")
    assert one(d.bytes()).verdict == "sound"


@pytest.mark.parametrize("condition", [True, False])
def test_conditional_flows_out_of_a_task_may_be_taken_or_not(condition: bool) -> None:
    d = straight()
    d.flow("work", d.user("more"), d.end("also"))
    if condition:
        text = "<bpmn:conditionExpression>${more}</bpmn:conditionExpression></bpmn:sequenceFlow>"
        d.parts = [each.replace(' targetRef="more" />', f' targetRef="more">{text}') for each in d.parts]
    assert one(d.bytes()).verdict == "sound"


def test_a_call_is_looked_into() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.add("callActivity", "call", calledElement="other"), d.end())
    assert one(d.bytes()).verdict == "sound"
    other = fork("exclusiveGateway", "parallelGateway")
    other.key = "other"
    found = one(d.bytes(), called={"other": other.bytes()})
    assert found.verdict == "unsound"
    assert found.findings[0].elements[:2] == ("call", "join")
    assert found.findings[0].trace[-1].within == ("call",)


def test_what_is_not_understood_in_a_called_process_is_told_on_the_call() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.add("callActivity", "call", calledElement="other"), d.end())
    other = straight()
    other.key = "other"
    other.flow("start", other.add("complexGateway", "odd"), "end")
    found = one(d.bytes(), called={"other": other.bytes()})
    assert found.verdict == "not_proven"
    assert [(each.code, each.element) for each in found.findings] == [("unsupported", "call")]


def test_a_process_that_calls_itself_is_not_proved() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.add("callActivity", "call", calledElement="p"), d.end())
    assert one(d.bytes()).verdict == "not_proven"


def test_a_closed_collaboration_needs_its_messages() -> None:
    asks, answers = straight(), Drawing("q")
    answers.start("begin")
    answers.flow("begin", answers.add("receiveTask", "hear"), answers.end("heard"))
    pools = '<bpmn:participant id="a" processRef="p" /><bpmn:participant id="b" processRef="q" />'
    flow = '<bpmn:messageFlow id="m" sourceRef="work" targetRef="hear" />'
    together = f'<bpmn:collaboration id="both">{pools}{flow}</bpmn:collaboration>'
    apart = f'<bpmn:collaboration id="both">{pools}</bpmn:collaboration>'
    sound = check(file([asks, answers], together), closed=True)
    assert [(each.process, each.verdict) for each in sound] == [("both", "sound"), ("p", "sound"), ("q", "sound")]
    stuck = check(file([asks, answers], apart), closed=True)
    assert [each.verdict for each in stuck] == ["unsound", "not_proven", "unsound"]
    assert "永远不会到来" in stuck[0].findings[0].message_zh
    assert [each.verdict for each in check(file([asks, answers], apart))] == ["sound", "sound"]


def test_a_signal_in_a_closed_collaboration_reaches_those_who_wait() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.both("split"), d.add("intermediateCatchEvent", "hear", caught("signal", "s")), d.end("heard"))
    d.flow("split", d.user("work"), d.add("intermediateThrowEvent", "call", caught("signal", "s")), d.end("called"))
    assert one(d.bytes(), closed=True).verdict == "sound"
    d = Drawing()
    d.start()
    d.flow("start", d.both("split"), d.user("first"), d.add("intermediateCatchEvent", "hear", caught("signal", "s")))
    d.flow("hear", d.end("heard"))
    d.flow("split", d.user("work"), d.add("intermediateThrowEvent", "call", caught("signal", "s")), d.end("called"))
    assert one(d.bytes()).verdict == "sound"
    assert one(d.bytes(), closed=True).verdict == "unsound"  # it may be called before anybody listens


@pytest.mark.parametrize(
    ("tag", "inner"),
    [
        ("complexGateway", ""),
        ("intermediateThrowEvent", caught("compensate")),
        ("adHocSubProcess", ""),
        ("choreographyTask", ""),
    ],
)
@pytest.mark.parametrize("semantics", ["engine", "bpmn"])
def test_what_is_not_understood_is_never_proved(tag: str, inner: str, semantics: str) -> None:
    d = straight()
    d.flow("start", d.add(tag, "odd", inner), "end")
    found = one(d.bytes(), semantics=semantics)
    assert found.verdict == "not_proven"
    assert set(statuses(found).values()) == {"not_proven"}
    assert "odd" in {each.element for each in found.findings if each.code == "unsupported"}


def test_what_only_our_engine_refuses_is_proved_as_bpmn() -> None:
    d = Drawing()
    d.flow(d.user("first"), d.end())
    assert one(d.bytes(), semantics="bpmn").verdict == "sound"
    assert codes(one(d.bytes())) == ["unsupported"]


def test_a_budget_that_runs_out_proves_nothing() -> None:
    found = one(straight().bytes(), budget=Budget(breadth=1, breadth_moves=0, states=1))
    assert found.verdict == "not_proven"
    assert "proven" not in {statuses(found)[name] for name in ("safeness", "option_to_complete", "proper_completion")}
    assert codes(found) == ["budget-exhausted"]


def test_too_many_ways_out_of_an_inclusive_split_are_not_proved() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.some("split"))
    for n in range(9):
        d.flow("split", d.user(f"t{n}"), d.end(f"e{n}"))
    found = one(d.bytes())
    assert found.verdict == "not_proven"
    assert found.findings[0].element == "split"


def test_a_way_that_is_not_taken_is_not_forgotten() -> None:
    """An inclusive split of which one way ends at once: the join behind the other may be left waiting."""
    d = Drawing()
    d.start()
    d.flow("start", d.both("fork"), d.some("maybe"), d.end("nothing"))
    d.flow("maybe", d.user("work"), d.both("join"), d.end())
    d.flow("fork", d.user("always"), "join")
    assert "deadlock" in codes(one(d.bytes()))


def test_a_join_at_the_head_of_a_loop_blocks_and_is_not_portable() -> None:
    d = Drawing()
    d.start()
    d.flow("start", d.both("head"), d.user("work"), d.xor("more"), d.end())
    d.flow("more", "head")
    assert {"deadlock", "not-portable"} <= set(codes(one(d.bytes())))


def test_an_unknown_process_is_not_found() -> None:
    with pytest.raises(NotFound):
        check(straight().bytes(), process="other")


@pytest.mark.parametrize("source", [b"", b"hello", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a><b></a>"])
def test_what_is_no_diagram_is_refused(source: bytes) -> None:
    with pytest.raises(DiagramRefused):
        check(source)


def test_no_entity_is_fetched_or_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + straight().bytes()[39:]
    with pytest.raises(DiagramRefused):
        check(bomb)


@pytest.mark.parametrize("times", [400])
def test_a_storm_of_gateways_is_answered(times: int) -> None:
    d = Drawing()
    d.start()
    keys = [d.add(("parallelGateway", "exclusiveGateway", "inclusiveGateway")[n % 3], f"g{n}") for n in range(times)]
    d.flow("start", *keys, d.end())
    for n in range(0, times, 2):
        d.flow(keys[n], keys[(n * 7 + 3) % times])
    found = one(d.bytes(), budget=Budget(states=3_000, seconds=5))
    assert found.verdict in ("unsound", "not_proven")
