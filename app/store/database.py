"""Opens a database: SQLite that loses nothing and never says "locked", or PostgreSQL; and its one commit."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

__all__ = ["Connection", "Database", "engine_options", "normal_url", "open_engine", "prepare_engine"]

BUSY_MILLISECONDS = 30_000
_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",  # first, for another process may hold the file just now
    "PRAGMA synchronous=FULL",  # an official record survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-32000",
)


def engine_options(url: str) -> dict[str, Any]:
    """What `create_engine` must be told for this database, also when somebody else calls it."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"pool_size": 20, "max_overflow": 40, "connect_args": {"timeout": BUSY_MILLISECONDS / 1000}}
    return {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}


def normal_url(url: str) -> str:
    """The URL with our driver for PostgreSQL, so that an operator may write plain `postgresql://`."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def open_engine(url: str) -> Engine:
    """An engine on `url` that behaves as the store needs."""
    url = normal_url(url)
    return prepare_engine(create_engine(url, **engine_options(url)))


def prepare_engine(engine: Engine) -> Engine:
    """Make an engine, whoever created it, begin its transactions the way the store needs."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver must not begin on its own; `_on_begin` does
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    _log_ahead(connection)


def _log_ahead(connection: Any) -> None:
    # SQLite does not wait for this lock, whatever the timeout, so of two that open a new file one would fail.
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _on_begin(connection: Connection) -> None:
    # Whoever reads or writes here has begun already; this is for those that bring an engine of their own.
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        driver.execute("BEGIN")


def batching(connection: Connection) -> AbstractContextManager[Any]:
    """Send what is written in the block without waiting for each answer (PostgreSQL); they come at its end."""
    if connection.dialect.name == "sqlite":
        return nullcontext()
    driver: Any = connection.connection.driver_connection
    pipeline: AbstractContextManager[Any] = driver.pipeline()
    return pipeline


class Database:
    """One database: reading connections for everybody, writing transactions one after the other on SQLite."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # Threads of one process wait here, fairly, rather than in SQLite's sleep-and-retry.
        self._writer = threading.Lock() if self.is_sqlite else nullcontext()
        self._idle: list[Connection] = []

    @classmethod
    def open(cls, url: str) -> Database:
        """The database at `url`; its tables are made by `migrate`."""
        return cls(open_engine(url))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading only; everything read inside is of one moment on SQLite."""
        with self._connection() as connection:
            driver = self._begin(connection, "BEGIN")
            try:
                yield connection
            finally:
                # Whatever was written here by mistake is not kept.
                (connection if connection.in_transaction() else driver).rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; leaving the block commits it, an exception undoes it.  The only commit there is."""
        with self._writer, self._connection() as connection:
            # A deferred transaction that turns into a writing one fails at once when it lost the race; this one waits.
            driver = self._begin(connection, "BEGIN IMMEDIATE")
            try:
                yield connection
                (connection if connection.in_transaction() else driver).commit()
            except BaseException:
                (connection if connection.in_transaction() else driver).rollback()
                raise

    def _begin(self, connection: Connection, words: str) -> Any:
        """Begin on SQLite's own connection, which costs a tenth; SQLAlchemy joins in when it is asked for something."""
        if not self.is_sqlite:
            return connection.begin()
        driver: Any = connection.connection.driver_connection
        driver.execute(words)
        return driver

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """One that nobody uses; on SQLite the one used last, whose pages are warm and which needs no check-out."""
        if not self.is_sqlite:
            with self.engine.connect() as connection:
                yield connection
            return
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self.engine.connect()
        try:
            yield connection
        finally:
            if connection.closed or connection.in_transaction() or connection.connection.in_transaction:
                connection.close()
            else:
                self._idle.append(connection)

    def compact(self) -> None:
        """Write the log into the file and give free pages back (SQLite); for whoever measures the file."""
        if self.is_sqlite:
            raw = self.engine.raw_connection()
            try:
                raw.cursor().execute("VACUUM")
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def close(self) -> None:
        """Give all connections back."""
        while self._idle:
            self._idle.pop().close()
        self.engine.dispose()
