"""PostgreSQL databases that tests use one after the other: to empty one takes a fortieth of the time to make one."""

from __future__ import annotations

import itertools

import psycopg

_KEPT = """
CREATE SCHEMA kept;
CREATE TABLE kept.sequences AS SELECT schemaname, sequencename, last_value FROM pg_sequences
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
_BACK = """
SELECT setval(format('%I.%I', k.schemaname, k.sequencename)::regclass, coalesce(k.last_value, 1),
              k.last_value IS NOT NULL)
FROM kept.sequences k JOIN pg_sequences n USING (schemaname, sequencename)
WHERE k.last_value IS DISTINCT FROM n.last_value
"""


class Spare:
    """Databases of one server that are as a migrated one is, each given to one test at a time.

    server: its URL.  template: the migrated database that they are copied from.
    """

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._numbers = itertools.count()
        self._free: list[str] = []
        with _connect(server, template) as connection:
            self._tables = _names(connection)
            connection.execute(_KEPT)
            self._filled = [name for name in self._tables if _holds_rows(connection, name)]
            for name in self._filled:
                connection.execute(f'CREATE TABLE kept."{name}" AS SELECT * FROM public."{name}"')

    def take(self) -> str:
        """The name of a database that nobody uses."""
        if self._free:
            return self._free.pop()
        name = f"spare_{next(self._numbers)}"
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name

    def give_back(self, name: str) -> None:
        """Make a database what it was; one with other tables than before is thrown away."""
        with _connect(self._server, name) as connection:
            connection.execute(_OTHERS, [connection.info.backend_pid])
            same = _names(connection) == self._tables
            if same:
                self._restore(connection)
                self._free.append(name)
        if not same:
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _restore(self, connection: psycopg.Connection) -> None:
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
            for name in self._tables:
                if _holds_rows(connection, name):
                    connection.execute(f'DELETE FROM public."{name}"')
            for name in self._filled:
                connection.execute(f'INSERT INTO public."{name}" SELECT * FROM kept."{name}"')
            connection.execute(_BACK)


def url_of(server: str, name: str) -> str:
    """The server's URL for another of its databases; its path is the one before the question mark."""
    before, _, after = server.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}?{after}"


def _connect(server: str, name: str) -> psycopg.Connection:
    return psycopg.connect(url_of(server, name), autocommit=True)


def _names(connection: psycopg.Connection) -> list[str]:
    return [name for (name,) in connection.execute(_TABLES)]


def _holds_rows(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute(f'SELECT EXISTS (SELECT FROM public."{name}")').fetchone()
    return found is not None and bool(found[0])
