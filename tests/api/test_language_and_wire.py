"""Reading the language that is asked for, and JSON without surprises."""

from __future__ import annotations

import pytest

from app.api.language import preferred
from app.api.wire import DEEPEST, read_json
from app.errors import Malformed


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("*", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB", "en"),
        ("fr, en;q=0.5, zh;q=0.4", "en"),
        ("en;q=0.4, zh;q=0.5", "zh"),
        ("en, zh", "zh"),
        ("en;q=high", "zh"),
        ("en;q=0", "zh"),
        ("ENGLISH", "en"),
    ],
)
def test_chinese_unless_english_is_preferred(header: str, language: str) -> None:
    assert preferred(header) == language


@pytest.mark.parametrize(
    "raw", [b"{", b"nul", b"[1,]", b"\xff", b'"\\ud800"', b"NaN", b'{"a": Infinity}', b'"\\u0000"']
)
def test_refuses_what_is_not_plain_json(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(raw)


def test_says_where_reading_stopped() -> None:
    with pytest.raises(Malformed, match="line 2, column 1"):
        read_json(b'{"a":\n}')


def test_refuses_what_is_nested_too_deep_and_reads_what_is_just_not() -> None:
    read_json(b"[" * DEEPEST + b"]" * DEEPEST)
    with pytest.raises(Malformed, match="deeper"):
        read_json(b"[" * (DEEPEST + 1) * 2 + b"]" * (DEEPEST + 1) * 2)


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert len(read_json(b"[" + b",".join([b"[]"] * 5000) + b"]")) == 5000
