"""The beat: it finds what is due by itself, wakes for the nearest timer, survives trouble, and can be stepped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app import desk
from app.domain.actors import SYSTEM
from app.errors import NotReady, Refused
from app.settings import Settings
from app.store import answers, tables, tables_house
from app.store.database import Database
from app.store.records import CaseRecord
from app.timers.clock import Clock, SteppedClock
from app.timers.firing import Swept
from app.timers.metrics import Figures
from app.timers.pulse import Pulse
from tests.timers.receivers import webhook
from tests.timers.scene import DEADLINE, HOUR, START, Scene, open_scene

SLOW = Settings(tick_seconds=60)  # so slow that whatever happens comes from a nudge or an alarm
QUICK = Settings(tick_seconds=0.02)


@pytest.fixture
def scene(database: Database) -> Scene:
    return open_scene(database)


@contextmanager
def beating(scene: Scene, settings: Settings, clock: Clock | None = None) -> Iterator[Pulse]:
    pulse = Pulse(scene.house, settings, clock or Clock(), Figures())
    pulse.start()
    try:
        yield pulse
    finally:
        pulse.stop()


def until(what: Callable[[], object], seconds: float = 10) -> None:
    """Look again and again, for the beat runs in threads of its own."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def due_in(scene: Scene, case: CaseRecord, moment: datetime) -> None:
    """Let the timer of a case be due at `moment`."""
    with scene.house.database.writing() as connection:
        mine = tables.timer.c.case_id == case.id
        connection.execute(tables.timer.update().where(mine).values(next_at=moment, due_at=moment))


def test_the_tick_fires_what_is_due(scene: Scene) -> None:
    (case,) = scene.receive()
    with beating(scene, QUICK):  # by the machine's clock the deadline is long past
        until(lambda: scene.acts(case)["timer"] == 1)
    assert scene.open_elements(case) == ["late"]


def test_the_alarm_is_set_for_the_nearest_timer(scene: Scene) -> None:
    (case,) = scene.receive()
    moment = datetime.now(UTC) + timedelta(seconds=0.4)
    due_in(scene, case, moment)
    with beating(scene, SLOW) as pulse:
        pulse.beat()
        until(lambda: scene.acts(case)["timer"] == 1)
    (entry,) = [e for e in desk.ledger(scene.house, SYSTEM, case.number) if e.act == "timer"]
    assert moment <= entry.at < moment + timedelta(seconds=10)


def test_a_commit_nudges_the_beat_when_it_wrote_a_timer(scene: Scene) -> None:
    with beating(scene, SLOW):
        (case,) = scene.receive()
        until(lambda: scene.acts(case)["timer"] == 1)


def test_a_nudge_sends_new_messages_too(database: Database) -> None:
    with webhook() as inbox:
        settings = Settings(tick_seconds=60, webhook_url=inbox.url, webhook_secret="s3cret")
        scene = open_scene(database, settings)
        with beating(scene, settings) as pulse:
            scene.post("webhook")
            pulse.nudge(START)
            until(lambda: scene.mail()[0].sent_at)


