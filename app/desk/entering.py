"""How anything is entered into a calendar: compared, written as a new version, and followed by a recomputation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.arrangement import Change, differences
from app.domain.days import Mark
from app.domain.roles import Role
from app.domain.years import Edition, IndexedYear, Scope, Year, computed
from app.errors import CalendarGap, Forbidden, Invalid
from app.store import calendars, recompute
from app.store.database import Connection
from app.store.recompute import RecomputeRecord

Known = Mapping[tuple[Scope, int], Year]
OVER = (Scope.LOCALITY, Scope.CENTRE)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody wants a year of a calendar to be from now on."""

    special: Mapping[date, Mark]
    source: str
    document: str = ""
    provisional: bool = False
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What an entry came to.  created: a new version, False when it says nothing new or was only tried.

    doubts: in English and Chinese.  recompute: what it asks to be computed anew, None when no limit can move.
    """

    edition: Edition
    created: bool
    changes: tuple[Change, ...]
    doubts: tuple[tuple[str, str], ...]
    recompute: RecomputeRecord | None

    def to_dict(self, language: str = "zh") -> dict[str, Any]:
        """The entry as it is shown to the outside."""
        asked = self.recompute
        span = {"first_day": asked.first_day, "last_day": asked.last_day} if asked else {}
        return {
            "scope": self.edition.scope,
            "year": self.edition.year,
            "version": self.edition.version,
            "label": self.edition.label(language),
            "created": self.created,
            "changes": [change.to_dict(language) for change in self.changes],
            "doubts": [zh if language == "zh" else en for en, zh in self.doubts],
            "recompute": {"id": asked.id, "cases": asked.total, **span} if asked else None,
        }


Say = Callable[[Known, Connection], Said]
"""Makes what is to be said out of what is in force, inside the transaction that writes it."""


def enter(desk: Desk, actor: Actor, scope: Scope, year: int, say: Say, *, at: datetime, dry_run: bool) -> Entered:
    """Make what is said the newest version of a year, with the request to compute anew what may have moved.

    Both are written in one transaction, so a kill after it loses nothing.  A dry run only compares.
    Raises Forbidden: the actor is no administrator.
    """
    check_may(actor)
    with desk.database.reading() if dry_run else desk.database.writing() as connection:
        if not dry_run:
            calendars.lock(connection)
        known = calendars.in_force(connection)
        said = say(known, connection)
        entered = _compared(known, scope, year, said)
        if dry_run or not entered.created:
            return replace(entered, created=False)
        calendars.add_version(
            connection, entered.edition, said.special, document=said.document, entered_by=actor.user, at=at
        )
        entered = replace(entered, recompute=_calendar_changed(connection, known, entered, actor, at))
    desk.reload_calendar()
    for hook in desk.on_commit:
        hook(at)
    return entered


def check_may(actor: Actor) -> None:
    """Raises Forbidden: the actor is no administrator."""
    if actor.role is not Role.ADMINISTRATOR:
        raise Forbidden("the calendar is kept by an administrator", "工作日历由管理员维护", role=str(actor.role))


def own(known: Known, scope: Scope, year: int) -> Year:
    """What one calendar alone says of a year."""
    if scope is Scope.NATIONAL:
        return known.get((scope, year)) or computed(year)
    return known.get((scope, year)) or Year(special={}, edition=Edition(scope=scope, year=year, version=0))


def below(known: Known, scope: Scope, year: int) -> IndexedYear:
    """A year as the calendars wider than `scope` have it."""
    layers = OVER[: OVER.index(scope)]
    return IndexedYear(own(known, Scope.NATIONAL, year), [own(known, one, year) for one in layers])


def _compared(known: Known, scope: Scope, year: int, said: Said) -> Entered:
    before = own(known, scope, year)
    after = Year(
        special=said.special,
        edition=Edition(
            scope=scope,
            year=year,
            version=before.edition.version + 1,
            source=said.source,
            provisional=said.provisional,
        ),
    )
    same = before.special == after.special and before.edition.provisional == said.provisional
    try:
        changes = differences(_indexed(known, year), _indexed({**known, (scope, year): after}, year))
    except CalendarGap as gap:
        raise Invalid(gap.message_en, gap.message_zh, field="days") from gap
    return Entered(
        edition=before.edition if same else after.edition,
        created=not same,
        changes=tuple(changes),
        doubts=said.doubts,
        recompute=None,
    )


def _indexed(known: Known, year: int) -> IndexedYear:
    return IndexedYear(own(known, Scope.NATIONAL, year), [own(known, one, year) for one in OVER])


def _calendar_changed(
    connection: Connection, known: Known, entered: Entered, actor: Actor, at: datetime
) -> RecomputeRecord | None:
    """Ask for a recomputation where a limit may move, or is no longer provisional."""
    edition = entered.edition
    moved = [change.date for change in entered.changes if change.moves]
    if own(known, edition.scope, edition.year).edition.provisional != edition.provisional:
        moved = [date(edition.year, 1, 1), date(edition.year, 12, 31)]
    if not moved:
        return None
    old = [one.label() for one in _indexed(known, edition.year).editions]
    after = [own(known, one, edition.year).edition for one in (Scope.NATIONAL, *OVER)]
    new = [edition if one.scope is edition.scope else one for one in after]
    return recompute.add(
        connection,
        reason=f"calendar {edition.label()}",
        first_day=moved[0],
        last_day=moved[-1],
        old=old,
        new=[one.label() for one in new if one.version or one.scope is Scope.NATIONAL],
        created_by=actor.user,
        at=at,
    )
