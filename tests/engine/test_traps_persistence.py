"""Saving, sharing and stepping: each trap is shown on the stock library, and then that ours does not fall into it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.camunda.parser.CamundaParser import CamundaParser
from SpiffWorkflow.util.task import TaskState

from app.engine import Program, Request, SavedBranch, prepare
from app.errors import DiagramRefused, Refused
from tests.engine.cases import Case
from tests.engine.drawing import (
    boundary,
    draw,
    end,
    error,
    event_sub,
    many,
    message,
    script,
    service,
    start,
    sub,
    user,
    xor,
)
from tests.engine.stock import SERIALIZER, Stock, parse, plain

TWO = ["fire", "urban"]
JOINT = draw(
    start("s"),
    sub("r", start("rs"), user("review"), end("re"), flows=["rs -> review -> re"], many=many("depts", "dept"),
        props={"outputCollection": "opinions", "outputElement": "opinion"}),
    user("decide"), end("e"), flows=["s -> r -> decide -> e"],
)  # fmt: skip


def reordered(value: Any) -> Any:
    """What a store such as JSONB may give back: keys in another order; ids are random, this is the worst."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(each) for each in value] if isinstance(value, list) else value


def test_a_store_that_reorders_keys_loses_data_silently() -> None:
    stock = Stock(JOINT, variables={"depts": TWO, "x": 1})
    assert [task.data["dept"] for task in stock.ready()] == TWO
    restored = SERIALIZER.deserialize_json(json.dumps(reordered(stock.state())))
    found = [task.data for task in restored.get_tasks(state=TaskState.READY, manual=True)]
    assert found == [{}, {}]

    case = Case(JOINT, depts=TWO, x=1)
    for number, saved in case.branches.items():
        stored = json.dumps(reordered(json.loads(saved.data))).encode()
        case.branches[number] = SavedBranch(data=stored, parent=saved.parent, open=saved.open)
    assert [case.seen_by(f"review@{dept}")["dept"] for dept in TWO] == TWO
    for dept in TWO:
        case.complete(f"review@{dept}", opinion=dept)
    assert case.seen_by("decide") == {"depts": TWO, "x": 1, "opinions": TWO}


def onto(workflow: BpmnWorkflow, specs: tuple[Any, dict[str, Any]]) -> None:
    """Put a restored stock case onto specs that are kept ready, instead of those that came with its state."""
    workflow.spec, workflow.subprocess_specs = specs
    for scope in [workflow, *workflow.subprocesses.values()]:
        if scope is not workflow:
            scope.spec = specs[1][scope.spec.name]
        for task in scope.tasks.values():
            task.task_spec = scope.spec.task_specs[task.task_spec.name]


def test_a_review_restored_onto_a_freshly_parsed_diagram_waits_for_ever() -> None:
    stock = Stock(JOINT, variables={"depts": TWO})
    stock.reload()
    onto(stock.workflow, parse(plain(JOINT)))
    for dept in TWO:
        stock.complete("review", {"dept": dept}, opinion="agree")
    assert (stock.open, stock.ended) == ([], False)

    case = Case(JOINT, depts=TWO)
    case.program = prepare([JOINT])  # a new process of the server
    for dept in TWO:
        case.complete(f"review@{dept}", opinion="agree")
    assert case.waits() == ["decide"]


def shape_of(program: Program) -> dict[str, Any]:
    """All that a run could change in the specs of a program."""
    return {
        f"{spec.name}:{name}": {
            key: repr(value) for key, value in vars(step).items() if key not in ("_wf_spec", "_known_upstream")
        }
        for spec in (program.spec, *program.subprocess_specs.values())
        for name, step in spec.task_specs.items()
    }


def test_one_case_changes_the_diagram_for_the_others() -> None:
    source = draw(
        start("s"), user("a"), end("e"),
        event_sub("v", start("vs", message("m"), isInterrupting="false"), user("h"), end("ve"),
                  flows=["vs -> h -> ve"]),
        flows=["s -> a -> e"],
    )  # fmt: skip
    shared = parse(source)
    first = Stock(specs=shared)
    first.message("m")
    second = Stock(specs=shared)
    second.complete("a")
    assert not second.ended
    unspoilt = Stock(source)
    unspoilt.complete("a")
    assert unspoilt.ended

    program = prepare([source])
    before = shape_of(program)
    case = Case(program)
    case.message("m")
    case.message("m")
    assert case.waits() == ["a", "h", "h"]
    assert shape_of(program) == before
    other = Case(program)
    other.complete("a")
    assert other.ended


