"""自助终端: tickets, the check-in of a booking, questions; each for whoever stands in front of it (row 31)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest

from app import desk
from app.desk import hall as front
from app.desk.hall import Asked, Place
from app.domain.actors import ONLINE, Actor
from app.domain.days import DayKind, Mark
from app.domain.roles import Role
from app.domain.years import Scope
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store import hall as kept
from app.store import registry
from app.store.records import CaseRecord
from tests.centre.hall import SHOP, clerk, receive, signals
from tests.factories import ADMIN, AT, DAY, Centre, officer
from tests.notices.paper import text_of
from tests.procedures.scene import cases_of, started

KIOSK = Actor(user="kiosk-1", role=Role.KIOSK)
TOLD = {"matter": "食品许可咨询", "channel": "电话", "department": "market", "contact": "13800000001", "holiday": False}
MINUTE = timedelta(minutes=1)


def booked(hall: Centre, slot: str = "2026-03-02T10:00", counter: str = "A01") -> CaseRecord:
    return started(hall, officer("centre"), "appointment", counter=counter, slot=slot, **TOLD)


def check_in(hall: Centre, case: CaseRecord, code: str = "", after: timedelta = timedelta()) -> Place:
    return front.check_in(hall.house, KIOSK, case.number, code or case.code, at=AT + after)


def walk_in(hall: Centre, queue: str = "A01") -> Place:
    return front.walk_in(hall.house, KIOSK, queue, at=AT)


def ask(hall: Centre, **said: Any) -> Asked:
    given = {"question": "要哪些材料?", "name": "李女士", "phone": "13800000001", **said}
    return front.leave_question(hall.house, KIOSK, **given, at=AT)


def test_a_terminal_gives_a_number_and_says_how_many_are_called_before_it(hall: Centre) -> None:
    assert [walk_in(hall).ahead for _ in range(3)] == [0, 1, 2]
    other = walk_in(hall, "A03")
    assert (other.ticket.number, other.name, other.ahead, other.booked) == ("A03-001", "老年人服务窗口", 0, False)
    with pytest.raises(NotFound, match="no queue"):
        walk_in(hall, "Z9")


def test_a_booking_gets_the_ticket_that_goes_before_at_its_own_window(hall: Centre) -> None:
    walk_in(hall)
    place = check_in(hall, booked(hall))
    assert (place.ticket.queue, place.ticket.number, place.ahead, place.booked) == ("A01", "A01-002", 0, True)
    called = front.call_next(hall.house, clerk("market"), "A01", at=AT)
    assert called.number == place.ticket.number


def test_a_booking_is_checked_in_once(hall: Centre) -> None:
    case = booked(hall)
    first = check_in(hall, case)
    with pytest.raises(Refused, match=f"has its ticket, {first.ticket.number}"):
        check_in(hall, case)
    assert walk_in(hall).ticket.number == "A01-002", "the refused one took no number"
    front.call_next(hall.house, clerk("market"), "A01", at=AT)
    front.transfer(hall.house, clerk("market"), first.ticket.id, "A02", at=AT)
    with pytest.raises(Refused, match="has its ticket"):
        check_in(hall, case)


def test_two_terminals_at_the_same_moment_give_a_booking_one_ticket(hall: Centre) -> None:
    case, barrier = booked(hall), Barrier(8)

    def one(_: int) -> bool:
        barrier.wait()
        try:
            check_in(hall, case)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 1
    with hall.house.database.reading() as connection:
        assert len(kept.line(connection, "2026-03-02", "A01")) == 1


@pytest.mark.parametrize(
    ("slot", "after", "words"),
    [
        ("2026-03-02T10:31", timedelta(), "check in from 03-02 10:01"),
        ("2026-03-02T10:30", timedelta(), ""),
        ("2026-03-02T09:30", timedelta(), ""),
        ("2026-03-02T09:30", MINUTE, "is over"),
        ("2026-03-03T10:00", timedelta(), "is for 2026-03-03 10:00"),
        ("2026-02-27T10:00", timedelta(), "is over"),
        ("明天上午", timedelta(), "not said in figures"),
    ],
)
def test_a_booking_is_checked_in_on_its_day_around_its_time(
    hall: Centre, slot: str, after: timedelta, words: str
) -> None:
    case = booked(hall, slot)
    if not words:
        assert check_in(hall, case, after=after).booked
        return
    with pytest.raises(Refused, match=words):
        check_in(hall, case, after=after)


def test_the_operator_says_how_early_and_how_late(hall: Centre) -> None:
    hall.house.settings = hall.house.settings.model_copy(update={"booking_early_minutes": 60})
    assert check_in(hall, booked(hall, "2026-03-02T11:00")).booked


def test_a_cancelled_booking_one_without_room_and_somebody_elses_get_no_ticket(hall: Centre) -> None:
    mine, others = booked(hall), booked(hall, counter="A02")
    desk.take_back(hall.house, ONLINE, mine.number, mine.code, "不来了", at=AT)
    with pytest.raises(Refused, match="does not hold any more, it is withdrawn"):
        check_in(hall, mine)
    with pytest.raises(NotFound, match="no case has this number and code"):
        check_in(hall, others, code=mine.code)
    full = [booked(hall, "2026-03-02T10:30") for _ in range(5)][-1]
    with pytest.raises(Refused, match="it is declined"):
        check_in(hall, full)
    case = receive(hall, "joint", "market", **SHOP)
    with pytest.raises(Refused, match="is no booking but a case"):
        check_in(hall, case)
    with hall.house.database.reading() as connection:
        assert kept.line(connection, "2026-03-02") == []


def test_the_hall_says_its_hours_and_what_each_window_takes(hall: Centre) -> None:
    walk_in(hall)
    now = front.hall_now(hall.house, at=AT)
    assert now.gives_tickets and now.day.open and str(now.hours).startswith("0")
    taken = {window: {one.key for one in items} for window, items in now.items.items()}
    assert "joint" in taken["A02"] and "rejected" not in set().union(*taken.values())
    assert next(one for one in now.lines if one.queue == "A01").waiting == ("A01-001",)
    later = front.hall_now(hall.house, at=AT + 5 * DAY)
    assert not later.gives_tickets and not later.day.open


def test_tickets_are_given_out_on_a_day_of_rest_on_which_the_hall_opens_and_not_when_it_is_shut(hall: Centre) -> None:
    for kind, day in ((DayKind.OPENED, date(2026, 3, 7)), (DayKind.SHUT, date(2026, 3, 3))):
        desk.add_days(hall.house, ADMIN, Scope.CENTRE, Mark(kind=kind, name="安排", basis="通知"), day, at=AT)
    assert front.walk_in(hall.house, KIOSK, "A01", at=AT + 5 * DAY).ticket.day == "2026-03-07"
    with pytest.raises(Refused, match="closed"):
        front.walk_in(hall.house, KIOSK, "A01", at=AT + DAY)


def test_the_slip_says_number_window_and_how_many_wait_and_leads_to_the_screen(hall: Centre) -> None:
    walk_in(hall)
    place = check_in(hall, booked(hall))
    second = front.slip(hall.house, KIOSK, place.ticket.id, at=AT)
    text = text_of(second)
    assert "A01-002" in text and "食品经营许可窗口" in text and "预约号" in text and "2026年3月2日10时00分" in text
    assert "李" not in text
    waiting = front.slip(hall.house, KIOSK, walk_in(hall).ticket.id, at=AT)
    assert "前面等候2人" in text_of(waiting)
    with pytest.raises(NotFound, match="today"):
        front.slip(hall.house, KIOSK, place.ticket.id, at=AT + DAY)


def test_a_question_left_at_a_terminal_is_a_consultation_with_number_voucher_and_limit(hall: Centre) -> None:
    asked = ask(hall, item="joint")
    assert asked.case is not None and asked.reception.kind_number == "ZX-2026-000001"
    assert (asked.case.item, asked.case.applicant) == ("consultation", "李女士")
    assert asked.case.due_at == hall.house.calendar.due(AT, 5)
    (task,) = hall.open_tasks(asked.case)
    assert (task.element, task.department) == ("consult_answer", "market"), "who leads the item answers"
    seen = desk.public_case(hall.house, asked.case.number, asked.case.code, at=AT)
    (voucher,) = seen.notices
    assert voucher.kind == "ZXSL"
    pdf = desk.public_pdf(hall.house, asked.case.number, asked.case.code, voucher.number, at=AT)
    assert "要哪些材料?" in text_of(pdf.pdf)
    assert len(cases_of(hall, "consultation")) == 1


def test_a_question_about_no_item_is_for_the_centres_office_and_counted_as_asked(hall: Centre) -> None:
    asked = ask(hall)
    assert asked.case is not None
    (task,) = hall.open_tasks(asked.case)
    assert task.department == "centre"
    assert (asked.reception.window, asked.reception.first_contact, asked.reception.outcome) == (
        "kiosk-1",
        "kiosk-1",
        "referred",
    )
    with hall.house.database.reading() as connection:
        assert kept.consultations_by_department(connection, AT - DAY, AT + DAY) == {"centre": 1}
    assert front.alert_unanswered(hall.house, AT + DAY) == 0 and not signals(hall.house, rule="unanswered")


def test_a_question_that_could_not_be_answered_or_printed_leaves_nothing_behind(hall: Centre) -> None:
    with pytest.raises(Invalid, match="question"):
        ask(hall, question="材料\u202e?")
    with pytest.raises(NotFound):
        ask(hall, item="nothing")
    with pytest.raises(NotFound):
        ask(hall, item="consultation")
    with hall.house.database.writing() as connection:
        registry.set_setting(connection, "follow", [])
    hall.house.forget_names()
    with pytest.raises(NotFound, match="takes no questions"):
        ask(hall)
    assert front.receptions(hall.house, ADMIN).items == () and cases_of(hall, "consultation") == []


def test_a_question_whose_procedure_cannot_begin_yet_is_kept_and_begun_by_the_timers(hall: Centre) -> None:
    told: list[Any] = []
    hall.house.on_commit.append(told.append)
    with hall.house.database.writing() as connection:
        registry.set_setting(connection, "follow", [{"on": "reception.consult", "start": "not_drawn_yet"}])
    hall.house.forget_names()
    asked = ask(hall)
    assert asked.case is None and asked.reception.kind_number == "ZX-2026-000001" and told == [AT]
    (waiting,) = desk.due_beginnings(hall.house, AT)
    assert waiting.process == "not_drawn_yet"


def test_only_a_terminal_does_this_and_a_terminal_does_nothing_else(hall: Centre) -> None:
    case = booked(hall)
    for who in (clerk("market"), officer("fire"), replace(KIOSK, role=Role.SUPERVISOR)):
        with pytest.raises(Forbidden, match="terminals"):
            front.walk_in(hall.house, who, "A01", at=AT)
        with pytest.raises(Forbidden, match="terminals"):
            front.check_in(hall.house, who, case.number, case.code, at=AT)
        with pytest.raises(Forbidden, match="terminals"):
            front.leave_question(hall.house, who, "问", "李", "13800000001", at=AT)
    with pytest.raises(Forbidden):
        front.take_number(hall.house, KIOSK, "A01", "VIP", at=AT)
    with pytest.raises(Forbidden):
        front.register(hall.house, KIOSK, front.Visit(name="李", need="问"), at=AT)
    with pytest.raises(NotFound):
        desk.case(hall.house, KIOSK, case.number)
    with pytest.raises(Forbidden):
        front.receptions(hall.house, KIOSK)
