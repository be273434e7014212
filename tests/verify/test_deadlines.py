"""How long a run may take at most: what bounds it, what only people keep, and what has no bound."""

from __future__ import annotations

import pytest

from app.verify import Deadline, Strength, Verdict
from app.verify.durations import span_of
from app.verify.model import Node, Scope
from tests.verify.asking import one
from tests.verify.drawing import Drawing, caught, cycle, duration

STANDARD = '<bpmn:standardLoopCharacteristics loopMaximum="3" />'
IN_TURN = '<bpmn:multiInstanceLoopCharacteristics isSequential="true" camunda:collection="co" />'
AT_ONCE = '<bpmn:multiInstanceLoopCharacteristics camunda:collection="co" />'


def item(promise: int | None = 10, statutory: int | None = 20) -> Drawing:
    d = Drawing("p", limit=promise, statutoryLimit=statutory, lead="a")
    d.start()
    return d


def steps(*limits: int | None) -> Drawing:
    d = item()
    d.flow("start", *(d.user(f"t{n}", limit=limit) for n, limit in enumerate(limits)), d.end())
    return d


def deadline(d: Drawing) -> Deadline:
    return one(d.bytes()).deadline


def days(d: Drawing) -> tuple[str, int | None]:
    found = deadline(d)
    return str(found.strength), found.worst_case_working_days


def elements(found: Verdict, code: str) -> list[str]:
    return [each.element for each in found.findings if each.code == code]


def test_limits_in_a_row_add_up_and_are_only_kept() -> None:
    found = deadline(steps(2, 3, 4))
    assert (found.strength, found.worst_case_working_days) == (Strength.KEPT, 9)
    assert [(leg.element, leg.days, leg.until) for leg in found.path] == [("t0", 2, 2), ("t1", 3, 5), ("t2", 4, 9)]
    assert found.relies_on == ("t0", "t1", "t2")


def test_branches_take_the_longer_time() -> None:
    d = item()
    d.flow("start", d.both("split"), d.user("a", limit=2), d.both("join"), d.user("c", limit=1), d.end())
    d.flow("split", d.user("b", limit=5), "join")
    found = deadline(d)
    assert found.worst_case_working_days == 6
    assert [leg.element for leg in found.path] == ["b", "c"]


def test_an_interrupting_timer_bounds_a_step_and_costs_a_night() -> None:
    d = item()
    d.flow("start", d.user("work"), d.end())
    d.flow(d.timer("late", "work", "workdays(5)"), d.end("stopped"))
    found = deadline(d)
    assert (found.strength, found.worst_case_working_days) == (Strength.BOUNDED, 6)
    assert (found.path[0].night, found.ticks) == (1, 1)


def test_the_timer_counts_even_where_a_limit_is_shorter() -> None:
    d = item()
    d.flow("start", d.user("work", limit=2), d.end())
    d.flow(d.timer("late", "work", "workdays(5)"), d.user("head", limit=1), d.end("stopped"))
    assert days(d) == ("kept", 7)


def test_a_sub_process_takes_the_smaller_of_its_content_and_its_timer() -> None:
    inside = Drawing("sub")
    inside.flow(inside.start("in"), inside.user("one", limit=4), inside.user("two", limit=4), inside.end("out"))
    d = item()
    d.flow("start", d.sub(inside), d.end())
    assert days(d) == ("kept", 8)
    d.flow(d.timer("late", "sub", "workdays(5)"), d.end("stopped"))
    assert days(d) == ("bounded", 6)
    assert deadline(d).scopes[0].strength is Strength.BOUNDED


def test_a_sub_process_whose_timer_is_longer_than_its_content_is_kept_to_the_content() -> None:
    inside = Drawing("sub")
    inside.flow(inside.start("in"), inside.user("one", limit=2), inside.end("out"))
    d = item(promise=4)
    d.flow("start", d.sub(inside), d.end())
    d.flow(d.timer("late", "sub", "workdays(5)"), d.end("stopped"))
    found = deadline(d)
    assert (found.strength, found.worst_case_working_days) == (Strength.KEPT, 2)
    assert found.scopes[0].strength is Strength.BOUNDED


