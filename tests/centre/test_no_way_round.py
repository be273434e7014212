"""Trying to get round it over the API: no acceptance without voucher, no refusal without reasons, filing, service."""

from __future__ import annotations

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.domain.roles import Role
from tests.centre.door import Door
from tests.centre.hall import NO, SHOP
from tests.factories import ADMIN, AT
from tests.notices.paper import text_of


def declined(door: Door) -> str:
    number = door.received()
    assert door.complete(door.window, number, outcome="reject", **NO).status_code == 200
    return number


@pytest.mark.parametrize("lacking", ["reasons", "basis"])
@pytest.mark.parametrize("blank", [None, "", "  \n", "\u3000"])
def test_nobody_declines_without_reasons_and_legal_basis_however_it_is_left_out(
    door: Door, lacking: str, blank: str | None
) -> None:
    number = door.received()
    said = {**NO, lacking: blank}
    answer = {"outcome": "reject", **{name: text for name, text in said.items() if text is not None}}
    for who in (door.window, door.head, door.root):
        assert door.complete(who, number, **answer).status_code == 422
    hidden = {**answer, "form": {lacking: "藏在表单里"}, "variables": {"outcome": "reject", lacking: "x"}}
    assert door.complete(door.window, number, **hidden).status_code == 422
    assert door.status(number) is CaseStatus.RECEIVED and door.kinds(number) == []


def test_variables_do_not_decide_instead_of_the_officer(door: Door) -> None:
    number = door.received()
    forged = {"outcome": "reject", "status": "accepted", "decision": "grant"}
    done = door.complete(door.window, number, outcome="accept", variables=forged)
    assert done.status_code == 200 and door.status(number) is CaseStatus.ACCEPTED
    assert door.kinds(number) == ["SLTZ"]


def test_an_accepted_case_cannot_be_declined_and_a_refusal_not_be_terminated_away_without_its_paper(door: Door) -> None:
    number = door.received()
    assert door.complete(door.window, number, outcome="accept").status_code == 200
    assert door.complete(door.head, number, outcome="reject", **NO).status_code == 422
    assert door.head.post(f"/cases/{number}/terminate", {"reason": " "}).status_code == 422
    assert door.window.post(f"/cases/{number}/terminate", {"reason": "算了"}).status_code == 403
    bare = door.head.post(f"/cases/{number}/terminate", {"reason": "重复申请"})
    assert bare.status_code == 422 and bare.get_json()["field"] == "basis", "a decision is owed"
    ended = {"reason": "重复申请", "basis": "行政许可法第八条"}
    assert door.head.post(f"/cases/{number}/terminate", ended).status_code == 200
    assert door.kinds(number) == ["SLTZ", "ZZBL"]
    told = desk.notices(door.hall.house, ADMIN, number)[-1]
    assert (told.data["reasons"], told.data["basis"]) == ("重复申请", "行政许可法第八条")
    assert "行政复议" in text_of(door.head.get(f"/cases/{number}/notices/{told.number}.pdf").data)
    (sign,) = desk.signals(door.hall.house, ADMIN, desk.SignalQuery(rule="ended")).items
    assert (sign.weight, sign.evidence["by"]) == ("signal", "zhou.min")


def test_a_refusal_does_not_end_before_its_service_is_on_record_with_its_proof(door: Door) -> None:
    number = declined(door)
    assert door.complete(door.officer, number, outcome="ordinary", **NO).status_code == 200
    (paper,) = desk.notices(door.hall.house, ADMIN, number)
    for who in (door.window, door.head, door.root):
        refused = door.complete(who, number, outcome="done", form={"served": True, "method": "in_person"})
        assert refused.status_code == 409 and refused.get_json()["notices"] == [paper.number]
    path = f"/cases/{number}/notices/{paper.number}/deliveries"
    for proof in ({"method": "in_person"}, {"method": "post"}, {"method": "in_person", "signed_by": " "}):
        assert door.window.post(path, {"receiver": "王小二", **proof}).status_code == 422
    failed = {"method": "in_person", "receiver": "王小二", "outcome": "failed", "note": "无人在家"}
    assert door.window.post(path, failed).status_code == 201
    assert door.complete(door.window, number, outcome="done").status_code == 409
    assert (
        door.window.post(path, {"method": "in_person", "receiver": "王小二", "signed_by": "王小二"}).status_code == 201
    )
    assert door.complete(door.window, number, outcome="done").status_code == 200
    assert door.status(number) is CaseStatus.DECLINED


