"""Speaks to the server as the people of the centre do: over one kept-alive connection, everybody with a token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import Any
from urllib.parse import urlencode

import orjson

from app.errors import LianbanError

Json = dict[str, Any]
BASE = "/api/v1"
PATIENCE_SECONDS = 60.0
SEAM = b"lianban-demonstration-seam"
PART = b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n"


class Unexpected(LianbanError):
    """The server answered otherwise than the story has it."""

    code, title_en, title_zh = "demo", "The demonstration broke off", "演示中断"


class Line:
    """The one connection to the server, opened again when it was closed."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
        self._keys = count(1)
        self.requests = 0

    def ask(self, method: str, path: str, token: str, body: Json | None = None) -> tuple[int, Any]:
        """One request and its answer: the status and the JSON, None when there is none."""
        raw = None if body is None else orjson.dumps(body)
        status, said = self.exchange(method, path, token, raw)
        return status, orjson.loads(said) if said else None

    def exchange(
        self, method: str, path: str, token: str, raw: bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, bytes]:
        """One request and its answer as they are.  kind: the media type of `raw`.  Raises Unexpected: no answer."""
        headers = {"Accept": "application/json", "Accept-Language": "zh-CN"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if method != "GET":
            headers |= {"Content-Type": kind, "Idempotency-Key": f"demo-{next(self._keys)}"}
        self.requests += 1
        try:
            self._connection.request(method, path, raw, headers)
            answer = self._connection.getresponse()
            said = answer.read()
        except (OSError, HTTPException) as error:
            self._connection.close()
            what = f"{method} {path}: {type(error).__name__}: {error}"
            raise Unexpected(f"the server did not answer {what}", f"服务器没有应答 {what}") from error
        return answer.status, said

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Somebody on the line; without a token, the public."""

    line: Line
    token: str = ""
    user: str = ""

    def get(self, path: str, **query: Any) -> Any:
        """Read something.  Raises Unexpected: it was refused."""
        asked = urlencode({name: value for name, value in query.items() if value is not None})
        return self._expected("GET", f"{path}?{asked}" if asked else path, None)

    def all(self, path: str, **query: Any) -> list[Json]:
        """Every entry of a list, page by page."""
        found: list[Json] = []
        cursor: str | None = None
        while True:
            page = self.get(path, cursor=cursor, limit=200, **query)
            found += page["items"]
            cursor = page.get("cursor")
            if not cursor:
                return found

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Do something.  Raises Unexpected: it was refused."""
        return self._expected("POST", path, dict(body or {}))

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """Set something.  Raises Unexpected: it was refused."""
        return self._expected("PUT", path, dict(body))

    def delete(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Take something back.  Raises Unexpected: it was refused."""
        return self._expected("DELETE", path, dict(body or {}))

    def refusal(self, path: str, body: Mapping[str, Any] | None = None, method: str = "POST") -> Json:
        """The problem document of a request that must be refused.  Raises Unexpected: it was not."""
        status, said = self.line.ask(method, BASE + path, self.token, None if method == "GET" else dict(body or {}))
        if status < 400:
            raise Unexpected(
                f"{method} {path} by {self.user} was not refused: {status}",
                f"{self.user} 的 {method} {path} 本应被拒:{status}",
            )
        return {**said, "status": status}

    def fetch(self, path: str) -> bytes:
        """A paper or a package as it is.  Raises Unexpected: it was refused."""
        status, said = self.line.exchange("GET", BASE + path, self.token)
        if status >= 400:
            raise Unexpected(f"GET {path} was answered {status}", f"GET {path} 得到 {status}")
        return said

    def upload(self, path: str, files: Mapping[str, bytes], **fields: str) -> Any:
        """Send files and fields as a form.  Raises Unexpected: they were refused."""
        parts = [(f'name="file"; filename="{name}"', data) for name, data in files.items()]
        parts += [(f'name="{name}"', value.encode()) for name, value in fields.items()]
        raw = b"".join(PART % (SEAM, head.encode(), data) for head, data in parts) + b"--%s--\r\n" % SEAM
        kind = f"multipart/form-data; boundary={SEAM.decode()}"
        status, said = self.line.exchange("POST", BASE + path, self.token, raw, kind)
        if status >= 400:
            raise Unexpected(
                f"POST {path} was answered {status}: {said!r}", f"POST {path} 得到 {status}:{said.decode()}"
            )
        return orjson.loads(said)

    def _expected(self, method: str, path: str, body: Json | None) -> Any:
        status, said = self.line.ask(method, BASE + path, self.token, body)
        if status >= 400:
            detail = said.get("detail") if isinstance(said, dict) else said
            raise Unexpected(
                f"{method} {path} by {self.user or 'the public'} was answered {status}: {detail}",
                f"{self.user or '公众'} 的 {method} {path} 得到 {status}:{detail}",
            )
        return said
