"""An application filed online is received, numbered and handled as at the window; strangers add nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app import desk
from app.desk.exchange import exchanged
from app.domain.roles import Role
from tests.api.setting import START, Town
from tests.factories import ADMIN
from tests.online.applicant import FORM, WHO, application, file_case, uploaded
from tests.online.conftest import Open


def test_an_application_filed_online_is_received_numbered_and_gets_its_receipt(town: Town) -> None:
    answer = town.nobody.post("/public/applications", application())
    made = answer.get_json()
    assert answer.status_code == 201 and made["number"] == "YJSCYD01-20260302-00001"
    assert made["received_at"] == "2026-03-02T02:00:00Z" and made["counts_from"] == "2026-03-02"
    assert set(made) == {"number", "status", "code", "item", "received_at", "counts_from", "progress"}
    seen = town.nobody.get(f"/public/cases/{made['number']}?code={made['code']}").get_json()
    assert [one["kind"] for one in seen["notices"]] == ["SJHZ"] and seen["status"] == "received"
    case = desk.case(town.desk, ADMIN, made["number"])
    assert (case.window, case.received_by) == ("A02", "applicant/online")


def test_the_window_accepts_it_like_any_other(town: Town) -> None:
    filed = file_case(town)
    clerk = town.person("tang.li", Role.WINDOW, "market")
    (task,) = [one for one in town.chief.get(f"/tasks?case={filed.number}").get_json()["items"]]
    assert clerk.post(f"/tasks/{task['id']}/claim").status_code == 200
    done = clerk.post(f"/tasks/{task['id']}/complete", {"outcome": "accept"})
    assert done.status_code == 200, done.text
    assert filed.look()["status"] == "accepted"
    assert "SLTZ" in [one["kind"] for one in filed.look()["notices"]]


def test_after_hours_it_counts_as_received_on_the_next_working_day(town: Town) -> None:
    town.pulse.advance_to(START + timedelta(days=4, hours=9))  # Friday, seven in the evening
    answer = town.nobody.post("/public/applications", application()).get_json()
    assert answer["counts_from"] == "2026-03-09"
    limits = town.chief.get(f"/cases/{answer['number']}/limits").get_json()["items"]
    (receiving,) = [one for one in limits if one["kind"] == "receiving"]
    assert receiving["due_at"] == "2026-03-16T09:30:00Z", "five working days after that Monday"


def test_what_nobody_says_in_five_working_days_is_accepted(town: Town) -> None:
    filed = file_case(town)
    town.pulse.advance_to(START + timedelta(days=8))
    assert filed.look()["status"] == "accepted"


def test_the_same_request_files_nothing_twice(town: Town) -> None:
    body, key = application(), {"Idempotency_Key": "one-intention"}
    first, again = (town.nobody.post("/public/applications", body, **key) for _ in range(2))
    assert first.get_json() == again.get_json() and again.headers["Idempotency-Replayed"] == "true"
    other = town.nobody.post("/public/applications", application(form={**FORM, "area": 1}), **key)
    assert other.status_code == 422 and first.get_json()["code"] not in other.text
    assert len(town.chief.get("/cases").get_json()["items"]) == 1


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"item": "direct"}, 409, ""),
        ({"item": "appointment"}, 409, ""),
        ({"item": "nothing"}, 404, ""),
        ({"form": {**FORM, "area": "many"}}, 422, "form.area"),
        ({"form": {name: value for name, value in FORM.items() if name != "area"}}, 422, "form.area"),
        ({"form": {**FORM, "outcome": "accept"}}, 422, "form.outcome"),
        ({"form": {**FORM, "area": ["350"]}}, 422, "form.area"),
        ({"form": []}, 422, "form"),
        ({"applicant": {**WHO, "name": " "}}, 422, "applicant.name"),
        ({"applicant": {**WHO, "name": "名" * 201}}, 422, "applicant.name"),
        ({"applicant": {**WHO, "email": "a@b.c\nBcc: d@e.f"}}, 422, "applicant.email"),
        ({"applicant": {**WHO, "email": "nobody"}}, 422, "applicant.email"),
        ({"applicant": {**WHO, "phone": "119; drop"}}, 422, "applicant.phone"),
        ({"applicant": {**WHO, "kind": "god"}}, 422, "applicant.kind"),
        ({"applicant": {**WHO, "role": "administrator"}}, 422, "applicant.role"),
        ({"urgent": True}, 422, "urgent"),
        ({"variables": {"outcome": "accept"}}, 422, "variables"),
        ({"materials": [{"code": "M01", "uploads": []}]}, 422, "materials.0.uploads"),
        ({"materials": [{"code": "M01", "uploads": ["../etc"]}]}, 422, "materials.0.uploads.0"),
        ({"materials": [{"code": "M99", "uploads": ["x"]}]}, 422, "materials"),
        ({"materials": [{"code": "M01", "uploads": ["unknown"]}]}, 404, ""),
        ({"materials": [{"code": "M01", "uploads": ["a"], "files": [{"id": 1}]}]}, 422, "materials.0.files"),
    ],
)
def test_strangers_say_what_the_guide_asks_for_and_nothing_else(
    still: Town, changes: dict[str, Any], status: int, field: str
) -> None:
    answer = still.nobody.post("/public/applications", application(**changes))
    assert answer.status_code == status, answer.text
    if field:
        assert field in {one["field"] for one in answer.get_json()["errors"]}
    assert still.chief.get("/cases").get_json()["items"] == []


def test_identity_numbers_are_for_window_lead_and_administrator(town: Town) -> None:
    filed = file_case(town)
    shown = {
        "window": town.person("tang.li", Role.WINDOW, "market"),
        "lead": town.person("zhou.min", Role.HEAD, "market"),
        "administrator": town.chief,
        "supervisor": town.person("wei.zheng", Role.SUPERVISOR, "centre"),
    }
    numbers = {
        who: person.get(f"/cases/{filed.number}").get_json()["applicant_data"]["id_number"]
        for who, person in shown.items()
    }
    masked = "110***********8888"
    whole = WHO["id_number"]
    assert numbers == {"window": whole, "lead": whole, "administrator": whole, "supervisor": masked}
    assert whole not in str(filed.look())


def test_one_address_files_so_often_in_an_hour_and_one_contact_too(open_town: Open) -> None:
    town = open_town(public_filings_per_hour=2)
    mine = application(applicant={**WHO, "phone": "13800000001"})
    answers = [
        town.client.post("/api/v1/public/applications", json=mine, environ_overrides={"REMOTE_ADDR": address})
        for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.3")
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 429, 429], "the third names the same telephone"
    assert 0 < int(answers[2].headers["Retry-After"]) <= 3600
    other = town.client.post(
        "/api/v1/public/applications", json=application(), environ_overrides={"REMOTE_ADDR": "::1"}
    )
    assert other.status_code == 201
    town.pulse.advance_to(START + timedelta(hours=1))
    again = town.client.post("/api/v1/public/applications", json=mine, environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
    assert again.status_code == 201


def test_a_body_that_is_too_large_or_no_json_is_refused(town: Town) -> None:
    huge = town.nobody.post("/public/applications", application(form={**FORM, "note": "长" * 2_000_000}))
    assert huge.status_code == 413
    plain = town.client.post("/api/v1/public/applications", data="item=joint")
    assert plain.status_code == 415
    deep: Any = {}
    for _ in range(100):
        deep = {"a": deep}
    assert town.nobody.post("/public/applications", application(form=deep)).status_code == 400


def test_the_exchange_fields_say_that_it_came_by_computer(town: Town) -> None:
    file_case(town, {"M01": [uploaded(town)]})
    (fields,) = exchanged(town.desk, START - timedelta(days=1), START + timedelta(days=1))
    assert fields["办理形式"] == "2"
