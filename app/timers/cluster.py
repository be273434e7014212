"""What the nodes of a cluster do for each other: fire timers, send messages, and revive what a dead node held.

A job only says "look at this row": jobs may run twice or for nothing, the row under the lock decides.
"""

from __future__ import annotations

from datetime import timedelta

import procrastinate
import structlog

from app import desk
from app.desk import Desk
from app.settings import Settings
from app.timers.beginning import Starting
from app.timers.carrying import Carrier
from app.timers.clock import Clock
from app.timers.delivery import CHANNELS, Delivery
from app.timers.firing import Firing
from app.timers.queue_schema import FIRE, QUEUE

log = structlog.get_logger(__name__)
# A row this late has lost its job, or never had one.
LOST = timedelta(seconds=30)
# Once an hour, at a minute at which nothing else is begun.
TIDYING = "17 * * * *"


def connect(settings: Settings) -> procrastinate.App:
    """The queue in the product's own database; nothing is opened yet."""
    conninfo = settings.url.replace("postgresql+psycopg://", "postgresql://", 1)
    return procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo, min_size=1, max_size=8))


def employ(queue: procrastinate.App, house: Desk, firing: Firing, delivery: Delivery, clock: Clock) -> None:
    """Teach the queue its tasks: fire one timer, send one channel's messages, and tend to what was lost."""

    calendar = desk.CalendarWatch(house)

    @queue.task(name=FIRE, queue=QUEUE)
    def fire(timer: int) -> None:
        calendar.look()  # what another machine entered
        row = desk.timer(house, timer)
        if row is not None and row.fired_at is None and row.next_at <= clock.now():
            firing.fire(row)

    @queue.task(name="lianban.deliver", queue=QUEUE)
    def deliver(timestamp: int, channel: str) -> None:
        delivery.run(channel)

    for channel in CHANNELS:
        only_one = f"outbox:{channel}"
        queue.periodic(
            cron="* * * * * */2",
            periodic_id=channel,
            lock=only_one,
            queueing_lock=only_one,
            task_kwargs={"channel": channel},
        )(deliver)

    carrier = Carrier(house, clock)

    @queue.periodic(cron="* * * * * */2")
    @queue.task(name="lianban.carry", queue=QUEUE, lock="carry", queueing_lock="carry")
    def carry(timestamp: int) -> None:
        carrier.run()

    starting = Starting(house, clock)

    @queue.periodic(cron="* * * * * */5")
    @queue.task(name="lianban.start", queue=QUEUE, lock="start", queueing_lock="start")
    def start(timestamp: int) -> None:
        calendar.look()
        starting.sweep()

    @queue.periodic(cron="* * * * * */20")
    @queue.task(name="lianban.tend", queue=QUEUE, lock="tend", queueing_lock="tend")
    def tend(timestamp: int) -> None:
        firing.sweep(late=LOST)
        calendar.look()
        desk.work_off(house, at=clock.now())
        desk.catch_up(house, at=clock.now())

    @queue.periodic(cron="7 * * * *")
    @queue.task(name="lianban.unserved", queue=QUEUE, lock="unserved", queueing_lock="unserved")
    def unserved(timestamp: int) -> None:
        desk.alert_unserved(house, clock.now())

    @queue.periodic(cron="* * * * *")
    @queue.task(name="lianban.watch", queue=QUEUE, lock="watch", queueing_lock="watch")
    def watch(timestamp: int) -> None:
        desk.go_round(house, clock.now())

    @queue.periodic(cron="* * * * *")
    @queue.task(name="lianban.archive", queue=QUEUE, lock="archive", queueing_lock="archive")
    def archive(timestamp: int) -> None:
        desk.archive_due(house, clock.now())

    @queue.periodic(cron=TIDYING)
    @queue.task(name="lianban.tidy", queue=QUEUE, lock="tidy", queueing_lock="tidy")
    def tidy(timestamp: int) -> None:
        desk.forget_answers(house, clock.now() - timedelta(days=house.settings.answers_kept_days))
        desk.forget_uploads(house, clock.now() - timedelta(hours=house.settings.uploads_free_hours))

    @queue.periodic(cron="* * * * * */20")
    @queue.task(name="lianban.revive", queue=QUEUE, queueing_lock="revive")
    async def revive(timestamp: int) -> None:
        await revive_stalled(queue)


async def revive_stalled(queue: procrastinate.App, silent_seconds: float = 30) -> int:
    """Give back the jobs whose worker was killed; they would stay `doing` for ever, and hold their case's lock."""
    stalled = list(await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_seconds))
    for job in stalled:
        log.warning("job of a dead worker revived", job=job.id, lock=job.lock)
        await queue.job_manager.retry_job(job)
    return len(stalled)
