"""Lists come by index, a page at a time, and every row comes once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app import desk
from app.domain.lights import Light
from app.errors import Invalid
from app.store import lists, searching
from app.store import tables as t
from app.store.database import Database
from app.store.queries import AlertQuery, CaseQuery, TaskQuery
from app.store.tables_words import case_word
from tests.factories import ADMIN, AT, DAY, Centre, joint, officer, open_centre, simple


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """Twelve tasks of one step, due on four days; the later the case, the sooner it is due."""
    centre.at = AT - 4 * DAY
    centre.deploy(simple(limit="2"))
    for number in range(12):
        centre.at = AT - (number // 3) * DAY
        desk.receive(centre.house, ADMIN, "simple", applicant={"name": f"申请人{number:02d}"}, at=centre.at)
    centre.at = AT
    return centre


def _all(centre: Centre, **query: Any) -> list[int]:
    found: list[int] = []
    cursor = None
    while True:
        page = desk.inbox(centre.house, ADMIN, TaskQuery(**query, limit=5, cursor=cursor), at=AT)
        found += [task.id for task in page.items]
        cursor = page.cursor
        if cursor is None:
            return found


def test_an_inbox_comes_soonest_due_first_and_each_task_once(filled: Centre) -> None:
    found = _all(filled)
    assert len(found) == len(set(found)) == 12
    tasks = [desk.task(filled.house, ADMIN, number) for number in found]
    assert [(t.due_at, t.id) for t in tasks] == sorted((t.due_at, t.id) for t in tasks)
    assert _all(filled, department="fire") == found


def test_a_page_stays_right_while_tasks_before_it_are_done(filled: Centre) -> None:
    first = desk.inbox(filled.house, ADMIN, TaskQuery(limit=5), at=AT)
    for task in first.items:
        desk.complete(filled.house, officer("fire"), task.id, at=AT)
    rest = desk.inbox(filled.house, ADMIN, TaskQuery(limit=10, cursor=first.cursor), at=AT)
    assert len(rest.items) == 7 and rest.cursor is None
    assert not {t.id for t in rest.items} & {t.id for t in first.items}


def test_tasks_without_a_limit_come_last(centre: Centre) -> None:
    centre.deploy(simple("free"), simple("bound", limit="2"))
    free, bound = centre.receive("free"), centre.receive("bound")
    assert [t.case_number for t in centre.inbox(ADMIN)] == [bound.number, free.number]
    assert centre.inbox(ADMIN)[1].due_at is None


def test_filters_choose_by_status_assignee_light_item_case_and_words(filled: Centre) -> None:
    ids = _all(filled)
    desk.claim(filled.house, officer("fire"), ids[0], at=AT)
    desk.complete(filled.house, officer("fire", 2), ids[1], outcome="done", at=AT)
    assert _all(filled, status="claimed") == _all(filled, assignee="fire.o1") == ids[:1]
    assert _all(filled, status="open") == ids[2:]
    assert _all(filled, status="live") == [ids[0], *ids[2:]]
    assert _all(filled, status="done") == _all(filled, status="closed") == [ids[1]]
    assert sorted(_all(filled, status=None)) == sorted(ids)
    soonest = desk.task(filled.house, ADMIN, ids[0]).due_at
    assert soonest is not None and _all(filled, due_before=soonest) == []
    assert _all(filled, due_before=soonest + timedelta(seconds=1)) == [ids[0], *ids[2:3]]
    assert _all(filled, item="other") == [] and len(_all(filled, item="simple")) == 11
    number = desk.task(filled.house, ADMIN, ids[4]).case_number
    assert _all(filled, case=number) == _all(filled, q=number) == [ids[4]]
    assert _all(filled, case="nothing") == []
    assert len(_all(filled, q="申请人0")) + len(_all(filled, q="申请人1")) == 11
    assert _all(filled, q="100%") == [] and _all(filled, q="_") == [] and _all(filled, q="\\") == []
    assert _all(filled, q="请人") != [] and _all(filled, q="wor") == []  # a step is not what one looks for
    soon = desk.task(filled.house, ADMIN, ids[0])
    assert soon.due_at is not None
    filled.pass_time(soon.due_at)
    assert set(_all(filled, light=Light.RED)) <= set(ids[:1] + ids[2:6])
    assert ids[0] in _all(filled, light=Light.RED)


@pytest.fixture
def named(centre: Centre) -> Centre:
    """Five applicants with two tasks each."""
    centre.deploy(simple(limit="2"))
    for name in NAMES:
        for _ in range(2):
            desk.receive(centre.house, ADMIN, "simple", applicant={"name": name}, at=AT)
    return centre


NAMES = ("竹苑茶楼", "王小二茶楼", "茶 楼 王", "ACME Ｆｏｏｄ", "竹竹苑")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("茶楼", {0, 1, 2}), ("竹苑", {0, 4}), ("竹竹", {4}), ("王", {1, 2}), ("楼", {0, 1, 2}), ("茶楼王", {2}),
        ("楼茶", set()), ("苑竹", set()), ("acme", {3}), ("Food", {3}), ("me f", {3}), ("无此人", set()),
        ("simple-20260302", {0, 1, 2, 3, 4}), ("SIMPLE-2026", {0, 1, 2, 3, 4}), ("20260302-00003", {1}), ("00009", {4}),
        ("0302-00003", set()), ("#", set()), ("%", set()), ("_", set()), ("\\", set()),
    ],
)  # fmt: skip
def test_words_find_names_by_any_part_and_numbers_by_the_beginning_of_one(
    named: Centre, q: str, found: set[int]
) -> None:
    shown = {task.case_applicant for task in named.inbox(ADMIN, q=q, limit=100)}
    assert shown == {NAMES[place] for place in found}
    cases = desk.cases(named.house, ADMIN, CaseQuery(q=q, limit=100)).items
    assert {case.applicant for case in cases} == shown


def test_what_very_many_match_is_found_by_reading_on(named: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    by_index = {q: named.inbox(ADMIN, q=q) for q in ("王小二", "simple-2026", "SIMPLE-2026", "acme", "100%")}
    monkeypatch.setattr(searching, "MOST", 0)
    assert {q: named.inbox(ADMIN, q=q) for q in by_index} == by_index
    assert len(by_index["王小二"]) == 2 and len(by_index["SIMPLE-2026"]) == 10


def test_what_was_found_by_index_comes_in_pages_too(named: Centre) -> None:
    whole = [task.id for task in named.inbox(ADMIN, q="茶楼")]
    assert len(whole) == 6 and _all_of(named, q="茶楼") == whole
    for number in whole[:4]:
        desk.complete(named.house, officer("fire"), number, at=AT)
    closed = [task.id for task in named.inbox(ADMIN, q="茶楼", status="closed")]
    assert sorted(closed) == sorted(whole[:4]) and _all_of(named, q="茶楼", status="closed") == closed


def _all_of(centre: Centre, **query: Any) -> list[int]:
    found: list[int] = []
    cursor = None
    while True:
        page = desk.inbox(centre.house, ADMIN, TaskQuery(**query, limit=2, cursor=cursor), at=AT)
        found += [task.id for task in page.items]
        cursor = page.cursor
        if cursor is None:
            return found


def test_a_rare_name_is_found_without_reading_the_others(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    centre = open_centre(database)
    centre.deploy(simple(limit="2"))
    case = centre.receive("simple")
    with database.writing() as connection:
        task, file = (dict(connection.execute(select(table)).one()._mapping) for table in (t.task, t.case_file))
        numbers = range(2, 3000)
        files = [{**file, "id": n, "number": f"S-20260302-{n:05d}", "applicant": f"某某{n}号"} for n in numbers]
        connection.execute(t.case_file.insert(), files)
        tasks = [{**task, "id": n * 1_000_000 + 4, "case_id": n} for n in numbers]
        connection.execute(t.task.insert(), tasks)
        connection.execute(
            case_word.insert(),
            [row for f in files for row in searching.word_rows(f["id"], f["number"], f["applicant"])],
        )
    steps = {q: _steps(database, q) for q in ("王小二", "没有的人", "00001")}
    assert all(found < 20_000 for found in steps.values()), steps  # reading every task takes 42,000 and more
    assert [one.case_number for one in centre.inbox(ADMIN, q="王小二")] == [case.number]
    database.close()


def _steps(database: Database, q: str) -> int:
    """How many instructions SQLite needs for a page."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 100
        return 0

    with database.reading() as connection:
        raw: Any = connection.connection.driver_connection
        raw.set_progress_handler(tick, 100)
        try:
            lists.inbox(connection, TaskQuery(q=q))
        finally:
            raw.set_progress_handler(None, 0)
    return count