def test_a_major_refusal_is_not_the_handlers_alone(door: Door) -> None:
    number = declined(door)
    leader = door.leader
    assert door.complete(door.officer, number, outcome="major", **NO).status_code == 200
    assert door.complete(door.officer, number, outcome="approve").status_code == 403
    assert door.complete(door.head, number, outcome="approve").status_code == 403
    assert door.kinds(number) == []
    assert door.complete(leader, number, outcome="approve").status_code == 200
    assert door.kinds(number) == ["BYSL"]


def test_who_has_drafted_a_refusal_does_not_approve_it_even_as_the_duty_leader(door: Door) -> None:
    body = {"item": "rejected", "applicant": {"name": "王小二"}, "variables": {"lead": "centre", "refusal": "refuse"}}
    made = door.person("qian.duo", Role.WINDOW, "centre").post("/cases", body)
    number = str(made.get_json()["number"])
    assert door.complete(door.leader, number, outcome="major", **NO).status_code == 200
    refused = door.complete(door.leader, number, outcome="approve")
    assert refused.status_code == 403 and refused.get_json()["rule"] == "refusal"
    other = door.person("meng.yao", Role.HEAD, "centre")
    assert door.complete(other, number, outcome="approve").status_code == 200


def test_a_filing_that_comes_too_late_is_a_violation_with_a_warning_before(door: Door) -> None:
    number = declined(door)
    case = desk.case(door.hall.house, ADMIN, number)
    law = door.hall.house.calendar.due(AT, 5)  # sooner than the ten working days of the centre's own rule
    door.hall.pass_time(law)
    raised = [one for one in door.hall.alerts(case) if one.endswith("::market")]
    assert {"yellow::market", "red::market", "violation::market"} <= set(raised)
    told = [dict(e.detail) for e in desk.ledger(door.hall.house, ADMIN, number) if e.act == "violation"]
    assert [one["rule"] for one in told] == ["filing"]


def test_a_filing_in_time_stops_its_timers(door: Door) -> None:
    number = declined(door)
    assert door.complete(door.officer, number, outcome="ordinary", **NO).status_code == 200
    door.hall.pass_time(door.hall.house.calendar.due(AT, 12))
    told = [e.detail.get("rule") for e in desk.ledger(door.hall.house, ADMIN, number) if e.act == "violation"]
    assert "filing" not in told


def test_one_refusal_of_many_departments_cannot_be_made_a_grant_by_the_lead_without_a_word(door: Door) -> None:
    body = {"item": "joint", "applicant": {"name": "王小二"}, "variables": SHOP, "window": "A02"}
    number = str(door.window.post("/cases", body).get_json()["number"])
    assert door.complete(door.window, number, outcome="accept").status_code == 200
    assert door.complete(door.officer, number, outcome="done").status_code == 200
    case = desk.case(door.hall.house, ADMIN, number)
    for task in door.hall.open_tasks(case):
        who = door.person(f"{task.department}.x", Role.OFFICER, task.department)
        said = (
            {"outcome": "disagree", "reasons": "不符合消防要求"} if task.department == "fire" else {"outcome": "agree"}
        )
        assert who.post(f"/tasks/{task.id}/complete", said).status_code == 200
    refused = door.complete(door.head, number, outcome="grant")
    assert refused.status_code == 422 and refused.get_json()["departments"] == ["fire"]
    assert door.complete(door.head, number, outcome="grant", reasons="已整改复验合格").status_code == 200
