"""Lets the pages call the REST API with their cookie: the door in front of it turns a session into a bearer token."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from app.web.house import SESSION_COOKIE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

API = "/api/v1/"
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
PROBLEM = {
    "type": "urn:lianban:problem:csrf",
    "title": "Not from this page",
    "status": 403,
    "code": "csrf",
    "detail": "a request with a session cookie that changes something must carry X-CSRF-Token / 请求未携带页面校验码",
}


def csrf_of(session: str) -> str:
    """What a page sends along to show that it was served to this session; nobody without the session can make it."""
    return hmac.new(session.encode(), b"lianban csrf", hashlib.sha256).hexdigest()


def is_from_page(session: str, given: str) -> bool:
    """Whether `given` is this session's own."""
    return hmac.compare_digest(csrf_of(session).encode(), given.encode())


class SessionDoor:
    """Stands before the API; whoever sends a token of their own walks past it."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        if environ.get("PATH_INFO", "").startswith(API) and "HTTP_AUTHORIZATION" not in environ:
            request = Request(environ)
            session = request.cookies.get(SESSION_COOKIE)
            if session:
                given = request.headers.get("X-CSRF-Token", "")
                if request.method not in HARMLESS and not is_from_page(session, given):
                    refusal = Response(json.dumps(PROBLEM), 403, content_type="application/problem+json")
                    return refusal(environ, start_response)
                environ["HTTP_AUTHORIZATION"] = f"Bearer {session}"
        return self._inner(environ, start_response)
