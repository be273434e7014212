"""Questions: answered on the spot, or by a procedure with a limit; legal aid is given by a person named (31, 32)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app import desk
from app.desk import hall as counter
from app.desk.hall import Visit
from app.domain.actors import Actor
from app.domain.cases import CaseStatus
from app.domain.lights import Light
from app.errors import Forbidden, Invalid
from app.store import hall as kept
from app.store import registers
from app.store.records import CaseRecord
from tests.centre.hall import signals
from tests.factories import ADMIN, AT, DAY, Centre
from tests.notices.paper import text_of
from tests.procedures.people import DENG, GU, LIN, MENG, NO, QIAN, SHAO, TANG, XU, ZHOU, does
from tests.procedures.scene import begin_due, cases_of, started

QUESTION = Visit(name="李建国", need="开餐饮店要哪些部门同意？", kind="consult", contact="13800000001")
LEGAL = Visit(name="王秀英", need="拖欠劳动报酬，拟起诉", kind="legal", contact="13800000002")

OFFICE = {"aide_office": "区法律援助中心", "aide_contact": "0000-12348"}


def asked(hall: Centre, actor: Actor, visit: Visit, outcome: str = "referred") -> kept.Reception:
    """Somebody asks at a window, which settles the visit."""
    made = counter.register(hall.house, actor, visit, at=hall.at)
    return counter.settle(hall.house, actor, made.number, outcome, "已当面说明", at=hall.at)


def referred(hall: Centre, actor: Actor, visit: Visit, item: str) -> CaseRecord:
    """What follows upon a visit that is referred."""
    asked(hall, actor, visit)
    begin_due(hall, hall.at)
    (case,) = cases_of(hall, item)
    return case


def test_consulting_case_kind_and_limit(hall: Centre) -> None:
    case = referred(hall, TANG, QUESTION, "consultation")
    assert (case.applicant, case.lead, case.due_at) == ("李建国", "centre", hall.house.calendar.due(AT, 5))
    assert hall.kinds(case) == ["ZXSL"]
    (task,) = hall.open_tasks(case)
    assert (task.element, task.department, task.due_at) == ("consult_answer", "market", hall.house.calendar.due(AT, 3))
    hall.pass_time(hall.house.calendar.due(AT, 3) + timedelta(minutes=1))
    (task,) = hall.open_tasks(case)
    assert task.light is Light.RED and "red" in "".join(hall.alerts(case)), "late, and told of"
    does(hall, case, "consult_answer", LIN, outcome="done", opinion="由市场监管部门牵头，并联审查。")
    done = does(hall, case, "consult_feedback", LIN, outcome="satisfied")
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["ZXSL", "ZXDF"]


def test_the_voucher_of_a_question_says_what_was_asked_and_until_when_it_is_answered(hall: Centre) -> None:
    case = referred(hall, TANG, QUESTION, "consultation")
    does(hall, case, "consult_answer", LIN, outcome="done", opinion="由市场监管部门牵头，并联审查。")
    voucher, answer = desk.notices(hall.house, ADMIN, case.number)
    text = text_of(desk.any_pdf(hall.house, voucher.number, at=hall.at).pdf)
    assert "李建国：" in text and QUESTION.need in text and "5个工作日" in text
    assert "由市场监管部门牵头，并联审查。" in text_of(desk.any_pdf(hall.house, answer.number, at=hall.at).pdf)


def test_who_is_not_satisfied_is_answered_again_by_the_head(hall: Centre) -> None:
    case = referred(hall, TANG, QUESTION, "consultation")
    does(hall, case, "consult_answer", LIN, outcome="done", opinion="见办事指南。")
    does(hall, case, "consult_feedback", XU, outcome="unsatisfied")
    with pytest.raises(Forbidden):
        does(hall, case, "consult_again", LIN, outcome="done", opinion="见办事指南。")
    done = does(hall, case, "consult_again", ZHOU, outcome="done", opinion="需要消防和城管两个部门。")
    assert done.case.status is CaseStatus.COMPLETED and hall.kinds(case) == ["ZXSL", "ZXDF", "ZXDF"]


def test_an_answer_needs_its_words(hall: Centre) -> None:
    case = referred(hall, TANG, QUESTION, "consultation")
    with pytest.raises(Invalid) as caught:
        does(hall, case, "consult_answer", LIN, outcome="done")
    assert caught.value.field == "opinion" and hall.kinds(case) == ["ZXSL"]


def test_a_question_answered_on_the_spot_starts_nothing(hall: Centre) -> None:
    asked(hall, TANG, QUESTION, "answered")
    asked(hall, TANG, Visit(name="李雷", need="交材料", kind="other"))
    assert begin_due(hall, hall.at) == 0 and cases_of(hall, "consultation") == []


def test_a_visit_is_referred_once(hall: Centre) -> None:
    case = referred(hall, TANG, QUESTION, "consultation")
    assert begin_due(hall, hall.at + timedelta(minutes=1)) == 0
    assert [one.number for one in cases_of(hall, "consultation")] == [case.number]


def test_a_question_that_nobody_answers_or_refers_by_closing_is_told_of_once(hall: Centre) -> None:
    left = counter.register(hall.house, TANG, QUESTION, at=hall.at)
    asked(hall, DENG, QUESTION, "answered")
    closing = hall.house.calendar.closing_of(date(2026, 3, 2))
    assert counter.alert_unanswered(hall.house, closing - timedelta(minutes=1)) == 0
    assert counter.alert_unanswered(hall.house, closing) == 1
    assert counter.alert_unanswered(hall.house, closing + DAY) == 0
    assert [one.subject for one in signals(hall.house, rule="unanswered")] == [left.number]
    told = [one.target for one in desk.due_mail(hall.house, closing + DAY, 100) if one.topic == "signal.unanswered"]
    assert set(told) == {"market", "supervisor"}


def test_consultations_are_counted_in_the_monthly_report(hall: Centre) -> None:
    for actor, visit in ((TANG, QUESTION), (TANG, QUESTION), (QIAN, LEGAL)):
        asked(hall, actor, visit, "answered")
    begin_due(hall, hall.house.calendar.opening_of(date(2026, 4, 1)))
    report = cases_of(hall, "monthlyreport")[-1]
    figures: dict[str, Any] = desk.case_form(hall.house, GU, report.number).form["figures"]
    assert figures["columns"][-1] == "咨询"
    lines = {row[0]: row[-1] for row in figures["rows"]}
    assert (lines["市场监督管理局"], lines["中心管理办公室"], lines["合计"]) == ("2", "1", "3")


def test_referral_record_leads_to_a_person_named(hall: Centre) -> None:
    case = referred(hall, QIAN, LEGAL, "referral")
    assert case.applicant == "王秀英" and case.due_at == hall.house.calendar.due(AT, 3)
    does(hall, case, "referral_review", SHAO, outcome="agree", opinion="符合法律援助条件。")
    with pytest.raises(Invalid) as caught:
        does(hall, case, "referral_assign", GU, outcome="done")
    assert "aide" in (caught.value.field or caught.value.message_en)
    (asked_for,) = desk.task_sheet(hall.house, GU, hall.task(case, "referral_assign").id, at=hall.at).gives
    assert (asked_for.name, asked_for.type) == ("aide", "text")
    does(hall, case, "referral_assign", GU, outcome="done", variables={"aide": "方正"}, form=OFFICE)
    with hall.house.database.reading() as connection:
        (line,) = registers.entries(connection, "referral")
    assert {"applicant": "王秀英", "matter": LEGAL.need, "aide": "方正"}.items() <= line.data.items()
    (paper,) = desk.notices(hall.house, ADMIN, case.number)
    text = text_of(desk.any_pdf(hall.house, paper.number, at=hall.at).pdf)
    assert paper.kind == "FYZJ" and "方正" in text and "区法律援助中心" in text
    done = does(hall, case, "referral_follow", SHAO, outcome="done")
    assert done.case.status is CaseStatus.COMPLETED


def test_who_does_not_fulfil_the_conditions_is_told_why_in_writing(hall: Centre) -> None:
    case = referred(hall, QIAN, LEGAL, "referral")
    with pytest.raises(Invalid):
        does(hall, case, "referral_review", SHAO, outcome="disagree")
    done = does(hall, case, "referral_review", SHAO, outcome="disagree", **NO)
    assert done.case.status is not CaseStatus.ACCEPTED and hall.kinds(case) == ["ZXDF"]
    (paper,) = desk.notices(hall.house, ADMIN, case.number)
    assert NO["reasons"] in text_of(desk.any_pdf(hall.house, paper.number, at=hall.at).pdf)


def test_both_may_be_started_by_a_person_too(hall: Centre) -> None:
    for item, form in (("consultation", {"department": "market"}), ("referral", {})):
        case = started(hall, MENG, item, matter="电话咨询", **form)
        assert hall.now(case).status is CaseStatus.ACCEPTED
