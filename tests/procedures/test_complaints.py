"""Complaints, appeals, rectification, supervision orders, accountability (rows 45, 49, 50, 51, 55)."""

from __future__ import annotations

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.errors import AlreadyClaimed, Forbidden, Invalid, NotFound
from app.handlers.beginning import happened
from app.store import registers
from app.store.messages import MessageQuery
from app.store.records import CaseRecord
from tests.factories import ADMIN, AT, DAY, Centre
from tests.procedures.people import (
    CAO,
    DENG,
    GU,
    HE,
    LIN,
    LUO,
    MAO,
    QIAN,
    SHAO,
    TANG,
    WAN,
    WU,
    ZHOU,
    does,
    form_of,
    granted,
)  # fmt: skip
from tests.procedures.scene import begin_due, cases_of, started

COMPLAINT = {"channel": "电话", "matter": "窗口往返三次", "nature": "服务态度"}


def complained(hall: Centre, about: str = "", **form: str) -> CaseRecord:
    return desk.receive(
        hall.house,
        SHAO,
        "complaint",
        applicant={"name": "李建国", "phone": "13800000001"},
        form={**COMPLAINT, **form},
        about=about,
        at=hall.at,
    )


def refused(hall: Centre, case: CaseRecord, element: str, *actors: object, **answer: str) -> None:
    for actor in actors:
        with pytest.raises(Forbidden):
            hall.complete(case, element, actor=actor, **answer)


def test_complaint_process_with_promise_timer_supervision_forwarding_and_feedback(hall: Centre) -> None:
    case = complained(hall)
    assert case.due_at == hall.house.calendar.due(AT, 5)
    with pytest.raises(Invalid) as caught:
        does(hall, case, "complaint_register", SHAO, outcome="take")
    assert caught.value.field.endswith("handler"), "who deals with it must be said"
    (asked,) = desk.task_sheet(hall.house, SHAO, hall.task(case, "complaint_register").id, at=hall.at).gives
    assert (asked.name, asked.type) == ("handler", "department"), "as a step is offered to it"
    does(hall, case, "complaint_register", SHAO, outcome="take", variables={"handler": "fire"})
    assert hall.elements(case) == ["complaint_investigate:fire"], "it is passed on"
    hall.pass_time(AT + 3 * DAY)
    assert "urge" in hall.acts(case) and any(alert.startswith("red") for alert in hall.alerts(case))
    does(hall, case, "complaint_investigate", CAO, outcome="done", form={"findings": "属实"})
    does(hall, case, "complaint_approve", GU, outcome="agree", opinion="已致歉")
    done = does(hall, case, "complaint_feedback", SHAO, outcome="satisfied")
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["TSSL", "TSDF"]
    answer = desk.notices(hall.house, ADMIN, case.number)[1]
    assert (answer.data["findings"], answer.data["opinion"]) == ("属实", "已致歉")
    hall.check_ledgers()


def test_what_is_no_complaint_is_answered_with_reasons(hall: Centre) -> None:
    case = complained(hall)
    with pytest.raises(Invalid):
        does(hall, case, "complaint_register", SHAO, outcome="reject")
    done = does(hall, case, "complaint_register", SHAO, outcome="reject", reasons="属于咨询")
    assert done.case.status is CaseStatus.DECLINED and hall.kinds(case) == ["TSDF"]


@pytest.mark.parametrize("respondent", ["shao.yi", "centre"])
def test_the_respondent_cannot_be_the_handler(hall: Centre, respondent: str) -> None:
    case = complained(hall, respondent=respondent)
    refused(hall, case, "complaint_register", SHAO, outcome="take", variables={"handler": "centre"})
    if respondent == "centre":
        refused(hall, case, "complaint_register", WAN, QIAN, GU, outcome="take")  # the whole office stands back
        task = hall.task(case, "complaint_register")
        desk.transfer(hall.house, ADMIN, task.id, "market", "中心办公室回避", at=hall.at)
        does(hall, case, "complaint_register", LIN, outcome="take", variables={"handler": "market"})
        return
    does(hall, case, "complaint_register", WAN, outcome="take", variables={"handler": "centre"})
    refused(hall, case, "complaint_investigate", SHAO, outcome="done")
    does(hall, case, "complaint_investigate", WAN, outcome="done")


def test_the_informants_identity_is_hidden_by_role(hall: Centre) -> None:
    subject = granted(hall)
    case = complained(hall, about=subject.number)
    does(hall, case, "complaint_register", SHAO, outcome="take", variables={"handler": "fire"})
    for knows in (MAO, GU):
        assert desk.case_form(hall.house, knows, case.number).applicant["name"] == "李建国"
    for sees in (SHAO, LUO, CAO, ADMIN):
        assert desk.case_form(hall.house, sees, case.number).applicant == {"name": "身份保密"}
    with pytest.raises(NotFound):
        desk.case(hall.house, TANG, case.number)
    told = [desk.ledger(hall.house, ADMIN, case.number), desk.tasks(hall.house, ADMIN, case.number)]
    told += [desk.notices(hall.house, ADMIN, case.number), desk.cases(hall.house, ADMIN, desk.CaseQuery(q="李建"))]
    told += [
        desk.cases(hall.house, ADMIN, desk.CaseQuery(item="complaint")),
        desk.messages(hall.house, ADMIN, MessageQuery()),
    ]
    assert "李建国" not in repr(told) and "13800000001" not in repr(told)
    assert case.number in repr(told)


