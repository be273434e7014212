"""Procedures are told from items, and duties are kept apart.

The property `class` of a process is `item`, what somebody applies for, or `procedure`, one of the centre's own
(complaint, appeal, duty log). A procedure needs no statutory limit; every step of it still has departments and a limit.
Only a procedure starts by itself: its start event is a timer whose cycle is `each_workday()`, `each_workday("08:30")`
or `each_month(1)`, the first working day of the month. The property `notBy` of a step names steps, by their ids or
kinds, and people, as `${variable}`: who has done one of those, or is one of these, may not do this one.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.rhythm import rhythm_of
from app.verify.findings import Proof
from app.verify.rules.sheet import PROCEDURE, VARIABLE, Sheet, on, words_of

CLASSES = ("item", PROCEDURE)
KINDS = frozenset({
    "accept", "approve", "confirm", "decide", "deliver", "draft", "handle", "inspect", "investigate", "judge",
    "register", "review", "survey",
})  # fmt: skip
"""Kinds of steps that a case may have had to which a procedure refers."""


def check(sheet: Sheet) -> Iterator[Proof]:
    """`unknown-class`, `class-differs`, `item-starts-itself`, `unknown-rhythm`, `apart-from-nobody`."""
    said = sheet.process.properties.get("class", "item")
    if said not in CLASSES:
        yield sheet.on_process(
            "unknown-class",
            f"流程「{sheet.process.name}」的属性 class 为“{said}”，应为 item 或 procedure。",
            f"The property class of “{sheet.process.name}” is {said!r}; expected item or procedure.",
            "填写 item（事项）或 procedure（制度）。 / Write item or procedure.",
        )
    elif str(sheet.guide.get("class") or said) != said:
        yield _differs(sheet, said)
    yield from _starts(sheet)
    yield from _apart(sheet)


def _differs(sheet: Sheet, said: str) -> Proof:
    guide = str(sheet.guide.get("class"))
    return sheet.on_process(
        "class-differs",
        f"流程「{sheet.process.name}」的属性 class 为“{said}”，其指南为“{guide}”。",
        f"The property class of “{sheet.process.name}” is {said!r}; its guide says {guide!r}.",
        "事项和制度不得混用：两处写成一致。 / An item is no procedure: let both say the same.",
    )


def _starts(sheet: Sheet) -> Iterator[Proof]:
    for start in sheet.process.scope.starts():
        if start.event != "timer":
            continue
        if not sheet.is_procedure and rhythm_of(start.timer[1]) is not None:
            yield on(
                start,
                "item-starts-itself",
                "事项因申请而开始，不能定时自动开始。",
                "An item begins when somebody applies for it; only a procedure starts by itself.",
                "为流程设置属性 class=procedure，或去掉定时。 / Give the process class=procedure, or drop the timer.",
            )
        elif sheet.is_procedure and rhythm_of(start.timer[1]) is None:
            yield on(
                start,
                "unknown-rhythm",
                f"定时开始“{start.timer[1]}”无法识别。",
                f"The cycle {start.timer[1]!r} of the start event is not known.",
                "应如 each_workday() 或 each_month(1)。 / Write each_workday() or each_month(1).",
            )


def _apart(sheet: Sheet) -> Iterator[Proof]:
    known = {node.id for node in sheet.nodes} | {node.properties.get("kind", "") for node in sheet.nodes} | KINDS
    for node in sheet.nodes:
        for word in words_of(node, "notBy"):
            if word not in known and not VARIABLE.fullmatch(word):
                yield on(
                    node,
                    "apart-from-nobody",
                    f"「{node.label}」的属性 notBy 中的“{word}”不是环节，也不是环节种类。",
                    f"{word!r} in the property notBy of “{node.label}” is neither a step nor a kind of step.",
                    "填写环节的 id、种类，或 ${变量}。 / Name a step, a kind of step, or ${variable}.",
                )
