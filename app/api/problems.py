"""Turns every refusal, ours, Flask's or Pydantic's, into an RFC 9457 problem document."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import structlog
from apiflask import APIFlask, HTTPError
from flask import Response, current_app, request
from pydantic import ValidationError

from app.api.language import Language, asked
from app.api.wire import dump
from app.domain.wording import sentence
from app.errors import DiagramRefused, Invalid, LianbanError

log = structlog.get_logger("lianban.api")
TYPE = "application/problem+json"
_KEPT = frozenset({"Allow", "Retry-After"})
_OWN = frozenset({"type", "title", "status", "detail", "code", "errors", "findings"})

# What the web server itself refuses: code, Chinese and English words.
PLAIN: Mapping[int, tuple[str, str, str]] = {
    400: ("malformed", "请求无法理解", "the request cannot be understood"),
    401: ("unauthorised", "请先登录", "nobody is signed in"),
    403: ("forbidden", "无权访问", "this is not allowed"),
    404: ("not_found", "没有这个地址", "there is nothing at this address"),
    405: ("method_not_allowed", "此地址不支持该方法", "this address does not take this method"),
    406: ("not_acceptable", "无法按要求的格式答复", "no answer in the asked format"),
    408: ("timeout", "请求超时", "the request took too long"),
    411: ("length_required", "须注明请求体长度", "the length of the body must be given"),
    413: ("too_large", "请求体过大", "the body is larger than the server takes"),
    414: ("uri_too_long", "地址过长", "the address is too long"),
    415: ("unsupported_media", "不支持的内容类型", "a body of this type is not read"),
    422: ("invalid", "内容不符合要求", "the content is not valid"),
    429: ("too_many", "请求过于频繁", "too many requests in a short time"),
    431: ("header_too_large", "请求头过大", "the headers are too large"),
}


def install(app: APIFlask) -> None:
    """Make `app` answer every failure with a problem document."""
    app.error_processor(_from_http)
    app.register_error_handler(LianbanError, _from_refusal)
    app.register_error_handler(ValidationError, _from_validation)
    app.register_error_handler(Exception, _from_accident)


def document(status: int, code: str, title: str, detail: str, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The members of a problem document; `extra` adds to them and never replaces one."""
    problem: dict[str, Any] = {
        "type": f"urn:lianban:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    problem.update({name: value for name, value in (extra or {}).items() if name not in _OWN})
    return problem


def refusal(error: LianbanError, language: Language) -> dict[str, Any]:
    """The problem document of one of our refusals."""
    problem = document(error.status, error.code, error.title(language), error.message(language), error.extra)
    if isinstance(error, DiagramRefused):
        problem["findings"] = [finding.to_dict(language) for finding in error.findings]
    elif isinstance(error, Invalid):
        field = error.field or error.element
        given = error.extra.get("errors")
        if given:
            problem["errors"] = [{**one, "message": one["message"][language]} for one in given]
        elif field:
            problem["errors"] = [{"field": field, "message": error.message(language)}]
    return problem


def answer(problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """The document as an HTTP answer."""
    response = Response(dump(problem), problem["status"], mimetype=TYPE)
    if headers:
        response.headers.extend(headers)
    response.headers["Content-Language"] = asked()
    response.headers.add("Vary", "Accept-Language")
    return response


def _from_refusal(error: Exception) -> Response:
    assert isinstance(error, LianbanError)
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
    if "retry_after" in error.extra:
        headers["Retry-After"] = str(error.extra["retry_after"])
    if error.status >= 500:
        log.error("refused", code=error.code, detail=error.message_en, path=request.path)
    return answer(refusal(error, asked()), headers)


def _from_http(error: HTTPError) -> Response:
    """Flask's and Werkzeug's own refusals, and what Pydantic found wrong in the input."""
    cause = error.__cause__
    language = asked()
    if isinstance(cause, ValidationError):
        return answer(validation(cause, language))
    status = int(error.status_code)
    code, zh, en = PLAIN.get(status, ("http", error.message or "", error.message or ""))
    words = en if language == "en" else zh
    extra: dict[str, Any] = {"path": request.path} if status in (404, 405) else {}
    if status == 413:
        most = extra["limit"] = current_app.config["MAX_CONTENT_LENGTH"]
        words += f", which is {most} bytes" if language == "en" else f",上限为{most}字节"
    kept = {name: str(value) for name, value in dict(error.headers).items() if name in _KEPT}
    return answer(document(status, code, words, words, extra), kept)


def _from_validation(error: Exception) -> Response:
    assert isinstance(error, ValidationError)
    return answer(validation(error, asked()))


def validation(error: ValidationError, language: Language) -> dict[str, Any]:
    """A 422 that names each field by its path and says what was expected there."""
    errors = [
        {
            "field": ".".join(str(part) for part in found["loc"]),
            "rule": found["type"],
            "message": sentence(found, language),
        }
        for found in error.errors(include_url=False, include_input=True)
    ]
    title = Invalid.title_en if language == "en" else Invalid.title_zh
    first = errors[0]
    place = first["field"] or ("the body" if language == "en" else "请求体")
    problem = document(422, "invalid", title, f"{place}: {first['message']}")
    problem["errors"] = errors
    return problem


def _from_accident(error: Exception) -> Response:
    """Something we did not foresee: the trace goes to the log, its number to the client."""
    incident = secrets.token_hex(4)
    log.error("accident", incident=incident, method=request.method, path=request.path, exc_info=error)
    detail = (
        f"an unexpected failure; it is in the log as {incident}"
        if asked() == "en"
        else f"服务器发生意外错误,日志编号 {incident}"
    )
    title = LianbanError.title_en if asked() == "en" else LianbanError.title_zh
    return answer(document(500, "internal", title, detail, {"incident": incident}))
