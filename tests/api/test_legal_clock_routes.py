"""The legal clock over HTTP: limits explained, pause and resume, extension, supplement."""

from __future__ import annotations

from datetime import timedelta

from app.domain.roles import Role
from tests.api.setting import START, Town

PAUSE = {"ground": "hearing", "reason": "利害关系人申请听证", "days": 3}


def test_a_clock_is_stopped_goes_on_and_says_so_day_by_day(town_on_each: Town) -> None:
    town = town_on_each
    number = town.receive()["number"]
    assert town.officer("market").post(f"/cases/{number}/pause", PAUSE).status_code == 403
    paused = town.lead.post(f"/cases/{number}/pause", PAUSE)
    assert paused.status_code == 200, paused.text
    assert paused.get_json()["paused_at"] is not None
    town.clock.move_to(START + timedelta(days=3))
    again = town.lead.post(f"/cases/{number}/pause", PAUSE)
    assert again.status_code == 409
    resumed = town.lead.post(f"/cases/{number}/resume", {})
    assert resumed.get_json()["due_at"].startswith("2026-03-19T09:30")
    sheet = town.lead.get(f"/cases/{number}/limits").get_json()
    promised = next(one for one in sheet["items"] if one["kind"] == "promised")
    told = {line["date"]: (line["number"], line["reason"]) for line in promised["explanation"]}
    assert told["2026-03-02"] == (0, "the day of the event, not counted")
    assert told["2026-03-03"] == told["2026-03-05"] == (0, "paused: hearing")
    assert told["2026-03-06"][0] == 1
    assert told["2026-03-07"] == (0, "weekend")
    assert told["2026-03-19"][0] == 10
    (stop,) = sheet["stops"]
    assert (stop["ground"], stop["working_days"], stop["approver"]) == ("hearing", 3, "market.head")
    assert sheet["calendar"][0].startswith("2026@")
    reader = town.lead
    reader.language = "zh"
    short = reader.get(f"/cases/{number}/limits?explain=false").get_json()
    assert short["stops"][0]["word"] == "停表:听证"
    assert not any(one["explanation"] for one in short["items"])


def test_who_may_not_and_what_cannot_be_is_refused_by_name(town: Town) -> None:
    number = town.receive()["number"]
    unknown = town.lead.post(f"/cases/{number}/pause", {**PAUSE, "ground": "holiday"})
    assert unknown.status_code == 422
    assert unknown.get_json()["field"] == "ground"
    assert "inspection" in unknown.get_json()["expected"]
    assert town.lead.post(f"/cases/{number}/pause", {**PAUSE, "days": 0}).status_code == 422
    assert town.lead.post(f"/cases/{number}/resume", {}).status_code == 409
    extend = town.lead.post(f"/cases/{number}/extend", {"reason": "案情复杂"})
    assert extend.status_code == 409  # the item has no statutory limit
    assert town.lead.post(f"/cases/{number}/supplement", {"materials": [{"code": "M01"}]}).status_code == 409
    assert town.lead.post(f"/cases/{number}/supplement/materials", {"materials": [{"code": "M01"}]}).status_code == 409
    assert town.lead.post("/cases/NO-20260302-00001/pause", PAUSE).status_code == 404


def test_the_head_of_the_government_sees_every_case(town: Town) -> None:
    number = town.receive()["number"]
    mayor = town.person("mayor", Role.GOVERNMENT)
    assert mayor.get(f"/cases/{number}").status_code == 200
    assert mayor.post(f"/cases/{number}/pause", PAUSE).status_code == 403
