"""Bytes become a diagram, or are refused with the place and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.reading import read
from tests.engine.drawing import (
    boundary,
    call,
    draw,
    draw_all,
    end,
    error,
    message,
    process,
    receive,
    signal,
    start,
    timer,
    user,
    xor,
)
from tests.engine.spoiling import PLAIN, codes, edited, findings

ROOT = Path(__file__).parents[2]


def test_reads_a_diagram() -> None:
    diagram = read(PLAIN, "plain.bpmn")
    assert diagram.name == "plain.bpmn"
    assert set(diagram.processes) == {"p"}
    assert diagram.warnings == ()
    assert len(diagram.digest) == 64


def test_the_digest_tells_contents_apart_and_not_layouts() -> None:
    text = PLAIN.decode()
    again = "\ufeff" + text.replace('id="p" isExecutable="true"', "isExecutable='true'   id='p'").replace(
        "</userTask>", "</userTask><!-- a comment -->"
    )
    assert read(again.encode()).digest == read(PLAIN).digest
    assert (
        read(edited('groups="x"' if 'groups="x"' in text else 'Groups="x"', 'Groups="y"')).digest != read(PLAIN).digest
    )


@pytest.mark.parametrize("path", sorted((ROOT / "processes").glob("*.bpmn")), ids=lambda path: path.name)
def test_reads_our_own_diagrams(path: Path) -> None:
    assert read(path.read_bytes(), path.name).warnings == ()


SCHEMA = [
    ("<userTask", "</userTask>", "<usrTask", "</usrTask>", "usrTask"),
    ('sourceRef="s"', "", "", "", "sourceRef"),
    ('id="a"', "", 'id="1 a"', "", "id"),
    ('isExecutable="true"', "", 'isExecutable="maybe"', "", "isExecutable"),
    ('isExecutable="true"', "", 'isExecutable="true" colour="red"', "", "colour"),
]


@pytest.mark.parametrize(("old", "old2", "new", "new2", "word"), SCHEMA, ids=[row[4] for row in SCHEMA])
def test_refuses_what_bpmn_does_not_know(old: str, old2: str, new: str, new2: str, word: str) -> None:
    source = edited(old, new)
    if old2:
        source = edited(old2, new2, source)
    found = [each for each in findings(source) if each.code == "schema"]
    assert word in found[0].message_en
    assert "{http" not in found[0].message_en
    assert found[0].line


def test_a_called_process_is_named_not_worked_out() -> None:
    found = findings(draw(start("s"), call("a", "${which}"), end("e"), flows=["s -> a -> e"]))
    assert [(each.code, each.element) for each in found] == [("schema", "a")]
    assert "${which}" in found[0].message_en


def test_finds_missing_and_repeated_ids() -> None:
    assert codes(edited('<startEvent id="s"', "<startEvent")) == {"missing-id", "dangling-reference"}
    found = findings(draw(start("s"), user("s"), end("e"), flows=["s -> e"]))
    assert [(each.code, each.element) for each in found] == [("duplicate-id", "s")]
    assert "line 4" in found[0].message_en


@pytest.mark.parametrize("id", ["Start", "End", "Root", "a.BoundaryEventSplit", "a.BoundaryEventJoin", "g.EndJoin"])
def test_refuses_ids_that_the_engine_uses(id: str) -> None:
    found = findings(draw(start("s"), user(id), end("e"), flows=[f"s -> {id} -> e"]))
    assert [(each.code, each.element) for each in found] == [("reserved-id", id)]
    assert codes(draw(start("s"), end("e"), flows=["s -> e"], id="End")) == {"reserved-id"}


def test_refuses_an_overlong_id() -> None:
    assert codes(draw(start("s"), user("a" * 256), end("e"), flows=[f"s -> {'a' * 256} -> e"])) == {"long-id"}


NOWHERE = [
    ('targetRef="a"', 'targetRef="gone"'),
    ('sourceRef="s"', 'sourceRef="s_to_a"'),
    ("<incoming>s_to_a</incoming>", "<incoming>gone</incoming>"),
    ("<outgoing>s_to_a</outgoing>", "<outgoing>a</outgoing>"),
    ('<userTask id="a"', '<userTask id="a" default="gone"'),
    ('<userTask id="a"', '<userTask id="a" default="s_to_a"'),
]


@pytest.mark.parametrize(("old", "new"), NOWHERE)
def test_refuses_references_to_nothing(old: str, new: str) -> None:
    assert codes(edited(old, new)) == {"dangling-reference"}


@pytest.mark.parametrize(
    ("kind", "event"),
    [("message", message("m")), ("signal", signal("m")), ("error", error("m"))],
)
def test_refuses_an_event_whose_declaration_is_gone(kind: str, event: object) -> None:
    source = draw(start("s"), user("a"), end("e"), boundary("b", on="a", event=event), flows=["s -> a -> e", "b -> e"])  # type: ignore[arg-type]
    found = findings(edited(f'{kind}Ref="{kind}_m"', f'{kind}Ref="gone"', source))
    assert [(each.code, each.element) for each in found] == [("dangling-reference", "b")]


def test_refuses_a_boundary_event_on_nothing_and_on_a_gateway() -> None:
    for host in ("gone", "g"):
        source = draw(
            start("s"), xor("g"), end("e"), boundary("b", on=host, event=timer("P1D")), flows=["s -> g -> e", "b -> e"]
        )
        assert [(each.code, each.element) for each in findings(source)] == [("dangling-reference", "b")]


def test_everything_wrong_is_told_at_once() -> None:
    source = edited('targetRef="a"', 'targetRef="gone"', edited('targetRef="e"', 'targetRef="lost"'))
    assert len(findings(source)) >= 2


def test_a_flow_that_a_shape_claims_wrongly_is_a_warning() -> None:
    diagram = read(edited("<incoming>s_to_a</incoming>", "<incoming>a_to_e</incoming>"))
    assert [(each.code, each.element) for each in diagram.warnings] == [("inconsistent-flow", "a")]


def test_a_lane_or_drawing_that_names_nothing_is_a_warning() -> None:
    lanes = '<laneSet id="ls"><lane id="l"><flowNodeRef>gone</flowNodeRef></lane></laneSet>'
    diagram = read(edited('isExecutable="true">', 'isExecutable="true">' + lanes))
    assert [each.severity for each in diagram.warnings] == ["warning"]


def test_a_file_without_a_process_is_refused() -> None:
    assert codes(draw_all(raw='<message id="m" name="m"/>')) == {"no-process"}


def test_qualified_references_are_understood() -> None:
    source = draw(start("s"), receive("r", "paid"), end("e"), flows=["s -> r -> e"])
    source = edited('messageRef="message_paid"', 'messageRef="t:message_paid"', source)
    source = edited("<definitions", '<definitions xmlns:t="http://bpmn.io/schema/bpmn"', source)
    root = read(source).root
    assert root.find(".//{*}receiveTask").get("messageRef") == "message_paid"  # type: ignore[union-attr]


def test_a_message_without_a_declaration_goes_by_its_flow_its_shape_or_its_id() -> None:
    source = draw(start("s"), receive("r", "x"), receive("q", "x", name="Goods"), receive("z", "x"), end("e"),
                  flows=["s -> r -> q -> z -> e"]).replace(b' messageRef="message_x"', b"")  # fmt: skip
    pools = (
        '<collaboration id="c"><participant id="pp" processRef="p"/><participant id="other"/>'
        '<messageFlow id="mf" name="invoice" sourceRef="other" targetRef="r"/></collaboration>'
    )
    root = read(edited("<process", pools + "<process", source)).root
    names = {each.get("id"): each.get("name") for each in root.iter("{*}message")}
    waits = [names[each.get("messageRef")] for each in root.iter("{*}receiveTask")]
    assert waits == ["invoice", "Goods", "z"]


def test_extensions_of_many_tools_pass() -> None:
    source = draw(start("s"), user("a"), end("e"), flows=["s -> a -> e"], raw="""
        <dataObject id="d"/><dataObjectReference id="dr" dataObjectRef="d"/>
        <textAnnotation id="t"><text>note</text></textAnnotation>
        <association id="as" sourceRef="a" targetRef="t"/>
        <group id="gr"/>""").decode()  # fmt: skip
    source = (
        source.replace(
            "<definitions",
            '<definitions xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:flowable="http://flowable.org/bpmn"'
            ' xmlns:activiti="http://activiti.org/bpmn" xmlns:operaton="http://operaton.org/schema/1.0/bpmn"'
            ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
            ' xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0"'
            ' exporter="Tool" exporterVersion="1"',
        )
        .replace(
            '<userTask id="a">',
            '<userTask id="a" zeebe:x="1" flowable:candidateGroups="g" activiti:assignee="b" operaton:formKey="f">'
            "<extensionElements><zeebe:taskDefinition type='x'/><flowable:formProperty id='a'/></extensionElements>",
        )
        .replace(
            "</definitions>",
            '<bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="P" bpmnElement="p">'
            '<bpmndi:BPMNShape id="a_di" bpmnElement="a" bioc:stroke="#fff" color:background-color="#000">'
            '<dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNShape>'
            "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>",
        )
    )
    assert read(source.encode()).warnings == ()


def test_a_relative_namespace_passes() -> None:
    assert read(edited("<definitions", '<definitions xmlns:own="own"')).digest


def test_bpmn_js_correlations_pass() -> None:
    raw = (
        '<correlationProperty id="cp" name="cp"><correlationPropertyRetrievalExpression id="ce" messageRef="message_m">'
        "<formalExpression>x</formalExpression></correlationPropertyRetrievalExpression></correlationProperty>"
    )
    source = draw_all(process("p", start("s"), receive("r", "m"), end("e"), flows=["s -> r -> e"]), raw=raw)
    diagram = read(source)
    assert diagram.root.find(".//{*}formalExpression") is not None
