"""The six items of the house run from the window to the result, each in its own way of being handled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app import designs, desk
from app.desk import Completed
from app.domain.actors import Actor
from app.domain.cases import CaseStatus
from app.domain.roles import Role
from app.settings import ROOT, Settings
from app.store.database import Database
from app.store.records import CaseRecord
from tests.factories import ADMIN, AT, DAY, Centre, head, officer

SHOP = {"area": 350, "works": 100_000, "sign_board": True, "tobacco": False, "drains": False, "fumes": False}
SENT = {"reference": "青住建报〔2026〕12号", "receiver": "省厅政务窗口"}
NO = {"reasons": "不符合条件", "basis": "行政许可法第三十二条"}


@pytest.fixture
def hall(database: Database) -> Centre:
    """The centre as `processes/` describes it."""
    centre = Centre(house=desk.open_desk(database, Settings(webhook_url="http://hook.example")))
    designs.load_folder(centre.house, ROOT / "processes", at=AT)
    return centre


def clerk(department: str) -> Actor:
    return Actor(user=f"{department}.clerk", role=Role.WINDOW, department=department)


def receive(hall: Centre, item: str, department: str, **variables: Any) -> CaseRecord:
    return hall.receive(item, actor=clerk(department), **variables)


def run(hall: Centre, case: CaseRecord, *answers: tuple[str, dict[str, Any]]) -> Completed:
    """Give the answers one after the other; the element is found by the first part of its id."""
    done = None
    for element, answer in answers:
        task = hall.task(case, element, answer.pop("department", None))
        done = hall.complete(case, element, task.department, **answer)
    assert done is not None
    return done


def refuse(hall: Centre, case: CaseRecord, kind: str = "ordinary") -> Completed:
    """Answer explicitly: draft, for a major one the duty leader, then serve."""
    run(hall, case, ("refusal_draft", {"outcome": kind, **NO}))
    if kind == "major":
        run(hall, case, ("refusal_approve", {"outcome": "approve"}))
    hall.serve(case)
    return run(hall, case, ("refusal_serve", {"outcome": "done"}))


def test_a_direct_item_is_done_in_one_visit(hall: Centre) -> None:
    case = receive(hall, "direct", "civil")
    done = run(hall, case, ("card_accept", {"outcome": "accept"}))
    assert done.case.status is CaseStatus.COMPLETED
    assert done.case.due_at is None and done.case.statutory_at is not None
    assert [n.kind for n in done.notices] == ["BJTZ"]
    assert hall.pass_time(AT + 30 * DAY) == []


def test_a_direct_item_still_open_at_closing_time_is_reported(hall: Centre) -> None:
    case = receive(hall, "direct", "civil")
    closing = hall.house.calendar.due(AT, 0)
    hall.pass_time(closing - timedelta(seconds=1))
    assert hall.alerts(case) == []
    hall.pass_time(closing)
    assert {alert.split(":")[0] for alert in hall.alerts(case)} >= {"closing", "red"}


def test_a_direct_item_that_is_refused_gets_a_written_answer(hall: Centre) -> None:
    case = receive(hall, "direct", "civil")
    run(hall, case, ("card_accept", {"outcome": "reject", **NO}))
    assert refuse(hall, case).case.status is CaseStatus.DECLINED
    assert hall.kinds(case) == ["BBLD"]


def test_a_promised_item_keeps_its_promise(hall: Centre) -> None:
    case = receive(hall, "promised", "market", site_visit=True)
    elements = hall.elements(case)
    assert len(elements) == 1
    done = hall.complete(case, elements[0].split(":")[0], outcome="accept")
    assert [n.kind for n in done.notices] == ["SLTZ"]
    promised = hall.house.programs.in_force("promised", hall.at).days("limit")
    assert promised and done.case.due_at == hall.house.calendar.due(AT, promised)
    while hall.open_tasks(case):
        task = hall.open_tasks(case)[0]
        actions = desk.task_sheet(hall.house, ADMIN, task.id, at=AT).actions
        good = next(a for a in ("agree", "grant", "done", "accept") if a in actions)
        hall.complete(case, task.element, outcome=good)
    assert hall.now(case).status is CaseStatus.COMPLETED
    assert hall.kinds(case)[-1] == "BJTZ" and "ZYXK" in hall.kinds(case)
    assert hall.alerts(case) == []


def test_the_joint_item_asks_the_departments_that_the_application_needs(hall: Centre) -> None:
    case = receive(hall, "joint", "market", **SHOP)
    run(hall, case, ("accept", {"outcome": "accept"}), ("site_visit", {"outcome": "done"}))
    assert hall.elements(case) == ["review:fire", "review:urban"]
    run(
        hall,
        case,
        ("review", {"department": "fire", "outcome": "agree"}),
        ("review", {"department": "urban", "outcome": "agree"}),
        ("decide", {"outcome": "grant"}),
        ("deliver", {"outcome": "done"}),
    )
    assert hall.now(case).status is CaseStatus.COMPLETED
    assert hall.kinds(case) == ["SLTZ", "ZYXK", "BJTZ"]
    hall.check_ledgers()


def test_added_and_removed_departments_stay_so_when_the_case_is_returned_and_the_ledger_tells_it(hall: Centre) -> None:
    lead = Actor(user="market.lead", role=Role.OFFICER, department="market")
    case = receive(hall, "joint", "market", **SHOP)
    run(hall, case, ("accept", {"outcome": "accept"}), ("site_visit", {"outcome": "done"}))
    task = hall.task(case, "review", "fire")
    desk.add_department(hall.house, lead, task.id, "tobacco", "现场发现售烟", at=AT)
    desk.remove_department(hall.house, lead, task.id, "urban", "不设招牌", at=AT)
    desk.send_back(hall.house, officer("fire"), task.id, "accept", "图纸有误", at=AT)
    run(hall, case, ("accept", {"outcome": "accept"}), ("site_visit", {"outcome": "done"}))
    assert hall.elements(case) == ["review:fire", "review:tobacco"]
    told = [e.detail for e in desk.ledger(hall.house, ADMIN, case.number) if e.act == "keep_departments"]
    assert told == [{"element": "co_review", "added": ["tobacco"], "removed": ["urban"]}]
    hall.check_ledgers()


def test_a_department_that_never_answers_is_recorded_and_does_not_consent(hall: Centre) -> None:
    case = receive(hall, "joint", "market", **SHOP)
    run(hall, case, ("accept", {"outcome": "accept"}), ("site_visit", {"outcome": "done"}))
    run(hall, case, ("review", {"department": "urban", "outcome": "agree"}))
    hall.pass_time(hall.house.calendar.due(AT, 7))
    assert hall.elements(case) == ["decide:market"]
    missing = [o for o in hall.opinions(case) if o.department == "fire"]
    assert [(o.kind, o.outcome, o.user) for o in missing] == [("missing", "missing", "system")]
    assert "missing:head_review:fire" in hall.alerts(case)
    assert "red:review:fire" in hall.alerts(case)
    run(hall, case, ("decide", {"outcome": "deny", **NO}))
    assert refuse(hall, case, "major").case.status is CaseStatus.REFUSED
    assert hall.kinds(case) == ["SLTZ", "BYXK"]
    filed = [
        e.detail["number"]
        for e in desk.ledger(hall.house, ADMIN, case.number)
        if e.act in ("notice", "handle") and "number" in e.detail
    ]
    assert filed == ["SLTZ-2026-000001", "BB-2026-000001", "BYXK-2026-000001"]


def test_an_escalated_item_waits_for_the_upper_level_on_a_clock_of_its_own(hall: Centre) -> None:
    case = receive(hall, "escalated", "housing")
    run(
        hall,
        case,
        ("safety_accept", {"outcome": "accept"}),
        ("safety_review", {"outcome": "agree"}),
        ("safety_submit", {"outcome": "done", "form": SENT}),
    )
    assert hall.elements(case) == []
    assert hall.kinds(case) == ["SLTZ", "SBZB"]
    hall.pass_time(hall.house.calendar.due(AT, 20))
    urged = [e.detail["department"] for e in desk.ledger(hall.house, ADMIN, case.number) if e.act == "urge"]
    assert urged == ["province-housing", "province-housing"]
    desk.message(hall.house, clerk("housing"), case.number, "upper.reply", at=hall.at)
    run(hall, case, ("register_reply", {"outcome": "grant"}), ("safety_deliver", {"outcome": "done"}))
    assert hall.now(case).status is CaseStatus.COMPLETED
    hall.check_ledgers()


def test_an_assisted_applicant_confirms_and_the_item_has_its_own_limits(hall: Centre) -> None:
    case = receive(hall, "assisted", "centre", wanted="joint", **SHOP)
    run(hall, case, ("help_draft", {"outcome": "done"}), ("help_confirm", {"outcome": "confirm"}))
    assert hall.elements(case) == ["accept:market"]
    assert hall.now(case).due_at is None
    run(hall, case, ("accept", {"outcome": "accept"}))
    assert hall.now(case).due_at == hall.house.calendar.due(AT, 15)
    assert hall.kinds(case) == ["SLTZ"]


@pytest.mark.parametrize("how", ["at the window", "online"])
def test_nothing_counts_as_accepted_before_the_applicant_has_confirmed_what_was_drafted(hall: Centre, how: str) -> None:
    """Nobody has applied yet, so no window owes an answer; from then on the law's five days run as ever."""
    case = receive(hall, "assisted", "centre", wanted="promised", site_visit=False)
    run(hall, case, ("help_draft", {"outcome": "done"}))
    assert not any(fired.startswith("receiving") for fired in hall.pass_time(AT + 20 * DAY))
    assert hall.now(case).status is CaseStatus.RECEIVED and hall.kinds(case) == []
    confirmed_at = hall.at
    if how == "online":
        desk.message(hall.house, clerk("centre"), case.number, "applicant.confirmed", at=hall.at)
    else:
        run(hall, case, ("help_confirm", {"outcome": "confirm"}))
    due = hall.house.calendar.due(confirmed_at, 5)
    sheet = desk.clock_sheet(hall.house, head("centre"), case.number, at=hall.at)
    assert [view.due_at for view in sheet.items if view.kind == "receiving"] == [due]
    hall.pass_time(due - timedelta(minutes=1))
    assert hall.now(case).status is CaseStatus.RECEIVED
    hall.pass_time(due)
    now = hall.now(case)
    assert (now.status, now.accepted_at, hall.kinds(case)) == (CaseStatus.ACCEPTED, confirmed_at, ["SLTZ"])
    assert now.due_at == hall.house.calendar.due(confirmed_at, 8)
    hall.check_ledgers()


