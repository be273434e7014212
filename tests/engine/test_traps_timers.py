"""Timers: each trap is shown on the stock library, so that an upgrade shows what moved, and then on ours."""

from __future__ import annotations

import datetime as clock
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment

from app.engine import prepare
from app.errors import DiagramRefused, Invalid
from tests.engine.cases import AT, Case
from tests.engine.drawing import Event, boundary, catch, draw, either, end, fork, message, start, timer, user
from tests.engine.stock import Stock, parse

DAY = timedelta(days=1)
MOMENT = timedelta(seconds=1)


def watched(event: Event, *, interrupting: bool = True) -> bytes:
    """A step under a timer that leads to another step."""
    return draw(
        start("s"), user("a"), boundary("b", on="a", event=event, interrupting=interrupting), user("late"),
        end("e"), end("f"), flows=["s -> a -> e", "b -> late -> f"],
    )  # fmt: skip


def with_dates() -> PythonScriptEngine:
    return PythonScriptEngine(environment=TaskDataEnvironment({"datetime": clock}))


@pytest.mark.parametrize(
    ("text", "kind", "wrong"),
    [
        ("P5D", "timeDuration", WorkflowTaskException),
        ("datetime.timedelta(days=5)", "timeDuration", AttributeError),
        ("datetime.datetime(2030, 1, 1)", "timeDate", AttributeError),
        ("0 9 * * 1-5", "timeCycle", WorkflowTaskException),
        ('"0 9 * * 1-5"', "timeCycle", ValueError),
    ],
)
def test_a_timer_that_is_no_quoted_text_fails_when_the_case_reaches_it_and_not_before(
    text: str, kind: str, wrong: type[Exception]
) -> None:
    specs = parse(watched(timer(text, kind)))  # nobody objects
    with pytest.raises(wrong):
        Stock(specs=specs, engine=with_dates())


def test_a_bare_duration_is_a_timer() -> None:
    case = Case(watched(timer("P5D")))
    assert case.timer("b").due == AT + 5 * DAY


def test_working_days_are_a_timer() -> None:
    case = Case(watched(timer("workdays(5)")))
    assert case.timer("b").due == AT + 5 * DAY


@pytest.mark.parametrize("text", ["datetime.timedelta(days=5)", "PT", "5 days", "0 9 * * 1-5", '"0 9 * * 1-5"'])
def test_a_text_that_is_no_timer_is_refused_when_the_diagram_is_loaded(text: str) -> None:
    kind = "timeCycle" if "*" in text else "timeDuration"
    with pytest.raises(DiagramRefused) as refused:
        prepare([watched(timer(text, kind))])
    assert [finding.element for finding in refused.value.findings] == ["b"]


NO_TIMERS = [
    5, True, None, "soon", "0 9 * * 1-5", "P999999Y", "R/P999999Y", "R0/P1D", "R00/P1D", "R/PT0S", "R/2026-13-01/P1D",
    "9999-12-31T23:59:59-10:00", ["P1D"],
]  # fmt: skip


@pytest.mark.parametrize("value", NO_TIMERS, ids=repr)
def test_a_variable_that_is_no_timer_is_refused_by_the_step_that_waits_for_it(value: object) -> None:
    with pytest.raises(Invalid) as refused:
        Case(watched(timer("${limit}")), limit=value)
    assert refused.value.extra["element"] == "b"


def test_a_date_without_an_offset_is_read_in_the_zone_that_the_process_was_imported_in() -> None:
    code = (
        "from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition as T;"
        "print(T.get_datetime('2030-01-01T09:00').isoformat())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], env={"TZ": zone}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for zone in ("UTC", "Asia/Shanghai")
    }
    assert seen == {"2030-01-01T09:00:00+00:00", "2030-01-01T01:00:00+00:00"}

    case = Case(watched(timer("2030-01-01T09:00", "timeDate")))
    assert case.timer("b").due == datetime(2030, 1, 1, 1, tzinfo=UTC)  # Beijing's morning, wherever the server stands


def test_two_timers_of_an_event_gateway_share_one_moment() -> None:
    source = draw(
        start("s"), either("g"), catch("three", timer("P3D")), catch("one", timer("P1D")), catch("m", message("m")),
        user("a"), user("b"), user("c"), end("e"),
        flows=["s -> g", "g -> three -> a -> e", "g -> one -> b -> e", "g -> m -> c -> e"],
    )  # fmt: skip
    with time_machine.travel(AT, tick=False) as now:
        stock = Stock(source)
        assert stock.due() == {}  # the gateway holds the moment, the events have none
        (gateway,) = stock.waiting()
        assert gateway.internal_data["event_value"] == (AT + 3 * DAY).isoformat()
        now.move_to(AT + DAY + MOMENT)
        stock.step()
        assert stock.open == []  # the timer of one day waits for three

    case = Case(source)
    assert {each.element: each.due for each in case.timers.values()} == {"three": AT + 3 * DAY, "one": AT + DAY}
    case.fire("one")
    assert (case.waits(), case.due()) == (["b"], [])
    assert case.message("m") == 0


