"""Every path of every item is driven, and no end of a case is without its document.

A walk answers each step with each of its outcomes and lets each timer fire at least once; at every end the papers,
the filing and the service are looked for, and every step and end of the diagram has been passed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.store.records import CaseRecord
from tests.centre.hall import NO, SENT, SHOP, clerk
from tests.factories import ADMIN, Centre

LONGEST = 60
WANTED = ("direct", "promised", "joint", "escalated", "none")
WAYS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "direct": ("civil", [{}]),
    "promised": ("market", [{"site_visit": True}, {"site_visit": False}]),
    "joint": ("market", [SHOP, {name: False if isinstance(value, bool) else 0 for name, value in SHOP.items()}]),
    "escalated": ("housing", [{}]),
    "rejected": ("centre", [{"lead": "fire", "refusal": kind} for kind in ("decline", "deny", "refuse")]),
    "assisted": (
        "centre",
        [
            {"wanted": kind, "site_visit": False, **SHOP}
            for kind in ("direct", "promised", "joint", "escalated", "none")
        ],
    ),
}
STEPS = frozenset({"userTask", "manualTask", "endEvent"})
REFUSALS = frozenset({"BYSL", "BYXK", "BBLD"})
Option = tuple[str, str]


def options(hall: Centre, case: CaseRecord) -> Iterator[Option]:
    """What may happen next: an outcome of a waiting step, the upper level's reply, the next timer."""
    waiting = hall.open_tasks(case)
    for task in waiting:
        for action in desk.task_sheet(hall.house, ADMIN, task.id, at=hall.at).actions:
            if action != "return":
                yield task.element, action
    if not waiting:
        yield "message", "upper.reply"
    due = desk.next_timer_at(hall.house)
    if due is not None:
        for row in desk.due_timers(hall.house, due):
            yield "time", f"{row.kind}:{row.element}"


def take(hall: Centre, case: CaseRecord, option: Option) -> None:
    """Let it happen."""
    what, how = option
    if what == "time":
        due = desk.next_timer_at(hall.house)
        assert due is not None
        hall.pass_time(due)
    elif what == "message":
        desk.message(hall.house, clerk(case.lead), case.number, how, at=hall.at)
    else:
        task = next(one for one in hall.open_tasks(case) if one.element == what)
        if task.kind == "deliver":
            hall.serve(case)
        hall.complete(case, what, task.department, outcome=how, form=SENT if task.kind == "submit" else {}, **NO)


def walk(hall: Centre, item: str, department: str, given: dict[str, Any], seen: Counter[Option]) -> CaseRecord:
    """One case from the window to its end, by what was done least so far."""
    case = hall.receive(item, actor=clerk(department), **given)
    for _ in range(LONGEST):
        if hall.now(case).ended_at is not None:
            break
        # A timer is let fire once; over and over it would only repeat itself.
        open_ones = [one for one in options(hall, case) if one[0] != "time" or not seen[one]]
        option = min(open_ones, key=lambda one: (seen[one], one[0] != "time", one))
        seen[option] += 1
        take(hall, case, option)
    return hall.now(case)


def check_end(hall: Centre, case: CaseRecord) -> None:
    """The papers that an end must leave behind."""
    kinds, notices = hall.kinds(case), desk.notices(hall.house, ADMIN, case.number)
    assert case.ended_at is not None and kinds, case
    if case.accepted_at is not None:
        assert {"SLTZ", "BJTZ"} & set(kinds) or case.item in ("direct", "assisted"), kinds
    if case.status is CaseStatus.COMPLETED:
        assert "BJTZ" in kinds
    elif case.status in (CaseStatus.DECLINED, CaseStatus.REFUSED):
        told = [one for one in notices if one.kind in REFUSALS]
        assert len(told) == 1 and told[0].data["reasons"] and told[0].data["basis"]
        assert told[0].served_at is not None
        entries = [entry.detail for entry in desk.ledger(hall.house, ADMIN, case.number) if entry.act == "handle"]
        (filed,) = [detail for detail in entries if detail.get("topic") == "refusal.file"]
        assert filed["number"].startswith("BB-") and filed["reasons"] and filed["basis"]
    else:
        assert {"ZZBL", "SWCH"} & set(kinds)


@pytest.mark.parametrize("item", WAYS)
def test_no_end_of_a_case_is_without_its_document(hall: Centre, item: str) -> None:
    department, ways = WAYS[item]
    seen: Counter[Option] = Counter()
    passed: set[str] = set()
    papers: dict[str, set[tuple[str, ...]]] = {}
    for _ in range(6):
        for given in ways:
            case = walk(hall, item, department, given, seen)
            check_end(hall, case)
            passed |= {one.element for one in desk.diagram(hall.house, ADMIN, case.number).passed}
            papers.setdefault(str(case.status), set()).add(tuple(sorted(set(hall.kinds(case)))))
    steps = hall.house.programs.in_force(item, hall.at).program.elements
    # What lies inside a joint review is told of by its answers, for it is passed once a department.
    inside = {key for key, info in steps.items() if info.parent in steps and steps[info.parent].multiple}
    drawn = {key for key, info in steps.items() if info.tag in STEPS and info.process == item}
    drawn -= {key for key in inside if steps[key].tag == "endEvent"}
    passed |= {what for what, _ in seen}
    assert drawn - passed == set(), papers
    hall.check_ledgers()
