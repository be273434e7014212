"""Holds a diagram against BPMN's own schema, in the words of the diagram instead of the validator's."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from threading import Lock
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from app.engine.findings import finding
from app.engine.shapes import Element, local
from app.errors import Finding

MAX_FINDINGS = 20
NAMESPACED = re.compile(r"\{[^}\s]*[:/][^}\s]*\}(?=\w)")
SUBJECT = re.compile(r"^Element '[^']*'(?:, attribute '(?P<attribute>[^']*)')?: ")
NAME = re.compile(r"[^\W\d][\w.\-]*")
REASONS = (
    (
        re.compile(r"'(?P<value>.*)' is not a valid value of the \w* ?\w* ?type '(?:xs:)?(?P<type>[^']*)'", re.DOTALL),
        "{place} is {value!r:.60}, which is no {type}",
        "{place}的值「{value:.60}」不符合类型 {type}",
    ),
    (
        re.compile(r"The attribute '(?P<value>[^']*)' is required but missing"),
        "<{tag}> lacks the attribute {value!r}",
        "<{tag}> 缺少属性「{value}」",
    ),
    (
        re.compile(r"The attribute '(?P<value>[^']*)' is not allowed"),
        "<{tag}> has no attribute {value!r}",
        "<{tag}> 没有属性「{value}」",
    ),
    (
        re.compile(r"This element is not expected(?:\. Expected is (?:one of )?\( (?P<value>[^)]*?) ?\))?"),
        "<{tag}> is not allowed here{inside}",
        "<{tag}> 不应出现在此处",
    ),
    (
        re.compile(r"Missing child element\(s\)\. Expected is (?:one of )?\( (?P<value>[^)]*?) ?\)"),
        "<{tag}> is incomplete; it needs {value}",
        "<{tag}> 内容不完整，缺少 {value}",
    ),
)
"""The validator's sentences about a diagram, and ours."""

_lock = Lock()


@lru_cache(maxsize=1)
def _schema() -> Any:
    """Built once: reading the schema costs more than checking a diagram."""
    return BpmnValidator().validator


def check_schema(root: Element) -> list[Finding]:
    """What BPMN 2.0's schema says against the tree, repeated ids aside; the tree stays as it is."""
    checked = _forgiven(root)
    with _lock:  # the validator keeps the errors of its last run on itself
        schema = _schema()
        if schema.validate(checked):
            return []
        errors = list(schema.error_log)
    found: dict[tuple[int, str], Finding] = {}
    for error in errors[: 5 * MAX_FINDINGS]:
        node = _node(checked, error.path)
        if not _is_repeated_id(node, error.message):
            found.setdefault((error.line, error.message), _finding(node, error))
    return list(found.values())[:MAX_FINDINGS]


def _is_repeated_id(node: Element | None, message: str) -> bool:
    """A well-formed id that the schema refuses is one that was used before; `reading_ids` says by whom."""
    return node is not None and message.endswith("type 'xs:ID'.") and bool(NAME.fullmatch(node.get("id", "")))


def _forgiven(root: Element) -> Element:
    """bpmn-js writes `formalExpression` where a correlation's `messagePath` belongs; a copy then says so."""
    path = ".//{*}correlationPropertyRetrievalExpression/{*}formalExpression"
    if root.find(path) is None:
        return root
    copy = deepcopy(root)
    for node in copy.findall(path):
        node.tag = node.tag.replace("formalExpression", "messagePath")
    return copy


def _finding(node: Element | None, error: Any) -> Finding:
    tag = local(node) if node is not None else "?"
    parent = node.getparent() if node is not None else None
    said = NAMESPACED.sub("", error.message).strip().rstrip(".")
    subject = SUBJECT.match(said)
    attribute = (subject.group("attribute") or "") if subject else ""
    said = said[subject.end() :] if subject else said
    for pattern, en, zh in REASONS:
        match = pattern.match(said)
        if match:
            words = {
                **match.groupdict(""),
                "tag": tag,
                "inside": f" inside <{local(parent)}>" if parent is not None else "",
            }
            place_en = f"attribute {attribute!r} of <{tag}>" if attribute else f"<{tag}>"
            place_zh = f"<{tag}> 的属性「{attribute}」" if attribute else f"<{tag}> "
            said_en, said_zh = en.format(place=place_en, **words), zh.format(place=place_zh, **words)
            return finding("schema", said_en, said_zh, node, line=error.line)
    return finding("schema", f"<{tag}>: {said}", f"<{tag}> 不符合 BPMN 2.0 格式：{said}", node, line=error.line)


def _node(root: Element, path: str | None) -> Element | None:
    """The element that the validator's path leads to."""
    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(path or "", namespaces=prefixes)
    except (etree.XPathError, TypeError):
        return None
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, etree._Element) else None
