"""The centre's own procedures on pages: which ones somebody may start, and the registers that they are entered into."""

from __future__ import annotations

from flask import Blueprint, Response

from app import desk
from app.web.cases import item_names
from app.web.house import actor, moment, page, the_desk


def install(house: Blueprint) -> None:
    """Hang the routes in."""
    house.add_url_rule("/procedures", view_func=procedures)
    house.add_url_rule("/registers/<code>", view_func=register)


def procedures() -> Response:
    """What the actor may start, and the registers, for those who may read them."""
    who = actor()
    known = desk.registers_known(the_desk(), who) if desk.may_read_registers(who) else None
    return page(
        "procedures.html",
        found=desk.startable(the_desk(), who, at=moment()),
        registers=known,
        names=item_names(),
    )


def register(code: str) -> Response:
    """The lines of a register.  Raises Forbidden: not for the actor."""
    lines = desk.register_lines(the_desk(), actor(), code[:64])
    heads, *rows = desk.register_table(the_desk(), lines, at=moment())
    return page("register.html", code=code[:64], names=item_names(), heads=heads, rows=rows)
