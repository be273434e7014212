"""Departments side by side give opinions that are kept.

A multi-instance that offers its step to the department of each round (`${dept}`) collects what they say: properties
`outputCollection` and `outputElement`, on it or on the step inside. Without them the lead decides on opinions that
nobody kept. A boundary timer on a multi-instance task itself fires once for all departments; put the task and its
timers into a multi-instance sub-process, so that each department has a deadline of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import Node
from app.verify.rules.sheet import VARIABLE, Sheet, on, part, said, text_of


def check(sheet: Sheet) -> Iterator[Proof]:
    """`opinions-not-collected`, `timer-for-all`."""
    for node in sheet.nodes:
        if node.loop is None or node.loop.kind == "standard":
            continue
        steps = [step for step in _inside(node) if _is_for(step, _item(node))]
        if not steps:
            continue
        if not any(_collects(each) for each in (node, *_inside(node))):
            yield on(
                node,
                "opinions-not-collected",
                f"「{node.label}」由各部门分别办理，但没有汇集意见。",
                f"“{node.label}” asks several departments and collects no opinions.",
                "设置属性 outputCollection 和 outputElement。 / Set the properties outputCollection and outputElement.",
                beside=tuple(step.id for step in steps if step is not node),
            )
        timer = next((event for event in node.boundaries if event.event == "timer"), None)
        if node.inside is None and timer is not None:
            yield on(
                timer,
                "timer-for-all",
                f"「{timer.label}」附着在多实例环节「{node.label}」上，只会为所有部门触发一次。",
                f"“{timer.label}” hangs on the multi-instance “{node.label}” and fires once for all departments.",
                "把环节和定时放进多实例子流程。 / Put the step and its timer into a multi-instance sub-process.",
                "warning",
                (node.id,),
            )


def _item(node: Node) -> str:
    loop = part(node.element, "multiInstanceLoopCharacteristics")
    plain = part(loop, "inputDataItem")
    return said(loop, "elementVariable") or ((plain.get("name") or plain.get("id") or "") if plain is not None else "")


def _inside(node: Node) -> Iterator[Node]:
    yield node
    if node.inside is not None:
        yield from node.inside.everything()


def _is_for(step: Node, item: str) -> bool:
    return bool(item) and item in VARIABLE.findall(said(step.element, "candidateGroups"))


def _collects(node: Node) -> bool:
    if node.properties.get("outputCollection") and node.properties.get("outputElement"):
        return True
    loop = part(node.element, "multiInstanceLoopCharacteristics")
    return bool(text_of(part(loop, "loopDataOutputRef")))
