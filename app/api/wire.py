"""JSON in and out: reads bodies strictly, writes answers fast."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import orjson
from flask import Request, Response

from app.errors import Malformed, UnsupportedMedia

JSON = "application/json"
HARDENED = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
"""On every answer that does not say otherwise."""
DEEPEST = 64
_KEY = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:')
_LONG = re.compile(rb"[0-9]{19}")


class JsonRequest(Request):
    """A request whose JSON is UTF-8, finite and at most `DEEPEST` deep; no body at all reads as {}."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        raw = self.get_data(cache=True)
        if not raw:
            return {}
        if self.environ.get("CONTENT_TYPE") == JSON and "HTTP_CONTENT_ENCODING" not in self.environ:
            return read_json(raw)  # as nearly everybody sends it
        if self.mimetype != JSON:
            raise UnsupportedMedia(
                f"the body must be application/json, got: {self.mimetype or 'no content type'}",
                f"请求体应为 application/json,实际为:{self.mimetype or '未注明类型'}",
            )
        signs = self.mimetype_params.get("charset", "utf-8")
        packed = self.headers.get("Content-Encoding", "identity")
        if signs.lower() not in ("utf-8", "utf8") or packed.lower() != "identity":
            got = packed if packed.lower() != "identity" else signs
            raise UnsupportedMedia(
                f"the body must be plain JSON in UTF-8, got: {got[:60]}", f"请求体应为未压缩的 UTF-8,实际为:{got[:60]}"
            )
        return read_json(raw)


def read_json(raw: bytes) -> Any:
    """The document in `raw`.  Raises Malformed with the line and column where reading stopped, or naming what is odd.

    A key that is said twice and a whole number that does not fit 64 bits are refused: another reader would take
    them for something else.
    """
    if b"\\u0000" in raw:
        raise Malformed("the body holds a NUL character", "请求体含有空字符(NUL)")
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Malformed(
            f"the body is not JSON: {error.msg} ({place})",
            f"请求体不是合法的 JSON(第{error.lineno}行第{error.colno}列)",
        ) from None
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and _depth(document) > DEEPEST:
        raise Malformed(f"the body is nested deeper than {DEEPEST} levels", f"请求体嵌套超过{DEEPEST}层")
    if _is_doubtful(raw):
        json.loads(raw, object_pairs_hook=_said_once, parse_int=_fitting)
    return document


def _is_doubtful(raw: bytes) -> bool:
    """Whether a key may stand twice in one object, or a number be too long; most bodies are seen not to at a glance."""
    keys = _KEY.findall(raw)
    return len(set(keys)) != len(keys) or any(b"\\" in key for key in keys) or _LONG.search(raw) is not None


def _said_once(pairs: list[tuple[str, Any]]) -> None:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Malformed(f"the body says {name[:60]!r} twice", f"请求体中“{name[:60]}”重复出现", field=name[:60])


def _fitting(text: str) -> int:
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise Malformed(
            f"the number {text[:40]} does not fit 64 bits; send it as text", f"数字 {text[:40]} 超出64位,请以文本发送"
        )
    return 0


def _depth(document: Any) -> int:
    deepest, waiting = 0, [(document, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            waiting.extend((inner, depth + 1) for inner in value)
        deepest = max(deepest, depth)
        if deepest > DEEPEST + 1:
            break
    return deepest


def dump(document: Any) -> bytes:
    """The document as JSON; moments in UTC with a `Z`."""
    return orjson.dumps(document, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def reply(document: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer made without a detour through schemas: the views already hold plain records."""
    return raw_reply(dump(document), status, headers)


def raw_reply(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer whose JSON is already written."""
    # All at once: a header that is set later is looked for among the others first.
    return Response(body, status, [*{**HARDENED, **(headers or {})}.items()], content_type=JSON)


def nothing() -> Response:
    """204."""
    return Response(status=204)