def test_a_camunda_multi_instance_changes_the_diagram_for_the_others() -> None:
    source = draw(
        start("s"), user("a", many=many(times="${n}")), end("e"), flows=["s -> a -> e"],
    )  # fmt: skip
    shared = parse(source.replace(b"${n}", b"n"), parser=CamundaParser)
    assert shared[0].task_specs["a"].cardinality == "n"
    Stock(specs=shared, variables={"n": ["x", "y"]})
    assert shared[0].task_specs["a"].cardinality is None  # one case gave a list

    program = prepare([source])
    before = shape_of(program)
    assert Case(program, n=2).waits() == ["a", "a@1"]
    assert Case(program, n=3).waits() == ["a", "a@1", "a@2"]
    assert shape_of(program) == before


def test_an_ad_hoc_sub_process_changes_the_diagram_and_is_refused() -> None:
    ad_hoc = sub(
        "r", user("c"), xor("g"), user("b"), flows=["g -> b: ${more}"], tag="adHocSubProcess",
    ).but(raw='<dataObject id="d"/><completionCondition>done</completionCondition>')  # fmt: skip
    source = draw(start("s"), ad_hoc, end("e"), flows=["s -> r -> e"])
    spec, subs = parse(plain(source))
    before = list(subs["r"].start.outputs)
    Stock(specs=(spec, subs), variables={"more": True, "done": False})
    assert list(subs["r"].start.outputs) != before

    with pytest.raises(DiagramRefused) as refused:
        prepare([source])
    assert "r" in [finding.element for finding in refused.value.findings]


def test_a_correction_loop_dies_silently_when_the_tree_is_a_thousand_deep() -> None:
    source = draw(
        start("s"), xor("m"), script("a", "n = n + 1"), xor("g"), end("e"),
        flows=["s -> m -> a -> g", "g -> m: ${n < 500}", "g -> e: default"],
    )  # fmt: skip
    stock = Stock(source, variables={"n": 0})
    assert not stock.ended
    assert max(task.data.get("n", 0) for task in stock.workflow.tasks.values()) == 333

    case = Case(source, n=0)
    assert case.ended
    assert case.variables == {"n": 500}


def test_a_cancelled_task_can_be_run() -> None:
    source = draw(
        start("s"), user("a"), boundary("b", on="a", event=message("m")), user("h"), end("e"),
        flows=["s -> a -> e", "b -> h -> e"],
    )  # fmt: skip
    stock = Stock(source)
    task = stock.task("a")
    stock.message("m")
    assert task.state == TaskState.CANCELLED
    assert task.run() is True
    assert task.state == TaskState.COMPLETED

    case = Case(source)
    token = case.task("a").token
    case.message("m")
    before = dict(case.branches)
    with pytest.raises(Refused, match="'a' is cancelled"):
        case.run.complete(token, {})
    case.complete("h")
    with pytest.raises(Refused, match="'a' is cancelled"):
        case.program.restore(lambda _: {k: v.data for k, v in before.items()}, at=case.at,
                             calendar=case.run.state.calendar).complete(token, {})  # fmt: skip


def test_an_exception_does_not_reach_the_error_boundary_and_the_task_is_stuck() -> None:
    def broken() -> None:
        raise ValueError("the register is down")

    source = draw(
        start("s"), script("x", "broken()"), boundary("b", on="x", event=error()), user("h"), end("e"),
        flows=["s -> x -> e", "b -> h -> e"],
    )  # fmt: skip
    engine = PythonScriptEngine(environment=TaskDataEnvironment({"broken": broken}))
    workflow = BpmnWorkflow(*parse(source), script_engine=engine)
    with pytest.raises(WorkflowTaskException):
        workflow.do_engine_steps()
    workflow.do_engine_steps()  # nothing happens any more
    states = {task.task_spec.bpmn_id: TaskState.get_name(task.state) for task in workflow.get_tasks()}
    assert (states["x"], states["b"]) == ("ERROR", "WAITING")


def test_a_failing_service_hides_its_cause() -> None:
    class Environment(TaskDataEnvironment):  # type: ignore[misc]
        def call_service(self, context: dict[str, Any], **_: Any) -> None:
            raise ValueError("the register is down")

    stock = Stock(draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"]))
    with pytest.raises(NameError, match="script"):
        PythonScriptEngine(environment=Environment()).call_service(stock.task("a"))


def test_a_failing_handler_is_told_as_it_is_and_the_act_can_be_done_again() -> None:
    source = draw(start("s"), user("a"), service("x", "register"), user("b"), end("e"), flows=["s -> a -> x -> b -> e"])
    healthy = False

    def perform(request: Request) -> dict[str, Any]:
        if not healthy:
            raise ValueError("the register is down")
        return {"entry": request.variables["name"]}

    case = Case(source, perform=perform, name="noodles")
    before = dict(case.branches)
    with pytest.raises(ValueError, match="the register is down"):
        case.complete("a")
    assert case.branches == before
    healthy = True
    case.complete("a")
    assert case.waits() == ["b"]
    assert case.seen_by("b")["entry"] == "noodles"
