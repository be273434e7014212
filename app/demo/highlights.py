"""What was out of the ordinary on the way, as lines for people: deeds of the stories, and lamps that changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.demo.cast import Cast, Person
from app.demo.deeds import Do
from app.demo.diary import read_moment
from app.demo.doing import Errand
from app.demo.evidence import Evidence, Json

WORDS = {
    Do.CONTEND: ("重复签收被拒", "dim"),
    Do.DELEGATE: ("委派", "blue"),
    Do.RESOLVE: ("委派答复", "blue"),
    Do.RETURN: ("退回", "magenta"),
    Do.WITHDRAW: ("撤回意见", "magenta"),
    Do.ADD: ("加签", "blue"),
    Do.REMOVE: ("减签", "blue"),
    Do.URGE: ("催办", "yellow"),
    Do.ABSENCE: ("登记缺勤", "blue"),
}
OUTCOMES = {
    "disagree": ("不同意", "red"),
    "deny": ("不予许可", "red"),
    "reject": ("不予受理", "red"),
    "major": ("报值班领导", "red"),
    "approve": ("同意否决", "red"),
}
ALERTS = {"yellow": ("黄灯", "yellow"), "red": ("红灯", "red"), "missing": ("未按期反馈", "magenta")}


@dataclass(frozen=True, kw_only=True, order=True)
class Highlight:
    """One line; `style` is for the word in front."""

    at: datetime
    shop: str
    word: str
    style: str
    who: str
    said: str


@dataclass
class Highlights:
    """The lines so far."""

    cast: Cast
    lines: list[Highlight] = field(default_factory=list)

    def done(self, at: datetime, errand: Errand, person: Person) -> None:
        """Note a deed that is not routine."""
        deed = errand.deed
        found = OUTCOMES.get(deed.outcome) if deed.do is Do.COMPLETE else WORDS.get(deed.do)
        if deed.deputy and deed.do is Do.COMPLETE:
            found = ("B岗代办", "blue")
        if found is None:
            return
        word, style = found
        if deed.do in (Do.ADD, Do.REMOVE):
            word += self.cast.short[deed.about]
        said = deed.reasons or deed.opinion
        self._add(at, errand.part.shop.name, word, style, self._who(person), said)

    def alerted(self, shop: str, seen: Evidence) -> None:
        """Note the lamps of a case that changed, and the opinions that did not come."""
        for alert in seen.alerts:
            at = read_moment(alert["at"])
            if at is not None and alert["level"] in ALERTS:
                word, style = ALERTS[alert["level"]]
                self._add(at, shop, word, style, self.cast.short[alert["department"]], alert["name"])

    def sorted(self) -> list[Highlight]:
        """In order of time."""
        return sorted(self.lines)

    def _who(self, person: Person) -> str:
        return f"{self.cast.short[person.department]}{person.name}"

    def _add(self, at: datetime, shop: str, word: str, style: str, who: str, said: str) -> None:
        self.lines.append(Highlight(at=at, shop=shop, word=word, style=style, who=who, said=said))


def as_json(lines: Iterable[Highlight]) -> list[Json]:
    """The lines as they stand in the document."""
    return [{**vars(line), "at": line.at.isoformat(timespec="seconds")} for line in lines]