@pytest.mark.parametrize(("loop", "expected"), [(STANDARD, ("kept", 6)), (AT_ONCE, ("kept", 2)), (IN_TURN, None)])
def test_a_repeated_sub_process_takes_its_rounds(loop: str, expected: tuple[str, int] | None) -> None:
    inside = Drawing("sub")
    inside.flow(inside.start("in"), inside.user("one", limit=2), inside.end("out"))
    d = item()
    d.flow("start", d.sub(inside, loop), d.end())
    if expected is not None:
        assert days(d) == expected
    else:
        assert elements(one(d.bytes()), "unbounded-loop") == ["sub"]


def test_a_loop_has_no_bound_unless_no_time_passes_in_it() -> None:
    d = item()
    d.flow("start", d.xor("top"), d.user("work", limit=2), d.xor("more"), d.end())
    d.flow("more", d.user("supplement", limit=5, clock="external"), "top")
    found = one(d.bytes())
    assert found.deadline.strength is Strength.NOT_PROVEN
    (finding,) = (each for each in found.findings if each.code == "unbounded-loop")
    assert finding.elements == ("more", "work")
    d = item()
    d.flow("start", d.xor("top"), d.user("supplement", limit=5, clock="external"), d.xor("more"), d.end())
    d.flow("more", "top")
    assert days(d) == ("bounded", 0)


def test_a_loop_inside_a_timer_is_bounded_by_it() -> None:
    inside = Drawing("sub")
    inside.flow(
        inside.start("in"), inside.xor("top"), inside.user("one", limit=2), inside.xor("more"), inside.end("out")
    )
    inside.flow("more", "top")
    d = item()
    d.flow("start", d.sub(inside), d.end())
    assert elements(one(d.bytes()), "unbounded-loop") == ["more"]
    d.flow(d.timer("late", "sub", "workdays(7)"), d.end("stopped"))
    assert days(d) == ("bounded", 8)


def test_without_a_deadline_the_proof_fails_on_the_step() -> None:
    found = one(steps(2, None, 3).bytes())
    assert found.deadline.strength is Strength.NOT_PROVEN
    assert elements(found, "no-deadline") == ["t1"]
    assert found.findings[0].message_zh == "「t1」没有办结时限，无法证明承诺时限。"


@pytest.mark.parametrize("text", ["workdays(n)", "${workdays(n)}", "${due}", "2026-01-01T00:00:00+08:00", "5 days"])
def test_a_timer_that_is_no_constant_proves_nothing(text: str) -> None:
    d = item()
    d.flow("start", d.user("work"), d.end())
    d.flow(d.timer("late", "work", text), d.end("stopped"))
    assert elements(one(d.bytes()), "deadline-not-constant") == ["late"]


def test_a_limit_that_nobody_notices_is_no_proof() -> None:
    d = item()
    d.flow("start", d.user("work", groups="", limit=3), d.end())
    assert elements(one(d.bytes()), "no-deadline") == ["work"]
    d.flow(d.timer("warn", "work", "workdays(3)", interrupting=False), d.service("tell"), d.end("told"))
    assert days(d) == ("kept", 3)


def test_services_take_no_time() -> None:
    d = item()
    d.flow("start", d.service("one"), d.add("scriptTask", "two"), d.add("sendTask", "three"), d.end())
    assert days(d) == ("bounded", 0)


@pytest.mark.parametrize("clock", ["before", "external"])
def test_excluded_time_needs_a_limit_of_its_own_and_is_named(clock: str) -> None:
    d = item(promise=3)
    d.flow("start", d.user("wait", limit=9, clock=clock), d.user("work", limit=3), d.end())
    found = deadline(d)
    assert (found.strength, found.worst_case_working_days) == (Strength.KEPT, 3)
    assert [(each.element, each.clock, each.limit) for each in found.excluded] == [("wait", clock, 9)]
    d = item(promise=3)
    d.flow("start", d.user("wait", clock=clock), d.user("work", limit=3), d.end())
    assert elements(one(d.bytes()), "no-deadline") == ["wait"]


