"""Several at once, let go by a barrier: nobody sees an error, nothing is lost, nothing happens twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from app import desk
from app.domain.cases import CaseStatus
from app.errors import AlreadyClaimed, LianbanError
from app.store.database import Database
from tests.factories import ADMIN, AT, CO, DAY, Centre, joint, officer, open_centre, simple

ROUNDS = 12


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Let all calls go at the same moment; returns what each returned or raised."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def servers(open_database: Callable[[], Database]) -> tuple[Centre, Centre]:
    """Two servers on one database, so that no lock of a process helps."""
    first = open_centre(open_database())
    first.deploy(joint(), simple())
    return first, Centre(house=desk.open_desk(open_database(), first.house.settings))


def test_two_departments_that_answer_at_once_never_see_an_error(servers: tuple[Centre, Centre]) -> None:
    first, second = servers
    for _ in range(ROUNDS):
        case = first.to_review(departments=("fire", "urban"))
        tasks = {t.department: t.id for t in first.open_tasks(case)}
        results = at_once(
            partial(desk.complete, first.house, officer("fire"), tasks["fire"], outcome="agree", at=AT),
            partial(desk.complete, second.house, officer("urban"), tasks["urban"], outcome="agree", at=AT),
        )
        assert [r for r in results if isinstance(r, Exception)] == []
        assert first.elements(case) == ["decide:market"]
        assert len([o for o in first.opinions(case) if o.element == "review"]) == 2
    first.check_ledgers()


def test_five_departments_at_once_in_one_process_join_once(servers: tuple[Centre, Centre]) -> None:
    first, _ = servers
    for _ in range(3):
        case = first.to_review(departments=CO)
        tasks = {t.department: t.id for t in first.open_tasks(case)}
        calls = [partial(desk.complete, first.house, officer(code), tasks[code], outcome="agree", at=AT) for code in CO]
        assert [r for r in at_once(*calls) if isinstance(r, Exception)] == []
        assert first.elements(case) == ["decide:market"]
        assert first.complete(case, "decide", outcome="grant").case.status is CaseStatus.COMPLETED


def test_of_many_who_claim_one_task_one_wins_and_the_others_learn_who(servers: tuple[Centre, Centre]) -> None:
    first, second = servers
    case = first.receive("simple")
    task = first.task(case, "work").id
    calls = [partial(desk.claim, (first if n % 2 else second).house, officer("fire", n), task, at=AT) for n in range(8)]
    results = at_once(*calls)
    winners = [r for r in results if not isinstance(r, Exception)]
    losers = [r for r in results if isinstance(r, Exception)]
    assert len(winners) == 1
    assert {type(r) for r in losers} == {AlreadyClaimed}
    assert {r.extra["by"] for r in losers} == {winners[0].assignee}
    assert first.acts(case).count("claim") == 1


def test_a_completion_and_a_deadline_at_once_leave_one_of_the_two(servers: tuple[Centre, Centre]) -> None:
    first, second = servers
    ends = Counter[str]()
    for _ in range(ROUNDS):
        case = first.to_review(departments=("fire",))
        due = first.house.calendar.due(AT, 5)
        task = first.task(case, "review").id
        timer = next(
            t.id for t in desk.due_timers(first.house, due, 500) if t.case_id == case.id and t.element == "late"
        )
        done, fired = at_once(
            partial(desk.complete, first.house, officer("fire"), task, outcome="agree", at=due),
            partial(desk.fire_timer, second.house, timer, due),
        )
        where = first.elements(case)
        assert where in (["decide:market"], ["head_review:fire"])
        assert (where == ["head_review:fire"]) == (fired is True) == isinstance(done, LianbanError)
        ends[where[0]] += 1
    first.check_ledgers()


def test_one_timer_fired_by_two_servers_fires_once(servers: tuple[Centre, Centre]) -> None:
    first, second = servers
    for _ in range(ROUNDS):
        case = first.to_review(departments=("fire",))
        due = first.house.calendar.due(AT, 3)
        timer = next(
            t.id for t in desk.due_timers(first.house, due, 500) if t.case_id == case.id and t.kind == "engine"
        )
        results = at_once(*[partial(desk.fire_timer, c.house, timer, due) for c in (first, second, first)])
        assert sorted(results) == [False, False, True]
        assert first.acts(case).count("timer") == 1
        assert first.alerts(case) == ["yellow:review:fire"]


def test_numbers_given_out_at_once_have_no_gap_and_no_double(servers: tuple[Centre, Centre]) -> None:
    calls = [partial(c.receive, "simple") for c in servers for _ in range(6)]
    numbers = [case.number for case in at_once(*calls)]
    assert sorted(numbers) == [f"simple-20260302-{n:05d}" for n in range(1, 13)]


def test_a_lead_that_decides_while_a_department_is_added_gets_one_order_or_the_other(
    servers: tuple[Centre, Centre],
) -> None:
    first, second = servers
    for _ in range(4):
        case = first.to_review(departments=("fire",))
        task = first.task(case, "review").id
        done, added = at_once(
            partial(desk.complete, first.house, officer("fire"), task, outcome="agree", at=AT),
            partial(desk.add_department, second.house, officer("market"), task, "urban", "需要", at=AT),
        )
        assert not isinstance(done, Exception)
        assert first.elements(case) == (["decide:market"] if isinstance(added, LianbanError) else ["review:urban"])
    first.check_ledgers()


def test_readers_never_see_half_an_act(servers: tuple[Centre, Centre]) -> None:
    first, second = servers
    case = first.to_review(departments=CO)
    tasks = {t.department: t.id for t in first.open_tasks(case)}
    seen: list[bool] = []
    finished = threading.Event()

    def look() -> None:
        while not finished.is_set():
            found = desk.ledger(second.house, ADMIN, case.number)
            record = desk.case(second.house, ADMIN, case.number)
            seen.append(len(found) <= record.ledger_seq)

    def work() -> None:
        for code in CO:
            desk.complete(first.house, officer(code), tasks[code], outcome="agree", at=AT + DAY)
        finished.set()

    assert at_once(look, work) == [None, None]
    assert seen and all(seen)
