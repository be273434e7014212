"""Every step has a limit, and limits are numbers.

A step that somebody does states its limit in working days (property `limit`), or an interrupting timer ends it; or
else nobody can say when the item is done. Limits, warnings and statutory limits are whole numbers of working days
from 0 to 3650, or tiers (当天, 三天, 一周: 0, 3 and 5 of them). Where a process is no item, its limits are its
callers' concern and none is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import Node, Process
from app.verify.rules.sheet import Sheet, on
from app.verify.waits import shortest

LONGEST = 3650
NUMBERS = ("limit", "warn", "statutoryLimit")


def check(sheet: Sheet) -> Iterator[Proof]:
    """`limit-not-a-number`, `no-deadline`."""
    for name in NUMBERS:
        text = sheet.process.properties.get(name, "")
        if text and not is_number(text):
            yield sheet.on_process("limit-not-a-number", *_odd(sheet.process, name, text))
    for node in sheet.nodes:
        for name in NUMBERS:
            text = node.properties.get(name, "")
            if text and not is_number(text):
                yield on(node, "limit-not-a-number", *_odd(node, name, text))
    if sheet.is_item:
        yield from _without(sheet)


def is_number(text: str) -> bool:
    """Whether a text is a whole number of working days."""
    return text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= LONGEST


def _without(sheet: Sheet) -> Iterator[Proof]:
    for node in sheet.steps():
        if not node.properties.get("limit") and shortest(node) is None and not _timed_around(node):
            yield on(
                node,
                "no-deadline",
                f"「{node.label}」没有办结时限，无法证明承诺时限。",
                f"“{node.label}” has no deadline, so the promised limit cannot be proved.",
                "为该环节设置属性 limit（工作日），或加一个中断型定时边界事件，如 workdays(5)。"
                " / Give it the property limit (working days), or an interrupting boundary timer such as workdays(5).",
            )


def _timed_around(node: Node) -> bool:
    """Whether a sub-process around it is ended by a timer."""
    owner = node.scope.owner
    while owner is not None:
        if shortest(owner) is not None:
            return True
        owner = owner.scope.owner
    return False


def _odd(place: Node | Process, name: str, text: str) -> tuple[str, str, str]:
    label = place.label if isinstance(place, Node) else place.name
    return (
        f"「{label}」的属性 {name} 为“{text}”，应为 0 至 {LONGEST} 的工作日数。",
        f"The property {name} of “{label}” is {text!r}; expected working days, 0 to {LONGEST}.",
        "填写整数的工作日数。 / Write a whole number of working days.",
    )
