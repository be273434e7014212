"""The legal clock of a case: stopped, resumed, extended, supplemented, deemed accepted, recomputed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app import desk
from app.domain.actors import Actor
from app.domain.clock import Terms
from app.domain.facts import FactKind
from app.domain.lights import Light
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, Refused
from app.store import clocks, loading
from app.store import tables as t
from app.store.clocks import HELD
from app.store.database import Database
from app.store.records import CaseRecord
from tests.factories import AT, DAY, LEAD, SUPERVISOR, Centre, head, joint, officer, open_centre, window

SHANGHAI = ZoneInfo("Asia/Shanghai")
GOVERNMENT = Actor(user="mayor", role=Role.GOVERNMENT)
WHY = "需要听证"


@pytest.fixture
def centre(database: Database) -> Centre:
    made = open_centre(database)
    made.deploy(joint())
    return made


Race = Callable[..., list[BaseException | None]]


@pytest.fixture
def race() -> Race:
    """Runs what it is given at the same moment; gives what each raised, or None."""

    def run(*acts: Callable[[], object]) -> list[BaseException | None]:
        barrier, raised = Barrier(len(acts)), [None] * len(acts)

        def one(place: int) -> None:
            barrier.wait()
            try:
                acts[place]()
            except BaseException as error:
                raised[place] = error

        threads = [Thread(target=one, args=[place]) for place in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return raised

    return run


def here(text: str) -> datetime:
    """A moment in the centre's own time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def rows(centre: Centre, case: CaseRecord) -> dict[str, list[Any]]:
    """Everything stored of a case, table by table."""
    with centre.house.database.reading() as connection:
        low, high = case.id * 1_000_000, case.id * 1_000_000 + 999_999
        found = {
            "case": select(t.case_file).where(t.case_file.c.id == case.id),
            "branch": select(t.branch).where(t.branch.c.case_id == case.id).order_by(t.branch.c.branch),
            "task": select(t.task).where(t.task.c.id.between(low, high)).order_by(t.task.c.id),
            "timer": select(t.timer).where(t.timer.c.case_id == case.id).order_by(t.timer.c.id),
            "fact": select(t.clock_fact).where(t.clock_fact.c.case_id == case.id),
            "ledger": select(t.ledger).where(t.ledger.c.case_id == case.id),
            "notice": select(t.notice).where(t.notice.c.case_id == case.id),
            "visit": select(t.visit).where(t.visit.c.case_id == case.id).order_by(t.visit.c.element),
        }
        return {name: [tuple(row) for row in connection.execute(wanted)] for name, wanted in found.items()}


def timers(centre: Centre, case: CaseRecord) -> list[Any]:
    with centre.house.database.reading() as connection:
        return clocks.timers(connection, case.id)


def pause(centre: Centre, case: CaseRecord, days: int = 3, ground: str = "hearing", **more: Any) -> CaseRecord:
    at = more.pop("at", centre.at)
    return desk.pause(centre.house, more.pop("actor", head(LEAD)), case.number, ground, WHY, days, at=at)


def resume(centre: Centre, case: CaseRecord, **more: Any) -> CaseRecord:
    at = more.pop("at", centre.at)
    return desk.resume(centre.house, more.pop("actor", officer(LEAD)), case.number, at=at, **more)


def test_a_pause_moves_the_timers_and_leaves_the_diagrams_state_alone(centre: Centre) -> None:
    case = centre.to_review()
    before = rows(centre, case)
    pause(centre, case)
    after = rows(centre, case)
    assert after["branch"] == before["branch"]
    assert after["visit"] == before["visit"]
    assert [row.next_at for row in timers(centre, case) if row.clock != "pause"] == [HELD] * len(before["timer"])
    resume(centre, case)
    again = rows(centre, case)
    assert again["branch"] == before["branch"]
    assert again["timer"] == before["timer"]  # resumed on the same day: nothing was lost


