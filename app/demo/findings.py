"""What came of it: every expectation as a named check, seen or not, for each case and for the house as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from app.demo.diary import BEIJING, HOLIDAY, Diary, read_moment
from app.demo.evidence import Evidence
from app.demo.receiver import Mailbox
from app.demo.town import Played

Json = dict[str, Any]
PROMISE = 15
CLOSING = time(17, 30)
TOLD_TO = "supervisor"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One expectation and whether it was seen; `case` is empty for the house as a whole."""

    case: str
    name: str
    seen: bool
    detail: str = ""


def check_case(played: Played, seen: Evidence, diary: Diary) -> list[Check]:
    """What every case must show, and then what its own story must."""
    facts = played.part.story.facts
    left = played.part.story.is_left
    own = [(one.name, one.test) for one in played.part.story.expects]
    tests: list[tuple[str, Callable[[Evidence], bool]]] = [
        ("停在该停之处" if left else "办件已经办结", lambda one: _came_to(one, left)),
        ("协办部门与申报事实相符", lambda one: _departments_fit(one, facts.departments)),
        ("承诺期限按工作日算准", lambda one: _limit_fits(one, diary)),
        ("在承诺期限内办结", lambda one: one.in_time),
        ("告警一级一次，部门和监察都收到", _alerts_arrived),
        *own,
    ]
    return [_checked(played.number, name, test, seen) for name, test in tests]


def _checked(number: str, name: str, test: Callable[[Evidence], bool], seen: Evidence) -> Check:
    try:
        return Check(case=number, name=name, seen=test(seen))
    except (KeyError, TypeError, IndexError) as error:  # the server's answer has not what the check asks for
        return Check(case=number, name=name, seen=False, detail=f"{type(error).__name__}: {error}")


def _came_to(seen: Evidence, left: bool) -> bool:
    return (seen.case["ended_at"] is None) == left and seen.case["failure"] is None and bool(seen.stands_at)


def _departments_fit(seen: Evidence, declared: Sequence[str]) -> bool:
    if seen.case["accepted_at"] is None:
        return not seen.co_departments
    added = {entry["detail"]["department"] for entry in seen.acts("add_department")}
    return set(seen.co_departments) == set(declared) | added


def _limit_fits(seen: Evidence, diary: Diary) -> bool:
    accepted, due = read_moment(seen.case["accepted_at"]), read_moment(seen.case["due_at"])
    if accepted is None or due is None:
        return accepted is due
    return diary.worked_between(accepted, due) == PROMISE and due.time() == CLOSING


def _alerts_arrived(seen: Evidence) -> bool:
    wanted = sorted(
        (alert["level"], alert["element"], alert["name"], target)
        for alert in seen.alerts
        for target in (alert["department"], TOLD_TO)
    )
    came = sorted(
        (one.data["level"], one.data["element"], one.data["name"], one.target)
        for one in seen.deliveries
        if one.is_alert
    )
    return wanted == came


def check_house(evidence: Mapping[str, Evidence], box: Mailbox, ledger: Json, diary: Diary) -> list[Check]:
    """What must be true of all cases together."""
    alerts = [alert for one in evidence.values() for alert in one.alerts]
    flawed = "、".join(one["number"] for one in ledger["flawed"])
    tests = [
        ("日历含2026年春节九天假期和两个调休上班日", diary.knows_the_holiday(), ""),
        ("假期里没有一次到时、没有一盏灯变色", not any(_in_holiday(alert["at"]) for alert in alerts), ""),
        ("每条消息的签名都有效", box.forged == 0, f"{box.forged}"),
        ("没有一条消息重复", box.repeated == 0, f"{box.repeated}"),
        ("台账逐条校验无误", not flawed and ledger["cases"] == len(evidence), flawed),
    ]
    return [Check(case="", name=name, seen=seen, detail="" if seen else detail) for name, seen, detail in tests]


def _in_holiday(moment: str) -> bool:
    at = read_moment(moment)
    return at is not None and HOLIDAY[0] <= at.astimezone(BEIJING).date() <= HOLIDAY[1]
