"""Nothing is queued where nobody is behind the target; that is said once, and the supervisor sees it."""

from __future__ import annotations

from typing import Any

import pytest

from app import desk
from app.desk import MessageQuery
from app.errors import Forbidden
from app.settings import Settings
from app.store import people
from app.store import tables_house as t
from app.store.database import Database
from app.store.records import OutboxRecord
from tests.factories import ADMIN, AT, DAY, SUPERVISOR, Centre, head, joint, officer, open_centre, window


@pytest.fixture
def centre(database: Database) -> Centre:
    """E-mail and a webhook are set up; the fire department has no address."""
    made = open_centre(database, Settings(webhook_url="http://hook.example", webhook_secret="s", smtp_host="mail.x"))
    enter(made, "fire", "")
    made.deploy(joint())
    return made


def enter(centre: Centre, code: str, email: str) -> None:
    """A department's e-mail address, as the centre's file has it now."""
    with centre.house.database.writing() as connection:
        people.put(connection, t.department, [{"code": code, "name": code, "email": email, "data": {}}])
    centre.house.forget_names()


def sent(centre: Centre, **query: Any) -> list[OutboxRecord]:
    """The outbox as the supervisor sees it."""
    return list(desk.messages(centre.house, SUPERVISOR, MessageQuery(**query)).items)


def test_what_cannot_arrive_is_not_queued_and_said_once(centre: Centre) -> None:
    first, second = (centre.to_review(departments=("fire", "urban")) for _ in range(2))
    centre.pass_time(AT + 4 * DAY)
    by_mail = {one.target for one in sent(centre, channel="email", state="waiting")}
    assert by_mail == {"urban", "A02", "supervisor"}
    assert {one.target for one in sent(centre, channel="webhook")} >= {"fire", "urban"}
    (note,) = sent(centre, state="unreached")
    assert (note.target, note.error, note.attempts) == ("fire", "no address for email is known for fire", 0)
    assert note.body["case"] == first.number and note.sent_at is None
    assert note.id not in {one.id for one in desk.due_mail(centre.house, AT + 90 * DAY, 500)}
    assert {one.state for one in sent(centre, case=second.number)} == {"waiting"}
    assert sent(centre, state="given_up") == [] and sent(centre, case="nothing") == []


def test_an_address_that_was_entered_since_takes_the_note_off_the_list(centre: Centre) -> None:
    centre.to_review(departments=("fire",))
    centre.pass_time(AT + 4 * DAY)
    assert len(sent(centre, state="unreached")) == 1
    enter(centre, "fire", "fire@example.org")
    assert sent(centre, state="unreached") == []
    centre.to_review(departments=("fire",))
    centre.pass_time(AT + 9 * DAY)
    assert "fire" in {one.target for one in sent(centre, channel="email")}


def test_a_notice_for_a_window_goes_to_the_department_that_sits_there(centre: Centre) -> None:
    case = centre.to_review(departments=("urban",))
    (notice,) = [one for one in sent(centre, case=case.number, channel="email") if one.topic == "notice"]
    assert notice.target == "A02"
    assert desk.mail_addresses(centre.house, notice.target) == ["market@example.org"]


def test_the_outbox_is_watched_by_supervisors_and_administrators(centre: Centre) -> None:
    assert desk.messages(centre.house, ADMIN, MessageQuery()).items == ()
    for actor in (officer("fire"), head("market"), window()):
        with pytest.raises(Forbidden):
            desk.messages(centre.house, actor, MessageQuery())
