"""The hall on pages: a window's queue, who comes and is passed on, and the screen that shows whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from app import desk
from app.desk import hall
from app.desk.hall import Line
from app.domain.roles import Role
from app.domain.tickets import TicketStatus
from app.domain.verdicts import Verdict
from app.errors import Forbidden
from app.store.hall import Ticket
from app.store.people import Window
from app.web.house import actor, moment, page, pages, the_desk

WORKING = frozenset({Role.WINDOW, Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR})
AT_WINDOW = (TicketStatus.SERVING, TicketStatus.CALLED)
LATEST = 30


@dataclass(frozen=True, kw_only=True)
class Counter:
    """A window with its queue as whoever sits there sees it; `here` are called or served there now."""

    window: Window
    line: Line
    here: tuple[Ticket, ...]
    skipped: tuple[Ticket, ...]
    others: tuple[Window, ...]


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/hall", view_func=window)
    house.add_url_rule("/hall/queue", view_func=queue)
    house.add_url_rule("/receptions/<number>", view_func=visit)
    house.add_url_rule("/screen", view_func=screen)
    house.add_url_rule("/screen/lines", view_func=screen_lines)


def window() -> Response:
    """A window's place of work: its queue, who is at it now, the visits of these days, what is to be signed for."""
    who = actor()
    if who.role not in WORKING:
        raise Forbidden(
            f"{who.user} is {who.role}; people are received at windows and by departments", "接待限窗口和部门"
        )
    counter, own = _counter()
    return page(
        "hall.html",
        counter=counter,
        own=own,
        kinds=list(hall.KINDS),
        visits=hall.receptions(the_desk(), who, limit=LATEST).items,
        to_sign=hall.to_sign(the_desk(), who),
    )


def queue() -> Response:
    """The part of it that moves by itself."""
    counter, _ = _counter()
    return page("hall_queue.html", counter=counter)


def _counter() -> tuple[Counter | None, list[Window]]:
    """The window that is asked for, or else the first of the actor's own, and all of these."""
    who = actor()
    every = desk.directory(the_desk()).windows
    own = [one for one in every if who.role is Role.ADMINISTRATOR or one.department == who.department]
    chosen = next((one for one in own if one.code == request.args.get("window")), own[0] if own else None)
    if chosen is None:
        return None, []
    at = moment()
    found = hall.tickets(the_desk(), who, str(the_desk().calendar.day_of(at)), chosen.code)
    return Counter(
        window=chosen,
        line=next(one for one in hall.lines(the_desk(), at=at) if one.queue == chosen.code),
        here=tuple(one for status in AT_WINDOW for one in found if one.status == status),
        skipped=tuple(one for one in found if one.status == TicketStatus.SKIPPED),
        others=tuple(one for one in every if one.code != chosen.code),
    ), own


def visit(number: str) -> Response:
    """A reception, and what its responsible person may do with it."""
    who = actor()
    sheet = hall.reception(the_desk(), who, number)
    guides = desk.public_items(the_desk(), at=moment())
    chosen: dict[str, Any] | None = next((one for one in guides if one["key"] == request.args.get("item")), None)
    return page(
        "reception.html",
        sheet=sheet,
        one=sheet.reception,
        mine=sheet.reception.responsible == who.user and sheet.reception.settled_at is None,
        guides=guides,
        chosen=chosen,
        outcomes=list(hall.OUTCOMES),
        verdicts=[one for one in Verdict if one is not Verdict.GOOD],
    )


def screen() -> Response:
    """The screen on the wall: numbers and no names, so nobody has to sign in."""
    pages().admit_anybody()
    return page("screen.html", lines=hall.lines(the_desk(), at=moment()))


def screen_lines() -> Response:
    """What the screen shows anew every few seconds."""
    pages().admit_anybody()
    return page("screen_lines.html", lines=hall.lines(the_desk(), at=moment()))
