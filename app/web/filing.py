"""Pages on which applicants file by themselves: what may be filed, its form, a time to come; no login."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import quote

from flask import Blueprint, Response, request

from app import desk
from app.domain.disclosure import HANDLED
from app.domain.numbers import is_case_number
from app.domain.uploads import KINDS
from app.errors import NotFound
from app.notices import qr
from app.notices.facts import PROGRESS
from app.web import applications
from app.web.house import moment, page, pages, pick, the_desk

ENDINGS = ",".join(f".{ending}" for ending in KINDS)
WANTED = HANDLED - {"rejected"}
"""What somebody may want; a refusal nobody applies for."""

_CODE = re.compile(r"[A-Za-z0-9]{1,32}")


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/apply", view_func=items)
    house.add_url_rule("/apply/<key>", view_func=apply)
    house.add_url_rule("/book", view_func=book)
    house.add_url_rule(f"{PROGRESS}/qr.svg", view_func=picture)


def items() -> Response:
    """Every item with its guide, and whether it may be filed online."""
    pages().admit_anybody()
    guides = [one for one in desk.public_items(the_desk(), at=moment()) if one["guide"].get("mode") in WANTED]
    return page("apply.html", guides=sorted(guides, key=lambda one: one["guide"].get("online") is not True))


def apply(key: str) -> Response:
    """The form of one item: the same facts that the window asks for.  Raises NotFound: it is not filed online."""
    pages().admit_anybody()
    guides = desk.public_items(the_desk(), at=moment())
    chosen = next((one for one in guides if one["key"] == key and one["guide"].get("online") is True), None)
    if chosen is None:
        raise NotFound("this item is not filed online", "该事项未开通网上申请")
    return page(
        "apply_form.html",
        chosen=chosen,
        names={one["key"]: one["name"] for one in guides},
        kinds=[(code, pick(*words)) for code, words in applications.KINDS.items()],
        endings=ENDINGS,
        most=the_desk().settings.upload_bytes,
    )


def book() -> Response:
    """A time to come.  Where the centre takes no bookings, the page says so."""
    pages().admit_anybody()
    offered: desk.Bookable | None = None
    with suppress(NotFound):
        offered = desk.bookable(the_desk(), at=moment())
    return page("book.html", offered=offered)


def picture() -> Response:
    """The QR code of somebody's receipt: the progress page, with number and code filled in."""
    pages().admit_anybody()
    number, code = request.args.get("number", ""), request.args.get("code", "")
    if not (is_case_number(number) and _CODE.fullmatch(code)):
        raise NotFound("there is no such picture", "没有此图片")
    leads = qr.address(f"{the_desk().settings.address}{PROGRESS}?number={quote(number)}", code)
    answer = Response(qr.file(leads), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "no-store"
    return answer
