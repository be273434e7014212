"""The stage on which the day is played: the server's clock, everybody's line to it, and the notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.demo.cast import Cast
from app.demo.client import Caller
from app.demo.town import Clock

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Note:
    """A line of the notebook: when, at which window, who did what, about which case."""

    at: datetime
    window: str
    who: str
    what: str
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A named check of a story: what was expected, and what was seen."""

    story: str
    name: str
    expected: Any
    seen: Any

    @property
    def ok(self) -> bool:
        """Whether it was seen as expected."""
        return bool(self.expected == self.seen)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case that was handed in; `code` is the applicant's."""

    number: str
    code: str
    item: str
    applicant: str
    window: str = ""


@dataclass
class Stage:
    """What all stories share; `handed_in` has every case of an item, in order, by its number."""

    clock: Clock
    cast: Cast
    callers: Mapping[str, Caller]
    public: Caller
    guides: Mapping[str, Json]
    notes: list[Note] = field(default_factory=list)
    checks: list[Seen] = field(default_factory=list)
    handed_in: dict[str, Case] = field(default_factory=dict)
    told: list[Json] = field(default_factory=list)
    """The notebook's own record of what became of cases: `number`, `what` (received, accepted …) and `day`."""

    @property
    def now(self) -> datetime:
        """What time it is in the story."""
        return self.clock.now

    def remember(self, number: str, what: str) -> None:
        """Put down by hand what becomes of a case, to be held against the server's own figures in the end."""
        self.told.append({"number": number, "what": what, "day": f"{self.now:%m-%d}"})

    def counted(self, what: str, *, day: str = "", month: str = "") -> int:
        """How many cases the notebook has of something, on a day or in a month."""
        return len(self.numbers(what, day=day, month=month))

    def numbers(self, what: str, *, day: str = "", month: str = "") -> set[str]:
        """The cases of which the notebook has something."""
        return {
            one["number"]
            for one in self.told
            if one["what"] == what and day in ("", one["day"]) and one["day"].startswith(month)
        }
