"""A notice is checked in the act that issues it, set in type afterwards, and stays as it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound
from app.settings import Settings
from app.store import notices as stored
from app.store import registry
from app.store.database import Database
from app.store.records import CaseRecord
from tests.engine.drawing import draw, end, send, start, user
from tests.factories import ADMIN, DESIGNER, LEAD, NO, SUPERVISOR, Centre, head, joint, officer, open_centre, window
from tests.notices.paper import text_of
from tests.notices.test_templates import OWN


def issuing(*kinds: str, **props: str) -> bytes:
    """One step of the lead, then a notice of each kind."""
    steps = [
        send(f"n{place}", topic="notice.issue", props={"notice": kind, **props}) for place, kind in enumerate(kinds)
    ]
    path = " -> ".join(["s", "work", *(f"n{place}" for place in range(len(kinds))), "last", "e"])
    return draw(
        start("s"),
        user("work", groups=LEAD),
        *steps,
        user("last", groups=LEAD),
        end("e"),
        flows=[path],
        id="issuing",
        props={"lead": LEAD, "itemCode": "ISS"},
    )


def numbers(centre: Centre, case: CaseRecord) -> list[str]:
    return [notice.number for notice in desk.notices(centre.house, ADMIN, case.number)]


def declined(centre: Centre) -> tuple[CaseRecord, str]:
    """A case that was refused at acceptance, and the number of its refusal."""
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    done = centre.complete(case, "accept", outcome="reject", **NO)
    return case, done.notices[0].number


def test_the_same_bytes_come_out_every_time(centre: Centre) -> None:
    case, number = declined(centre)
    first = desk.paper_pdf(centre.house, ADMIN, case.number, number, at=centre.at)
    text = text_of(first.pdf)
    assert number in text and NO["reasons"] in text and NO["basis"] in text and "王小二餐饮店" in text
    assert desk.paper_pdf(centre.house, window(), case.number, number, at=centre.at) == first
    assert desk.any_pdf(centre.house, number, at=centre.at) == first
    assert desk.paper(centre.house, ADMIN, case.number, number).digest == first.digest


def test_a_notice_keeps_the_letterhead_and_templates_it_was_issued_with(database: Database, tmp_path: Path) -> None:
    with database.writing() as connection:
        registry.set_setting(connection, "centre", {"name": "旧名政务服务中心"})
    centre = open_centre(database)
    case, number = declined(centre)
    with database.writing() as connection:
        registry.set_setting(connection, "centre", {"name": "新名政务服务中心"})
    (tmp_path / "BYSL.typ").write_text(OWN, "utf-8")
    later = desk.open_desk(database, Settings(templates=tmp_path))
    text = text_of(desk.any_pdf(later, number, at=centre.at).pdf)
    assert "旧名政务服务中心" in text and "本中心的样式" not in text
    shown = desk.preview(later, head(LEAD), case.number, "BYSL", NO, at=centre.at)
    assert "新名政务服务中心" in text_of(shown) and "本中心的样式" in text_of(shown)


def test_a_new_letterhead_is_used_as_soon_as_the_centre_has_it(centre: Centre) -> None:
    case, _ = declined(centre)
    with centre.house.database.writing() as connection:
        registry.set_setting(connection, "centre", {"name": "新名政务服务中心"})
    centre.house.forget_names()
    assert "新名政务服务中心" in text_of(desk.preview(centre.house, head(LEAD), case.number, "BYSL", NO, at=centre.at))


def test_a_character_that_cannot_be_printed_is_refused_before_anything_is_written(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    before = centre.acts(case)
    with pytest.raises(Invalid) as refused:
        centre.complete(case, "accept", outcome="reject", reasons="材料不齐😀", basis="第三十二条")
    assert refused.value.field == "reasons" and refused.value.extra["character"] == "U+1F600"
    assert centre.acts(case) == before and centre.elements(case) == [f"accept:{LEAD}"] and numbers(centre, case) == []
    centre.complete(case, "accept", outcome="reject", **NO)
    assert numbers(centre, case) == ["BYSL-2026-000001"], "the refused act took no number"


def test_a_name_that_cannot_be_printed_is_refused_at_the_window(centre: Centre) -> None:
    centre.deploy(joint())
    for name in ("李\u202e雷", "李😀", "李\n雷", "李\r雷"):
        with pytest.raises(Invalid) as refused:
            desk.receive(centre.house, window(), "joint", applicant={"name": name}, at=centre.at)
        assert refused.value.field == "applicant.name"
    assert desk.cases(centre.house, ADMIN, desk.CaseQuery()).items == ()


def test_a_document_that_the_centre_does_not_have_is_not_issued(centre: Centre) -> None:
    centre.deploy(issuing("QTGZ"))
    case = centre.receive("issuing")
    with pytest.raises(Invalid, match="QTGZ"):
        centre.complete(case, "work")


def test_a_fact_that_a_document_needs_is_asked_for_in_the_act(centre: Centre) -> None:
    centre.deploy(issuing("YQGZ"))
    case = centre.receive("issuing")
    with pytest.raises(Invalid) as refused:
        centre.complete(case, "work")
    assert refused.value.field == "reasons"
    centre.complete(case, "work", reasons="需要核对图纸", form={"days": 10, "approved_by": "局长"})
    text = text_of(desk.any_pdf(centre.house, numbers(centre, case)[0], at=centre.at).pdf)
    assert "需要核对图纸" in text and "延长10个工作日" in text and "经局长批准" in text


def test_acts_of_the_house_may_call_a_fact_otherwise(centre: Centre) -> None:
    centre.deploy(issuing("TBCX"))
    case = centre.receive("issuing")
    said = {"ground_name": "专家评审", "reason": "超限结构", "days": 12, "until": "2026-03-18T09:30:00+00:00"}
    centre.complete(case, "work", form=said)
    (notice,) = desk.notices(centre.house, ADMIN, case.number)
    assert notice.data["procedure"] == "专家评审" and notice.data["reasons"] == "超限结构"
    text = text_of(desk.any_pdf(centre.house, notice.number, at=centre.at).pdf)
    assert "预计12个工作日，预计至2026年3月18日17时30分结束" in text


def test_the_diagram_hands_its_variables_to_a_notice_by_name(centre: Centre) -> None:
    centre.deploy(
        draw(
            start("s"),
            user("work", groups=LEAD),
            send("told", topic="notice.issue", props={"notice": "TBCX", "facts": "days", "procedure": "专家评审"}),
            user("last", groups="${days > 1 ? 'market' : 'fire'}"),
            end("e"),
            flows=["s -> work -> told -> last -> e"],
            id="special",
            props={"lead": LEAD, "itemCode": "SP"},
        )
    )
    case = centre.receive("special", days=12)
    centre.complete(case, "work")
    notice = desk.notices(centre.house, ADMIN, case.number)[0]
    assert notice.data == {"days": 12, "procedure": "专家评审"}
    assert "预计12个工作日" in text_of(desk.any_pdf(centre.house, notice.number, at=centre.at).pdf)


def test_the_receipt_lists_what_was_handed_in(centre: Centre) -> None:
    centre.deploy(issuing("SJHZ"))
    materials: list[Any] = [{"code": "M01", "name": "联合申请表", "copies": 2}]
    case = desk.receive(
        centre.house, window(), "issuing", applicant={"name": "李雷"}, materials=materials, at=centre.at
    )
    centre.complete(case, "work")
    assert "联合申请表（2份）" in text_of(desk.any_pdf(centre.house, numbers(centre, case)[0], at=centre.at).pdf)


def test_a_preview_shows_the_limits_as_if_it_were_issued_now_and_keeps_nothing(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    text = text_of(desk.preview(centre.house, window(), case.number, "SLTZ", {}, at=centre.at))
    assert "15个工作日" in text and "2026年3月23日17时30分" in text and "样稿" in text
    assert numbers(centre, case) == [] and centre.now(case).version == case.version


def test_a_preview_is_refused_like_the_notice_itself(centre: Centre) -> None:
    case, _ = declined(centre)
    for said, field in (({"basis": "第三条"}, "reasons"), ({"reasons": "😀", "basis": "第三条"}, "reasons")):
        with pytest.raises(Invalid) as refused:
            desk.preview(
                centre.house,
                head(LEAD),
                case.number,
                "BYXK",
                said | {"reasons": said.get("reasons") or " "},
                at=centre.at,
            )
        assert refused.value.field == field


def test_each_printing_is_on_record_with_who_when_and_how_many(centre: Centre) -> None:
    case, number = declined(centre)
    first = desk.record_print(centre.house, window(), case.number, number, 2, at=centre.at)
    desk.record_print(centre.house, officer(LEAD), case.number, number, 1, at=centre.at)
    shown = desk.paper(centre.house, ADMIN, case.number, number)
    assert [(one.user, one.copies) for one in shown.prints] == [("market.w@market", 2), ("market.o1@market", 1)]
    assert {one.digest for one in shown.prints} == {first.digest} == {shown.digest}
    assert centre.acts(case)[-2:] == ["print", "print"]
    centre.check_ledgers()


@pytest.mark.parametrize("copies", [0, -1, 100])
def test_prints_at_least_one_copy_and_not_a_hundred(centre: Centre, copies: int) -> None:
    case, number = declined(centre)
    with pytest.raises(Invalid):
        desk.record_print(centre.house, window(), case.number, number, copies, at=centre.at)


def test_applicants_fetch_their_own_papers_and_no_others(centre: Centre) -> None:
    centre.deploy(issuing("ZZBL", "DBTZ"))
    case, other = centre.receive("issuing"), centre.receive("issuing")
    centre.complete(case, "work")
    own, internal = numbers(centre, case)
    made = desk.public_pdf(centre.house, case.number, case.code, own, at=centre.at)
    assert own in text_of(made.pdf) and case.code in text_of(made.pdf)
    for number, code, notice in (
        (case.number, other.code, own),
        (other.number, other.code, own),
        (case.number, case.code, internal),
        (case.number, case.code, "ZZBL-2026-000009"),
    ):
        with pytest.raises(NotFound):
            desk.public_pdf(centre.house, number, code, notice, at=centre.at)
    listed = desk.public_case(centre.house, case.number, case.code, at=centre.at).notices
    assert [(one.number, one.name) for one in listed] == [(own, "终止办理告知书")]


def test_papers_of_the_house_itself_are_for_the_lead(centre: Centre) -> None:
    centre.deploy(issuing("ZZBL", "DBTZ"))
    case = centre.receive(
        "issuing", actor=window("civil").__class__(user="civil.w", role=window().role, department=LEAD)
    )
    centre.complete(case, "work")
    own, internal = numbers(centre, case)
    assert desk.paper(centre.house, SUPERVISOR, case.number, internal).notice.kind == "DBTZ"
    assert desk.paper(centre.house, head(LEAD), case.number, internal).notice.kind == "DBTZ"
    for actor in (officer("fire"), DESIGNER):
        with pytest.raises(NotFound):
            desk.paper(centre.house, actor, case.number, own)


def test_whoever_only_looks_on_does_not_print(centre: Centre) -> None:
    case, number = declined(centre)
    with pytest.raises(Forbidden):
        desk.record_print(centre.house, SUPERVISOR, case.number, number, 1, at=centre.at)


def test_a_notice_from_before_there_were_templates_is_printed_with_the_present_ones(centre: Centre) -> None:
    _, number = declined(centre)
    with centre.house.database.writing() as connection:
        connection.exec_driver_sql("UPDATE notice SET press = NULL")
    assert number in text_of(desk.any_pdf(centre.house, number, at=centre.at).pdf)


def test_two_who_ask_for_the_first_time_at_once_get_the_same_bytes(centre: Centre) -> None:
    case, number = declined(centre)
    made = desk.any_pdf(centre.house, number, at=centre.at)
    with centre.house.database.writing() as connection:
        second = stored.Pdf(digest="00" * 32, pdf=b"another", renderer="x")
        stored.keep_pdf(connection, centre.now(case).id, 1, second, centre.at)
    assert desk.any_pdf(centre.house, number, at=centre.at) == made


def test_the_acts_of_the_legal_clock_come_out_with_what_they_did(centre: Centre) -> None:
    """A supplement asked for, a special procedure and an extension, each on paper."""
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    wanted = [{"code": "M05", "reason": "未标明消防设施"}, {"code": "M04", "reason": "缺页"}]
    desk.ask_supplement(centre.house, window(), case.number, wanted, at=centre.at)
    other = centre.to_review()
    desk.pause(centre.house, head(LEAD), other.number, "hearing", "需要听证", 3, at=centre.at)
    mayor = Actor(user="mayor", role=Role.GOVERNMENT)
    third = centre.to_review()
    desk.extend(centre.house, mayor, third.number, "涉及地下管线", at=centre.at)
    said = {
        case.number: ("BZGZ", ("M05（更正：未标明消防设施）", "M04（更正：缺页）", "前补正")),
        other.number: ("TBCX", ("听证", "预计3个工作日", "2026年3月5日17时30分", "需要听证")),
        third.number: ("YQGZ", ("延长15个工作日", "涉及地下管线", "延长后的办结期限")),
    }
    for number, (kind, words) in said.items():
        notice = desk.notices(centre.house, ADMIN, number)[-1]
        assert notice.kind == kind
        text = text_of(desk.any_pdf(centre.house, notice.number, at=centre.at).pdf)
        for word in words:
            assert word in text, (kind, word)


def test_a_notice_of_any_instant_is_set_not_only_of_whole_seconds(centre: Centre) -> None:
    centre.deploy(joint())
    centre.at += timedelta(microseconds=123_456)
    case = centre.to_review()
    (notice,) = desk.notices(centre.house, ADMIN, case.number)
    assert notice.at.microsecond == 123_456
    assert desk.any_pdf(centre.house, notice.number, at=centre.at).pdf.startswith(b"%PDF")
