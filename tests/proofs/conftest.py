"""Servers for the proofs: real processes on SQLite and on PostgreSQL, ended when their tests are over."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.proofs.server import Server

_COUNT = itertools.count()
Open = Callable[..., Server]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Makes servers, each on a fresh folder unless `data` is given; none outlives the module."""
    made: list[Server] = []

    def open_server(data: Path | None = None, **more: object) -> Server:
        made.append(Server(data or tmp_path_factory.mktemp("house") / "data", **more))  # type: ignore[arg-type]
        return made[-1]

    yield open_server
    for server in made:
        if server.is_up:
            server.stop()


@pytest.fixture(scope="module")
def empty_postgres(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Creates databases on the test's PostgreSQL; gives their URLs."""
    made: list[str] = []

    def create() -> str:
        server: str = request.getfixturevalue("postgres")
        name = f"proof_{next(_COUNT)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template1")
        made.append(name)
        before, _, after = server.partition("?")
        return f"{before.rsplit('/', 1)[0]}/{name}?{after}"

    yield create
    for name in made:
        with psycopg.connect(request.getfixturevalue("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
