"""What a day is: worked or not, the hall open or not, under which name, and the words that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class DayKind(StrEnum):
    """Why a day is a legal working day or is not; whether the hall is open is a second matter."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # a statutory or local holiday, or a day moved next to one
    MAKEUP = "makeup"  # a rest day worked in exchange (调休上班)
    CLOSED = "closed"  # no office works, by decision of the government (停办): the law's clock stands still
    SHUT = "shut"  # the hall alone is shut (闭厅): still a working day, limits run on
    OPENED = "opened"  # the hall opens on a rest day (加开): still a rest day


WORKED = frozenset({DayKind.WORKDAY, DayKind.MAKEUP, DayKind.SHUT})
"""Legal working days: only these count in a limit."""
OPEN = frozenset({DayKind.WORKDAY, DayKind.MAKEUP, DayKind.OPENED})
"""Days on which people find the hall open."""

_ZH = {
    DayKind.WORKDAY: "工作日",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "节假日",
    DayKind.MAKEUP: "调休上班",
    DayKind.CLOSED: "停办",
    DayKind.SHUT: "闭厅,仍为工作日",
    DayKind.OPENED: "加开,不计工作日",
}
_EN = {
    DayKind.WORKDAY: "working day",
    DayKind.WEEKEND: "weekend",
    DayKind.HOLIDAY: "holiday",
    DayKind.MAKEUP: "make-up working day",
    DayKind.CLOSED: "offices closed by decision",
    DayKind.SHUT: "hall shut, still a working day",
    DayKind.OPENED: "hall open, no working day",
}


class Note(StrEnum):
    """What part a day plays in a count, where its kind alone does not say so."""

    NONE = ""
    LATE = "late"  # what arrives after closing counts for the next working day
    RECEIVED = "received"  # the day of the event, which is not counted (民法典 201)
    ROLLED = "rolled"  # natural days end on it only because the day before is a rest day (民法典 203)


_NOTES = {
    Note.LATE: ("下班后收到,视为次一工作日收到", "arrived after closing, counts as the next working day"),
    Note.RECEIVED: ("收件当日,不计入", "day of receipt, not counted"),
    Note.ROLLED: ("期限末日逢休息日,顺延", "the last day is a day of rest, so the limit moves on"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """What somebody says of a day that makes it differ from Monday to Friday.

    basis: the document that decided it.
    """

    kind: DayKind
    name: str = ""
    name_en: str = ""
    basis: str = ""

    @property
    def worked(self) -> bool:
        """Whether it counts as a working day."""
        return self.kind in WORKED

    def reason(self, language: str = "zh") -> str:
        """Why the day counts or does not, in words for people: 周末, 春节, 调休上班(国庆节) …"""
        chinese = language == "zh"
        name = self.name if chinese else self.name_en or self.name
        plain = (_ZH if chinese else _EN)[self.kind]
        if not name:
            return plain
        if self.kind is DayKind.HOLIDAY:
            return name
        return f"{plain}({name})" if chinese else f"{plain} ({name})"


PLAIN = (Mark(kind=DayKind.WORKDAY),) * 5 + (Mark(kind=DayKind.WEEKEND),) * 2
"""What Monday to Sunday are when nobody says anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day and the reason why it counts or does not.

    number: its place in a count, 0 outside.  hours: working hours counted on it, in a count of hours.
    """

    date: date
    kind: DayKind
    name: str = ""
    name_en: str = ""
    basis: str = ""
    provisional: bool = False
    number: int = 0
    note: Note = Note.NONE
    hours: float = 0.0

    @property
    def worked(self) -> bool:
        """Whether the day counts as a working day."""
        return self.kind in WORKED

    @property
    def open(self) -> bool:
        """Whether people find the hall open."""
        return self.kind in OPEN

    def reason(self, language: str = "zh") -> str:
        """Why the day counts or does not, in words for people."""
        mark = Mark(kind=self.kind, name=self.name, name_en=self.name_en)
        words = mark.reason(language)
        if self.note is Note.NONE:
            return words
        zh, en = _NOTES[self.note]
        return f"{words};{zh}" if language == "zh" else f"{words}; {en}"

    def to_dict(self, language: str = "zh") -> dict[str, Any]:
        """The day as it is shown to the outside."""
        return {
            "date": self.date,
            "worked": self.worked,
            "open": self.open,
            "kind": self.kind,
            "name": self.name,
            "name_en": self.name_en,
            "basis": self.basis,
            "provisional": self.provisional,
            "reason": self.reason(language),
        }

    def counted(self, language: str = "zh") -> dict[str, Any]:
        """The same with its place in a count."""
        return {**self.to_dict(language), "number": self.number, "hours": self.hours, "note": self.note}
