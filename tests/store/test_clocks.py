"""The clocks of many cases are read by a few statements, each by one range."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from app.store import clocks
from app.store.database import Database
from tests.factories import joint, open_centre


def test_a_batch_is_read_by_ranges_and_never_by_whole_tables(sqlite_url: str) -> None:
    """A recomputation of 10,000 cases would read them five hundred times over."""
    database, asked = Database.open(sqlite_url), list[tuple[str, Any]]()

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        asked.append((statement, parameters))

    with database.reading() as connection:
        event.listen(database.engine, "before_cursor_execute", note)
        clocks.kept_of(connection, list(range(1, 21)))
        clocks.facts_of(connection, list(range(1, 21)))
        event.remove(database.engine, "before_cursor_execute", note)
        assert len(asked) == 3
        for statement, parameters in asked:
            plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            assert plan and all(step.startswith(("SEARCH", "LIST SUBQUERY")) for step in plan), plan
    database.close()


def test_a_batch_finds_of_each_case_what_one_by_one_finds(database: Database) -> None:
    centre = open_centre(database)
    centre.deploy(joint())
    cases = [centre.to_review().id, centre.receive("joint", co_departments=["fire"]).id, centre.to_review().id]
    with database.reading() as connection:
        kept, facts = clocks.kept_of(connection, [cases[0], cases[2]]), clocks.facts_of(connection, cases)
        assert kept == {case: clocks.kept(connection, case) for case in (cases[0], cases[2])}
        assert facts == {case: clocks.facts(connection, case) for case in cases}
