"""Applicants are told of every change where they said how, once, at once, and of nothing more than the change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.contacts import contacts
from app.domain.roles import Role
from app.store.records import OutboxRecord
from app.store.tables_house import outbox
from app.timers.letters import letter_of
from app.timers.webhook import body_of
from tests.api.setting import START, Town
from tests.online.applicant import WHO, Filed, application, file_case, uploaded

REACHED = {**WHO, "email": "he.yan@example.org", "phone": "138 0000 0001"}


def told(town: Town, channel: str = "email") -> list[OutboxRecord]:
    """What applicants were told over a channel, in order."""
    with town.desk.database.reading() as connection:
        rows = connection.execute(select(outbox).where(outbox.c.topic.like("applicant.%")).order_by(outbox.c.id))
        return [found for row in rows if (found := OutboxRecord(**row._mapping)).channel == channel]


def changes(town: Town, channel: str = "email") -> list[str]:
    return [one.topic.removeprefix("applicant.") for one in told(town, channel)]


def complete(town: Town, filed: Filed, element: str, **said: Any) -> None:
    tasks = town.chief.get(f"/tasks?case={filed.number}").get_json()["items"]
    (task,) = [one for one in tasks if one["element"] == element]
    done = town.chief.post(f"/tasks/{task['id']}/complete", said)
    assert done.status_code == 200, done.text


def test_every_change_is_told_once_over_every_way_that_was_given(town: Town) -> None:
    filed = file_case(town, applicant=REACHED)
    clerk, head = town.person("tang.li", Role.WINDOW, "market"), town.person("zhou.min", Role.HEAD, "market")
    asked = {"materials": [{"code": "M03", "reason": "身份证缺反面"}, {"code": "M04"}]}
    clerk.post(f"/cases/{filed.number}/supplement", asked)
    for material in ("M03", "M04"):  # a part of it changes nothing yet
        filed.post("materials", materials=[{"code": material, "uploads": [uploaded(town)]}])
    complete(town, filed, "accept", outcome="accept", opinion="内部意见")
    paused = {"ground": "hearing", "reason": "内部缘由", "days": 5}
    assert head.post(f"/cases/{filed.number}/pause", paused).status_code == 200
    assert head.post(f"/cases/{filed.number}/resume", {}).status_code == 200
    filed.post("withdraw", reason="不办了")
    expected = ["received", "supplement_asked", "supplement_met", "accepted", "paused", "resumed", "withdrawn"]
    assert changes(town) == changes(town, "webhook") == expected
    assert {one.target for one in told(town)} == {"he.yan@example.org"}
    assert {one.target for one in told(town, "webhook")} == {"138 0000 0001"}
    assert len({one.key for one in (*told(town), *told(town, "webhook"))}) == 2 * len(expected)
    assert {one.next_at for one in told(town)} == {START}, "at once: the law's limits run from it"
    text = "".join(f"{letter_of(one, town.desk.settings.zoneinfo, str)}{body_of(one).decode()}" for one in told(town))
    for secret in ("河沿面馆", WHO["id_number"], "身份证缺反面", "内部", filed.code, "不办了"):
        assert secret not in text, secret


def test_an_applicant_hears_at_once_of_a_withdrawal_that_a_clerk_has_entered(town: Town) -> None:
    filed = file_case(town, applicant=REACHED)
    complete(town, filed, "accept", outcome="accept")
    said = {"reason": "不办了", "signed_by": "河沿面馆", "uploads": [uploaded(town, "signed.pdf")]}
    clerk = town.person("tang.li", Role.WINDOW, "market")
    assert clerk.post(f"/cases/{filed.number}/withdraw", said).status_code == 200
    assert changes(town) == changes(town, "webhook") == ["received", "accepted", "withdrawn"]
    assert {one.next_at for one in told(town)} == {START}


def test_the_letter_says_number_item_change_and_where_to_look(town: Town) -> None:
    filed = file_case(town, applicant=REACHED)
    complete(town, filed, "accept", outcome="accept")
    letter = letter_of(told(town)[-1], town.desk.settings.zoneinfo, str)
    assert letter.subject == f"【联办】开办餐饮店“一件事” {filed.number} 已受理,承诺办结时间为2026-03-23 17:30"
    assert f"(编号{filed.number})已受理" in letter.text
    assert f"/progress?number={filed.number}" in letter.text and "如非本人申请" in letter.text
    assert letter.text.split("\n")[0].encode() in body_of(told(town, "webhook")[-1]), "the gateway gets the words"


def test_at_night_it_is_told_at_once_too(town: Town) -> None:
    town.pulse.advance_to(START + timedelta(hours=12))
    file_case(town, applicant=REACHED)
    assert [one.next_at for one in told(town)] == [START + timedelta(hours=12)]


def test_a_replayed_request_tells_nothing_again(town: Town) -> None:
    body = application(applicant=REACHED)
    for _ in range(2):
        town.nobody.post("/public/applications", body, Idempotency_Key="once")
    assert changes(town) == ["received"]


def test_who_gives_no_way_is_told_nothing(town: Town) -> None:
    file_case(town)
    assert told(town) == told(town, "webhook") == []


def test_somebody_received_at_the_window_is_told_as_well(town: Town) -> None:
    given = {
        "item": "promised",
        "applicant": {"name": "李雷", "email": "li@example.org"},
        "form": {"site_visit": False},
    }
    made = town.person("tang.li", Role.WINDOW, "market").post("/cases", given)
    assert made.status_code == 201, made.text
    assert changes(town) == ["received"]


def test_an_overdue_supplement_and_a_deemed_acceptance_are_told(town: Town) -> None:
    late, silent = file_case(town, applicant=REACHED), file_case(town, applicant=REACHED)
    town.person("tang.li", Role.WINDOW, "market").post(
        f"/cases/{late.number}/supplement", {"materials": [{"code": "M03"}], "days": 1}
    )
    town.pulse.advance_to(START + timedelta(days=8))
    assert late.look()["status"] == "withdrawn" and silent.look()["status"] == "accepted"
    found = {one.body["case"]: one.topic for one in told(town)}
    assert found == {late.number: "applicant.withdrawn", silent.number: "applicant.accepted"}


def test_the_outbox_shows_nobody_where_an_applicant_is_reached(town: Town) -> None:
    file_case(town, applicant=REACHED)
    shown = town.chief.get("/outbox").text
    assert "he.yan@example.org" not in shown and "138 0000 0001" not in shown
    assert "h***@example.org" in shown


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"email": "a@b.cn", "phone": "13800000001"}, {"email": "a@b.cn", "webhook": "13800000001"}),
        ({"email": "a@b.cn\nBcc: x@y.z"}, {}),
        ({"email": "a b@c.d", "phone": "call me"}, {}),
        ({"phone": 13800000001}, {"webhook": "13800000001"}),
        ({"phone": None, "email": ["a@b.cn"]}, {}),
        ({"phone": "+86 138-0000-0001"}, {"webhook": "+86 138-0000-0001"}),
    ],
)
def test_what_has_not_the_shape_of_an_address_is_none(given: dict[str, Any], found: dict[str, str]) -> None:
    assert contacts(given) == found
