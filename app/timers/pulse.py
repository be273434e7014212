"""The beat of one server: looks for due timers and waiting messages, and wakes up for the nearest timer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Event, Lock

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from app import desk
from app.desk import Desk
from app.errors import Refused
from app.settings import Settings
from app.timers.beginning import Starting
from app.timers.carrying import Carrier
from app.timers.clock import Clock, SteppedClock
from app.timers.delivery import CHANNELS, Delivery, senders
from app.timers.firing import Firing, Swept
from app.timers.metrics import Figures

log = structlog.get_logger(__name__)
# After a commit the beat comes this soon, not at once, so that a busy desk does not make it beat all the time.
NUDGE = timedelta(milliseconds=100)
# What is written here is delivered at a nudge; only repeated tries and what others wrote wait for this many beats.
LEISURE = 4
# Answers kept for repeated requests are looked through this often; a little later does no harm.
TIDYING = timedelta(hours=1)
# A recomputation that was asked for begins within this time; what another server wrote by an old calendar is found.
RECOMPUTING, CATCHING_UP, WATCHING = timedelta(seconds=2), timedelta(minutes=1), timedelta(minutes=1)
ONE_AT_A_TIME = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


class Pulse:
    """Fires the due timers of one desk and sends its messages, in threads of its own, from `start` to `stop`."""

    def __init__(
        self, house: Desk, settings: Settings, clock: Clock | None = None, figures: Figures | None = None
    ) -> None:
        """Raises NotReady: the settings name half a webhook."""
        self.clock = clock or Clock()
        self._house, self._settings = house, settings
        self._figures = figures or Figures()
        self._stopping, self._again = Event(), Event()
        self._beating, self._alarm = Lock(), Lock()
        self._wake_at: datetime | None = None
        ways = senders(house, settings)
        self.firing = Firing(house, self.clock, self._figures, self._stopping)
        self.delivery = Delivery(house, self.clock, self._figures, ways, settings, self._stopping)
        self.starting = Starting(house, self.clock)
        self.carrier = Carrier(house, self.clock, self._stopping)
        self._threads = ThreadPoolExecutor(6 + len(CHANNELS))
        self._scheduler = _scheduler(self._threads)

    def start(self) -> None:
        """Begin to beat."""
        every = self._settings.tick_seconds
        self._scheduler.add_job(self.beat, "interval", seconds=every, id="beat", **ONE_AT_A_TIME)
        for channel in CHANNELS:
            self._scheduler.add_job(
                self._deliver, "interval", [channel], seconds=every * LEISURE, id=f"outbox-{channel}", **ONE_AT_A_TIME
            )
        self._scheduler.add_job(self._carry, "interval", seconds=every * LEISURE, id="carry", **ONE_AT_A_TIME)
        self._scheduler.add_job(self._tidy, "interval", seconds=TIDYING.total_seconds(), id="tidy", **ONE_AT_A_TIME)
        for name, work, pause in (
            ("recompute", self._recompute, RECOMPUTING),
            ("catch-up", self._catch_up, CATCHING_UP),
            ("watch", self._go_round, WATCHING),
            ("archives", self._archive, WATCHING),
        ):
            self._scheduler.add_job(work, "interval", seconds=pause.total_seconds(), id=name, **ONE_AT_A_TIME)
        self._scheduler.start()
        self._house.on_commit.append(self.nudge)

    def stop(self) -> None:
        """Finish the timer and the message at hand, and beat no more."""
        self._stopping.set()
        if self.nudge in self._house.on_commit:
            self._house.on_commit.remove(self.nudge)
        if self._scheduler.running:
            # Waiting in there would never end: it holds the lock that a beat needs in order to set its alarm.
            self._scheduler.shutdown(wait=False)
            self._threads.shutdown(wait=True)

    def nudge(self, at: datetime) -> None:
        """Something was written that is due `at`.  Cheap, for it is called after every commit that wrote a timer."""
        soon = datetime.now(UTC) + NUDGE
        if at <= self.clock.now():
            self._wake(soon)
        elif not self.clock.stepped:
            self._wake(max(at, soon))

    def beat(self) -> None:
        """Fire what is due and set the alarm for what is due next; called while it runs, it runs once more."""
        self._again.set()
        while self._again.is_set() and self._beating.acquire(blocking=False):
            try:
                self._again.clear()
                self._beat()
            finally:
                self._beating.release()

    def advance_to(self, at: datetime) -> Swept:
        """Move a stepped clock to `at`, firing on the way everything due at its own moment, in order.

        Raises Refused: the clock is the machine's own, or `at` is in its past.
        """
        clock = self.clock
        if not isinstance(clock, SteppedClock):
            raise Refused("the clock is the machine's own; it must be a stepped one to be moved", "时钟不可拨动")
        total = Swept()
        with self._beating:
            clock.check(at)
            desk.work_off(self._house, at=clock.now())
            self.starting.sweep()
            while (due := self._nearest()) is not None and due <= at:
                clock.move_to(max(due, clock.now()))
                total += self.firing.sweep()
                self.starting.sweep()
            clock.move_to(at)
        desk.alert_unserved(self._house, at)
        desk.go_round(self._house, at)
        desk.archive_due(self._house, at)
        for channel in CHANNELS:
            self.delivery.run(channel)
        return total

    def _beat(self) -> None:
        begun = time.perf_counter()
        try:
            self._house.notice()  # what another machine entered
            self.firing.sweep()
            self.starting.sweep()
            self._set_alarm()
        except Exception as error:  # such as a database that is away: the next beat tries again
            self._figures.beat_failures.inc()
            log.error("beat broke off", error=f"{type(error).__name__}: {error}", exc_info=error)
        self._figures.beat_seconds.observe(time.perf_counter() - begun)

    def _set_alarm(self) -> None:
        nearest = self._nearest()
        if nearest is not None and not self.clock.stepped:
            self._wake(max(nearest, datetime.now(UTC)))

    def _nearest(self) -> datetime | None:
        """When the next timer or procedure is due; one that could not be started waits for a later beat."""
        start = desk.next_beginning_at(self._house, self.clock.now())
        if start is not None and start <= self.clock.now():
            start = None
        return min((one for one in (desk.next_timer_at(self._house), start) if one is not None), default=None)

    def _wake(self, at: datetime) -> None:
        """Beat at `at`, unless it is going to beat sooner anyway."""
        with self._alarm:
            if self._wake_at is not None and self._wake_at <= at:
                return
            self._wake_at = at
        if not self._stopping.is_set():
            self._scheduler.add_job(self._woken, "date", run_date=at, id="wake", replace_existing=True, **ONE_AT_A_TIME)

    def _woken(self) -> None:
        with self._alarm:
            self._wake_at = None
        with suppress(JobLookupError):  # it has been stopped meanwhile
            for channel in CHANNELS:
                self._scheduler.modify_job(f"outbox-{channel}", next_run_time=datetime.now(UTC))
            self.beat()

    def _deliver(self, channel: str) -> None:
        try:
            self.delivery.run(channel)
        except Exception as error:  # such as a database that is away: the next pass tries again
            self._figures.beat_failures.inc()
            log.error("delivery broke off", channel=channel, error=f"{type(error).__name__}: {error}", exc_info=error)

    def _recompute(self) -> None:
        """Go on with what a changed calendar left to do, also after a kill."""
        self._guarded(
            "recomputation",
            lambda: desk.work_off(self._house, at=self.clock.now(), tick=lambda job: not self._stopping.is_set()),
        )

    def _catch_up(self) -> None:
        self._guarded("catching up", lambda: desk.catch_up(self._house, at=self.clock.now()))

    def _go_round(self) -> None:
        self._guarded("the watch", lambda: desk.go_round(self._house, self.clock.now()))

    def _archive(self) -> None:
        self._guarded("archiving", lambda: desk.archive_due(self._house, self.clock.now()))

    def _guarded(self, what: str, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # such as a database that is away: the next time tries again
            self._figures.beat_failures.inc()
            log.error(f"{what} broke off", error=f"{type(error).__name__}: {error}", exc_info=error)

    def _carry(self) -> None:
        try:
            self.carrier.run()
        except Exception as error:  # such as a database that is away: the next pass goes on after the last case
            self._figures.beat_failures.inc()
            log.error("moving cases broke off", error=f"{type(error).__name__}: {error}", exc_info=error)

    def _tidy(self) -> None:
        try:
            now = self.clock.now()
            desk.forget_answers(self._house, now - timedelta(days=self._settings.answers_kept_days))
            desk.forget_uploads(self._house, now - timedelta(hours=self._settings.uploads_free_hours))
            desk.alert_unserved(self._house, now)
        except Exception as error:  # such as a database that is away: the next hour tries again
            self._figures.beat_failures.inc()
            log.error("tidying broke off", error=f"{type(error).__name__}: {error}", exc_info=error)


def _scheduler(threads: ThreadPoolExecutor) -> BackgroundScheduler:
    logger = logging.getLogger("lianban.scheduler")
    logger.setLevel(logging.ERROR)  # a beat that is still busy when the next is due is nothing to warn about
    return BackgroundScheduler(timezone=UTC, logger=logger, executors={"default": threads})
