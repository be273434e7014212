"""What a terminal calls: each counted for itself, answered in both languages, and worth nothing anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.roles import Role
from app.store import people, tables_house
from app.store.database import Database
from tests.api.setting import Person, Town, a_town

HELD = {"kiosk_tickets_per_minute": 3, "kiosk_requests_per_minute": 12, "kiosk_questions_per_hour": 2}


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    """A town with a window, whose terminals are held short."""
    database = Database.open(sqlite_url)
    with a_town(database, tmp_path / "town", **HELD) as made:
        with database.writing() as connection:
            row = {"code": "W1", "name": "一号窗口", "department": "market", "items": []}
            people.put(connection, tables_house.window, [row])
        yield made
    database.close()


def terminal(town: Town, number: int = 1) -> Person:
    return town.person(f"kiosk-{number}", Role.KIOSK)


def test_whoever_keeps_pressing_for_tickets_is_stopped_and_the_next_terminal_goes_on(town: Town) -> None:
    first = terminal(town)
    for ahead in range(3):
        made = first.post("/kiosk/tickets", {"queue": "W1"})
        assert (made.status_code, made.get_json()["ahead"]) == (201, ahead)
    refused = first.post("/kiosk/tickets", {"queue": "W1"})
    told = refused.get_json()
    assert refused.status_code == 429 and "more than 3 requests in a minute" in told["detail"]
    assert refused.mimetype == "application/problem+json" and int(refused.headers["Retry-After"]) == told["retry_after"]
    assert first.post("/kiosk/check-ins", {"number": "YY01-20260302-00001", "code": "X"}).status_code == 429
    assert first.get("/kiosk/hall").status_code == 200, "what it shows goes on"
    assert terminal(town, 2).post("/kiosk/tickets", {"queue": "W1"}).get_json()["ahead"] == 3
    town.pulse.advance_to(town.clock.now() + timedelta(minutes=1))
    assert first.post("/kiosk/tickets", {"queue": "W1"}).status_code == 201


def test_a_terminal_is_counted_for_itself_and_not_with_the_visitors_telephones(town: Town) -> None:
    first = terminal(town)
    for _ in range(town.desk.settings.public_requests_per_minute + 1):
        last = town.nobody.get("/public/items")
    assert last.status_code == 429
    answers = [first.get("/kiosk/items").status_code for _ in range(13)]
    assert answers == [200] * 12 + [429]
    assert terminal(town, 2).get("/kiosk/items").status_code == 200


def test_a_press_that_is_sent_again_gives_out_one_ticket(town: Town) -> None:
    given = [terminal(town).post("/kiosk/tickets", {"queue": "W1"}, Idempotency_Key="one-touch") for _ in range(2)]
    assert given[0].get_json() == given[1].get_json() and given[1].headers["Idempotency-Replayed"] == "true"
    assert len(town.chief.get("/hall/tickets").get_json()["items"]) == 1


def test_refusals_are_said_in_the_language_that_was_asked_for(town: Town) -> None:
    case = town.receive()
    said = {"number": case["number"], "code": case["code"]}
    person = terminal(town)
    for language, words in (("en", "is no booking but a case"), ("zh", "不是预约")):
        person.language = language
        refused = person.post("/kiosk/check-ins", said)
        assert refused.status_code == 409 and words in refused.get_json()["detail"]


def test_what_anybody_may_see_is_the_same_at_a_terminal(town: Town) -> None:
    case = town.receive()
    for path in ("/items", "/items/joint_try", "/centre", "/board", f"/cases/{case['number']}?code={case['code']}"):
        there, here = town.nobody.get(f"/public{path}"), terminal(town).get(f"/kiosk{path}")
        assert there.status_code == here.status_code == 200 and there.get_json() == here.get_json(), path
    assert terminal(town).get(f"/kiosk/cases/{case['number']}?code=AAAA2222").status_code == 404


def test_a_terminal_that_was_carried_off_opens_nothing_and_ends_with_its_token(town: Town) -> None:
    case, stolen = town.receive(), terminal(town, 3)
    for path in (
        "/me",
        "/cases",
        f"/cases/{case['number']}",
        "/departments",
        "/calendar/2026",
        "/hall/lines",
        "/tokens",
    ):
        refused = stolen.get(path)
        assert refused.status_code == 403 and "terminal" in refused.get_json()["detail"], path
    assert stolen.post("/hall/tickets", {"queue": "W1", "booking": "VIP"}).status_code == 403
    town.chief.call("DELETE", "/tokens/kiosk-3")
    assert stolen.get("/kiosk/hall").status_code == 401


def test_a_terminal_is_given_its_token_over_http_too_but_in_no_department(town: Town) -> None:
    assert town.chief.post("/tokens", {"user": "kiosk-5", "role": "kiosk"}).status_code == 201
    refused = town.chief.post("/tokens", {"user": "kiosk-6", "role": "kiosk", "department": "fire"})
    assert refused.status_code == 422 and "no department" in refused.text
