"""What is public without signing in: guides, the centre, the notice board, the queues; and the applicant's own say."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response, request

from app import desk
from app.api import inputs_conduct as inputs
from app.api.conduct import shape_posting
from app.api.hall import shape_line, shape_rating
from app.api.house import house, moment
from app.api.inputs import PageQuery
from app.api.outputs import conduct as outputs
from app.api.outputs import hall as hall_outputs
from app.api.public import pass_turnstile
from app.api.wire import nothing, reply
from app.desk import hall
from app.domain.numbers import is_case_number
from app.errors import NotFound

blueprint = APIBlueprint("public_openness", __name__, url_prefix="/api/v1/public", tag="public")
blueprint.before_request(pass_turnstile)

FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@blueprint.get("/items/<key>")
@blueprint.output(outputs.PublicItem)
def item(key: str) -> Response:
    """One item's guide: the thirteen fields, the six, materials, fees, and links to forms and samples."""
    return reply(desk.public_item(house().desk, key, at=moment()))


@blueprint.get("/items/<key>/files/<name>")
@blueprint.doc(responses=FILE)
def item_file(key: str, name: str) -> Response:
    """A form or sample of an item, free of charge (格式文本、示范文本)."""
    found = desk.public_file(house().desk, key, name, at=moment())
    answer = Response(found.data, mimetype=found.media_type)
    answer.set_etag(found.digest)
    shown = quote(f"{found.file.title}{PurePath(name).suffix}")
    answer.headers["Content-Disposition"] = f"inline; filename=\"{name}\"; filename*=UTF-8''{shown}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.make_conditional(request)
    return answer


@blueprint.get("/centre")
@blueprint.output(outputs.PublicCentre)
def centre() -> Response:
    """What the centre discloses of itself (六公开)."""
    return reply(desk.public_centre(house().desk, at=moment()))


@blueprint.get("/board")
@blueprint.input(PageQuery, location="query")
@blueprint.output(outputs.PostingPage)
def board(query_data: PageQuery) -> Response:
    """The notice board (政务公告栏), the newest first; personal data is masked."""
    page = desk.board(house().desk, limit=query_data.limit, cursor=query_data.cursor)
    return reply({"items": [shape_posting(one) for one in page.items], "cursor": page.cursor})


@blueprint.get("/lines")
@blueprint.output(hall_outputs.Lines)
def lines() -> Response:
    """The queues: numbers and no names."""
    return reply({"items": [shape_line(one) for one in hall.lines(house().desk, at=moment())]})


@blueprint.post("/cases/<number>/rating")
@blueprint.input(inputs.PublicRateIn, arg_name="body")
@blueprint.output(hall_outputs.RatingOut, status_code=201)
def rate(number: str, body: inputs.PublicRateIn) -> Response:
    """Rate one's own case when it is over, once (一事一评)."""
    _check(number)
    made = desk.rate_case(house().desk, number, body.code, body.level, body.words, at=moment())
    return reply(shape_rating(made), 201)


@blueprint.post("/cases/<number>/fees/refuse")
@blueprint.input(inputs.RefuseIn, arg_name="body")
@blueprint.output({}, status_code=204)
def refuse(number: str, body: inputs.RefuseIn) -> Response:
    """Refuse a fee that is not in the published schedule, and complain of it."""
    _check(number)
    desk.refuse_fee(house().desk, number, body.code, body.payment, body.complaint, at=moment())
    return nothing()


def _check(number: str) -> None:
    if not is_case_number(number):
        raise NotFound("no case has this number and code", "未找到与该编号和查询码相符的办件")
