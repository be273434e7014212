"""Stretches of time that a clock does not count, and the grounds on which a case may be paused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.calendar import WorkCalendar

Span = tuple[datetime, datetime]
"""Beginning and end of a stretch, aware; one that is still open ends where it is expected to."""


class Ground(StrEnum):
    """Why the clock of a case may stand still.

    Source: Administrative Licensing Law, art. 45; LOCAL where a rule of the place is switched on.
    """

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"


WORDS = {
    Ground.HEARING: ("听证", "hearing"),
    Ground.TENDER: ("招标", "tender"),
    Ground.AUCTION: ("拍卖", "auction"),
    Ground.INSPECTION: ("检验", "inspection"),
    Ground.TESTING: ("检测", "testing"),
    Ground.QUARANTINE: ("检疫", "quarantine"),
    Ground.APPRAISAL: ("鉴定", "appraisal"),
    Ground.EXPERT_REVIEW: ("专家评审", "expert review"),
}


class StopKind(StrEnum):
    """What makes a clock stand still."""

    PAUSE = "pause"  # 特别程序: every clock of the case
    SUPPLEMENT = "supplement"  # 补正: likewise, until the materials are complete
    EXTERNAL = "external"  # 上级办理: the promise and the statutory limit only
    OWN = "own"  # a step on a clock of its own: likewise


STOPS_ALL = frozenset({StopKind.PAUSE, StopKind.SUPPLEMENT})
"""Kinds that stop the steps as well as the case."""


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One stretch that does not count.

    seq: of the fact that began it.  expected_at: when an open one is expected to end.  token: the step that waits.
    name: of the step that waits, or of a ground that a local rule allows.
    days: working days that it was expected to take.
    """

    kind: StopKind
    seq: int
    began_at: datetime
    ended_at: datetime | None = None
    expected_at: datetime | None = None
    ground: str = ""
    reason: str = ""
    approver: str = ""
    days: int | None = None
    ahead: int = 2
    token: int = 0
    element: str = ""
    name: str = ""
    department: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.ended_at is None

    def span(self, now: datetime | None = None) -> Span:
        """From where to where; an open one runs to its expected end, and when `now` is later, to `now`."""
        if self.ended_at is not None:
            return self.began_at, max(self.began_at, self.ended_at)
        ends = [self.began_at, self.expected_at or self.began_at, now or self.began_at]
        return self.began_at, max(ends)

    def word(self, language: str = "zh") -> str:
        """What stops the clock, in words for people: 停表:听证, 停表:补正, 上级办理 …"""
        chinese = language == "zh"
        if self.kind is StopKind.EXTERNAL:
            return "上级办理" if chinese else "with the upper level"
        if self.kind is StopKind.OWN:
            return "另行计时" if chinese else "on a clock of its own"
        if self.kind is StopKind.SUPPLEMENT:
            return "停表:补正" if chinese else "paused: supplement"
        local = (self.name or self.ground, self.ground)
        zh, en = WORDS[Ground(self.ground)] if self.ground in set(Ground) else local
        return f"停表:{zh}" if chinese else f"paused: {en}"


def spans(stops: Iterable[Stop], now: datetime | None = None) -> tuple[Span, ...]:
    """Where stops lie, in order; what overlaps is one stretch, so that nothing is left out twice."""
    merged: list[Span] = []
    for began, ended in sorted(stop.span(now) for stop in stops):
        if ended <= began:
            continue
        if merged and began <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ended))
        else:
            merged.append((began, ended))
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Days after `after`, up to and with `upto`, that do not count; the clock was stopped `from_at`."""

    after: date
    upto: date
    from_at: datetime


def days_left_out(calendar: WorkCalendar, stopped: Sequence[Span]) -> list[LeftOut]:
    """Stretches as days: the day on which one begins is counted, that on which it ends is not.

    stopped: in order and apart, as `spans` makes them; then their days are apart as well.
    """
    found = [LeftOut(calendar.receipt_day(began), calendar.receipt_day(ended), began) for began, ended in stopped]
    return [one for one in found if one.after < one.upto]
