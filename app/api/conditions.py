"""The conditions a client may set: the version it read, and a key that makes a repeated request harmless."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date

from flask import request

from app.errors import Malformed

_ETAG = re.compile(r'(?:W/)?"(\d{1,18})(?:\.\d{1,9})?"')
_OPAQUE = re.compile(r'"[^"]*"')
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def etag(version: int, day: date | None = None) -> dict[str, str]:
    """The header that names a version; with the day where the answer counts days, for it is another one tomorrow."""
    return {"ETag": f'"{version}"' if day is None else f'"{version}.{day.toordinal()}"'}


def expected_version() -> int | None:
    """The version of If-Match; None when any will do.  Raises Malformed: it is none of ours."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    found = _ETAG.fullmatch(header.strip())
    if not found:
        raise Malformed(
            f'If-Match must be an ETag as it was read, like "7", got: {header[:60]}',
            f'If-Match 应为读取时得到的 ETag,例如 "7",实际为:{header[:60]}',
            field="If-Match",
        )
    return int(found[1])


def unchanged(tag: Mapping[str, str]) -> bool:
    """Whether If-None-Match already names this version."""
    return tag["ETag"] in _OPAQUE.findall(request.headers.get("If-None-Match", ""))


def idempotency_key() -> str | None:
    """The Idempotency-Key of the request.  Raises Malformed: it is empty, too long or not printable."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Malformed(
            "an Idempotency-Key is 1 to 200 printable ASCII characters without blanks",
            "Idempotency-Key 应为1至200个可见ASCII字符,不含空格",
            field="Idempotency-Key",
        )
    return key


def fingerprint() -> str:
    """What the request asks for, as a digest: method, address and body."""
    digest = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    digest.update(request.get_data(cache=True))
    return digest.hexdigest()