def test_many_nudges_make_one_alarm(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.timers.pulse.NUDGE", HOUR)
    with beating(scene, SLOW) as pulse:
        for _ in range(100):
            pulse.nudge(START)
        assert len([job for job in pulse._scheduler.get_jobs() if job.id == "wake"]) == 1


def test_what_is_due_later_sets_the_alarm_for_then_and_no_beat_before(scene: Scene) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with beating(scene, SLOW) as pulse:
        pulse.nudge(tomorrow)
        pulse.nudge(tomorrow + HOUR)
        assert pulse._scheduler.get_job("wake").next_run_time == tomorrow
        pulse.nudge(tomorrow - HOUR)
        assert pulse._scheduler.get_job("wake").next_run_time == tomorrow - HOUR


def test_a_stepped_clock_has_no_alarm_for_what_is_due_later(scene: Scene) -> None:
    with beating(scene, SLOW, SteppedClock(START)) as pulse:
        pulse.nudge(START + HOUR)
        assert pulse._scheduler.get_job("wake") is None


def test_a_desk_that_never_rests_does_not_put_the_beat_off(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.timers.pulse.NUDGE", HOUR)
    with beating(scene, SLOW) as pulse:
        pulse.nudge(START)
        first = pulse._scheduler.get_job("wake").next_run_time
        pulse.nudge(START)
        assert pulse._scheduler.get_job("wake").next_run_time == first


def test_old_answers_are_forgotten_from_time_to_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.timers.pulse.TIDYING", timedelta(seconds=0.02))
    now = datetime.now(UTC)
    keep_answers(scene, {"old": now - timedelta(days=31), "young": now - timedelta(days=29)})
    with beating(scene, SLOW):
        until(lambda: answers_kept(scene) == {"young"})
    with beating(scene, Settings(tick_seconds=60, answers_kept_days=28)):
        until(lambda: answers_kept(scene) == set())


def test_a_database_that_is_away_does_not_stop_the_tidying(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.timers.pulse.TIDYING", timedelta(seconds=0.02))
    keep_answers(scene, {"old": START})
    forget, tried = desk.forget_answers, threading.Event()

    def failing(*args: object) -> object:
        if not tried.is_set():
            tried.set()
            raise OSError("the database is away")
        return forget(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(desk, "forget_answers", failing)
    with beating(scene, SLOW) as pulse:
        until(lambda: answers_kept(scene) == set())
        assert pulse._figures.beat_failures._value.get() == 1


def keep_answers(scene: Scene, given: dict[str, datetime]) -> None:
    """Answers kept under these keys at these moments."""
    with scene.house.database.writing() as connection:
        for key, at in given.items():
            answers.keep(connection, answers.Answer(key=key, digest="00", status=200, body="{}"), at)


def answers_kept(scene: Scene) -> set[str]:
    """The keys whose answers are still known."""
    with scene.house.database.reading() as connection:
        return set(connection.execute(select(tables_house.idempotency.c.key)).scalars())


def test_a_database_that_is_away_does_not_stop_the_beat(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    (case,) = scene.receive()
    away = threading.Event()
    away.set()
    due_timers = desk.due_timers

    def failing(*args: object, **kwargs: object) -> object:
        if away.is_set():
            raise OSError("the database is away")
        return due_timers(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(desk, "due_timers", failing)
    with beating(scene, QUICK) as pulse:
        until(lambda: pulse._figures.beat_failures._value.get() >= 2)
        away.clear()
        until(lambda: scene.acts(case)["timer"] == 1)


def test_a_second_beat_at_once_asks_the_first_for_one_more_round(scene: Scene) -> None:
    pulse = Pulse(scene.house, SLOW, scene.clock)
    with pulse._beating:
        started = time.monotonic()
        pulse.beat()  # does not wait
        assert time.monotonic() - started < 1
    assert pulse._again.is_set()


def test_stopping_takes_the_beat_off_the_desk(scene: Scene) -> None:
    with beating(scene, SLOW):
        assert len(scene.house.on_commit) == 1
    assert scene.house.on_commit == []


def test_refuses_half_a_webhook_at_the_start(scene: Scene) -> None:
    with pytest.raises(NotReady, match="LIANBAN_WEBHOOK_SECRET"):
        Pulse(scene.house, Settings(webhook_url="http://127.0.0.1/"))


def test_stepping_fires_everything_on_the_way_at_its_own_moment(scene: Scene) -> None:
    early, late = scene.receive(2)
    due_in(scene, early, START + HOUR)
    pulse = Pulse(scene.house, SLOW, scene.clock)
    assert pulse.advance_to(START + 3 * HOUR) == Swept(fired=2)
    assert scene.clock.now() == START + 3 * HOUR
    assert [_fired_at(scene, case) for case in (early, late)] == [START + HOUR, DEADLINE]


def test_stepping_to_the_next_timer_fires_just_that(scene: Scene) -> None:
    early, late = scene.receive(2)
    due_in(scene, early, START + HOUR)
    pulse = Pulse(scene.house, SLOW, scene.clock)
    assert pulse.advance_to(START + HOUR) == Swept(fired=1)
    assert pulse.advance_to(START + HOUR) == Swept()
    assert scene.open_elements(late) == ["review"]


def test_stepping_sends_what_was_written_on_the_way(database: Database) -> None:
    with webhook() as inbox:
        settings = Settings(webhook_url=inbox.url, webhook_secret="s3cret")
        scene = open_scene(database, settings)
        scene.post("webhook")
        Pulse(scene.house, settings, scene.clock).advance_to(START + HOUR)
    assert inbox.keys == ["1/alert/1/webhook"]


def test_stepping_goes_past_a_broken_case(scene: Scene) -> None:
    broken, sound = scene.receive(2)
    scene.damage(broken)
    pulse = Pulse(scene.house, SLOW, scene.clock)
    swept = pulse.advance_to(START + 48 * HOUR)
    assert swept.fired == 1 and swept.failed == pulse.firing._patience.attempts
    assert _fired_at(scene, sound) == DEADLINE


def test_only_a_stepped_clock_is_moved_and_only_forward(scene: Scene) -> None:
    with pytest.raises(Refused, match="stepped"):
        Pulse(scene.house, SLOW, Clock()).advance_to(START)
    with pytest.raises(Refused, match="cannot go back"):
        Pulse(scene.house, SLOW, SteppedClock(START)).advance_to(START - HOUR)
    (case,) = scene.receive()
    with pytest.raises(Refused, match="cannot go back"):
        Pulse(scene.house, SLOW, SteppedClock(START + 3 * HOUR)).advance_to(DEADLINE)
    assert scene.acts(case)["timer"] == 0  # refused before anything fired


def _fired_at(scene: Scene, case: CaseRecord) -> datetime | None:
    row = desk.timer(scene.house, scene.timer_of(case))
    assert row is not None
    return row.fired_at
