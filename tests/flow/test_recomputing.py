"""Recomputation: another calendar moves every open limit, once, whatever interrupts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from app import desk
from app.desk import Desk
from app.desk.retiming import retime
from app.domain import arrangement_files
from app.domain.days import DayKind, Mark
from app.domain.deriving import derive, step_moments
from app.domain.instants import in_utc
from app.domain.lights import Light
from app.domain.years import Scope
from app.errors import LianbanError
from app.settings import Settings
from app.store import clocks, loading
from app.store import tables as t
from app.store.clocks import HELD
from app.store.database import Database
from app.store.records import CaseRecord, OutboxRecord
from app.store.work import Work
from tests.domain.notices import NOTICE_2027
from tests.factories import ADMIN, AT, DAY, LEAD, Centre, head, joint, open_centre, window
from tests.flow.test_legal_clock import GOVERNMENT, WHY, here, pause, resume, timers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def centre(database: Database) -> Centre:
    made = open_centre(database)
    made.deploy(joint())
    return made


REACHED = {"email": "wang@example.org"}
BOTH_WAYS = {"webhook_url": "http://127.0.0.1:9", "webhook_secret": "s", "smtp_host": "127.0.0.1"}


@pytest.fixture
def told(database: Database) -> Centre:
    """The same with both ways to the outside set up."""
    made = open_centre(database, Settings.model_validate(BOTH_WAYS))
    made.deploy(joint())
    return made


def close(house: Desk, day: str, last: str | None = None, *, at: datetime = AT) -> None:
    """The government stops all offices on some days."""
    mark = Mark(kind=DayKind.CLOSED, name="台风", basis="市政府令")
    until = date.fromisoformat(last) if last else None
    desk.add_days(house, ADMIN, Scope.LOCALITY, mark, date.fromisoformat(day), until, at=at)


def in_line(centre: Centre, case: CaseRecord) -> None:
    """Every row is what a computation from the facts alone gives, and computing once more changes nothing."""
    reckoning = centre.house.reckoning
    with centre.house.database.reading() as connection:
        loaded = loading.by_number(connection, case.number)
        now = loaded.case
        limits = derive(reckoning, clocks.facts(connection, now.id))
        assert limits.promised is not None
        assert limits.statutory is not None
        assert (now.warn_at, now.due_at) == (limits.promised.warn_at, limits.promised.due_at)
        assert now.statutory_at == limits.statutory.due_at
        assert (now.paused_at is not None) == bool(limits.paused)
        rows = clocks.timers(connection, now.id)
        for task in clocks.limited_tasks(connection, now.id):
            assert task.basis is not None
            assert (task.warn_at, task.due_at) == step_moments(reckoning, limits, task.clock, task.basis)
        for row in rows:
            if row.fired_at is None and row.basis is not None:
                assert row.due_at == step_moments(reckoning, limits, row.clock, row.basis).due_at
            if row.fired_at is None and row.clock not in ("pause", "external"):
                assert row.next_at == (HELD if limits.paused else row.due_at), row
        assert len({row.id for row in rows}) == len(rows)
        work = Work(loaded, at=centre.at, actor="test", reader=connection)
        assert retime(work, reckoning, clocks.facts(connection, now.id)) == []
        assert (work.timers, work.timers_changed, work.timers_dropped, work.changed) == ([], {}, [], {})


def test_closing_a_day_moves_every_open_limit_and_says_why(centre: Centre) -> None:
    case, other = centre.to_review(), centre.to_review()
    before = centre.now(case)
    close(centre.house, "2026-03-05")
    done = desk.work_off(centre.house, at=AT)
    assert (done.cases, done.moved) == (2, 2)
    now = centre.now(case)
    assert before.due_at is not None
    assert now.due_at == before.due_at + DAY
    in_line(centre, case)
    in_line(centre, other)
    entry = next(e for e in desk.ledger(centre.house, head(LEAD), case.number) if e.act == "recompute")
    assert entry.detail["why"].startswith("calendar")
    assert entry.detail["old"] != entry.detail["new"]
    moved = {one["what"]: one for one in entry.detail["moved"]}
    assert moved["promised"]["old"] == in_utc(before.due_at)
    assert now.due_at is not None
    assert moved["promised"]["new"] == in_utc(now.due_at)
    centre.check_ledgers()
    assert desk.work_off(centre.house, at=AT).cases == 0


def test_who_holds_a_paper_with_the_old_day_is_told(centre: Centre) -> None:
    case = centre.to_review()
    close(centre.house, "2026-03-05")
    desk.work_off(centre.house, at=AT)
    told = [mail for mail in desk.due_mail(centre.house, AT, 100) if mail.topic == "clock.moved"]
    assert {mail.target for mail in told} == {"A02", LEAD}
    assert told[0].body["case"] == case.number
    assert told[0].body["was_due_at"] < told[0].body["due_at"]


def told_applicants(centre: Centre) -> list[OutboxRecord]:
    """What applicants were told of another calendar, in the order of the cases."""
    mail = desk.due_mail(centre.house, centre.at, 1000)
    return sorted((one for one in mail if one.topic == "applicant.recomputed"), key=lambda one: one.body["case"])


def reached(centre: Centre, **more: Any) -> CaseRecord:
    """An accepted case whose applicant gave an address and a telephone."""
    applicant = {"name": "王小二", "id_number": "110101199003078888", "phone": "13800000001", **REACHED, **more}
    variables = {"co_departments": ["fire"]}
    case = desk.receive(centre.house, window(), "joint", applicant=applicant, variables=variables, at=centre.at)
    centre.complete(case, "accept", outcome="accept")
    return centre.now(case)


def test_an_applicant_who_holds_a_promise_hears_of_the_new_day_and_of_nothing_else(told: Centre) -> None:
    case = reached(told)
    for number, (day, due) in enumerate((("2026-03-05", "2026-03-24"), ("2026-03-06", "2026-03-25")), 1):
        close(told.house, day)
        desk.work_off(told.house, at=AT)
        found = told_applicants(told)
        assert [one.channel for one in found] == ["email", "webhook"] * number
        letter = found[-2]
        words = f"因工作日历调整,办理期限已重算,承诺办结时间为{due} 17:30"
        url = letter.body["url"]
        expected = {"to": "wang@example.org", "case": case.number, "item": "联办事项", "change": words, "url": url}
        assert (letter.target, letter.body) == ("wang@example.org", expected)
        assert letter.next_at == AT and found[-1].target == "13800000001"
        desk.work_off(told.house, at=AT)
        assert told_applicants(told) == found, "once for each change"


def test_only_a_promise_in_writing_that_moved_and_runs_is_told(told: Centre) -> None:
    """Not before acceptance, not where the day on the paper stays, not while the clock stands still, not when over."""
    who, asked = {"name": "王小二", **REACHED}, {"co_departments": ["fire"]}
    received = desk.receive(told.house, window(), "joint", applicant=who, variables=asked, at=AT)
    stopped, over, silent = reached(told), reached(told), told.to_review()
    pause(told, stopped, days=4)
    told.withdraw(over)
    close(told.house, "2026-03-05")
    assert desk.work_off(told.house, at=AT).moved >= 3
    assert told_applicants(told) == []
    case = reached(told)
    close(told.house, "2026-04-01")  # the law's limit alone
    desk.work_off(told.house, at=AT)
    assert told_applicants(told) == []
    close(told.house, "2026-03-10")
    desk.work_off(told.house, at=AT)
    assert {one.body["case"] for one in told_applicants(told)} == {case.number}
    assert told.now(silent).due_at == told.now(case).due_at and told.now(received).status == "received"


def test_a_batch_asks_once_for_all_its_applicants(told: Centre) -> None:
    cases = [reached(told) for _ in range(6)]
    close(told.house, "2026-03-05")
    asked = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    event.listen(told.house.database.engine, "before_cursor_execute", note)
    try:
        desk.work_off(told.house, at=AT)
    finally:
        event.remove(told.house.database.engine, "before_cursor_execute", note)
    assert len(told_applicants(told)) == 2 * len(cases)
    assert len([one for one in asked if "case_form" in one]) == 1


def test_a_day_that_no_limit_meets_is_no_new_version_of_a_case(centre: Centre) -> None:
    case = centre.to_review()
    version = centre.now(case).version
    close(centre.house, "2026-12-01")
    assert desk.work_off(centre.house, at=AT).moved == 0
    assert centre.now(case).version == version
    assert desk.catch_up(centre.house, at=AT).cases == 0


def test_a_joint_case_of_november_gets_the_days_of_the_next_years_notice(database: Database) -> None:
    centre = open_centre(database)
    centre.at = here("2026-11-20T10:00")
    centre.deploy(joint(limit="30", statutoryLimit="45"))
    case = centre.to_review()
    sheet = desk.clock_sheet(centre.house, head(LEAD), case.number, at=centre.at)
    assert next(view for view in sheet.items if view.kind == "statutory").provisional
    before = centre.now(case)
    text = NOTICE_2027.replace("to = 2027-01-03", "to = 2027-01-04\nmakeup = [2027-01-30]")
    notice = arrangement_files.read("2027.toml", text.encode())
    desk.import_notice(centre.house, ADMIN, notice, at=centre.at)
    desk.work_off(centre.house, at=centre.at)
    now = centre.now(case)
    assert (before.statutory_at, now.statutory_at) == (here("2027-01-25T17:30"), here("2027-01-26T17:30"))
    row = next(row for row in timers(centre, case) if row.kind == "statutory")
    assert row.next_at == row.due_at == now.statutory_at
    in_line(centre, case)
    after = desk.clock_sheet(centre.house, head(LEAD), case.number, at=centre.at)
    statutory = next(view for view in after.items if view.kind == "statutory")
    assert not statutory.provisional
    assert [one.label() for one in after.editions] == ["2026@1 国务院办公厅通知", "2027@1 国务院办公厅通知"]
    assert [one.label() for one in sheet.editions] == ["2026@1 国务院办公厅通知", "2027@0 暂定"]
    entry = next(e for e in desk.ledger(centre.house, head(LEAD), case.number) if e.act == "recompute")
    assert any(label.startswith("2027@0") for label in entry.detail["old"])
    assert any(label.startswith("2027@1") for label in entry.detail["new"])


def test_the_lamp_follows_the_limit_and_turns_again(centre: Centre) -> None:
    case = centre.to_review()
    due = centre.now(case).due_at
    assert due is not None
    centre.pass_time(due - timedelta(hours=20))
    assert centre.now(case).light is Light.YELLOW
    close(centre.house, "2026-03-16", "2026-03-18", at=centre.at)  # declared afterwards
    desk.work_off(centre.house, at=centre.at)
    assert centre.now(case).light is Light.GREEN
    fired = centre.pass_time(due + 5 * DAY)
    assert fired.count("promise_warn:") == 1
    assert fired.count("promise_due:") == 1
    in_line(centre, case)


def test_a_case_paused_over_the_spring_festival_inside_a_joint_review(database: Database) -> None:
    """Extended once, resumed: every moment to the minute, each timer once, nothing in between."""
    centre = open_centre(database)
    centre.at = here("2026-02-10T10:00")
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban", "tobacco"))
    pause(centre, case, days=5, at=here("2026-02-12T15:00"))
    desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=here("2026-02-13T09:00"))
    assert [fired for fired in centre.pass_time(here("2026-02-26T09:59")) if "engine" in fired or "due" in fired] == []
    resume(centre, case, at=here("2026-02-26T10:00"))
    in_line(centre, case)
    # Worked: 11, 12 | left out: 13, 14 (make-up), 24, 25, 26 | worked: 27, 28 (make-up), March 2 …
    for task in centre.open_tasks(case):
        assert (task.warn_at, task.due_at) == (here("2026-02-27T17:30"), here("2026-03-02T17:30")), task
    rows = {(row.kind, row.element): row for row in timers(centre, case)}
    assert rows["engine", "warned"].next_at == here("2026-02-27T17:30")
    assert rows["engine", "late"].next_at == here("2026-03-02T17:30")
    assert centre.now(case).due_at == here("2026-04-07T17:30")
    assert centre.now(case).statutory_at == here("2026-05-21T17:30")
    fired = centre.pass_time(here("2026-05-21T17:30"))
    assert fired.count("engine:warned") == fired.count("engine:late") == 3
    assert fired.count("warn:review") == fired.count("due:review") == 3
    for kind in ("promise_warn:", "promise_due:", "statutory:"):
        assert fired.count(kind) == 1, kind
    centre.check_ledgers()


ACTS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "extend", "close", "work", "answer"]), st.integers(1, 72)),
    min_size=3,
    max_size=14,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=ACTS)
def test_any_order_of_pauses_extensions_and_imports_gives_what_the_facts_give(
    centre: Centre, acts: list[tuple[str, int]]
) -> None:
    centre.at = AT
    case = centre.to_review(departments=("fire", "urban"))
    for act, hours in acts:
        centre.pass_time(centre.at + timedelta(hours=hours))
        if centre.now(case).ended_at is not None:
            break
        try:
            _do(centre, case, act, hours)
        except LianbanError:
            continue
    desk.work_off(centre.house, at=centre.at)
    if centre.now(case).ended_at is None:
        in_line(centre, case)
    centre.check_ledgers()


def _do(centre: Centre, case: CaseRecord, act: str, hours: int) -> None:
    if act == "pause":
        pause(centre, case, days=1 + hours % 9, ground=("hearing", "testing", "appraisal")[hours % 3])
    elif act == "resume":
        resume(centre, case)
    elif act == "extend":
        desk.extend(centre.house, GOVERNMENT, case.number, WHY, at=centre.at)
    elif act == "close":
        close(centre.house, str(date(2026, 3, 3) + timedelta(days=hours)), at=centre.at)
    elif act == "work":
        desk.work_off(centre.house, at=centre.at)
    else:
        open_ones = centre.open_tasks(case)
        if open_ones:
            centre.complete(case, open_ones[0].element, open_ones[0].department, outcome="agree")


CHILD = """
import sys
from datetime import datetime
from app import desk
from app.settings import Settings
from app.store.database import Database

