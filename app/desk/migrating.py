"""Running cases move to another version of their diagram: looked at first, then batch by batch, each case whole.

A batch is one transaction: the cases, what came of them and how far the order has come are written together, so an
order that was interrupted, however rudely, goes on after the last case that was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.desk.acting import Deed
from app.desk.checks import bounded, required
from app.desk.house import ANY_TERMS, Desk
from app.desk.opencase import OpenCase
from app.desk.placing import Place, Target, Unmovable
from app.desk.signing import signature
from app.domain.actors import SYSTEM, Actor
from app.domain.roles import Role
from app.engine import read
from app.engine.moving import Names
from app.engine.pairing import paired
from app.engine.sheets import Sheet, sheet
from app.errors import Forbidden, Invalid, LianbanError, NotFound, Refused
from app.store import definitions, moving
from app.store.database import Connection
from app.store.moving import MigrationRecord
from app.store.records import DefinitionRecord

BATCH = 10
"""Cases a transaction: on SQLite everybody else's writing waits for it."""
LONGEST_MAPPING = 500


@dataclass(frozen=True, kw_only=True)
class Order:
    """What somebody wants: cases of a diagram on version `to`.

    sources: versions to move from, all others when it is empty.  mapping: new ids of steps by old ones; the rest is
    guessed where nothing but the id has changed.  new_limits: limits and timers that were changed count anew from
    the opening of their step; without it every moment stays.
    """

    key: str
    to: int
    sources: Sequence[int] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    new_limits: bool = False
    reason: str = ""


def begin_migration(desk: Desk, actor: Actor, order: Order, *, at: datetime) -> MigrationRecord:
    """Take an order; `Migrating` carries it out.  Raises NotFound, Forbidden, Invalid, and Refused: one is going on."""
    check_designer(actor)
    required(order.reason, "reason", "moving cases needs a reason", "迁移办件须写明理由")
    bounded(order.reason, "reason")
    with desk.database.writing() as connection:
        target, sources = versions_of(connection, order)
        going = next((one for one in moving.of_key(connection, order.key) if one.status == moving.RUNNING), None)
        if going is not None:
            raise Refused(
                f"migration {going.id} of {order.key!r} is still running; stop it or wait for its end",
                f"流程“{order.key}”的迁移{going.id}仍在进行,请先停止或等待其结束",
                migration=going.id,
            )
        check_mapping(desk, order, target)
        row = {
            "key": order.key,
            "to_id": target.id,
            "from_ids": [one.id for one in sources],
            "mapping": dict(order.mapping),
            "new_limits": order.new_limits,
            "reason": order.reason,
            "started_by": signature(actor),
            "started_at": at,
        }
        return moving.add(connection, row)


def check_designer(actor: Actor) -> None:
    """Raises Forbidden: cases are moved between versions by a designer."""
    if actor.role not in (Role.DESIGNER, Role.ADMINISTRATOR):
        raise Forbidden(
            f"{actor.user} is {actor.role}; cases are moved between versions by a designer", "办件迁移限流程设计人员"
        )


def versions_of(connection: Connection, order: Order) -> tuple[DefinitionRecord, list[DefinitionRecord]]:
    """The version to move to and those to move from.  Raises NotFound; Refused: it was cancelled."""
    known = {one.version: one for one in definitions.versions(connection, order.key)}
    for number in (order.to, *order.sources):
        if number not in known:
            raise NotFound(
                f"there is no diagram {order.key!r} in version {number}", f"没有流程“{order.key}”的第{number}版"
            )
    target = known[order.to]
    if target.cancelled_at is not None:
        raise Refused(f"version {order.to} of {order.key!r} was cancelled", f"流程“{order.key}”第{order.to}版已取消")
    sources = order.sources or [number for number in known if number != order.to]
    if order.to in sources:
        raise Invalid("the version to move to is one of those to move from", "迁移的源版本与目标版本相同", field="from")
    return target, [known[number] for number in sources]


def check_mapping(desk: Desk, order: Order, target: DefinitionRecord) -> None:
    """Raises Invalid: the mapping names a step that the target does not have, or is too long."""
    elements = desk.programs.item(target.id).program.elements
    unknown = [new for new in order.mapping.values() if new not in elements]
    if unknown or len(order.mapping) > LONGEST_MAPPING:
        what = unknown[0] if unknown else f"{len(order.mapping)} pairs"
        raise Invalid(
            f"the mapping leads to {what!r}, which version {order.to} of {order.key!r} does not have",
            f"对应关系指向“{what}”,流程“{order.key}”第{order.to}版没有该环节",
            field="mapping",
        )


def stop_migration(desk: Desk, actor: Actor, key: str, number: int) -> MigrationRecord:
    """Carry an order no further after the batch at hand.  Raises NotFound; Refused: it does not run."""
    return _switch(desk, actor, key, number, moving.RUNNING, moving.STOPPED)


def resume_migration(desk: Desk, actor: Actor, key: str, number: int) -> MigrationRecord:
    """Carry a stopped order on from where it was.  Raises NotFound; Refused: it is not stopped."""
    return _switch(desk, actor, key, number, moving.STOPPED, moving.RUNNING)


def _switch(desk: Desk, actor: Actor, key: str, number: int, was: str, now: str) -> MigrationRecord:
    check_designer(actor)
    with desk.database.writing() as connection:
        moving.lock(connection, number)
        found = _known(connection, number, key)
        if found.status != was:
            raise Refused(
                f"migration {number} is {found.status}, not {was}", f"迁移{number}当前状态为{found.status}", id=number
            )
        moving.change(connection, number, status=now)
        return _known(connection, number, key)


