"""The calendars over HTTP: years and versions, notices uploaded or sent, days closed and opened, due moments."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app import desk
from app.domain.roles import Role
from tests.api.setting import START, Person, Town
from tests.domain.notices import listed, noticed


def upload(
    who: Person, data: bytes | None, *, name: str = "2027.toml", query: str = "", **headers: str
) -> TestResponse:
    sent = {} if data is None else {"file": (io.BytesIO(data), name)}
    given = {"Authorization": f"Bearer {who.token}", "Accept-Language": who.language}
    given |= {key.replace("_", "-"): value for key, value in headers.items()}
    return who.client.post(
        f"/api/v1/calendar/import{query}", data=sent, headers=given, content_type="multipart/form-data"
    )


def days(answer: dict[str, Any]) -> dict[str, str]:
    return {day["date"]: day["kind"] for day in answer["days"] if day["kind"] not in ("workday", "weekend")}


def test_a_year_tells_its_versions_its_history_and_why_each_day_is_what_it_is(town: Town) -> None:
    year = town.officer("fire").get("/calendar/2026").get_json()
    assert len(year["days"]) == 365 and year["working_days"] == 248
    assert (year["provisional"], year["version"], year["versions"]) == (False, 1, ["2026@1 State Council notice"])
    assert year["hours"] == [["08:30", "11:30"], ["14:30", "17:30"]] and year["zone"] == "Asia/Shanghai"
    assert year["history"][0]["entered_by"] == "system" and year["history"][0]["document"].startswith("chinesecalendar")
    made_up = next(day for day in year["days"] if day["date"] == "2026-02-14")
    assert (made_up["worked"], made_up["open"], made_up["kind"]) == (True, True, "makeup")
    assert made_up["reason"] == "make-up working day (Spring Festival)"
    assert (made_up["name"], made_up["name_en"]) == ("春节", "Spring Festival")


def test_a_year_without_a_notice_is_provisional_and_never_a_failure(town: Town) -> None:
    for number in (2027, 2050, 2100):
        year = town.chief.get(f"/calendar/{number}").get_json()
        assert year["provisional"] and year["versions"] == [f"{number}@0 provisional"] and year["history"] == []
    assert town.chief.get("/calendar/1492").status_code == town.chief.get("/calendar/2101").status_code == 404
    far = town.chief.get("/calendar/due?from=2100-12-01&days=2000").get_json()
    assert far["provisional"] and far["versions"][1] == "2101@0 provisional (lunar festivals unknown)"


def test_a_notice_is_uploaded_after_a_look_at_what_it_changes(town: Town) -> None:
    dry = upload(town.chief, noticed(), query="?dry_run=true")
    assert dry.status_code == 200 and dry.get_json()["created"] is False, dry.text
    assert sum(change["moves"] for change in dry.get_json()["items"][0]["changes"]) == 10
    assert town.chief.get("/calendar/2027").get_json()["provisional"]
    town.receive()
    made = upload(town.chief, noticed())
    assert made.status_code == 201, made.text
    item = made.get_json()["items"][0]
    assert (item["label"], item["created"], item["doubts"]) == ("2027@1 State Council notice", True, [])
    assert item["recompute"] == {"id": 1, "cases": 1, "first_day": "2027-01-01", "last_day": "2027-12-31"}
    year = town.chief.get("/calendar/2027").get_json()
    assert days(year)["2027-02-20"] == "makeup" and year["history"][0]["entered_by"] == "chief"
    assert year["history"][0]["document"] == "国办发明电〔2026〕99号"
    assert days(town.chief.get("/calendar/2027?version=0").get_json()).get("2027-02-20") is None
    assert upload(town.chief, noticed()).status_code == 200
    assert upload(town.chief, listed(), name="2027.csv").get_json()["items"][0]["version"] == 2


def test_an_import_repeated_under_its_key_is_answered_as_the_first_time(town: Town) -> None:
    first, again = (upload(town.chief, noticed(), Idempotency_Key="n1") for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.data == again.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert upload(town.chief, listed(), name="x.csv", Idempotency_Key="n1").get_json()["code"] == "key_reused"


def test_a_wrong_file_is_refused_with_file_line_and_field_in_the_asked_language(town: Town) -> None:
    wrong = noticed("2027-01-31", "2027-02-01")
    problem = upload(town.chief, wrong).get_json()
    assert problem["errors"] == [
        {
            "field": "holiday 2.makeup",
            "line": 14,
            "message": "2027-02-01 is a Monday and worked anyway; a make-up day is a Saturday or Sunday",
        }
    ]
    assert problem["detail"].startswith("2027.toml line 14 holiday 2.makeup: ") and problem["file"] == "2027.toml"
    chinese = town.chief
    chinese.language = "zh"
    told = upload(chinese, wrong).get_json()
    assert "本来就上班" in told["errors"][0]["message"] and "第14行" in told["detail"]
    assert town.chief.get("/calendar/2027").get_json()["provisional"]


@pytest.mark.parametrize("data", [None, b""])
def test_an_upload_without_a_notice_is_refused(town: Town, data: bytes | None) -> None:
    assert upload(town.chief, data).status_code == 422
    assert town.chief.post("/calendar/import", {"year": 2027}).status_code == 415


def test_the_packages_own_notice_is_imported_on_request(town: Town) -> None:
    assert town.chief.post("/calendar/import?from_package=true").get_json() == {"created": False, "items": []}
    same = town.chief.post("/calendar/import?from_package=true&year=2026")
    assert same.status_code == 200 and same.get_json()["items"][0]["created"] is False
    assert town.chief.post("/calendar/import?from_package=true&year=2060").status_code == 404


NEW_YEAR = {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}
REST = [
    {"name": "春节", "from": "2027-02-05", "to": "2027-02-11", "makeup": ["2027-02-14"]},
    {"name": "清明节", "from": "2027-04-05"},
    {"name": "劳动节", "from": "2027-05-01", "to": "2027-05-04"},
    {"name": "端午节", "from": "2027-06-09"},
    {"name": "中秋节", "from": "2027-09-15"},
    {"name": "国庆节", "from": "2027-10-01", "to": "2027-10-05"},
]


def test_a_notice_is_sent_as_json(town: Town) -> None:
    made = town.chief.call("PUT", "/calendar/2027", {"document": "第1号", "holidays": [NEW_YEAR, *REST]})
    assert made.status_code == 200 and made.get_json()["created"], made.text
    year = town.chief.get("/calendar/2027").get_json()
    assert year["provisional"] is False and days(year)["2027-02-14"] == "makeup"
    assert next(day for day in year["days"] if day["date"] == "2027-02-05")["name_en"] == "Spring Festival"
    refused = town.chief.call("PUT", "/calendar/2027", {"holidays": [NEW_YEAR, *REST, NEW_YEAR]})
    assert refused.status_code == 422 and "twice" in refused.get_json()["detail"]
    dry = town.chief.call("PUT", "/calendar/2027?dry_run=true", {"holidays": [{**NEW_YEAR, "name": "新年"}, *REST]})
    assert dry.get_json()["created"] is False and len(dry.get_json()["changes"]) == 3


def test_a_closure_is_entered_counted_and_taken_back(town: Town) -> None:
    due = "/calendar/due?from=2026-03-02T10:00&days=1"
    assert town.chief.get(due).get_json()["due"] == "2026-03-03T17:30:00+08:00"
    body = {"kind": "closed", "date": "2026-03-03", "to": "2026-03-04", "name": "台风", "basis": "市政府令第3号"}
    tried = town.chief.post("/calendar/days?dry_run=true", body)
    assert tried.status_code == 200 and len(tried.get_json()["changes"]) == 2
    made = town.chief.post("/calendar/days", body)
    assert made.status_code == 201 and made.get_json()["scope"] == "centre", made.text
    assert made.get_json()["recompute"]["first_day"] == "2026-03-03"
    explained = town.chief.get(due).get_json()
    assert explained["due"] == "2026-03-05T17:30:00+08:00"
    assert explained["versions"] == ["2026@1 State Council notice", "centre/2026@1 arranged by the centre"]
    assert explained["explanation"][1]["reason"] == "offices closed by decision (台风)"
    assert explained["explanation"][1]["basis"] == "市政府令第3号"
    assert town.chief.post("/calendar/days", body).status_code == 200, "the same again changes nothing"
    gone = town.chief.call("DELETE", "/calendar/days?date=2026-03-04")
    assert gone.status_code == 200 and [one["date"] for one in gone.get_json()["changes"]] == ["2026-03-04"]
    assert town.chief.get(due).get_json()["due"] == "2026-03-04T17:30:00+08:00"
    assert town.chief.call("DELETE", "/calendar/days?date=2026-03-04").status_code == 404


def test_how_far_the_open_cases_follow_is_to_be_seen(town: Town) -> None:
    assert town.chief.get("/calendar/recomputations").get_json() == {"items": []}
    number = town.receive()["number"]
    body = {"kind": "closed", "date": "2026-03-03", "name": "台风", "basis": "市政府令第3号"}
    asked = town.chief.post("/calendar/days", body).get_json()["recompute"]
    (job,) = town.lead.get("/calendar/recomputations").get_json()["items"]
    assert (job["id"], job["total"], job["done"], job["finished_at"]) == (asked["id"], 1, 0, None)
    desk.work_off(town.desk, at=START)
    (job,) = town.lead.get("/calendar/recomputations").get_json()["items"]
    assert (job["done"], job["versions"]["new"][-1].partition(" ")[0]) == (1, "centre/2026@1")
    assert job["finished_at"] is not None
    assert town.lead.get(f"/cases/{number}").get_json()["due_at"].startswith("2026-03-17T09:30")


def test_an_older_version_is_made_the_newest_again(town: Town) -> None:
    upload(town.chief, noticed())
    back = town.chief.post("/calendar/2027/restore", {"version": 0})
    assert back.status_code == 201 and back.get_json()["label"] == "2027@2 provisional", back.text
    assert town.chief.get("/calendar/2027").get_json()["provisional"]
    assert town.chief.post("/calendar/2027/restore", {"version": 0}).status_code == 200


def test_everybody_signed_in_reads_and_only_an_administrator_writes(town: Town) -> None:
    everybody = [town.officer("fire"), town.window, town.lead, *(
        town.person(role, Role(role), "centre") for role in ("supervisor", "designer")
    )]  # fmt: skip
    closure = {"kind": "shut", "date": "2026-03-03"}
    for who in everybody:
        assert who.get("/calendar/2026").status_code == 200
        assert who.get("/calendar/due?from=2026-03-02&days=1").status_code == 200
        assert upload(who, noticed()).status_code == 403
        assert who.call("PUT", "/calendar/2027", {"holidays": [NEW_YEAR, *REST]}).status_code == 403
        assert who.post("/calendar/days", closure).status_code == 403
        assert who.call("DELETE", "/calendar/days?date=2026-03-03").status_code == 403
        assert who.post("/calendar/2026/restore", {"version": 0}).status_code == 403
    assert town.nobody.get("/calendar/2026").status_code == 401
    assert town.chief.get("/calendar/2027").get_json()["provisional"]


@pytest.mark.parametrize(
    ("query", "due", "numbers"),
    [
        ("from=2026-02-13T10:00&days=2", "2026-02-24T17:30:00+08:00", [1, 2]),
        ("from=2026-02-13T10:00&days=2&unit=workday", "2026-02-24T17:30:00+08:00", [1, 2]),
        ("from=2026-02-13T10:00&days=2&unit=day", "2026-02-24T17:30:00+08:00", [1, 2]),
        ("from=2026-02-13T16:30&days=2&unit=workhour", "2026-02-14T09:30:00+08:00", []),
        ("from=2026-11-23T10:00&days=三天", "2026-11-26T17:30:00+08:00", [1, 2, 3]),
        ("from=2026-11-23T10:00&days=一周", "2026-11-30T17:30:00+08:00", [1, 2, 3, 4, 5]),
        ("from=2026-02-13&days=0", "2026-02-13T17:30:00+08:00", []),
    ],
)
def test_a_due_moment_is_counted_in_three_units(town: Town, query: str, due: str, numbers: list[int]) -> None:
    answer = town.officer("fire").get(f"/calendar/due?{query}").get_json()
    assert answer["due"] == due
    assert [day["number"] for day in answer["explanation"] if day["number"]] == numbers
    assert answer["explanation"][0]["date"] == query[5:15] and answer["explanation"][-1]["date"] == due[:10]


def test_reasons_are_told_in_chinese_to_those_who_read_chinese(town: Town) -> None:
    chinese = town.officer("fire")
    chinese.language = "zh"
    answer = chinese.get("/calendar/due?from=2026-11-20T10:00&days=45").get_json()
    assert answer["versions"] == ["2026@1 国务院办公厅通知", "2027@0 暂定"] and answer["provisional"]
    reasons = {day["date"]: day["reason"] for day in answer["explanation"]}
    assert (reasons["2026-11-20"], reasons["2026-11-21"]) == ("工作日;收件当日,不计入", "周末")
    assert reasons["2027-01-01"] == "元旦"
