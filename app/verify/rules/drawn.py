"""A diagram can be looked at.

A process is published with its drawing (diagram interchange), for everybody looks at it while it runs. A file without
any, or with shapes that are not in it, still runs; when it is shown or exported, the missing drawing is laid out
automatically.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import Element
from app.verify.rules.sheet import Sheet, on

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def check(sheet: Sheet) -> Iterator[Proof]:
    """`not-drawn`."""
    seen = drawn_ids(sheet.diagram.root)
    missing = [node for node in sheet.nodes if node.id not in seen]
    if missing and len(missing) == len(sheet.nodes):
        yield sheet.on_process(
            "not-drawn",
            f"流程「{sheet.process.name}」没有图形信息，显示时将自动布局。",
            f"The process “{sheet.process.name}” has no drawing; it is laid out automatically when shown.",
            "在建模工具中打开并保存，或使用自动布局。 / Open and save it in a modeler, or let it be laid out.",
            "warning",
        )
    for node in missing if len(missing) < len(sheet.nodes) else ():
        yield on(
            node,
            "not-drawn",
            f"「{node.label}」没有画在图上。",
            f"“{node.label}” is not in the drawing.",
            "在图上画出，或删除它。 / Draw it, or remove it.",
            "warning",
        )


def drawn_ids(root: Element) -> set[str]:
    """The elements that the drawing has a shape for."""
    return {each.get("bpmnElement", "").rpartition(":")[2] for each in root.iter(f"{DI}BPMNShape")}
