"""Cases that were under way before clocks had facts keep their limits: the facts are taken from what is known."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from sqlalchemy import text

from app import desk
from app.domain.facts import FactKind
from app.store import clocks
from app.store.database import Database
from tests.factories import AT, DAY, LEAD, Centre, head, joint, open_centre


def test_a_case_under_way_keeps_its_promise_and_can_be_paused(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    centre = open_centre(database)
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    before = centre.now(case)
    with database.writing() as connection:  # as the schema before this one left it
        connection.execute(text("DELETE FROM clock_fact"))
        connection.execute(text("UPDATE task SET days = NULL, ahead = NULL, from_at = NULL"))
        connection.execute(text("UPDATE timer SET unit = NULL, amount = NULL, from_at = NULL"))
    database.close()
    again = Database.open(sqlite_url)
    _rewrite_facts(again)
    house = desk.open_desk(again, centre.house.settings)
    late = Centre(house=house, at=AT + DAY)
    with again.reading() as connection:
        kinds = [fact.kind for fact in clocks.facts(connection, case.id)]
    assert kinds == [FactKind.RECEIVED, FactKind.ACCEPTED]
    desk.pause(house, head(LEAD), case.number, "hearing", "听证", 3, at=late.at)
    resumed = desk.resume(house, head(LEAD), case.number, at=late.at + timedelta(days=1))
    assert before.due_at is not None
    assert resumed.due_at == before.due_at + DAY
    assert resumed.statutory_at is not None
    again.close()


def _rewrite_facts(database: Database) -> None:
    migration = import_module("app.store.migrations.versions.m0003_the_legal_clock")
    with database.writing() as connection:
        migration._write_facts(connection)
