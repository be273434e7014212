"""The national digest SM3 (GB/T 32905-2016): OpenSSL's where it has one, otherwise gmssl's in Python."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from gmssl import func, sm3


def openssl_digest(data: bytes) -> str:
    """SM3 of `data` by OpenSSL, 64 hexadecimal digits.  Raises ValueError: this OpenSSL has no SM3."""
    return hashlib.new("sm3", data).hexdigest()


def python_digest(data: bytes) -> str:
    """SM3 of `data` without OpenSSL, about a thousand times slower, 64 hexadecimal digits."""
    return str(sm3.sm3_hash(func.bytes_to_list(data)))


def _choose() -> Callable[[bytes], str]:
    try:
        openssl_digest(b"")
    except ValueError:
        return python_digest
    return openssl_digest


digest = _choose()