def test_what_is_missing_when_a_draft_is_confirmed_is_waited_for(hall: Centre) -> None:
    case = receive(hall, "assisted", "centre", wanted="promised", site_visit=False)
    desk.ask_supplement(hall.house, clerk("centre"), case.number, [{"code": "M02", "kind": "supply"}], 30, at=hall.at)
    run(hall, case, ("help_draft", {"outcome": "done"}), ("help_confirm", {"outcome": "confirm"}))
    hall.pass_time(AT + 14 * DAY)
    assert hall.now(case).status is CaseStatus.RECEIVED
    desk.hand_in_materials(hall.house, clerk("centre"), case.number, [{"code": "M02"}], at=hall.at)
    due = hall.house.calendar.due(hall.at, 5)
    hall.pass_time(due)
    now = hall.now(case)
    assert (now.status, now.accepted_at) == (CaseStatus.ACCEPTED, AT + 14 * DAY)


def test_an_answer_of_a_department_without_a_window_is_served_at_the_general_one(hall: Centre) -> None:
    case = receive(hall, "rejected", "centre", lead="fire", refusal="refuse")
    run(hall, case, ("refusal_draft", {"outcome": "ordinary", **NO}))
    task = hall.task(case, "refusal_serve")
    assert (task.department, task.role) == ("fire", "window")
    clerk_of_centre = clerk("centre")
    assert [one.id for one in hall.inbox(clerk_of_centre)] == [task.id]
    hall.serve(case)
    done = desk.complete(hall.house, clerk_of_centre, task.id, outcome="done", at=AT)
    assert (done.case.status, done.task.department) == (CaseStatus.REFUSED, "centre")


