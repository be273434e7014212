"""At which window an application is received: one of the centre's that may take the item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.desk.house import Desk
from app.desk.programs import Item
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Invalid
from app.store import definitions, people
from app.store.people import Window

REFUSING = "rejected"
"""The mode of an item that nobody comes for: a refusal."""


@dataclass(frozen=True, kw_only=True)
class Guided:
    """An item with a public guide, by its names."""

    key: str
    name: str
    name_en: str


def receiving_window(desk: Desk, actor: Actor, item: Item, wanted: str) -> str:
    """The window `wanted`, or without one the clerk's own, else the item's; a department where there is no window.

    Raises Invalid: there is no such window, it does not take the item, or others sit at it.
    """
    with desk.database.reading() as connection:
        windows = people.windows(connection)
    taking = _taking(item, windows)
    if wanted:
        return _checked(actor, item, wanted, windows, taking)
    if actor.role is not Role.WINDOW:
        return taking[0].code if taking else item.lead or actor.department
    own = [window for window in windows if window.department == actor.department]
    mine = next((window.code for window in taking if window in own), "")
    if own and not mine:
        raise _not_here(item, actor.department, taking)
    return mine or actor.department


def items_at_windows(desk: Desk, *, at: datetime) -> dict[str, list[Guided]]:
    """What each window takes, of the items that people come for: those with a guide, by the window's code."""
    with desk.database.reading() as connection:
        windows, found = people.windows(connection), definitions.in_force(connection, at)
    taken: dict[str, list[Guided]] = {one.code: [] for one in windows}
    for one in found:
        if one.guide is None or one.procedure or one.guide.get("mode") == REFUSING:
            continue
        guided = Guided(key=one.key, name=one.name, name_en=str(one.guide.get("name_en") or one.name))
        for window in _taking(desk.programs.item(one.id), windows):
            taken[window.code].append(guided)
    return taken


def _taking(item: Item, windows: Sequence[Window]) -> list[Window]:
    """The windows that take an item: those its guide names, in that order, else those that serve it or its lead.

    An item that nobody has given to a window yet is taken at all of them, so that a new one can begin.
    """
    named = [str(code) for code in (item.definition.guide or {}).get("windows") or ()]
    if named:
        return [window for code in named for window in windows if window.code == code]
    served = {item.definition.key, item.definition.item_code, item.lead}
    return [window for window in windows if not window.items or served & set(window.items)] or list(windows)


def _checked(actor: Actor, item: Item, wanted: str, windows: Sequence[Window], taking: Sequence[Window]) -> str:
    found = next((window for window in windows if window.code == wanted), None)
    if found is None:
        raise Invalid(
            f"the centre has no window {wanted!r}; {_those(taking, 'en')}",
            f"中心没有窗口“{wanted}”;{_those(taking, 'zh')}",
            field="window",
            expected=[window.code for window in taking],
        )
    if found not in taking:
        raise _not_here(item, wanted, taking)
    if actor.role is Role.WINDOW and found.department != actor.department:
        raise Invalid(
            f"at window {wanted} sits {found.department}, and {actor.user} is of {actor.department}",
            f"窗口{wanted}由{found.department}值守,{actor.user}属于{actor.department}",
            field="window",
        )
    return found.code


def _not_here(item: Item, where: str, taking: Sequence[Window]) -> Invalid:
    key = item.definition.key
    return Invalid(
        f"item {key!r} is not received at {where}; {_those(taking, 'en')}",
        f"事项“{item.definition.name}”不在{where}收件;{_those(taking, 'zh')}",
        field="window",
        expected=[window.code for window in taking],
    )


def _those(taking: Sequence[Window], language: str) -> str:
    codes = [window.code for window in taking]
    if language == "zh":
        return f"收件窗口为{'、'.join(codes)}" if codes else "没有窗口受理该事项"
    return f"it is taken at {', '.join(codes)}" if codes else "no window takes this item"
