"""Procedures begin by a person, by another case, or because their day has come: each once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.domain.days import DayKind, Mark
from app.domain.years import Scope
from app.errors import Forbidden, NotFound
from app.settings import Settings
from app.store.database import Database
from app.timers.clock import SteppedClock
from app.timers.pulse import Pulse
from tests.engine.drawing import end, service, start, user
from tests.factories import ADMIN, AT, DAY, SUPERVISOR, Centre, head, joint, officer, open_centre, simple, window
from tests.procedures.scene import begin_due, cases_of, procedure, started


def opening(centre: Centre, day: date) -> datetime:
    return centre.house.calendar.opening_of(day)


def starting(key: str = "asking", **props: str) -> bytes:
    """An item whose officer's answer starts the procedure `p`."""
    return procedure(
        key,
        start("begin"),
        user("work", groups="fire", props={"limit": "2"}),
        service("ask", "procedure.start", props={"procedure": "p", **props}),
        end("over"),
        flows=["begin -> work -> ask -> over"],
    )


def test_a_procedure_is_started_by_a_person_in_their_own_name_and_promises_from_then(centre: Centre) -> None:
    centre.deploy(procedure("p"))
    case = started(centre, officer("centre"), "p")
    assert case.applicant == "centre.o1" and case.status is CaseStatus.ACCEPTED
    assert case.due_at == centre.house.calendar.due(AT, 5)
    centre.complete(case, "work")
    assert centre.now(case).status is CaseStatus.COMPLETED
    assert centre.kinds(case) == [], "its documents are those that are drawn"
    centre.check_ledgers()


def test_a_procedure_is_started_by_those_whom_its_diagram_names(centre: Centre) -> None:
    source = procedure("p").replace(
        b'isExecutable="true"', b'isExecutable="true" camunda:candidateStarterGroups="fire"'
    )
    centre.deploy(source)
    with pytest.raises(Forbidden):
        started(centre, officer("urban"), "p")
    assert started(centre, window("fire"), "p").lead == "centre"
    centre.deploy(procedure("open"))
    assert started(centre, SUPERVISOR, "open").received_by == "watch"


def test_nobody_says_of_themselves_who_started_it_and_whose_case_it_is_about(centre: Centre) -> None:
    asked = user("work", groups="${starter_department}", props={"limit": "2", "notBy": "${starter}"})
    centre.deploy(joint(), procedure("p", start("begin"), asked, end("over")))
    subject = centre.to_review()
    case = started(
        centre, head("market"), "p", subject.number, starter="x", starter_department="fire", about_lead="fire"
    )
    form = desk.case_form(centre.house, ADMIN, case.number).form
    assert (form["starter"], form["about_lead"]) == ("market.head", "market")
    assert centre.elements(case) == ["work:market"]
    with pytest.raises(Forbidden):
        centre.complete(case, "work", actor=head("market"))


def test_a_procedure_about_a_case_goes_by_its_name_and_lets_those_who_handle_it_read_the_case(centre: Centre) -> None:
    centre.deploy(joint(), procedure("p"))
    case = centre.to_review()
    reader = officer("centre", 2)
    with pytest.raises(NotFound):
        desk.case(centre.house, reader, case.number)
    about = started(centre, head("market"), "p", about=case.number)
    assert (about.about, about.applicant) == (case.number, case.applicant)
    assert desk.case(centre.house, reader, case.number).number == case.number
    assert desk.opinions(centre.house, reader, case.number) == []
    with pytest.raises(NotFound):
        desk.case(centre.house, officer("civil"), case.number)
    found = desk.cases(centre.house, ADMIN, desk.CaseQuery(about=case.number)).items
    assert [one.number for one in found] == [about.number]


def test_nobody_starts_a_procedure_about_a_case_that_is_not_theirs_to_see(centre: Centre) -> None:
    centre.deploy(joint(), procedure("p"))
    case = centre.to_review()
    with pytest.raises(NotFound):
        started(centre, officer("civil"), "p", about=case.number)


def test_a_step_starts_a_procedure_about_its_case_once_with_what_it_hands_over(centre: Centre) -> None:
    centre.deploy(
        starting(variables="severity"),
        procedure(
            "p",
            start("begin"),
            user("work", groups="${severity}", props={"limit": "2"}),
            end("over"),
        ),
    )
    case = centre.receive("asking", actor=window("fire"), severity="urban")
    centre.complete(case, "work")
    assert cases_of(centre, "p") == [], "nothing begins inside the act"
    assert begin_due(centre, AT) == 1 and begin_due(centre, AT) == 0
    (made,) = cases_of(centre, "p")
    assert made.about == case.number and centre.elements(made) == ["work:urban"]


def test_what_cannot_be_started_is_tried_again_and_stops_nothing_else(centre: Centre) -> None:
    centre.deploy(starting(), starting("other").replace(b'value="p"', b'value="q"'), procedure("q"))
    for item in ("asking", "other"):
        centre.complete(centre.receive(item, actor=window("fire")), "work")
    assert begin_due(centre, AT) == 1 and len(cases_of(centre, "q")) == 1
    centre.deploy(procedure("p"))
    assert begin_due(centre, AT + timedelta(seconds=1)) == 0, "it was put off"
    assert begin_due(centre, AT + timedelta(hours=1)) == 1
    assert [one.item for one in cases_of(centre, "p")] == ["p"]


