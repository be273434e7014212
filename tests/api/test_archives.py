"""Archives over HTTP: made once, fetched by those who see everything."""

from __future__ import annotations

from app.domain import archives
from tests.api.setting import DEPARTMENTS, Town


def finished(town: Town) -> str:
    number: str = town.receive()["number"]
    for department in DEPARTMENTS:
        town.officer(department).post(f"/tasks/{town.tasks(number)[department]}/complete", {"outcome": "agree"})
    done = town.lead.post(f"/tasks/{town.tasks(number)['market']}/complete", {"outcome": "grant"})
    assert done.status_code == 200, done.text
    return number


def test_a_finished_case_is_archived_and_fetched(town: Town) -> None:
    number = finished(town)
    place = f"/cases/{number}/archive"
    assert town.lead.get(place).status_code == 404
    codes = [gap["code"] for gap in town.lead.get(f"{place}/gaps").get_json()["items"]]
    refused = town.lead.post(place, {})
    assert (refused.status_code, refused.get_json()["missing"]) == (409, codes)
    made = town.lead.post(place, {"despite": "申请人未领取"}, Idempotency_Key="a")
    assert made.status_code == 201 and made.get_json()["missing"] == codes
    assert town.lead.post(place, {"despite": "申请人未领取"}, Idempotency_Key="a").get_json() == made.get_json()
    got = town.chief.get(place)
    assert (got.status_code, got.mimetype) == (200, "application/zip")
    assert archives.check(got.data, made.get_json()["digest"]).faults == ()
    assert got.headers["ETag"] == f'"{made.get_json()["digest"]}"'


def test_an_archive_is_not_for_those_who_see_a_part(town: Town) -> None:
    number = finished(town)
    place = f"/cases/{number}/archive"
    town.lead.post(place, {"despite": "申请人未领取"})
    assert town.officer("fire").get(place).status_code == 403
    assert town.officer("tobacco").get(place).status_code == 404
    assert town.officer("fire").post(place, {}).status_code == 403
    assert town.nobody.get(place).status_code == 401
