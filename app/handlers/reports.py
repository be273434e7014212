"""Topic `report.fill`: the figures of the month before, as the report over HTTP has them, for the monthly report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.domain.acts import Act
from app.domain.reports import WORDS, Counts, Figure, Month, Side, month_of
from app.engine import Request
from app.handlers.known import fill
from app.handlers.office import Office
from app.store import hall, monthly
from app.store.monthly import Scope
from app.store.work import Work

COLUMNS = (
    Figure.RECEIVED, Figure.ACCEPTED, Figure.SUPPLEMENTED, Figure.RETURNED, Figure.DIRECT, Figure.PROMISED,
    Figure.JOINT, Figure.ESCALATED, Figure.DONE, Figure.OVERDUE, Figure.REJECTED,
)  # fmt: skip


def month(request: Request, work: Work, office: Office) -> Mapping[str, Any]:
    """Lay the table of the month into the form, by department with its sum; the diagram learns `period`."""
    looked_at = month_before(work, office)
    kinds = {number: kind for number in monthly.versions(work.reader) if (kind := office.kind_of(number)) is not None}
    cells = monthly.cells(work.reader, Scope(month=looked_at, kinds=kinds))
    sums: dict[str, Counts] = {}
    for cell in cells:
        sums[cell.department] = sums.get(cell.department, Counts()) + cell.counts
    asked = hall.consultations_by_department(work.reader, looked_at.start, looked_at.end)
    codes = sorted({*sums, *asked})
    rows = [_row(office.name_of(code), sums.get(code, Counts()), asked.get(code, 0)) for code in codes]
    rows.append(_row("合计", sum(sums.values(), Counts()), sum(asked.values())))
    period = f"{looked_at.year}年{looked_at.month}月"
    headings = ["部门", *(WORDS[one].removeprefix("其中") for one in COLUMNS), "按时办结率", "咨询"]
    fill(work, period=period, month=str(looked_at), figures={"columns": headings, "rows": rows})
    work.record(Act.HANDLE, topic=request.topic, element=request.element, month=str(looked_at), by=str(Side.DEPARTMENT))
    return {"period": period}


def month_before(work: Work, office: Office) -> Month:
    """The month before that in which the report was started."""
    zone = office.calendar.zone
    first = work.case.received_at.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last = first - timedelta(days=1)
    return month_of(last.year, last.month, zone, work.at)


def _row(name: str, counts: Counts, asked: int) -> list[str]:
    """A line of the table.  asked: consultations, which are receptions and no cases."""
    rate = counts.on_time_rate
    return [name, *(str(counts[one]) for one in COLUMNS), "—" if rate is None else f"{rate:.1%}", str(asked)]
