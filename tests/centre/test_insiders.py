"""What a clever insider would try over the API: to tell the diagram what it works out, to end a case sideways."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.domain.roles import Role
from tests.api.setting import Person
from tests.centre.door import Door
from tests.centre.hall import NO, SHOP
from tests.engine.drawing import draw, end, send, start, user, xor
from tests.factories import ADMIN
from tests.processes.items import FOLDER

COMPLAINT = {"channel": "电话", "matter": "往返三次", "respondent": "shao.yi"}
LEAVE = {"reason": "培训", "place": "市里", "contact": "1380", "substitute": "xu.jing"}


def centre_officer(door: Door, user: str = "wan.qing") -> Person:
    return door.person(user, Role.OFFICER, "centre")


def begun(door: Door, who: Person, item: str, **body: Any) -> str:
    applicant = {"applicant": {"name": "王小二"}} if item in ("joint", "assisted", "complaint") else {}
    made = who.post("/cases", {"item": item, **applicant, **body})
    assert made.status_code == 201, made.text
    return str(made.get_json()["number"])


def where(door: Door, number: str) -> list[str]:
    return door.hall.elements(desk.case(door.hall.house, ADMIN, number))


def refuses(door: Door, who: Person, number: str, names: set[str], **answer: Any) -> None:
    """The answer is refused by the names that it may not give, and the case stays where it is."""
    before = where(door, number)
    done = door.complete(who, number, **answer)
    assert done.status_code == 422 and set(done.get_json()["names"]) == names, done.text
    assert where(door, number) == before


def test_whoever_accepts_cannot_leave_out_the_departments_that_the_diagram_asks(door: Door) -> None:
    number = begun(door, door.window, "joint", variables={**SHOP, "co_departments": []}, window="A02")
    refuses(door, door.window, number, {"co_departments"}, outcome="accept", variables={"co_departments": []})
    refuses(door, door.root, number, {"opinions"}, outcome="accept", variables={"opinions": {"fire": "agree"}})
    assert door.complete(door.window, number, outcome="accept").status_code == 200
    assert door.complete(door.officer, number, outcome="done").status_code == 200
    assert where(door, number) == ["review:fire", "review:urban"]


def test_whoever_accepts_cannot_take_back_what_the_applicant_has_stated(door: Door) -> None:
    number = door.received(site_visit=True)
    refuses(door, door.window, number, {"site_visit"}, outcome="accept", variables={"site_visit": False})
    same = door.complete(door.window, number, outcome="accept", variables={"site_visit": True})
    assert same.status_code == 200 and where(door, number) == ["food_inspect:market"]


def test_a_department_cannot_say_one_thing_and_let_the_diagram_count_another(door: Door) -> None:
    number = begun(door, door.window, "joint", variables=SHOP, window="A02")
    assert door.complete(door.window, number, outcome="accept").status_code == 200
    assert door.complete(door.officer, number, outcome="done").status_code == 200
    task = door.hall.task(desk.case(door.hall.house, ADMIN, number), "review", "fire")
    said = {"outcome": "disagree", "reasons": "不合格", "variables": {"opinion": "agree"}}
    done = door.person("cao.lei", Role.OFFICER, "fire").post(f"/tasks/{task.id}/complete", said)
    assert done.status_code == 422 and done.get_json()["names"] == ["opinion"]


def test_who_drafts_a_refusal_does_not_choose_another_paper_or_department_for_it(door: Door) -> None:
    number = door.received()
    assert door.complete(door.window, number, outcome="accept").status_code == 200
    assert door.complete(door.head, number, outcome="deny", **NO).status_code == 200
    forged = {"refusal": "decline", "lead": "fire"}
    refuses(door, door.officer, number, {"refusal", "lead"}, outcome="ordinary", variables=forged, **NO)
    assert door.complete(door.officer, number, outcome="ordinary", **NO).status_code == 200
    assert door.kinds(number) == ["SLTZ", "BYXK"]


def test_a_message_from_outside_does_not_decide_what_is_applied_for(door: Door) -> None:
    helper = door.person("qian.duo", Role.WINDOW, "centre")
    number = begun(door, helper, "assisted", variables={"wanted": "promised", "site_visit": True})
    assert door.complete(helper, number, outcome="done").status_code == 200
    forged = {"name": "applicant.confirmed", "variables": {"wanted": "none"}}
    assert helper.post(f"/cases/{number}/messages", forged).status_code == 422
    assert helper.post(f"/cases/{number}/messages", {"name": "applicant.confirmed"}).status_code == 200
    assert where(door, number) == ["food_accept:market"]


def test_the_person_concerned_puts_nobody_else_in_their_place_and_rewrites_no_evidence(door: Door) -> None:
    form = {"source": "检查", "person": "lin.wei", "person_department": "market"}
    number = begun(door, door.person("mao.ning", Role.SUPERVISOR, "supervision"), "accountability", form=form)
    named = {"person": "lin.wei", "person_department": "market"}
    found = {"rule": "一次性告知制", "evidence": "两份补正告知书"}
    assert door.complete(centre_officer(door), number, outcome="done", variables=named, form=found).status_code == 200
    refuses(door, door.officer, number, {"person"}, outcome="done", variables={"person": "xu.jing"})
    refuses(door, door.officer, number, {"count"}, outcome="done", variables={"count": 0})
    refuses(door, door.officer, number, {"person"}, outcome="done", form={"person": "xu.jing"})
    refuses(door, door.officer, number, {"evidence"}, outcome="done", form={"evidence": "无"})
    assert door.complete(door.officer, number, outcome="done", form={"statement": "首次疏忽"}).status_code == 200
    assert door.complete(door.leader, number, outcome="pursue", opinion="通报").status_code == 200
    (paper,) = desk.notices(door.hall.house, ADMIN, number)
    assert (paper.data["person"], paper.data["evidence"]) == ("林伟", "两份补正告知书")


def test_whoever_takes_up_a_complaint_does_not_clear_the_person_complained_of(door: Door) -> None:
    number = begun(door, centre_officer(door), "complaint", form=COMPLAINT)
    taken = {"outcome": "take", "variables": {"handler": "centre"}}
    refuses(door, centre_officer(door), number, {"respondent"}, **taken, form={"respondent": "nobody"})
    assert door.complete(centre_officer(door), number, **taken).status_code == 200
    assert door.complete(centre_officer(door, "shao.yi"), number, outcome="done").status_code == 403


def test_a_department_that_signs_for_a_matter_does_not_pass_it_on_by_a_variable(door: Door) -> None:
    window = door.person("qian.duo", Role.WINDOW, "centre")
    number = begun(door, window, "circulation", form={"matter_item": "promised"})
    refuses(door, door.officer, number, {"department"}, outcome="sign", variables={"department": "fire"})


def test_a_duty_leader_does_not_write_over_what_the_house_has_found_for_the_log(door: Door) -> None:
    number = begun(door, centre_officer(door), "dutylog")
    while not where(door, number):
        due = desk.next_timer_at(door.hall.house)
        assert due is not None
        door.hall.pass_time(due)
    leader = door.hall.task(desk.case(door.hall.house, ADMIN, number), "log_sign").assignee
    signs = door.person(str(leader), Role.HEAD, "centre")
    refuses(door, signs, number, {"overdue"}, outcome="sign", form={"overdue": "无"})


def test_how_long_a_leave_is_and_who_asks_for_it_is_not_for_the_asker_to_say(door: Door) -> None:
    days = {"from_day": "2026-03-04", "to_day": "2026-03-05", "days": 1, "starter": "zhou.min"}
    number = begun(door, door.officer, "absence", form={**LEAVE, **days}, variables={"starter_department": "fire"})
    assert where(door, number) == ["leave_replace:market"]
    assert door.complete(door.officer, number, outcome="agree").status_code == 403


def test_a_clerk_makes_no_case_vanish_by_saying_that_the_applicant_wished_it(door: Door) -> None:
    number = door.received()
    assert door.complete(door.window, number, outcome="accept").status_code == 200
    for said in ({}, {"signed_by": "王小二"}, {"uploads": [door.hall.signed()]}):
        for who in (door.window, door.head, door.root):
            assert who.post(f"/cases/{number}/withdraw", {"reason": "申请人撤回", **said}).status_code == 422
    assert where(door, number) == ["food_decide:market"] and door.kinds(number) == ["SLTZ"]


@pytest.mark.parametrize("act", ["terminate", "withdraw"])
@pytest.mark.parametrize("when", ["declined", "denied", "filed"])
def test_a_refusal_on_its_way_cannot_be_turned_into_another_end(door: Door, act: str, when: str) -> None:
    number = door.received()
    if when == "declined":
        assert door.complete(door.window, number, outcome="reject", **NO).status_code == 200
    else:
        assert door.complete(door.window, number, outcome="accept").status_code == 200
        assert door.complete(door.head, number, outcome="deny", **NO).status_code == 200
    if when == "filed":
        assert door.complete(door.officer, number, outcome="ordinary", **NO).status_code == 200
    before = where(door, number), door.kinds(number)
    for who in (door.head, door.root):
        said = door.request() if act == "withdraw" else {"reason": "申请人不要了", "basis": "行政许可法第八条"}
        ended = who.post(f"/cases/{number}/{act}", said)
        assert ended.status_code == 409, ended.text
    assert (where(door, number), door.kinds(number)) == before


def denied(door: Door) -> str:
    number = door.received()
    assert door.complete(door.window, number, outcome="accept").status_code == 200
    assert door.complete(door.head, number, outcome="deny", **NO).status_code == 200
    return number


def test_a_no_that_was_returned_before_it_was_told_is_none_any_more(door: Door) -> None:
    number = denied(door)
    back = {"element": "food_decide", "reason": "材料已补齐"}
    assert door.officer.post(f"/tasks/{door.task(number)}/return", back).status_code == 200
    assert door.complete(door.head, number, outcome="grant").status_code == 200
    door.hall.pass_time(door.hall.house.calendar.due(door.hall.at, 12))
    told = [
        entry.detail.get("rule") for entry in desk.ledger(door.hall.house, ADMIN, number) if entry.act == "violation"
    ]
    assert "filing" not in told and door.kinds(number) == ["SLTZ", "ZYXK", "BJTZ"]
    again = denied(door)
    assert door.officer.post(f"/tasks/{door.task(again)}/return", back).status_code == 200
    assert door.window.post(f"/cases/{again}/withdraw", door.request()).status_code == 200


def test_a_refusal_that_was_served_is_not_returned_to_be_decided_otherwise(door: Door) -> None:
    number = denied(door)
    assert door.complete(door.officer, number, outcome="ordinary", **NO).status_code == 200
    door.hall.serve(desk.case(door.hall.house, ADMIN, number))
    back = {"element": "food_decide", "reason": "领导打了招呼"}
    for who in (door.window, door.head, door.root):
        refused = who.post(f"/tasks/{door.task(number)}/return", back)
        assert refused.status_code == 409 and refused.get_json()["notices"], refused.text
    assert door.complete(door.window, number, outcome="done").status_code == 200
    assert door.status(number) is CaseStatus.REFUSED


def test_a_request_that_is_repeated_with_another_answer_changes_nothing(door: Door) -> None:
    number = door.received()
    task = door.task(number)
    path, key = f"/tasks/{task}/complete", {"Idempotency_Key": "k-1"}
    assert door.window.post(path, {"outcome": "accept"}, **key).status_code == 200
    assert door.window.post(path, {"outcome": "reject", **NO}, **key).status_code == 422
    assert door.window.post(path, {"outcome": "accept"}, **key).headers["Idempotency-Replayed"] == "true"
    assert door.head.post(path, {"outcome": "reject", **NO}, **key).status_code == 409, "another's key is another key"
    stale = door.head.post(f"/tasks/{door.task(number)}/complete", {"outcome": "grant"}, If_Match='"0"')
    assert stale.status_code == 412 and door.kinds(number) == ["SLTZ"]


def test_nobody_handles_the_task_of_another_department_or_role(door: Door) -> None:
    number = door.received()
    assert door.complete(door.window, number, outcome="accept").status_code == 200
    decide = door.task(number)
    strangers = [
        door.window,
        door.officer,
        door.person("cao.lei", Role.OFFICER, "fire"),
        door.person("luo.yong", Role.HEAD, "fire"),
        door.person("mao.ning", Role.SUPERVISOR, "supervision"),
        door.person("cui.yuan", Role.DESIGNER, "centre"),
        door.person("jiang.yuan", Role.GOVERNMENT, "government"),
        door.leader,
    ]
    for who in strangers:
        for path, body in (
            ("complete", {"outcome": "grant"}),
            ("claim", {}),
            ("delegate", {"user": "lin.wei"}),
            ("transfer", {"department": "market", "reason": "x"}),
            ("assignee", {"user": "lin.wei"}),
        ):
            assert who.post(f"/tasks/{decide}/{path}", body).status_code in (403, 404, 409), (who.token, path)
    assert where(door, number) == ["food_decide:market"] and door.kinds(number) == ["SLTZ"]


def test_who_runs_the_system_is_not_the_duty_leader(door: Door) -> None:
    number = door.received()
    assert door.complete(door.window, number, outcome="reject", **NO).status_code == 200
    assert door.complete(door.officer, number, outcome="major", **NO).status_code == 200
    refused = door.complete(door.root, number, outcome="approve")
    assert refused.status_code == 403 and refused.get_json()["rule"] == "refusal"
    assert door.kinds(number) == []


def drawn(key: str, *, result: str) -> bytes:
    """An item that draws a refusal's paper where no case comes, and calls every end by the same word."""
    return draw(
        start("s"),
        user("take", groups="market", props={"kind": "accept", "limit": "2", "actions": "accept,reject"}),
        xor("way"),
        user("judge", groups="market", props={"kind": "decide", "limit": "2", "actions": "grant,deny"}),
        xor("never"),
        send("paper", topic="notice.issue", props={"notice": "BYXK"}),
        end("told"),
        end("over", props={"result": result}),
        end("out", props={"result": result}),
        flows=[
            "s -> take -> way",
            "way -> judge: ${outcome == 'accept'}",
            "way -> out: default",
            "judge -> never",
            "never -> paper: ${outcome == 'nothing'}",
            "never -> over: default",
            "paper -> told",
        ],
        id=key,
        name=key,
        props={"lead": "market", "itemCode": key.upper(), "mode": "promised", "limit": "8", "statutoryLimit": "20"},
    )


