"""Two diagrams are compared by what they mean: each change is named in Chinese and English, layout is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app import designs
from app.designs import File
from app.designs.comparing import Difference, compare, compare_guides
from app.engine import read
from app.errors import DiagramRefused, NotFound
from tests.engine.drawing import boundary, call, catch, draw, end, many, message, script, start, sub, timer, user, xor
from tests.factories import AT, DAY, DESIGNER, Centre, joint

FLOWS = ["s -> ask -> choice", "choice -> review: ${area > 300}", "choice -> decide: default", "review -> decide -> e"]


def drawn(
    *, review: Any = None, flows: list[str] | None = None, more: tuple[Any, ...] = (), ask: str = "ask", **props: str
) -> bytes:
    """Ask, perhaps a review under a deadline, decide."""
    return draw(
        start("s"),
        user(ask, name="受理", groups="market"),
        xor("choice"),
        review or user("review", name="协办审查", groups="fire,urban", props={"limit": "5"}),
        boundary("late", on="review", event=timer("workdays(5)")),
        end("late_end"),
        user("decide", name="决定", groups="market"),
        end("e"),
        *more,
        flows=[*(flows or FLOWS), "late -> late_end"],
        id="case",
        props={"limit": "15", **props},
    )


def told(old: bytes, new: bytes) -> list[tuple[str, str, str]]:
    """Kind, element and aspect of each difference."""
    return [(one.kind, one.element, one.aspect) for one in compare(read(old), read(new))]


def one_difference(old: bytes, new: bytes) -> Difference:
    found = compare(read(old), read(new))
    assert len(found) == 1, found
    return found[0]


def test_the_same_diagram_and_a_moved_shape_are_no_difference() -> None:
    assert told(drawn(), drawn()) == []
    published = (Path(__file__).resolve().parents[2] / "processes" / "joint.bpmn").read_bytes()
    moved = published.replace(b' x="', b' x="4')
    assert moved != published and told(published, moved) == []


def test_a_limit_is_said_in_working_days_in_both_languages() -> None:
    other = user("review", name="协办审查", groups="fire,urban", props={"limit": "7"})
    found = one_difference(drawn(), drawn(review=other))
    assert (found.kind, found.element, found.aspect, found.old, found.new) == ("limit", "review", "limit", "5", "7")
    assert found.message_zh == "协办审查时限由5个工作日改为7个工作日"
    assert found.message("en") == "the limit of '协办审查' is changed from 5 working days to 7 working days"


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("workdays(7)", "协办审查到期处理时间由5个工作日改为7个工作日"),
        ("P7D", "协办审查到期处理时间由5个工作日改为7天"),
        ("workhours(4)", "协办审查到期处理时间由5个工作日改为4个工作小时"),
        ("PT30M", "协办审查到期处理时间由5个工作日改为30分钟"),
        ("${until}", "协办审查到期处理时间由5个工作日改为${until}"),
    ],
)
def test_a_timer_on_the_border_speaks_of_its_step(text: str, zh: str) -> None:
    found = one_difference(drawn(), drawn().replace(b"workdays(5)", text.encode()))
    assert (found.kind, found.element, found.message_zh) == ("timer", "late", zh)


def test_a_step_added_in_between_is_one_element_and_its_flows() -> None:
    seen = user("check", name="复核", groups="market")
    flows = [*FLOWS[:3], "review -> check -> decide -> e"]
    assert told(drawn(), drawn(more=(seen,), flows=flows)) == [
        ("added", "check", ""),
        ("flow-removed", "review", "flow"),
        ("flow-added", "review", "flow"),
        ("flow-added", "check", "flow"),
    ]
    back = compare(read(drawn(more=(seen,), flows=flows)), read(drawn()))
    assert back[0].message_zh == "删除人工环节“复核”" and (back[0].old, back[0].new) == ("复核", None)


def test_an_id_that_changed_while_all_else_stayed_is_no_new_step() -> None:
    renamed = drawn(ask="intake", flows=[flow.replace("ask", "intake") for flow in FLOWS])
    found = one_difference(drawn(), renamed)
    assert (found.kind, found.element, found.old, found.new) == ("id-changed", "intake", "ask", "intake")


def test_two_steps_that_look_alike_are_told_apart_by_their_neighbours() -> None:
    def chain(one: str, two: str) -> bytes:
        return draw(
            start("s"), user("first", groups="a"), user(one, groups="b"), user("middle", groups="c"),
            user(two, groups="b"), end("e"), flows=[f"s -> first -> {one} -> middle -> {two} -> e"],
        )  # fmt: skip

    pairs = [(one.old, one.new) for one in compare(read(chain("x", "y")), read(chain("k", "l")))]
    assert pairs == [("x", "k"), ("y", "l")]


def test_a_step_of_another_id_and_another_department_is_a_new_one() -> None:
    other = user("second", name="协办审查", groups="tobacco", props={"limit": "5"})
    flows = [flow.replace("review", "second") for flow in FLOWS]
    changed = drawn(review=other, flows=flows).replace(b'attachedToRef="review"', b'attachedToRef="second"')
    kinds = [kind for kind, element, _ in told(drawn(), changed) if element in ("review", "second")]
    assert "removed" in kinds and "added" in kinds


@pytest.mark.parametrize(
    ("old", "new", "kind", "zh"),
    [
        (b"fire,urban", b"fire", "groups", "协办审查办理部门由fire,urban改为fire"),
        (
            b"area &gt; 300",
            b"area &gt; 500",
            "condition",
            "流向“choice→协办审查”的条件由${area > 300}改为${area > 500}",
        ),
        ('name="决定"'.encode(), 'name="审批"'.encode(), "renamed", "“决定”更名为“审批”"),
        (b'name="limit" value="15"', b'name="limit" value="20"', "limit", "承诺时限由15个工作日改为20个工作日"),
        (b'attachedToRef="review"', b'attachedToRef="decide"', "moved", "“late”的所附环节由“协办审查”改为“决定”"),
        (
            b'id="late" attached',
            b'id="late" cancelActivity="false" attached',
            "changed",
            "late是否中断所附环节由是改为否",
        ),
    ],
)
def test_a_change_is_named_by_its_kind(old: bytes, new: bytes, kind: str, zh: str) -> None:
    before = drawn()
    if old not in before:
        old = old.replace(b"&gt;", b">")
        new = new.replace(b"&gt;", b">")
    assert old in before, before.decode()
    found = one_difference(before, before.replace(old, new, 1))
    assert (found.kind, found.message_zh) == (kind, zh)


def test_kind_of_step_multi_instance_called_process_script_and_scope_are_compared() -> None:
    def with_(shape: Any, *more: Any) -> bytes:
        return draw(start("s"), shape, *more, end("e"), flows=["s -> x -> e"])

    one = user("x", groups="${dept}", many=many("departments", "dept"))
    other = user("x", groups="${dept}", many=many("co_departments", "dept"))
    assert told(with_(one), with_(other)) == [("multi-instance", "x", "collection")]
    assert told(with_(one), with_(user("x", groups="${dept}")))[0] == ("multi-instance", "x", "loop")
    assert told(with_(call("x", "a")), with_(call("x", "b"))) == [("called", "x", "called")]
    assert told(with_(script("x", "y = 1")), with_(script("x", "y = 2"))) == [("changed", "x", "script")]
    assert ("type-changed", "x", "type") in told(with_(one), with_(call("x", "a")))
    held = sub("x", start("i"), user("in", groups="a"), end("o"), flows=["i -> in -> o"])
    flat = draw(
        start("s"), sub("x", start("i"), end("o"), flows=["i -> o"]), user("in", groups="a"), end("e"),
        flows=["s -> x -> in -> e"],
    )  # fmt: skip
    assert ("moved", "in", "scope") in told(with_(held), flat)


def test_the_order_in_which_conditions_are_asked_matters_at_a_choice() -> None:
    def asked(*flows: str) -> bytes:
        return draw(
            start("s"), xor("x"), user("a", groups="m"), user("b", groups="m"), user("c", groups="m"), end("e"),
            flows=["s -> x", *flows, "x -> c: default", "a -> e", "b -> e", "c -> e"],
        )  # fmt: skip

    one, two = "x -> a: ${n > 1}", "x -> b: ${n > 2}"
    assert told(asked(one, two), asked(one, two)) == []
    assert {kind for kind, *_ in told(asked(one, two), asked(two, one))} == {"order-of-conditions"}


def test_a_message_is_compared_by_its_name_and_not_by_its_id() -> None:
    one = draw(start("s"), catch("m", message("paid")), end("e"), flows=["s -> m -> e"])
    other = draw(start("s"), catch("m", message("refunded")), end("e"), flows=["s -> m -> e"])
    found = [each for each in compare(read(one), read(other)) if each.aspect == "awaits"]
    assert [(each.old, each.new) for each in found] == [("paid", "refunded")]


def test_files_of_several_processes_are_compared_process_by_process() -> None:
    found = compare(read(joint("one")), read(joint("two")))
    assert [(one.kind, one.old, one.new) for one in found] == [("id-changed", "one", "two")]


def test_a_guide_is_compared_value_by_value() -> None:
    old = {"limits": {"promise": 15}, "materials": [{"code": "M01", "name": "申请表"}]}
    new = {"limits": {"promise": 10}, "materials": [{"code": "M01", "name": "申请书"}], "fees": []}
    found = compare_guides(old, new, "joint")
    assert [(one.aspect, one.old, one.new) for one in found] == [
        ("limits.promise", "15", "10"),
        ("materials[M01].name", "申请表", "申请书"),
        ("fees", None, "[]"),
    ]
    assert found[0].message_zh == "办事指南“limits.promise”由15改为10"


def test_versions_are_compared_with_their_guides_and_called_versions(centre: Centre) -> None:
    def publish(limit: str, days: int, guide: bytes) -> None:
        inner = draw(start("s"), user("work", groups="fire", props={"limit": limit}), end("e"),
                     flows=["s -> work -> e"], id="inner")  # fmt: skip
        outer = draw(start("s"), call("sub", "inner"), end("e"), flows=["s -> sub -> e"], id="outer")
        files = [("i.bpmn", inner), ("o.bpmn", outer), ("outer.toml", guide)]
        given = [File(name=name, data=data) for name, data in files]
        designs.deploy(centre.house, DESIGNER, given, at=AT + days * DAY)

    publish("3", 0, b'key = "outer"\nfees = 1')
    publish("4", 1, b'key = "outer"\nfees = 2')
    assert [(one.kind, one.aspect, one.old, one.new) for one in designs.between(centre.house, "outer", 1, 2)] == [
        ("called", "inner", "1", "2"),
        ("guide", "fees", "1", "2"),
    ]
    assert designs.between(centre.house, "inner", 2, 1)[0].message_zh == "work时限由4个工作日改为3个工作日"
    draft = designs.source(centre.house, "inner", 1)
    assert [one.kind for one in designs.to_draft(centre.house, "inner", 2, draft)] == ["limit"]
    with pytest.raises(NotFound):
        designs.between(centre.house, "inner", 1, 3)
    with pytest.raises(DiagramRefused):
        designs.to_draft(centre.house, "inner", 1, b"<nothing")
