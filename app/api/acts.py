"""Carries out one act of the desk for a request: conditions in, the record's JSON and version out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import orjson
from flask import Response

from app.api.conditions import etag, expected_version, fingerprint, idempotency_key
from app.api.gate import actor
from app.api.house import house, moment
from app.api.wire import dump, raw_reply
from app.desk import Once, Replayed, Terms
from app.domain.actors import Actor
from app.errors import Stale
from app.store import answers
from app.store.answers import Answer

R = TypeVar("R")
Shape = Callable[[R], dict[str, Any]]
REPLAYED = {"Idempotency-Replayed": "true"}


def act(call: Callable[..., R], *about: Any, shape: Shape[R], status: int = 200, **more: Any) -> Response:
    """Let the actor of this request do `call` about `about`; the answer is kept under the Idempotency-Key."""
    return act_as(actor(), call, *about, shape=shape, status=status, **more)


def act_as(
    who: Actor, call: Callable[..., R], *about: Any, shape: Shape[R], status: int = 200, **more: Any
) -> Response:
    """The same in the name of somebody: of the public calls, which nobody signs in for."""
    written: list[bytes] = []

    def answer(record: R) -> tuple[int, str]:
        # A lost race makes the desk try again, and the answer of the last attempt is the true one.
        written[:] = [dump(shape(record))]
        return status, written[0].decode()

    key = idempotency_key()
    once = Once(key=f"{who.user}:{key}", digest=fingerprint(), answer=answer) if key else None
    terms = Terms(if_version=expected_version(), once=once)
    try:
        record = call(house().desk, who, *about, at=moment(), terms=terms, **more)
    except Replayed as replayed:
        return _again(replayed.answer)
    version = version_of(record)
    return raw_reply(written[0] if written else dump(shape(record)), status, None if version is None else etag(version))


def _again(answer: Answer) -> Response:
    """The answer of the first time with its headers; the version it names stands in its body."""
    body = answer.body.encode()
    document = orjson.loads(body)
    version = document.get("task", document).get("version")
    tag = etag(version) if version is not None else {}
    return raw_reply(body, answer.status, {**tag, **REPLAYED})


def kept(digest: str, do: Callable[[], tuple[dict[str, Any], int]]) -> Response:
    """Answer with what `do` returns, and the same again for the same key, for acts that are not on a case.

    digest: of the request.  The answer is kept after the act, not with it, so an act must bear to be repeated
    when the server dies in between.
    """
    key, desk = idempotency_key(), house().desk
    if key is None:
        document, status = do()
        return raw_reply(dump(document), status)
    name = f"{actor().user}:{key}"
    terms = Terms(once=Once(key=name, digest=digest, answer=lambda record: (0, "")))
    try:
        with desk.database.reading() as connection:
            terms.check_key(connection)
    except Replayed as replayed:
        return raw_reply(replayed.answer.body.encode(), replayed.answer.status, REPLAYED)
    document, status = do()
    body = dump(document)
    with suppress(Stale), desk.database.writing() as connection:
        answers.keep(connection, Answer(key=name, digest=digest, status=status, body=body.decode()), moment())
    return raw_reply(body, status)


def once(call: Callable[..., R], *about: Any, shape: Shape[R], status: int = 200, **more: Any) -> Response:
    """Let the actor of this request do `call`, which is about no case; the answer is kept under the key."""

    def do() -> tuple[dict[str, Any], int]:
        return shape(call(house().desk, actor(), *about, at=moment(), **more)), status

    return kept(fingerprint(), do)


def version_of(record: Any) -> int | None:
    """The version of the task or case that an act was about; None where the record does not say."""
    found: int | None = getattr(getattr(record, "task", record), "version", None)
    return found
