"""Tickets, receptions, hand-overs and one-time notifications (rows 7, 8, 12, 15 and 28)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from app import desk
from app.desk import hall as front
from app.desk.hall import Visit
from app.domain.actors import Actor
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store.hall import Reception, Ticket
from tests.centre.hall import clerk, receive, signals
from tests.factories import ADMIN, AT, DAY, SUPERVISOR, Centre, officer
from tests.notices.paper import text_of

MARKET = clerk("market")
CIVIL = clerk("civil")
CLOSED = AT + timedelta(hours=7, minutes=30)
ASKED = "申请人确认只销售预包装食品以外的食品"


def take(hall: Centre, queue: str = "A01", booking: str = "") -> Ticket:
    return front.take_ticket(hall.house, queue, booking, at=hall.at)


def call(hall: Centre, queue: str = "A01", actor: Actor = MARKET) -> Ticket:
    return front.call_next(hall.house, actor, queue, at=hall.at)


def visit(hall: Centre, actor: Actor = MARKET, **more: Any) -> Reception:
    given = {"name": "王小二", "need": "想开一家餐饮店", "id_number": "110101199003078888", "contact": "13812345678"}
    return front.register(hall.house, actor, Visit(**{**given, **more}), at=hall.at)


def test_tickets_are_numbered_per_queue_and_called_in_order_with_bookings_first(hall: Centre) -> None:
    assert [take(hall).number for _ in range(2)] == ["A01-001", "A01-002"]
    assert take(hall, "A03").number == "A03-001"
    assert take(hall, booking="YY-2026-000001").number == "A01-003"
    assert [call(hall).number for _ in range(3)] == ["A01-003", "A01-001", "A01-002"]
    with pytest.raises(NotFound, match="nobody waits"):
        call(hall)


def test_a_ticket_is_recalled_skipped_and_called_again(hall: Centre) -> None:
    take(hall)
    called = call(hall)
    assert front.recall(hall.house, MARKET, called.id, at=hall.at).calls == 2
    assert front.skip(hall.house, MARKET, called.id, at=hall.at).status == "skipped"
    assert front.recall(hall.house, MARKET, called.id, at=hall.at).status == "called"
    served = front.serve(hall.house, MARKET, called.id, at=hall.at)
    with pytest.raises(Refused, match="serving"):
        front.skip(hall.house, MARKET, served.id, at=hall.at)
    assert front.close(hall.house, MARKET, called.id, at=hall.at).status == "served"


def test_nobody_is_called_out_of_turn(hall: Centre) -> None:
    take(hall)
    second = take(hall)
    with pytest.raises(Refused, match="in order"):
        front.recall(hall.house, MARKET, second.id, at=hall.at)


def test_a_transferred_ticket_goes_before_those_who_come_after_it(hall: Centre) -> None:
    take(hall, "A02")
    take(hall)
    moved = front.transfer(hall.house, MARKET, call(hall).id, "A02", at=hall.at)
    assert (moved.queue, moved.booking) == ("A02", "A01-001")
    assert call(hall, "A02").number == moved.number


def test_only_who_sits_at_a_window_calls_its_tickets(hall: Centre) -> None:
    take(hall)
    with pytest.raises(Forbidden):
        call(hall, actor=CIVIL)
    with pytest.raises(NotFound, match="no queue"):
        take(hall, "Z99")


def test_twenty_windows_that_call_at_the_same_moment_call_twenty_people(hall: Centre) -> None:
    for _ in range(20):
        take(hall)
    barrier = Barrier(20)

    def one(_: int) -> str:
        barrier.wait()
        return call(hall).number

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(one, range(20)))) == 20


def test_no_ticket_is_given_out_after_closing_or_on_a_day_of_rest(hall: Centre) -> None:
    for at in (CLOSED, AT + 5 * DAY):
        with pytest.raises(Refused, match="closed"):
            front.take_ticket(hall.house, "A01", at=at)


def test_tickets_not_served_by_closing_are_listed_once_for_the_duty_leader(hall: Centre) -> None:
    left, called, done = take(hall), take(hall), take(hall)
    assert left and called and done
    for _ in range(2):
        call(hall)
    ready = call(hall)
    front.serve(hall.house, MARKET, ready.id, at=hall.at)
    front.close(hall.house, MARKET, ready.id, at=hall.at)
    take(hall)
    assert front.unserved(hall.house, at=CLOSED - timedelta(seconds=1)) == []
    assert [one.number for one in front.unserved(hall.house, at=CLOSED)] == ["A01-001", "A01-002", "A01-004"]
    assert front.unserved(hall.house, at=CLOSED + DAY) == []
    seen = signals(hall.house, rule="unserved")
    assert [one.subject for one in seen] == ["A01-001", "A01-002", "A01-004"]
    assert {one.department for one in seen} == {"market"}


def test_the_screen_shows_numbers_and_no_names(hall: Centre) -> None:
    take(hall)
    take(hall)
    call(hall)
    (line,) = [one for one in front.lines(hall.house, at=hall.at) if one.queue == "A01"]
    assert (line.called, line.waiting, line.waited) == (("A01-001",), ("A01-002",), (0, 0))


def test_ticket_reception_and_case_belong_together(hall: Centre) -> None:
    take(hall)
    ticket = call(hall)
    seen = visit(hall, ticket=ticket.id)
    assert (seen.ticket_id, seen.window) == (ticket.id, "A01")
    case = receive(hall, "promised", "market", site_visit=False)
    settled = front.settle(hall.house, MARKET, seen.number, "received", case=case.number, at=hall.at)
    assert (settled.case_number, settled.outcome) == (case.number, "received")


def test_a_reception_begins_only_with_a_ticket_that_was_called(hall: Centre) -> None:
    waiting = take(hall)
    with pytest.raises(Refused, match="called"):
        visit(hall, ticket=waiting.id)


def test_the_reception_record_stores_the_first_contact_and_masks_the_identity_number_by_role(hall: Centre) -> None:
    seen = visit(hall)
    assert (seen.first_contact, seen.responsible, seen.number) == ("market.clerk", "market.clerk", "JD-2026-000001")
    own = front.reception(hall.house, MARKET, seen.number).reception
    assert own.id_number == "110101199003078888"
    watched = front.reception(hall.house, SUPERVISOR, seen.number).reception
    assert watched.id_number == "110***********8888"
    with pytest.raises(NotFound):
        front.reception(hall.house, officer("fire"), seen.number)


def test_responsibility_stays_with_the_first_contact_until_the_receiver_signs(hall: Centre) -> None:
    seen = visit(hall)
    given = front.hand_over(hall.house, MARKET, seen.number, "civil", "属民政窗口", at=hall.at)
    assert front.reception(hall.house, MARKET, seen.number).reception.responsible == "market.clerk"
    with pytest.raises(Forbidden, match=r"market\.clerk is responsible"):
        front.settle(hall.house, CIVIL, seen.number, "answered", "已答复", at=hall.at)
    with pytest.raises(Forbidden, match="for civil"):
        front.sign(hall.house, clerk("fire"), given.id, at=hall.at)
    assert front.sign(hall.house, CIVIL, given.id, at=hall.at).signed_by == "civil.clerk"
    assert front.reception(hall.house, CIVIL, seen.number).reception.responsible == "civil.clerk"
    with pytest.raises(Refused, match="was signed by"):
        front.sign(hall.house, CIVIL, given.id, at=hall.at)
    assert front.settle(hall.house, CIVIL, seen.number, "answered", "已答复", at=hall.at).outcome == "answered"


def test_a_handover_that_nobody_signs_for_alerts_both_sides_once(hall: Centre) -> None:
    seen = visit(hall)
    given = front.hand_over(hall.house, MARKET, seen.number, "civil", "属民政窗口", at=hall.at)
    late = given.sign_by
    assert front.alert_unsigned(hall.house, late - timedelta(seconds=1)) == 0
    assert front.alert_unsigned(hall.house, late) == 1
    assert front.alert_unsigned(hall.house, late + DAY) == 0
    told = [one.target for one in desk.due_mail(hall.house, late, 100) if one.topic == "signal.handover"]
    assert sorted(told) == ["civil", "market", "supervisor"]
    (sign,) = signals(hall.house, rule="handover")
    assert sign.evidence["responsible"] == "market.clerk"


def test_a_joint_matter_is_handed_over_to_the_centres_office_only(hall: Centre) -> None:
    seen = visit(hall, joint=True)
    with pytest.raises(Invalid, match="joint matter"):
        front.hand_over(hall.house, MARKET, seen.number, "fire", "涉及消防", at=hall.at)
    assert front.hand_over(hall.house, MARKET, seen.number, "centre", "联办协调", at=hall.at).department == "centre"


def test_a_consultation_is_a_kind_of_its_own_and_counted(hall: Centre) -> None:
    assert visit(hall, kind="consult").kind_number == "ZX-2026-000001"
    assert visit(hall).kind_number is None
    counts = {one.kind: one.count for one in desk.kinds_of_month(hall.house, ADMIN, 2026, 3, at=hall.at)}
    assert counts["consult"] == 1


def test_turned_away_with_nothing_but_what_could_be_corrected_on_the_spot_is_flagged(hall: Centre) -> None:
    correct = {"code": "M01", "verdict": "correct", "note": "漏填电话"}
    supply = {"code": "M05", "verdict": "supply"}
    for defects in ([correct], [correct, supply]):
        seen = visit(hall)
        front.settle(hall.house, MARKET, seen.number, "returned", "请改好再来", defects=defects, at=hall.at)
    (sign,) = signals(hall.house, rule="3")
    assert (sign.weight, sign.subject, sign.evidence["materials"]) == ("signal", "JD-2026-000001", ["M01"])


def test_the_one_time_notification_lists_all_gaps_in_two_copies_with_the_item_list(hall: Centre) -> None:
    seen = visit(hall)
    gaps = [{"code": "M05", "note": "缺平面图"}, {"code": "M06"}]
    made = front.notify(hall.house, MARKET, seen.number, "promised", ASKED, gaps, at=hall.at)
    assert made.number == "YCGZ-2026-000001" and made.copies == ["送达申请人", "存档"]
    _, pdf = front.told_pdf(hall.house, MARKET, made.number)
    text = text_of(pdf)
    for word in ("缺平面图", "保证食品安全的规章制度目录清单", "只销售预包装食品以外", "第一联", "第二联"):
        assert word in text, word


def test_nothing_is_told_before_it_was_confirmed_again(hall: Centre) -> None:
    with pytest.raises(Invalid, match="confirm once more"):
        front.notify(hall.house, MARKET, visit(hall).number, "promised", " ", at=hall.at)


def test_a_notification_names_only_materials_of_the_catalogue(hall: Centre) -> None:
    with pytest.raises(Invalid, match="M99"):
        front.notify(hall.house, MARKET, visit(hall).number, "promised", ASKED, [{"code": "M99"}], at=hall.at)


def test_a_second_notification_is_blocked_or_goes_on_record_as_violation_2(hall: Centre) -> None:
    seen = visit(hall)
    front.notify(hall.house, MARKET, seen.number, "promised", ASKED, [{"code": "M05"}], at=hall.at)
    with pytest.raises(Refused, match="second notice"):
        front.notify(hall.house, MARKET, seen.number, "promised", ASKED, [{"code": "M06"}], at=hall.at)
    assert signals(hall.house, rule="2") == []
    why = "法规当日修订"
    again = front.notify(hall.house, MARKET, seen.number, "promised", ASKED, [{"code": "M06"}], why, at=hall.at)
    (sign,) = signals(hall.house, rule="2")
    assert again.number == "YCGZ-2026-000002" and sign.evidence == {"materials": ["M06"], "reason": why}


def test_printing_and_signing_of_a_notification_are_logged_and_the_number_stays(hall: Centre) -> None:
    made = front.notify(hall.house, MARKET, visit(hall).number, "promised", ASKED, at=hall.at)
    before = front.told_pdf(hall.house, MARKET, made.number)[1]
    again = front.printed(hall.house, MARKET, made.number, 2, "王小二", at=hall.at)
    assert (again.number, again.signed_by, again.printed[0]["copies"]) == (made.number, "王小二", 2)
    assert front.told_pdf(hall.house, MARKET, made.number)[1] == before


def test_a_visit_is_rated_once_and_a_bad_one_is_told_of(hall: Centre) -> None:
    seen = visit(hall)
    assert desk.rate_visit(hall.house, MARKET, seen.number, 5, "等了两小时", at=hall.at).level == 5
    with pytest.raises(Refused, match="rated before"):
        desk.rate_visit(hall.house, MARKET, seen.number, 1, at=hall.at)
    told = [one.target for one in desk.due_mail(hall.house, AT, 100) if one.topic == "rating.bad"]
    assert sorted(told) == ["market", "supervisor"]
    with pytest.raises(Invalid, match="very satisfied"):
        desk.rate_visit(hall.house, MARKET, visit(hall).number, 6, at=hall.at)


LEFT = {"reason": "到后台调阅档案", "place": "三楼档案室", "contact": "0000-12345"}


@pytest.mark.parametrize("missing", ["reason", "place", "contact"])
def test_leaving_a_window_needs_a_notice_that_says_why_where_to_and_how_to_be_reached(
    hall: Centre, missing: str
) -> None:
    with pytest.raises(Invalid) as caught:
        front.leave(hall.house, MARKET, "A01", **{**LEFT, missing: " "}, at=hall.at)
    assert caught.value.field == missing


def test_a_window_whose_clerk_is_away_is_not_called_and_its_screen_says_why(hall: Centre) -> None:
    take(hall)
    first = call(hall)
    take(hall)
    front.leave(hall.house, MARKET, "A01", **LEFT, at=hall.at)
    for again in (lambda: call(hall), lambda: front.recall(hall.house, MARKET, first.id, at=hall.at)):
        with pytest.raises(Refused, match=r"nobody is at window A01 .*调阅档案; where to: 三楼档案室; contact: 0000"):
            again()
    with pytest.raises(Refused):
        front.leave(hall.house, MARKET, "A01", **LEFT, at=hall.at)
    shown = {one.queue: one.left for one in front.lines(hall.house, at=hall.at)}
    assert shown["A01"] is not None and shown["A01"].place == "三楼档案室" and shown["A02"] is None
    with pytest.raises(Forbidden):
        front.come_back(hall.house, CIVIL, "A01", at=hall.at)
    front.come_back(hall.house, MARKET, "A01", at=hall.at + timedelta(minutes=5))
    hall.at += timedelta(minutes=5)
    assert call(hall).number == "A01-002"
    with pytest.raises(NotFound):
        front.come_back(hall.house, MARKET, "A01", at=hall.at)


def test_a_window_is_left_while_all_who_sit_there_are_entered_as_away(hall: Centre) -> None:
    take(hall)
    for user in ("tang.li", "deng.chao"):
        assert next(one for one in front.lines(hall.house, at=hall.at) if one.queue == "A01").left is None
        desk.add_absence(hall.house, ADMIN, user, hall.at, hall.at + DAY, "培训", at=hall.at)
    with pytest.raises(Refused, match="培训"):
        call(hall)


def test_away_for_more_than_half_an_hour_is_a_sign_for_a_person_once(hall: Centre) -> None:
    front.leave(hall.house, MARKET, "A01", **LEFT, at=hall.at)
    assert desk.go_round(hall.house, hall.at + timedelta(minutes=30)) == 0
    assert [desk.go_round(hall.house, hall.at + timedelta(minutes=after)) for after in (31, 45)] == [1, 0]
    (seen,) = signals(hall.house, rule="away")
    assert (seen.subject, seen.weight, seen.department) == (MARKET.user, "signal", "market")
    assert {"window": "A01", "place": "三楼档案室"}.items() <= seen.evidence.items()
    front.come_back(hall.house, MARKET, "A01", at=hall.at + timedelta(minutes=50))
    short = hall.at + timedelta(hours=2)
    front.leave(hall.house, MARKET, "A01", **LEFT, to_at=short + timedelta(minutes=20), at=short)
    assert desk.go_round(hall.house, short + timedelta(hours=1)) == 0