def test_closed_tasks_come_the_latest_first(filled: Centre) -> None:
    ids = _all(filled)[:7]
    for turn, number in enumerate(ids):
        desk.complete(filled.house, officer("fire"), number, at=AT + timedelta(minutes=turn))
    assert _all(filled, status="done") == list(reversed(ids))


def test_counts_agree_with_the_lists(filled: Centre) -> None:
    ids = _all(filled)
    desk.claim(filled.house, officer("fire"), ids[0], at=AT)
    counted = desk.count_tasks(filled.house, officer("fire"), TaskQuery(), at=AT)
    assert counted == {"status": {"open": 11, "claimed": 1}, "light": {Light.GREEN: 12}}
    assert desk.count_tasks(filled.house, ADMIN, TaskQuery(q="申请人00"), at=AT)["status"] == {"open": 1}


@pytest.mark.parametrize(
    ("query", "field"),
    [({"limit": 0}, "limit"), ({"limit": 201}, "limit"), ({"cursor": "x"}, "cursor"), ({"cursor": "WzFd"}, "cursor"),
     ({"cursor": "W3RydWUsMV0"}, "cursor"), ({"status": "lost"}, "status")],
)  # fmt: skip
def test_a_query_that_makes_no_sense_names_the_field(centre: Centre, query: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        desk.inbox(centre.house, ADMIN, TaskQuery(**query), at=AT)
    assert refused.value.field == field


def test_cases_come_newest_first_by_pages_and_filters(filled: Centre) -> None:
    found: list[str] = []
    cursor = None
    while True:
        page = desk.cases(filled.house, ADMIN, CaseQuery(limit=5, cursor=cursor))
        found += [case.number for case in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(set(found)) == 12
    assert found[0] == filled.inbox(ADMIN, q="申请人11")[0].case_number
    assert desk.cases(filled.house, ADMIN, CaseQuery(q="申请人07")).items[0].applicant == "申请人07"
    assert desk.cases(filled.house, ADMIN, CaseQuery(status="completed")).items == ()
    assert len(desk.cases(filled.house, ADMIN, CaseQuery(item="simple", light=Light.GREEN)).items) == 12


def test_alerts_come_newest_first_by_pages(centre: Centre) -> None:
    centre.deploy(joint())
    for _ in range(3):
        centre.to_review(departments=("fire", "urban"))
    centre.pass_time(AT + 4 * DAY)
    first = desk.alerts(centre.house, ADMIN, AlertQuery(limit=4))
    second = desk.alerts(centre.house, ADMIN, AlertQuery(limit=4, cursor=first.cursor))
    assert len(first.items) == 4 and len(second.items) == 2 and second.cursor is None
    assert len({alert.id for alert in (*first.items, *second.items)}) == 6
    assert len(desk.alerts(centre.house, ADMIN, AlertQuery(department="fire")).items) == 3


def test_an_inbox_page_is_found_by_its_index(sqlite_url: str, filled: Centre) -> None:
    if not filled.house.database.is_sqlite:
        pytest.skip("PostgreSQL prefers a scan of a dozen rows")
    asked = {
        "department = 'fire' AND closed_at IS NULL": "ix_task_department",
        "light = 2 AND closed_at IS NULL": "ix_task_light",
        "assignee = 'a' AND closed_at IS NULL": "ix_task_assignee",
    }
    with filled.house.database.reading() as connection:
        for where, index in asked.items():
            plan = connection.execute(
                text(f"EXPLAIN QUERY PLAN SELECT * FROM task WHERE {where} ORDER BY due_at, id LIMIT 50")
            ).fetchall()
            assert index in str(plan) and "TEMP B-TREE" not in str(plan), plan
