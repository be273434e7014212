"""With number and code an applicant hands in what is missing, takes back, and books; with anything else nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.roles import Role
from app.domain.slots import slots
from tests.api.setting import START, Person, Town
from tests.online.applicant import PNG, file_case, uploaded

BOOKING = {
    "counter": "A01", "slot": "2026-03-04T09:30", "matter": "食品许可咨询",
    "applicant": {"name": "李四", "phone": "13900000001"},
}  # fmt: skip


def clerk(town: Town) -> Person:
    return town.person("tang.li", Role.WINDOW, "market")


def test_what_a_notice_asks_for_is_handed_in_and_the_clock_goes_on_as_at_the_window(town: Town) -> None:
    online, bodily = file_case(town), file_case(town)
    asked = {"materials": [{"code": "M03", "reason": "缺反面"}, {"code": "M04"}], "days": 5}
    for filed in (online, bodily):
        assert clerk(town).post(f"/cases/{filed.number}/supplement", asked).status_code == 200
    town.pulse.advance_to(START + timedelta(days=1))
    half = online.post("materials", materials=[{"code": "M03", "uploads": [uploaded(town)]}])
    assert half.status_code == 200 and [one["code"] for one in online.look()["clock"]["wanted"]] == ["M04"]
    done = online.post("materials", materials=[{"code": "M04", "uploads": [uploaded(town, "a.png", PNG)]}])
    assert done.status_code == 200 and online.look()["clock"]["wanted"] == []
    here = {"materials": [{"code": "M03"}, {"code": "M04"}]}
    assert clerk(town).post(f"/cases/{bodily.number}/supplement/materials", here).status_code == 200
    found = [town.chief.get(f"/cases/{one.number}/limits").get_json()["items"] for one in (online, bodily)]
    due = [[(one["kind"], one["due_at"], one["held"]) for one in limits] for limits in found]
    assert due[0] == due[1]
    assert "name" in town.chief.get(f"/cases/{online.number}").get_json()["materials"][0]


def test_nothing_else_than_what_was_asked_for_is_taken(town: Town) -> None:
    filed = file_case(town)
    given = [{"code": "M03", "uploads": [uploaded(town)]}]
    assert filed.post("materials", materials=given).status_code == 409, "nothing is asked for"
    clerk(town).post(f"/cases/{filed.number}/supplement", {"materials": [{"code": "M03"}], "days": 5})
    assert filed.post("materials", materials=[{"code": "M05", "uploads": ["x"]}]).status_code == 422
    assert filed.post("materials", materials=[{"code": "M03", "uploads": []}]).status_code == 422
    assert filed.post("materials", materials=[]).status_code == 422
    assert filed.post("materials", materials=given).status_code == 200


@pytest.mark.parametrize("what", ["materials", "withdraw"])
def test_a_wrong_code_looks_like_a_wrong_number(town: Town, what: str) -> None:
    mine, theirs = file_case(town), file_case(town)
    body = {"materials": [{"code": "M03", "uploads": ["x"]}]} if what == "materials" else {"reason": "不办了"}
    wrong = town.nobody.post(f"/public/cases/{mine.number}/{what}", {"code": theirs.code, **body})
    nobody = town.nobody.post(f"/public/cases/YJSCYD01-20260302-99999/{what}", {"code": mine.code, **body})
    odd = town.nobody.post(f"/public/cases/x/{what}", {"code": mine.code, **body})
    assert wrong.status_code == nobody.status_code == odd.status_code == 404
    assert wrong.get_json() == nobody.get_json() == odd.get_json()
    assert mine.look()["status"] == "received"


def test_an_application_is_taken_back_until_something_is_decided(town: Town) -> None:
    filed = file_case(town)
    assert filed.look()["may_take_back"] is True
    assert filed.post("withdraw", reason="").status_code == 422
    assert filed.post("withdraw", reason="不办了").get_json() == {"number": filed.number, "status": "withdrawn"}
    assert filed.look()["may_take_back"] is False
    assert "ZZBL" in [one["kind"] for one in filed.look()["notices"]]
    assert filed.post("withdraw", reason="再撤").status_code == 409


def test_a_decided_case_is_not_taken_back(town: Town) -> None:
    filed = file_case(town, item="promised", form={"site_visit": False})

    def complete(outcome: str) -> None:
        (task,) = town.chief.get(f"/tasks?case={filed.number}").get_json()["items"]
        done = town.chief.post(f"/tasks/{task['id']}/complete", {"outcome": outcome, "opinion": "同意"})
        assert done.status_code == 200, done.text

    complete("accept")
    assert filed.look()["may_take_back"] is True
    while filed.look()["may_take_back"]:
        complete("grant")
    assert filed.look()["status"] in ("accepted", "completed")
    assert filed.post("withdraw", reason="不办了").status_code == 409


def test_a_time_is_booked_until_it_is_full_and_that_is_said(town: Town) -> None:
    offered = town.nobody.get("/public/slots").get_json()
    assert "A01" in [one["code"] for one in offered["windows"]]
    assert "2026-03-04T09:30" in [slot for day in offered["days"] for slot in day["slots"]]
    made = [town.nobody.post("/public/appointments", BOOKING).get_json() for _ in range(5)]
    assert [one["booked"] for one in made] == [True] * 4 + [False]
    assert made[4]["message"] == "this time is full; choose another"
    seen = town.nobody.get(f"/public/cases/{made[0]['number']}?code={made[0]['code']}").get_json()
    assert [one["kind"] for one in seen["notices"]] == ["YYDJ"]
    (task,) = town.chief.get(f"/tasks?case={made[0]['number']}").get_json()["items"]
    assert task["department"] == "market", "whoever sits at the window"
    other = town.nobody.post("/public/appointments", {**BOOKING, "slot": "2026-03-04T10:00"})
    assert other.get_json()["booked"] is True


@pytest.mark.parametrize(
    "changes",
    [
        {"counter": "Z99"},
        {"slot": "2026-03-02T09:30"},  # is over
        {"slot": "2026-03-07T09:30"},  # a Saturday
        {"slot": "2026-03-04T12:00"},  # lunch
        {"slot": "2026-03-04T09:31"},
        {"slot": "2026-06-01T09:30"},  # too far away
        {"slot": "tomorrow"},
        {"matter": ""},
        {"applicant": {"name": "李四", "phone": "x"}},
        {"applicant": {"phone": "13900000001"}},
        {"holiday": True},
    ],
)
def test_only_times_and_windows_that_are_offered_can_be_booked(still: Town, changes: dict[str, object]) -> None:
    assert still.nobody.post("/public/appointments", {**BOOKING, **changes}).status_code == 422
    assert still.chief.get("/registers/appointment").get_json()["items"] == []


def test_times_are_half_hours_of_the_sessions_that_lie_ahead(town: Town) -> None:
    found = slots(town.desk.calendar, START, days=1)
    (today, tomorrow) = found.values()
    assert today[0] == "2026-03-02T10:30" and today[-1] == "2026-03-02T17:00"
    assert tomorrow[:2] == ["2026-03-03T09:00", "2026-03-03T09:30"] and "2026-03-03T12:00" not in tomorrow
