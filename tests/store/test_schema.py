"""Migrations make exactly the tables that the code knows, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import inspect, text

from app.settings import Settings
from app.store import migrate as migrating
from app.store.database import Database
from app.store.schema import metadata
from app.timers.cluster import connect
from app.timers.queue_schema import lay


def test_the_migrations_are_complete(database: Database) -> None:
    assert migrating.differences(database) == []
    assert migrating.is_current(database)


def test_every_index_and_key_of_the_code_is_there(database: Database) -> None:
    found = inspect(database.engine)
    for table in metadata.tables.values():
        names = {index["name"] for index in found.get_indexes(table.name)}
        assert {index.name for index in table.indexes} <= names, table.name
        assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]


def test_the_inbox_indexes_leave_out_what_is_done(database: Database) -> None:
    with database.reading() as connection:
        if database.is_sqlite:
            wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix_%'"
        else:
            wanted = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'ix_%'"
        made = {name: made for name, made in connection.execute(text(wanted))}
    for name in ("ix_task_department", "ix_task_light", "ix_timer_next", "ix_outbox_next", "ix_case_file_running"):
        assert "IS NULL" in made[name], name


def test_migrating_twice_changes_nothing(database: Database) -> None:
    before = migrating.revision_of(database)
    migrating.migrate(database)
    assert migrating.revision_of(database) == before is not None


def test_tables_of_the_job_queue_are_no_difference(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE procrastinate_jobs (id INTEGER PRIMARY KEY)"))
    assert migrating.differences(database) == []
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE stray (id INTEGER PRIMARY KEY)"))
    assert [kind for kind, *_ in migrating.differences(database)] == ["remove_table"]


@pytest.mark.postgres
def test_the_real_job_queue_is_no_difference(postgres_url: str) -> None:
    lay(connect(Settings(database_url=postgres_url)))
    database = Database.open(postgres_url)
    assert migrating.differences(database) == []
    database.close()


def test_nodes_that_migrate_one_database_at_the_same_time_all_succeed(empty_url: str) -> None:
    nodes, barrier = [Database.open(empty_url) for _ in range(2)], Barrier(2)

    def begin(node: Database) -> bool:
        barrier.wait()
        migrating.migrate(node)
        return migrating.is_current(node)

    with ThreadPoolExecutor(len(nodes)) as threads:
        assert list(threads.map(begin, nodes)) == [True, True]
    assert migrating.differences(nodes[0]) == []
    for node in nodes:
        node.close()


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'empty.db'}")
    assert migrating.revision_of(database) is None
    assert not migrating.is_current(database)
    migrating.migrate(database)
    assert migrating.is_current(database)
    database.close()


def test_a_migration_that_breaks_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'broken.db'}")
    real: Callable[..., None] = migrating.command.upgrade

    def breaks(*given: object) -> None:
        real(*given)
        raise RuntimeError("power cut")

    monkeypatch.setattr(migrating.command, "upgrade", breaks)
    with pytest.raises(RuntimeError):
        migrating.migrate(database)
    assert inspect(database.engine).get_table_names() == []
    database.close()


def test_versions_deployed_before_took_effect_when_they_were_deployed(empty_url: str) -> None:
    database = Database.open(empty_url)
    migrating.migrate(database, "0001")
    row = {
        "key": "k",
        "version": 1,
        "name": "",
        "item_code": "",
        "file": "",
        "digest": b"",
        "xml": b"",
        "findings": "[]",
    }
    with database.writing() as connection:
        columns = ", ".join([*row, "deployed_by", "deployed_at"])
        places = ", ".join(f":{name}" for name in [*row, "deployed_by", "deployed_at"])
        made = text(f"INSERT INTO definition ({columns}) VALUES ({places})")
        connection.execute(made, {**row, "deployed_by": "x", "deployed_at": 1_772_416_800_000_000})
    migrating.migrate(database)
    with database.reading() as connection:
        (found,) = connection.execute(text("SELECT effective_at, cancelled_at FROM definition")).fetchall()
    assert tuple(found) == (1_772_416_800_000_000, None)
    assert migrating.differences(database) == []
    database.close()
