"""The rehearsal: commands as JSON lines in, pictures out, nothing changed by what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import prepare
from app.engine.rehearsal import Rehearsal, play
from tests.engine.cases import AT, Days
from tests.engine.drawing import (
    boundary,
    call,
    catch,
    draw,
    end,
    error,
    fork,
    many,
    message,
    service,
    signal,
    start,
    sub,
    timer,
    user,
    xor,
)

DAY = 86_400
JOINT = draw(
    start("s"), user("accept", name="受理", groups="window"),
    sub("r", start("rs"), user("review", groups="${dept}"),
        boundary("late", on="review", event=timer("P5D")), end("re"), end("le"),
        flows=["rs -> review -> re", "late -> le"], many=many("depts", "dept"),
        props={"outputCollection": "opinions", "outputElement": "opinion"}),
    user("decide", groups="lead,deputy"), xor("g"), end("e"), end("n"),
    flows=["s -> accept -> r -> decide -> g", "g -> e: ${outcome == 'grant'}", "g -> n: default"],
)  # fmt: skip
START: dict[str, Any] = {"do": "start", "variables": {"depts": ["fire", "urban"]}}


def rehearse(source: bytes, *called: bytes, process: str | None = None) -> Rehearsal:
    return Rehearsal(prepare([source, *called], process=process), Days(), AT)


def played(rehearsal: Rehearsal, *commands: Any) -> list[dict[str, Any]]:
    lines = [command if isinstance(command, str) else json.dumps(command) for command in commands]
    pictures = list(play(rehearsal, lines))
    for picture in pictures:
        assert list(picture) == ["tasks", "timers", "ended", "variables", "error"]
        json.dumps(picture).encode()
    return pictures


def elements(picture: dict[str, Any], what: str = "tasks") -> list[str]:
    return [each["element"] for each in picture[what]]


def test_a_whole_case_is_played() -> None:
    rehearsal = rehearse(JOINT)
    first, reviewing = played(rehearsal, START, {"do": "complete", "task": "accept"})
    assert first == {
        "tasks": [{"id": "3", "element": "accept", "name": "受理", "department": "window", "scope": []}],
        "timers": [], "ended": False, "variables": {"depts": ["fire", "urban"]}, "error": None,
    }  # fmt: skip
    assert [(task["department"], task["scope"]) for task in reviewing["tasks"]] == [("fire", ["r"]), ("urban", ["r"])]
    assert reviewing["timers"] == [{"element": "late", "due": (AT + timedelta(days=5)).isoformat()}] * 2

    urban = reviewing["tasks"][1]["id"]
    one, both, done = played(
        rehearsal, {"do": "complete", "task": urban, "variables": {"opinion": "no"}},
        {"do": "complete", "task": "review", "variables": {"opinion": "yes"}},
        {"do": "complete", "task": "decide", "variables": {"outcome": "grant"}},
    )  # fmt: skip
    assert [task["department"] for task in one["tasks"]] == ["fire"]
    assert [task["department"] for task in both["tasks"]] == ["lead"]
    assert (done["ended"], done["tasks"], done["timers"]) == (True, [], [])
    assert done["variables"] == {"depts": ["fire", "urban"], "opinions": ["yes", "no"], "outcome": "grant"}


def test_a_task_may_be_named_by_its_number() -> None:
    assert played(rehearse(JOINT), START, {"do": "complete", "task": 3})[1]["error"] is None


def test_the_clock_moves_and_fires_what_comes_due_on_the_way() -> None:
    source = draw(start("s"), catch("t", timer("P1D")), user("a"), boundary("b", on="a", event=timer("P1D")), user("z"),
                  end("e"), flows=["s -> t -> a -> e", "b -> z -> e"])  # fmt: skip
    rehearsal = rehearse(source)
    pictures = played(rehearsal, {"do": "start"}, *({"do": "advance", "seconds": n} for n in (DAY - 1, 1, 5 * DAY)))
    assert [elements(picture) for picture in pictures] == [[], [], ["a"], ["z"]]
    assert [elements(picture, "timers") for picture in pictures] == [["t"], ["t"], ["b"], []]
    assert rehearsal.at == AT + timedelta(days=6)


def test_timers_are_shown_in_the_order_in_which_they_come() -> None:
    source = draw(start("s"), user("a"), boundary("b", on="a", event=timer("P3D")),
                  boundary("c", on="a", event=timer("P1D")), end("e"),
                  flows=["s -> a -> e", "b -> e", "c -> e"])  # fmt: skip
    assert elements(played(rehearse(source), {"do": "start"})[0], "timers") == ["c", "b"]


def test_messages_and_signals_reach_those_who_wait() -> None:
    source = draw(start("s"), fork("f"), catch("c", message("m")), catch("d", signal("q")), user("a"), user("b"),
                  end("e"), flows=["s -> f", "f -> c -> a -> e", "f -> d -> b -> e"])  # fmt: skip
    pictures = played(rehearse(source), {"do": "start"}, {"do": "message", "name": "m", "variables": {"x": 1}},
                      {"do": "signal", "name": "q"}, {"do": "message", "name": "m"})  # fmt: skip
    assert [elements(picture) for picture in pictures] == [[], ["a"], ["a", "b"], ["a", "b"]]
    assert pictures[1]["variables"] == {"x": 1}
    assert pictures[3]["error"]["code"] == "refused"


def test_variables_set_inside_a_sub_process_are_seen_at_once() -> None:
    source = draw(start("s"), sub("r", start("rs"), user("i"), user("k"), end("re"), flows=["rs -> i -> k -> re"]),
                  end("e"), flows=["s -> r -> e"])  # fmt: skip
    pictures = played(rehearse(source), {"do": "start"}, {"do": "complete", "task": "i", "variables": {"x": 1}})
    assert pictures[1]["variables"] == {"x": 1}


def test_a_service_step_is_passed_without_anybody_performing_it() -> None:
    source = draw(start("s"), service("n", "notice.issue"), user("a"), end("e"), flows=["s -> n -> a -> e"])
    assert elements(played(rehearse(source), {"do": "start"})[0]) == ["a"]


def test_called_processes_come_from_further_files() -> None:
    main = draw(start("s"), call("c", "q"), end("e"), flows=["s -> c -> e"])
    called = draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"], id="q")
    pictures = played(rehearse(main, called), {"do": "start"}, {"do": "complete", "task": "a"})
    assert (pictures[0]["tasks"][0]["scope"], pictures[1]["ended"]) == (["c"], True)


def test_a_plain_file_without_our_words_plays() -> None:
    source = b"""<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"
        targetNamespace="x"><process id="plain" isExecutable="false"><startEvent id="s"><outgoing>f1</outgoing>
        </startEvent><userTask id="a" name="Review"><incoming>f1</incoming></userTask>
        <boundaryEvent id="b" attachedToRef="a"><timerEventDefinition><timeDuration>P6D</timeDuration>
        </timerEventDefinition></boundaryEvent><exclusiveGateway id="g" default="f4"/><endEvent id="yes"/>
        <endEvent id="no"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
        <sequenceFlow id="f2" sourceRef="a" targetRef="g"/><sequenceFlow id="f3" sourceRef="g" targetRef="yes">
        <conditionExpression>${amount &gt; 100 &amp;&amp; !late}</conditionExpression></sequenceFlow>
        <sequenceFlow id="f4" sourceRef="g" targetRef="no"/><sequenceFlow id="f5" sourceRef="b" targetRef="no"/>
        </process></definitions>"""
    pictures = played(rehearse(source), {"do": "start"}, {"do": "complete", "task": "a",
                                                          "variables": {"amount": 101, "late": False}})  # fmt: skip
    assert pictures[0]["tasks"] == [{"id": "4", "element": "a", "name": "Review", "department": None, "scope": []}]
    assert pictures[0]["timers"] == [{"element": "b", "due": (AT + timedelta(days=6)).isoformat()}]
    assert pictures[1]["ended"]


def test_a_failed_case_says_so() -> None:
    source = draw(start("s"), user("a"), end("e", error("E")), flows=["s -> a -> e"])
    picture = played(rehearse(source), {"do": "start"}, {"do": "complete", "task": "a"})[1]
    assert (picture["ended"], picture["error"]["code"]) == (True, "uncaught-error")


def test_a_second_start_begins_anew() -> None:
    pictures = played(rehearse(JOINT), START, {"do": "complete", "task": "accept"}, START)
    assert pictures[2] == pictures[0]


def test_a_rehearsal_begins_anew_only_when_the_new_start_succeeds() -> None:
    pictures = played(rehearse(JOINT), START, {"do": "complete", "task": "accept"}, {"do": "start"},
                      {"do": "complete", "task": "accept"})  # fmt: skip
    assert pictures[2]["error"] is None  # the departments are only asked for by the review
    assert pictures[3]["error"]["element"] == "r"
    assert {**pictures[3], "error": None} == pictures[2]


def test_empty_lines_are_passed_over() -> None:
    assert len(played(rehearse(JOINT), "", "  \n", START, "\n")) == 1


BAD: list[Any] = [
    "nonsense", "[]", "3", "null", "{", '{"do": "start"', "[" * 100_000, '{"do": ' * 5_000, "9" * 6_000,
    {}, {"do": None}, {"do": 1}, {"do": "dance"}, {"do": ["start"]}, {"Do": "start"},
    {"do": "start", "variables": []}, {"do": "start", "variables": "x"}, '{"do": "start", "variables": {"x": NaN}}',
    {"do": "start", "variables": {"x": 2**70}}, '{"do": "start", "variables": {"x": "\\ud800"}}',
    '{"do": "complete", "task": "\\ud800"}', '{"do": "message", "name": "\\udfff"}',
    {"do": "complete"}, {"do": "complete", "task": None}, {"do": "complete", "task": "nowhere"},
    {"do": "complete", "task": ["accept"]}, {"do": "complete", "task": {}}, {"do": "complete", "task": True},
    {"do": "complete", "task": "decide"}, {"do": "complete", "task": "accept", "variables": 3},
    {"do": "complete", "task": 10**30}, {"do": "complete", "task": "r"}, {"do": "complete", "task": "late"},
    {"do": "advance"}, {"do": "advance", "seconds": -1}, {"do": "advance", "seconds": "60"},
    {"do": "advance", "seconds": True}, {"do": "advance", "seconds": 10**11}, '{"do": "advance", "seconds": NaN}',
    '{"do": "advance", "seconds": Infinity}', '{"do": "advance", "seconds": 1e999}', {"do": "advance", "seconds": None},
    {"do": "message"}, {"do": "message", "name": ""}, {"do": "message", "name": 3}, {"do": "message", "name": "m"},
    {"do": "message", "name": "m", "variables": [1]}, {"do": "signal", "name": "m"}, {"do": "signal"},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: str(bad)[:40])
@pytest.mark.parametrize("before", [[], [START], [START, {"do": "complete", "task": "accept"}]], ids=len)
def test_a_bad_command_says_why_and_changes_nothing(bad: Any, before: Iterable[Any]) -> None:
    rehearsal = rehearse(JOINT)
    played(rehearsal, *before)
    if rehearsal.started and isinstance(bad, dict) and bad.get("task") == "accept" and "accept" not in {
        task.element for task in rehearsal.tasks.values()
    }:  # fmt: skip
        bad = {**bad, "task": "review"}
    kept = dict(vars(rehearsal))
    whole = rehearsal.picture()
    (picture,) = played(rehearsal, bad)
    assert picture["error"]["message"]
    assert picture["error"]["code"] in ("malformed", "invalid", "refused", "not_found")
    assert {**picture, "error": None} == whole
    assert vars(rehearsal) == kept


def test_nothing_but_the_clock_moves_after_the_end() -> None:
    source = draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"])
    rehearsal = rehearse(source)
    pictures = played(rehearsal, {"do": "start"}, {"do": "complete", "task": "a"}, {"do": "complete", "task": "a"},
                      {"do": "message", "name": "m"}, {"do": "advance", "seconds": DAY})  # fmt: skip
    assert [picture["error"] and picture["error"]["code"] for picture in pictures] == [
        None, None, "refused", "refused", None,
    ]  # fmt: skip
    assert rehearsal.at == AT + timedelta(days=1)


def test_an_advance_that_fails_on_the_way_changes_nothing() -> None:
    source = draw(start("s"), catch("t", timer("P1D")), catch("u", timer("P1D")), xor("g"), end("e"), end("f"),
                  flows=["s -> t -> u -> g", "g -> e: ${unknown}", "g -> f: default"])  # fmt: skip
    rehearsal = rehearse(source)
    first, failed, one, again = played(
        rehearsal, {"do": "start"}, {"do": "advance", "seconds": 9 * DAY}, {"do": "advance", "seconds": DAY},
        {"do": "advance", "seconds": DAY},
    )  # fmt: skip
    assert {**failed, "error": None} == first
    assert failed["error"]["element"] == "g"
    assert elements(one, "timers") == ["u"]
    assert again["error"]["element"] == "g"
    assert rehearsal.at == AT + timedelta(days=1)


def test_a_cycle_of_seconds_over_years_is_refused_and_a_short_while_of_it_is_not() -> None:
    source = draw(start("s"), user("a"), boundary("b", on="a", event=timer("R/PT1S", "timeCycle"), interrupting=False),
                  end("e"), end("f"), flows=["s -> a -> e", "b -> f"])  # fmt: skip
    rehearsal = rehearse(source)
    rehearsal.most_fired = 20
    pictures = played(rehearsal, {"do": "start"}, {"do": "advance", "seconds": 21}, {"do": "advance", "seconds": 20})
    assert "more than 20 timers" in pictures[1]["error"]["message"]
    assert {**pictures[1], "error": None} == pictures[0]
    assert pictures[2]["error"] is None
    assert rehearsal.at == AT + timedelta(seconds=20)


COMMANDS = st.fixed_dictionaries({
    "do": st.sampled_from(["start", "complete", "advance", "message", "signal", "dance"]),
}, optional={
    "task": st.sampled_from(["accept", "review", "decide", "3", 7, None, "x"]),
    "variables": st.sampled_from([None, {}, {"depts": ["a", "b"]}, {"depts": "a"}, {"outcome": "grant"}, [], {"x": 1}]),
    "seconds": st.sampled_from([0, 1, DAY, 6 * DAY, -1, None, "x"]),
    "name": st.sampled_from(["m", "", None, 1]),
})  # fmt: skip


@given(st.lists(COMMANDS, max_size=12))
@settings(max_examples=150, deadline=None)
def test_whatever_is_commanded_there_is_a_picture_for_each_line(commands: list[dict[str, Any]]) -> None:
    rehearsal = Rehearsal(PROGRAM, Days(), AT)
    pictures = played(rehearsal, *commands)
    assert len(pictures) == len(commands)
    for before, picture in pairwise(pictures):
        if picture["error"]:
            assert {**picture, "error": None} == {**before, "error": None}


PROGRAM = prepare([JOINT])
