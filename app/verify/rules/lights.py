"""A warning does not interrupt.

A boundary timer with a yellow light warns, so it is drawn dashed (non-interrupting): one that interrupts would take
the task away from the officer instead of warning him. A red light may stand on the timer that ends an overdue step.
`light` is `yellow` or `red`.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet, on

YELLOW, RED = "yellow", "red"


def check(sheet: Sheet) -> Iterator[Proof]:
    """`warning-interrupts`, `unknown-light`."""
    for node in sheet.nodes:
        light = node.properties.get("light")
        if light is None:
            continue
        if light not in (YELLOW, RED):
            yield on(
                node,
                "unknown-light",
                f"「{node.label}」的属性 light 为“{light}”，应为 yellow 或 red。",
                f"The property light of “{node.label}” is {light!r}; expected yellow or red.",
                "写 yellow 或 red。 / Write yellow or red.",
            )
        elif light == YELLOW and node.tag == "boundaryEvent" and node.interrupting:
            yield on(
                node,
                "warning-interrupts",
                f"预警「{node.label}」会中断「{node.attached_to}」：亮灯的定时事件须为非中断型。",
                f"The warning “{node.label}” interrupts {node.attached_to!r}; a timer that lights a lamp must not.",
                '改为非中断型（cancelActivity="false"）。 / Draw it dashed (cancelActivity="false").',
                beside=(node.attached_to,),
            )
