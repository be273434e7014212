"""SM3 against the vectors of GB/T 32905-2016, and the stand-in against OpenSSL."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import sm3

VECTORS = [
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
]


@pytest.mark.parametrize(("data", "expected"), VECTORS)
def test_gives_the_standards_digest(data: bytes, expected: str) -> None:
    assert sm3.digest(data) == expected
    assert sm3.python_digest(data) == expected


@given(st.binary(max_size=300))
def test_the_stand_in_agrees_with_openssl(data: bytes) -> None:
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("this OpenSSL has no SM3")
    assert sm3.python_digest(data) == sm3.openssl_digest(data)


def test_takes_the_stand_in_where_openssl_has_no_sm3(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str, data: bytes = b"") -> None:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", without)
    assert sm3._choose() is sm3.python_digest