def test_a_pause_of_three_working_days_moves_every_limit_by_three(centre: Centre) -> None:
    case = centre.to_review()
    calendar = centre.house.calendar
    was = {row.id: row.due_at for row in timers(centre, case)}
    tasks_were = {task.id: (task.warn_at, task.due_at) for task in centre.open_tasks(case)}
    pause(centre, case, at=AT + DAY)
    resume(centre, case, at=AT + 4 * DAY)  # Tuesday to Friday

    def later(moment: datetime) -> datetime:
        return calendar.closing_of(calendar.add_workdays(calendar.day_of(moment), 3))

    for row in timers(centre, case):
        assert row.next_at == row.due_at == later(was[row.id]), row.kind
    for task in centre.open_tasks(case):
        assert (task.warn_at, task.due_at) == tuple(later(moment) for moment in tasks_were[task.id] if moment)


def test_nothing_fires_while_paused_and_each_timer_fires_once_afterwards(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban"))
    pause(centre, case, days=20)
    assert centre.pass_time(AT + 20 * DAY) == []
    resume(centre, case)
    fired = centre.pass_time(AT + 60 * DAY)
    assert fired.count("promise_due:") == 1
    assert fired.count("engine:late") == 2
    assert fired.count("engine:warned") == 2
    centre.check_ledgers()


def test_a_timer_found_due_before_the_pause_does_not_fire_in_it(centre: Centre) -> None:
    case = centre.to_review()
    due = desk.next_timer_at(centre.house)
    assert due is not None
    found = desk.due_timers(centre.house, due)
    pause(centre, case, at=due - timedelta(seconds=1))
    assert not any(desk.fire_timer(centre.house, row.id, due) for row in found)


def test_a_step_that_opens_while_paused_gets_its_whole_limit_afterwards(centre: Centre) -> None:
    case = centre.to_review(departments=("fire",))
    pause(centre, case, days=2)
    centre.at = AT + DAY
    centre.complete(case, "review", outcome="agree")
    opened = centre.task(case, "decide")
    assert all(row.next_at == HELD for row in timers(centre, case) if row.token and row.clock != "pause")
    resume(centre, case, at=AT + 2 * DAY)
    decide = centre.task(case, "decide")
    assert decide.due_at == here("2026-03-06T17:30")  # Wednesday, and two working days more
    assert opened.due_at is not None


def test_several_pauses_add_up_and_what_overlaps_counts_once(centre: Centre) -> None:
    case = centre.to_review()
    pause(centre, case, at=AT)
    pause(centre, case, ground="testing", at=AT + DAY)
    with pytest.raises(Invalid, match="hearing, testing"):
        resume(centre, case, at=AT + 2 * DAY)
    resume(centre, case, ground="hearing", at=AT + 2 * DAY)
    assert centre.now(case).paused_at is not None
    resume(centre, case, at=AT + 3 * DAY)
    now = centre.now(case)
    assert now.paused_at is None
    assert now.due_at == here("2026-03-26T17:30")  # 15 working days after Monday 2nd, and three more


def test_the_pause_has_a_limit_and_lamps_of_its_own(centre: Centre) -> None:
    case = centre.to_review()
    pause(centre, case, days=3)
    assert "TBCX" in centre.kinds(case)
    centre.pass_time(AT + 7 * DAY)
    found = [alert.partition(":")[0] for alert in centre.alerts(case)]
    assert found == ["warn", "yellow", "red"]
    notice = desk.notices(centre.house, head(LEAD), case.number)[-1]
    assert (notice.data["procedure"], notice.data["days"]) == ("听证", 3)
    assert notice.data["until"].startswith("2026-03-05T09:30")


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        (officer(LEAD), Forbidden),
        (head("fire"), Forbidden),
        (window(), Forbidden),
        (SUPERVISOR, None),
        (head(LEAD), None),
    ],
)
def test_only_the_head_of_the_lead_or_a_supervisor_stops_a_clock(
    centre: Centre, actor: Actor, error: type[Exception] | None
) -> None:
    case = centre.to_review()
    before = rows(centre, case)
    if error is None:
        pause(centre, case, actor=actor)
        assert centre.now(case).paused_at == AT
        return
    with pytest.raises(error):
        pause(centre, case, actor=actor)
    assert rows(centre, case) == before


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"ground": "holiday"}, Invalid, "no ground to stop a clock"),
        ({"days": 0}, Invalid, "1 to 250"),
        ({"days": 251}, Invalid, "1 to 250"),
    ],
)
def test_a_bad_pause_changes_nothing(centre: Centre, given: dict[str, Any], error: type[Exception], words: str) -> None:
    case = centre.to_review()
    before = rows(centre, case)
    with pytest.raises(error, match=words):
        pause(centre, case, **given)
    assert rows(centre, case) == before