house = desk.open_desk(Database.open(sys.argv[1]), Settings.model_validate({settings!r}))

def tick(job):
    print(job.done, flush=True)
    return True

desk.work_off(house, at=datetime.fromisoformat(sys.argv[2]), tick=tick, batch=1)
"""


def test_a_kill_half_way_leaves_what_a_second_run_completes(url: str, open_database: Any) -> None:
    centre = open_centre(open_database(), Settings.model_validate(BOTH_WAYS))
    centre.deploy(joint())
    cases = [reached(centre) for _ in range(12)]
    close(centre.house, "2026-03-05")
    command = [sys.executable, "-c", CHILD.format(settings=BOTH_WAYS), url, AT.isoformat()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        while int(child.stdout.readline()) < 4:
            pass
        os.kill(child.pid, signal.SIGKILL)
    (job,) = desk.pending_recomputations(centre.house)
    assert 4 <= job.done < len(cases), "the kill did not strike half-way"
    assert _recomputed(centre) == job.done
    assert len(told_applicants(centre)) == 2 * job.done
    desk.work_off(centre.house, at=AT)
    assert desk.pending_recomputations(centre.house) == []
    assert _recomputed(centre) == len(cases)  # each once
    every = [(case.number, channel) for case in cases for channel in ("email", "webhook")]
    assert [(one.body["case"], one.channel) for one in told_applicants(centre)] == sorted(every)
    for case in cases:
        in_line(centre, case)
    centre.check_ledgers()


def _recomputed(centre: Centre) -> int:
    with centre.house.database.reading() as connection:
        return connection.execute(select(func.count()).where(t.ledger.c.act == "recompute")).scalar_one()


def test_a_server_that_has_not_heard_of_the_new_calendar_is_caught_up_with(
    open_database: Any,
) -> None:
    first = open_centre(open_database())
    first.deploy(joint())
    stale = desk.open_desk(open_database(), Settings())
    close(first.house, "2026-03-05")
    desk.work_off(first.house, at=AT)
    late = Centre(house=stale)
    case = late.to_review(departments=("fire",))
    assert late.now(case).due_at == here("2026-03-23T17:30")  # by the old calendar
    assert desk.catch_up(first.house, at=AT).cases == 1
    assert first.now(case).due_at == here("2026-03-24T17:30")
    in_line(first, case)


def limit_of(centre: Centre, case: CaseRecord, kind: str, clock: str = "") -> datetime:
    """When the timer of one of the case's limits is due."""
    found = [row for row in timers(centre, case) if (row.kind, row.clock) == (kind, clock) and row.fired_at is None]
    return found[0].due_at


