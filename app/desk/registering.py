"""Registers (台账) as people read them: their lines, and the same written out for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
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
from app.store.registers import Entry

WORDS = {**IMPLIED, "applicant": "申请人", "item": "流程", "handler": "承办人", "reply": "回复", "opinion": "意见"}
FIXED = ("编号", "登记时间", "办件编号", "状态", "办结时间")


def register_lines(desk: Desk, actor: Actor, register: str, year: int | None = None) -> list[Entry]:
    """The lines of a register, of one year or of all.

    Raises Forbidden: neither of the centre's office nor supervising.
    """
    if actor.role not in sight.EVERYTHING and not (actor.role in sight.HANDLING and actor.department == CENTRE):
        raise Forbidden(
            f"{actor.user} is {actor.role}; registers are for the centre's office, supervisors and administrators",
            f"{actor.user}的角色为{actor.role},台账限中心办公室、督查和管理人员查看",
            role=str(actor.role),
        )
    with desk.database.reading() as connection:
        return registers.entries(connection, register, year)


def register_as_csv(desk: Desk, lines: Sequence[Entry], *, at: datetime) -> bytes:
    """The lines as a spreadsheet reads them: every field that any of them has as a column, in the guides' words."""
    names = list(dict.fromkeys(name for line in lines for name in line.data))
    out = io.StringIO()
    writer = csv.writer(out)
    labels = _labels(desk, {str(line.data.get("item", "")) for line in lines}, at)
    writer.writerow([*FIXED, *(labels.get(name, name) for name in names)])
    for line in lines:
        status = cases.WORDS[CaseStatus(line.status)]
        ended = in_utc(line.ended_at) if line.ended_at is not None else ""
        fixed = [line.number, in_utc(line.at), line.case_number, status, ended]
        writer.writerow([harmless(value) for value in (*fixed, *(_text(line.data.get(name)) for name in names))])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def _labels(desk: Desk, items: set[str], at: datetime) -> dict[str, str]:
    with desk.database.reading() as connection:
        guides = [found.guide or {} for item in items if (found := definitions.find_key(connection, item, at))]
    facts = [fact for guide in guides for fact in guide.get("facts") or ()]
    return {**WORDS, **{str(fact["name"]): str(fact.get("label") or fact["name"]) for fact in facts}}
