"""A plain diagram, ways to spoil it, and what reading then says."""

from __future__ import annotations

import pytest

from app.engine.reading import read
from app.errors import DiagramRefused, Finding
from tests.engine.drawing import draw, end, start, user

PLAIN = draw(start("s"), user("a", groups="x"), end("e"), flows=["s -> a -> e"])


def findings(source: bytes) -> list[Finding]:
    with pytest.raises(DiagramRefused) as caught:
        read(source)
    assert caught.value.findings
    assert all(each.message_en and each.message_zh for each in caught.value.findings)
    return list(caught.value.findings)


def codes(source: bytes) -> set[str]:
    return {each.code for each in findings(source) if each.severity == "error"}


def edited(old: str, new: str, source: bytes = PLAIN) -> bytes:
    text = source.decode()
    assert old in text
    return text.replace(old, new, 1).encode()
