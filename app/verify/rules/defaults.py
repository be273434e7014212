"""An exclusive gateway always finds a way.

A gateway that chooses (exclusive or inclusive, with several ways out) has a default flow: when none of its conditions
holds, the case would stop there. Every other way out has a condition.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet, on

CHOOSING = ("exclusiveGateway", "inclusiveGateway")


def check(sheet: Sheet) -> Iterator[Proof]:
    """`no-default`, `flow-without-condition`."""
    for node in sheet.nodes:
        if node.tag not in CHOOSING or len(node.outgoing) < 2:
            continue
        open_ways = [flow for flow in node.outgoing if not flow.conditional and flow.id != node.default]
        for flow in open_ways:
            yield on(
                flow,
                "flow-without-condition",
                f"网关「{node.label}」通向「{flow.target.label}」的顺序流没有条件，也不是默认流。",
                f"The flow from “{node.label}” to “{flow.target.label}” has no condition and is not the default.",
                "设置条件，或设为默认流。 / Give it a condition, or make it the default.",
                beside=(node.id,),
            )
        if not node.default and not open_ways:
            yield on(
                node,
                "no-default",
                f"网关「{node.label}」没有默认流：所有条件都不成立时办件将停在此处。",
                f"“{node.label}” has no default flow: when none of its conditions holds the case stops here.",
                "把一条顺序流设为默认流。 / Make one of its flows the default.",
                "warning",
            )
