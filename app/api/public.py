"""What anybody may see without signing in: the guides, and one's own case by number and code."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from datetime import datetime

from apiflask import APIBlueprint
from flask import Response, current_app, request

from app import desk
from app.api import inputs, outputs, shapes
from app.api.house import house, moment
from app.api.language import asked
from app.api.origin import origin
from app.api.wire import reply
from app.domain.numbers import is_case_number
from app.errors import NotFound, TooMany

blueprint = APIBlueprint("public", __name__, url_prefix="/api/v1/public", tag="public")
MINUTE, HOUR = 60, 3600
_MANY = 50_000


class Turnstile:
    """Lets at most `limit` requests of one origin through in any one minute of the clock, or another span of it."""

    def __init__(self, limit: int, span: int = MINUTE) -> None:
        """span: in seconds."""
        self._limit, self._span = limit, span
        self._lock = threading.Lock()
        self._minute = 0
        self._seen: dict[Hashable, int] = {}

    def enter(self, who: Hashable, at: datetime) -> None:
        """Count one request of `who`.  Raises TooMany, with the seconds until the next minute."""
        minute, second = divmod(int(at.timestamp()), self._span)
        with self._lock:
            if minute != self._minute or len(self._seen) > _MANY:
                self._minute, self._seen = minute, {}
            count = self._seen[who] = self._seen.get(who, 0) + 1
        if count > self._limit:
            rest, hour = self._span - second, self._span == HOUR
            span, span_zh = ("an hour", "每小时最多提交") if hour else ("a minute", "每分钟最多操作")
            raise TooMany(
                f"more than {self._limit} requests in {span}; try again in {rest} s",
                f"{span_zh}{self._limit}次,请{rest}秒后再试",
                retry_after=rest,
            )


@blueprint.before_request
def pass_turnstile() -> None:
    """Count this request.  Raises TooMany."""
    turnstile: Turnstile = current_app.extensions["lianban.turnstile"]
    turnstile.enter(origin(request, house().settings.proxies), moment())


@blueprint.get("/items")
@blueprint.output(outputs.Guides)
def items() -> Response:
    """The public guides of all items: basis, conditions, materials, limits, fees."""
    return reply({"items": desk.public_items(house().desk, at=moment())})


@blueprint.get("/cases/<number>")
@blueprint.input(inputs.CodeQuery, location="query")
@blueprint.output(outputs.PublicCase)
def case(number: str, query_data: inputs.CodeQuery) -> Response:
    """One's own case: where it stands and until when; what departments said inside stays inside."""
    if not is_case_number(number):
        raise NotFound("no case has this number and code", "未找到与该编号和查询码相符的办件")
    found = desk.public_case(house().desk, number, query_data.code, at=moment())
    return reply(shapes.public_case(found, asked()))
