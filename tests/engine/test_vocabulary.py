"""What a diagram says beside BPMN."""

from __future__ import annotations

import pytest

from app.engine.reading import read
from app.engine.vocabulary import ElementInfo, ProcessInfo, elements, process_info
from tests.engine.drawing import (
    CAMUNDA,
    Shape,
    boundary,
    call,
    catch,
    draw,
    draw_all,
    end,
    event_sub,
    many,
    message,
    process,
    send,
    service,
    start,
    sub,
    timer,
    user,
)


def infos(source: bytes) -> dict[str, ElementInfo]:
    return elements(next(iter(read(source).processes.values())))


def one(shape: Shape) -> ElementInfo:
    return infos(draw(start("s"), shape, end("e"), flows=[f"s -> {shape.id} -> e"]))[shape.id]


DIALECTS = [
    CAMUNDA,
    "http://operaton.org/schema/1.0/bpmn",
    "http://flowable.org/bpmn",
    "http://activiti.org/bpmn",
]


@pytest.mark.parametrize("namespace", DIALECTS)
def test_reads_every_dialect(namespace: str) -> None:
    task = user("a", groups="${dept}", users="u", assignee="w", form="f", topic="t", props={"kind": "x", "limit": "8"},
                many=many("depts", "dept", until="${done}"), doc="what to do", name="Review")  # fmt: skip
    source = draw_all(process("p", start("s"), task, end("e"), flows=["s -> a -> e"]), vocabulary=namespace)
    info = infos(source)["a"]
    assert (info.candidate_groups, info.candidate_users, info.assignee) == ("${dept}", "u", "w")
    assert (info.form_key, info.topic, info.type) == ("f", "t", "external")
    assert info.properties == {"kind": "x", "limit": "8"}
    assert (info.collection, info.element_variable, info.completion_condition) == ("depts", "dept", "${done}")
    assert (info.multiple, info.sequential) == (True, False)
    assert (info.id, info.name, info.tag, info.process, info.parent) == ("a", "Review", "userTask", "p", "p")
    assert info.documentation == "what to do"
    assert info.line


def test_a_child_does_not_lend_its_properties() -> None:
    found = infos(
        draw(start("s"), sub("box", start("s1"), user("a", groups="x", props={"kind": "inner"}, doc="inner"), end("e1"),
                             flows=["s1 -> a -> e1"], many=many("c", "d")), end("e"),
             flows=["s -> box -> e"], props={"kind": "outer"}, doc="outer")
    )  # fmt: skip
    assert found["box"].properties == {}
    assert found["box"].documentation == ""
    assert found["box"].candidate_groups == ""
    assert found["a"].properties == {"kind": "inner"}
    assert (found["a"].parent, found["a"].process, found["a"].multiple) == ("box", "p", False)


def test_plain_bpmn_says_the_same() -> None:
    info = one(
        user(
            "a",
            raw="<potentialOwner><resourceAssignmentExpression><formalExpression>user(kim), group(fire), city"
            "</formalExpression></resourceAssignmentExpression></potentialOwner>"
            '<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>depts</loopDataInputRef>'
            '<loopDataOutputRef>opinions</loopDataOutputRef><inputDataItem id="i" name="dept"/>'
            '<outputDataItem id="opinion"/></multiInstanceLoopCharacteristics>',
        )
    )
    assert (info.candidate_groups, info.candidate_users) == ("fire,city", "kim")
    assert (info.collection, info.element_variable, info.sequential) == ("depts", "dept", True)
    assert info.output == ("opinions", "opinion")


def test_a_loop_over_a_named_input() -> None:
    info = one(
        user(
            "a",
            raw='<ioSpecification><dataInput id="in1" name="depts"/><inputSet><dataInputRefs>in1</dataInputRefs>'
            "</inputSet><outputSet/></ioSpecification><multiInstanceLoopCharacteristics><loopDataInputRef>in1</loopDataInputRef>"
            "</multiInstanceLoopCharacteristics>",
        )
    )
    assert info.collection == "depts"


