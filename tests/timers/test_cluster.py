"""Several nodes on one PostgreSQL: jobs come with their rows, run late or twice, and the row decides."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from procrastinate import App

from app import designs, desk
from app.errors import NotReady
from app.settings import Settings
from app.store import answers, tables
from app.store.database import Database
from app.store.records import CaseRecord
from app.timers import cluster, worker
from app.timers.backoff import Backoff
from app.timers.clock import Clock
from app.timers.delivery import Delivery, senders
from app.timers.firing import Firing
from app.timers.queue_schema import FIRE, QUEUE, lay
from tests.factories import DESIGNER
from tests.procedures.scene import procedure
from tests.timers.receivers import webhook
from tests.timers.scene import DEADLINE, Scene, open_scene

pytestmark = pytest.mark.postgres


@pytest.fixture
def settings(postgres_url: str) -> Settings:
    return Settings(database_url=postgres_url)


@pytest.fixture
def scene(settings: Settings) -> Any:
    """A desk whose database has the queue; by the machine's clock its deadlines are long past."""
    database = Database.open(settings.url)
    lay(cluster.connect(settings))
    yield open_scene(database, settings)
    database.close()


def node(scene: Scene, settings: Settings) -> App:
    """One worker's queue, with its tasks; what it does from time to time is left to the test."""
    queue, clock = cluster.connect(settings), Clock()
    firing = Firing(scene.house, clock, scene.figures, patience=Backoff(first=600, longest=600, attempts=10))
    delivery = Delivery(scene.house, clock, scene.figures, senders(scene.house, settings), settings)
    cluster.employ(queue, scene.house, firing, delivery, clock)
    queue.periodic_registry.periodic_tasks.clear()
    return queue


def work(queue: App) -> None:
    """Do what is due now, and return."""

    async def run() -> None:
        async with queue.open_async():
            await queue.run_worker_async(
                queues=[QUEUE], wait=False, concurrency=2, install_signal_handlers=False, listen_notify=False
            )

    asyncio.run(run())


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.url.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchall()  # type: ignore[call-overload, no-any-return]


JOBS = f"SELECT args, lock, scheduled_at, status::text FROM procrastinate_jobs WHERE task_name = '{FIRE}' ORDER BY id"


def due_at(scene: Scene, case: CaseRecord, moment: datetime) -> None:
    with scene.house.database.writing() as connection:
        mine = tables.timer.c.case_id == case.id
        connection.execute(tables.timer.update().where(mine).values(next_at=moment))


def test_a_timer_row_and_its_job_are_written_together(scene: Scene, settings: Settings) -> None:
    (case,) = scene.receive()
    assert ask(settings, JOBS) == [({"timer": scene.timer_of(case)}, f"case:{case.id}", DEADLINE, "todo")]


def test_a_transaction_undone_leaves_no_job(scene: Scene, settings: Settings) -> None:
    (case,) = scene.receive()
    with pytest.raises(ZeroDivisionError), scene.house.database.writing() as connection:
        connection.execute(tables.timer.update().values(next_at=DEADLINE + timedelta(days=1)))
        raise ZeroDivisionError
    assert len(ask(settings, JOBS)) == 1
    assert scene.timer_of(case)


def test_a_worker_fires_what_is_due_and_forgets_the_rest(scene: Scene, settings: Settings) -> None:
    due, waiting = scene.receive(2)
    due_at(scene, waiting, datetime.now(UTC) + timedelta(hours=1))
    work(node(scene, settings))
    assert scene.acts(due)["timer"] == 1
    assert scene.acts(waiting)["timer"] == 0  # its first job looked, and went away


def test_a_job_for_next_month_does_not_hold_up_one_of_its_case_that_is_due(scene: Scene, settings: Settings) -> None:
    """Stock procrastinate lets a job wait for every earlier one with its lock, scheduled or not."""
    (case,) = scene.receive()
    number = scene.timer_of(case)
    with scene.house.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
        row = dict(connection.execute(tables.timer.select()).one()._mapping)
        month = datetime.now(UTC) + timedelta(days=30)
        connection.execute(tables.timer.delete())
        connection.execute(tables.timer.insert(), {**row, "id": number + 1, "next_at": month, "kind": "warn"})
        connection.execute(tables.timer.insert(), row)
    work(node(scene, settings))
    assert scene.acts(case)["timer"] == 1


