"""The stored form of a case: complete, stable, in pieces, and read no more than needed."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import Program, SavedBranch, prepare
from app.engine.codec import encode
from app.engine.data import same
from app.errors import Invalid, LianbanError, NotFound
from tests.engine.cases import AT, Case, Days
from tests.engine.drawing import (
    boundary,
    call,
    catch,
    draw,
    either,
    end,
    fork,
    inclusive,
    loop,
    many,
    message,
    start,
    sub,
    timer,
    user,
    xor,
)

GATHER = {"outputCollection": "opinions", "outputElement": "opinion"}
REVIEW = sub(
    "r", start("rs"), user("review"), boundary("warn", on="review", event=timer("P3D"), interrupting=False),
    boundary("late", on="review", event=timer("P5D")), end("re"), end("we"),
    flows=["rs -> review -> re", "warn -> we", "late -> re"], many=many("depts", "dept"), props=GATHER,
)  # fmt: skip
JOINT = draw(start("s"), user("accept"), REVIEW, user("decide"), end("e"), flows=["s -> accept -> r -> decide -> e"])
EVERYTHING = draw(
    start("s"), fork("f"), REVIEW, user("turn", many=loop(at_most=3)), call("c", "q"),
    either("g"), catch("t", timer("P1D")), catch("m", message("m")), xor("o"), inclusive("i"), user("x"), user("y"),
    inclusive("j"), fork("k"), end("e"),
    flows=["s -> f", "f -> r -> k", "f -> turn -> k", "f -> c -> k", "f -> g", "g -> t -> o", "g -> m -> o -> k",
           "f -> i", "i -> x: ${true}", "i -> y: ${true}", "x -> j", "y -> j", "j -> k", "k -> e"],
)  # fmt: skip
CALLED = draw(start("s"), user("a"), user("b"), end("e"), flows=["s -> a -> b -> e"], id="q")


def reread(program: Program, branches: dict[int, SavedBranch]) -> dict[int, bytes]:
    """Every branch of a case as a new process would write it again without doing anything."""
    run = program.restore(
        lambda numbers: {n: b.data for n, b in branches.items() if numbers is None or n in numbers},
        at=AT, calendar=Days(), branches=list(branches),
    )  # fmt: skip
    step = run.step()
    assert (step.saved, step.opened, step.closed, step.timers, step.timers_dropped) == ({}, [], [], [], [])
    return {scope.branch: encode(scope).data for scope in run.state.loaded()}


def check_stable(case: Case) -> None:
    stored = {number: saved.data for number, saved in case.branches.items()}
    for _ in range(3):
        assert reread(case.program, case.branches) == stored


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "in memory"])
def test_reading_and_writing_without_an_act_changes_no_byte(stored: bool) -> None:
    case = Case(EVERYTHING, CALLED, process="p", depts=["fire", "urban"], form={"x": [1, 2.5, None]}, stored=stored)
    acts: list[Any] = [
        lambda: case.complete("review@urban", opinion={"text": "yes"}), lambda: case.complete("a", note="n"),
        lambda: case.complete("turn"), lambda: case.fire("warn@fire"), lambda: case.complete("x"),
        lambda: case.message("m", said=True), lambda: case.go_back("b", "a"), lambda: case.complete("a"),
        lambda: case.add("review@fire", "water"), lambda: case.complete("y", form={"x": [1, 2.5]}),
        lambda: case.remove("review@water"), lambda: case.complete("turn"), lambda: case.complete("b"),
        lambda: case.fire("late@fire"), lambda: case.complete("turn"),
    ]  # fmt: skip
    for act in acts:
        check_stable(case)
        act()
    check_stable(case)
    assert case.ended


def test_finished_sub_processes_are_not_read_again() -> None:
    depts = [f"d{number}" for number in range(12)]
    case = Case(JOINT, depts=depts)
    case.complete("accept")
    for dept in depts:
        task = case.task(f"review@{dept}")
        case.loads.clear()
        case.complete(f"review@{dept}", opinion=dept)
        assert case.loads == [[0, task.branch]]
    case.loads.clear()
    case.complete("decide")
    assert case.loads == [[0]]


def test_an_event_for_anybody_reads_the_open_branches_only() -> None:
    case = Case(JOINT, depts=["x", "y", "z"])
    case.complete("accept")
    done = case.task("review@y").branch
    case.complete("review@y")
    case.loads.clear()
    assert case.message("nobody waits for it") == 0
    assert [done not in loaded for loaded in case.loads] == [True, True]
    assert case.steps[-1].saved == {}


def test_only_what_changed_is_written() -> None:
    case = Case(JOINT, depts=["x", "y", "z"])
    task = case.task("accept")
    step = case.complete("accept")
    assert len(step.saved) == 4  # the main branch and three new ones
    task = case.task("review@z")
    assert sorted(case.complete("review@z").saved) == [0, task.branch]
    assert sorted(case.fire("warn@y").saved) == [0, case.task("review@y").branch]


def test_a_stored_branch_says_whether_it_is_open_and_where_its_host_is() -> None:
    deep = sub("o", start("os"), REVIEW, end("oe"), flows=["os -> r -> oe"])
    case = Case(draw(start("s"), deep, end("e"), flows=["s -> o -> e"]), depts=["x", "y"])
    outer = {saved.parent for number, saved in case.branches.items() if number} - {0}
    assert len(outer) == 1
    case.complete("review@x")
    assert sorted(saved.open for saved in case.branches.values()) == [False, True, True, True]
    case.complete("review@y")
    assert not any(saved.open for saved in case.branches.values())
    assert case.ended


def test_tokens_and_branches_are_never_numbered_twice() -> None:
    case = Case(JOINT, depts=["x", "y"])
    seen: list[int] = []
    for _ in range(3):
        case.complete("accept")
        seen += [task.token for task in case.open.values()] + [timer.token for timer in case.timers.values()]
        case.go_back("review@x", "accept")
    assert len(seen) == len(set(seen))


def test_a_case_without_state_has_ended() -> None:
    case = Case(JOINT, depts=[])
    case.branches.clear()
    with pytest.raises(NotFound, match="no stored state"):
        case.complete("accept")


def test_a_missing_branch_is_named() -> None:
    case = Case(JOINT, depts=["x"])
    case.complete("accept")
    task = case.task("review")
    del case.branches[task.branch]
    for act in (case.complete, case.fire):
        with pytest.raises(LianbanError, match=f"branch {task.branch} of the case's state is missing"):
            act("review" if act == case.complete else "late")


def changed(case: Case, edit: Any) -> None:
    state = json.loads(case.branches[0].data)
    edit(state)
    case.branches[0] = SavedBranch(data=orjson.dumps(state), parent=0, open=True)


def test_a_state_of_another_version_is_refused() -> None:
    case = Case(JOINT, depts=[])
    changed(case, lambda state: state.__setitem__(0, 99))
    with pytest.raises(LianbanError, match="version 99"):
        case.complete("accept")


def test_a_state_that_stands_at_an_unknown_step_is_refused_and_names_it() -> None:
    case = Case(JOINT, depts=[])
    changed(case, lambda state: state[2][2].__setitem__(2, "gone"))
    with pytest.raises(LianbanError, match="step 'gone', which process 'p' lacks"):
        case.complete("accept")


def test_a_state_goes_on_with_a_diagram_that_was_loaded_again() -> None:
    case = Case(EVERYTHING, CALLED, process="p", depts=["x"])
    for wanted in ("review", "a", "b", "x", "y", "turn", "turn", "turn"):
        case.program = prepare([EVERYTHING, CALLED], process="p")
        case.complete(wanted)
    case.message("m")
    assert case.ended


LOOKALIKES: list[Any] = [
    0, 0.0, False, "", [], {}, None, 1, 1.0, True, "1", [1], [True], [1.0], {"a": 1}, {"a": True}, [[1]], [[True]],
]  # fmt: skip


def test_values_that_python_takes_for_equal_are_told_apart() -> None:
    source = draw(start("s"), user("a"), user("b"), end("e"), flows=["s -> a -> b -> e"])
    program = prepare([source])
    for before in LOOKALIKES:
        for after in LOOKALIKES:
            case = Case(program, x=before)
            case.complete("a", x=after)
            assert same(case.seen_by("b")["x"], after)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXTS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
VARIABLES = st.dictionaries(st.sampled_from(["x", "y", "depts2", "form", "变量"]), JSON, max_size=4)
DEEP = prepare([
    draw(start("s"), user("a"), fork("f"), user("b"), sub("r", start("rs"), user("i"), end("re"),
                                                         flows=["rs -> i -> re"]),
         fork("j"), user("z"), end("e"), flows=["s -> a -> f", "f -> b -> j", "f -> r -> j", "j -> z -> e"]),
])  # fmt: skip


@given(given_at_start=VARIABLES, at=st.tuples(VARIABLES, VARIABLES, VARIABLES))
@settings(max_examples=150, deadline=None)
def test_any_variables_survive_as_they_are(given_at_start: dict[str, Any], at: tuple[dict[str, Any], ...]) -> None:
    stored, kept = (Case(DEEP, stored=way, **given_at_start) for way in (True, False))
    for step, variables in zip("abi", at, strict=True):
        for case in (stored, kept):
            case.complete(step, **variables)
        check_stable(stored)
        assert same(stored.variables, kept.variables)
    assert same(stored.seen_by("z"), dict(kept.run.token(kept.task("z").token).data))


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**64, -(2**63) - 1, "\ud800", {"\udfff": 1}, {1: 2}, (1,), {1}, b"x", object()],
    ids=lambda value: "object" if type(value) is object else repr(value),
)  # fmt: skip
@pytest.mark.parametrize("wrap", [lambda value: value, lambda value: [{"deep": [value]}]], ids=["plain", "nested"])
def test_what_json_cannot_hold_is_refused_by_name(value: object, wrap: Any) -> None:
    source = draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"])
    case = Case(source)
    for act in (lambda: case.complete("a", good=1, bad=wrap(value)), lambda: Case(source, bad=wrap(value))):
        with pytest.raises(Invalid, match="'bad' is not a JSON value") as refused:
            act()
        assert refused.value.field == "bad"
    assert case.waits() == ["a"]


def test_bottomless_nesting_is_refused() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(Invalid):
        Case(draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"]), bad=value)


def test_the_state_is_small() -> None:
    case = Case(JOINT, depts=[f"d{number}" for number in range(20)], form="x" * 1000)
    case.complete("accept")
    size = sum(len(saved.data) for saved in case.branches.values())
    assert size < 16_000
    assert sum(saved.data.count(b"x" * 1000) for saved in case.branches.values()) == 1


@pytest.mark.parametrize("gathers", [True, False], ids=["gathered", "not gathered"])
def test_the_answer_of_one_department_leaves_the_records_of_the_others_alone(gathers: bool) -> None:
    props = {"outputCollection": "opinions", "outputElement": "opinion"} if gathers else {}
    review = user("review", many=many("depts", "dept"), props=props)
    case = Case(draw(start("s"), review, end("e"), flows=["s -> review -> e"]), depts=[f"d{n}" for n in range(20)])

    def records() -> dict[int, Any]:
        return {record[0]: record for record in json.loads(case.branches[0].data)[2]}

    for number in range(3):
        before = records()
        case.complete(f"review@d{number}", opinion="yes")
        after = records()
        assert len([each for each in after if after[each] != before.get(each)]) <= 2  # its own, and that of the review
