"""The monthly report: what is counted of the cases of one month, in cells of window, department and kind.

A case lies in exactly one cell, so the sums over windows, departments or kinds are all the same total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.errors import Invalid

FIRST_YEAR, LAST_YEAR = 2000, 9998


class Figure(StrEnum):
    """One thing that is counted; each is a number of cases, and can be opened into them."""

    RECEIVED = "received"
    DIRECT = "direct"
    PROMISED = "promised"
    JOINT = "joint"
    ESCALATED = "escalated"
    OTHER = "other"
    ASSISTED = "assisted"
    ACCEPTED = "accepted"
    SUPPLEMENTED = "supplemented"
    RETURNED = "returned"
    DONE = "done"
    ON_TIME = "on_time"
    OVERDUE = "overdue"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    RUNNING_OVERDUE = "running_overdue"


WORDS: Mapping[Figure, str] = {
    Figure.RECEIVED: "收件",
    Figure.DIRECT: "其中直接办理",
    Figure.PROMISED: "其中承诺办理",
    Figure.JOINT: "其中联合办理",
    Figure.ESCALATED: "其中上报办理",
    Figure.OTHER: "其中其他",
    Figure.ASSISTED: "其中有协助",
    Figure.ACCEPTED: "受理",
    Figure.SUPPLEMENTED: "补正",
    Figure.RETURNED: "退件",
    Figure.DONE: "办结",
    Figure.ON_TIME: "其中按时办结",
    Figure.OVERDUE: "其中超期办结",
    Figure.REJECTED: "其中否决",
    Figure.WITHDRAWN: "撤回",
    Figure.TERMINATED: "终止",
    Figure.RUNNING_OVERDUE: "月末在办超期",
}

KINDS: Mapping[str, Figure] = {
    "direct": Figure.DIRECT,
    "promised": Figure.PROMISED,
    "joint": Figure.JOINT,
    "escalated": Figure.ESCALATED,
}
"""The kinds of cases that have a figure of their own; every other is `OTHER`."""

KIND_WORDS: Mapping[str, str] = {
    "direct": "直接办理",
    "promised": "承诺办理",
    "joint": "联合办理",
    "escalated": "上报办理",
    "rejected": "明确答复",
    "assisted": "协助办理",
    "": "未注明",
}


@dataclass(frozen=True, kw_only=True)
class Month:
    """A calendar month of the centre's zone.

    start, end: from the first moment of it up to, not including, that of the next.  at: when it is looked at.
    """

    year: int
    month: int
    start: datetime
    end: datetime
    at: datetime

    @property
    def horizon(self) -> datetime:
        """Its end, or now while it is still going on."""
        return min(self.end, self.at)

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen in it."""
        return self.at >= self.end

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def month_of(year: int, month: int, zone: ZoneInfo, at: datetime) -> Month:
    """The month as somebody sees it at the moment `at`.  Raises Invalid: there is none, or it is still to come."""
    if not (1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        raise Invalid(f"there is no month {year}-{month:02d}", f"没有{year}年{month}月", field="month")
    start = datetime(year, month, 1, tzinfo=zone).astimezone(UTC)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone).astimezone(UTC)
    if start > at:
        raise Invalid(f"{year}-{month:02d} is still to come", f"{year}年{month}月尚未开始", field="month")
    return Month(year=year, month=month, start=start, end=end, at=at)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The figures of a part of the cases."""

    figures: Mapping[Figure, int] = field(default_factory=dict)

    def __getitem__(self, figure: Figure) -> int:
        return self.figures.get(figure, 0)

    def __add__(self, other: Counts) -> Counts:
        return Counts(figures={figure: self[figure] + other[figure] for figure in Figure})

    @property
    def on_time_rate(self) -> float | None:
        """Of the cases done, the part that kept its promise, to four places; None where none was done."""
        done = self[Figure.DONE]
        return round(self[Figure.ON_TIME] / done, 4) if done else None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The cases of one kind that one department leads and one window received."""

    window: str
    department: str
    kind: str
    counts: Counts


class Side(StrEnum):
    """Along what the cells are summed."""

    WINDOW = "window"
    DEPARTMENT = "department"
    KIND = "kind"


SIDE_WORDS: Mapping[Side, str] = {Side.WINDOW: "窗口", Side.DEPARTMENT: "部门", Side.KIND: "类型"}


@dataclass(frozen=True, kw_only=True)
class Report:
    """A month in figures.  department: the one it is confined to, None for the whole centre."""

    month: Month
    department: str | None
    cells: tuple[Cell, ...]
    names: Mapping[tuple[Side, str], str] = field(default_factory=dict)

    @property
    def total(self) -> Counts:
        """Over everything."""
        return sum((cell.counts for cell in self.cells), Counts())

    def by(self, side: Side) -> dict[str, Counts]:
        """The sums along one side, by its codes in order."""
        sums: dict[str, Counts] = {}
        for cell in self.cells:
            code = str(getattr(cell, side.value))
            sums[code] = sums.get(code, Counts()) + cell.counts
        return dict(sorted(sums.items()))

    def name(self, side: Side, code: str) -> str:
        """What a window, a department or a kind is called; its code when nobody named it."""
        return self.names.get((side, code)) or (KIND_WORDS.get(code, code) if side is Side.KIND else code)
