"""Diagrams become versions: checked first, linked to what they call, never half."""

from __future__ import annotations

import pytest

from app import designs, desk
from app.designs import File, gate
from app.domain.actors import SYSTEM
from app.domain.cases import CaseStatus
from app.errors import DiagramRefused, Forbidden, Invalid, NotFound
from tests.engine.drawing import (
    boundary,
    call,
    draw,
    draw_all,
    end,
    many,
    process,
    send,
    service,
    start,
    timer,
    user,
    xor,
)
from tests.factories import AT, DESIGNER, SUPERVISOR, Centre, joint, officer, simple
from tests.flow.modeler import saved_by_a_modeler


def outer(called: str = "inner") -> bytes:
    return draw(
        start("s"), call("sub", called), end("e"), flows=["s -> sub -> e"], id="outer", props={"lead": "market"}
    )


def inner(name: str = "first") -> bytes:
    return draw(start("s"), user("work", groups="fire", name=name), end("e"), flows=["s -> work -> e"], id="inner")


def codes(refused: DiagramRefused) -> list[tuple[str, str]]:
    return [(finding.code, finding.element) for finding in refused.findings]


def test_the_same_diagram_makes_no_new_version(centre: Centre) -> None:
    assert centre.deploy(simple()).created
    again = centre.deploy(simple())
    assert not again.created and again.definitions[0].version == 1
    assert centre.deploy(simple(limit="3")).definitions[0].version == 2
    assert [v.definition.version for v in designs.versions(centre.house, "simple", at=AT)] == [2, 1]
    assert designs.source(centre.house, "simple", 1) == simple()
    with pytest.raises(NotFound):
        designs.definition(centre.house, "simple", 3, at=AT)


def test_a_dry_run_keeps_nothing_and_tells_what_would_come(centre: Centre) -> None:
    files = [File(name="simple.bpmn", data=simple())]
    tried = designs.deploy(centre.house, DESIGNER, files, at=AT, dry_run=True)
    assert not tried.created and tried.definitions[0].version == 1
    assert designs.definitions(centre.house, at=AT) == []
    assert designs.deploy(centre.house, DESIGNER, files, at=AT).created


def test_diagrams_are_deployed_by_designers(centre: Centre) -> None:
    for actor in (officer("fire"), SUPERVISOR):
        with pytest.raises(Forbidden):
            designs.deploy(centre.house, actor, [File(name="s.bpmn", data=simple())], at=AT)


def test_a_called_process_is_linked_when_the_caller_is_deployed(centre: Centre) -> None:
    centre.deploy(inner("old"), outer())
    running = centre.receive("outer")
    centre.deploy(inner("new"))
    assert centre.task(running, "work").name == "old"
    assert centre.task(centre.receive("outer"), "work").name == "old"
    assert centre.deploy(outer()).created
    assert centre.task(centre.receive("outer"), "work").name == "new"
    assert centre.complete(running, "work").case.status is CaseStatus.COMPLETED
    again = desk.open_desk(centre.house.database, centre.house.settings)
    assert again.programs.item(running.definition_id).program.elements["work"].name == "old"


def test_a_caller_is_deployed_in_any_order_of_files_and_not_without_what_it_calls(centre: Centre) -> None:
    with pytest.raises(DiagramRefused) as refused:
        centre.deploy(outer())
    assert ("unknown-called-process", "sub") in codes(refused.value)
    assert {d.key for d in centre.deploy(outer(), inner()).definitions} == {"outer", "inner"}


def test_two_processes_in_one_file_are_two_items(centre: Centre) -> None:
    both = draw_all(
        process("outer", start("s"), call("sub", "inner"), end("e"), flows=["s -> sub -> e"]),
        process("inner", start("s2"), user("work", groups="fire"), end("e2"), flows=["s2 -> work -> e2"]),
    )
    assert {d.key for d in centre.deploy(both).definitions} == {"outer", "inner"}
    assert centre.elements(centre.receive("outer")) == ["work:fire"]


def test_processes_that_call_each_other_are_refused(centre: Centre) -> None:
    circle = draw(start("s"), call("again", "outer"), end("e"), flows=["s -> again -> e"], id="inner")
    with pytest.raises(DiagramRefused) as refused:
        centre.deploy(outer(), circle)
    assert refused.value.findings[0].code == "calls-in-a-circle"


def test_what_the_house_cannot_do_is_refused_with_the_element(centre: Centre) -> None:
    drawn = draw(
        start("s"), user("work", groups="fire", props={"limit": "soon", "light": "blue"}), service("x", "coffee.make"),
        send("n", topic="notice.issue"), end("e"), flows=["s -> work -> x -> n -> e"], props={"limit": "-1"},
    )  # fmt: skip
    with pytest.raises(DiagramRefused) as refused:
        centre.deploy(drawn, simple())
    wrong = {each for each in codes(refused.value) if each[0] in gate.IMPOSSIBLE}
    assert sorted(wrong) == [
        ("limit-not-a-number", "p"),
        ("limit-not-a-number", "work"),
        ("missing-parameter", "n"),
        ("unknown-light", "work"),
        ("unknown-topic", "x"),
    ]
    assert all(f.line for f in refused.value.findings if f.element)
    assert designs.definitions(centre.house, at=AT) == []  # also not the good one beside it


