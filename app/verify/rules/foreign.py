"""A diagram for another engine is told apart.

A file drawn for Camunda 8 (`zeebe:` extensions) looks like one of ours and says nothing that we can read: no topics,
no candidate groups, no conditions in our language. It is refused with the way to convert it: in Camunda Modeler choose
the platform Camunda 7, then set topics, groups and properties anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet, on, part

ZEEBE = "http://camunda.org/schema/zeebe/1.0"


def check(sheet: Sheet) -> Iterator[Proof]:
    """`zeebe-diagram`."""
    for node in sheet.nodes:
        if node.element is None:
            continue
        extensions = part(node.element, "extensionElements")
        names = [str(key) for key in node.element.attrib]
        names += [str(each.tag) for each in extensions] if extensions is not None else []
        if any(name.startswith(f"{{{ZEEBE}}}") for name in names):
            yield on(
                node,
                "zeebe-diagram",
                f"「{node.label}」使用 Camunda 8（zeebe）的扩展，此处无法执行。",
                f"“{node.label}” is drawn for Camunda 8 (zeebe extensions), which are not read here.",
                "在 Camunda Modeler 中把执行平台改为 Camunda 7，再设置 topic、候选组和属性。"
                " / Choose Camunda 7 as the execution platform in Camunda Modeler, then set topics, candidate groups"
                " and properties.",
            )