def test_an_unaccepted_case_cannot_be_paused_nor_extended(centre: Centre) -> None:
    case = centre.receive("joint", co_departments=["fire"])
    with pytest.raises(Refused, match="received"):
        pause(centre, case)
    with pytest.raises(Refused, match="received"):
        desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=AT)


def test_a_running_clock_cannot_be_resumed(centre: Centre) -> None:
    case = centre.to_review()
    with pytest.raises(Refused, match="its clock runs"):
        resume(centre, case)


def test_a_joint_case_is_extended_once_by_the_government(centre: Centre) -> None:
    case = centre.to_review()
    before = rows(centre, case)
    for actor in (head(LEAD), SUPERVISOR):
        with pytest.raises(Forbidden, match="head of the government"):
            desk.extend(centre.house, actor, case.number, WHY, at=AT)
    with pytest.raises(Invalid, match="1 to 15"):
        desk.extend(centre.house, GOVERNMENT, case.number, WHY, 16, at=AT)
    assert rows(centre, case) == before
    was = centre.now(case)
    now = desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=AT)
    calendar = centre.house.calendar
    for old, new in ((was.due_at, now.due_at), (was.statutory_at, now.statutory_at)):
        assert old is not None
        assert new is not None
        assert calendar.workdays_between(old, new) == 15
    assert centre.kinds(case)[-1] == "YQGZ"
    with pytest.raises(Refused, match="extended once"):
        desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=AT)


def test_what_is_over_is_not_extended(centre: Centre) -> None:
    case = centre.to_review()
    over = centre.now(case).statutory_at
    assert over is not None
    with pytest.raises(Refused, match="was over at"):
        desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=over)
    before = centre.now(case)
    late = desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=over - timedelta(seconds=1))
    assert late.due_at == before.due_at  # the promise was broken before, and stays broken
    assert late.statutory_at is not None
    assert late.statutory_at > over


def of_case(centre: Centre, case: CaseRecord, level: str) -> list[Any]:
    """The alerts of a level about the case as a whole."""
    found = desk.alerts(centre.house, SUPERVISOR, desk.AlertQuery(case=case.number, level=level)).items
    return [alert for alert in found if alert.task_id is None]


def test_a_lamp_goes_back_when_the_limit_is_extended_and_warns_again_later(centre: Centre) -> None:
    case = centre.to_review()
    due = centre.now(case).due_at
    assert due is not None
    centre.pass_time(due - timedelta(hours=1))
    assert centre.now(case).light is Light.YELLOW
    (told,) = of_case(centre, case, "yellow")
    desk.acknowledge(centre.house, SUPERVISOR, told.id, "已阅", at=centre.at)
    desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=centre.at)
    assert centre.now(case).light is Light.GREEN
    again = centre.now(case).due_at
    assert again is not None
    fired = centre.pass_time(again)
    assert fired.count("promise_warn:") == 1
    assert fired.count("promise_due:") == 1
    assert centre.now(case).light is Light.RED
    (anew,) = of_case(centre, case, "yellow")
    assert (anew.acknowledged_at, anew.due_at) == (None, again)


def test_nobody_answers_for_five_days_and_the_case_is_accepted_from_the_day_of_receipt(centre: Centre) -> None:
    case = centre.receive("joint", co_departments=["fire"])
    centre.pass_time(AT + 8 * DAY)
    now = centre.now(case)
    assert (now.status, now.accepted_at) == ("accepted", AT)
    assert now.due_at == here("2026-03-23T17:30")  # fifteen working days from the receipt
    assert centre.kinds(case) == ["SLTZ"]
    assert "deemed::market" in centre.alerts(case)
    assert centre.elements(case) == ["accept:market"]
    with pytest.raises(Refused, match="can no longer be declined"):
        centre.complete(case, "accept", outcome="reject", reasons="无", basis="无")
    centre.complete(case, "accept", outcome="accept")
    assert centre.kinds(case) == ["SLTZ"]
    assert centre.elements(case) == ["review:fire"]
    assert centre.now(case).due_at == now.due_at
    centre.check_ledgers()


