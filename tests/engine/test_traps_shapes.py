"""Shapes that the stock library refuses or runs wrongly: shown on it, then mended or refused by ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from SpiffWorkflow.bpmn.exceptions import WorkflowDataException
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import WorkflowException

from app.engine import prepare
from app.errors import DiagramRefused
from tests.engine.cases import Case
from tests.engine.drawing import (
    Shape,
    boundary,
    call,
    cancel,
    catch,
    compensate,
    conditional,
    draw,
    draw_all,
    either,
    end,
    error,
    escalation,
    event_sub,
    fork,
    inclusive,
    link,
    loop,
    manual,
    many,
    message,
    process,
    receive,
    script,
    send,
    shape,
    signal,
    start,
    sub,
    terminate,
    throw,
    timer,
    transaction,
    user,
    xor,
)
from tests.engine.stock import Stock, parse, plain

Act = Callable[[Any], Any]
EACH: dict[str, Any] = {
    "many": many("depts", "dept"),
    "props": {"outputCollection": "opinions", "outputElement": "opinion"},
}


def line(*inside: Shape) -> bytes:
    """Shapes one after the other between a start and an end."""
    return draw(start("s"), *inside, end("e"), flows=[" -> ".join(["s", *(each.id for each in inside), "e"])])


def refused(source: bytes) -> set[str]:
    """The elements for which our gate refuses a diagram."""
    with pytest.raises(DiagramRefused) as caught:
        prepare([source])
    return {finding.element for finding in caught.value.findings if finding.severity == "error"}


def state(case: Stock | Case) -> tuple[list[str], bool]:
    """What waits for a person, and whether the case has ended."""
    return (case.open if isinstance(case, Stock) else sorted(task.element for task in case.open.values())), case.ended


def done(*steps: str, **variables: Any) -> Act:
    def act(case: Any) -> None:
        for step in steps:
            if step.startswith("!"):
                case.message(step[1:])
            elif step.startswith("~"):
                case.signal(step[1:])
            else:
                case.complete(step, **variables)

    return act


INNER = (start("rs"), user("i"), end("re"))
RUNS: dict[str, tuple[bytes, dict[str, Any], Act]] = {
    "user, manual and script tasks": (line(user("a"), manual("b"), script("c", "x = 1")), {}, done("a", "b")),
    "a message sent and received": (
        draw(start("s"), fork("f"), user("a"), send("b", message="m"), receive("c", "m"), user("d"), end("e"),
             flows=["s -> f", "f -> a -> b -> e", "f -> c -> d -> e"]),
        {}, done("a", "d"),
    ),
    "an exclusive gateway": (
        draw(start("s"), xor("g"), user("a"), user("b"), end("e"),
             flows=["s -> g", "g -> a: ${x > 1}", "g -> b: default", "a -> e", "b -> e"]),
        {"x": 2}, done("a"),
    ),
    "a parallel gateway": (
        draw(start("s"), fork("f"), user("a"), user("b"), fork("j"), user("c"), end("e"),
             flows=["s -> f", "f -> a -> j", "f -> b -> j", "j -> c -> e"]),
        {}, done("b", "a", "c"),
    ),
    "an inclusive gateway": (
        draw(start("s"), inclusive("f"), user("a"), user("b"), user("n"), inclusive("j"), user("c"), end("e"),
             flows=["s -> f", "f -> a: ${x > 1}", "f -> b: ${x > 0}", "f -> n: default", "a -> j", "b -> j", "n -> j",
                    "j -> c -> e"]),
        {"x": 2}, done("b", "a", "c"),
    ),
    "a sub-process": (line(sub("r", *INNER, flows=["rs -> i -> re"])), {}, done("i")),
    "a call activity": (
        draw_all(process("p", start("s"), call("r", "q"), end("e"), flows=["s -> r -> e"]),
                 process("q", *INNER, flows=["rs -> i -> re"])),
        {}, done("i"),
    ),
    "a parallel multi-instance": (line(user("a", **EACH)), {"depts": ["x", "y"]}, done("a", "a", opinion="yes")),
    "a sequential multi-instance": (
        line(user("a", **{**EACH, "many": many("depts", "dept", sequential=True)})),
        {"depts": ["x", "y"]}, done("a", "a", opinion="yes"),
    ),
    "a standard loop": (line(user("a", many=loop(at_most=2))), {}, done("a", "a")),
    "a message catch": (line(catch("c", message("m"))), {}, done("!m")),
    "an interrupting message boundary": (
        draw(start("s"), user("a"), boundary("b", on="a", event=message("m")), user("h"), end("e"),
             flows=["s -> a -> e", "b -> h -> e"]),
        {}, done("!m", "h"),
    ),
    "a signal catch and a signal boundary": (
        draw(start("s"), fork("f"), catch("c", signal("m")), user("a"), boundary("b", on="a", event=signal("m")),
             end("e"), flows=["s -> f", "f -> c -> e", "f -> a -> e", "b -> e"]),
        {}, done("~m"),
    ),
    "an error boundary": (
        draw(start("s"), sub("r", start("rs"), user("i"), end("re", error("E")), flows=["rs -> i -> re"]),
             boundary("b", on="r", event=error("E")), user("h"), end("e"), flows=["s -> r -> e", "b -> h -> e"]),
        {}, done("i", "h"),
    ),
    "an escalation boundary": (
        draw(start("s"), sub("r", start("rs"), user("i"), end("re", escalation("E")), flows=["rs -> i -> re"]),
             boundary("b", on="r", event=escalation("E")), user("h"), end("e"), flows=["s -> r -> e", "b -> h -> e"]),
        {}, done("i", "h"),
    ),
    "a cancelled transaction": (
        draw(start("s"), transaction("r", start("rs"), user("i"), end("re", cancel()), flows=["rs -> i -> re"]),
             boundary("b", on="r", event=cancel()), user("h"), end("e"), flows=["s -> r -> e", "b -> h -> e"]),
        {}, done("i", "h"),
    ),
    "a terminate end": (
        draw(start("s"), fork("f"), user("a"), user("b"), end("t", terminate()), end("e"),
             flows=["s -> f", "f -> a -> t", "f -> b -> e"]),
        {}, done("a"),
    ),
    "an event gateway with one timer": (
        draw(start("s"), either("g"), catch("t", timer("P1D")), catch("c", message("m")), user("a"), user("b"),
             end("e"), flows=["s -> g", "g -> t -> a -> e", "g -> c -> b -> e"]),
        {}, done("!m", "b"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_what_the_stock_library_runs_runs_alike(name: str) -> None:
    source, variables, act = RUNS[name]
    stock, case = Stock(source, variables=variables), Case(source, process="p", **variables)
    assert state(stock) == state(case)
    act(stock)
    act(case)
    assert (stock.open, stock.ended) == ([], True)
    assert (case.waits(), case.ended) == ([], True)
    assert {name: stock.data[name] for name in case.variables} == case.variables


REFUSED: dict[str, tuple[bytes, str]] = {
    "a complex gateway": (line(shape("complexGateway", "bad")), "bad"),
    "a compensation boundary": (
        draw(start("s"), user("a"), boundary("bad", on="a", event=compensate()), end("e"), flows=["s -> a -> e"]),
        "bad",
    ),
    "two starts of a sub-process": (
        line(sub("bad", start("r1"), start("r2"), end("re"), flows=["r1 -> re", "r2 -> re"])), "bad",
    ),
    "a sub-process without a start": (line(sub("bad", user("i"), end("re"), flows=["i -> re"])), "bad"),
    "a data store": (
        draw_all(process("p", start("s"), end("e"), flows=["s -> e"]), raw='<dataStore id="bad" name="files"/>'),
        "bad",
    ),
    "a choice without a condition": (
        draw(start("s"), xor("g"), end("e"), end("f"), flows=["s -> g", "g -> e: ${x}", "g -> f"]), "g_to_f",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_stock_parser_refuses_is_refused_with_its_place(name: str) -> None:
    source, element = REFUSED[name]
    with pytest.raises(ValidationException):
        parse(plain(source))
    assert refused(source) == {element}


def test_several_flows_out_of_a_task_are_refused_by_the_stock_parser_and_are_a_split() -> None:
    source = draw(start("s"), user("a"), user("b"), user("c"), end("e"), flows=["s -> a -> b -> e", "a -> c -> e"])
    with pytest.raises(ValidationException, match="Multiple outgoing flows"):
        parse(plain(source))
    case = Case(source)
    case.complete("a")
    assert case.waits() == ["b", "c"]


def test_conditional_flows_out_of_a_task_open_those_whose_condition_holds() -> None:
    source = draw(
        start("s"), user("a"), user("b"), user("c"), user("d"), end("e"),
        flows=["s -> a", "a -> b: ${x > 0}", "a -> c: ${x > 1}", "a -> d", "b -> e", "c -> e", "d -> e"],
    )  # fmt: skip
    case = Case(source)
    case.complete("a", x=1)
    assert case.waits() == ["b", "d"]


def test_a_sub_process_without_an_end_is_refused_by_the_stock_parser_and_ends_where_nothing_follows() -> None:
    source = line(sub("r", start("rs"), user("i"), flows=["rs -> i"]), user("z"))
    with pytest.raises(ValidationException, match="Must contain an End event"):
        parse(plain(source))
    case = Case(source)
    case.complete("i")
    assert case.waits() == ["z"]


SILENT: dict[str, tuple[bytes, dict[str, Any], Act, tuple[list[str], bool], tuple[list[str], bool] | str]] = {
    "a compensation throw is passed over": (
        line(user("a"), throw("bad", compensate()), user("b")), {}, done("a"), (["b"], False), "bad",
    ),
    "a signal end throws nothing": (
        draw(start("s"), fork("f"), user("a"), end("x", signal("go")), catch("c", signal("go")), user("b"), end("e"),
             flows=["s -> f", "f -> a -> x", "f -> c -> b -> e"]),
        {}, done("a"), ([], False), (["b"], False),
    ),
    "an error event sub-process fires at once": (
        draw(start("s"), user("a"), end("x", error("E")),
             event_sub("v", start("vs", error("E")), user("h"), end("ve"), flows=["vs -> h -> ve"]),
             flows=["s -> a -> x"]),
        {}, done(), (["a", "h"], False), (["a"], False),
    ),
    "an interrupting event sub-process does not interrupt": (
        draw(start("s"), user("a"), end("e"),
             event_sub("v", start("vs", message("m"), isInterrupting="true"), user("h"), end("ve"),
                       flows=["vs -> h -> ve"]),
             flows=["s -> a -> e"]),
        {}, done("!m"), (["a", "h"], False), (["h"], False),
    ),
    "a timer event sub-process that never fires blocks the end": (
        draw(start("s"), user("a"), end("e"),
             event_sub("v", start("vs", timer("P5D")), user("h"), end("ve"), flows=["vs -> h -> ve"]),
             flows=["s -> a -> e"]),
        {}, done("a"), ([], False), ([], True),
    ),
    "a conditional boundary does not see changed data": (
        draw(start("s"), fork("f"), user("a"), user("b"), boundary("bad", on="a", event=conditional("ready")),
             user("h"), end("e"), flows=["s -> f", "f -> a -> e", "f -> b -> e", "bad -> h -> e"]),
        {"ready": False}, done("b", ready=True), (["a"], False), "bad",
    ),
    "an uncaught error goes on as if nothing were": (
        draw(start("s"), sub("r", start("rs"), user("a"), end("re", error("E")), flows=["rs -> a -> re"]), user("b"),
             end("e"), flows=["s -> r -> b -> e"]),
        {}, done("a"), (["b"], False), ([], True),
    ),
    "a parallel join whose branch has left waits for ever": (
        draw(start("s"), fork("f"), user("a"), user("b"), xor("g"), fork("bad"), user("c"), end("e"), end("x"),
             flows=["s -> f", "f -> a -> bad", "f -> b -> g", "g -> bad: ${ok}", "g -> x: default", "bad -> c -> e"]),
        {"ok": False}, done("a", "b"), ([], False), "bad",
    ),
    "a step called End ends the case": (
        draw(start("s"), fork("f"), user("a"), user("b"), user("End"), end("e"),
             flows=["s -> f", "f -> a -> e", "f -> b -> End -> e"]),
        {}, done("b"), (["a"], True), "End",
    ),
    "a task without an outgoing flow never completes the case": (
        draw(start("s"), user("a"), flows=["s -> a"]), {}, done("a"), ([], False), ([], True),
    ),
    "a non-interrupting message boundary fires once only": (
        draw(start("s"), user("a"), boundary("b", on="a", event=message("m"), interrupting=False), user("h"), end("e"),
             flows=["s -> a -> e", "b -> h -> e"]),
        {}, done("!m", "!m", "!m"), (["a", "h"], False), (["a", "h", "h", "h"], False),
    ),
    "an escalation from a multi-instance is caught once only": (
        draw(start("s"),
             sub("r", start("rs"), user("a"), throw("t", escalation("X")), user("z"), end("re"),
                 flows=["rs -> a -> t -> z -> re"], **EACH),
             boundary("b", on="r", event=escalation("X"), interrupting=False), user("h"), end("e"),
             flows=["s -> r -> e", "b -> h -> e"]),
        {"depts": ["x", "y", "z"]}, done("a", "a", "a"),
        (["h", "z", "z", "z"], False), (["h", "h", "h", "z", "z", "z"], False),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_what_is_silently_wrong_is_mended_or_refused(name: str) -> None:
    source, variables, act, wrong, right = SILENT[name]
    stock = Stock(source, variables=variables)
    act(stock)
    assert state(stock) == wrong
    if isinstance(right, str):
        assert refused(source) == {right}
    else:
        case = Case(source, **variables)
        act(case)
        assert state(case) == right


def test_a_link_ends_the_process() -> None:
    source = draw(
        start("s"), user("a"), throw("t", link("l")), catch("k", link("l")), user("b"), end("e"),
        flows=["s -> a -> t", "k -> b -> e"],
    )  # fmt: skip
    stock = Stock(source)
    stock.complete("a")
    assert stock.open == []
    assert stock.workflow.is_completed()
    case = Case(source)
    case.complete("a")
    assert case.waits() == ["b"]


def test_an_ad_hoc_sub_process_does_not_run() -> None:
    source = line(sub("bad", user("a"), user("b"), tag="adHocSubProcess"))
    with pytest.raises(TypeError):
        Stock(source)
    assert refused(source) == {"bad"}


def test_a_start_event_called_start_does_not_run() -> None:
    source = draw(start("Start"), user("a"), end("e"), flows=["Start -> a -> e"])
    specs = parse(source)
    with pytest.raises(WorkflowException):
        Stock(specs=specs)
    assert refused(source) == {"Start"}


def test_several_flows_out_of_a_boundary_event_are_a_split() -> None:
    source = draw(
        start("s"), user("a"), boundary("b", on="a", event=message("m")), user("h"), user("i"), end("e"),
        flows=["s -> a -> e", "b -> h -> e", "b -> i -> e"],
    )  # fmt: skip
    with pytest.raises(ValidationException, match="Multiple outgoing flows"):
        parse(plain(source))
    case = Case(source)
    case.message("m")
    assert case.waits() == ["h", "i"]


def test_an_uncaught_error_ends_the_case_as_failed() -> None:
    source, _, act, _, _ = SILENT["an uncaught error goes on as if nothing were"]
    case = Case(source)
    act(case)
    assert case.failure == "E"
    assert [finding.element for finding in case.program.warnings] == ["re"]


def test_a_link_between_two_branches_joins_them() -> None:
    source = draw(
        start("s"), xor("g"), throw("t", link("l")), throw("u", link("l")), catch("k", link("l")), user("b"), end("e"),
        flows=["s -> g", "g -> t: ${x}", "g -> u: default", "k -> b -> e"],
    )  # fmt: skip
    for x in (True, False):
        case = Case(source, x=x)
        assert case.waits() == ["b"]
        case.complete("b")
        assert case.ended


def test_a_drawn_document_fails_the_stock_library_and_does_nothing() -> None:
    papers = '<dataObject id="d"/><dataObjectReference id="papers" name="材料" dataObjectRef="d"/>'
    reads = "<dataInputAssociation><sourceRef>papers</sourceRef><targetRef>papers</targetRef></dataInputAssociation>"
    writes = "<dataOutputAssociation><targetRef>papers</targetRef></dataOutputAssociation>"
    first, second = user("a").but(raw=writes), user("b").but(raw=reads)
    source = draw(start("s"), first, second, end("e"), flows=["s -> a -> b -> e"], raw=papers)
    with pytest.raises(WorkflowDataException, match="could not be set"):
        Stock(source).complete("a")
    case = Case(source, d="mine")
    case.complete("a")
    assert case.seen_by("b") == {"d": "mine"}
    case.complete("b")
    assert case.variables == {"d": "mine"}


def test_an_input_that_plain_bpmn_asks_for_fails_the_stock_library_and_does_nothing() -> None:
    wanted = """<ioSpecification><dataInput id="x1" name="x"/><inputSet><dataInputRefs>x1</dataInputRefs></inputSet>
        <outputSet/></ioSpecification>"""
    source = draw(start("s"), user("a").but(raw=wanted), end("e"), flows=["s -> a -> e"])
    with pytest.raises(WorkflowDataException, match="Missing data input"):
        Stock(source)
    assert Case(source).waits() == ["a"]


def test_a_correlated_message_fails_the_stock_library_and_comes_by_its_name() -> None:
    correlated = """<correlationProperty id="k"><correlationPropertyRetrievalExpression messageRef="message_m">
        <messagePath>order</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"""
    source = draw_all(
        process("p", start("s"), catch("c", message("m")), user("a"), end("e"), flows=["s -> c -> a -> e"]),
        raw=correlated,
    )
    with pytest.raises(NameError, match="order"):
        Stock(source).message("m")
    case = Case(source)
    assert case.message("m", said="x") == 1
    assert case.seen_by("a") == {"said": "x"}


def test_xml_writes_true_as_one_too() -> None:
    source = draw(start("s"), user("a"), boundary("b", on="a", event=message("m")), user("h"), end("e"),
                  flows=["s -> a -> e", "b -> h -> e"])  # fmt: skip
    for written, quiet in (("1", False), ("0", True), (" true ", False), ("false", True)):
        spelt = source.replace(b'attachedToRef="a"', f'attachedToRef="a" cancelActivity="{written}"'.encode())
        case = Case(spelt)
        case.message("m")
        assert case.waits() == (["a", "h"] if quiet else ["h"])
    stock = Stock(source.replace(b'attachedToRef="a"', b'attachedToRef="a" cancelActivity="1"'))
    stock.message("m")
    assert stock.open == ["a", "h"]  # it did not interrupt

    source = draw(start("s"), user("a", **EACH), end("e"), flows=["s -> a -> e"])
    loop_tag = b"<multiInstanceLoopCharacteristics"
    one_by_one = source.replace(loop_tag, loop_tag + b' isSequential="1"')
    assert len(Stock(one_by_one, variables={"depts": ["x", "y"]}).open) == 2
    assert Case(one_by_one, depts=["x", "y"]).waits() == ["a@x"]


def test_an_event_sub_process_written_with_a_one_listens() -> None:
    source = draw(
        start("s"), user("a"), end("e"),
        event_sub("v", start("vs", message("m"), isInterrupting="0"), user("h"), end("ve"), flows=["vs -> h -> ve"]),
        flows=["s -> a -> e"],
    ).replace(b'triggeredByEvent="true"', b'triggeredByEvent="1"')  # fmt: skip
    case = Case(source)
    assert case.waits() == ["a"]
    case.message("m")
    assert case.waits() == ["a", "h"]
