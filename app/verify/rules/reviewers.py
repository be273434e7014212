"""Two people look where the law wants two.

Where the substance of an application must be checked, at least two members of staff do it (Administrative Licensing
Law, art. 34). An item says so by the property `reviewers` (or its guide does): then its review and inspection steps
ask for at least as many (`reviewers` on the step). The number is a whole number from 1; a department whose posts hold
fewer people cannot meet it.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.model import Node
from app.verify.rules.sheet import Sheet, groups_of, on

LOOKING = frozenset({"review", "inspect", "survey"})
"""Kinds of steps in which the substance is checked."""


def check(sheet: Sheet) -> Iterator[Proof]:
    """`too-few-reviewers`, `reviewers-not-a-number`, `too-few-people`."""
    wanted = _number(sheet.process.properties.get("reviewers") or str(sheet.guide.get("reviewers") or ""))
    for node in sheet.nodes:
        text = node.properties.get("reviewers", "")
        asked = _number(text)
        if text and asked is None:
            yield on(
                node,
                "reviewers-not-a-number",
                f"「{node.label}」的属性 reviewers 为“{text}”，应为正整数。",
                f"The property reviewers of “{node.label}” is {text!r}; expected a whole number from 1.",
                "写人数，如 2。 / Write how many, for instance 2.",
            )
        elif wanted is not None and node.properties.get("kind") in LOOKING and (asked or 1) < wanted:
            yield on(
                node,
                "too-few-reviewers",
                f"该事项须由至少 {wanted} 人审查，「{node.label}」只要求 {asked or 1} 人。",
                f"The item wants at least {wanted} reviewers; “{node.label}” asks for {asked or 1}.",
                f"为该环节设置属性 reviewers={wanted}。 / Give the step the property reviewers={wanted}.",
            )
        if asked is not None:
            yield from _too_few(sheet, node, asked)


def _too_few(sheet: Sheet, node: Node, asked: int) -> Iterator[Proof]:
    if sheet.centre.posts is None:
        return
    for code in groups_of(node):
        posts = [post for post in sheet.centre.posts if post.department == code]
        people = {who for post in posts for who in (post.holder, post.deputy) if who}
        if posts and len(people) < asked:
            yield on(
                node,
                "too-few-people",
                f"「{node.label}」要求 {asked} 人，部门“{code}”的岗位只有 {len(people)} 人。",
                f"“{node.label}” asks for {asked} people; the posts of {code!r} hold {len(people)}.",
                "增设岗位人员。 / Fill another post.",
                "warning",
            )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0 else None
