"""Whatever goes wrong is answered with a problem document, in the language asked for, and never with a trace."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.desk import Desk
from tests.api.setting import Town


def problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    document: dict[str, Any] = answer.get_json()
    assert document["code"] == code and document["status"] == status
    assert document["type"] == f"urn:lianban:problem:{code}" and document["title"] and document["detail"]
    return document


def test_flasks_own_refusals_are_problems_too(town: Town) -> None:
    problem(town.chief.get("/nothing"), 404, "not_found")
    wrong = town.chief.call("DELETE", "/cases")
    problem(wrong, 405, "method_not_allowed")
    assert "POST" in wrong.headers["Allow"]
    assert problem(town.client.get("/elsewhere"), 404, "not_found")["path"] == "/elsewhere"


def test_a_field_is_named_with_what_was_expected_there(town: Town) -> None:
    body = town.application(applicant={"name": " "}, urgent="very", colour="red", materials=[{}, 7])
    found = problem(town.window.post("/cases", body), 422, "invalid")
    assert {one["field"] for one in found["errors"]} == {"applicant.name", "urgent", "colour", "materials.1"}
    assert "very" in next(one["message"] for one in found["errors"] if one["field"] == "urgent")


def test_the_words_are_in_the_language_asked_for_and_the_code_is_not(town: Town) -> None:
    town.window.language = "zh"
    person = town.window
    english = problem(person.post("/cases", {}), 422, "invalid")
    person.language = "zh-CN,zh;q=0.9,en;q=0.5"
    answer = person.post("/cases", {})
    chinese = problem(answer, 422, "invalid")
    assert english["errors"][0]["message"] == "Field required"
    assert chinese["errors"][0]["message"] == "必填" and answer.headers["Content-Language"] == "zh"
    assert "Accept-Language" in answer.headers["Vary"]


def test_facts_that_an_application_lacks_are_named_as_fields_in_the_language_asked_for(town: Town) -> None:
    body, person = {**town.application(), "variables": {}}, town.window
    said = []
    for language in ("en", "zh"):
        person.language = language
        found = problem(person.post("/cases", body), 422, "invalid")
        said.append([(one["field"], one["message"]) for one in found["errors"]])
        assert "departments" in found["detail"] and "unknown variable" not in found["detail"]
    assert said == [[("form.departments", "is missing")], [("form.departments", "未填写")]]


def test_a_body_that_is_not_json_is_refused_by_its_type(town: Town) -> None:
    headers = {"Authorization": f"Bearer {town.window.token}", "Accept-Language": "en"}
    sent = town.client.post("/api/v1/cases", data="a=1", headers=headers, content_type="text/plain")
    assert "text/plain" in problem(sent, 415, "unsupported_media")["detail"]
    broken = town.client.post("/api/v1/cases", data="{", headers=headers, content_type="application/json")
    assert "column 2" in problem(broken, 400, "malformed")["detail"]


def test_a_body_over_the_limit_is_refused(town: Town) -> None:
    big = town.application(form={"text": "x" * town.desk.settings.max_body_bytes})
    problem(town.window.post("/cases", big), 413, "too_large")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer wrong"])
def test_nobody_gets_in_without_a_token(town: Town, header: str) -> None:
    answer = town.client.get("/api/v1/tasks", headers={"Authorization": header} if header else {})
    problem(answer, 401, "unauthorised")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_opens_nothing_any_more(town: Town) -> None:
    officer = town.officer("fire")
    assert officer.get("/me").status_code == 200
    assert town.chief.call("DELETE", "/tokens/fire.a").status_code == 204
    problem(officer.get("/me"), 401, "unauthorised")


def test_only_an_administrator_makes_tokens(town: Town) -> None:
    wanted = {"user": "new", "role": "officer", "department": "fire"}
    found = problem(town.officer("fire").post("/tokens", wanted), 403, "forbidden")
    assert found["role"] == "officer" and found["expected"] == ["administrator"]
    made = town.chief.post("/tokens", wanted)
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.get_json()['token']}"}
    assert town.client.get("/api/v1/me", headers=headers).get_json()["user"] == "new"


def test_an_accident_is_told_by_its_number_and_nothing_else(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.officer("fire").get("/me")

    def fail(self: Desk, department: str) -> str:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Desk, "name_of", fail)
    answer = town.officer("fire").get("/me")
    found = problem(answer, 500, "internal")
    assert found["incident"] in found["detail"] and "secret" not in answer.text


@pytest.mark.parametrize("path", ["/tasks/0", "/tasks/-5", f"/tasks/{2**63}", "/tasks/x", "/cases/x' OR 1=1 --"])
def test_ids_that_name_nothing_are_not_found(town: Town, path: str) -> None:
    problem(town.chief.get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_an_id_beyond_all_numbers_is_not_found_whatever_the_method(town: Town, method: str) -> None:
    problem(town.chief.call(method, f"/tasks/{'9' * 24}/departments"), 404, "not_found")


def test_an_address_with_a_nul_is_malformed(town: Town) -> None:
    problem(town.chief.get("/tasks?q=a%00b"), 400, "malformed")
    problem(town.chief.get("/definitions/a%00b"), 400, "malformed")
