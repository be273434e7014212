"""Registers (台账): numbered entries, one for each key, by register and year."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from app.store.keyed import WHOLE, key_of
from app.store.numbers import Number
from app.store.tables import case_file
from app.store.tables_procedures import register_entry as t
from app.store.work import Work


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
    work: Work, register: str, year: int, key: str, data: dict[str, Any], alike: Sequence[str] = ()
) -> Number | None:
    """Enter something once under the next number of the year; None when this key was entered before.

    alike: what makes lines alike; the line is the next one of these, and no other act can be the same one.
    """
    if alike:
        turns = (register, year, *alike)
        work.counted[turns] = count(work, register, year, alike) + 1
        key = _turn(register, year, alike, work.counted[turns])
    else:
        key = f"{register}/{key}"
        if not work.fresh and _is_there(work.reader, key_of(work.before.id, key)):
            return None
    number = work.number(f"{register}-{year}", f"{register}-{year}-{{:06d}}")
    work.stage(t.name, key=key, register=register, year=year, number=number, data=data, at=work.at)
    return number


def count(work: Work, register: str, year: int, alike: Sequence[str]) -> int:
    """How many lines of a year were entered that are alike, with those of this act.

    It is looked for once in an act: the line that follows from this answer is the next one after it or none, so
    whoever counted the same at the same moment cannot enter theirs too.
    """
    turns = (register, year, *alike)
    if turns not in work.counted:
        work.counted[turns] = _entered(work.reader, register, year, alike)
    return work.counted[turns]


def _entered(connection: Connection, register: str, year: int, alike: Sequence[str]) -> int:
    """Found by the turns, which follow without a gap."""

    def has(turn: int) -> bool:
        return _is_there(connection, _turn(register, year, alike, turn))

    most = 1
    while has(most):
        most *= 2
    least = most // 2  # 0, or a turn that is there; `most` is not
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if has(middle) else (least, middle)
    return least


def _turn(register: str, year: int, alike: Sequence[str], turn: int) -> str:
    said = hashlib.sha256("\0".join(alike).encode()).hexdigest()  # of any length and any signs
    return f"{WHOLE}{register}/{year}/{said}/{turn}"


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
