"""Applicants file by themselves, without signing in: files, application, what was missing, withdrawal, a booked time.

Every call counts at the public turnstile; those that make something new count by the hour as well, for the address
they come from and for the contact they name, so that nobody has letters sent to somebody else.
"""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request

from app import desk
from app.api import inputs_online as inputs
from app.api.acts import act_as
from app.api.house import house, moment
from app.api.language import asked
from app.api.origin import origin
from app.api.outputs import online as outputs
from app.api.public import Turnstile, pass_turnstile
from app.api.wire import reply
from app.domain.actors import ONLINE
from app.domain.cases import CaseStatus
from app.domain.numbers import is_case_number
from app.errors import NotFound, UnsupportedMedia
from app.notices.facts import PROGRESS
from app.store.records import CaseRecord

blueprint = APIBlueprint("public_filing", __name__, url_prefix="/api/v1/public", tag="public")
blueprint.before_request(pass_turnstile)
BYTES = "application/octet-stream"


@blueprint.post("/uploads")
@blueprint.input(inputs.UploadQuery, location="query")
@blueprint.output(outputs.UploadOut, status_code=201)
def upload(query_data: inputs.UploadQuery) -> Response:
    """Hand in a file as it is; the answer's `upload` names it in an application, within a day."""
    if request.mimetype != BYTES:
        raise UnsupportedMedia(
            f"the body must be {BYTES}, got: {request.mimetype or 'no content type'}",
            f"请求体应为 {BYTES},实际为:{request.mimetype or '未注明类型'}",
        )
    desk.check_upload_size(house().desk, request.content_length or 0)
    request.max_content_length = house().settings.upload_bytes
    secret, kept = desk.hand_in_file(house().desk, query_data.name, request.get_data(cache=False), at=moment())
    told = {name: getattr(kept, name) for name in ("name", "media", "size", "digest")}
    return reply({"upload": secret, **told}, 201)


@blueprint.post("/applications")
@blueprint.input(inputs.ApplicationIn, arg_name="body")
@blueprint.output(outputs.Filed, status_code=201)
def apply(body: inputs.ApplicationIn) -> Response:
    """File an application (网上申请); the answer has its number and, this once, the query code."""
    _count_filing(body.applicant)
    return act_as(
        ONLINE,
        desk.apply_online,
        body.item,
        body.applicant.model_dump(exclude_none=True),
        body.form,
        [one.model_dump() for one in body.materials],
        shape=_filed,
        status=201,
    )


@blueprint.post("/cases/<number>/materials")
@blueprint.input(inputs.SupplyIn, arg_name="body")
@blueprint.output(outputs.Standing)
def supply(number: str, body: inputs.SupplyIn) -> Response:
    """Hand in what a notice asked for (补正); when nothing is missing any more, the clock goes on."""
    _check(number)
    given = [one.model_dump() for one in body.materials]
    return act_as(ONLINE, desk.supply, number, body.code, given, shape=_standing)


@blueprint.post("/cases/<number>/withdraw")
@blueprint.input(inputs.TakeBackIn, arg_name="body")
@blueprint.output(outputs.Standing)
def take_back(number: str, body: inputs.TakeBackIn) -> Response:
    """Take one's application back (撤回申请), as long as nothing is decided."""
    _check(number)
    return act_as(ONLINE, desk.take_back, number, body.code, body.reason, shape=_standing)


@blueprint.get("/slots")
@blueprint.output(outputs.Slots)
def slots() -> Response:
    """Windows and times that can be booked."""
    found = desk.bookable(house().desk, at=moment())
    windows = [{"code": one.code, "name": one.name} for one in found.windows]
    days = [{"day": day.isoformat(), "slots": times} for day, times in found.days.items()]
    return reply({"windows": windows, "days": days})


@blueprint.post("/appointments")
@blueprint.input(inputs.BookingIn, arg_name="body")
@blueprint.output(outputs.Booked, status_code=201)
def book(body: inputs.BookingIn) -> Response:
    """Book a time at a window (网上预约); `booked` says whether there was room."""
    _count_filing(body.applicant)
    applicant = body.applicant.model_dump(exclude_none=True)

    def shape(made: CaseRecord) -> dict[str, Any]:
        booked = made.status is not CaseStatus.DECLINED
        zh, en = (
            ("预约成功", "booked") if booked else ("该时段已约满,请改约其他时段", "this time is full; choose another")
        )
        said = {"counter": body.counter, "slot": body.slot, "message": en if asked() == "en" else zh}
        return {**_standing(made), "code": made.code, "booked": booked, **said}

    return act_as(ONLINE, desk.book, body.counter, body.slot, body.matter, applicant, shape=shape, status=201)


def _count_filing(contact: inputs.Contact) -> None:
    """Raises TooMany: too many new cases in an hour from one address, or for one contact."""
    filings: Turnstile = current_app.extensions["lianban.filings"]
    counted = (origin(request, house().settings.proxies), contact.email, contact.phone)
    for who in filter(None, counted):
        filings.enter(who.lower(), moment())


def _filed(made: CaseRecord) -> dict[str, Any]:
    calendar = house().desk.calendar
    return {
        **_standing(made),
        "code": made.code,
        "item": made.item,
        "received_at": made.received_at,
        "counts_from": calendar.receipt_day(made.received_at).isoformat(),
        "progress": f"{house().settings.address}{PROGRESS}?number={made.number}",
    }


def _standing(made: CaseRecord) -> dict[str, Any]:
    return {"number": made.number, "status": made.status}


def _check(number: str) -> None:
    if not is_case_number(number):
        raise NotFound("no case has this number and code", "未找到与该编号和查询码相符的办件")
