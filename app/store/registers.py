"""Registers (台账): numbered entries, one for each key, by register and year.

Lines that are alike have turns, which follow without a gap and are never given twice at the same moment. The turn of
a line whose case was withdrawn or terminated is free for the next one; the line itself stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from app.domain.cases import CaseStatus
from app.store.keyed import WHOLE, entering, key_of
from app.store.numbers import Number
from app.store.prepared import run
from app.store.tables import case_file
from app.store.tables_procedures import register_entry as t
from app.store.work import Work

CANCELLED = (CaseStatus.WITHDRAWN, CaseStatus.TERMINATED)
CHUNK = 500
FREED = "freed"
"""What a line says beside its columns: the row that has its turn still."""

_free = update(t).where(t.c.id == bindparam("_id"), t.c.key == bindparam("_key")).values(key=bindparam("_freed"))
_insert = entering(t)


@dataclass(frozen=True, kw_only=True)
class Alike:
    """What makes lines of a register alike.  year: in which they were entered; 0 for any year."""

    year: int
    said: tuple[str, ...]


@dataclass(kw_only=True)
class _Turns:
    """The turns of some lines that are alike.  freed: the rows whose turns are free, with those; the first first."""

    last: int
    freed: list[tuple[int, str]]

    @property
    def taken(self) -> int:
        return self.last - len(self.freed)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a register, with the case that it came from as that stands now."""

    number: str
    register: str
    case_number: str
    status: str
    ended_at: datetime | None
    data: dict[str, Any]
    at: datetime


def enter(
    work: Work, register: str, year: int, key: str, data: dict[str, Any], alike: Alike | None = None
) -> Number | None:
    """Enter something once under the next number of the year; None when this key was entered before.

    alike: what makes lines alike; the line is the next one of these, and no other act can be the same one.
    """
    freed: dict[str, Any] = {}
    if alike is not None:
        turns = _turns(work, register, alike)
        if turns.freed:
            row, key = turns.freed.pop(0)
            freed = {FREED: row}
        else:
            turns.last += 1
            key = _turn(register, alike.year, alike.said, turns.last)
    else:
        key = f"{register}/{key}"
        if not work.fresh and _is_there(work.reader, key_of(work.before.id, key)):
            return None
    number = work.number(f"{register}-{year}", f"{register}-{year}-{{:06d}}")
    work.stage(t.name, key=key, register=register, year=year, number=number, data=data, at=work.at, **freed)
    return number


def count(work: Work, register: str, alike: Alike) -> int:
    """How many lines were entered that are alike and stand, with those of this act.

    It is looked for once in an act: the line that follows from this answer takes the first free turn or none, so
    whoever counted the same at the same moment cannot enter theirs too.
    """
    return _turns(work, register, alike).taken


def write(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Enter lines.  Raises Stale: another act has taken the turn of one."""
    for row in rows:
        freed = row.pop(FREED, None)
        if freed is not None:  # nothing, where another act was first; then the turn is taken, and that tells
            run(connection, _free, {"_id": freed, "_key": row["key"], "_freed": f"{FREED}/{freed}"})
        _insert(connection, [row])


def _turns(work: Work, register: str, alike: Alike) -> _Turns:
    key, year, said = (register, alike), alike.year, alike.said
    if key not in work.counted:
        last = _entered(work.reader, register, year, said)
        keys = [_turn(register, year, said, turn) for turn in range(1, last + 1)]
        work.counted[key] = _Turns(last=last, freed=_freed(work.reader, keys))
    found: _Turns = work.counted[key]
    return found


def _freed(connection: Connection, keys: Sequence[str]) -> list[tuple[int, str]]:
    """Those of the turns whose cases were withdrawn or terminated."""
    rows: dict[str, int] = {}
    for place in range(0, len(keys), CHUNK):
        wanted = select(t.c.key, t.c.id).join(case_file, case_file.c.id == t.c.case_id)
        wanted = wanted.where(t.c.key.in_(keys[place : place + CHUNK]), case_file.c.status.in_(CANCELLED))
        rows |= {key: number for key, number in connection.execute(wanted)}
    return [(rows[key], key) for key in keys if key in rows]


def _entered(connection: Connection, register: str, year: int, said: Sequence[str]) -> int:
    """How many turns were given out; found by them, for they follow without a gap."""

    def has(turn: int) -> bool:
        return _is_there(connection, _turn(register, year, said, turn))

    most = 1
    while has(most):
        most *= 2
    least = most // 2  # 0, or a turn that is there; `most` is not
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if has(middle) else (least, middle)
    return least


def _turn(register: str, year: int, said: Sequence[str], turn: int) -> str:
    digest = hashlib.sha256("\0".join(said).encode()).hexdigest()  # of any length and any signs
    return f"{WHOLE}{register}/{year}/{digest}/{turn}"


def _is_there(connection: Connection, key: str) -> bool:
    return connection.execute(select(t.c.id).where(t.c.key == key)).first() is not None


def entries(connection: Connection, register: str, year: int | None = None) -> list[Entry]:
    """The lines of a register in the order in which they were entered; of one year or of all."""
    case = case_file.c
    wanted = select(t.c.number, t.c.register, case.number.label("case_number"), case.status, case.ended_at)
    wanted = wanted.add_columns(t.c.data, t.c.at)
    wanted = wanted.join(case_file, case_file.c.id == t.c.case_id).where(t.c.register == register)
    if year is not None:
        wanted = wanted.where(t.c.year == year)
    return [Entry(**row._mapping) for row in connection.execute(wanted.order_by(t.c.year, t.c.id))]


def of_case(connection: Connection, register: str, case: int) -> dict[str, Any] | None:
    """What the last line says that a case has in a register; None where it has none."""
    wanted = select(t.c.data).where(t.c.register == register, t.c.case_id == case).order_by(t.c.id.desc())
    found: dict[str, Any] | None = connection.execute(wanted.limit(1)).scalar()
    return found


def known(connection: Connection) -> dict[str, int]:
    """The registers that have entries, and how many."""
    counted = select(t.c.register, func.count()).group_by(t.c.register).order_by(t.c.register)
    return {name: int(number) for name, number in connection.execute(counted)}
