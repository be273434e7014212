"""办结公告: results that the law wants announced go onto the notice board with the personal data masked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.desk.checks import required
from app.desk.house import Desk
from app.desk.opencase import OpenCase
from app.domain.actors import Actor
from app.domain.masking import masked_text
from app.domain.roles import Role
from app.errors import Forbidden, NotFound
from app.handlers import announcement
from app.handlers.announcement import LONGEST_TITLE, STANDS
from app.store import conduct
from app.store.conduct import Posting
from app.store.queries import Page


def announce_result(opened: OpenCase) -> None:
    """Post the result of an item whose guide says `announce`, unless a drawn step has done so."""
    if (opened.item.definition.guide or {}).get("announce"):
        announcement.announce(opened.work, opened.office)


def board(desk: Desk, *, limit: int = 50, cursor: str | None = None) -> Page[Posting]:
    """The notice board as everybody sees it, the newest first."""
    with desk.database.reading() as connection:
        return conduct.postings(connection, limit, cursor, public=True)


def post(desk: Desk, actor: Actor, title: str, text: str, *, at: datetime) -> Posting:
    """Post something of the centre's own; numbers of identity cards and telephones in it are masked."""
    _check_may(actor)
    required(title, "title", "an announcement needs a title", "公告须有标题")
    required(text, "text", "an announcement needs words", "公告须有内容")
    row: dict[str, Any] = {
        "case_id": None,
        "title": masked_text(title)[:LONGEST_TITLE],
        "body": {"text": masked_text(text)},
    }
    row |= {"at": at, "by": actor.user, **STANDS}
    with desk.database.writing() as connection:
        return Posting(id=conduct.add_posting(connection, row), **row)


def take_down(desk: Desk, actor: Actor, number: int, reason: str, *, at: datetime) -> None:
    """Take a posting off the board; it stays in the records.  Raises NotFound: it is not there."""
    _check_may(actor)
    required(reason, "reason", "taking an announcement down needs a reason", "撤下公告须写明理由")
    with desk.database.writing() as connection:
        if not conduct.take_down(connection, number, actor.user, reason, at):
            raise NotFound(f"there is no posting {number} on the board", f"公告栏没有公告{number}", posting=number)


def _check_may(actor: Actor) -> None:
    office = actor.role is Role.HEAD and actor.department == "centre"
    if not office and actor.role not in (Role.ADMINISTRATOR, Role.SUPERVISOR):
        raise Forbidden(
            f"{actor.user} does not keep the notice board; the centre's office does",
            "政务公告栏由中心管理办公室维护",
            role=str(actor.role),
        )
