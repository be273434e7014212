"""At the counter: originals, fees, authority, the board, ratings, openness (rows 13, 22, 23, 33 to 36, 41 and 51)."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from app import designs, desk
from app.desk import Action
from app.domain.actors import Actor
from app.domain.cases import CaseStatus
from app.domain.disclosure import FIELDS
from app.domain.masking import masked_number, masked_text
from app.domain.roles import Role
from app.errors import DiagramRefused, Forbidden, Invalid, NotFound, Refused
from app.settings import Settings
from app.store.records import CaseRecord
from tests.centre.hall import clerk, ledger, receive, run, signals
from tests.factories import ADMIN, AT, DAY, DESIGNER, SUPERVISOR, Centre, head, officer, simple

PROCESSES = Path(__file__).parents[2] / "processes"
MARKET = clerk("market")
FEES = """name = "x"
mode = "promised"
lead = "market"
authorised = ["decide"]
fees = [
    { code = "F1", name = "工本费", amount = 10, basis = "价费字〔2020〕1号" },
    { code = "F2", name = "代制图", amount = 200, basis = "自愿服务公示", voluntary = true },
    { code = "F3", name = "没有依据的", amount = 5 },
]
"""


def granted(hall: Centre) -> CaseRecord:
    """A food licence that is granted and waits to be delivered."""
    case = receive(hall, "promised", "market", site_visit=False)
    run(hall, case, ("food_accept", {"outcome": "accept"}), ("food_decide", {"outcome": "grant"}))
    return case


def charged_item(centre: Centre) -> CaseRecord:
    """An item with a schedule of fees."""
    centre.deploy(simple("task", mode="promised", lead="market", kind="decide"), guides={"task": FEES})
    return centre.receive("task")


def test_originals_are_taken_against_a_receipt_and_must_go_back_signed_before_delivery(hall: Centre) -> None:
    case = granted(hall)
    desk.take_originals(hall.house, MARKET, case.number, ["M03"], at=hall.at)
    receipt = next(one for one in desk.notices(hall.house, ADMIN, case.number) if one.kind == "SJHZ")
    assert receipt.data["originals"] == ["法定代表人（负责人、经营者）身份证明"]
    with pytest.raises(Refused, match="still holds the originals"):
        run(hall, case, ("food_deliver", {"outcome": "done"}))
    with pytest.raises(Invalid, match="signs for them"):
        desk.return_originals(hall.house, MARKET, case.number, ["M03"], " ", at=hall.at)
    (given,) = desk.return_originals(hall.house, MARKET, case.number, ["M03"], "王小二", at=hall.at)
    assert (given.signed_by, given.returned_by) == ("王小二", "market.clerk")
    assert run(hall, case, ("food_deliver", {"outcome": "done"})).case.status is CaseStatus.COMPLETED


def test_a_lost_original_is_a_sign_and_does_not_stop_the_delivery(hall: Centre) -> None:
    case = granted(hall)
    desk.take_originals(hall.house, MARKET, case.number, ["M03"], at=hall.at)
    desk.return_originals(hall.house, MARKET, case.number, ["M03"], "", "窗口失窃,已报案", at=hall.at)
    run(hall, case, ("food_deliver", {"outcome": "done"}))
    (seen,) = signals(hall.house, rule="13")
    assert (seen.weight, seen.evidence["reason"]) == ("signal", "窗口失窃,已报案")


def test_a_request_outside_the_catalogue_or_of_what_is_already_held_is_refused(hall: Centre) -> None:
    given = {"applicant": {"name": "王小二"}, "variables": {"site_visit": False}, "materials": [{"code": "M01"}]}
    case = desk.receive(hall.house, MARKET, "promised", at=hall.at, **given)
    for wanted, error in (([{"code": "M99"}], Invalid), ([{"code": "M01"}], Refused)):
        with pytest.raises(error):
            desk.ask_supplement(hall.house, MARKET, case.number, wanted, at=hall.at)
    assert hall.kinds(case) == []
    wrong = [{"code": "M01", "kind": "correct", "reason": "漏签名"}, {"code": "M05", "kind": "supply"}]
    desk.ask_supplement(hall.house, MARKET, case.number, wrong, at=hall.at)
    (notice,) = desk.notices(hall.house, ADMIN, case.number)
    assert [one["note"] for one in notice.data["missing"]] == ["更正：漏签名", "补交"]


def test_fees_are_those_of_the_published_schedule_and_no_more(centre: Centre) -> None:
    case = charged_item(centre)
    house, who = centre.house, officer("market")
    for fee, amount in (("F9", "1"), ("F3", "5"), ("F1", "10.01")):
        with pytest.raises(Refused, match="published schedule"):
            desk.charge(house, who, case.number, fee, amount, "P1", at=centre.at)
    made = desk.charge(house, who, case.number, "F1", "10", "P0001", at=centre.at)
    assert [(one.id, one.cents, one.receipt) for one in desk.payments(house, ADMIN, case.number)] == [
        (made.id, 1000, "P0001")
    ]
    assert signals(house) == []


def test_a_fee_without_a_receipt_is_flagged_and_gets_one_later(centre: Centre) -> None:
    case = charged_item(centre)
    made = desk.charge(centre.house, officer("market"), case.number, "F1", "10", at=centre.at)
    (seen,) = signals(centre.house, rule="16")
    assert (seen.weight, seen.evidence["cents"]) == ("violation", 1000)
    given = desk.give_receipt(centre.house, officer("market"), case.number, made.id, "P2", at=centre.at)
    assert given.receipt == "P2"
    with pytest.raises(Refused, match="has the receipt"):
        desk.give_receipt(centre.house, officer("market"), case.number, made.id, "P3", at=centre.at)


def test_a_voluntary_fee_needs_the_applicants_own_request(centre: Centre) -> None:
    case = charged_item(centre)
    desk.charge(centre.house, officer("market"), case.number, "F2", "200", "P1", "本人申请书", at=centre.at)
    assert signals(centre.house) == []
    desk.charge(centre.house, officer("market"), case.number, "F2", "200", "P2", at=centre.at)
    assert [(one.rule, one.weight) for one in signals(centre.house)] == [("17", "signal")]


def test_an_applicant_refuses_a_fee_and_complains(centre: Centre) -> None:
    case = charged_item(centre)
    made = desk.charge(centre.house, officer("market"), case.number, "F1", "10", "P1", at=centre.at)
    with pytest.raises(NotFound):
        desk.refuse_fee(centre.house, case.number, "WRONG", made.id, "多收", at=centre.at)
    desk.refuse_fee(centre.house, case.number, case.code, made.id, "窗口说必须交", at=centre.at)
    (paid,) = desk.payments(centre.house, ADMIN, case.number)
    assert (paid.refused_at, paid.complaint) == (centre.at, "窗口说必须交")
    told = [one.target for one in desk.due_mail(centre.house, AT + DAY, 200) if one.topic == "fee.refused"]
    assert told == ["supervisor"]
    assert [(one.rule, one.weight, one.source) for one in signals(centre.house)] == [("15", "signal", "complaint")]


def test_a_decision_kept_for_holders_is_nobody_elses_before_during_and_after_its_dates(centre: Centre) -> None:
    case = charged_item(centre)
    task = centre.task(case, "work")
    holder, other = officer("fire"), officer("fire", 2)
    granted_ = desk.authorise(
        centre.house, head("market"), "task", holder.user, Action.DECIDE, AT + DAY, AT + 3 * DAY, at=AT
    )
    for who, at in ((other, AT + 2 * DAY), (holder, AT), (holder, AT + 3 * DAY)):
        with pytest.raises(Forbidden, match="not authorised to decide"):
            desk.complete(centre.house, who, task.id, outcome="grant", at=at)
    desk.end_authorisation(centre.house, head("market"), granted_.id, at=AT + DAY)
    with pytest.raises(Forbidden):
        desk.complete(centre.house, holder, task.id, outcome="grant", at=AT + 2 * DAY)
    desk.authorise(centre.house, head("market"), "task", holder.user, Action.DECIDE, AT, at=AT)
    done = desk.complete(centre.house, holder, task.id, outcome="grant", at=AT + 2 * DAY)
    assert done.case.ended_at == AT + 2 * DAY


def test_only_the_head_of_the_lead_department_authorises(centre: Centre) -> None:
    charged_item(centre)
    with pytest.raises(Forbidden):
        desk.authorise(centre.house, head("fire"), "task", "fire.o1", Action.DECIDE, AT, at=AT)
    with pytest.raises(NotFound, match="no user"):
        desk.authorise(centre.house, head("market"), "task", "nobody", Action.DECIDE, AT, at=AT)
    with pytest.raises(Invalid, match="after it begins"):
        desk.authorise(centre.house, head("market"), "task", "fire.o1", Action.DECIDE, AT, AT, at=AT)


def test_a_result_that_must_be_announced_stands_on_the_board_with_the_personal_data_masked(hall: Centre) -> None:
    case = granted(hall)
    run(hall, case, ("food_deliver", {"outcome": "done"}))
    (posting,) = desk.board(hall.house).items
    assert posting.body["applicant"] == "王****店" and case.applicant not in str(posting)
    assert ledger(hall, case, "announce")[0]["result"] == "准予"
    assert "announcement" not in [gap.code for gap in desk.archive_gaps(hall.house, ADMIN, case.number)]


def test_what_the_office_posts_has_identity_and_telephone_numbers_masked(hall: Centre) -> None:
    office = Actor(user="gu.cheng", role=Role.HEAD, department="centre")
    desk.post_announcement(hall.house, office, "失物招领", "身份证110101199003078888,电话13812345678", at=hall.at)
    (posting,) = desk.board(hall.house).items
    assert posting.body["text"] == "身份证110***********8888,电话138****5678"
    with pytest.raises(Forbidden):
        desk.post_announcement(hall.house, MARKET, "x", "y", at=hall.at)
    desk.take_down(hall.house, SUPERVISOR, posting.id, "已领取", at=hall.at)
    assert desk.board(hall.house).items == ()
    assert masked_number("1234") == "****" and masked_text("2026-03-02") == "2026-03-02"


def test_a_case_is_rated_once_by_its_applicant_and_a_bad_one_can_start_its_mending(hall: Centre) -> None:
    case = granted(hall)
    with pytest.raises(Refused, match="still being handled"):
        desk.rate_case(hall.house, case.number, case.code, 5, at=hall.at)
    run(hall, case, ("food_deliver", {"outcome": "done"}))
    with pytest.raises(NotFound):
        desk.rate_case(hall.house, case.number, "WRONG", 5, at=hall.at)
    desk.rate_case(hall.house, case.number, case.code, 5, "跑了四趟", at=hall.at)
    with pytest.raises(Refused, match="rated before"):
        desk.rate_case(hall.house, case.number, case.code, 1, at=hall.at)
    assert ledger(hall, case, "rate") == [{"level": 5, "words": "跑了四趟"}]
    assert "rating::market" in hall.alerts(case)
    told = [one for one in desk.due_mail(hall.house, AT + DAY, 200) if one.topic == "rating.bad"]
    assert {one.target for one in told} == {"market", "A01"} and told[0].body["level"] == 5
    assert [one.level for one in desk.ratings(hall.house, SUPERVISOR, AT, AT + DAY)] == [5]
    hall.check_ledgers()


def test_a_good_rating_asks_for_nothing(hall: Centre) -> None:
    case = granted(hall)
    run(hall, case, ("food_deliver", {"outcome": "done"}))
    desk.rate_case(hall.house, case.number, case.code, 3, at=hall.at)
    assert [one for one in hall.alerts(case) if one.startswith("rating")] == []


def test_the_end_of_a_case_invites_a_rating_once(hall: Centre) -> None:
    case = granted(hall)
    run(hall, case, ("food_deliver", {"outcome": "done"}))
    invited = [one.target for one in desk.due_mail(hall.house, AT + DAY, 200) if one.topic == "rating.invite"]
    assert invited == ["A01"]


def test_every_public_guide_discloses_the_thirteen_fields_and_both_lists_of_six(hall: Centre) -> None:
    for one in desk.public_items(hall.house, at=hall.at):
        shown = desk.public_item(hall.house, one["key"], at=hall.at)
        assert shown["missing"] == [] and set(shown["disclosure"]) == {field.field for field in FIELDS}
        assert all(shown["six"].values()), one["key"]
    told = desk.public_centre(hall.house, at=hall.at)
    assert all(told.values()) and told["complaints"]["complaints"] == "0000-12388"
    assert {"department": "中心管理办公室", "post": "值班领导岗", "name": "顾诚"} in told["duties"]["leaders"]
    assert "系统管理岗" not in str(told["duties"])
    window = next(one for one in told["windows"] if one["code"] == "A01")
    assert window["department"] == "市场监督管理局" and window["people"]
    with pytest.raises(NotFound):
        desk.public_item(hall.house, "nothing", at=hall.at)


def test_item_cannot_be_published_unless_guide_sample_and_form_files_are_attached(hall: Centre) -> None:
    guide = (PROCESSES / "promised.toml").read_text("utf-8")
    diagram = designs.File(name="promised.bpmn", data=(PROCESSES / "promised.bpmn").read_bytes())

    def refused(text: str) -> set[str]:
        files = [diagram, designs.File(name="promised.toml", data=text.encode())]
        with pytest.raises(DiagramRefused) as caught:
            designs.deploy(hall.house, DESIGNER, files, at=hall.at)
        return {one.code for one in caught.value.findings if one.severity == "error"}

    without = re.sub(r"(?s)\nfiles = \[.*?\n\]\n", "\n", guide)
    assert refused(without) == {"form-missing"}
    assert refused(guide.replace('title = "经营布局图示例"', 'title = "别的"')) == {"form-missing"}
    assert refused(guide.replace(', made = "plan"', "")) == {"form-unreadable"}
    assert refused(guide.replace('made = "plan"', 'made = "nothing"')) == {"form-unreadable"}
    assert refused(guide.replace("plan-sample.pdf", "../plan.pdf")) == {"form-unreadable"}


def test_every_link_of_a_guide_works(hall: Centre) -> None:
    for one in desk.public_items(hall.house, at=hall.at):
        if one["guide"].get("mode") is None:
            continue
        shown = desk.public_item(hall.house, one["key"], at=hall.at)
        assert {"form", "sample"} == {line["kind"] for line in shown["files"]}, one["key"]
        assert set(shown["disclosure"]["samples"]) <= {line["title"] for line in shown["files"]}
        for line in shown["files"]:
            given = desk.public_file(hall.house, one["key"], line["name"], at=hall.at)
            assert line["href"].endswith(f"/items/{one['key']}/files/{line['name']}")
            assert given.data.startswith(b"%PDF-") and given.media_type == line["media_type"] == "application/pdf"
            assert hashlib.sha256(given.data).hexdigest() == given.digest == line["sha256"]
            assert len(given.data) == line["bytes"]
    with pytest.raises(NotFound):
        desk.public_file(hall.house, "joint", "other.pdf", at=hall.at)
    with pytest.raises(NotFound):
        desk.public_file(hall.house, "nothing", "application.pdf", at=hall.at)


def test_a_form_that_was_taken_away_is_seen_by_the_watch_and_its_link_says_so(hall: Centre, tmp_path: Path) -> None:
    hall.house.settings = Settings(data=tmp_path, processes=PROCESSES)
    place = tmp_path / "forms" / "promised"
    place.mkdir(parents=True)
    (place / "scope.docx").write_bytes(b"PK\x03\x04")
    own = ', made = "proxy" },\n    { name = "scope.docx", title = "经营范围表", kind = "form" },'
    guide = (PROCESSES / "promised.toml").read_text("utf-8").replace(', made = "proxy" },', own)
    files = [designs.File(name="promised.bpmn", data=(PROCESSES / "promised.bpmn").read_bytes())]
    designs.deploy(hall.house, DESIGNER, [*files, designs.File(name="promised.toml", data=guide.encode())], at=hall.at)
    assert desk.public_file(hall.house, "promised", "scope.docx", at=hall.at).data == b"PK\x03\x04"
    assert desk.go_round(hall.house, hall.at) == 0
    (place / "scope.docx").unlink()
    with pytest.raises(NotFound):
        desk.public_file(hall.house, "promised", "scope.docx", at=hall.at)
    assert desk.public_item(hall.house, "promised", at=hall.at)["files"][-1]["sha256"] == ""
    assert desk.go_round(hall.house, hall.at) == 1
    (sign,) = signals(hall.house, rule="5")
    assert "scope.docx" in str(sign.evidence["missing"])


def test_an_item_that_does_not_disclose_everything_is_not_published(hall: Centre) -> None:
    lacking = 'name = "x"\nmode = "promised"\nlead = "market"\n[disclosure]\nname = "x"\n'
    files = [designs.File(name="task.bpmn", data=simple("task", limit="3"))]
    files.append(designs.File(name="task.toml", data=lacking.encode()))
    with pytest.raises(DiagramRefused) as refused:
        designs.deploy(hall.house, DESIGNER, files, at=hall.at)
    assert "guide-incomplete" in {one.code for one in refused.value.findings}
