"""The documents as the tests read them: pages, their links and anchors, and the code that stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DESIGNERS, API, OPERATORS = (ROOT / "docs" / f"{name}.md" for name in ("designers", "api", "operators"))

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        """Its path inside the project."""
        return str(self.path.relative_to(ROOT))

    @cached_property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """Without its code blocks."""
        return _FENCE.sub("", self.text)

    @cached_property
    def links(self) -> list[str]:
        """Targets of links and pictures, inline code left out."""
        return _LINK.findall(_INLINE.sub("", self.prose))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What `#…` may name, made of the headings as the usual viewers do."""
        return frozenset(_slug(heading) for heading in _HEADING.findall(self.prose))

    @cached_property
    def code(self) -> list[str]:
        """Every code block that is no XML or Python, and every inline piece of code."""
        blocks = [body for kind, body in _FENCE.findall(self.text) if kind not in ("xml", "python")]
        return [*blocks, *_INLINE.findall(self.prose)]

    def section(self, heading: str) -> str:
        """The text under a heading, up to the next one of its level or a higher one."""
        level = len(heading) - len(heading.lstrip("#"))
        rest = self.text.split(f"\n{heading}\n", 1)[1]
        return re.split(rf"^#{{1,{level}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def _slug(heading: str) -> str:
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def first_column(text: str) -> list[str]:
    """The inline code of the first cell of each table row."""
    rows = (line for line in text.splitlines() if line.startswith("| `"))
    return [code for row in rows for code in _INLINE.findall(re.split(r"(?<!\\)\|", row)[1])]


PAGES = [Page(path) for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))]
