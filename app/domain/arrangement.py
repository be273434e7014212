"""What somebody says of a year's days, and how that differs from what was known before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.days import Mark
from app.domain.years import NOTICE, IndexedYear, Year

LONGEST_HOLIDAY = 31
_WRITTEN = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One day as somebody entered it.  line: in the file, 0 where there is none.  field: where it was said."""

    date: date
    mark: Mark
    field: str
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """A year's days as somebody announces them.  file: what messages call the place it was read from."""

    year: int
    entries: tuple[Entry, ...]
    source: str = NOTICE
    document: str = ""
    file: str = ""

    @property
    def special(self) -> dict[date, Mark]:
        """The days by date."""
        return {entry.date: entry.mark for entry in sorted(self.entries, key=lambda one: one.date)}


@dataclass(frozen=True, kw_only=True)
class Change:
    """A day that is something else than before."""

    date: date
    before: Mark
    after: Mark

    @property
    def moves(self) -> bool:
        """Whether it becomes or ceases to be a working day, so that limits move."""
        return self.before.worked != self.after.worked

    def to_dict(self, language: str = "zh") -> dict[str, Any]:
        """The change as it is shown to the outside."""
        return {
            "date": self.date,
            "before": self.before.kind,
            "after": self.after.kind,
            "before_reason": self.before.reason(language),
            "after_reason": self.after.reason(language),
            "moves": self.moves,
        }


def differences(before: IndexedYear, after: IndexedYear) -> list[Change]:
    """The days on which two versions of a year differ."""
    pairs = zip(before.marks, after.marks, strict=True)
    return [
        Change(date=date.fromordinal(after.first + place), before=old, after=new)
        for place, (old, new) in enumerate(pairs)
        if old != new
    ]


def digest_of(special: Mapping[date, Mark]) -> str:
    """What a version says, as SHA-256 in hexadecimal; the same days give the same digest."""
    lines = [f"{day} {m.kind}\t{m.name}\t{m.name_en}\t{m.basis}\n" for day, m in sorted(special.items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def entries_of(year: Year) -> tuple[Entry, ...]:
    """A year's days as if they had been entered."""
    return tuple(Entry(date=day, mark=mark, field=str(day)) for day, mark in year.special.items())


def span(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`."""
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


def written_day(value: Any) -> date | None:
    """A date as TOML has it or as people write it; None when it is none."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    found = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None
