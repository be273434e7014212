"""A desk with one small item whose timers the tests let pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from app import desk
from app.desk import Desk
from app.domain.actors import SYSTEM, Actor
from app.domain.roles import Role
from app.settings import Settings
from app.store import definitions, people, tables, tables_house
from app.store.database import Database
from app.store.queries import TaskQuery
from app.store.records import CaseRecord, OutboxRecord
from app.timers.clock import SteppedClock
from app.timers.firing import Firing
from app.timers.metrics import Figures

START = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)  # Friday, 09:00 in the centre, before a worked Saturday
HOUR = timedelta(hours=1)
DEADLINE = START + 2 * HOUR

WATCHED = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="https://example.org/watched">
  <process id="watched" name="限时审查" isExecutable="true">
    <startEvent id="begin"><outgoing>f1</outgoing></startEvent>
    <sequenceFlow id="f1" sourceRef="begin" targetRef="review"/>
    <userTask id="review" name="审查" camunda:candidateGroups="fire">
      <incoming>f1</incoming><outgoing>f2</outgoing></userTask>
    <boundaryEvent id="deadline" attachedToRef="review"><outgoing>f3</outgoing>
      <timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition></boundaryEvent>
    <sequenceFlow id="f2" sourceRef="review" targetRef="done"/>
    <sequenceFlow id="f3" sourceRef="deadline" targetRef="late"/>
    <endEvent id="done"><incoming>f2</incoming></endEvent>
    <userTask id="late" name="逾期处理" camunda:candidateGroups="centre">
      <incoming>f3</incoming><outgoing>f4</outgoing></userTask>
    <sequenceFlow id="f4" sourceRef="late" targetRef="over"/>
    <endEvent id="over"><incoming>f4</incoming></endEvent>
  </process>
</definitions>
"""
ITEM = {
    "key": "watched",
    "name": "限时审查",
    "item_code": "watched",
    "file": "watched.bpmn",
    "digest": "0" * 64,
    "xml": WATCHED.encode(),
    "guide": None,
    "findings": [],
    "deployed_by": "test",
    "deployed_at": START,
}
WINDOW = Actor(user="window1", role=Role.WINDOW, department="centre")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One server's parts."""

    house: Desk
    clock: SteppedClock
    firing: Firing
    figures: Figures

    def receive(self, count: int = 1) -> list[CaseRecord]:
        """New cases of the watched item, each with a deadline two hours after START."""
        return [
            desk.receive(self.house, WINDOW, "watched", applicant={"name": f"applicant {n}"}, at=START)
            for n in range(count)
        ]

    def acts(self, case: CaseRecord) -> Counter[str]:
        """How often each word stands in the ledger of a case."""
        return Counter(entry.act for entry in desk.ledger(self.house, SYSTEM, case.number))

    def post(self, *channels: str) -> None:
        """Messages in the outbox, one per channel named, at the clock's moment."""
        at = self.clock.now()
        with self.house.database.writing() as connection:
            connection.execute(
                tables_house.outbox.insert(),
                [
                    {
                        "key": f"1/alert/{number}/{channel}",
                        "channel": channel,
                        "target": "chief@example.org",
                        "topic": "alert.red",
                        "body": {"case": "watched-1", "number": number},
                        "created_at": at,
                        "next_at": at,
                        "attempts": 0,
                    }
                    for number, channel in enumerate(channels, 1)
                ],
            )

    def mail(self) -> list[OutboxRecord]:
        """Everything in the outbox, in order."""
        with self.house.database.reading() as connection:
            rows = connection.execute(select(tables_house.outbox).order_by(tables_house.outbox.c.id))
            return [OutboxRecord(**row._mapping) for row in rows]

    def timer_of(self, case: CaseRecord) -> int:
        """The row of the deadline of a case."""
        with self.house.database.reading() as connection:
            found = connection.execute(select(tables.timer.c.id).where(tables.timer.c.case_id == case.id))
            return int(found.scalar_one())

    def damage(self, case: CaseRecord) -> list[tuple[int, bytes]]:
        """Spoil the stored state of a case; returns what `mend` needs."""
        of_case = tables.branch.c.case_id == case.id
        with self.house.database.writing() as connection:
            kept = [
                (branch, bytes(state))
                for branch, state in connection.execute(
                    select(tables.branch.c.branch, tables.branch.c.state).where(of_case)
                )
            ]
            connection.execute(update(tables.branch).where(of_case).values(state=b"spoilt"))
        return kept

    def mend(self, case: CaseRecord, kept: list[tuple[int, bytes]]) -> None:
        """Undo `damage`."""
        with self.house.database.writing() as connection:
            for branch, state in kept:
                key = (tables.branch.c.case_id == case.id, tables.branch.c.branch == branch)
                connection.execute(update(tables.branch).where(*key).values(state=state))

    def open_elements(self, case: CaseRecord) -> list[str]:
        """Where a case stands."""
        query = TaskQuery(case=case.number)
        return [task.element for task in desk.inbox(self.house, SYSTEM, query, at=self.clock.now()).items]


def open_scene(database: Database, settings: Settings | None = None, at: datetime = START) -> Scene:
    """A server's parts on a database; the first one deploys the item."""
    with database.writing() as connection:
        if definitions.find(connection, "watched", 1) is None:
            people.add_department(connection, "fire")
            people.add_department(connection, "centre")
            definitions.add(connection, ITEM, [])
    house = desk.open_desk(database, settings or Settings())
    clock, figures = SteppedClock(at), Figures()
    return Scene(house=house, clock=clock, firing=Firing(house, clock, figures), figures=figures)