@pytest.mark.parametrize("result", ["completed", "withdrawn", "terminated"])
def test_a_diagram_does_not_call_a_refusal_something_else(door: Door, result: str) -> None:
    door.hall.deploy(drawn("sly", result=result))
    for said, status, paper in (
        ({"take": "reject"}, CaseStatus.DECLINED, "BYSL"),
        ({"take": "accept", "judge": "deny"}, CaseStatus.REFUSED, "BYXK"),
    ):
        case = door.hall.receive("sly")
        for step, outcome in said.items():
            door.hall.complete(case, step, outcome=outcome, **NO)
        assert door.status(case.number) is status
        assert [kind for kind in door.kinds(case.number) if kind != "SLTZ"] == [paper]
        filed = [entry for entry in desk.ledger(door.hall.house, ADMIN, case.number) if entry.act == "handle"]
        assert [entry.detail["topic"] for entry in filed] == ["refusal.file"]


@pytest.mark.parametrize("item", ["promised", "complaint"])
def test_an_item_is_not_made_a_procedure_nor_a_procedure_an_item_whoever_agrees(door: Door, item: str) -> None:
    source, mark = (FOLDER / f"{item}.bpmn").read_bytes(), rb'<camunda:property name="class" value="procedure" ?/>'
    first = b'<camunda:property name="itemCode"'
    other = re.sub(mark, b"", source) if re.search(mark, source) else source.replace(first, mark[:-4] + b"/>" + first)
    assert other != source
    drawer = door.person("cui.yuan", Role.DESIGNER, "centre")
    for reason in ({}, {"override_reason": "急用"}):
        made = door.client.post(
            "/api/v1/deployments",
            data={"files": [(io.BytesIO(other), f"{item}.bpmn")], **reason},
            headers={"Authorization": f"Bearer {drawer.token}"},
        )
        assert made.status_code == 422, made.text
        assert "class-changed" in [one["rule"] for one in made.get_json()["findings"]]
