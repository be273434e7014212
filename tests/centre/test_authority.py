"""The authorisation matrix and the seal (row 41): one matrix, entered by heads, begun by the centre's file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from app import designs, desk
from app.desk import Action
from app.domain.actors import Actor
from app.domain.roles import Role
from app.errors import Forbidden, Invalid
from app.settings import ROOT, Settings
from app.store.authority import FILE, Authorisation
from app.store.database import Database
from app.store.records import CaseRecord, NoticeRecord
from tests.centre.hall import SHOP, ledger, signals
from tests.factories import ADMIN, AT, DAY, Centre
from tests.procedures.people import DENG, HE, TANG, ZHOU, does

CENTRE = (ROOT / "processes" / "centre.toml").read_text()
LINE = '\n[[authorisations]]\nitem = "promised"\nuser = "{user}"\nactions = ["{action}"]\n'


def received(hall: Centre) -> CaseRecord:
    return hall.receive("promised", actor=TANG, site_visit=False)


def authorise(hall: Centre, user: str, action: str, *, since: datetime = AT) -> Authorisation:
    return desk.authorise(hall.house, ZHOU, "promised", user, action, since, at=AT)


def matrix(hall: Centre) -> list[Authorisation]:
    return desk.authorisations(hall.house, ZHOU, "promised")


def load(hall: Centre, *lines: str, at: datetime = AT) -> None:
    designs.load_centre(hall.house, (CENTRE + "".join(lines)).encode(), at=at)


def papers(hall: Centre, case: CaseRecord) -> dict[str, NoticeRecord]:
    return {one.kind: one for one in desk.notices(hall.house, ADMIN, case.number)}


def test_a_right_that_is_entered_keeps_the_step_for_its_holders_without_a_word_in_the_guide(hall: Centre) -> None:
    case = received(hall)
    made = authorise(hall, "deng.chao", Action.ACCEPT)
    for who in (TANG, ADMIN):
        with pytest.raises(Forbidden, match=r"not authorised to accept promised; authorised now: deng\.chao"):
            does(hall, case, "food_accept", who, outcome="accept")
    with pytest.raises(Forbidden):
        desk.claim(hall.house, TANG, hall.task(case, "food_accept").id, at=AT)
    with pytest.raises(Forbidden):
        desk.assign(hall.house, ZHOU, hall.task(case, "food_accept").id, "tang.li", at=AT)
    desk.assign(hall.house, ZHOU, hall.task(case, "food_accept").id, "deng.chao", at=AT)
    desk.end_authorisation(hall.house, ZHOU, made.id, at=AT)
    desk.unclaim(hall.house, ZHOU, hall.task(case, "food_accept").id, at=AT)
    does(hall, case, "food_accept", TANG, outcome="accept")  # the last one was taken back: departments and roles again


def test_a_right_that_has_run_out_opens_nothing_to_others(hall: Centre) -> None:
    case = received(hall)
    desk.authorise(hall.house, ZHOU, "promised", "deng.chao", Action.ACCEPT, AT, AT + DAY, at=AT)
    for who in (TANG, DENG):
        with pytest.raises(Forbidden, match="nobody"):
            does(hall, case, "food_accept", who, outcome="accept", at=AT + DAY)


def test_any_kind_of_step_may_be_kept_and_nothing_else(hall: Centre) -> None:
    assert authorise(hall, "lin.wei", "inspect").action == "inspect"
    for wrong in ("Decide", "用印", "a" * 17, ""):
        with pytest.raises(Invalid, match="an action is"):
            authorise(hall, "lin.wei", wrong)


def test_the_centres_file_begins_the_matrix_and_is_no_second_one(hall: Centre) -> None:
    load(hall, LINE.format(user="he.jianguo", action="decide"))
    (line,) = matrix(hall)
    assert (line.user, line.granted_by, line.to_at) == ("he.jianguo", FILE, None)
    case = received(hall)
    does(hall, case, "food_accept", TANG, outcome="accept")
    with pytest.raises(Forbidden):
        does(hall, case, "food_decide", ZHOU, outcome="grant")
    authorise(hall, "zhou.min", Action.DECIDE)
    does(hall, case, "food_decide", ZHOU, outcome="grant")


def test_what_leaves_the_file_ends_and_what_a_head_has_ended_stays_ended(hall: Centre) -> None:
    both = [LINE.format(user=user, action="decide") for user in ("he.jianguo", "zhou.min")]
    load(hall, *both)
    desk.end_authorisation(hall.house, ZHOU, matrix(hall)[0].id, at=AT)
    load(hall, *both, LINE.format(user="lin.wei", action="review"), at=AT + DAY)
    load(hall, at=AT + 2 * DAY)
    assert [(one.user, one.revoked_by, one.revoked_at) for one in matrix(hall)] == [
        ("he.jianguo", "zhou.min", AT),
        ("zhou.min", FILE, AT + 2 * DAY),
        ("lin.wei", FILE, AT + 2 * DAY),
    ]
    load(hall, both[1], at=AT + 3 * DAY)
    assert [one.user for one in matrix(hall) if one.holds(AT + 3 * DAY)] == ["zhou.min"]


def test_the_line_of_the_file_holds_on_its_last_day_and_not_after(hall: Centre) -> None:
    load(hall, LINE.format(user="he.jianguo", action="decide") + "from = 2026-03-03\nto = 2026-03-04\n")
    (line,) = matrix(hall)
    zone = hall.house.calendar.zone
    moments = [datetime(2026, 3, day, hour, tzinfo=zone) for day, hour in ((2, 23), (3, 0), (4, 23), (5, 0))]
    assert [line.holds(at) for at in moments] == [False, True, True, False]


def test_another_process_follows_rights_and_the_centres_file_without_a_restart(
    hall: Centre, open_database: Callable[[], Database]
) -> None:
    other = Centre(house=desk.open_desk(open_database(), Settings()))
    case = received(hall)
    assert not other.house.notice()
    events = [one["on"] for one in other.house.listed("follow")]
    authorise(hall, "deng.chao", Action.ACCEPT)
    load(hall, '\n[[follow]]\non = "alert.red"\nstart = "supervision"\n')
    other.house.notice()
    assert "alert.red" not in events and "alert.red" in [one["on"] for one in other.house.listed("follow")]
    with pytest.raises(Forbidden, match=r"deng\.chao"):
        does(other, case, "food_accept", TANG, outcome="accept")


def test_a_voucher_is_sealed_by_who_has_the_right_and_by_nobody_else(hall: Centre) -> None:
    case = received(hall)
    authorise(hall, "deng.chao", Action.SEAL)
    with pytest.raises(Forbidden, match=r"not authorised to seal promised; authorised now: deng\.chao"):
        does(hall, case, "food_accept", TANG, outcome="accept")
    assert papers(hall, case) == {} and hall.elements(case) == ["food_accept:market"]
    does(hall, case, "food_accept", DENG, outcome="accept")
    voucher = papers(hall, case)["SLTZ"]
    assert (voucher.sealed_by, ledger(hall, case, "notice")[0]["sealed_by"]) == ("deng.chao", "deng.chao")
    with pytest.raises(Forbidden, match="not authorised to seal"):
        does(hall, case, "food_decide", ZHOU, outcome="grant")


def test_who_stands_in_for_the_holder_of_the_seal_may_use_it(hall: Centre) -> None:
    case = received(hall)
    authorise(hall, "deng.chao", Action.SEAL)
    stand_in = Actor(user="tang.li", role=Role.WINDOW, department="market", acts_for=frozenset({"deng.chao"}))
    does(hall, case, "food_accept", stand_in, outcome="accept")
    assert papers(hall, case)["SLTZ"].sealed_by == "tang.li"


def test_without_anybody_entered_for_the_seal_documents_are_issued_as_ever(hall: Centre) -> None:
    case = received(hall)
    does(hall, case, "food_accept", TANG, outcome="accept")
    voucher = papers(hall, case)["SLTZ"]
    assert (voucher.issued_by, voucher.sealed_by) == ("tang.li@market", None)
    assert "sealed_by" not in ledger(hall, case, "notice")[0]


def test_the_centres_own_documents_need_no_seal_of_the_department(hall: Centre) -> None:
    authorise(hall, "deng.chao", Action.SEAL)
    case = received(hall)
    desk.take_originals(hall.house, TANG, case.number, ["M03"], at=AT)
    assert papers(hall, case)["SJHZ"].sealed_by is None


def test_what_the_law_issues_by_itself_is_sealed_in_the_name_of_whom_the_department_authorised(hall: Centre) -> None:
    case = received(hall)
    authorise(hall, "deng.chao", Action.SEAL)
    authorise(hall, "zhou.min", Action.SEAL)
    hall.pass_time(hall.house.calendar.closing_of(hall.house.calendar.add_workdays(AT.date(), 6)))
    voucher = papers(hall, case)["SLTZ"]
    assert (voucher.issued_by, voucher.sealed_by) == ("system", "deng.chao")


def test_where_no_holder_is_left_the_laws_voucher_goes_out_and_a_person_is_told(hall: Centre) -> None:
    case = received(hall)
    desk.authorise(hall.house, ZHOU, "promised", "deng.chao", Action.SEAL, AT, AT + DAY, at=AT)
    hall.pass_time(hall.house.calendar.closing_of(hall.house.calendar.add_workdays(AT.date(), 6)))
    assert papers(hall, case)["SLTZ"].sealed_by is None
    (seen,) = signals(hall.house, rule="seal")
    assert (seen.weight, seen.case_number, seen.evidence) == ("signal", case.number, {"notice": "SLTZ"})


def test_the_head_of_the_government_extends_and_the_departments_seal_is_put_on_for_its_holder(hall: Centre) -> None:
    government = Actor(user="shen.xian", role=Role.GOVERNMENT)
    case = received(hall)
    does(hall, case, "food_accept", TANG, outcome="accept")
    authorise(hall, "he.jianguo", Action.SEAL)
    with pytest.raises(Forbidden, match="not authorised to seal"):
        desk.extend(hall.house, ZHOU, case.number, "专家评审", at=AT)
    desk.extend(hall.house, HE, case.number, "专家评审", at=AT)
    assert papers(hall, case)["YQGZ"].sealed_by == "he.jianguo"
    joint = desk.authorise(hall.house, ZHOU, "joint", "he.jianguo", Action.SEAL, AT, at=AT)
    assert joint.action == "seal"
    together = hall.receive("joint", actor=TANG, **SHOP)
    accepting = next(one for one in hall.open_tasks(together) if one.kind == "accept")
    does(hall, together, accepting.element, HE, outcome="accept")
    desk.extend(hall.house, government, together.number, "情况复杂", at=AT)
    assert papers(hall, together)["YQGZ"].sealed_by == "he.jianguo"
