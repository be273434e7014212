"""Registers (台账) as people read them: their lines, and the same written out for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.house import Desk
from app.desk.report_sheets import harmless
from app.desk.starting import IMPLIED
from app.domain import cases
from app.domain.actors import Actor
from app.domain.cases import CaseStatus
from app.domain.instants import in_utc
from app.errors import Forbidden
from app.handlers.office import CENTRE
from app.store import definitions, registers
from app.store.records import DefinitionRecord
from app.store.registers import Entry

WORDS = {**IMPLIED, "applicant": "申请人", "item": "流程", "handler": "承办人", "reply": "回复", "opinion": "意见"}
FIXED = ("编号", "登记时间", "办件编号", "状态", "办结时间")


def register_lines(desk: Desk, actor: Actor, register: str, year: int | None = None) -> list[Entry]:
    """The lines of a register, of one year or of all.

    Raises Forbidden: neither of the centre's office nor supervising.
    """
    _check_reads(actor)
    with desk.database.reading() as connection:
        return registers.entries(connection, register, year)


def registers_known(desk: Desk, actor: Actor) -> dict[str, int]:
    """The registers that have lines, and how many.  Raises Forbidden: as for the lines."""
    _check_reads(actor)
    with desk.database.reading() as connection:
        return registers.known(connection)


def may_read_registers(actor: Actor) -> bool:
    """Whether somebody is of the centre's office, or supervises."""
    return actor.role in sight.EVERYTHING or (actor.role in sight.HANDLING and actor.department == CENTRE)


def _check_reads(actor: Actor) -> None:
    """Raises Forbidden: neither of the centre's office nor supervising."""
    if not may_read_registers(actor):
        raise Forbidden(
            f"{actor.user} is {actor.role}; registers are for the centre's office, supervisors and administrators",
            f"{actor.user}的角色为{actor.role},台账限中心办公室、督查和管理人员查看",
            role=str(actor.role),
        )


def register_table(desk: Desk, lines: Sequence[Entry], *, at: datetime) -> list[list[Any]]:
    """The lines under a row of headings, in the guides' words: every field that any of them has is a column.

    The second and the fifth are moments, or nothing.
    """
    names = list(dict.fromkeys(name for line in lines for name in line.data))
    known = _definitions(desk, {str(line.data.get("item", "")) for line in lines}, at)
    labels = _labels(known.values())
    table: list[list[Any]] = [[*FIXED, *(labels.get(name, name) for name in names)]]
    for line in lines:
        status = cases.WORDS[CaseStatus(line.status)]
        fixed = [line.number, line.at, line.case_number, status, line.ended_at]
        item = known.get(str(line.data.get("item")))
        said = {**line.data, "item": item.name} if item else line.data
        table.append([*fixed, *(_text(said.get(name)) for name in names)])
    return table


def register_as_csv(desk: Desk, lines: Sequence[Entry], *, at: datetime) -> bytes:
    """The same as a spreadsheet reads it."""
    out = io.StringIO()
    writer = csv.writer(out)
    heads, *rows = register_table(desk, lines, at=at)
    writer.writerows([heads, *([harmless(_written(value)) for value in row] for row in rows)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _written(value: Any) -> Any:
    return in_utc(value) if isinstance(value, datetime) else "" if value is None else value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def _definitions(desk: Desk, keys: set[str], at: datetime) -> dict[str, DefinitionRecord]:
    with desk.database.reading() as connection:
        return {key: found for key in keys if (found := definitions.find_key(connection, key, at))}


def _labels(known: Iterable[DefinitionRecord]) -> dict[str, str]:
    facts = [fact for one in known for fact in (one.guide or {}).get("facts") or ()]
    return {**WORDS, **{str(fact["name"]): str(fact.get("label") or fact["name"]) for fact in facts}}