def ask(centre: Centre, case: CaseRecord, *codes: str, **more: Any) -> CaseRecord:
    wanted = [{"code": code, "reason": "未提交"} for code in codes]
    at = more.pop("at", centre.at)
    return desk.ask_supplement(centre.house, more.pop("actor", window()), case.number, wanted, at=at, **more)


def hand_in(centre: Centre, case: CaseRecord, *codes: str, at: datetime | None = None) -> CaseRecord:
    brought = [{"code": code, "file": f"{code}.pdf"} for code in codes]
    return desk.hand_in_materials(centre.house, window(), case.number, brought, at=at or centre.at)


def test_no_clock_runs_before_the_materials_are_complete(centre: Centre) -> None:
    case = centre.receive("joint", co_departments=["fire"])
    ask(centre, case, "M01", "M02", at=AT + DAY)
    assert centre.kinds(case) == ["BZGZ"]
    hand_in(centre, case, "M01", at=AT + 9 * DAY)
    assert centre.pass_time(AT + 10 * DAY) == []
    with pytest.raises(Invalid, match="waits for M02"):
        hand_in(centre, case, "M01")
    hand_in(centre, case, "M02")
    assert [one["code"] for one in desk.case_form(centre.house, head(LEAD), case.number).materials] == ["M01", "M02"]
    accept = centre.task(case, "accept")
    assert accept.due_at == here("2026-03-13T17:30")  # one day used up, the second after the last material
    fired = centre.pass_time(here("2026-03-19T17:30"))
    assert "receiving:" in fired  # five working days after the last material, not after the receipt
    assert centre.now(case).accepted_at == AT + 10 * DAY


def test_a_second_notice_needs_a_reason_that_goes_on_record(centre: Centre) -> None:
    case = centre.receive("joint", co_departments=["fire"])
    ask(centre, case, "M01")
    with pytest.raises(Refused, match="at once"):
        ask(centre, case, "M02")
    hand_in(centre, case, "M01")
    before = rows(centre, case)
    with pytest.raises(Refused, match="M01, handed in already"):
        ask(centre, case, "M01")
    assert rows(centre, case) == before
    ask(centre, case, "M01", override="公章模糊,无法辨认")
    assert "violation" in centre.acts(case)
    assert "violation::market" in centre.alerts(case)


def test_what_is_not_supplemented_in_time_counts_as_withdrawn(centre: Centre) -> None:
    case = centre.receive("joint", co_departments=["fire"])
    ask(centre, case, "M01", days=5)
    centre.pass_time(AT + 8 * DAY)
    now = centre.now(case)
    assert (now.status, now.ended_at) == ("withdrawn", here("2026-03-09T17:30"))
    assert centre.open_tasks(case) == []


def test_a_supplement_after_acceptance_needs_a_local_rule(centre: Centre) -> None:
    case = centre.to_review()
    with pytest.raises(Refused, match="supplement_pauses"):
        ask(centre, case, "M01", actor=head(LEAD))


def test_a_supplement_after_acceptance_stops_the_clock_where_a_local_rule_allows_it(centre: Centre) -> None:
    centre.house.clock_terms = replace(Terms(), supplement_pauses=True)
    case = centre.to_review(departments=("fire",))
    with pytest.raises(Forbidden):
        ask(centre, case, "M01", actor=officer(LEAD))
    ask(centre, case, "M01", actor=head(LEAD), at=AT + DAY)
    assert centre.now(case).paused_at == AT + DAY
    assert centre.pass_time(AT + 8 * DAY) == []
    hand_in(centre, case, "M01", at=AT + 8 * DAY)  # Tuesday to Tuesday
    assert centre.now(case).due_at == here("2026-03-30T17:30")
    assert centre.task(case, "review").due_at == here("2026-03-16T17:30")


