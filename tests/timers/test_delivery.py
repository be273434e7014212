"""The outbox: after the commit, at least once, under one key, with patience and an end; on both databases."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from app.settings import Settings
from app.store.database import Database
from app.store.records import OutboxRecord
from app.timers.delivery import Delivered, Delivery, senders
from app.timers.sending import Sender
from app.timers.webhook import is_genuine
from tests.timers.receivers import mail_server, webhook
from tests.timers.scene import START, Scene, open_scene

SECRET = "s3cret"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene(database: Database) -> Scene:
    return open_scene(database)


def delivery(scene: Scene, ways: Mapping[str, Sender | None] | None = None, **settings: object) -> Delivery:
    """The scene's outbox with senders made from settings; two seconds first, three attempts."""
    chosen = Settings(outbox_first_wait_seconds=2, outbox_attempts=3, webhook_timeout_seconds=2, **settings)  # type: ignore[arg-type]
    return Delivery(scene.house, scene.clock, scene.figures, ways or senders(scene.house, chosen), chosen)


def test_a_message_is_sent_once_and_signed(scene: Scene) -> None:
    scene.post("webhook")
    with webhook() as inbox:
        outbox = delivery(scene, webhook_url=inbox.url, webhook_secret=SECRET)
        assert outbox.run("webhook") == Delivered(sent=1)
        assert outbox.run("webhook") == Delivered()
    ((headers, body),) = inbox.got
    assert is_genuine(SECRET, headers["Lianban-Timestamp"], headers["Lianban-Signature"], body, START, MINUTE)
    (row,) = scene.mail()
    assert (row.sent_at, row.attempts, row.error) == (START, 1, None)


def test_a_receiver_that_fails_first_gets_the_same_message_again_after_a_pause(scene: Scene) -> None:
    scene.post("webhook")
    with webhook(500, 503) as inbox:
        outbox = delivery(scene, webhook_url=inbox.url, webhook_secret=SECRET)
        assert outbox.run("webhook") == Delivered(failed=1)
        assert outbox.run("webhook") == Delivered()  # it waits
        (row,) = scene.mail()
        assert START + timedelta(seconds=1) <= row.next_at <= START + timedelta(seconds=2)
        assert row.error == "HTTP 500 Internal Server Error"
        scene.clock.move_to(row.next_at)
        assert outbox.run("webhook") == Delivered(failed=1)
        scene.clock.move_to(scene.mail()[0].next_at)
        assert outbox.run("webhook") == Delivered(sent=1)
    assert len(set(inbox.keys)) == 1 and len(inbox.keys) == 3
    assert len({body for _, body in inbox.got}) == 1


def test_a_message_is_given_up_after_the_last_attempt(scene: Scene) -> None:
    scene.post("webhook")
    with webhook(*[500] * 9) as inbox:
        outbox = delivery(scene, webhook_url=inbox.url, webhook_secret=SECRET)
        ends = []
        for _ in range(5):
            ends.append(outbox.run("webhook"))
            scene.clock.move_to(scene.clock.now() + MINUTE)
    assert ends == [Delivered(failed=1), Delivered(failed=1), Delivered(dead=1), Delivered(), Delivered()]
    (row,) = scene.mail()
    assert row.dead_at == START + 2 * MINUTE and row.sent_at is None and row.attempts == 3
    assert len(inbox.got) == 3


def test_a_rejected_message_does_not_hold_up_the_next(scene: Scene) -> None:
    scene.post("webhook", "webhook", "webhook")
    with webhook(204, 400) as inbox:
        assert delivery(scene, webhook_url=inbox.url, webhook_secret=SECRET).run("webhook") == Delivered(
            sent=2, failed=1
        )
    assert [row.sent_at is not None for row in scene.mail()] == [True, False, True]


