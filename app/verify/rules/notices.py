"""Notices are known, and a refusal is told in writing.

The notices that a step may issue (`notices`) are kinds that the centre has. The law wants every refusal in writing with
its reasons (Administrative Licensing Law, arts. 32 and 38). A step that can say no to the applicant (an accept step
with `reject` or `decline`, a decide step with `deny`, `refuse` or `reject`) has a written refusal among the notices
that it lists, or the way after it issues one or calls a process that may; where none are listed, the house issues the
usual one by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import Node
from app.verify.rules.sheet import Sheet, on, words_of

NO = {"accept": frozenset({"reject", "decline"}), "decide": frozenset({"deny", "refuse", "reject", "decline"})}
"""Actions that tell the applicant no, by the kind of step."""


def check(sheet: Sheet) -> Iterator[Proof]:
    """`unknown-notice`, `refusal-without-notice`."""
    for node in sheet.nodes:
        yield from _unknown(sheet, node, words_of(node, "notices"))
        yield from _refusal(sheet, node)


def _unknown(sheet: Sheet, node: Node, kinds: tuple[str, ...]) -> Iterator[Proof]:
    known = sheet.centre.notices
    for kind in kinds if known is not None else ():
        if known is not None and kind not in known:
            yield on(
                node,
                "unknown-notice",
                f"「{node.label}」的通知书“{kind}”未定义。",
                f"The notice {kind!r} of “{node.label}” has no name in this house.",
                "选择已定义的通知书。 / Choose one of the centre's notices.",
                "warning",
            )


def _refusal(sheet: Sheet, node: Node) -> Iterator[Proof]:
    says_no = NO.get(node.properties.get("kind", ""), frozenset()).intersection(words_of(node, "actions"))
    written = sheet.centre.refusals
    listed = words_of(node, "notices")
    if not says_no or not written or not listed or written.intersection(listed):
        return  # where nothing is listed the house issues the usual refusal by itself
    if not any(each.properties.get("notice") in written or each.tag == "callActivity" for each in _after(node)):
        action = min(says_no)
        yield on(
            node,
            "refusal-without-notice",
            f"「{node.label}」可以“{action}”，但没有相应的书面通知书。",
            f"“{node.label}” can {action}, and no written refusal is issued for that.",
            f"在属性 notices 中加入 {'、'.join(sorted(written))} 之一。"
            f" / Add one of {', '.join(sorted(written))} to its property notices.",
        )


def _after(node: Node) -> Iterator[Node]:
    seen: set[str] = set()
    todo = [flow.target for flow in node.outgoing]
    while todo:
        here = todo.pop()
        if here.id not in seen:
            seen.add(here.id)
            yield here
            yield from here.inside.everything() if here.inside is not None else ()
            todo += [flow.target for flow in here.outgoing]