def test_collected_opinions_come_from_the_template() -> None:
    info = one(user("a", many=many("c", "d"), props={"outputCollection": "opinions", "outputElement": "opinion"}))
    assert info.output == ("opinions", "opinion")


def test_a_count() -> None:
    info = one(user("a", many=many(times="${n}", sequential=True)))
    assert (info.cardinality, info.collection, info.sequential) == ("${n}", "", True)


def test_events_tell_what_they_wait_for() -> None:
    found = infos(
        draw(
            start("s"), user("a"), end("e"), catch("c", timer("P1D")),
            boundary("b", on="a", event=timer("P1D"), interrupting=False, props={"light": "red"}),
            event_sub("l", start("x", message("m"), isInterrupting="false"), end("xe"), flows=["x -> xe"]),
            flows=["s -> a -> c -> e", "b -> e"],
        )
    )  # fmt: skip
    assert (found["b"].event, found["b"].attached_to, found["b"].interrupting) == ("timer", "a", False)
    assert found["b"].properties == {"light": "red"}
    assert (found["c"].event, found["c"].interrupting) == ("timer", True)
    assert (found["x"].event, found["x"].interrupting, found["x"].parent) == ("message", False, "l")
    assert found["s"].event == ""


def test_a_thrown_message_has_its_topic_on_the_message() -> None:
    source = draw(start("s"), end("e", message("m")), flows=["s -> e"])
    source = source.replace(b"<messageEventDefinition", b'<messageEventDefinition camunda:topic="notice.issue"')
    assert infos(source)["e"].topic == "notice.issue"
    assert one(send("n", topic="t")).topic == "t"
    assert one(service("v", "t")).type == "external"


def test_calls_tell_what_goes_in_and_out() -> None:
    info = one(
        call("c", "other", extension='<camunda:in variables="all"/><camunda:in source="a" target="b"/>'
             '<camunda:in sourceExpression="${x + 1}" target="y"/><camunda:in businessKey="k"/>'
             '<camunda:out source="r" target="s"/>')
    )  # fmt: skip
    assert info.called == "other"
    assert info.inputs == (("*", "*"), ("a", "b"), ("${x + 1}", "y"))
    assert info.outputs == (("r", "s"),)


def test_a_type_of_the_schema_is_no_vocabulary() -> None:
    source = draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"])
    source = source.replace(b'<userTask id="a"', b'<userTask id="a" xsi:type="tUserTask"')
    assert infos(source)["a"].type == ""


def test_lanes_are_known_by_name() -> None:
    lanes = (
        '<laneSet id="ls"><lane id="l1" name="消防"><flowNodeRef>a</flowNodeRef></lane>'
        '<lane id="l2"><flowNodeRef>e</flowNodeRef></lane></laneSet>'
    )
    source = draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"])
    found = infos(source.decode().replace("<startEvent", lanes + "<startEvent", 1).encode())
    assert [found[id].lane for id in ("s", "a", "e")] == ["", "消防", "l2"]


def test_a_process_tells_its_own() -> None:
    source = draw_all(
        process("p", start("s"), end("e"), flows=["s -> e"], name="联办", props={"lead": "market", "limit": "10"},
                doc="text", camunda={"versionTag": "1.2"})
    )  # fmt: skip
    info = process_info(read(source).processes["p"])
    assert info == ProcessInfo(
        id="p",
        name="联办",
        documentation="text",
        properties={"lead": "market", "limit": "10", "documentation": "text"},
        version_tag="1.2",
        line=info.line,
        executable=True,
    )
    plain = process_info(read(draw(start("s"), end("e"), flows=["s -> e"], isExecutable="false")).processes["p"])
    assert (plain.name, plain.properties, plain.executable) == ("p", {}, False)
