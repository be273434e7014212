"""The watch goes its round: what it sees is written once, told of only when it is certain, and judged by a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import desk
from app.desk import hall as front
from app.desk.hall import Visit
from app.domain.conduct import ACTS
from app.errors import Forbidden, Invalid, Refused
from app.store.signals import SignalQuery
from tests.centre.hall import NO, clerk, ledger, receive, run, signals
from tests.factories import ADMIN, AT, SUPERVISOR, Centre, head, officer, simple

MARKET = clerk("market")
CLOSED = AT + timedelta(hours=7, minutes=30)


def decline(hall: Centre, verdicts: dict[str, str]) -> str:
    """A declined case whose checklist says this."""
    case = receive(hall, "promised", "market", site_visit=False)
    found = [{"code": code, "verdict": one} for code, one in verdicts.items()]
    desk.check_materials(hall.house, MARKET, case.number, found, at=hall.at)
    run(hall, case, ("food_accept", {"outcome": "reject", **NO}), ("refusal_draft", {"outcome": "ordinary", **NO}))
    hall.serve(case)
    run(hall, case, ("refusal_serve", {"outcome": "done"}))
    return case.number


def test_the_house_as_it_comes_gives_no_cause(hall: Centre) -> None:
    case = receive(hall, "direct", "civil")
    run(hall, case, ("card_accept", {"outcome": "accept"}))
    assert desk.go_round(hall.house, CLOSED) == 0 and signals(hall.house) == []


def test_a_partial_sign_is_for_a_person_and_leaves_the_sealed_record_alone(hall: Centre) -> None:
    number = decline(hall, {"M01": "correct"})
    assert desk.go_round(hall.house, hall.at) == 1
    assert desk.go_round(hall.house, hall.at) == 0
    (seen,) = signals(hall.house, case=number)
    assert (seen.rule, seen.weight, seen.status, seen.source) == ("3", "signal", "open", "watch")
    case = desk.case(hall.house, ADMIN, number)
    assert ledger(hall, case, "violation") == [] and hall.alerts(case) == []


def test_a_certain_one_goes_into_the_ledger_and_is_told_of_once(centre: Centre) -> None:
    guide = 'name = "x"\nmode = "promised"\nhearing = true\n'
    centre.deploy(simple("task", mode="promised", lead="market"), guides={"task": guide})
    case = centre.receive("task")
    centre.complete(case, "work")
    for _ in range(2):
        desk.go_round(centre.house, centre.at)
    assert [one["rule"] for one in ledger(centre, case, "violation")] == ["11"]
    assert [one for one in centre.alerts(case) if one.startswith("violation")] == ["violation::"]
    centre.check_ledgers()


def test_an_item_that_does_not_disclose_everything_is_violation_1(centre: Centre) -> None:
    centre.deploy(simple("task"), guides={"task": 'name = "x"\nmode = "promised"\n[disclosure]\nname = "x"\n'})
    desk.go_round(centre.house, centre.at)
    (seen,) = signals(centre.house, rule="1")
    assert "basis" in seen.evidence["missing"] and seen.weight == "violation"


def test_served_without_a_record_is_a_sign_of_handling_outside_the_rules(hall: Centre) -> None:
    for _ in range(2):
        front.take_ticket(hall.house, "A01", at=hall.at)
        ticket = front.call_next(hall.house, MARKET, "A01", at=hall.at)
        front.serve(hall.house, MARKET, ticket.id, at=hall.at)
    visit = front.register(hall.house, MARKET, Visit(name="王小二", need="咨询", ticket=ticket.id), at=hall.at)
    front.settle(hall.house, MARKET, visit.number, "answered", "已答复", at=hall.at)
    desk.go_round(hall.house, CLOSED - timedelta(seconds=1))
    assert signals(hall.house) == []
    desk.go_round(hall.house, CLOSED)
    desk.go_round(hall.house, CLOSED)
    assert [(one.rule, one.subject, one.weight) for one in signals(hall.house)] == [("18", "A01-001", "signal")]


def test_false_material_accepted_all_the_same_is_flagged_at_once(hall: Centre) -> None:
    case = receive(hall, "promised", "market", site_visit=False)
    desk.check_materials(hall.house, MARKET, case.number, [{"code": "M03", "verdict": "false"}], at=hall.at)
    assert signals(hall.house) == []
    run(hall, case, ("food_accept", {"outcome": "accept"}))
    (seen,) = signals(hall.house)
    assert (seen.rule, seen.weight, seen.evidence["materials"]) == ("8", "signal", ["M03"])


def test_a_signal_is_judged_once_by_a_supervisor_with_what_was_found(hall: Centre) -> None:
    decline(hall, {"M01": "correct"})
    desk.go_round(hall.house, hall.at)
    (seen,) = signals(hall.house)
    with pytest.raises(Forbidden):
        desk.judge_signal(hall.house, head("market"), seen.id, "dismissed", "无", at=hall.at)
    with pytest.raises(Invalid):
        desk.judge_signal(hall.house, SUPERVISOR, seen.id, "dismissed", " ", at=hall.at)
    judged = desk.judge_signal(hall.house, SUPERVISOR, seen.id, "confirmed", "调阅录像属实", at=hall.at)
    assert (judged.status, judged.reviewed_by) == ("confirmed", "watch")
    with pytest.raises(Refused, match="was confirmed by"):
        desk.judge_signal(hall.house, SUPERVISOR, seen.id, "dismissed", "不属实", at=hall.at)


def test_what_only_a_complaint_brings_up_is_entered_by_hand(hall: Centre) -> None:
    made = desk.enter_signal(hall.house, SUPERVISOR, "14", "A01窗口", "market", "收受购物卡", at=hall.at)
    assert (made.rule, made.weight, made.source) == ("14", "signal", "complaint")
    with pytest.raises(Forbidden):
        desk.enter_signal(hall.house, officer("market"), "14", "x", "market", "y", at=hall.at)
    with pytest.raises(Invalid):
        desk.enter_signal(hall.house, SUPERVISOR, "99", "x", "market", "y", at=hall.at)


def test_heads_see_the_signals_of_their_own_department_only(hall: Centre) -> None:
    desk.enter_signal(hall.house, SUPERVISOR, "14", "x", "market", "y", at=hall.at)
    assert len(desk.signals(hall.house, head("market"), SignalQuery()).items) == 1
    assert desk.signals(hall.house, head("fire"), SignalQuery()).items == ()
    with pytest.raises(Forbidden):
        desk.signals(hall.house, officer("market"), SignalQuery())
    assert "14" in ACTS