@pytest.mark.parametrize(("mode", "expected"), [("joint", 3), (None, 3), ("direct", 5)])
def test_the_promise_runs_from_acceptance(mode: str | None, expected: int) -> None:
    d = Drawing("p", limit=10, lead="a", mode=mode)
    d.start()
    d.flow("start", d.user("receive", kind="accept", limit=2), d.user("work", limit=3), d.end())
    found = deadline(d)
    assert found.worst_case_working_days == expected
    assert [each.element for each in found.excluded] == (["receive"] if expected == 3 else [])


def test_an_event_gateway_waits_no_longer_than_its_timer() -> None:
    d = item()
    d.add("eventBasedGateway", "wait")
    d.flow("start", "wait", d.add("intermediateCatchEvent", "soon", duration("workdays(3)")), d.xor("met"), d.end())
    d.flow("wait", d.add("intermediateCatchEvent", "told", caught("message")), d.user("work", limit=2), "met")
    assert days(d) == ("kept", 6)


def test_a_message_without_a_limit_may_never_come() -> None:
    d = item()
    d.flow("start", d.add("intermediateCatchEvent", "told", caught("message")), d.end())
    assert elements(one(d.bytes()), "no-deadline") == ["told"]


def test_a_reminder_with_work_of_its_own_counts_until_that_is_done() -> None:
    d = item()
    d.flow("start", d.user("work", limit=4), d.end())
    d.flow(d.timer("warn", "work", "workdays(3)", interrupting=False), d.user("answer", limit=5), d.end("told"))
    assert days(d) == ("kept", 9)


def test_an_event_sub_process_begins_at_the_latest_when_its_scope_ends() -> None:
    d = item()
    d.flow("start", d.user("work", limit=4), d.end())
    handler = Drawing("handler")
    handler.add("startEvent", "on", caught("message"), isInterrupting="true")
    handler.flow("on", handler.user("answer", limit=3), handler.end("answered"))
    d.sub(handler, triggeredByEvent="true")
    assert days(d) == ("kept", 7)


def test_more_than_the_promise_is_told_with_the_path() -> None:
    d = steps(6, 6)
    found = one(d.bytes())
    assert found.deadline.strength is Strength.EXCEEDED
    (finding,) = found.findings
    assert finding.code == "promise-exceeded"
    assert finding.elements == ("t0", "t1")
    assert finding.message_zh == "「p」最长需要 12 个工作日，超过时限 10 个工作日：「t0」6 + 「t1」6。"
    assert [(step.element, step.day) for step in finding.trace] == [("t0", 6), ("t1", 12)]


def test_an_item_without_a_promise_is_not_proved() -> None:
    d = item(promise=None)
    d.flow("start", d.user("work", limit=3), d.end())
    found = one(d.bytes())
    assert (found.deadline.strength, found.deadline.worst_case_working_days) == (Strength.NOT_PROVEN, 3)
    assert [(each.code, each.element, each.severity) for each in found.findings] == [("no-deadline", "p", "error")]


def test_a_plain_diagram_gets_its_verdict_and_one_warning() -> None:
    d = Drawing("p")
    d.flow(d.start(), d.user("a"), d.user("b"), d.end())
    found = one(d.bytes())
    assert found.verdict == "sound"
    assert [(each.code, each.severity) for each in found.findings] == [("no-deadline", "warning")]


