"""A thousand running cases move to a version with one step more, killed half-way and carried on; no deadline moves."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from app import desk
from app.desk import Migrating, Order
from app.settings import Settings
from app.store import moving
from app.store import tables as t
from app.store.database import Database
from app.store.tables_house import definition
from app.timers.carrying import Carrier
from app.timers.clock import Clock
from tests.cli.test_commands import LIANBAN, ROOT, environment
from tests.factories import AT, DESIGNER, Centre, joint, officer, open_centre
from tests.flow.test_migrating import FIRST, item, late, with_a_check, work

CASES = 1_000
WHY = "增加复核环节"
MOMENTS: tuple[Any, ...] = (
    select(t.task.c.id, t.task.c.status, t.task.c.assignee, t.task.c.created_at, t.task.c.warn_at, t.task.c.due_at,
           t.task.c.closed_at, t.task.c.version).order_by(t.task.c.id),
    select(t.timer.c.id, t.timer.c.kind, t.timer.c.due_at, t.timer.c.next_at, t.timer.c.fired_at)
    .order_by(t.timer.c.id),
    select(t.case_file.c.id, t.case_file.c.due_at, t.case_file.c.statutory_at, t.case_file.c.status).order_by(
        t.case_file.c.id
    ),
    select(t.draft).order_by(t.draft.c.task_id),
    select(t.opinion).order_by(t.opinion.c.task_id, t.opinion.c.seq),
)  # fmt: skip


def rows(database: Database) -> list[list[Any]]:
    """Everything that must not move, to the microsecond."""
    with database.reading() as connection:
        return [[tuple(row) for row in connection.execute(wanted)] for wanted in MOMENTS]


def versions(database: Database) -> dict[int, int]:
    """How many cases run by each version."""
    with database.reading() as connection:
        found = connection.execute(
            select(definition.c.version).join(t.case_file, t.case_file.c.definition_id == definition.c.id)
        ).scalars()
        counted: dict[int, int] = {}
        for version in found:
            counted[version] = counted.get(version, 0) + 1
        return counted


def fill(centre: Centre, number: int) -> None:
    """Cases that wait in three places: before acceptance, amid a joint review, before the decision."""
    for turn in range(number):
        case = centre.receive("joint", co_departments=["fire", "urban"])
        if turn % 20 == 0:
            centre.complete(case, "accept", outcome="accept")
            mine = centre.task(case, "review", "fire")
            desk.claim(centre.house, officer("fire"), mine.id, at=AT)
            desk.save_draft(centre.house, officer("fire"), mine.id, {"turn": turn}, at=AT)
        if turn % 40 == 0:
            centre.complete(case, "review", "urban", outcome="agree")


def command(url: str, *words: str) -> tuple[list[str], dict[str, str]]:
    return [*LIANBAN, "migrate", "joint", "--by", "drawer", "--json", *words], environment(LIANBAN_DATABASE_URL=url)


def killed_half_way(database: Database, url: str, folder: Path) -> moving.MigrationRecord:
    """Start the order in a process of its own and end it without warning when some are moved and some are not."""
    words, settings = command(url, "--to", "2", "--reason", WHY)
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(words, cwd=ROOT, env=settings, stdout=out, stderr=out, start_new_session=True)
    until = time.monotonic() + 200
    while time.monotonic() < until and process.poll() is None:
        with database.reading() as connection:
            found = moving.of_key(connection, "joint")
        if found and found[0].moved >= CASES // 3:
            break
        time.sleep(0.02)
    assert process.poll() is None, (folder / "out").read_text()
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    with database.reading() as connection:
        (order,) = moving.of_key(connection, "joint")
    return order


@pytest.mark.slow
def test_a_thousand_cases_keep_every_deadline_through_a_kill_and_a_resume(
    database: Database, url: str, tmp_path: Path
) -> None:
    centre = open_centre(database)
    centre.deploy(joint())
    fill(centre, CASES)
    centre.deploy(with_a_check(joint()))
    before = rows(database)
    order = killed_half_way(database, url, tmp_path)
    assert order.status == "running" and 0 < order.moved < CASES
    assert versions(database) == {1: CASES - order.moved, 2: order.moved}  # the count and the cases are one
    assert rows(database) == before
    words, settings = command(url, "--resume", str(order.id))
    done = subprocess.run(words, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=250)
    assert done.returncode == 0, done.stderr
    assert orjson.loads(done.stdout) == {
        "id": order.id, "status": "done", "total": CASES, "moved": CASES, "kept": 0, "left": [],
    }  # fmt: skip
    assert versions(database) == {2: CASES}
    assert rows(database) == before
    with database.reading() as connection:
        told = connection.execute(select(t.ledger.c.case_id).where(t.ledger.c.act == "migrate")).scalars().all()
    assert len(told) == len(set(told)) == CASES
    centre.check_ledgers()


def test_a_server_carries_on_what_was_left_running(database: Database) -> None:
    centre = open_centre(database, Settings())
    centre.deploy(FIRST)
    for _ in range(25):
        centre.receive("case")
    centre.deploy(item(work(), late(), work("check"), work("decide")))
    order = desk.begin_migration(centre.house, DESIGNER, Order(key="case", to=2, reason=WHY), at=AT)
    Migrating(centre.house, order.id).step(at=AT)
    carrier, moved = Carrier(centre.house, Clock()), 0
    for _ in range(50):
        moved += carrier.run()
        if not desk.running_migrations(centre.house):
            break
    assert (moved, desk.migration(centre.house, order.id).moved) == (15, 25)
    assert versions(database) == {2: 25}


def test_cases_that_people_work_on_meanwhile_are_neither_lost_nor_moved_twice(database: Database) -> None:
    centre = open_centre(database)
    centre.deploy(FIRST)
    cases = [centre.receive("case") for _ in range(30)]
    centre.deploy(item(work(), late(), work("decide"), work("check")))
    order = desk.begin_migration(centre.house, DESIGNER, Order(key="case", to=2, reason=WHY), at=AT)
    runners = [Migrating(centre.house, order.id) for _ in range(2)]
    failed: list[BaseException] = []

    def carry(runner: Migrating) -> None:
        try:
            while runner.step(at=AT, size=3).status == "running":
                pass
        except BaseException as error:
            failed.append(error)

    def answer() -> None:
        try:
            for case in cases:
                centre.complete(case, "work")
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=carry, args=(runner,)) for runner in runners] + [Thread(target=answer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert versions(database) == {2: 30}
    assert [centre.acts(case).count("migrate") for case in cases] == [1] * 30
    for case in cases:
        centre.complete(case, "decide")
        assert centre.elements(case) == ["check:fire"]
    centre.check_ledgers()
