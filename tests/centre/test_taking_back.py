"""A withdrawal at the window: on a signed request that stays with the case, before a decision, by nobody concerned."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest

from app import desk
from app.domain import archives
from app.domain.cases import CaseStatus
from app.domain.roles import Role
from tests.centre.door import Door
from tests.centre.hall import NO, signals
from tests.factories import ADMIN, DAY
from tests.notices.paper import text_of

SAID = {"channel": "来访", "matter": "往返三次"}


def accepted(door: Door) -> str:
    number = door.received()
    assert door.complete(door.window, number, outcome="accept").status_code == 200
    return number


def started(door: Door, who: Any, item: str, about: str | None = None, **form: Any) -> str:
    made = who.post("/cases", {"item": item, "applicant": {"name": "王小二"}, "about": about, "form": {**SAID, **form}})
    assert made.status_code == 201, made.text
    return str(made.get_json()["number"])


def test_the_signed_request_stays_with_the_case_its_ledger_its_archive_and_its_paper(door: Door) -> None:
    number = accepted(door)
    done = door.window.post(f"/cases/{number}/withdraw", door.request(signed_by="王小二(本人)"))
    assert done.status_code == 200 and done.get_json()["status"] == "withdrawn"
    (request,) = [one for one in door.window.get(f"/cases/{number}").get_json()["materials"] if one["code"] == "CHSQ"]
    (file,) = request["files"]
    assert door.window.get(f"/cases/{number}/files/{file['id']}").data.startswith(b"%PDF-1.7 request")
    (entry,) = [one for one in desk.ledger(door.hall.house, ADMIN, number) if one.act == "withdraw_case"]
    assert entry.detail["signed_by"] == "王小二(本人)" and entry.actor == "tang.li@market"
    assert [one["digest"] for one in entry.detail["files"]] == [file["digest"]]
    paper = desk.notices(door.hall.house, ADMIN, number)[-1]
    pdf = door.window.get(f"/cases/{number}/notices/{paper.number}.pdf").data
    assert paper.kind == "ZZBL" and "王小二(本人)" in text_of(pdf)
    assert door.head.post(f"/cases/{number}/archive", {"despite": "未送达"}).status_code == 201
    package = door.root.get(f"/cases/{number}/archive").data
    assert [name for name in zipfile.ZipFile(io.BytesIO(package)).namelist() if "撤回申请书" in name]
    assert archives.check(package).faults == ()


@pytest.mark.parametrize("lacking", [{"signed_by": " "}, {"uploads": []}, {"reason": ""}, {"uploads": ["unknown"]}])
def test_without_name_reason_or_request_nothing_is_withdrawn(door: Door, lacking: dict[str, Any]) -> None:
    number = accepted(door)
    refused = door.window.post(f"/cases/{number}/withdraw", door.request(**lacking))
    assert refused.status_code in (404, 422), refused.text
    assert door.status(number) is CaseStatus.ACCEPTED and door.kinds(number) == ["SLTZ"]


def test_a_request_that_another_case_has_ends_no_second_one(door: Door) -> None:
    first, second = accepted(door), accepted(door)
    said = door.request()
    assert door.window.post(f"/cases/{first}/withdraw", said).status_code == 200
    assert door.window.post(f"/cases/{second}/withdraw", said).status_code == 409
    assert door.status(second) is CaseStatus.ACCEPTED


@pytest.mark.parametrize("outcome", ["grant", "deny"])
def test_once_something_is_decided_no_window_enters_a_withdrawal(door: Door, outcome: str) -> None:
    number = accepted(door)
    may = desk.authenticate(door.hall.house, door.window.token, door.hall.at)
    assert desk.possible(door.hall.house, may, number, at=door.hall.at).withdraw
    assert door.complete(door.head, number, outcome=outcome, **NO).status_code == 200
    assert not desk.possible(door.hall.house, may, number, at=door.hall.at).withdraw
    for who in (door.window, door.head, door.root):
        assert door.signs(who, number).status_code == 409
    assert door.status(number) is CaseStatus.ACCEPTED and "ZZBL" not in door.kinds(number)


def test_a_supervisor_judges_the_withdrawal_of_a_case_that_was_late_or_stopped(door: Door) -> None:
    in_time, stopped, late, received = accepted(door), accepted(door), accepted(door), door.received()
    paused = {"ground": "inspection", "reason": "现场核查", "days": 5}
    assert door.head.post(f"/cases/{stopped}/pause", paused).status_code == 200
    for number in (in_time, stopped, received):
        assert door.signs(door.window, number).status_code == 200
    due_at = desk.case(door.hall.house, ADMIN, late).due_at
    assert isinstance(due_at, datetime)
    door.hall.pass_time(due_at + DAY)
    assert door.signs(door.window, late).status_code == 200
    found = signals(door.hall.house, rule="withdrawn")
    assert [(one.case_number, one.evidence["state"]) for one in found] == [(stopped, "paused"), (late, "overdue")]
    assert {(one.evidence["by"], one.evidence["signed_by"], str(one.weight)) for one in found} == {
        ("tang.li", "王小二", "signal")
    }


@pytest.mark.parametrize("act", ["terminate", "withdraw"])
def test_a_procedure_that_is_cut_short_leaves_its_paper_too(door: Door, act: str) -> None:
    number = started(door, door.person("wan.qing", Role.OFFICER, "centre"), "complaint", respondent="shao.yi")
    said = door.request(reason="重复投诉") if act == "withdraw" else {"reason": "重复投诉"}
    assert door.leader.post(f"/cases/{number}/{act}", said).status_code == 200
    (paper,) = desk.notices(door.hall.house, ADMIN, number)
    assert paper.kind == "ZZBL" and paper.data["reasons"] == "重复投诉"
    assert door.status(number) is (CaseStatus.TERMINATED if act == "terminate" else CaseStatus.WITHDRAWN)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR])
def test_whoever_is_complained_of_ends_no_complaint_whatever_is_said_to_be_signed(door: Door, role: Role) -> None:
    number = started(door, door.person("wan.qing", Role.OFFICER, "centre"), "complaint", respondent="shao.yi")
    shao = door.person("shao.yi", role, "centre")
    assert door.signs(shao, number).status_code == 403
    assert shao.post(f"/cases/{number}/terminate", {"reason": "已和解"}).status_code == 403
    assert door.status(number) is CaseStatus.RECEIVED or door.kinds(number) == []
    assert door.signs(door.person("wan.qing", Role.OFFICER, "centre"), number).status_code == 200


def test_whoever_decided_a_case_does_not_end_the_appeal_against_it(door: Door) -> None:
    subject = accepted(door)
    decider = door.person("meng.yao", Role.ADMINISTRATOR, "centre")
    assert door.complete(decider, subject, outcome="grant").status_code == 200
    number = started(door, door.person("mao.ning", Role.SUPERVISOR, "supervision"), "appeal", subject, channel="书面")
    assert door.signs(decider, number).status_code == 403
    assert decider.post(f"/cases/{number}/terminate", {"reason": "已沟通"}).status_code == 403
    assert door.signs(door.leader, number).status_code == 200


def test_one_ends_ones_own_request_of_leave(door: Door) -> None:
    leave = {"from_day": "2026-03-04", "to_day": "2026-03-05", "reason": "培训", "place": "市里", "contact": "1380"}
    made = door.leader.post("/cases", {"item": "absence", "form": {**leave, "substitute": "wan.qing"}})
    assert made.status_code == 201, made.text
    assert door.signs(door.leader, made.get_json()["number"]).status_code == 200


def test_who_handles_a_complaint_about_a_case_reads_it_and_does_not_end_it(door: Door) -> None:
    subject = accepted(door)
    wan = door.person("wan.qing", Role.OFFICER, "centre")
    assert wan.get(f"/cases/{subject}").status_code == 404
    started(door, wan, "complaint", subject)
    assert wan.get(f"/cases/{subject}").status_code == 200
    assert door.signs(wan, subject).status_code == 403
    missing = {"materials": [{"code": "M01", "reason": "缺"}]}
    assert wan.post(f"/cases/{subject}/supplement", missing).status_code == 403
    assert door.status(subject) is CaseStatus.ACCEPTED