def test_where_nobody_answers_the_rest_of_the_channel_waits_and_the_other_channel_goes_on(scene: Scene) -> None:
    scene.post("webhook", "webhook", "email")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    with mail_server() as box:
        outbox = delivery(
            scene,
            webhook_url=f"http://127.0.0.1:{closed}/",
            webhook_secret=SECRET,
            smtp_host="127.0.0.1",
            smtp_port=box.port,
        )
        assert outbox.run("webhook") == Delivered(failed=1)
        assert outbox.run("webhook") == Delivered()
        assert outbox.run("email") == Delivered(sent=1)
    assert [row.attempts for row in scene.mail()] == [1, 0, 1]
    assert box.recipients == ["chief@example.org"]
    scene.clock.move_to(START + timedelta(seconds=2))
    assert outbox.run("webhook") == Delivered(failed=1)  # one probe, and silence again
    assert [row.attempts for row in scene.mail()][:2] in ([2, 0], [1, 1])


def test_a_channel_nobody_set_up_does_not_fill_the_outbox_for_ever(scene: Scene) -> None:
    scene.post("webhook", "email")
    outbox = delivery(scene)
    assert outbox.run("webhook") == Delivered(dead=1)
    assert outbox.run("email") == Delivered(dead=1)
    assert [row.error for row in scene.mail()] == ["no webhook is set up", "no email is set up"]


def test_a_message_to_nobody_is_given_up_at_once_and_not_tried_again(scene: Scene) -> None:
    scene.post("email")
    with scene.house.database.writing() as connection:
        connection.exec_driver_sql("UPDATE outbox SET target = 'fire'")
    outbox = delivery(scene, smtp_host="127.0.0.1", smtp_port=1)
    assert outbox.run("email") == Delivered(dead=1)
    (row,) = scene.mail()
    assert (row.attempts, row.error) == (1, "no e-mail address is known for fire")


class Held:
    """A sender that waits in the middle of sending until it is told to go on."""

    def __init__(self) -> None:
        self.sending, self.go_on = threading.Event(), threading.Event()
        self.sent: list[str] = []

    def send(self, message: OutboxRecord, at: datetime) -> None:
        self.sending.set()
        assert self.go_on.wait(10)
        self.sent.append(message.key)


def test_no_transaction_is_open_while_something_is_being_sent(scene: Scene) -> None:
    scene.post("webhook")
    held = Held()
    outbox = delivery(scene, {"webhook": held})
    thread = threading.Thread(target=outbox.run, args=("webhook",))
    thread.start()
    try:
        assert held.sending.wait(10)
        scene.post("email")  # would wait for the writer's lock
    finally:
        held.go_on.set()
        thread.join(10)
    assert [row.channel for row in scene.mail()] == ["webhook", "email"]


def test_two_passes_of_one_channel_send_nothing_twice(scene: Scene) -> None:
    scene.post("webhook", "webhook")
    held = Held()
    outbox = delivery(scene, {"webhook": held})
    threads = [threading.Thread(target=outbox.run, args=("webhook",)) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert held.sending.wait(10)
    held.go_on.set()
    for thread in threads:
        thread.join(10)
    assert sorted(held.sent) == ["1/alert/1/webhook", "1/alert/2/webhook"]


def test_a_server_killed_between_sending_and_noting_it_sends_again_under_the_same_key(scene: Scene) -> None:
    scene.post("webhook")
    with webhook() as inbox:
        outbox = delivery(scene, webhook_url=inbox.url, webhook_secret=SECRET)
        sender = outbox._ways["webhook"]
        assert sender is not None
        sender.send(scene.mail()[0], START)  # and then the power went
        assert outbox.run("webhook") == Delivered(sent=1)
    assert inbox.keys == ["1/alert/1/webhook"] * 2


def test_a_server_that_is_stopping_begins_no_further_message(scene: Scene) -> None:
    scene.post("webhook")
    stopping = threading.Event()
    stopping.set()
    outbox = Delivery(scene.house, scene.clock, scene.figures, {"webhook": Held()}, Settings(), stopping)
    assert outbox.run("webhook") == Delivered()
    assert scene.mail()[0].attempts == 0
