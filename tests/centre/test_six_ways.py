"""The six ways of handling, with what an official expects around them (rows 1 to 6, 9, 17 and 20b)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.domain.reports import Figure
from app.errors import Invalid
from app.store import conduct, loading
from tests.centre.hall import SENT, SHOP, clerk, ledger, receive, run, signals
from tests.engine.drawing import draw, end, service, start, user
from tests.factories import ADMIN, AT, Centre, head


def kinds_of(centre: Centre, number: str) -> list[tuple[str, str]]:
    with centre.house.database.reading() as connection:
        case = loading.by_number(connection, number).case.id
        return [(one.kind, one.number) for one in conduct.kinds(connection, case)]


def test_a_direct_item_goes_from_the_window_to_its_result_in_one_visit_without_a_promise(hall: Centre) -> None:
    case = receive(hall, "direct", "civil")
    done = run(hall, case, ("card_accept", {"outcome": "accept"}))
    assert done.case.status is CaseStatus.COMPLETED and done.case.due_at is None
    assert [notice.kind for notice in done.notices] == ["BJTZ"]


def test_a_direct_item_not_closed_by_closing_time_raises_violation_12_by_itself_once(hall: Centre) -> None:
    case = receive(hall, "direct", "civil")
    closing = hall.house.calendar.due(AT, 0)
    hall.pass_time(closing - timedelta(seconds=1))
    assert signals(hall.house) == []
    hall.pass_time(closing + timedelta(hours=1))
    (seen,) = signals(hall.house, rule="12")
    assert (seen.weight, seen.case_number, seen.department) == ("violation", case.number, "civil")
    assert "closing" in seen.evidence and ledger(hall, case, "violation")[0]["rule"] == "12"


def test_a_direct_item_closed_in_time_raises_nothing(hall: Centre) -> None:
    run(hall, receive(hall, "direct", "civil"), ("card_accept", {"outcome": "accept"}))
    hall.pass_time(hall.house.calendar.due(AT, 3))
    assert signals(hall.house) == []


def test_accepting_gives_number_voucher_and_due_date_at_once_and_the_date_on_paper_is_the_timers(hall: Centre) -> None:
    case = receive(hall, "promised", "market", site_visit=False)
    done = run(hall, case, ("food_accept", {"outcome": "accept"}))
    (voucher,) = done.notices
    assert voucher.kind == "SLTZ" and voucher.at == done.case.accepted_at
    assert voucher.data["due_at"] == done.case.due_at.isoformat().replace("+00:00", "Z")  # type: ignore[union-attr]
    with hall.house.database.reading() as connection:
        found = desk.due_timers(hall.house, done.case.due_at, 50)  # type: ignore[arg-type]
        assert connection is not None
    assert done.case.due_at in [one.due_at for one in found if one.kind == "promise_due"]


def test_completing_without_the_notice_of_completion_is_impossible_whatever_a_diagram_leaves_out(
    centre: Centre,
) -> None:
    plain = draw(
        start("s"),
        user("take", groups="market", props={"kind": "accept", "actions": "accept,reject"}),
        end("e"),
        flows=["s -> take -> e"],
        id="plain",
        props={"mode": "promised", "lead": "market", "limit": "5"},
    )
    centre.deploy(plain)
    case = centre.receive("plain")
    assert [notice.kind for notice in centre.complete(case, "take", outcome="accept").notices] == ["SLTZ", "BJTZ"]


def test_a_status_drawn_as_accepted_is_an_acceptance_with_voucher_number_and_limits(centre: Centre) -> None:
    drawn = draw(
        start("s"),
        service("take", "case.status", props={"status": "accepted"}),
        user("work", groups="fire"),
        end("e"),
        flows=["s -> take -> work -> e"],
        id="drawn",
        props={"mode": "escalated", "lead": "market", "limit": "5"},
    )
    centre.deploy(drawn)
    case = centre.receive("drawn")
    assert case.accepted_at == AT and case.due_at == centre.house.calendar.due(AT, 5)
    assert centre.kinds(case) == ["SLTZ"]
    assert kinds_of(centre, case.number) == [("escalated", "SB-2026-000001")]


def test_a_report_upward_is_refused_without_its_document_number_and_its_receiver(hall: Centre) -> None:
    case = receive(hall, "escalated", "housing")
    run(hall, case, ("safety_accept", {"outcome": "accept"}), ("safety_review", {"outcome": "agree"}))
    for left_out in SENT:
        form = {name: value for name, value in SENT.items() if name != left_out}
        with pytest.raises(Invalid, match=f"form.{left_out}"):
            run(hall, case, ("safety_submit", {"outcome": "done", "form": form}))
    with pytest.raises(Invalid, match="reported_on"):
        run(hall, case, ("safety_submit", {"outcome": "done", "form": {**SENT, "reported_on": "2026-03-09"}}))


def test_reported_upward_records_date_document_number_and_receiver(hall: Centre) -> None:
    case = receive(hall, "escalated", "housing")
    run(
        hall,
        case,
        ("safety_accept", {"outcome": "accept"}),
        ("safety_review", {"outcome": "agree"}),
        ("safety_submit", {"outcome": "done", "form": SENT}),
    )
    (told,) = [one for one in ledger(hall, case, "handle") if one.get("topic") == "report.upward"]
    assert told == {"topic": "report.upward", "element": "safety_submit", "reported_on": "2026-03-02", **SENT}
    paper = next(one for one in desk.notices(hall.house, ADMIN, case.number) if one.kind == "SBZB")
    assert (paper.data["reference"], paper.data["receiver"]) == (SENT["reference"], SENT["receiver"])


def test_help_is_flagged_with_its_helper_and_goes_together_with_the_other_ways(hall: Centre) -> None:
    case = desk.receive(
        hall.house,
        clerk("market"),
        "joint",
        applicant={"name": "王小二餐饮店"},
        variables=SHOP,
        assisted_by="shao.yi",
        at=AT,
    )
    run(hall, case, ("accept", {"outcome": "accept"}))
    assert hall.now(case).assisted_by == "shao.yi"
    assert ledger(hall, case, "receive")[0]["assisted_by"] == "shao.yi"
    assert kinds_of(hall, case.number) == [("joint", "LB-2026-000001")]


def test_assisted_cases_are_counted(hall: Centre) -> None:
    receive(hall, "promised", "market", site_visit=False)
    given = {"applicant": {"name": "王小二"}, "variables": {"site_visit": False}, "at": AT}
    desk.receive(hall.house, clerk("market"), "promised", assisted_by="shao.yi", **given)
    report = desk.monthly_report(hall.house, ADMIN, 2026, 3, at=hall.at)
    assert (report.total[Figure.RECEIVED], report.total[Figure.ASSISTED]) == (2, 1)


def test_each_kind_is_derived_from_the_way_taken_with_a_number_series_of_its_own(hall: Centre) -> None:
    one = receive(hall, "direct", "civil")
    run(hall, one, ("card_accept", {"outcome": "accept"}))
    other = receive(hall, "promised", "market", site_visit=False)
    desk.ask_supplement(hall.house, clerk("market"), other.number, [{"code": "M05"}], at=hall.at)
    desk.hand_in_materials(hall.house, clerk("market"), other.number, [{"code": "M05"}], at=hall.at)
    run(hall, other, ("food_accept", {"outcome": "accept"}))
    third = receive(hall, "promised", "market", site_visit=False)
    run(hall, third, ("food_accept", {"outcome": "reject", "reasons": "不属职权", "basis": "第三十二条"}))
    assert kinds_of(hall, one.number) == [("direct", "JB-2026-000001")]
    assert sorted(kinds_of(hall, other.number)) == [("promised", "CN-2026-000001"), ("supplement", "BC-2026-000001")]
    assert kinds_of(hall, third.number) == [("returned", "TH-2026-000001")]


def test_the_kinds_of_a_month_equal_the_numbers_given_out(hall: Centre) -> None:
    for _ in range(3):
        run(hall, receive(hall, "direct", "civil"), ("card_accept", {"outcome": "accept"}))
    run(hall, receive(hall, "promised", "market", site_visit=False), ("food_accept", {"outcome": "accept"}))
    found = desk.kinds_of_month(hall.house, ADMIN, 2026, 3, at=hall.at)
    assert {one.kind: one.count for one in found if one.count} == {"direct": 3, "promised": 1}
    for one in found:
        assert len(one.numbers) == one.count


def test_an_urgent_case_has_a_shorter_promise_and_is_first_in_the_inbox(hall: Centre) -> None:
    slow = receive(hall, "promised", "market", site_visit=False)
    given = {"applicant": {"name": "急件"}, "variables": {"site_visit": False}, "at": AT}
    fast = desk.receive(hall.house, clerk("market"), "promised", urgent=True, **given)
    for case in (slow, fast):
        run(hall, case, ("food_accept", {"outcome": "accept"}))
    assert hall.now(slow).due_at == hall.house.calendar.due(AT, 8)
    assert hall.now(fast).due_at == hall.house.calendar.due(AT, 4)
    assert [task.case_number for task in hall.inbox(head("market"))] == [fast.number, slow.number]
    assert hall.inbox(head("market"))[0].case_urgent


def test_an_overrun_promise_leaves_a_record_of_who_ran_over(hall: Centre) -> None:
    case = receive(hall, "promised", "market", site_visit=False)
    run(hall, case, ("food_accept", {"outcome": "accept"}))
    hall.pass_time(hall.house.calendar.due(AT, 9))
    (seen,) = signals(hall.house, rule="overdue")
    assert seen.case_number == case.number and seen.evidence["by"] == ["market"]
