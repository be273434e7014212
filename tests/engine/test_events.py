"""Events: who catches what, how often, and what is cut short by it."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import Program, prepare
from tests.engine.cases import AT, Case, Days
from tests.engine.drawing import (
    Event,
    Shape,
    boundary,
    call,
    cancel,
    catch,
    draw,
    draw_all,
    either,
    end,
    error,
    escalation,
    event_sub,
    fork,
    many,
    message,
    process,
    receive,
    send,
    signal,
    start,
    sub,
    terminate,
    throw,
    timer,
    transaction,
    user,
)

EACH: dict[str, Any] = {
    "many": many("depts", "dept"),
    "props": {"outputCollection": "opinions", "outputElement": "opinion"},
}
TWO = ["fire", "urban"]
CAUGHT = (user("h"), end("f"))


def handler(id: str, event: Event, *, quiet: bool = False, step: str = "h") -> Shape:
    """An event sub-process with one step."""
    begin = start(f"{id}s", event, **({"isInterrupting": "false"} if quiet else {}))
    return event_sub(id, begin, user(step), end(f"{id}e"), flows=[f"{id}s -> {step} -> {id}e"])


def listening(*handlers: Shape, last: Event | None = None) -> bytes:
    """A process of two steps with event sub-processes."""
    return draw(start("s"), user("a"), user("b"), end("e", last), *handlers, flows=["s -> a -> b -> e"])


def on(host: Shape, event: Event, *, interrupting: bool = True) -> bytes:
    """A process whose activity `r` has an event on its border that leads to the step `h`."""
    return draw(
        start("s"), host, boundary("b", on="r", event=event, interrupting=interrupting), user("z"), end("e"), *CAUGHT,
        flows=["s -> r -> z -> e", "b -> h -> f"],
    )  # fmt: skip


def inner(*more: Shape, flows: tuple[str, ...] = ("rs -> i -> re",), last: Event | None = None, **loop: Any) -> Shape:
    return sub("r", start("rs"), user("i"), end("re", last), *more, flows=flows, **loop)


BROKEN = inner(last=error("E"))


# --- the border of an activity


@pytest.mark.parametrize("each", [EACH, {}], ids=["per department", "once"])
def test_an_interrupting_timer_stops_all_that_is_inside(each: dict[str, Any]) -> None:
    inside = inner(boundary("w", on="i", event=timer("P1D"), interrupting=False), end("we"),
                   flows=("rs -> i -> re", "w -> we"), **each)  # fmt: skip
    case = Case(on(inside, timer("P5D")), depts=TWO)
    step = case.fire("b")
    assert {closed.how for closed in step.closed} == {"cancelled"}
    assert (case.waits(), case.due()) == (["h"], [])
    assert not any(saved.open for number, saved in case.branches.items() if number)
    case.complete("h")
    assert case.ended


def test_an_interrupting_event_on_a_call_stops_what_was_called() -> None:
    main = process("p", start("s"), call("r", "q"), boundary("b", on="r", event=timer("P5D")), end("e"), *CAUGHT,
                   flows=["s -> r -> e", "b -> h -> f"])  # fmt: skip
    called = process("q", start("qs"), call("x", "t"), end("qe"), flows=["qs -> x -> qe"])
    deepest = process("t", start("ts"), user("i"), end("te"), flows=["ts -> i -> te"])
    case = Case(draw_all(main, called), draw_all(deepest), process="p")
    assert case.task("i").scope == ("r", "x")
    case.fire("b")
    assert case.waits() == ["h"]
    case.complete("h")
    assert case.ended


def test_a_path_from_the_border_sees_what_the_activity_brought_so_far() -> None:
    inside = inner(user("k"), flows=("rs -> i -> k -> re",))
    case = Case(on(inside, timer("P5D")), before=1)
    case.complete("i", outcome="half")
    case.fire("b")
    assert case.seen_by("h") == {"before": 1, "outcome": "half"}


def test_a_quiet_path_from_the_border_sees_what_was_brought_when_it_began() -> None:
    inside = inner(user("k"), flows=("rs -> i -> k -> re",))
    case = Case(on(inside, message("m"), interrupting=False), before=1)
    case.message("m")
    case.complete("i", outcome="half")
    case.message("m", note="x")
    seen = [dict(case.run.token(token).data) for token, task in sorted(case.open.items()) if task.element == "h"]
    assert seen == [{"before": 1}, {"before": 1, "outcome": "half", "note": "x"}]


@pytest.mark.parametrize("last", ["remind", "decide"])
@pytest.mark.parametrize("stored", [True, False], ids=["stored", "in memory"])
def test_what_a_reminder_saw_does_not_overwrite_what_came_later(last: str, stored: bool) -> None:
    source = draw(
        start("s"), inner(**EACH), user("decide"), boundary("b", on="r", event=message("m"), interrupting=False),
        user("remind"), end("e"), end("f"), flows=["s -> r -> decide -> e", "b -> remind -> f"],
    )  # fmt: skip
    case = Case(source, depts=TWO, x=1, y=1, stored=stored)
    case.complete("i@fire", opinion="yes")
    case.message("m", y=2)
    assert case.seen_by("remind")["opinions"] == ["yes"]
    case.complete("i@urban", opinion="no")
    for step in ("remind", "decide") if last == "decide" else ("decide", "remind"):
        case.complete(step, **{"x": 3} if step == "decide" else {"note": "seen"})
    assert case.variables == {"depts": TWO, "opinions": ["yes", "no"], "x": 3, "y": 2, "note": "seen"}


def test_a_quiet_message_is_caught_as_often_as_it_comes() -> None:
    for stored in (True, False):
        case = Case(on(inner(), message("m"), interrupting=False), stored=stored)
        for number in range(5):
            assert case.message("m", number=number) == 1
        assert case.waits() == ["h"] * 5 + ["i"]
        case.complete("i")
        assert case.message("m") == 0  # the activity is over
        case.complete("z")
        for _ in range(5):
            assert not case.ended
            case.complete("h")
        assert case.ended


def test_a_quiet_signal_is_caught_as_often_as_it_comes() -> None:
    case = Case(on(user("r"), signal("m"), interrupting=False))
    assert [case.signal("m") for _ in range(3)] == [1, 1, 1]
    assert case.waits() == ["h", "h", "h", "r"]


def test_two_interrupting_events_on_one_border_cannot_both_win() -> None:
    source = draw(
        start("s"), user("r"), boundary("b", on="r", event=message("m")), boundary("c", on="r", event=message("m")),
        user("h"), user("k"), end("e"), flows=["s -> r -> e", "b -> h -> e", "c -> k -> e"],
    )  # fmt: skip
    case = Case(source)
    assert case.message("m") == 1
    assert case.waits() == ["h"]


def test_a_quiet_event_and_an_interrupting_one_that_come_together_both_count() -> None:
    source = draw(
        start("s"), user("r"), boundary("b", on="r", event=signal("m"), interrupting=False),
        boundary("c", on="r", event=signal("m")), user("h"), user("k"), end("e"), end("f"),
        flows=["s -> r -> e", "b -> h -> f", "c -> k -> e"],
    )  # fmt: skip
    case = Case(source)
    assert case.signal("m") == 2
    assert case.waits() == ["h", "k"]
    assert case.signal("m") == 0


# --- errors, escalations, cancel, terminate


def test_an_error_goes_to_the_nearest_border_that_catches_it() -> None:
    def around(*, near: Event, far: Event) -> Case:
        middle = sub(
            "m", start("ms"), BROKEN, boundary("n", on="r", event=near), user("near"), end("me"), end("mx"),
            flows=["ms -> r -> me", "n -> near -> mx"],
        )  # fmt: skip
        case = Case(draw(
            start("s"), middle, boundary("b", on="m", event=far), user("far"), end("e"), end("f"),
            flows=["s -> m -> e", "b -> far -> f"],
        ))  # fmt: skip
        case.complete("i")
        return case

    assert around(near=error("E"), far=error("E")).waits() == ["near"]
    assert around(near=error(), far=error("E")).waits() == ["near"]
    assert around(near=error("X"), far=error("E")).waits() == ["far"]
    assert around(near=error("X"), far=error()).waits() == ["far"]
    assert around(near=error("X"), far=error("X")).failure == "E"


@pytest.mark.parametrize("turn", [1, -1])
def test_an_event_for_the_very_error_comes_before_one_for_any(turn: int) -> None:
    borders = [boundary("b", on="r", event=error()), boundary("c", on="r", event=error("E"))][::turn]
    case = Case(draw(start("s"), BROKEN, *borders, user("any"), user("this"), end("e"),
                     flows=["s -> r -> e", "b -> any -> e", "c -> this -> e"]))  # fmt: skip
    case.complete("i")
    assert case.waits() == ["this"]


def test_an_error_does_not_reach_a_border_beside_it() -> None:
    source = draw(
        start("s"), fork("f"), BROKEN, user("other"), boundary("b", on="other", event=error("E")), user("h"), end("e"),
        flows=["s -> f", "f -> r -> e", "f -> other -> e", "b -> h -> e"],
    )  # fmt: skip
    case = Case(source)
    case.complete("i")
    assert (case.ended, case.failure, case.waits()) == (True, "E", [])


def test_an_error_from_one_department_stops_the_whole_review_and_tells_whose_it_was() -> None:
    case = Case(on(inner(last=error("E"), **EACH), error("E")), depts=TWO, before=1)
    case.complete("i@urban", opinion="no", why="walls")
    assert case.waits() == ["h"]
    assert case.seen_by("h") == {
        "before": 1, "depts": TWO, "opinions": [], "dept": "urban", "opinion": "no", "why": "walls",
    }  # fmt: skip


def test_what_was_gathered_before_an_error_is_kept() -> None:
    inside = inner(end("bad", error("E")), flows=("rs -> i", "i -> re: ${ok}", "i -> bad: ${!ok}"), **EACH)
    case = Case(on(inside, error("E")), depts=TWO)
    case.complete("i@fire", ok=True, opinion="yes")
    case.complete("i@urban", ok=False, opinion="no")
    assert case.seen_by("h")["opinions"] == ["yes"]


def test_an_error_end_of_the_process_itself_fails_the_case() -> None:
    case = Case(draw(start("s"), fork("f"), user("a"), user("b"), end("e", error("E")), end("z"),
                     flows=["s -> f", "f -> a -> e", "f -> b -> z"]))  # fmt: skip
    step = case.complete("a")
    assert (case.ended, case.failure, case.waits()) == (True, "E", [])
    assert [closed.how for closed in step.closed] == ["completed", "cancelled"]


def test_an_escalation_that_nobody_catches_changes_nothing() -> None:
    case = Case(on(inner(throw("t", escalation("X")), user("k"), flows=("rs -> i -> t -> k -> re",)), error("E")))
    case.complete("i")
    assert case.waits() == ["k"]


def test_an_escalation_from_each_department_is_caught_each_time() -> None:
    inside = inner(throw("t", escalation("X")), user("k"), flows=("rs -> i -> t -> k -> re",), **EACH)
    case = Case(on(inside, escalation("X"), interrupting=False), depts=["x", "y", "z"])
    for count, dept in enumerate("xyz", 1):
        case.complete(f"i@{dept}")
        assert case.waits().count("h") == count
    seen = [case.run.token(token).data["dept"] for token, task in sorted(case.open.items()) if task.element == "h"]
    assert seen == ["x", "y", "z"]
    for dept in "xyz":
        case.complete(f"k@{dept}", opinion=dept)
    assert case.waits() == ["h", "h", "h", "z"]
    assert case.seen_by("z")["opinions"] == ["x", "y", "z"]


def test_one_department_may_escalate_several_times() -> None:
    inside = inner(throw("t", escalation("X")), user("k"), throw("u", escalation("X")), user("l"),
                   flows=("rs -> i -> t -> k -> u -> l -> re",), **EACH)  # fmt: skip
    case = Case(on(inside, escalation(), interrupting=False), depts=TWO)
    case.complete("i@fire")
    case.complete("k@fire")
    assert case.waits() == ["h", "h", "i@urban", "l@fire"]


def test_an_interrupting_escalation_stops_the_activity_that_threw_it() -> None:
    inside = inner(throw("t", escalation("X")), user("k"), flows=("rs -> i -> t -> k -> re",), **EACH)
    case = Case(on(inside, escalation("X")), depts=TWO)
    case.complete("i@fire")
    assert case.waits() == ["h"]
    case.complete("h")
    assert case.ended


@pytest.mark.parametrize("caught", [True, False])
def test_a_cancelled_transaction_goes_to_its_border_or_fails(caught: bool) -> None:
    inside = transaction("r", start("rs"), fork("g"), user("i"), user("k"), end("re", cancel()), end("rz"),
                         flows=["rs -> g", "g -> i -> re", "g -> k -> rz"])  # fmt: skip
    border = (boundary("b", on="r", event=cancel()),) if caught else ()
    case = Case(draw(start("s"), inside, *border, end("e"), *CAUGHT,
                     flows=["s -> r -> e", "h -> f", *(["b -> h"] if caught else [])]))  # fmt: skip
    case.complete("i")
    assert (case.waits(), case.failure) == ((["h"], None) if caught else ([], "cancel"))


def test_a_terminate_end_stops_its_own_sub_process_only() -> None:
    inside = sub("r", start("rs"), fork("g"), user("i"), user("k"), end("re", terminate()), end("rz"),
                 flows=["rs -> g", "g -> i -> re", "g -> k -> rz"])  # fmt: skip
    case = Case(draw(start("s"), fork("f"), inside, user("z"), user("other"), end("e"),
                     flows=["s -> f", "f -> r -> z -> e", "f -> other -> e"]))  # fmt: skip
    case.complete("i", x=1)
    assert case.waits() == ["other", "z"]
    assert case.seen_by("z")["x"] == 1


def test_a_terminate_end_of_one_department_stops_that_department_only() -> None:
    inside = sub("r", start("rs"), fork("g"), user("i"), user("k"), end("re", terminate()), end("rz"),
                 flows=["rs -> g", "g -> i -> re", "g -> k -> rz"], **EACH)  # fmt: skip
    case = Case(draw(start("s"), inside, user("z"), end("e"), flows=["s -> r -> z -> e"]), depts=TWO)
    case.complete("i@fire", opinion="yes")
    assert case.waits() == ["i@urban", "k@urban"]
    case.complete("i@urban", opinion="no")
    assert case.seen_by("z")["opinions"] == ["yes", "no"]


# --- event sub-processes


@pytest.mark.parametrize(("event", "come"), [
    (timer("P5D"), lambda case: case.fire("vs")),
    (message("m"), lambda case: case.message("m", said="x")),
    (signal("m"), lambda case: case.signal("m", said="x")),
], ids=["timer", "message", "signal"])  # fmt: skip
@pytest.mark.parametrize("quiet", [False, True], ids=["interrupting", "quiet"])
@pytest.mark.parametrize("deep", [False, True], ids=["of the process", "of a sub-process"])
def test_an_event_sub_process_interrupts_or_runs_beside(event: Event, come: Any, quiet: bool, deep: bool) -> None:
    if deep:
        inside = sub("r", start("rs"), user("a"), user("b"), end("re"), handler("v", event, quiet=quiet),
                     flows=["rs -> a -> b -> re"])  # fmt: skip
        source = draw(start("s"), inside, user("z"), end("e"), flows=["s -> r -> z -> e"])
    else:
        source = listening(handler("v", event, quiet=quiet))
    for stored in (True, False):
        case = Case(source, stored=stored, before=1)
        case.complete("a", outcome="half")
        come(case)
        assert case.waits() == (["b", "h"] if quiet else ["h"])
        assert case.task("h").scope == (("r", "v") if deep else ("v",))
        assert {"before": 1, "outcome": "half"}.items() <= case.seen_by("h").items()
        case.complete("h", by="h")
        if quiet:
            case.complete("b", by="b")
        if deep:
            assert case.waits() == ["z"]
            case.complete("z")
        assert case.ended
        assert {"before": 1, "outcome": "half"}.items() <= case.variables.items()


def test_a_quiet_message_event_sub_process_runs_as_often_as_the_message_comes() -> None:
    case = Case(listening(handler("v", message("m"), quiet=True)))
    for _ in range(3):
        assert case.message("m") == 1
    assert case.waits() == ["a", "h", "h", "h"]
    case.complete("a")
    case.complete("b")
    assert case.message("m") == 0
    for _ in range(3):
        assert not case.ended
        case.complete("h")
    assert case.ended


def test_a_cycle_starts_a_quiet_event_sub_process_each_turn() -> None:
    source = listening(handler("v", timer("R2/P1D", "timeCycle"), quiet=True))
    case = Case(source)
    case.fire("vs")
    case.fire("vs")
    assert (case.waits(), case.due()) == (["a", "h", "h"], [])


def test_an_error_starts_its_event_sub_process_and_no_other() -> None:
    case = Case(listening(handler("v", error("E")), handler("w", error("X"), step="k"), last=error("E")))
    assert case.waits() == ["a"]
    case.complete("a", x=1)
    case.complete("b")
    assert case.waits() == ["h"]
    assert case.seen_by("h")["x"] == 1
    case.complete("h")
    assert (case.ended, case.failure) == (True, None)


def test_an_escalation_starts_a_quiet_event_sub_process_and_the_flow_goes_on() -> None:
    source = draw(
        start("s"), user("a"), throw("t", escalation("X")), user("b"), end("e"),
        handler("v", escalation("X"), quiet=True), flows=["s -> a -> t -> b -> e"],
    )  # fmt: skip
    case = Case(source)
    case.complete("a")
    assert case.waits() == ["b", "h"]


def test_an_event_sub_process_inside_a_review_belongs_to_one_department() -> None:
    inside = sub("r", start("rs"), user("a"), end("re"), handler("v", timer("P1D")), flows=["rs -> a -> re"], **EACH)
    case = Case(draw(start("s"), inside, user("z"), end("e"), flows=["s -> r -> z -> e"]), depts=TWO)
    case.fire("vs@fire")
    assert (case.waits(), case.due()) == (["a@urban", "h@fire"], ["vs@urban"])
    case.complete("h@fire", opinion="late")
    case.complete("a@urban", opinion="yes")
    assert case.seen_by("z")["opinions"] == ["late", "yes"]


def test_an_error_inside_an_event_sub_process_climbs_out_of_its_scope() -> None:
    broken = event_sub("v", start("vs", message("m")), user("h"), end("ve", error("E")), flows=["vs -> h -> ve"])
    again = handler("w", error("E"), step="k")
    inside = sub("r", start("rs"), user("a"), end("re"), broken, again, flows=["rs -> a -> re"])
    case = Case(draw(
        start("s"), inside, boundary("b", on="r", event=error("E")), user("out"), end("e"), end("f"),
        flows=["s -> r -> e", "b -> out -> f"],
    ))  # fmt: skip
    case.message("m")
    case.complete("h")
    assert case.waits() == ["out"]


# --- event gateways, messages, starts


@pytest.mark.parametrize("first", ["t", "c", "g2", "r"])
def test_of_the_events_behind_an_event_gateway_the_first_wins(first: str) -> None:
    source = draw(
        start("s"), either("g"), catch("t", timer("P1D")), catch("c", message("m")), catch("g2", signal("q")),
        receive("r", "n"), user("ut"), user("uc"), user("ug2"), user("ur"), end("e"),
        flows=["s -> g", *(f"g -> {each} -> u{each} -> e" for each in ("t", "c", "g2", "r"))],
    )  # fmt: skip
    for stored in (True, False):
        case = Case(source, stored=stored)
        acts: dict[str, Any] = {
            "t": lambda case=case: case.fire("t"), "c": lambda case=case: case.message("m"),
            "g2": lambda case=case: case.signal("q"), "r": lambda case=case: case.message("n"),
        }  # fmt: skip
        acts[first]()
        assert (case.waits(), case.due()) == ([f"u{first}"], [])
        assert [case.message("m"), case.message("n"), case.signal("q")] == [0, 0, 0]


def test_a_message_thrown_inside_a_case_is_caught_inside_it_with_its_variables() -> None:
    source = draw(
        start("s"), fork("f"), user("a"), throw("t", message("m")), receive("r", "m"), user("b"), end("e"),
        flows=["s -> f", "f -> a -> t -> e", "f -> r -> b -> e"],
    )  # fmt: skip
    case = Case(source)
    case.complete("a", x=1)
    assert case.seen_by("b") == {"x": 1}
    assert case.steps[-1].sent == []


def test_a_message_that_nobody_in_the_case_waits_for_is_told_to_the_outside() -> None:
    case = Case(draw(start("s"), send("a", message="m"), user("b"), end("e"), flows=["s -> a -> b -> e"]))
    assert case.steps[-1].sent == ["m"]
    assert case.message("m") == 0


def test_a_message_reaches_branches_that_were_not_loaded() -> None:
    inside = inner(boundary("w", on="i", event=message("m"), interrupting=False), user("k"), end("we"),
                   flows=("rs -> i -> re", "w -> k -> we"), **EACH)  # fmt: skip
    case = Case(draw(start("s"), inside, end("e"), flows=["s -> r -> e"]), depts=TWO)
    assert case.message("m") == 2
    assert case.waits() == ["i@fire", "i@urban", "k@fire", "k@urban"]


def test_who_catches_first_does_not_depend_on_what_was_loaded_first() -> None:
    inside = inner(boundary("w", on="i", event=message("m"), interrupting=False), user("k"), end("we"),
                   flows=("rs -> i -> re", "w -> k -> we"), **EACH)  # fmt: skip
    case = Case(draw(start("s"), inside, end("e"), flows=["s -> r -> e"]), depts=TWO)
    for wanted in (["i@fire"], ["i@urban"], []):
        run = case.program.restore(
            case.load, at=AT, calendar=Days(), branches=[case.task(each).branch for each in wanted]
        )
        run.message("m")
        assert [opened.item for opened in run.step().opened] == TWO


def test_what_came_with_a_message_is_kept_once() -> None:
    case = Case(draw(start("s"), catch("c", message("m")), user("a"), end("e"), flows=["s -> c -> a -> e"]))
    case.message("m", x="the only copy")
    assert case.branches[0].data.count(b"the only copy") == 1
    assert case.seen_by("a") == {"x": "the only copy"}


def test_a_message_start_needs_no_message_to_start_a_case() -> None:
    case = Case(draw(start("s", message("m")), user("a"), end("e"), flows=["s -> a -> e"]))
    assert case.waits() == ["a"]


def test_of_several_waiting_starts_the_first_event_counts() -> None:
    source = draw(start("s", message("m")), start("t", message("n")), user("a"), user("b"), end("e"),
                  flows=["s -> a -> e", "t -> b -> e"])  # fmt: skip
    case = Case(source)
    assert case.waits() == []
    case.message("n")
    assert (case.waits(), case.message("m")) == (["b"], 0)


# --- calls


def nested() -> Program:
    """A process that calls another in the same words, which calls a third; its id is that of their sub-process."""
    one = process("p", start("s"), user("a"), sub("r", start("rs"), call("c", "q"), end("re"), flows=["rs -> c -> re"]),
                  end("e"), flows=["s -> a -> r -> e"])  # fmt: skip
    two = draw(start("s"), user("a"), sub("r", start("rs"), call("c", "r"), end("re"), flows=["rs -> c -> re"]),
               end("e"), flows=["s -> a -> r -> e"], id="q")  # fmt: skip
    three = draw(start("s"), user("a", name="deepest"), end("e"), flows=["s -> a -> e"], id="r")
    return prepare([draw_all(one), two, three])


def test_called_processes_may_use_the_ids_of_their_callers() -> None:
    program = nested()
    case = Case(program)
    for scope, owner in (((), "p"), (("r", "c"), "q"), (("r", "c", "r", "c"), "r")):
        task = case.task("a")
        assert (task.scope, task.process) == (scope, owner)
        assert program.infos[owner, "a"].name == ("deepest" if owner == "r" else "")
        case.complete("a")
    assert case.ended


def test_a_process_may_call_itself() -> None:
    source = draw(
        start("s"), user("a"), call("c", "p"), end("e"), end("f"),
        flows=["s -> a", "a -> c: ${n > 0}", "a -> f: ${n == 0}", "c -> e"],
    )  # fmt: skip
    case = Case(source)
    for depth in range(4):
        assert case.task("a").scope == ("c",) * depth
        case.complete("a", n=3 - depth)
    assert case.ended


def test_a_call_takes_and_gives_what_its_mappings_say() -> None:
    mapped = """<extensionElements><camunda:in source="x" target="inside"/><camunda:in sourceExpression="${x + 1}"
        target="next"/><camunda:out source="result" target="back"/></extensionElements>"""
    main = draw(start("s"), call("c", "q"), user("z"), end("e"), flows=["s -> c -> z -> e"])
    main = main.replace(b'calledElement="q">', f'calledElement="q">{mapped}'.encode())
    called = draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"], id="q")
    case = Case(main, called, x=1, own="mine")
    assert case.seen_by("a") == {"inside": 1, "next": 2}
    case.complete("a", result="done", noise=True)
    assert case.seen_by("z") == {"x": 1, "own": "mine", "back": "done"}
    assert {"x", "result"} <= case.program.names


def test_a_call_without_mappings_shares_everything() -> None:
    main = draw(start("s"), call("c", "q"), user("z"), end("e"), flows=["s -> c -> z -> e"])
    called = draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"], id="q")
    case = Case(main, called, x=1)
    case.complete("a", y=2)
    assert case.seen_by("z") == {"x": 1, "y": 2}


def test_a_timer_tells_where_it_hangs() -> None:
    inside = inner(boundary("w", on="i", event=timer("P1D"), interrupting=False, props={"light": "yellow"}), end("we"),
                   flows=("rs -> i -> re", "w -> we"), **EACH)  # fmt: skip
    case = Case(on(inside, timer("P5D")), depts=TWO)
    warning, deadline = case.timer("w@urban"), case.timer("b")
    task = case.task("i@urban")
    assert (warning.attached_to, warning.host, warning.branch) == ("i", task.token, task.branch)
    assert (warning.interrupting, warning.properties, warning.scope) == (False, {"light": "yellow"}, ("r",))
    assert (deadline.attached_to, deadline.interrupting, deadline.item, deadline.branch) == ("r", True, None, 0)
    assert warning.due == Days().due(AT, 1)