def test_an_applicant_who_does_not_confirm_has_not_applied(hall: Centre) -> None:
    case = receive(hall, "assisted", "centre", wanted="direct", **SHOP)
    done = run(hall, case, ("help_draft", {"outcome": "done"}), ("help_confirm", {"outcome": "decline"}))
    assert done.case.status is CaseStatus.WITHDRAWN
    assert hall.kinds(case) == ["ZZBL"]


def test_loading_the_folder_again_changes_nothing(hall: Centre) -> None:
    before = [(d.key, d.version, d.id) for d in designs.definitions(hall.house, at=hall.at)]
    again = designs.load_folder(hall.house, ROOT / "processes", at=AT + DAY)
    assert not again.created and not again.centre
    assert [(d.key, d.version, d.id) for d in designs.definitions(hall.house, at=hall.at)] == before
    items = {d.key for d in again.definitions if not d.procedure}
    assert items == {"direct", "promised", "joint", "escalated", "rejected", "assisted"}
    assert len(again.definitions) - len(items) == 17 and {d.key for d in again.definitions if d.rhythm} == {
        "dutylog", "monthlyreport"
    }  # fmt: skip


def test_the_centre_file_gives_departments_people_posts_and_hours(hall: Centre) -> None:
    found = desk.directory(hall.house)
    assert {"market", "fire", "urban", "tobacco", "housing", "ecology", "civil", "centre"} <= {
        d.code for d in found.departments
    }
    post = next(p for p in found.posts if p.code == "fire-review")
    holders = {a.user: a for a in found.accounts}
    assert holders[post.a].department == holders[post.b].department == "fire"
    assert holders[post.a].role is Role.OFFICER
    assert next(w for w in found.windows if w.code == "A02").department == "market"
    # 9:00 to 12:00 and 13:30 to 17:30 in the centre's zone.
    opening = hall.house.calendar.opening_of(datetime(2026, 3, 2).date())
    assert opening.astimezone(hall.house.calendar.zone).hour == 9


def test_the_public_guides_are_those_beside_the_diagrams(hall: Centre) -> None:
    guides = {item["key"]: item["guide"] for item in desk.public_items(hall.house, at=hall.at)}
    assert guides["joint"]["limits"]["promise"] == 15
    assert len(guides["joint"]["materials"]) == 14
