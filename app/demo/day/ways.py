"""The ordinary ways through the items, step by step; stories with a turn of their own tell their steps themselves."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import datetime
from typing import Any

from app.demo.day.dates import THE_DAY, WORKED, moment, worked_after
from app.demo.day.stage import Case, Json
from app.demo.day.teller import Teller
from app.demo.shops import draw_facts

CLERKS = {"direct": "jin.lan", "promised": "tang.li", "joint": "tang.li", "escalated": "jia.yu", "assisted": "qian.duo"}
OFFICERS = {
    "fire": "cao.lei", "urban": "feng.kai", "tobacco": "yu.bo", "housing": "ye.feng", "ecology": "pan.yue",
}  # fmt: skip
BASIS = "《行政许可法》第三十二条"
TWO = {"reviewers": ["lin.wei", "xu.jing"], "signed_by_applicant": True}
GRANTED = ("SLTZ", "ZYXK", "BJTZ")
COMPLETE = {"opinion": "材料齐全，符合法定形式，予以受理。"}
FIT = {"opinion": "符合法定条件、标准，准予许可。"}


def apart(teller: Teller, day: str, days: int = 1) -> datetime:
    """A moment of the working day so many later, early enough for what comes after it on the same day."""
    hour = teller.draw.choice((9, 10, 14, 15))
    return moment(worked_after(day, days), f"{hour:02d}:{teller.draw.randint(0, 54):02d}")


def today(teller: Teller) -> str:
    """The day on which the clock stands, or the working day before."""
    day = f"{teller.stage.now:%m-%d}"
    return max(one for one in WORKED if one <= day)


def direct(teller: Teller) -> Iterator[datetime]:
    """Handed in, decided and handed over in one visit."""
    case = teller.receive("direct", "jin.lan")
    yield teller.soon(5)
    teller.step(case, "card_accept", "jin.lan", "accept", opinion="年满60周岁，证件相符，当场发证。")
    teller.ended(case, "completed", "BJTZ")


def direct_refused(teller: Teller) -> Iterator[datetime]:
    """Too young: an ordinary refusal, filed and served in writing."""
    case = teller.receive("direct", "jin.lan")
    yield teller.soon(5)
    why = {"reasons": "申请人未满60周岁。", "basis": "《老年人优待证管理规定》第四条"}
    teller.step(case, "card_accept", "jin.lan", "reject", **why)
    yield teller.soon(9)
    teller.step(case, "refusal_draft", "tian.tian", "ordinary", **why)
    yield teller.soon(6)
    teller.step(case, "refusal_serve", "jin.lan", form={"method": "当面送达"})
    teller.ended(case, "declined", "BBLD")


def accepted(teller: Teller, item: str, element: str, facts: Json, **more: Any) -> Generator[datetime, None, Case]:
    """Handed in and accepted at once; what comes back is the case."""
    case = teller.receive(item, CLERKS[item], facts, **more)
    yield teller.soon()
    teller.step(case, element, CLERKS[item], "accept", **COMPLETE)
    return case


def promised(teller: Teller) -> Iterator[datetime]:
    """A food licence, with or without a visit to the place."""
    visit = teller.draw.random() < 0.6
    case = yield from accepted(teller, "promised", "food_accept", {"site_visit": visit})
    if visit:
        yield apart(teller, today(teller))
        teller.step(case, "food_inspect", "lin.wei", opinion="两名核查人员现场核查，符合要求。", form=TWO)
    yield apart(teller, today(teller))
    teller.step(case, "food_decide", "zhou.min", "grant", **FIT)
    yield teller.soon(40)
    teller.step(case, "food_deliver", "tang.li", form={"method": "窗口领取"})
    teller.ended(case, "completed", *GRANTED)


def joint(teller: Teller) -> Iterator[datetime]:
    """A restaurant: one visit, all departments at once, one result."""
    facts = draw_facts(teller.draw)
    case = yield from accepted(teller, "joint", "accept", vars(facts))
    if facts.departments:
        yield apart(teller, today(teller))
        teller.step(case, "site_visit", "lin.wei", opinion="各部门一次到场，记录由申请人签字。", form=TWO)
    for department in teller.draw.sample(facts.departments, len(facts.departments)):
        yield teller.soon(25)
        _agrees(teller, case, department)
    yield apart(teller, today(teller))
    teller.step(case, "decide", "zhou.min", "grant", **FIT)
    yield teller.soon(40)
    teller.step(case, "deliver", "tang.li", form={"method": "窗口领取"})
    teller.ended(case, "completed", *GRANTED)


def reviewed(teller: Teller, case: Case, departments: tuple[str, ...]) -> Iterator[datetime]:
    """The rest of a joint case whose departments all agree."""
    yield apart(teller, today(teller))
    teller.step(case, "site_visit", "lin.wei", opinion="各部门一次到场，记录由申请人签字。", form=TWO)
    for department in departments:
        yield teller.soon(25)
        _agrees(teller, case, department)
    yield apart(teller, today(teller))
    teller.step(case, "decide", "zhou.min", "grant", **FIT)
    yield teller.soon(40)
    teller.step(case, "deliver", "tang.li", form={"method": "窗口领取"})
    teller.ended(case, "completed", *GRANTED)


def _agrees(teller: Teller, case: Case, department: str) -> None:
    """The officer of a department; the tobacco bureau's is on leave on the day."""
    away = department == "tobacco" and today(teller) == THE_DAY
    who = "fu.qiang" if away else OFFICERS[department]
    teller.step(case, "review", who, "agree", department=department, opinion="符合条件，同意。")
