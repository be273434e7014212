"""The monthly report over HTTP: in the form asked for, for those who may, opened into its cases."""

from __future__ import annotations

import pytest

from app.domain.roles import Role
from tests.api.setting import Town

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONTH = "/reports/2026-03"


def test_a_report_adds_up_and_opens_into_its_cases(town: Town) -> None:
    numbers = [town.receive()["number"] for _ in range(3)]
    report = town.chief.get(MONTH).get_json()
    assert (report["month"], report["over"], report["total"]["received"], report["total"]["promised"]) == (
        "2026-03", False, 3, 3,
    )  # fmt: skip
    assert [(cell["window"], cell["department"], cell["received"]) for cell in report["cells"]] == [
        ("market", "market", 3)
    ]
    assert report["departments"][0]["name"] == "市场监督管理局" and report["total"]["on_time_rate"] is None
    first = town.chief.get(f"{MONTH}/cases?figure=received&department=market&kind=promised&limit=2").get_json()
    rest = town.chief.get(f"{MONTH}/cases?figure=received&limit=2&cursor={first['cursor']}").get_json()
    assert [case["number"] for case in first["items"] + rest["items"]] == numbers[::-1]
    assert town.chief.get(f"{MONTH}/cases?figure=done").get_json()["items"] == []
    assert town.chief.get(f"{MONTH}/cases?figure=nonsense").status_code == 422


@pytest.mark.parametrize(
    ("query", "accept", "wanted"),
    [
        ("", "application/json", "application/json"),
        ("", "*/*", "application/json"),
        ("", "text/csv", "text/csv"),
        ("", XLSX, XLSX),
        ("", "text/plain", "text/plain"),
        ("?format=csv", "application/json", "text/csv"),
        ("?format=xlsx", "*/*", XLSX),
        ("?format=table", "*/*", "text/plain"),
        ("?format=json", "text/csv", "application/json"),
    ],
)
def test_a_report_comes_in_the_form_asked_for(town: Town, query: str, accept: str, wanted: str) -> None:
    town.receive()
    answer = town.chief.get(MONTH + query, Accept=accept)
    assert (answer.status_code, answer.mimetype) == (200, wanted)
    assert answer.data and answer.headers["Vary"] == "Accept"


def test_a_report_is_for_supervisors_administrators_and_heads(town: Town) -> None:
    town.receive()
    assert town.person("watch", Role.SUPERVISOR).get(MONTH).get_json()["total"]["received"] == 1
    assert town.lead.get(MONTH).get_json()["department"] == "market"
    other = town.person("fire.head", Role.HEAD, "fire").get(MONTH).get_json()
    assert other["total"]["received"] == 0 and other["cells"] == []
    for person in (town.officer("fire"), town.window):
        assert person.get(MONTH).status_code == person.get(f"{MONTH}/cases?figure=done").status_code == 403


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "2026-04", "1000-01"])
def test_a_month_that_is_none_is_refused(town: Town, month: str) -> None:
    assert town.chief.get(f"/reports/{month}").status_code == 422
