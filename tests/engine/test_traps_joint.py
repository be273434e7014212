"""Joint approval: each trap is shown on the stock library, so that an upgrade shows what moved, and then on ours."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from SpiffWorkflow.bpmn.exceptions import WorkflowDataException, WorkflowTaskException
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.exceptions import TaskNotFoundException
from SpiffWorkflow.util.task import TaskState

from tests.engine.cases import AT, Case
from tests.engine.drawing import (
    Shape,
    boundary,
    call,
    draw,
    draw_all,
    end,
    fork,
    many,
    message,
    process,
    script,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.stock import Stock

EACH: dict[str, Any] = {
    "many": many("depts", "dept"),
    "props": {"outputCollection": "opinions", "outputElement": "opinion"},
}
TWO = ["fire", "urban"]


def review(*more: Shape, **loop: Any) -> Shape:
    """A sub-process for each department, with one step in it."""
    return sub("r", start("rs"), user("review"), end("re"), *more, flows=["rs -> review -> re"], **(loop or EACH))


def joint(*more: Shape, flows: tuple[str, ...] = (), around: Shape | None = None) -> bytes:
    return draw(
        start("s"), around or review(), user("decide"), end("e"), *more, flows=["s -> r -> decide -> e", *flows]
    )


def cut_short(around: Shape) -> bytes:
    """An interrupting message on the border of the whole review."""
    return joint(boundary("stop", on="r", event=message("stop")), user("rescue"), around=around,
                 flows=("stop -> rescue -> e",))  # fmt: skip


def test_cancelling_one_department_leaves_the_review_waiting_for_ever() -> None:
    stock = Stock(joint(), variables={"depts": TWO})
    stock.complete("review", {"dept": "fire"}, opinion="agree")
    stock.task("r", TaskState.STARTED, dept="urban").cancel()
    stock.step()
    assert (stock.open, stock.ended) == ([], False)

    case = Case(joint(), depts=TWO)
    case.complete("review@fire", opinion="agree")
    case.remove("review@urban")
    assert case.waits() == ["decide"]
    assert case.variables == {"depts": ["fire"], "opinions": ["agree"]}


def test_an_interrupting_boundary_on_a_review_by_sub_process_breaks_the_case() -> None:
    stock = Stock(cut_short(review()), variables={"depts": TWO})
    with pytest.raises(TaskNotFoundException):
        stock.message("stop")
    with pytest.raises(TaskNotFoundException):
        stock.complete("rescue")  # and every later step of it

    case = Case(cut_short(review()), depts=TWO)
    case.complete("review@fire", opinion="agree")
    assert case.message("stop") == 1
    assert case.waits() == ["rescue"]
    assert case.seen_by("rescue")["opinions"] == ["agree"]  # what was gathered until then
    case.complete("rescue")
    assert case.ended


def test_an_interrupting_boundary_on_a_review_by_call_breaks_the_case() -> None:
    called = process("q", start("qs"), user("review"), end("qe"), flows=["qs -> review -> qe"])
    main = process(
        "p", start("s"), call("r", "q", **EACH), boundary("stop", on="r", event=message("stop")), user("decide"),
        user("rescue"), end("e"), flows=["s -> r -> decide -> e", "stop -> rescue -> e"],
    )  # fmt: skip
    stock = Stock(draw_all(main, called), variables={"depts": TWO})
    with pytest.raises(TaskNotFoundException):
        stock.message("stop")
    with pytest.raises(TaskNotFoundException):
        stock.step()

    case = Case(draw_all(main, called), depts=TWO)
    assert case.message("stop") == 1
    assert case.waits() == ["rescue"]
    case.complete("rescue")
    assert case.ended


@pytest.mark.parametrize("event", [timer("P1D"), message("m")], ids=["timer", "message"])
def test_returning_past_a_waiting_boundary_breaks_the_case(event: Any) -> None:
    source = draw(
        start("s"), user("accept"), user("a"), boundary("b", on="a", event=event, interrupting=False), user("late"),
        end("e"), end("f"), flows=["s -> accept -> a -> e", "b -> late -> f"],
    )  # fmt: skip
    with time_machine.travel(AT, tick=False) as now:
        stock = Stock(source)
        stock.complete("accept")
        stock.workflow.reset_from_task_id(stock.task("accept", TaskState.COMPLETED).id)
        now.shift(9 * 86400)
        with pytest.raises(AttributeError):
            stock.message("m")

    case = Case(source)
    case.complete("accept")
    step = case.go_back("a", "accept")
    assert (case.waits(), case.due(), [closed.how for closed in step.closed]) == (["accept"], [], ["cancelled"])
    assert case.message("m") == 0
    case.complete("accept")
    case.message("m") if event.tag.startswith("message") else case.fire("b")
    assert case.waits() == ["a", "late"]


def test_two_branches_that_append_to_one_list_lose_what_one_of_them_appended() -> None:
    source = draw(
        start("s"), fork("f"), user("a"), user("b"), fork("j"), user("c"), end("e"),
        flows=["s -> f", "f -> a -> j", "f -> b -> j", "j -> c -> e"],
    )  # fmt: skip
    noted = {"a": ["s", "a"], "b": ["s", "b"]}
    stock = Stock(source, variables={"notes": ["s"]})
    for step, notes in noted.items():
        stock.complete(step, notes=notes)
    assert stock.task("c").data["notes"] == ["s", "b"]

    for order in ("ab", "ba"):
        case = Case(source, notes=["s"])
        for step in order:
            case.complete(step, notes=noted[step])
        assert case.seen_by("c")["notes"] == ["s", *order]


def test_two_branches_that_add_to_one_object_keep_both_additions() -> None:
    source = draw(
        start("s"), fork("f"), user("a"), user("b"), fork("j"), user("c"), end("e"),
        flows=["s -> f", "f -> a -> j", "f -> b -> j", "j -> c -> e"],
    )  # fmt: skip
    case = Case(source, by={"s": 1}, untouched=1, changed=1)
    case.complete("a", by={"s": 1, "a": {"x": [1]}}, changed=2)
    case.complete("b", by={"s": 2, "b": True})
    assert case.seen_by("c") == {"by": {"s": 2, "a": {"x": [1]}, "b": True}, "untouched": 1, "changed": 2}


def test_a_nested_edit_leaks_to_siblings_and_into_history() -> None:
    source = draw(
        start("s"), fork("f"), script("edit", 'form["part"]["x"] = 1'), user("a"), user("b"), end("e"),
        flows=["s -> f", "f -> edit -> a -> e", "f -> b -> e"],
    )  # fmt: skip
    stock = Stock(source, variables={"form": {"part": {}}})
    assert stock.task("b").data["form"] == {"part": {"x": 1}}
    assert stock.task("s", TaskState.COMPLETED).data["form"] == {"part": {"x": 1}}

    given = {"part": {}}
    case = Case(source.replace(b'form["part"]["x"] = 1', b'form = {"part": {"x": 1}}'), form=given, stored=False)
    seen = {task.element: case.run.token(task.token).data["form"] for task in case.open.values()}
    assert seen == {"a": {"part": {"x": 1}}, "b": {"part": {}}}
    assert given == {"part": {}}


def test_a_field_named_like_a_function_breaks_every_script() -> None:
    source = draw(start("s"), script("x", "y = workdays_used + 1"), user("a"), end("e"), flows=["s -> x -> a -> e"])
    engine = PythonScriptEngine(environment=TaskDataEnvironment({"workdays": int}))
    with pytest.raises(WorkflowTaskException, match="overwrites a predefined"):
        Stock(source, variables={"workdays": 7, "workdays_used": 1}, engine=engine)

    case = Case(source, workdays=7, len="long", workdays_used=1)
    assert case.seen_by("a") == {"workdays": 7, "len": "long", "workdays_used": 1, "y": 2}


def test_a_review_is_not_entered_where_its_item_is_known_already() -> None:
    stock_says = pytest.raises(WorkflowDataException, match="item dept already exists")
    with stock_says:
        Stock(joint(), variables={"depts": TWO, "dept": "market"})

    case = Case(joint(), depts=TWO, dept="market")
    assert [case.seen_by(f"review@{dept}")["dept"] for dept in TWO] == TWO
    for dept in TWO:
        case.complete(f"review@{dept}", opinion=dept)
    assert case.seen_by("decide") == {"depts": TWO, "dept": "market", "opinions": TWO}


def test_a_review_is_not_entered_where_opinions_were_gathered_already() -> None:
    source = draw(
        start("s"), xor("m"), review(), user("decide"), xor("g"), end("e"),
        flows=["s -> m -> r -> decide -> g", "g -> m: ${again}", "g -> e: default"],
    )  # fmt: skip
    stock = Stock(source, variables={"depts": ["fire"]})
    stock.complete("review", opinion="one")
    with pytest.raises(WorkflowDataException, match="output must be empty"):
        stock.complete("decide", again=True)

    case = Case(source, depts=["fire"])
    case.complete("review", opinion="one")
    case.complete("decide", again=True)
    assert case.variables["opinions"] == []
    case.complete("review", opinion="two")
    assert case.variables["opinions"] == ["two"]