def test_an_unsound_model_has_no_deadline() -> None:
    d = steps(1)
    d.flow("t0", d.both("never"), "end")
    d.flow(d.both("other"), "never")
    found = one(d.bytes())
    assert found.verdict == "unsound"
    assert found.deadline.strength is Strength.NOT_PROVEN


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (("timeDuration", "workdays(5)"), 5),
        (("timeDuration", "${workdays(0)}"), 0),
        (("timeDuration", "workhours(9)"), 3),
        (("timeDuration", "days(15)"), 15),
        (("timeDuration", "P8D"), 8),
        (("timeDuration", "P1W"), 7),
        (("timeDuration", "P1M"), 31),
        (("timeDuration", "PT36H"), 2),
        (("timeDuration", "P1DT1S"), 2),
        (("timeCycle", "R3/P2D"), 2),
        (("timeDuration", "P"), None),
        (("timeDuration", ""), None),
        (("timeDuration", "workdays(n)"), None),
        (("timeDate", "2026-01-01"), None),
    ],
)
def test_a_timer_is_read_at_its_longest(inner: tuple[str, str], expected: int | None) -> None:
    node = Node(id="n", name="", tag="boundaryEvent", scope=Scope(id="s"), timer=inner)
    assert span_of(node).days == expected


def test_a_cycle_interrupts_with_its_first_round() -> None:
    d = item()
    d.flow("start", d.user("work"), d.end())
    d.flow(d.boundary("late", "work", cycle("R/P4D")), d.end("stopped"))
    assert days(d) == ("bounded", 5)


def test_a_reminder_that_is_repeated_may_begin_on_the_last_day() -> None:
    d = item(promise=20)
    d.flow("start", d.user("work", limit=9), d.end())
    d.flow(d.boundary("warn", "work", cycle("R/P2D"), interrupting=False), d.user("answer", limit=5), d.end("told"))
    assert days(d) == ("kept", 14)


def test_a_timer_that_is_no_constant_may_fire_at_any_time() -> None:
    d = item(promise=5)
    d.flow("start", d.user("work", limit=2), d.end())
    d.flow(d.timer("late", "work", "${due}"), d.user("head", limit=9), d.end("stopped"))
    assert days(d) == ("exceeded", 11)


def handler(key: str, inner: str, limit: int, *, interrupting: bool) -> Drawing:
    h = Drawing(key)
    h.add("startEvent", f"on_{key}", inner, isInterrupting=str(interrupting).lower())
    h.flow(f"on_{key}", h.user(f"answer_{key}", limit=limit), h.end(f"answered_{key}"))
    return h


def listening(*handlers: Drawing, work: int | None = 4) -> Drawing:
    d = item(promise=40)
    d.flow("start", d.user("work", limit=work), d.end())
    for each in handlers:
        d.sub(each, triggeredByEvent="true")
    return d


def test_what_interrupts_may_begin_shortly_before_a_timer_would_have() -> None:
    told = handler("told", caught("message"), 9, interrupting=True)
    late = handler("late", duration("workdays(3)"), 1, interrupting=True)
    for order in ((told, late), (late, told)):
        assert days(listening(*order, work=20)) == ("kept", 13)
        assert days(listening(*order, work=None)) == ("kept", 13)


def test_what_runs_beside_the_flow_keeps_its_scope_open_for_what_interrupts() -> None:
    beside = handler("beside", duration("workdays(2)"), 6, interrupting=False)
    assert days(listening(beside)) == ("kept", 9)
    late = handler("late", duration("workdays(7)"), 5, interrupting=True)
    assert days(listening(late)) == ("kept", 4)
    assert days(listening(beside, late)) == ("kept", 13)


def test_what_may_begin_again_and_again_has_no_bound_unless_it_takes_no_time() -> None:
    beside = handler("beside", caught("message"), 2, interrupting=False)
    assert elements(one(listening(beside).bytes()), "unbounded-loop") == ["beside"]
    assert days(listening(handler("beside", caught("message"), 0, interrupting=False))) == ("kept", 4)
    late = handler("late", duration("workdays(7)"), 1, interrupting=True)
    assert days(listening(beside, late)) == ("kept", 9)
