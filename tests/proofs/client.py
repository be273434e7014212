"""A small HTTP client that keeps its connection, for driving a server as hard as the test machine can."""

from __future__ import annotations

import http.client
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

API = "/api/v1"
PROBLEM = "application/problem+json"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back; `asked` says what for, so that a failed assertion tells the story."""

    asked: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def __str__(self) -> str:
        return f"{self.asked} -> {self.status} {self.body[:1500].decode('utf-8', 'replace')}"

    def must(self, *statuses: int) -> Any:
        """The JSON of an answer that has to be one of these; 200 and 201 unless others are named."""
        assert self.status in (statuses or (200, 201)), str(self)
        return self.json if self.body else None


class Client:
    """One person at one keyboard: a token, a language and a connection. Not shared between threads."""

    def __init__(self, port: int, token: str = "", *, language: str = "en", timeout: float = 30.0) -> None:
        self.port, self.token, self.language = port, token, language
        self._timeout = timeout
        self._connection: http.client.HTTPConnection | None = None

    def also(self, **changed: Any) -> Client:
        """The same person on a connection of their own: `language=`, `port=` or `token=` may differ."""
        given = {"port": self.port, "token": self.token, "language": self.language, "timeout": self._timeout}
        given |= changed
        return Client(given.pop("port"), given.pop("token"), **given)

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request exactly as given, under the person's token and language; `path` begins with a slash."""
        given = {"Accept-Language": self.language}
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        given |= dict(headers or {})
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self._timeout)
        try:
            self._connection.request(method, path, body, {name: value for name, value in given.items() if value})
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        named = {name.lower(): value for name, value in response.getheaders()}
        if response.will_close:
            self.close()
        return Answer(asked=f"{method} {path}", status=response.status, headers=named, body=content)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One call of the API (`path` after its base) with a JSON body, or with none."""
        address = f"{API}{path}" + (f"?{urlencode(query)}" if query else "")
        if body is None:
            return self.send(method, address, None, headers)
        typed = {"Content-Type": "application/json", **(headers or {})}
        return self.send(method, address, json.dumps(body, ensure_ascii=False).encode(), typed)

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """`headers`: by their names with underscores, such as Idempotency_Key."""
        return self.call("POST", path, body, headers={name.replace("_", "-"): text for name, text in headers.items()})

    def deploy(self, *files: tuple[str, bytes], dry_run: bool = False, override: str = "") -> Answer:
        """Deploy files, each a name and its bytes; `override` is why the gate should let them pass."""
        kind, body = multipart(files, {"override_reason": override} if override else {})
        return self.send("POST", f"{API}/deployments{'?dry_run=true' if dry_run else ''}", body, {"Content-Type": kind})

    def pages(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All pages of a list."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.get(path, **query).must(200)
            found += page["items"]
            if not page.get("cursor"):
                return found
            query["cursor"] = page["cursor"]

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def multipart(files: Iterable[tuple[str, bytes]], fields: Mapping[str, str] | None = None) -> tuple[str, bytes]:
    """Content type and body of a form that carries files and fields."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{quote(name)}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + data
        + b"\r\n"
        for name, data in files
    ]
    parts += [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in (fields or {}).items()
    ]
    return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--\r\n".encode()