def test_bpmn_process_with_these_five_steps_and_reviewer_is_not_the_original_decider(hall: Centre) -> None:
    subject = granted(hall)  # decided by Zhou, accepted by Tang
    case = started(hall, MAO, "appeal", subject.number, channel="书面", matter="不服许可决定")
    does(hall, case, "appeal_take", SHAO, outcome="take")  # 1 受理
    moved = hall.task(case, "appeal_investigate").id
    desk.transfer(hall.house, ADMIN, moved, "market", "原件在市监", at=hall.at)
    refused(hall, case, "appeal_investigate", ZHOU, TANG, outcome="done")
    does(hall, case, "appeal_investigate", LIN, outcome="done", form={"findings": "依据不足"})  # 2 调查核实
    decide = hall.task(case, "appeal_decide").id
    desk.transfer(hall.house, ADMIN, decide, "market", "原件在市监", at=hall.at)
    refused(hall, case, "appeal_decide", ZHOU, TANG, LIN, outcome="uphold")
    does(hall, case, "appeal_decide", HE, outcome="change", opinion="撤销原决定", reasons="未说明依据")  # 3 处理决定
    done = does(hall, case, "appeal_feedback", SHAO, outcome="further")  # 4 结果反馈, 5 不服
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["SSSL", "SSCL"]
    decision = desk.notices(hall.house, ADMIN, case.number)[1]
    assert (decision.data["opinion"], decision.data["reasons"]) == ("撤销原决定", "未说明依据")
    with hall.house.database.reading() as connection:
        (line,) = registers.entries(connection, "appeal")
    assert line.data["about"] == subject.number and line.number == "appeal-2026-000001"


def test_the_appellant_sees_the_status(hall: Centre) -> None:
    case = started(hall, SHAO, "appeal", channel="口头", matter="不服投诉答复")
    shown = desk.public_case(hall.house, case.number, case.code, at=AT)
    assert [step.name for step in shown.steps] == ["第一步 受理"]
    does(hall, case, "appeal_take", SHAO, outcome="take")
    shown = desk.public_case(hall.house, case.number, case.code, at=AT)
    assert [(step.name, step.done) for step in shown.steps] == [("第一步 受理", True), ("第二步 调查核实", False)]


def rated_badly(hall: Centre, subject: CaseRecord) -> CaseRecord:
    """What a bad rating does: it makes itself known, and the centre's file says what follows."""
    from app.desk.acting import Deed, case_of_done
    from app.desk.house import ANY_TERMS

    deed = Deed(
        desk=hall.house,
        actor=ADMIN,
        at=hall.at,
        terms=ANY_TERMS,
        do=lambda opened: happened(opened.work, opened.office, "alert.rating", "1", {"matter": "等候过久"}) and None,
    )
    for _ in range(2):  # told twice, followed once
        deed.on_case(subject.number, case_of_done)
    assert begin_due(hall, hall.at) == 1
    (case,) = cases_of(hall, "rectification")
    return case


def test_bad_rating_opens_a_rectification_task_with_a_limit(hall: Centre) -> None:
    subject = granted(hall)
    case = rated_badly(hall, subject)
    assert case.about == subject.number and case.due_at == hall.house.calendar.due(AT, 5)
    task = hall.task(case, "rectify_contact")
    assert task.department == "market" and task.due_at == hall.house.calendar.due(AT, 1)
    does(hall, case, "rectify_contact", LIN, outcome="done", form={"findings": "等候 50 分钟属实"})
    does(hall, case, "rectify_mend", ZHOU, outcome="done", form={"measures": "增开窗口"})
    done = does(hall, case, "rectify_check", SHAO, outcome="agree", opinion="已到位")
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["ZGFK"]
    assert begin_due(hall, hall.at) == 0


def test_what_is_not_mended_is_followed_by_a_supervision_order(hall: Centre) -> None:
    case = rated_badly(hall, granted(hall))
    does(hall, case, "rectify_contact", LIN, outcome="done", form={"findings": "属实"})
    does(hall, case, "rectify_mend", ZHOU, outcome="done", form={"measures": "无"})
    does(hall, case, "rectify_check", SHAO, outcome="disagree", reasons="未整改")
    assert begin_due(hall, hall.at) == 1
    (order,) = cases_of(hall, "supervision")
    assert order.about == case.number and hall.elements(order) == ["supervise_check:supervision"]
    does(hall, order, "supervise_check", MAO, outcome="issue", form={"opinion": "三日内整改"})
    assert hall.elements(order) == ["supervise_reply:market"]


