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
    Do.CONTEND: "重复签收被拒",
    Do.DELEGATE: "委派",
    Do.RESOLVE: "委派答复",
    Do.RETURN: "退回",
    Do.WITHDRAW: "撤回意见",
    Do.ADD: "加签",
    Do.REMOVE: "减签",
    Do.URGE: "催办",
    Do.ABSENCE: "登记缺勤",
}
OUTCOMES = {
    "disagree": "不同意",
    "deny": "不予许可",
    "reject": "不予受理",
    "major": "报值班领导",
    "approve": "同意否决",
}
ALERTS = {"yellow": "黄灯", "red": "红灯", "missing": "未按期反馈"}
DEPUTY = "deputy"


@dataclass(frozen=True, kw_only=True)
class Highlight:
    """One line; `kind` is a deed, an outcome or the level of an alert."""

    at: datetime
    shop: str
    kind: str
    word: str
    who: str
    said: str


@dataclass
class Highlights:
    """The lines so far."""

    cast: Cast
    lines: list[Highlight] = field(default_factory=list)

    def done(self, at: datetime, errand: Errand, person: Person, said: str) -> None:
        """Note a deed that is not routine."""
        deed = errand.deed
        kind = str(deed.do)
        word = WORDS.get(deed.do, "")
        if deed.do is Do.COMPLETE:
            kind, word = (DEPUTY, "B岗代办") if deed.deputy else (deed.outcome, OUTCOMES.get(deed.outcome, ""))
        if deed.do in (Do.ADD, Do.REMOVE):
            word += self.cast.short[deed.about]
        if word:
            self._add(at, errand.part.shop.name, kind, word, self._who(person), said)

    def alerted(self, shop: str, seen: Evidence) -> None:
        """Note the lamps of a case that changed, and the opinions that did not come."""
        for alert in sorted(seen.alerts, key=lambda one: (one["at"], one["id"])):
            at = read_moment(alert["at"])
            if at is not None and alert["level"] in ALERTS:
                word = ALERTS[alert["level"]]
                self._add(at, shop, alert["level"], word, self.cast.short[alert["department"]], alert["name"])

    def in_order(self) -> list[Highlight]:
        """In order of time."""
        return sorted(self.lines, key=lambda line: line.at)

    def _who(self, person: Person) -> str:
        return f"{self.cast.short[person.department]}{person.name}"

    def _add(self, at: datetime, shop: str, kind: str, word: str, who: str, said: str) -> None:
        self.lines.append(Highlight(at=at, shop=shop, kind=kind, word=word, who=who, said=said))


def as_json(lines: Iterable[Highlight]) -> list[Json]:
    """The lines as they stand in the document."""
    return [{**vars(line), "at": line.at.isoformat(timespec="seconds")} for line in lines]
