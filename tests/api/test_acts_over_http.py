"""A case through its life over HTTP, and the conditions a client may set."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.setting import ITEM, START, Town

AGREE = {"outcome": "agree", "opinion": "符合要求"}


def test_a_case_runs_from_receipt_to_result(town_on_each: Town) -> None:
    town = town_on_each
    case = town.receive()
    assert case["item"] == ITEM and len(case["code"]) >= 6
    for department, task in town.tasks(case["number"]).items():
        done = town.officer(department).post(f"/tasks/{task}/complete", AGREE)
        assert done.status_code == 200, done.text
    (opened,) = done.get_json()["opened"]
    assert opened["element"] == "decide" and opened["case"]["number"] == case["number"]
    end = town.lead.post(f"/tasks/{opened['id']}/complete", {"outcome": "grant"})
    assert end.status_code == 200, end.text
    assert end.get_json()["case"]["status"] == "completed"
    number = case["number"]
    for side in ("tasks", "timeline", "limits", "opinions", "notices", "ledger"):
        assert town.lead.get(f"/cases/{number}/{side}").get_json()["items"], side
    assert town.lead.get(f"/cases/{number}/diagram").get_json()["ended"] is True


def test_names_who_claimed_first(town: Town) -> None:
    task = town.tasks(town.receive()["number"])["fire"]
    assert town.officer("fire").post(f"/tasks/{task}/claim").get_json()["assignee"] == "fire.a"
    late = town.officer("fire", "b").post(f"/tasks/{task}/claim")
    assert late.status_code == 409 and late.mimetype == "application/problem+json"
    assert late.get_json()["code"] == "already_claimed" and late.get_json()["by"] == "fire.a"


def test_claims_in_bulk_tell_of_each_what_became_of_it(town: Town) -> None:
    task = town.tasks(town.receive()["number"])["fire"]
    foreign = town.tasks(town.receive()["number"])["urban"]
    answer = town.officer("fire").post("/tasks/claim", {"tasks": [task, foreign, 7, task]})
    told = {one["id"]: one for one in answer.get_json()["results"]}
    assert list(told) == [task, foreign, 7]
    assert told[task]["ok"] and told[task]["task"]["assignee"] == "fire.a"
    assert [told[one]["problem"]["status"] for one in (foreign, 7)] == [403, 404]


def test_the_same_key_answers_as_the_first_time_and_works_once(town_on_each: Town) -> None:
    town = town_on_each
    first = town.window.post("/cases", town.application(), Idempotency_Key="k1")
    again = town.window.post("/cases", town.application(), Idempotency_Key="k1")
    assert first.status_code == again.status_code == 201, again.text
    assert first.data == again.data and again.headers["Idempotency-Replayed"] == "true"
    assert first.headers["ETag"] == again.headers["ETag"] == '"1"'
    assert len(town.chief.get("/cases").get_json()["items"]) == 1


def test_a_completed_task_completed_again_under_its_key_is_no_conflict(town: Town) -> None:
    task = town.tasks(town.receive()["number"])["fire"]
    officer = town.officer("fire")
    first, again = (officer.post(f"/tasks/{task}/complete", AGREE, Idempotency_Key="once") for _ in range(2))
    assert again.data == first.data and again.headers["ETag"] == first.headers["ETag"]
    assert officer.post(f"/tasks/{task}/complete", AGREE).status_code == 409


def test_a_key_that_comes_back_with_another_body_is_refused(town: Town) -> None:
    town.window.post("/cases", town.application(), Idempotency_Key="k1")
    other = town.window.post("/cases", town.application(urgent=True), Idempotency_Key="k1")
    assert other.status_code == 422 and other.get_json()["code"] == "key_reused"


def test_keys_of_two_people_are_two_keys(town: Town) -> None:
    fire, urban = (town.officer(code) for code in ("fire", "urban"))
    tasks = town.tasks(town.receive()["number"])
    for officer, code in ((fire, "fire"), (urban, "urban")):
        done = officer.post(f"/tasks/{tasks[code]}/complete", AGREE, Idempotency_Key="same")
        assert done.status_code == 200, done.text


def test_a_refused_request_leaves_its_key_unused(town: Town) -> None:
    bad = {**town.application(), "variables": {}}
    assert town.window.post("/cases", bad, Idempotency_Key="k").status_code == 422
    assert town.window.post("/cases", town.application(), Idempotency_Key="k").status_code == 201


def test_if_match_refuses_what_has_changed_since(town: Town) -> None:
    task = town.tasks(town.receive()["number"])["fire"]
    officer = town.officer("fire")
    seen = officer.get(f"/tasks/{task}").headers["ETag"]
    claimed = officer.post(f"/tasks/{task}/claim", If_Match=seen)
    assert claimed.status_code == 200
    stale = officer.post(f"/tasks/{task}/complete", AGREE, If_Match=seen)
    assert stale.status_code == 412 and stale.get_json()["version"] == int(claimed.headers["ETag"].strip('"'))
    done = officer.post(f"/tasks/{task}/complete", AGREE, If_Match=claimed.headers["ETag"])
    assert done.status_code == 200 and done.headers["ETag"] == f'"{done.get_json()["task"]["version"]}"'


def test_what_a_neighbour_does_leaves_a_tasks_version_alone_and_moves_the_cases(town: Town) -> None:
    number = town.receive()["number"]
    tasks, fire = town.tasks(number), town.officer("fire")
    seen, case = fire.get(f"/tasks/{tasks['fire']}").headers["ETag"], town.lead.get(f"/cases/{number}").headers["ETag"]
    assert town.officer("urban").post(f"/tasks/{tasks['urban']}/complete", AGREE).status_code == 200
    assert town.lead.get(f"/cases/{number}").headers["ETag"] != case
    stale = town.lead.post(f"/cases/{number}/urge", {"text": "请办理"}, If_Match=case)
    assert stale.status_code == 412, stale.text
    assert fire.get(f"/tasks/{tasks['fire']}").headers["ETag"] == seen
    assert fire.post(f"/tasks/{tasks['fire']}/complete", AGREE, If_Match=seen).status_code == 200


def test_if_none_match_spares_the_body(town: Town) -> None:
    number = town.receive()["number"]
    read = town.lead.get(f"/cases/{number}")
    seen = read.headers["ETag"]
    assert town.lead.get(f"/cases/{number}", If_None_Match=f'"other", W/{seen}').status_code == 304
    assert town.lead.post(f"/cases/{number}/urge", {"text": "请办理"}, If_Match=seen).status_code == 200
    assert town.lead.get(f"/cases/{number}", If_None_Match=seen).status_code == 200
    left = read.get_json()["days_left"]
    town.clock.move_to(START + timedelta(days=1))
    tomorrow = town.lead.get(f"/cases/{number}", If_None_Match=town.lead.get(f"/cases/{number}").headers["ETag"])
    assert tomorrow.status_code == 304
    assert town.lead.get(f"/cases/{number}").get_json()["days_left"] == left - 1


def test_a_case_is_read_with_its_open_steps_as_far_as_one_may_see_them(town: Town) -> None:
    number = town.receive()["number"]
    tasks = town.tasks(number)
    assert town.officer("fire").post(f"/tasks/{tasks['fire']}/complete", AGREE).status_code == 200
    assert [step["department"] for step in town.lead.get(f"/cases/{number}").get_json()["steps"]] == ["urban"]
    assert town.officer("fire").get(f"/cases/{number}").get_json()["steps"] == []
    assert [step["id"] for step in town.officer("urban").get(f"/cases/{number}").get_json()["steps"]] == [
        tasks["urban"]
    ]


@pytest.mark.parametrize("header", ["7", '"x"', '"-1"', 'W/"', '"1", "2"'])
def test_an_if_match_that_is_no_etag_is_malformed(town: Town, header: str) -> None:
    task = town.tasks(town.receive()["number"])["fire"]
    answer = town.officer("fire").post(f"/tasks/{task}/claim", If_Match=header)
    assert answer.status_code == 400, answer.text


def test_a_draft_is_kept_and_shown_again(town: Town) -> None:
    task = town.tasks(town.receive()["number"])["fire"]
    officer = town.officer("fire")
    assert officer.call("PUT", f"/tasks/{task}/draft", {"form": {"面积": 120}}).status_code == 204
    stale = officer.call("PUT", f"/tasks/{task}/draft", {"form": {}}, If_Match='"7"')
    assert stale.status_code == 412 and stale.get_json()["version"] == 1
    sheet = officer.get(f"/tasks/{task}").get_json()
    assert sheet["draft"] == {"面积": 120} and sheet["actions"] == ["agree", "disagree"]
    assert sheet["choices"] == [
        {"code": "agree", "name": "同意", "needs": [], "phrases": ["符合条件,同意。"]},
        {"code": "disagree", "name": "disagree", "needs": ["reasons"], "phrases": []},
    ]
    assert sheet["days_left"] == 5 and sheet["case"]["days_left"] == 10
    due = officer.get("/tasks?due_before=2026-03-02T02:00:00%2B08:00").get_json()
    assert due["items"] == []


def test_pages_come_whole_and_without_repeats(town: Town) -> None:
    for _ in range(5):
        town.receive()
    seen: list[int] = []
    cursor = ""
    while True:
        page = town.officer("fire").get(f"/tasks?limit=2{cursor}").get_json()
        seen += [task["id"] for task in page["items"]]
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"
    assert len(seen) == len(set(seen)) == 5
    assert town.officer("fire").get("/tasks/count").get_json()["status"] == {"open": 5}


def test_a_department_is_added_and_taken_out_again(town: Town) -> None:
    number = town.receive()["number"]
    task = town.tasks(number)["fire"]
    body = {"department": "tobacco", "reason": "申请含烟草零售"}
    added = town.lead.post(f"/tasks/{task}/departments", body)
    assert added.status_code == 200, added.text
    assert [one["department"] for one in added.get_json()["opened"]] == ["tobacco"]
    removed = town.lead.call("DELETE", f"/tasks/{task}/departments?department=tobacco&reason=x")
    assert removed.status_code == 200, removed.text
    assert set(town.tasks(number)) == {"fire", "urban"}


def test_an_absent_officers_deputy_may_act_at_once(town: Town) -> None:
    task = town.tasks(town.receive()["number"])["fire"]
    town.officer("fire", "a").post(f"/tasks/{task}/claim")
    deputy = town.officer("fire", "b")
    assert deputy.post(f"/tasks/{task}/complete", AGREE).status_code == 409
    away = {"from_at": "2026-03-02T00:00:00+08:00", "to_at": "2026-03-03T00:00:00+08:00", "reason": "培训"}
    made = town.chief.post("/posts/fire-review/absences", away)
    assert made.status_code == 201, made.text
    assert made.get_json()["from_at"] == "2026-03-01T16:00:00Z"
    assert deputy.get("/me").get_json()["acts_for"] == ["fire.a"]
    assert deputy.post(f"/tasks/{task}/complete", AGREE).status_code == 200
    back = town.chief.call("DELETE", f"/posts/fire-review/absences/{made.get_json()['id']}")
    assert back.status_code == 204
    assert deputy.get("/me").get_json()["acts_for"] == []


def test_the_applicant_sees_the_case_without_what_was_said_inside(town: Town) -> None:
    case = town.receive()
    task = town.tasks(case["number"])["fire"]
    town.officer("fire").post(f"/tasks/{task}/complete", {"outcome": "agree", "opinion": "机密意见"})
    shown = town.nobody.get(f"/public/cases/{case['number']}?code={case['code']}")
    assert shown.status_code == 200 and shown.get_json()["number"] == case["number"]
    assert "机密意见" not in shown.text and "fire.a" not in shown.text and "李雷" not in shown.text
    assert town.nobody.get(f"/public/cases/{case['number']}?code=AAAAAAAA").status_code == 404
    assert [one["key"] for one in town.nobody.get("/public/items").get_json()["items"]] == [ITEM]