def test_a_click_elsewhere_readies_an_overdue_timer() -> None:
    source = draw(
        start("s"), fork("f"), user("a"), boundary("b", on="a", event=timer("P1D")), user("late"), user("other"),
        end("e"), end("g"), flows=["s -> f", "f -> a -> e", "f -> other -> e", "b -> late -> g"],
    )  # fmt: skip
    with time_machine.travel(AT, tick=False) as now:
        stock = Stock(source)
        now.move_to(AT + 9 * DAY)
        stock.workflow.do_engine_steps()
        assert "late" not in stock.open  # a first run only looks at the clock when it is over
        stock.workflow.do_engine_steps()
        assert "late" in stock.open  # nobody fired anything

    case = Case(source, at=AT)
    case.at = AT + 9 * DAY
    case.complete("other")
    assert (case.waits(), case.due()) == (["a"], ["b"])
    case.fire("b")
    assert case.waits() == ["late"]


def test_the_moment_is_fixed_when_the_timer_begins_to_wait() -> None:
    source = draw(
        start("s"), fork("f"), user("a"), boundary("b", on="a", event=timer("${limit}")), user("other"), user("more"),
        end("e"), flows=["s -> f", "f -> a -> e", "f -> other -> more -> e", "b -> e"],
    )  # fmt: skip
    with time_machine.travel(AT, tick=False):
        stock = Stock(source, variables={"limit": "P5D"})
        assert stock.due() == {"b": (AT + 5 * DAY).isoformat()}
        stock.complete("other", limit="P1D")
        assert stock.due() == {"b": (AT + 5 * DAY).isoformat()}

    case = Case(source, limit="P5D")
    assert case.timer("b").due == AT + 5 * DAY
    assert case.complete("other", limit="P1D").timers == []  # and nobody is told again


def test_the_owner_of_the_row_decides_when_a_timer_fires_and_it_fires_once() -> None:
    case = Case(watched(timer("P5D")))
    timer_set = case.timer("b")
    run = case.program.restore(case.load, at=AT, calendar=case.run.state.calendar)  # long before it is due
    assert run.fire(timer_set.token)
    assert run.step().opened[0].element == "late"
    assert not run.fire(timer_set.token)  # the very act again
    case.fire("b")
    again = case.program.restore(case.load, at=case.at, calendar=case.run.state.calendar)
    assert not again.fire(timer_set.token)  # and a later one
    step = again.step()
    assert (step.saved, step.opened, step.closed, step.timers) == ({}, [], [], [])


def test_nothing_but_a_waiting_timer_can_be_fired() -> None:
    case = Case(watched(message("m")))
    (waiting,) = case.run.state.waiting
    for token in (case.task("a").token, waiting, 999):
        assert not case.run.fire(token)


def test_completing_the_host_stops_what_a_repeating_timer_has_begun() -> None:
    source = watched(timer("R3/P1D", "timeCycle"), interrupting=False)
    with time_machine.travel(AT, tick=False) as now:
        stock = Stock(source)
        assert stock.due() == {"b": {"cycles": 3, "next": (AT + DAY).isoformat(), "duration": 86400.0}}
        now.move_to(AT + DAY + MOMENT)
        stock.step()
        assert stock.open == ["a", "late"]
        stock.complete("a")
        assert (stock.open, stock.ended) == ([], True)  # the reminder's own step is gone

    case = Case(source)
    case.fire("b")
    case.complete("a")
    assert (case.waits(), case.due(), case.ended) == (["late"], [], False)
    case.complete("late")
    assert case.ended


def test_a_cycle_comes_as_often_as_it_says_and_on_time_however_late_it_is_fired() -> None:
    case = Case(watched(timer("R3/P1D", "timeCycle"), interrupting=False))
    due = []
    while case.timers:
        timer_set = case.timer("b")
        due.append(timer_set.due)
        assert timer_set.repeating
        case.at = timer_set.due + 7 * DAY
        case.fire("b")
    assert due == [AT + DAY, AT + 2 * DAY, AT + 3 * DAY]
    assert case.waits() == ["a", "late", "late", "late"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("R/PT12H", AT + DAY / 2),
        ("R2/2026-04-01T00:00Z/P1D", datetime(2026, 4, 1, tzinfo=UTC)),
        ("R2/P1D/2026-04-02T00:00Z", datetime(2026, 4, 1, tzinfo=UTC)),
        ("R2/2026-04-01T08:00/P1D", datetime(2026, 4, 1, tzinfo=UTC)),
    ],
)
def test_a_cycle_begins_when_its_text_says(text: str, first: datetime) -> None:
    case = Case(watched(timer(text, "timeCycle"), interrupting=False))
    assert case.timer("b").due == first
    case.fire("b")
    assert case.timer("b").due == first + (DAY / 2 if "12H" in text else DAY)


def test_a_timer_computed_by_an_expression_may_be_of_any_kind() -> None:
    source = draw(
        start("s"), user("a"),
        boundary("b1", on="a", event=timer("${limit}")), boundary("b2", on="a", event=timer("${when}", "timeDate")),
        boundary("b3", on="a", event=timer("${again}", "timeCycle"), interrupting=False), end("e"),
        flows=["s -> a -> e", "b1 -> e", "b2 -> e", "b3 -> e"],
    )  # fmt: skip
    case = Case(source, limit="P3D", when="2026-04-01", again="R2/P1D")
    assert [each.due - AT for each in case.timers.values()] == [
        3 * DAY, datetime(2026, 3, 31, 16, tzinfo=UTC) - AT, DAY,
    ]  # fmt: skip