def test_an_unknown_department_is_a_warning_and_the_diagram_runs(centre: Centre) -> None:
    made = centre.deploy(simple().replace(b"fire", b"dept-moon"))
    assert ("unknown-department", "warning") in [(f.code, f.severity) for f in made.findings]
    assert "unknown-department" in {found["rule"] for found in made.definitions[0].findings}
    assert centre.elements(centre.receive("simple")) == ["work:dept-moon"]


def test_a_guide_goes_with_its_diagram_and_can_change_alone(centre: Centre) -> None:
    guide = File(name="simple.toml", data=b'key = "simple"\ncode = "S1"\nlead = "fire"\nmode = "promised"')
    files = [File(name="simple.bpmn", data=simple()), guide]
    first = designs.deploy(centre.house, SYSTEM, files, at=AT).definitions[0]
    assert first.guide == {"key": "simple", "code": "S1", "lead": "fire", "mode": "promised"}
    assert first.item_code == "S1"
    case = centre.receive("S1")
    assert (case.lead, case.number) == ("fire", "S1-20260302-00001")
    changed = File(name="simple.toml", data=guide.data + b"\nfees = []")
    second = designs.deploy(centre.house, SYSTEM, [changed], at=AT).definitions[0]
    assert (second.version, second.guide["fees"]) == (2, [])
    assert designs.source(centre.house, "simple", 2) == simple()
    assert not designs.deploy(centre.house, SYSTEM, files[:1], at=AT).created


@pytest.mark.parametrize(
    ("name", "data"),
    [("x.toml", b"key = "), ("x.toml", b"\xff\xfe"), ("unknown.toml", b'key = "unknown"')],
)
def test_a_guide_that_cannot_be_used_names_its_file(centre: Centre, name: str, data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        designs.deploy(centre.house, SYSTEM, [File(name=name, data=data)], at=AT)
    assert refused.value.field in (name, "unknown")


@pytest.mark.parametrize("data", [b"departments = 3", b"[hours]\nsessions = [[9, 8]]", b"x = ["])
def test_a_centre_file_that_cannot_be_used_is_refused(centre: Centre, data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        designs.load_centre(centre.house, data, at=AT)
    assert refused.value.field == "centre.toml"


def stand() -> bytes:
    """A joint review drawn as a multi-instance task under a warning and a deadline, as a modeler saves it."""
    return saved_by_a_modeler(draw(
        start("apply", form="stand-form"),
        user("accept", groups="market", form="stand-accept", doc="材料齐全的当场受理。",
             props={"kind": "accept", "limit": "2", "warn": "1", "actions": "accept,reject"}),
        xor("accepted"), send("notice", topic="notice.issue", props={"notice": "SLTZ"}), end("declined"),
        user("review", groups="${dept}", many=many("co_depts", "dept"),
             props={"kind": "review", "limit": "5", "warn": "2", "actions": "agree,disagree",
                    "outputCollection": "opinions", "outputElement": "opinion"}),
        boundary("warned", on="review", event=timer("workdays(3)"), interrupting=False, props={"light": "yellow"}),
        service("urge", "supervise.urge"), end("urged"),
        user("decide", groups="market", props={"kind": "decide", "limit": "2", "actions": "grant,deny"}), end("done"),
        flows=["apply -> accept -> accepted", "accepted -> notice: ${outcome == 'accept'}",
               "accepted -> declined: default", "notice -> review -> decide -> done", "warned -> urge -> urged"],
        id="stand", name="夜市摊位联办", props={"lead": "market", "itemCode": "S1", "limit": "10"},
    ))  # fmt: skip


def test_a_diagram_as_a_modeler_saves_it_is_kept_byte_for_byte_and_runs(centre: Centre) -> None:
    saved = stand()
    for written in (
        b"<bpmn:userTask",
        b"bpmndi:BPMNShape",
        b"modelerTemplate",
        b"<bpmn:incoming>",
        b"executionPlatform",
    ):
        assert written in saved
    assert centre.deploy(saved).created
    assert designs.source(centre.house, "stand", 1) == saved
    case = centre.receive("stand", co_depts=["fire", "urban"])
    accepted = centre.complete(case, "accept", outcome="accept")
    assert [n.kind for n in accepted.notices] == ["SLTZ"]
    assert centre.elements(case) == ["review:fire", "review:urban"]
    centre.pass_time(centre.house.calendar.due(AT, 3))
    assert [a for a in centre.alerts(case) if a.startswith("yellow:review")] == [
        "yellow:review:fire",
        "yellow:review:urban",
    ]
    centre.complete(case, "review", "fire", outcome="agree")
    centre.complete(case, "review", "urban", outcome="agree")
    done = centre.complete(case, "decide", outcome="deny", reasons="不符", basis="第三十八条")
    assert done.case.status is CaseStatus.REFUSED
    assert centre.kinds(case) == ["SLTZ", "BYXK"]


def test_the_promise_begins_at_receipt_where_no_step_accepts(centre: Centre) -> None:
    drawn = draw(
        start("s"), user("work", groups="market"), end("e"), flows=["s -> work -> e"], id="quick",
        props={"lead": "market", "limit": "3", "mode": "promised"},
    )  # fmt: skip
    centre.deploy(drawn)
    case = centre.receive("quick")
    assert (case.status, case.due_at) == (CaseStatus.ACCEPTED, centre.house.calendar.due(AT, 3))
    assert centre.kinds(case) == ["SLTZ"]


def test_an_unknown_item_is_not_found(centre: Centre) -> None:
    centre.deploy(joint())
    with pytest.raises(NotFound):
        centre.receive("nothing")
