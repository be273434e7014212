"""What is said about the server itself: health, readiness, figures, documentation; and the smaller nouns."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from app.api.examples import BODIES
from app.api.specification import WITHOUT_KEY
from app.domain.roles import Role
from tests.api.setting import ITEM, START, Town, diagram


def test_it_is_ready_once_the_timers_beat_and_not_before(town: Town) -> None:
    assert town.client.get("/health").get_json() == {"status": "ok"}
    assert town.client.get("/ready").status_code == 503
    town.pulse.beat()
    ready = town.client.get("/ready")
    assert ready.status_code == 200 and ready.get_json()["checks"] == {"database": "ok", "timers": "ok"}


def test_it_is_not_ready_without_its_tables(town: Town) -> None:
    town.pulse.beat()
    with town.desk.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    answer = town.client.get("/ready")
    assert answer.status_code == 503 and answer.get_json()["checks"]["database"] != "ok"


def test_figures_are_by_route_and_not_by_address(town: Town) -> None:
    number = town.receive()["number"]
    town.chief.get(f"/cases/{number}")
    page = town.client.get("/metrics").text
    assert 'route="/api/v1/cases/<number>"' in page and number not in page
    assert "lianban_http_request_seconds_bucket" in page and "lianban_timers_fired" in page


def test_the_documentation_loads_nothing_from_elsewhere(town: Town) -> None:
    with town.client.get("/docs") as page:
        assert page.status_code == 200 and "script-src 'self'" in page.headers["Content-Security-Policy"]
        loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded and all(address.startswith("/docs/") for address in loaded)
    for address in loaded:
        with town.client.get(address) as asset:
            assert asset.status_code == 200, address
    assert town.client.get("/docs/../wire.py").status_code == 404
    assert town.client.get("/docs/swagger-editor.js").status_code == 404


def test_the_openapi_document_is_valid_and_whole(town: Town) -> None:
    spec: dict[str, Any] = town.client.get("/openapi.json").get_json()
    validate(spec, cls=OpenAPIV31SpecValidator)
    assert spec["openapi"].startswith("3.1")
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in town.client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1") and "clock" not in rule.rule
    }
    assert set(spec["paths"]) == rules | {"/health", "/ready", "/metrics"}
    assert [tag["name"] for tag in spec["tags"]] == [
        "cases", "tasks", "hall", "conduct", "alerts", "notices", "definitions", "people", "reports", "registers",
        "calendar", "public", "kiosk", "operation",
    ]  # fmt: skip
    assert all(tag["description"] for tag in spec["tags"])
    filed = set()
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], f"{method} {path}"
            filed |= set(operation["tags"])
            if "requestBody" in operation:
                assert operation["requestBody"]["required"] is True
            if method == "post" and path not in WITHOUT_KEY:
                assert "Idempotency-Key" in {one["name"] for one in operation["parameters"]}, path
            for status, response in operation["responses"].items():
                if status >= "4" and (path, status) != ("/ready", "503"):
                    assert list(response["content"]) == ["application/problem+json"]
    assert filed == {tag["name"] for tag in spec["tags"]}
    assert not [name for name in spec["components"]["schemas"] if "." in name]


def test_every_body_that_is_shown_as_an_example_is_one_that_is_taken(town: Town) -> None:
    spec = town.client.get("/openapi.json").get_json()
    shown = {
        f"{method.upper()} {path}": operation["requestBody"]["content"]["application/json"]
        for path, operations in spec["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert set(BODIES) == set(shown)
    for name, body in BODIES.items():
        schema = {**shown[name]["schema"], "components": spec["components"]}
        assert [str(error) for error in OAS31Validator(schema).iter_errors(body)] == [], name
        assert shown[name]["example"] == body


def deploy(town: Town, *files: tuple[str, bytes], query: str = "", key: str = "") -> Any:
    designer = town.person("designer", Role.DESIGNER)
    sent = {"files": [(io.BytesIO(data), name) for name, data in files]}
    headers = {"Authorization": f"Bearer {designer.token}", "Accept-Language": "en"}
    if key:
        headers["Idempotency-Key"] = key
    return town.client.post(f"/api/v1/deployments{query}", data=sent, headers=headers)


def test_a_diagram_is_deployed_listed_and_given_back_byte_for_byte(town: Town) -> None:
    changed = diagram().replace("决定".encode(), "审批决定".encode())
    dry = deploy(town, ("joint.bpmn", changed), query="?dry_run=true")
    assert dry.status_code == 200 and dry.get_json()["created"] is False, dry.text
    made = deploy(town, ("joint.bpmn", changed))
    assert made.status_code == 201, made.text
    assert (made.get_json()["key"], made.get_json()["version"]) == (ITEM, 2)
    assert deploy(town, ("joint.bpmn", changed)).status_code == 200
    assert town.chief.get(f"/definitions/{ITEM}/versions/2/xml").data == changed
    assert town.chief.get(f"/definitions/{ITEM}/versions/1/xml").data == diagram()
    versions = town.chief.get(f"/definitions/{ITEM}/versions").get_json()["items"]
    assert [one["version"] for one in versions] == [2, 1]
    assert town.chief.get("/definitions/nothing").status_code == 404


def test_a_deployment_repeated_under_its_key_is_answered_as_the_first_time(town: Town) -> None:
    changed = diagram().replace("决定".encode(), "审批决定".encode())
    first, again = (deploy(town, ("joint.bpmn", changed), key="d1") for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.data == again.data
    assert deploy(town, ("joint.bpmn", diagram()), key="d1").get_json()["code"] == "key_reused"


def test_an_absence_repeated_under_its_key_is_entered_once(town: Town) -> None:
    town.officer("fire")
    away = {"from_at": "2026-03-02T00:00:00+08:00", "to_at": "2026-03-03T00:00:00+08:00"}
    first, again = (town.chief.post("/posts/fire-review/absences", away, Idempotency_Key="a1") for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.data == again.data
    longer = {**away, "to_at": "2026-03-04T00:00:00+08:00"}
    assert town.chief.post("/posts/fire-review/absences", longer, Idempotency_Key="a1").status_code == 422


def test_a_diagram_that_is_refused_says_where_and_why(town: Town) -> None:
    refused = deploy(town, ("bad.bpmn", diagram()[:300]))
    assert refused.status_code == 422 and refused.get_json()["code"] == "diagram_refused"
    assert refused.get_json()["findings"][0]["rule"]


def test_a_due_moment_is_explained_day_by_day_across_the_spring_festival(town: Town) -> None:
    answer = town.chief.get("/calendar/due?from=2026-02-13&days=3").get_json()
    counted = [day["date"] for day in answer["explanation"] if day["number"]]
    assert len(counted) == 3 and counted[-1] == "2026-02-25"
    assert answer["due_at"].startswith("2026-02-25T")
    year = town.chief.get("/calendar/2026").get_json()
    assert len(year["days"]) == 365 and year["provisional"] is False
    assert town.chief.get("/calendar/1492").status_code == 404


def test_the_public_may_ask_so_often_and_no_more(town: Town) -> None:
    allowed = town.desk.settings.public_requests_per_minute
    answers = [town.nobody.get("/public/items").status_code for _ in range(allowed + 1)]
    assert answers == [200] * allowed + [429]
    late = town.nobody.get("/public/items")
    assert late.get_json()["code"] == "too_many" and int(late.headers["Retry-After"]) >= 1
    town.clock.move_to(START + timedelta(minutes=1))
    assert town.nobody.get("/public/items").status_code == 200


def test_the_centre_is_listed_with_who_is_away(town: Town) -> None:
    fire = next(one for one in town.chief.get("/departments").get_json()["items"] if one["code"] == "fire")
    assert fire["posts"] == [{"code": "fire-review", "name": "消防审查", "a": "fire.a", "b": "fire.b", "away": False}]


def test_a_stepped_clock_is_moved_over_http_and_fires_on_the_way(town: Town) -> None:
    town.receive()
    assert town.officer("fire").call("PUT", "/clock", {"at": "2027-01-01T00:00:00Z"}).status_code == 403
    moved = town.chief.call("PUT", "/clock", {"at": "2026-04-02T00:00:00Z"})
    assert moved.status_code == 200 and moved.get_json()["fired"] > 0, moved.text
    assert town.chief.get("/alerts").get_json()["items"]
    assert town.chief.call("PUT", "/clock", {"at": "2026-03-02T00:00:00Z"}).status_code == 409


def test_an_alert_is_acknowledged_once_and_explained(town: Town) -> None:
    town.receive()
    town.chief.call("PUT", "/clock", {"at": "2026-04-02T00:00:00Z"})
    alert = town.chief.get("/alerts?level=red&limit=1").get_json()["items"][0]
    seen = town.chief.post(f"/alerts/{alert['id']}/acknowledge", {"text": "已督促"})
    assert seen.status_code == 200 and seen.get_json()["acknowledged_by"] == "chief"
    twice = town.chief.post(f"/alerts/{alert['id']}/acknowledge")
    assert twice.status_code == 409 and twice.get_json()["by"] == "chief"
    assert town.chief.post(f"/alerts/{alert['id']}/explain", {"text": "人员不足"}).status_code == 200
    open_ones = town.chief.get("/alerts?acknowledged=false").get_json()["items"]
    assert alert["id"] not in {one["id"] for one in open_ones}


@pytest.mark.parametrize("path", ["/tasks?limit=0", "/tasks?colour=red", "/cases?limit=all", "/alerts?acknowledged=x"])
def test_a_question_that_is_wrong_is_refused(town: Town, path: str) -> None:
    answer = town.chief.get(path)
    assert answer.status_code == 422 and answer.get_json()["errors"][0]["field"]
