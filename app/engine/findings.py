"""Findings about a diagram, placed at the element they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.engine.shapes import Element, id_of, line_of
from app.errors import Finding


def finding(code: str, en: str, zh: str, node: Element | None = None, *, line: int | None = None, element: str = "",
            fix: str = "") -> Finding:  # fmt: skip
    """An error at a node of the tree, or at a line of the file."""
    return Finding(
        code=code,
        element=element or ("" if node is None else owner(node)),
        message_en=en,
        message_zh=zh,
        line=line if node is None else line_of(node),
        fix=fix,
    )


def owner(node: Element) -> str:
    """Id of the element, or of the nearest one around it that has an id."""
    here: Element | None = node
    while here is not None:
        if id_of(here):
            return id_of(here)
        here = here.getparent()
    return ""


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors before warnings, otherwise in the order found: the first one is the headline."""
    return sorted(findings, key=lambda each: each.severity != "error")


def warning(code: str, en: str, zh: str, node: Element) -> Finding:
    """A finding that does not keep a diagram from running."""
    return replace(finding(code, en, zh, node), severity="warning")
