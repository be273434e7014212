"""What a warning starts keeps to itself.

A non-interrupting boundary event starts a second token beside the step. Its way leads to an end of its own; where it
runs into the way that the step itself takes, everything behind that point is done twice. Ways may meet in an end
event: nothing comes after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.verify.findings import Proof
from app.verify.model import Node
from app.verify.rules.sheet import Sheet, on


def check(sheet: Sheet) -> Iterator[Proof]:
    """`warning-joins-main`."""
    for host in sheet.nodes:
        beside = [event for event in host.boundaries if not event.interrupting and event.event != "compensate"]
        if not beside:
            continue
        main = _reached(flow.target for flow in host.outgoing)
        for event in beside:
            way = _reached(flow.target for flow in event.outgoing)
            meet = next((node for node in way.values() if node.id in main and node.tag != "endEvent"), None)
            if meet is not None:
                yield on(
                    event,
                    "warning-joins-main",
                    f"非中断事件「{event.label}」的分支汇入了主流程的「{meet.label}」，其后的环节会重复办理。",
                    f"The way of the non-interrupting “{event.label}” runs into “{meet.label}” of the main way, so what"
                    " follows is done twice.",
                    "让该分支以自己的结束事件结束。 / Lead it to an end event of its own.",
                    beside=(meet.id, host.id),
                )


def _reached(first: Iterable[Node]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    todo = list(first)
    while todo:
        node = todo.pop(0)
        if node.id not in found:
            found[node.id] = node
            todo += [flow.target for flow in node.outgoing]
            todo += [event for event in node.boundaries if event.interrupting]
    return found