def test_an_extension_in_a_pause_and_one_before_it_give_the_same(centre: Centre) -> None:
    during, before = centre.to_review(departments=("fire",)), centre.to_review(departments=("fire",))
    desk.extend(centre.house, GOVERNMENT, before.number, WHY, at=AT + timedelta(hours=1))
    for case in (during, before):
        pause(centre, case, at=AT + DAY)
    desk.extend(centre.house, GOVERNMENT, during.number, WHY, at=AT + 9 * DAY)  # long after the expected end
    for case in (during, before):
        resume(centre, case, at=AT + 11 * DAY)
    one, other = centre.now(during), centre.now(before)
    assert (one.warn_at, one.due_at, one.statutory_at) == (other.warn_at, other.due_at, other.statutory_at)
    assert one.due_at == here("2026-04-24T17:30")  # thirty working days from 2 March and eight left out


@pytest.mark.parametrize("ended", ["2026-03-07T10:00", "2026-03-08T23:59", "2026-03-09T10:00", "2026-03-06T18:00"])
def test_what_goes_on_on_a_day_of_rest_or_after_hours_goes_on_on_the_next_working_day(
    centre: Centre, ended: str
) -> None:
    """Stopped on Tuesday; Wednesday to Monday are left out, as the receipt of anything on those days would count."""
    case = centre.to_review(departments=("fire",))
    pause(centre, case, at=AT + DAY)
    resume(centre, case, at=here(ended))
    assert centre.task(case, "review").due_at == here("2026-03-13T17:30")


def test_a_step_stopped_on_its_last_day_ends_when_it_goes_on(centre: Centre) -> None:
    case = centre.to_review(departments=("fire",))
    fired = centre.pass_time(here("2026-03-09T17:29"))
    assert "due:review" not in fired
    pause(centre, case, at=here("2026-03-09T17:29"))
    assert [one for one in centre.pass_time(here("2026-03-17T09:00")) if one.startswith(("due:review", "engine"))] == []
    resume(centre, case, at=here("2026-03-17T09:00"))
    assert centre.task(case, "review").due_at == here("2026-03-17T17:30")
    assert centre.pass_time(here("2026-03-17T17:30")).count("due:review") == 1


def test_a_local_ground_is_called_by_its_name_even_when_the_centre_gives_it_up(centre: Centre) -> None:
    centre.house.clock_terms = replace(Terms(), local_grounds={"survey": "现场勘验"})
    case = centre.to_review(departments=("fire",))
    pause(centre, case, ground="survey")
    centre.house.clock_terms = Terms()
    sheet = desk.clock_sheet(centre.house, head(LEAD), case.number, at=AT)
    assert [(stop.zh, stop.en) for stop in sheet.stops] == [("停表:现场勘验", "paused: survey")]
    with pytest.raises(Invalid, match="no ground") as refused:
        pause(centre, case, ground="weather")
    assert "听证(hearing)" in refused.value.message_zh


def test_days_in_messages_are_those_of_the_centre(centre: Centre) -> None:
    early = here("2026-03-03T07:30")  # still the day before in UTC
    case = centre.to_review()
    desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=early)
    with pytest.raises(Refused, match="on 2026-03-03"):
        desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=early)


def test_acceptance_and_the_law_at_the_same_moment_accept_once(centre: Centre, race: Race) -> None:
    """Who comes second finds it accepted: one acceptance, one notice, limits of the one that won."""
    case = centre.receive("joint", co_departments=["fire"])
    due = here("2026-03-09T17:30")
    centre.at = due
    row = next(row for row in timers(centre, case) if row.kind == "receiving")
    outcomes = race(
        lambda: desk.fire_timer(centre.house, row.id, due), lambda: centre.complete(case, "accept", outcome="accept")
    )
    assert [error for error in outcomes if error is not None] == []
    assert centre.acts(case).count("accept") == 1
    assert centre.kinds(case) == ["SLTZ"]
    now = centre.now(case)
    assert now.status == "accepted"
    assert (now.accepted_at, now.due_at) in (
        (due, here("2026-03-30T17:30")),
        (AT, here("2026-03-23T17:30")),
    )
    assert centre.elements(case) == ["review:fire"]
    centre.check_ledgers()


def facts(centre: Centre, case: CaseRecord) -> list[FactKind]:
    with centre.house.database.reading() as connection:
        return [fact.kind for fact in clocks.facts(connection, loading.by_number(connection, case.number).case.id)]


