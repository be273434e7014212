"""Versions over HTTP: published for a moment, compared, cancelled; cases moved between them; simulated."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app import desk
from app.domain.roles import Role
from app.timers.carrying import Carrier
from tests.api.setting import ITEM, START, Person, Town, diagram

LATER = "2026-03-09T08:30:00+08:00"


def designer(town: Town) -> Person:
    return town.person("drawer", Role.DESIGNER, "centre")


def deploy(town: Town, source: bytes, who: Person | None = None, **fields: str) -> TestResponse:
    person = who or designer(town)
    files = {"files": (io.BytesIO(source), f"{ITEM}.bpmn"), **fields}
    headers = {"Authorization": f"Bearer {person.token}", "Accept-Language": "en"}
    return town.client.post("/api/v1/deployments", data=files, headers=headers, content_type="multipart/form-data")


def longer() -> bytes:
    """The same item with another promise."""
    return diagram().replace(b'name="limit" value="10"', b'name="limit" value="12"')


def without_review() -> bytes:
    return (
        diagram()
        .replace(b'id="review"', b'id="inspect" ')
        .replace(b'Ref="review"', b'Ref="inspect"')
        .replace("审查".encode(), "勘验".encode())
    )


def versions(town: Town) -> list[tuple[int, str, int]]:
    found = designer(town).get(f"/definitions/{ITEM}/versions").get_json()["items"]
    return [(one["version"], one["standing"], one["running"]) for one in found]


def test_a_version_for_later_is_listed_taken_at_its_moment_and_can_be_cancelled(town: Town) -> None:
    made = deploy(town, longer(), effective_at=LATER)
    assert made.status_code == 201 and made.get_json()["definitions"][0]["effective_at"] == "2026-03-09T00:30:00Z"
    town.receive()
    assert versions(town) == [(2, "future", 0), (1, "current", 1)]
    assert designer(town).get(f"/definitions/{ITEM}").get_json()["version"] == 1
    town.chief.call("PUT", "/clock", {"at": "2026-03-10T01:00:00Z"})
    assert versions(town) == [(2, "current", 0), (1, "past", 1)]
    assert deploy(town, diagram(), effective_at="2026-06-01T00:00:00Z").get_json()["version"] == 3
    assert town.officer("fire").post(f"/definitions/{ITEM}/versions/3/cancel").status_code == 403
    gone = designer(town).post(f"/definitions/{ITEM}/versions/3/cancel")
    assert gone.status_code == 200 and gone.get_json()["cancelled_by"] == "drawer"
    assert versions(town)[0] == (3, "cancelled", 0)
    assert designer(town).post(f"/definitions/{ITEM}/versions/2/cancel").status_code == 409
    assert designer(town).get("/definitions/nothing/versions").status_code == 404


@pytest.mark.parametrize("moment", ["tomorrow", "2026-08-01", "2020-01-01T00:00:00Z", "9999-12-31T00:00:00Z"])
def test_a_moment_that_cannot_be_is_refused(town: Town, moment: str) -> None:
    refused = deploy(town, longer(), effective_at=moment)
    assert refused.status_code == 422 and "effective_at" in refused.text


def test_versions_and_drafts_are_compared_in_the_asked_language(town: Town) -> None:
    deploy(town, longer())
    found = designer(town).get(f"/definitions/{ITEM}/versions/1/diff/2").get_json()
    assert not found["same"]
    assert [(one["kind"], one["old"], one["new"], one["message_zh"]) for one in found["items"]] == [
        ("limit", "10", "12", "承诺时限由10个工作日改为12个工作日")
    ]
    chinese = designer(town).get(f"/definitions/{ITEM}/versions/1/diff/2", Accept_Language="zh")
    assert chinese.get_json()["items"][0]["message"].startswith("承诺时限")
    path = f"/api/v1/definitions/{ITEM}/versions/2/diff"
    headers = {"Authorization": f"Bearer {designer(town).token}", "Content-Type": "application/xml"}
    assert town.client.post(path, data=longer(), headers=headers).get_json() == {"same": True, "items": []}
    assert town.client.post(path, data=b"<x", headers=headers).status_code == 422
    assert designer(town).post(f"/definitions/{ITEM}/versions/2/diff", {}).status_code == 415
    assert designer(town).get(f"/definitions/{ITEM}/versions/1/diff/9").status_code == 404


def order(town: Town, person: Person | None = None, query: str = "", **body: Any) -> TestResponse:
    given = {"to": 2, "reason": "修订", **body}
    return (person or designer(town)).post(f"/definitions/{ITEM}/migrations{query}", given)


def carry(town: Town) -> None:
    """What the server does by itself, until nothing is left to carry on."""
    carrier = Carrier(town.desk, town.clock)
    carrier.run()
    while desk.running_migrations(town.desk):
        carrier.run()


def test_cases_are_looked_at_moved_watched_and_told_of(town_on_each: Town) -> None:
    town = town_on_each
    numbers = [town.receive()["number"] for _ in range(3)]
    deploy(town, longer())
    seen = order(town, query="?dry_run=true&limit=2").get_json()
    assert (seen["total"], [case["moves"] for case in seen["cases"]]) == (3, [True, True]) and seen["cursor"]
    assert all(due["before"] == due["after"] for case in seen["cases"] for due in case["deadlines"])
    assert {due["kind"] for due in seen["cases"][0]["deadlines"]} == {"promise", "step"}
    before = town.chief.get(f"/cases/{numbers[0]}").get_json()["due_at"]
    made = order(town)
    assert made.status_code == 202 and made.get_json()["status"] == "running"
    assert order(town).status_code == 409
    carry(town)
    here = f"/definitions/{ITEM}/migrations/{made.get_json()['id']}"
    now = designer(town).get(here).get_json()
    assert (now["status"], now["moved"], now["kept"], now["started_by"]) == ("done", 3, 0, "drawer@centre")
    assert town.chief.get(f"/cases/{numbers[0]}").get_json()["due_at"] == before
    assert town.chief.get(f"/cases/{numbers[0]}/timeline").get_json()["items"][-1]["word"] == "更换流程版本"
    moved = designer(town).get(f"{here}/cases?limit=2").get_json()
    assert [case["moved"] for case in moved["items"]] == [True, True] and moved["cursor"]
    assert versions(town) == [(2, "current", 3), (1, "past", 0)]
    assert [one["id"] for one in designer(town).get(f"/definitions/{ITEM}/migrations").get_json()["items"]] == [
        now["id"]
    ]
    assert designer(town).post(f"{here}/stop").status_code == 409
    assert designer(town).get(f"/definitions/other/migrations/{now['id']}").status_code == 404


def test_cases_that_stay_say_why_in_the_asked_language(town: Town) -> None:
    town.receive()
    deploy(town, without_review())
    made = order(town).get_json()
    carry(town)
    found = (
        designer(town)
        .get(f"/definitions/{ITEM}/migrations/{made['id']}/cases?moved=false", Accept_Language="zh")
        .get_json()["items"]
    )
    assert found[0]["reasons"][0]["code"] == "step-removed" and "没有此环节" in found[0]["reasons"][0]["message"]
    assert versions(town) == [(2, "current", 0), (1, "past", 1)]


def test_an_order_is_stopped_and_carried_on_and_repeated_by_key_only_once(town: Town) -> None:
    town.receive()
    deploy(town, longer())
    first = designer(town).post(f"/definitions/{ITEM}/migrations", {"to": 2, "reason": "修订"}, Idempotency_Key="k")
    again = designer(town).post(f"/definitions/{ITEM}/migrations", {"to": 2, "reason": "修订"}, Idempotency_Key="k")
    assert again.status_code == 202 and again.get_json() == first.get_json()
    here = f"/definitions/{ITEM}/migrations/{first.get_json()['id']}"
    assert designer(town).post(f"{here}/stop").get_json()["status"] == "stopped"
    carry(town)
    assert designer(town).get(here).get_json()["moved"] == 0
    assert designer(town).post(f"{here}/resume").get_json()["status"] == "running"
    carry(town)
    assert designer(town).get(here).get_json()["moved"] == 1


def test_moving_is_for_designers_and_needs_what_it_needs(town: Town) -> None:
    deploy(town, longer())
    assert order(town, town.officer("fire")).status_code == 403
    assert town.officer("fire").get(f"/definitions/{ITEM}/migrations").status_code == 403
    assert order(town, reason="").status_code == 422
    assert order(town, to=9).status_code == 404
    assert order(town, mapping={"review": "nowhere"}).status_code == 422
    assert order(town, **{"from": [2]}).status_code == 422


def simulate(town: Town, person: Person | None = None, **body: Any) -> TestResponse:
    given = {"cases": 20, "days": 20, "facts": {"departments": ["fire", "urban"]}, **body}
    return (person or designer(town)).post(f"/definitions/{ITEM}/simulations", given)


def test_a_simulation_tells_rates_queues_and_the_bottleneck_the_same_each_time(town: Town) -> None:
    first = simulate(town, times={"review": "tri(1,2,4)"}).get_json()
    assert first["outcome"]["finished"] == 20 and first["outcome"]["complete"]
    assert first["outcome"]["on_time"]["of"] == 18  # the first tenth warms up
    assert first["outcome"]["bottleneck"] in {"fire", "urban", "market"}
    assert {step["source"] for step in first["steps"]} == {"given", "usual"}
    assert simulate(town, times={"review": "tri(1,2,4)"}).get_json() == first
    assert simulate(town, times={"review": "soon"}).status_code == 422
    assert simulate(town, cases=100_000).status_code == 422
    assert simulate(town, town.officer("fire")).status_code == 403


def test_simulations_are_a_few_a_minute(town: Town) -> None:
    codes = [simulate(town, cases=1).status_code for _ in range(7)]
    assert codes == [200] * 6 + [429]
    assert START.minute == 0
    town.chief.call("PUT", "/clock", {"at": "2026-03-02T02:01:30Z"})
    assert simulate(town, cases=1).status_code == 200
