"""Deployments that the gate refuses and their designer asks for all the same: they wait for a second person."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime

import orjson

from app.designs import gate
from app.designs.files import File
from app.designs.versioning import Kept
from app.domain.actors import Actor
from app.errors import Finding, NotFound, Refused
from app.store import held
from app.store.database import Connection
from app.store.held import HeldRecord


def hold(
    house: Kept,
    actor: Actor,
    files: Sequence[File],
    reason: str,
    findings: Sequence[Finding],
    at: datetime,
    effective_at: datetime | None,
) -> HeldRecord:
    """Keep a deployment until a second person decides.  effective_at: when it is to be taken, at once if None."""
    packed = orjson.dumps([{"name": one.name, "data": base64.b64encode(one.data).decode()} for one in files])
    row = {
        "files": packed,
        "reason": reason,
        "findings": [one.to_dict() for one in findings],
        "requested_by": actor.user,
        "requested_at": at,
        "effective_at": effective_at,
    }
    with house.database.writing() as connection:
        return held.add(connection, row)


def waiting(house: Kept) -> list[HeldRecord]:
    """Those that nobody has decided about."""
    with house.database.reading() as connection:
        return held.waiting(connection)


def one(house: Kept, number: int) -> HeldRecord:
    """One by its number.  Raises NotFound."""
    with house.database.reading() as connection:
        found = held.find(connection, number)
    if found is None:
        raise NotFound(f"there is no held deployment {number}", f"没有待放行的部署 {number}", id=number)
    return found


def files_of(house: Kept, number: int) -> list[File]:
    """What was handed in."""
    with house.database.reading() as connection:
        packed = held.files(connection, number)
    return [File(name=each["name"], data=base64.b64decode(each["data"])) for each in orjson.loads(packed)]


def to_decide(house: Kept, actor: Actor, number: int) -> HeldRecord:
    """One that this actor may decide about now.

    Raises NotFound, Forbidden; Refused: somebody has decided.
    """
    found = one(house, number)
    gate.check_second(actor, found.requested_by)
    if found.status != held.WAITING:
        raise _decided(found)
    return found


def reject(house: Kept, actor: Actor, number: int, remark: str, *, at: datetime) -> HeldRecord:
    """Decide that a held deployment is not published; who asked for it may take it back himself."""
    found = one(house, number)
    if actor.user != found.requested_by:
        gate.check_second(actor, found.requested_by)
    with house.database.writing() as connection:
        decide(connection, number, actor, held.REJECTED, remark, at)
    return one(house, number)


def decide(connection: Connection, number: int, actor: Actor, status: str, remark: str, at: datetime) -> None:
    """Decide about one that waits.  Raises Refused: somebody was first."""
    if not held.decide(connection, number, status, actor.user, at, remark.strip()[: gate.LONGEST_REASON]):
        found = held.find(connection, number)
        assert found is not None
        raise _decided(found)


def _decided(found: HeldRecord) -> Refused:
    return Refused(
        f"the held deployment {found.id} is {found.status} by {found.decided_by}",
        f"待放行的部署 {found.id} 已由 {found.decided_by} 决定({found.status})",
        by=found.decided_by,
    )
