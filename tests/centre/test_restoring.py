"""A backup that is restored: its timers go on, its ledgers and archives verify, its numbers continue."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from app import desk
from app.store.database import Database
from tests.centre.hall import open_hall, receive, run
from tests.factories import ADMIN, AT, DAY, Centre

Copy = Callable[[Database], Database]


@pytest.fixture
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Copy]:
    """Backs a database up while it is in use, and opens the backup in another place."""
    opened: list[Database] = []

    def one(database: Database) -> Database:
        url = database.engine.url
        if database.is_sqlite:
            target = tmp_path / "restored.db"
            with sqlite3.connect(str(url.database)) as connection:
                connection.execute("VACUUM INTO ?", (str(target),))
            connection.close()
            opened.append(Database.open(f"sqlite:///{target}"))
        else:
            name = f"{url.database}_restored"
            database.engine.dispose()
            server: str = request.getfixturevalue("postgres")
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {url.database}")  # type: ignore[arg-type]
            opened.append(Database.open(url.set(database=name).render_as_string(hide_password=False)))
        return opened[-1]

    yield one
    for database in opened:
        name = database.engine.url.database
        is_sqlite = database.is_sqlite
        database.close()
        if not is_sqlite:
            with psycopg.connect(request.getfixturevalue("postgres"), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def test_after_a_restore_timers_go_on_and_ledger_and_archive_verify(hall: Centre, copy: Copy) -> None:
    done = receive(hall, "direct", "civil")
    run(hall, done, ("card_accept", {"outcome": "accept"}))
    made = desk.make_archive(hall.house, ADMIN, done.number, "材料在窗口核验", at=hall.at)
    running = receive(hall, "promised", "market", site_visit=False)
    run(hall, running, ("food_accept", {"outcome": "accept"}))
    waiting = desk.next_timer_at(hall.house)
    assert waiting is not None and waiting > AT

    restored = open_hall(copy(hall.house.database))
    # What happened after the backup is not in it.
    run(hall, receive(hall, "direct", "civil"), ("card_accept", {"outcome": "accept"}))
    assert [audited.flaws for audited in desk.verify_ledgers(restored.house)] == [(), ()]
    known, package = desk.archive(restored.house, ADMIN, done.number)
    assert known.digest == made.digest and package == desk.archive(hall.house, ADMIN, done.number)[1]
    assert desk.next_timer_at(restored.house) == waiting
    assert restored.now(running).due_at == hall.now(running).due_at

    fired = restored.pass_time(AT + 20 * DAY)
    assert "promise_due:" in fired and fired == hall.pass_time(AT + 20 * DAY)
    assert restored.alerts(running) == hall.alerts(running)
    run(restored, running, ("food_decide", {"outcome": "grant"}))
    assert receive(restored, "direct", "civil").number.endswith("-00001")
    restored.check_ledgers()


def test_the_day_after_a_restore_gives_the_next_numbers(hall: Centre, copy: Copy) -> None:
    for _ in range(2):
        run(hall, receive(hall, "direct", "civil"), ("card_accept", {"outcome": "accept"}))
    restored = open_hall(copy(hall.house.database))
    case = receive(restored, "direct", "civil")
    assert case.number == "LNYDZ01-20260302-00003"
    run(restored, case, ("card_accept", {"outcome": "accept"}))
    assert [paper.number for paper in desk.notices(restored.house, ADMIN, case.number)] == ["BJTZ-2026-000003"]