def _known(connection: Connection, number: int, key: str | None = None) -> MigrationRecord:
    found = moving.find(connection, number)
    if found is None or key not in (None, found.key):
        raise NotFound(f"there is no migration {number}", f"没有迁移{number}")
    return found


def migration(desk: Desk, number: int, key: str | None = None) -> MigrationRecord:
    """An order and how far it has come.  Raises NotFound."""
    with desk.database.reading() as connection:
        return _known(connection, number, key)


def migrations(desk: Desk, key: str) -> list[MigrationRecord]:
    """The orders about a diagram, the newest first."""
    with desk.database.reading() as connection:
        return moving.of_key(connection, key)


def running_migrations(desk: Desk) -> list[int]:
    """The numbers of the orders that somebody has to carry on."""
    with desk.database.reading() as connection:
        return moving.running(connection)


def migrated_cases(
    desk: Desk, key: str, number: int, *, after: int = 0, limit: int = 50, moved: bool | None = None
) -> list[moving.MovedCase]:
    """What came of the cases so far, by row number.  Raises NotFound."""
    with desk.database.reading() as connection:
        _known(connection, number, key)
        return moving.cases(connection, number, after, limit, moved)


class Route:
    """The way from some versions to one: its target, and the steps that answer to each other."""

    def __init__(self, desk: Desk, to_id: int, mapping: Mapping[str, str]) -> None:
        self._desk = desk
        self._mapping = mapping
        self._names: dict[int, Names] = {}
        sources, sheets = self._drawn(to_id)
        self.target = Target(item=desk.programs.item(to_id), sources=sources, sheets=sheets)

    def _drawn(self, number: int) -> tuple[dict[str, bytes], dict[str, Sheet]]:
        with self._desk.database.reading() as connection:
            found = definitions.sources(connection, number)
        sources = {found.process: found.own, **found.called}
        return sources, {name: sheet(read(source), name) for name, source in sources.items()}

    def names(self, from_id: int) -> Names:
        """New ids by old ones, for cases of a version: those given, and those where only the id has changed."""
        if from_id not in self._names:
            main = self._desk.programs.item(from_id).program.process
            found: dict[str, Mapping[str, str]] = {}
            for process, old in self._drawn(from_id)[1].items():
                new = self.target.sheets.get(process)
                given = self._mapping if process == main else {}
                pairs = {} if new is None else paired(old, new, given)
                found[process] = {one: other for one, other in pairs.items() if one != other and one != process}
            self._names[from_id] = found
        return self._names[from_id]

    def place(self, from_id: int, *, new_limits: bool, note: Mapping[str, Any]) -> Place:
        """The move of a case of a version."""
        return Place(target=self.target, names=self.names(from_id), new_limits=new_limits, note=note)


class Migrating:
    """Carries one order on; several nodes may at once, for each batch holds the order."""

    def __init__(self, desk: Desk, number: int) -> None:
        """Raises NotFound."""
        self.desk = desk
        self.order = migration(desk, number)
        self.route = Route(desk, self.order.to_id, self.order.mapping)

    def step(self, *, at: datetime, size: int = BATCH) -> MigrationRecord:
        """Move the next batch; returns how far the order has come, `done` when nothing is left."""
        number, desk = self.order.id, self.desk
        told: list[tuple[Deed, OpenCase]] = []
        with desk.database.writing() as connection:
            moving.lock(connection, number)
            self.order = order = _known(connection, number)
            if order.status != moving.RUNNING:
                return order
            cases = moving.next_cases(connection, order.from_ids, order.cursor, order.upto, size)
            rows = [self._one(connection, case, at, told) for case in cases]
            moving.note_cases(connection, rows)
            self._count(connection, rows, at)
            self.order = _known(connection, number)
        for deed, opened in told:
            deed.tell(opened)
        return self.order

    def _count(self, connection: Connection, rows: list[dict[str, Any]], at: datetime) -> None:
        moved = sum(row["moved"] for row in rows)
        changes: dict[str, Any] = {"moved": self.order.moved + moved, "kept": self.order.kept + len(rows) - moved}
        if rows:
            changes["cursor"] = rows[-1]["case_id"]
        else:
            changes = {"status": moving.DONE, "ended_at": at}
        moving.change(connection, self.order.id, **changes)

    def _one(
        self, connection: Connection, case: int, at: datetime, told: list[tuple[Deed, OpenCase]]
    ) -> dict[str, Any]:
        """One case, moved or left whole; what went wrong with it is no reason to stop."""
        from_id = definitions.of_case(connection, case)
        note = {"reason": self.order.reason, "by": self.order.started_by, "migration": self.order.id}
        place = self.route.place(from_id, new_limits=self.order.new_limits, note=note)
        deed = Deed(desk=self.desk, actor=SYSTEM, at=at, terms=ANY_TERMS, do=place.move)
        row = {"migration_id": self.order.id, "case_id": case, "from_id": from_id, "at": at}
        try:
            with connection.begin_nested():
                opened = deed.within(connection, case)
                moving.rename_visits(connection, case, place.names.get(opened.item.program.process, {}))
        except LianbanError as refusal:
            return {**row, "moved": False, "reasons": reasons(refusal)}
        told.append((deed, opened))
        return {**row, "moved": True, "reasons": []}


def reasons(refusal: LianbanError) -> list[dict[str, str]]:
    """Why a case was left, as it is kept and shown."""
    if isinstance(refusal, Unmovable):
        return [
            {
                "code": one.code,
                "element": one.element,
                "message_zh": one.message_zh,
                "message_en": one.message_en,
            }
            for one in refusal.obstacles
        ]
    element = str(refusal.extra.get("element", ""))
    said = {"message_zh": refusal.message_zh, "message_en": refusal.message_en}
    return [{"code": refusal.code, "element": element, **said}]
