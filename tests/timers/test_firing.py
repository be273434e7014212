"""Due timers fire once each, at their moment, whatever else is broken; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from app import desk
from app.desk.programs import Programs
from app.domain.actors import SYSTEM
from app.domain.roles import Role
from app.settings import Settings
from app.store import people, tables, tables_house
from app.store.database import Database
from app.store.queries import TaskQuery
from app.store.records import CaseRecord
from app.timers.backoff import Backoff
from app.timers.firing import Firing, Swept
from tests.timers.scene import DEADLINE, HOUR, START, Scene, open_scene

LEAD = "centre"
STEADY = Backoff(first=60, longest=600, attempts=3, share=lambda: 1.0)


@pytest.fixture
def scene(database: Database) -> Scene:
    return open_scene(database)


def test_nothing_fires_before_its_moment(scene: Scene) -> None:
    (case,) = scene.receive()
    scene.clock.move_to(DEADLINE - timedelta(microseconds=1))
    assert scene.firing.sweep() == Swept()
    assert scene.open_elements(case) == ["review"]


def test_a_due_timer_moves_its_case_on_at_its_very_moment(scene: Scene) -> None:
    (case,) = scene.receive()
    scene.clock.move_to(DEADLINE)
    assert scene.firing.sweep() == Swept(fired=1)
    assert scene.open_elements(case) == ["late"]
    assert scene.acts(case)["timer"] == 1
    assert scene.firing.sweep() == Swept()
    assert scene.figures.fired._value.get() == 1


def test_a_completed_task_leaves_no_timer_behind(scene: Scene) -> None:
    (case,) = scene.receive()
    (task,) = desk.inbox(scene.house, SYSTEM, TaskQuery(case=case.number), at=START).items
    desk.complete(scene.house, SYSTEM, task.id, at=START + HOUR)
    scene.clock.move_to(DEADLINE)
    assert scene.firing.sweep() == Swept()
    assert scene.acts(case)["timer"] == 0


def test_what_another_server_fired_meanwhile_is_left_alone(scene: Scene) -> None:
    (case,) = scene.receive()
    scene.clock.move_to(DEADLINE)
    (row,) = desk.due_timers(scene.house, at=DEADLINE)
    assert desk.fire_timer(scene.house, row.id, at=DEADLINE)
    assert scene.firing.fire(row) == "elsewhere"
    assert scene.acts(case)["timer"] == 1


def test_a_broken_case_does_not_stop_the_others_and_is_tried_again_later(scene: Scene) -> None:
    cases = scene.receive(5)
    broken = cases[2]
    kept = scene.damage(broken)
    firing = Firing(scene.house, scene.clock, scene.figures, patience=STEADY)
    scene.clock.move_to(DEADLINE)
    assert firing.sweep() == Swept(fired=4, failed=1)
    assert [scene.acts(case)["timer"] for case in cases] == [1, 1, 0, 1, 1]
    assert firing.sweep() == Swept()  # it rests

    assert desk.next_timer_at(scene.house) == DEADLINE + timedelta(seconds=60)
    scene.mend(broken, kept)
    scene.clock.move_to(DEADLINE + timedelta(seconds=60))
    assert firing.sweep() == Swept(fired=1)
    assert scene.open_elements(broken) == ["late"]


def test_a_timer_that_fails_for_good_is_given_up_and_somebody_learns_of_it(database: Database) -> None:
    scene = open_scene(database, Settings(webhook_url="http://hook.example", smtp_host="mail.example"))
    with database.writing() as connection:
        found = {"name": "x", "email": "x@example.org", "data": {}}
        people.put(connection, tables_house.department, [{"code": LEAD, **found}])
        watch = {"user": "watch", "name": "x", "role": Role.SUPERVISOR, "department": "", "at": START}
        people.add_account(connection, **watch, email="watch@example.org")
    (case,) = scene.receive()
    scene.damage(case)
    firing = Firing(scene.house, scene.clock, scene.figures, patience=STEADY)
    scene.clock.move_to(DEADLINE)
    for attempt in range(1, 4):
        assert firing.sweep() == Swept(failed=1), attempt
        scene.clock.move_to(scene.clock.now() + HOUR)
    assert firing.sweep() == Swept()
    assert desk.next_timer_at(scene.house) is None
    assert scene.figures.given_up._value.get() == 1
    row = desk.timer(scene.house, scene.timer_of(case))
    assert row is not None and row.fired_at is None and row.attempts == 3 and row.error

    (alert,) = desk.alerts(scene.house, SYSTEM, desk.AlertQuery(case=case.number)).items
    assert (alert.level, alert.element, alert.due_at) == ("failure", "deadline", DEADLINE)
    assert (alert.department, alert.task_id) == (LEAD, None)
    told = [(mail.channel, mail.target, mail.topic) for mail in scene.mail()]
    assert told == [(way, to, "alert.failure") for to in (LEAD, "supervisor") for way in ("email", "webhook")]
    assert scene.acts(case)["alert"] == 1
    assert [audited.flaws for audited in desk.verify_ledgers(scene.house)] == [()]

    desk.give_up_timer(scene.house, row.id, "again", at=scene.clock.now())  # such as by another server
    assert scene.acts(case)["alert"] == 1 and len(scene.mail()) == 4


def test_a_case_whose_very_diagram_broke_is_given_up_too(scene: Scene) -> None:
    (case,) = scene.receive()
    with scene.house.database.writing() as connection:
        connection.execute(tables_house.definition.update().values(xml=b"spoilt"))
    scene.house.programs = Programs(scene.house.database)
    desk.give_up_timer(scene.house, scene.timer_of(case), "broken", at=DEADLINE)
    assert desk.next_timer_at(scene.house) is None
    assert scene.acts(case)["alert"] == 1


@pytest.mark.timeout(30)
def test_a_row_that_stays_due_is_not_tried_for_ever(scene: Scene) -> None:
    (case,) = scene.receive()
    with scene.house.database.writing() as connection:  # ended, and its timers forgotten
        connection.execute(tables.case_file.update().values(ended_at=START))
    scene.clock.move_to(DEADLINE)
    assert scene.firing.sweep() == Swept(elsewhere=1)
    assert scene.acts(case)["timer"] == 0


def test_the_lateness_of_a_timer_is_measured(scene: Scene) -> None:
    scene.receive()
    scene.clock.move_to(DEADLINE + timedelta(seconds=90))
    scene.firing.sweep()
    assert scene.figures.lateness._sum.get() == 90


def test_a_server_that_is_stopping_begins_no_further_timer(scene: Scene) -> None:
    scene.receive(2)
    scene.clock.move_to(DEADLINE)
    stopping = threading.Event()
    stopping.set()
    assert Firing(scene.house, scene.clock, scene.figures, stopping).sweep() == Swept()
    assert scene.firing.sweep() == Swept(fired=2)


def test_only_what_is_late_enough_is_swept_when_asked(scene: Scene) -> None:
    scene.receive(1)
    scene.clock.move_to(DEADLINE + timedelta(seconds=29))
    assert scene.firing.sweep(late=timedelta(seconds=30)) == Swept()
    scene.clock.move_to(DEADLINE + timedelta(seconds=30))
    assert scene.firing.sweep(late=timedelta(seconds=30)) == Swept(fired=1)


def test_more_timers_than_one_batch_fire_in_one_sweep(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.timers.firing.BATCH", 3)
    cases = scene.receive(8)
    scene.clock.move_to(DEADLINE)
    assert scene.firing.sweep() == Swept(fired=8)
    assert all(scene.acts(case)["timer"] == 1 for case in cases)


def test_two_servers_sweeping_at_once_fire_every_timer_once(open_database: Callable[[], Database]) -> None:
    scenes = [open_scene(open_database()), open_scene(open_database())]
    cases = scenes[0].receive(20)
    swept = _at_once(scenes)
    assert swept[0].fired + swept[1].fired == 20
    assert swept[0].failed + swept[1].failed == 0
    _each_fired_once(scenes[0], cases)


def test_threads_of_one_server_sweeping_at_once_fire_every_timer_once(database: Database) -> None:
    scene = open_scene(database)
    cases = scene.receive(20)
    swept = _at_once([scene, scene, scene])
    assert sum(one.fired for one in swept) == 20
    assert sum(one.failed for one in swept) == 0
    _each_fired_once(scene, cases)


def _at_once(scenes: list[Scene]) -> list[Swept]:
    """Every scene sweeps at the deadline; they begin together."""
    barrier = threading.Barrier(len(scenes))
    swept: list[Swept] = []

    def run(scene: Scene) -> None:
        barrier.wait(10)
        swept.append(scene.firing.sweep())

    for scene in scenes:
        scene.clock.move_to(DEADLINE)
    threads = [threading.Thread(target=run, args=(scene,)) for scene in scenes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(swept) == len(scenes)
    return swept


def _each_fired_once(scene: Scene, cases: list[CaseRecord]) -> None:
    assert [scene.acts(case)["timer"] for case in cases] == [1] * len(cases)
    assert [scene.open_elements(case) for case in cases] == [["late"]] * len(cases)
    assert [audited.flaws for audited in desk.verify_ledgers(scene.house)] == [()] * len(cases)
