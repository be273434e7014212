"""A press for tests, and what can be read from the paper that comes out of it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from app.notices import Document, Letterhead, Matter, Press, Typeface, overlaid

AT = datetime(2026, 3, 2, 2, 5, tzinfo=UTC)
CENTRE = {
    "name": "青禾区政务服务中心",
    "address": "青禾区和顺路 100 号",
    "phone": "0000-12345",
    "complaints": "0000-12388",
    "reconsideration": "青禾区人民政府",
    "court": "青禾区人民法院",
}
GUIDE = {
    "disclosure": {"basis": ["行政许可法第二十六条"], "period": "承诺15个工作日"},
    "materials": [{"name": "联合申请表", "kind": "原件", "copies": 1}],
}
_SPACE = re.compile(r"[\s\u200b]+")


def a_press(folder: Path | None = None, fonts: Path | None = None, **letterhead: Any) -> Press:
    """The house's press, or one with a centre's own templates and fonts."""
    given: dict[str, Any] = {
        "centre": CENTRE,
        "departments": {"market": "市场监督管理局"},
        "address": "https://centre.example",
    }
    return Press(overlaid(folder), Letterhead(**{**given, **letterhead}), Typeface(fonts))


def a_matter(**changes: Any) -> Matter:
    """A restaurant's case."""
    given: dict[str, Any] = {
        "number": "YJSCYD01-20260302-00001",
        "code": "8H3KQ2MN",
        "item": "开办餐饮店“一件事”",
        "applicant": "王小二餐饮店",
        "lead": "market",
        "window": "A02",
        "received_at": AT,
        "guide": GUIDE,
    }
    return Matter(**{**given, **changes})


def printed(press: Press, code: str, said: Mapping[str, Any] | None = None, **matter: Any) -> bytes:
    """A document of the press about a matter, checked as it is when it is issued."""
    document: Document = press.catalogue[code]
    given = document.sample if said is None else said
    facts = press.facts(document, a_matter(**matter), given, number=f"{code}-2026-000042", at=AT)
    press.check(facts)
    return press.render(code, facts, at=AT)


def text_of(pdf: bytes) -> str:
    """All text of a PDF without its spaces and line ends, which depend on where lines break."""
    return _SPACE.sub("", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, without spaces."""
    return [_SPACE.sub("", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