def test_two_workers_at_once_fire_every_timer_once(scene: Scene, settings: Settings) -> None:
    cases = scene.receive(20)
    for case in cases:  # every job twice, as after a revival
        due_at(scene, case, DEADLINE)
    barrier = threading.Barrier(2)

    def run(queue: App) -> None:
        barrier.wait(10)
        work(queue)

    threads = [threading.Thread(target=run, args=(node(scene, settings),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [scene.acts(case)["timer"] for case in cases] == [1] * 20
    assert [scene.open_elements(case) for case in cases] == [["late"]] * 20
    assert [audited.flaws for audited in desk.verify_ledgers(scene.house)] == [()] * 20


def test_a_killed_workers_job_is_revived(scene: Scene, settings: Settings) -> None:
    (case,) = scene.receive()
    with scene.house.database.writing() as connection:
        registered = "(SELECT worker_id FROM procrastinate_register_worker_v1())"
        connection.exec_driver_sql(f"SELECT procrastinate_fetch_job_v2(ARRAY['lianban'], {registered})")
        connection.exec_driver_sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    queue = node(scene, settings)
    assert [status for *_, status in ask(settings, JOBS)] == ["doing"]

    async def revive() -> int:
        async with queue.open_async():
            return await cluster.revive_stalled(queue)

    assert asyncio.run(revive()) == 1
    work(node(scene, settings))
    assert scene.acts(case)["timer"] == 1


def test_a_row_that_lost_its_job_is_found_all_the_same(scene: Scene, settings: Settings) -> None:
    (case,) = scene.receive()
    with scene.house.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
    queue = node(scene, settings)
    with queue.open():
        queue.tasks["lianban.tend"].defer(timestamp=0)
    work(queue)
    assert scene.acts(case)["timer"] == 1


def test_a_postponed_timer_gets_a_job_for_its_new_moment(scene: Scene, settings: Settings) -> None:
    (case,) = scene.receive()
    later = datetime.now(UTC) + timedelta(minutes=5)
    desk.postpone_timer(scene.house, scene.timer_of(case), "trouble", at=DEADLINE, until=later)
    assert [at for _, _, at, _ in ask(settings, JOBS)] == [DEADLINE, later]
    desk.give_up_timer(scene.house, scene.timer_of(case), "trouble", at=later)
    assert len(ask(settings, JOBS)) == 2  # nothing will be tried any more


def test_a_broken_case_is_put_off_and_its_job_does_not_fail(scene: Scene, settings: Settings) -> None:
    (case,) = scene.receive()
    scene.damage(case)
    work(node(scene, settings))
    row = desk.timer(scene.house, scene.timer_of(case))
    assert row is not None and row.attempts == 1 and row.fired_at is None
    assert [status for *_, status in ask(settings, JOBS)] == ["succeeded", "todo"]


def test_a_database_with_waiting_timers_joins_the_cluster(settings: Settings) -> None:
    database = Database.open(settings.url)
    scene = open_scene(database, settings)
    cases = scene.receive(3)
    for _ in range(2):  # the second node finds everything there
        lay(cluster.connect(settings))
    assert [args["timer"] for args, *_ in ask(settings, JOBS)] == [scene.timer_of(case) for case in cases]
    database.close()


def test_nodes_that_lay_the_queue_at_once_do_not_hinder_each_other(settings: Settings) -> None:
    failures: list[BaseException] = []
    barrier = threading.Barrier(3)

    def run() -> None:
        queue = cluster.connect(settings)
        barrier.wait(10)
        try:
            lay(queue)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert ask(settings, "SELECT count(*) FROM pg_trigger WHERE tgname = 'lianban_enlist_timer'") == [(1,)]


def test_a_worker_sends_the_outbox(scene: Scene, settings: Settings) -> None:
    with webhook() as inbox:
        scene.post("webhook")
        hooked = settings.model_copy(update={"webhook_url": inbox.url, "webhook_secret": "s3cret"})
        queue = node(scene, hooked)
        with queue.open():
            queue.tasks["lianban.deliver"].defer(timestamp=0, channel="webhook")
        work(queue)
    assert inbox.keys == ["1/alert/1/webhook"]


def test_a_worker_forgets_old_answers_for_nobody_else_does_where_the_servers_do_not_beat(
    scene: Scene, settings: Settings
) -> None:
    now = datetime.now(UTC)
    with scene.house.database.writing() as connection:
        for key, days in (("old", 31), ("young", 29)):
            kept = answers.Answer(key=key, digest="00", status=200, body="{}")
            answers.keep(connection, kept, now - timedelta(days=days))
    queue = cluster.connect(settings)
    firing = Firing(scene.house, Clock(), scene.figures)
    delivery = Delivery(scene.house, Clock(), scene.figures, senders(scene.house, settings), settings)
    cluster.employ(queue, scene.house, firing, delivery, Clock())
    periodic = {task.task.name: task.cron for task in queue.periodic_registry.periodic_tasks.values()}
    assert periodic["lianban.tidy"] == cluster.TIDYING
    queue.periodic_registry.periodic_tasks.clear()
    with queue.open():
        queue.tasks["lianban.tidy"].defer(timestamp=0)
    work(queue)
    assert ask(settings, "SELECT key FROM idempotency") == [("young",)]


def test_a_worker_starts_the_procedures_whose_time_has_come_once(scene: Scene, settings: Settings) -> None:
    before = datetime.now(UTC) - timedelta(days=14)
    drawn = designs.File(name="p.bpmn", data=procedure("p", rhythm="each_workday()"))
    assert designs.deploy(scene.house, DESIGNER, [drawn], at=before).created
    queue = node(scene, settings)
    for _ in range(2):
        with queue.open():
            queue.tasks["lianban.start"].defer(timestamp=0)
        work(queue)
    assert ask(settings, "SELECT process, asked_by FROM beginning") == [("p", "timer")]
    assert ask(settings, "SELECT count(*) FROM case_file WHERE item = 'p'") == [(1,)]


def test_a_worker_process_works_until_it_is_told_to_stop(scene: Scene, settings: Settings) -> None:
    (case,) = scene.receive()
    code = "import sys; from app.settings import Settings; from app.timers import worker; worker.run(Settings())"
    process = subprocess.Popen([sys.executable, "-c", code], env={"LIANBAN_DATABASE_URL": settings.url, "PATH": ""})
    try:
        _until(lambda: scene.acts(case)["timer"] == 1)
        (later,) = scene.receive()  # while it runs
        _until(lambda: scene.acts(later)["timer"] == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def test_a_worker_refuses_sqlite(sqlite_url: str) -> None:
    with pytest.raises(NotReady, match="PostgreSQL"):
        worker.run(Settings(database_url=sqlite_url))


def _until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
