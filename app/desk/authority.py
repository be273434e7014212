"""The authorisation matrix at work: what is kept for holders is nobody else's, neither a step nor the seal.

An action of an item is kept for its holders as soon as anybody is entered for it, and where the item's guide says so
(`authorised = ["decide", "seal"]`) even while nobody is.  What has run out still keeps it; what was revoked does not.
Without either, departments and roles decide, and nothing is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.actors import SYSTEM, Actor
from app.domain.authority import SEAL, word_of
from app.domain.roles import Role
from app.errors import Forbidden
from app.handlers.office import Sealing
from app.store import authority
from app.store.authority import Authorisation
from app.store.records import TaskRecord

if TYPE_CHECKING:
    from app.desk.opencase import OpenCase

ABOVE = frozenset({Role.GOVERNMENT})
"""Who decides over departments and does not hold their seals: theirs is put on by whom the department authorised."""


def check(opened: OpenCase, task: TaskRecord, actor: Actor | None = None) -> None:
    """Raises Forbidden: this kind of step is kept for those who are authorised, and the actor is not.

    actor: who is to hold the step, when that is not whoever acts.
    """
    who = actor or opened.actor
    found = _entered(opened, task.kind)
    if found is not None:
        holders = _holding(opened, found)
        if not any(who.may_act_as(one.user) for one in holders):
            raise _refusal(opened, who, task.kind, holders)


def sealing(opened: OpenCase) -> Sealing:
    """Who seals what this act issues under the department's seal.  Raises Forbidden: the actor has not that right.

    What the server gives out by law, or the government has decided, is sealed in the name of whom the department
    authorised first.
    """
    found = _entered(opened, SEAL)
    if found is None:
        return Sealing()
    actor, holders = opened.actor, _holding(opened, found)
    if actor is SYSTEM or actor.role in ABOVE:
        return Sealing(is_kept=True, by=holders[0].user if holders else None)
    if not any(actor.may_act_as(one.user) for one in holders):
        raise _refusal(opened, actor, SEAL, holders)
    return Sealing(is_kept=True, by=actor.user)


def _entered(opened: OpenCase, action: str) -> list[Authorisation] | None:
    """What is entered for an action of the case's item; None where nothing keeps it for anybody."""
    desk, definition, reader = opened.desk, opened.item.definition, opened.work.reader
    strict = action in (definition.guide or {}).get("authorised", ())
    names = {definition.key, definition.item_code} - {""}
    if not strict and not any((name, action) in desk.kept(reader) for name in names):
        return None
    found = [one for one in authority.entered(reader, names, action) if not one.is_revoked(opened.at)]
    return found if found or strict else None


def _holding(opened: OpenCase, found: list[Authorisation]) -> list[Authorisation]:
    return [one for one in found if one.holds(opened.at)]


def _refusal(opened: OpenCase, actor: Actor, action: str, holders: list[Authorisation]) -> Forbidden:
    definition, users = opened.item.definition, sorted({one.user for one in holders})
    return Forbidden(
        f"{actor.user} is not authorised to {action} {definition.key}; authorised now: {', '.join(users) or 'nobody'}",
        f"{actor.user}没有事项“{definition.name}”的{word_of(action)}授权,现授权人员:{'、'.join(users) or '无'}",
        case=opened.case.number or None,
        action=action,
        expected=users,
    )
