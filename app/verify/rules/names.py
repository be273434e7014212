"""Expressions use names that somebody gives.

A condition, a collection or a candidate group reads variables. Each is stated by the application (the facts of the
item's guide), assigned by a script of the diagram, given by a form (`formKey`) or by the answer to a step (property
`gives`), found by a topic, collected by a multi-instance, handed over by a call, or the house's own (`outcome` and so
on; in a procedure also who started it and the case that it is about). A name that nobody gives is most often
misspelt, and the case would stop at it. Without a guide the rule keeps silent, for nobody knows what an application
states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.verify.findings import Proof
from app.verify.model import Flow, Node
from app.verify.rules.sheet import VARIABLE, Sheet, on, part, said, text_of, words_of

HOUSE = frozenset({"outcome", "opinion", "opinions", "reasons", "basis", "accepted", "loopCounter", "nrOfInstances",
                   "nrOfActiveInstances", "nrOfCompletedInstances"})  # fmt: skip
"""Names that the house gives by itself."""

IMPLIED = frozenset(
    {"starter", "starter_department", "about", "about_item", "about_lead", "scheduled", "scheduled_day"}
)
"""Names that a procedure knows from its start."""

WORDS = frozenset({"and", "or", "not", "in", "if", "else", "true", "false", "null", "none", "empty", "eq", "ne", "lt",
                   "gt", "le", "ge", "div", "mod", "True", "False", "None"})  # fmt: skip
_TEXTS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)(?!\w*\s*\()")
_ASSIGNED = re.compile(r"^\s*([A-Za-z_]\w*)\s*=(?!=)", re.MULTILINE)


def check(sheet: Sheet) -> Iterator[Proof]:
    """`unknown-name`."""
    facts = sheet.guide.get("facts")
    if not isinstance(facts, list | tuple | set | frozenset):
        return
    known = HOUSE | {str(fact) for fact in facts} | set(_given(sheet.nodes)) | set(_found(sheet))
    known |= IMPLIED if sheet.is_procedure else frozenset()
    told: set[str] = set()
    for place, text in _read(sheet.nodes):
        for name in names_in(text):
            if name not in known and name not in told:
                told.add(name)
                yield on(
                    place,
                    "unknown-name",
                    f"表达式“{text}”使用的“{name}”无人给出。",
                    f"The expression {text!r} reads {name!r}, which nobody gives.",
                    "更正名称，或在办事指南的 facts 中列出。 / Correct the name, or list it among the guide's facts.",
                    "warning",
                )


def names_in(text: str) -> list[str]:
    """The variables that an expression reads."""
    bare = _TEXTS.sub("''", text)
    return [name for name in dict.fromkeys(_NAME.findall(bare)) if name not in WORDS]


def _read(nodes: Iterable[Node]) -> Iterator[tuple[Node | Flow, str]]:
    """Every expression with the shape or flow that it stands at."""
    for node in nodes:
        for flow in node.outgoing:
            if flow.conditional:
                text = text_of(part(flow.element, "conditionExpression"))
                yield flow, _bare(text)
        loop = part(node.element, "multiInstanceLoopCharacteristics")
        collection = said(loop, "collection")
        if collection:
            yield node, _bare(collection)
        for text in VARIABLE.findall(said(node.element, "candidateGroups")):
            yield node, text


def _found(sheet: Sheet) -> Iterator[str]:
    """What the answers to steps give, and what topics find."""
    topics = sheet.centre.topics or {}
    for node in sheet.nodes:
        yield from words_of(node, "gives")
        topic = topics.get(said(node.element, "topic"))
        yield from () if topic is None else topic.gives


def _bare(text: str) -> str:
    found = VARIABLE.fullmatch(text.strip())
    return found.group(1) if found is not None else text.strip()


def _given(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        yield from _ASSIGNED.findall(text_of(part(node.element, "script")))
        loop = part(node.element, "multiInstanceLoopCharacteristics")
        item = part(loop, "inputDataItem")
        yield from (said(loop, "elementVariable"), node.properties.get("outputCollection", ""))
        yield from (node.properties.get("outputElement", ""), node.properties.get("variable", ""))
        if item is not None:
            yield item.get("name") or item.get("id") or ""
        extensions = part(node.element, "extensionElements")
        for each in extensions if extensions is not None else ():
            if isinstance(each.tag, str) and each.tag.endswith("}out"):
                yield each.get("target", "")