def test_an_event_that_the_centres_file_names_starts_a_procedure_once_for_each_alert(centre: Centre) -> None:
    centre.house._listed["follow"] = ({"on": "alert.red", "start": "p"},)
    centre.deploy(simple(lead="fire", limit="1"), procedure("p"))
    case = centre.receive("simple", actor=window("fire"))
    centre.pass_time(AT + 3 * DAY)
    reds = [alert for alert in centre.alerts(case) if alert.startswith("red")]
    assert begin_due(centre, AT + 3 * DAY) == len(reds) > 0
    assert {one.about for one in cases_of(centre, "p")} == {case.number}
    centre.pass_time(AT + 30 * DAY)  # the orders run late as well
    assert begin_due(centre, AT + 30 * DAY) == 0, "an order about a case is not followed by another"


def test_a_timer_starts_a_procedure_at_the_opening_of_each_working_day(centre: Centre) -> None:
    centre.deploy(procedure("p", rhythm="each_workday()"))  # Monday at ten: the office is open already
    assert begin_due(centre, AT) == 0
    tuesday = opening(centre, date(2026, 3, 3))
    assert desk.next_beginning_at(centre.house, AT) == tuesday
    assert begin_due(centre, tuesday - timedelta(seconds=1)) == 0
    assert begin_due(centre, tuesday) == 1 and begin_due(centre, tuesday) == 0
    assert begin_due(centre, opening(centre, date(2026, 3, 4))) == 1
    assert len(cases_of(centre, "p")) == 2
    centre.check_ledgers()


def test_after_a_standstill_a_procedure_starts_once(centre: Centre) -> None:
    centre.deploy(procedure("p", rhythm="each_workday()"))
    assert begin_due(centre, AT + 21 * DAY) == 1
    assert begin_due(centre, AT + 21 * DAY + timedelta(minutes=1)) == 0
    (made,) = cases_of(centre, "p")
    assert desk.case_form(centre.house, ADMIN, made.number).form["scheduled_day"] == "2026-03-23"


def test_a_day_that_is_made_a_holiday_starts_nothing(centre: Centre) -> None:
    centre.deploy(procedure("p", rhythm="each_workday()"))
    assert desk.next_beginning_at(centre.house, AT) == opening(centre, date(2026, 3, 3))
    closure = Mark(kind=DayKind.CLOSED, name="停电", basis="市政府令第3号")
    desk.add_days(centre.house, ADMIN, Scope.CENTRE, closure, date(2026, 3, 3), at=AT)
    assert desk.next_beginning_at(centre.house, AT) == opening(centre, date(2026, 3, 4))


def test_a_monthly_procedure_starts_on_the_first_working_day(centre: Centre) -> None:
    centre.deploy(procedure("p", rhythm="each_month(1)"))
    assert desk.next_beginning_at(centre.house, AT) == opening(centre, date(2026, 4, 1))


def test_a_version_without_a_timer_ends_the_rhythm_and_a_new_one_goes_on(centre: Centre) -> None:
    centre.deploy(procedure("p", rhythm="each_workday()"))
    centre.at = AT + timedelta(hours=1)
    centre.deploy(procedure("p"))
    assert desk.next_beginning_at(centre.house, centre.at) is None
    centre.at = AT + timedelta(hours=2)
    centre.deploy(procedure("p", rhythm='each_workday("16:00")'))
    at_four = datetime.combine(date(2026, 3, 2), time(16), centre.house.calendar.zone)
    assert begin_due(centre, at_four) == 1


def test_servers_that_start_at_the_same_moment_make_one_case(
    database: Database, open_database: Callable[[], Database]
) -> None:
    centre = open_centre(database)
    centre.deploy(starting(), procedure("p"), procedure("daily", rhythm="each_workday()"))
    centre.complete(centre.receive("asking", actor=window("fire")), "work")
    at = opening(centre, date(2026, 3, 3))
    others = [Centre(house=desk.open_desk(open_database(), Settings())) for _ in range(3)]
    barrier, counts = threading.Barrier(4), []

    def race(one: Centre) -> None:
        due = desk.due_beginnings(one.house, at)
        barrier.wait()
        counts.append(sum(desk.begin(one.house, each, at=at) is not None for each in due))

    threads = [threading.Thread(target=race, args=(one,)) for one in (centre, *others)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(counts) == 2
    assert [len(cases_of(centre, key)) for key in ("p", "daily")] == [1, 1]
    assert [one.number[-5:] for one in cases_of(centre, "daily")] == ["00001"], "the loser gave its number back"
    centre.check_ledgers()


def test_the_beat_of_a_server_starts_what_is_due_and_what_people_ask_for(centre: Centre) -> None:
    clock = SteppedClock(AT)
    pulse = Pulse(centre.house, Settings(), clock)
    centre.deploy(starting(), procedure("p"), procedure("daily", rhythm="each_workday()"))
    centre.complete(centre.receive("asking", actor=window("fire")), "work")
    pulse.advance_to(AT + 7 * DAY)
    assert [len(cases_of(centre, key)) for key in ("p", "daily")] == [1, 5]
    starts = [one.received_at for one in cases_of(centre, "daily")]
    days: list[Any] = [3, 4, 5, 6, 9]
    assert starts == [opening(centre, date(2026, 3, day)) for day in days]