def test_every_fact_is_an_entry_of_the_sealed_ledger(centre: Centre) -> None:
    case = centre.to_review()
    pause(centre, case)
    resume(centre, case)
    assert facts(centre, case) == [FactKind.RECEIVED, FactKind.ACCEPTED, FactKind.PAUSED, FactKind.RESUMED]
    with centre.house.database.reading() as connection:
        numbers = [fact.seq for fact in clocks.facts(connection, case.id)]
    entries = {entry.seq: entry.act for entry in desk.ledger(centre.house, head(LEAD), case.number)}
    assert [entries[number] for number in numbers] == ["receive", "accept", "pause", "resume"]


def left(centre: Centre, case: CaseRecord, at: datetime) -> tuple[int | None, ...]:
    """What lists say is left: of the case, of its steps, and of the case beside a step."""
    calendar, tasks = centre.house.calendar, centre.open_tasks(case)
    steps = [desk.days_left_of_task(calendar, task, at) for task in tasks]
    beside = [desk.days_left_of_its_case(calendar, task, at) for task in tasks]
    return (desk.days_left(calendar, centre.now(case), at), *steps, *beside)


def sheet_says(centre: Centre, case: CaseRecord, at: datetime) -> tuple[int | None, ...]:
    """The same by the explanation of the clock."""
    views = desk.limits(centre.house, head(LEAD), case.number, at=at)
    promised = next(view.days_left for view in views if view.kind == "promised")
    steps = [view.days_left for view in views if view.kind == "step" and view.ended_at is None]
    return (promised, *steps, *[promised] * len(steps))


def test_nothing_is_used_up_in_a_list_while_the_clock_stands_still(centre: Centre) -> None:
    """A pause of three days that takes twenty: lists say what the explanation says, before, in and after it."""
    case = centre.to_review(departments=("fire",))
    assert left(centre, case, AT) == sheet_says(centre, case, AT) == (15, 5, 15)
    pause(centre, case, at=AT + DAY)
    for passed in (1, 3, 8, 27):
        at = AT + passed * DAY
        assert left(centre, case, at) == sheet_says(centre, case, at) == (14, 4, 14), passed
    resume(centre, case, at=AT + 28 * DAY)
    assert left(centre, case, AT + 28 * DAY) == sheet_says(centre, case, AT + 28 * DAY) == (14, 4, 14)
    assert left(centre, case, AT + 29 * DAY) == sheet_says(centre, case, AT + 29 * DAY) == (13, 3, 13)


def test_what_was_over_before_the_pause_stays_over_in_a_list(centre: Centre) -> None:
    case = centre.to_review(departments=("fire",))
    centre.pass_time(AT + 24 * DAY)
    pause(centre, case, at=AT + 24 * DAY, days=20)
    assert left(centre, case, AT + 25 * DAY)[0] == -4


def test_a_step_answered_in_a_pause_that_takes_longer_is_no_overrun(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban"))
    pause(centre, case, at=AT + DAY)
    centre.at = AT + 20 * DAY
    centre.complete(case, "review", "fire", outcome="agree")
    resume(centre, case, at=AT + 21 * DAY)
    found = desk.tasks(centre.house, head(LEAD), case.number)
    fire = next(task for task in found if task.department == "fire")
    assert fire.closed_at is not None and fire.due_at is not None and fire.resumes_at is None
    assert fire.due_at > fire.closed_at
    centre.pass_time(AT + 60 * DAY)
    red = [e for e in desk.ledger(centre.house, head(LEAD), case.number) if e.detail.get("level") == "red"]
    assert [entry.detail["by"] for entry in red if "by" in entry.detail] == [["urban"]]


def test_a_case_that_ends_in_a_pause_that_takes_longer_is_not_late(centre: Centre) -> None:
    case = centre.to_review(departments=("fire",))
    pause(centre, case, at=AT + DAY)
    ended = AT + 42 * DAY
    desk.terminate(centre.house, head(LEAD), case.number, WHY, "行政许可法第八条", at=ended)
    now = centre.now(case)
    assert now.due_at is not None and now.ended_at == ended and now.resumes_at is None
    assert now.due_at > ended
    assert centre.house.calendar.workdays_between(ended, now.due_at) == 14
