"""Silence is no consent, unless the item says so and asks again.

The topic `opinion.deemed` reads the silence of a department as consent. It needs a guide with `silence = true` and
without `safety = true`, and a step of the kind `compensate` for the departments that the topic `opinion.silent` lists,
in which each gives its signed opinion after all. It may not lead to a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import Node
from app.verify.rules.sheet import Sheet, on, said

DEEMED, LISTED, COMPENSATE = "opinion.deemed", "opinion.silent", "compensate"


def check(sheet: Sheet) -> Iterator[Proof]:
    """`silence-not-turned-on`, `silence-on-safety`, `silence-without-answer`."""
    steps = [node for node in sheet.nodes if _topic(node) == DEEMED]
    if not steps:
        return
    guide = sheet.guide
    answered = any(node.properties.get("kind") == COMPENSATE for node in sheet.steps())
    listed = any(_topic(node) == LISTED for node in sheet.nodes)
    for node in steps:
        if guide.get("safety"):
            yield on(
                node,
                "silence-on-safety",
                f"涉及安全的事项不得以「{node.label}」将沉默视为同意。",
                f"“{node.label}” would read silence as consent in a matter of safety.",
                "改为记录未按期反馈(opinion.missing)。 / Record a missing opinion instead (opinion.missing).",
            )
        elif guide.get("silence") is not True:
            yield on(
                node,
                "silence-not-turned-on",
                f"「{node.label}」将沉默视为同意，而办事指南没有开启(silence = true)。",
                f"“{node.label}” reads silence as consent; the guide does not turn it on (silence = true).",
                "在指南中开启，或者改用 opinion.missing。 / Turn it on in the guide, or use opinion.missing.",
            )
        if not (answered and listed):
            yield on(
                node,
                "silence-without-answer",
                f"「{node.label}」之后没有补具书面意见的环节。",
                f"Nobody gives a signed opinion after “{node.label}”.",
                "加 opinion.silent 和 kind=compensate 的环节。 / Add opinion.silent and a step of the kind compensate.",
            )


def _topic(node: Node) -> str:
    return said(node.element, "topic")
