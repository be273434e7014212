"""How a database is opened: nothing lost, nobody locked out, one commit."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError

from app.store import tables_house as t
from app.store.database import Database, normal_url


def _put(database: Database, name: str) -> None:
    with database.writing() as connection:
        connection.execute(insert(t.setting), {"name": name, "value": 1})


def _names(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(t.setting.c.name).order_by(t.setting.c.name)).scalars())


def test_sqlite_keeps_an_official_record(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    with database.reading() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_leaving_the_block_commits_and_an_exception_undoes(database: Database) -> None:
    _put(database, "a")
    with pytest.raises(RuntimeError), database.writing() as connection:
        connection.execute(insert(t.setting), {"name": "b", "value": 1})
        raise RuntimeError
    assert _names(database) == ["a"]


def test_what_is_read_only_is_not_kept(database: Database) -> None:
    with database.reading() as connection:
        connection.execute(insert(t.setting), {"name": "a", "value": 1})
    assert _names(database) == []


def test_one_thread_needs_one_connection_whatever_goes_wrong_on_it(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    checked_out: list[object] = []
    event.listen(database.engine, "checkout", lambda *given: checked_out.append(given))
    for _ in range(5):
        with database.reading() as connection:
            connection.execute(text("SELECT 1"))
        with pytest.raises(ZeroDivisionError), database.writing() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS undone (x)"))
            raise ZeroDivisionError
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'undone'")).scalar_one() == 0
    assert len(checked_out) == 1
    database.close()


def test_a_new_file_that_another_is_writing_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE theirs (x)")
    threading.Timer(0.2, other.commit).start()
    database = Database.open(f"sqlite:///{tmp_path / 'new.db'}")
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM theirs")).scalar_one() == 0
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    database.close()
    other.close()


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(insert(t.definition_call), {"definition_id": 1, "called_id": 2})


def test_many_writers_of_two_servers_lose_nothing(open_database: Callable[[], Database]) -> None:
    servers = open_database(), open_database()
    barrier = threading.Barrier(8)
    failed: list[Exception] = []

    def write(number: int) -> None:
        barrier.wait()
        try:
            for turn in range(15):
                with servers[number % 2].writing() as connection:
                    # Reads first and writes then: what a deferred transaction would lose to "database is locked".
                    connection.execute(select(t.setting)).fetchall()
                    connection.execute(insert(t.setting), {"name": f"{number}-{turn}", "value": turn})
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(_names(servers[0])) == 8 * 15


def test_a_reader_is_not_held_up_by_a_writer(open_database: Callable[[], Database]) -> None:
    first, second = open_database(), open_database()
    with first.writing() as connection:
        connection.execute(insert(t.setting), {"name": "a", "value": 1})
        assert _names(second) == []
    assert _names(second) == ["a"]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_a_plain_postgresql_url_gets_our_driver(given: str, used: str) -> None:
    assert normal_url(given) == used