def test_supervisor_read_only_view_and_supervision_order(hall: Centre) -> None:
    subject = hall.receive("promised", actor=TANG, site_visit=False)
    assert desk.case(hall.house, MAO, subject.number) and desk.ledger(hall.house, MAO, subject.number)
    with pytest.raises(Forbidden):
        does(hall, subject, "food_accept", MAO, outcome="accept")
    order = started(hall, MAO, "supervision", subject.number, department="market", reasons="群众反映久拖不办")
    does(hall, order, "supervise_check", MAO, outcome="issue", form={"opinion": "一个工作日内答复"})
    (paper,) = desk.notices(hall.house, ADMIN, order.number)
    assert paper.kind == "DBTZ" and paper.data["department"] == "市场监督管理局"
    assert (paper.data["reasons"], paper.data["opinion"]) == ("群众反映久拖不办", "一个工作日内答复")
    does(hall, order, "supervise_reply", ZHOU, outcome="done", form={"reply": "已安排"})
    refused(hall, order, "supervise_review", ZHOU, SHAO, outcome="agree")
    assert does(hall, order, "supervise_review", WU, outcome="agree").case.status is CaseStatus.COMPLETED
    with hall.house.database.reading() as connection:
        (line,) = registers.entries(connection, "supervision")
    assert line.data["reply"] == "已安排" and line.case_number == order.number


def test_an_overrun_past_the_law_starts_a_supervision_order_by_itself(hall: Centre) -> None:
    case = hall.receive("promised", actor=TANG, site_visit=False)
    does(hall, case, "food_accept", TANG, outcome="accept")
    hall.pass_time(AT + 30 * DAY)
    assert "breach" in {alert.split(":")[0] for alert in hall.alerts(case)}
    begin_due(hall, hall.at)
    (order,) = cases_of(hall, "supervision")
    assert order.about == case.number
    does(hall, order, "supervise_check", MAO, outcome="dismiss", form={"opinion": "系统演练"})
    assert hall.kinds(order) == ["YJTZ"]


PERSON = {"source": "检查", "person": "deng.chao", "person_department": "market"}


def decided(hall: Centre, *, by: object = GU, element: str = "pursue_decide") -> CaseRecord:
    case = started(hall, MAO, "accountability", **PERSON)
    does(hall, case, "pursue_check", SHAO, outcome="done", variables={k: PERSON[k] for k in PERSON if k != "source"},
         form={"rule": "一次性告知制", "evidence": "补正告知书两次"})  # fmt: skip
    does(hall, case, "pursue_state", DENG, outcome="done", form={"statement": "首次疏忽"})
    hall.complete(case, element, actor=by, outcome="criticise", opinion="批评教育", reasons="情节轻微")
    return case


def test_accountability_record_source_person_case_rule_evidence_decision_appeal(hall: Centre) -> None:
    case = decided(hall)
    (paper,) = desk.notices(hall.house, ADMIN, case.number)
    wanted = {"person": "邓超", "rule": "一次性告知制", "evidence": "补正告知书两次", "statement": "首次疏忽"}
    assert paper.kind == "ZRZJ" and wanted.items() <= paper.data.items() and paper.data["opinion"] == "批评教育"
    assert form_of(hall, MAO, case)["source"] == "检查"
    does(hall, case, "pursue_receive", DENG, outcome="appeal")
    refused(hall, case, "pursue_review", GU, outcome="uphold")
    done = does(hall, case, "pursue_review", WU, outcome="uphold", opinion="维持", reasons="事实清楚")
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["ZRZJ", "SSCL"]


def test_the_person_concerned_neither_looks_into_it_nor_decides(hall: Centre) -> None:
    case = started(hall, MAO, "accountability", source="投诉", person="shao.yi", person_department="centre")
    refused(hall, case, "pursue_check", SHAO, outcome="done")
    does(
        hall, case, "pursue_check", WAN, outcome="done", variables={"person": "shao.yi", "person_department": "centre"}
    )
    with pytest.raises(AlreadyClaimed, match=r"claimed by shao\.yi"):
        does(hall, case, "pursue_state", WAN, outcome="done")
    does(hall, case, "pursue_state", SHAO, outcome="done")


def test_it_escalates_on_repeat(hall: Centre) -> None:
    first = decided(hall)
    hall.pass_time(AT + 10 * DAY)
    assert hall.now(first).status is CaseStatus.COMPLETED, "nobody appealed in five working days"
    second = decided(hall, by=WU, element="pursue_escalate")
    assert second.number != first.number


def test_an_order_that_is_not_answered_turns_red_and_leads_to_accountability(hall: Centre) -> None:
    order = started(hall, MAO, "supervision", department="fire", reasons="久拖不办")
    does(hall, order, "supervise_check", MAO, outcome="issue", form={"opinion": "限期答复"})
    hall.pass_time(AT + 7 * DAY)
    assert any(alert.startswith("red:supervise_reply") for alert in hall.alerts(order))
    does(hall, order, "supervise_reply", LUO, outcome="done", form={"reply": "忘了"})
    does(hall, order, "supervise_review", WU, outcome="disagree", reasons="敷衍")
    begin_due(hall, hall.at)
    assert [one.about for one in cases_of(hall, "accountability")] == [order.number]