def moved(centre: Centre, case: CaseRecord) -> dict[str, dict[str, str]]:
    """What the last recomputation moved, by the ledger."""
    entries = [e for e in desk.ledger(centre.house, head(LEAD), case.number) if e.act == "recompute"]
    return {one["what"]: one for one in entries[-1].detail.get("moved", [])}


def test_limits_that_only_a_timer_keeps_move_as_well(centre: Centre) -> None:
    """What the window and the applicant have to keep before acceptance, and what a pause was expected to take."""
    waiting, asked, paused = (
        centre.receive("joint", co_departments=["fire"]),
        centre.receive("joint"),
        centre.to_review(),
    )
    wanted = [{"code": "M01", "reason": "未提交"}]
    desk.ask_supplement(centre.house, window(), asked.number, wanted, 10, at=AT)
    pause(centre, paused, days=4)
    close(centre.house, "2026-03-06")
    assert desk.work_off(centre.house, at=AT).moved == 3
    assert limit_of(centre, waiting, "receiving") == here("2026-03-10T17:30")
    assert moved(centre, waiting) == {
        "receiving": {"what": "receiving", "old": "2026-03-09T09:30:00Z", "new": "2026-03-10T09:30:00Z"}
    }
    assert limit_of(centre, asked, "supplement") == here("2026-03-17T17:30")
    assert moved(centre, asked)["supplement"]["new"] == "2026-03-17T09:30:00Z"
    assert limit_of(centre, paused, "due", "pause") == here("2026-03-09T17:30")
    assert moved(centre, paused)["pause"]["new"] == "2026-03-09T09:30:00Z"
    centre.pass_time(here("2026-03-10T17:29"))
    assert centre.now(waiting).status == "received"
    centre.pass_time(here("2026-03-10T17:30"))
    assert centre.now(waiting).status == "accepted"
    centre.check_ledgers()


def test_a_pause_whose_last_lamp_alone_moves_is_brought_in_line(centre: Centre) -> None:
    case = centre.to_review()
    pause(centre, case, days=4)  # until Friday the 6th, red when the Monday after is over
    close(centre.house, "2026-03-09")
    desk.work_off(centre.house, at=AT)
    assert limit_of(centre, case, "late", "pause") == here("2026-03-10T17:30")
    in_line(centre, case)


def test_who_holds_a_paper_is_told_when_only_the_statutory_limit_on_it_moves(centre: Centre) -> None:
    """Fifteen days of promise are over before the day that is closed, forty-five of the law are not."""
    centre.to_review()
    close(centre.house, "2026-04-01")
    desk.work_off(centre.house, at=AT)
    told = [mail.body for mail in desk.due_mail(centre.house, AT, 100) if mail.topic == "clock.moved"]
    assert len(told) == 2
    assert told[0]["was_statutory_at"] < told[0]["statutory_at"]
    assert told[0]["due_at"] == in_utc(here("2026-03-23T17:30"))
    assert "was_due_at" not in told[0]
