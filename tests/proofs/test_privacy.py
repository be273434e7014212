"""Who sees what: each secret of a case is looked for in everything that each person can ask for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.proofs.client import API, Client
from tests.proofs.conftest import Open
from tests.proofs.diagrams import JOINT
from tests.proofs.office import People
from tests.proofs.server import only_centre, until
from tests.proofs.watched import FACTS, FIRE, SECRETS, URBAN, Case, everything_seen, open_case, told


@pytest.fixture(scope="module")
def case(servers: Open, tmp_path_factory: pytest.TempPathFactory) -> Case:
    processes = only_centre(tmp_path_factory.mktemp("processes"))
    return open_case(servers(processes=processes, public_requests_per_minute=10_000).start())


@dataclass(frozen=True)
class Sees:
    """`may`: secrets that may be told.  `must`: those the work cannot be done without."""

    who: str
    client: Callable[[People], Client]
    may: set[str]
    must: set[str]


LINES = {"urgent words"}
WATCHERS: tuple[Sees, ...] = (
    Sees("the administrator", lambda p: p.chief(), set(SECRETS), FACTS | FIRE | URBAN),
    Sees("the supervisor", lambda p: p.supervisor(), set(SECRETS) - {"housing draft"}, FACTS | FIRE | URBAN),
    Sees("the lead's head", lambda p: p.head("market"), set(SECRETS) - {"housing draft"}, FACTS | FIRE | URBAN),
    Sees("the lead's officer", lambda p: p.officer("market"), set(SECRETS) - {"housing draft"}, FACTS | FIRE | URBAN),
    Sees("the fire officer", lambda p: p.officer("fire"), FACTS | FIRE | LINES, FACTS | {"fire opinion"}),
    Sees("a colleague in fire", lambda p: p.officer("fire", 2), FACTS | FIRE | LINES, FACTS | {"fire opinion"}),
    Sees("the urban officer", lambda p: p.officer("urban"), FACTS | URBAN | LINES, FACTS | {"urban advice"}),
    Sees("the housing officer", lambda p: p.officer("housing"), FACTS | LINES | {"housing draft"},
         FACTS | {"housing draft"}),
    Sees("a colleague in housing", lambda p: p.officer("housing", 2), FACTS | LINES | {"housing draft"}, FACTS),
    Sees("the window that received it", lambda p: p.window("centre"), FACTS | LINES, FACTS),
    Sees("a department that takes no part", lambda p: p.officer("tobacco"), set(), set()),
    Sees("its head", lambda p: p.head("tobacco"), set(), set()),
    Sees("another window", lambda p: p.window("civil"), set(), set()),
    Sees("the designer", lambda p: p.designer(), set(), set()),
)  # fmt: skip


@pytest.mark.parametrize("sees", WATCHERS, ids=lambda sees: sees.who.replace(" ", "-"))
def test_everybody_is_told_what_their_work_needs_and_nothing_else(case: Case, sees: Sees) -> None:
    answers = everything_seen(case, sees.client(case.people))
    broken = [str(answer) for answer in answers.values() if answer.status >= 500]
    assert not broken, broken
    found = told(answers)
    leaked = {secret: paths for secret, paths in found.items() if secret not in sees.may}
    assert not leaked, f"{sees.who} is told what is not theirs: {leaked}"
    missing = sees.must - set(found)
    assert not missing, f"{sees.who} is not told {missing}"
    if not sees.may:
        told_of = {path: answer for path, answer in answers.items() if case.number.encode() in answer.body}
        known = [path for path, answer in told_of.items() if answer.status < 400]
        assert not known, f"{sees.who} learns that the case exists: {known}"
        assert answers[f"/cases/{case.number}"].status in (403, 404)


@pytest.mark.parametrize("department", ["fire", "urban", "housing", "tobacco"])
def test_a_department_finds_only_its_own_tasks_whatever_it_asks_for(case: Case, department: str) -> None:
    officer = case.people.officer(department)
    for query in ({}, {"status": "all"}, {"department": "fire"}, {"department": "market"}, {"case": case.number},
                  {"status": "all", "case": case.number}, {"q": "欧阳"}, {"assignee": "urban.officer1"}):  # fmt: skip
        answer = officer.get("/tasks", **query)
        if answer.status == 403:
            continue  # to ask for another department's list may be refused outright
        found = {task["department"] for task in answer.must(200)["items"]}
        assert found <= {department}, f"{department} asked {query} and got the tasks of {found}"
    for other, task in case.tasks.items():
        if other == department:
            continue
        refused = {
            "read": officer.get(f"/tasks/{task}"),
            "claim": officer.post(f"/tasks/{task}/claim"),
            "complete": officer.post(f"/tasks/{task}/complete", {"outcome": "agree"}),
            "transfer": officer.post(f"/tasks/{task}/transfer", {"department": department, "reason": "我要"}),
            "return": officer.post(f"/tasks/{task}/return", {"element": "review", "reason": "再议"}),
            "withdraw": officer.post(f"/tasks/{task}/withdraw", {"reason": "不同意"}),
            "delegate": officer.post(f"/tasks/{task}/delegate", {"user": f"{department}.officer1"}),
            "draft": officer.call("PUT", f"/tasks/{task}/draft", {"form": {}}),
        }
        allowed = {act: str(answer) for act, answer in refused.items() if answer.status not in (403, 404)}
        assert not allowed, f"{department} may handle a task of {other}: {allowed}"


def test_a_window_lists_only_the_cases_it_received(case: Case) -> None:
    windows = {code: case.people.window(code) for code in ("centre", "civil", "housing")}
    mine = {code: {one["number"] for one in window.pages("/cases")} for code, window in windows.items()}
    assert case.number in mine["centre"]
    assert mine["civil"] == set(), f"another window lists {mine['civil']}"
    opinions = windows["centre"].get(f"/cases/{case.number}/opinions")
    assert opinions.status in (200, 403) and (opinions.status == 403 or opinions.json["items"] == []), str(opinions)


def test_an_alert_is_told_to_its_department_and_to_those_who_oversee(case: Case) -> None:
    people = case.people
    given = {"item": "hurried", "applicant": {"name": "别人"}, "variables": {"departments": ["fire", "urban"]}}
    people.window("market").post("/cases", given).must(201)
    overseer = people.supervisor()
    found = until("both are warned", lambda: {
        alert["department"]: alert["id"] for alert in overseer.pages("/alerts", level="yellow")
        if alert["element"] == "review"} if len(overseer.pages("/alerts", level="yellow")) >= 2 else None)  # fmt: skip
    assert set(found) == {"fire", "urban"}
    for department in ("fire", "urban", "tobacco", "housing"):
        officer = people.officer(department)
        seen = {alert["department"] for alert in officer.pages("/alerts")}
        assert seen == {department} & set(found), f"{department} sees the alerts of {seen}"
        assert officer.get("/alerts", department="fire").status == (200 if department == "fire" else 403)
        if department != "fire":
            for act, body in (("acknowledge", {}), ("explain", {"text": "知悉"})):
                refused = officer.post(f"/alerts/{found['fire']}/{act}", body)
                assert refused.status in (403, 404), f"{department} may {act} an alert of fire: {refused}"
    assert people.designer().get("/alerts").status == 403
    acknowledged = people.officer("fire").post(f"/alerts/{found['fire']}/acknowledge", {"text": "知悉"}).must(200)
    assert acknowledged["acknowledged_by"] == "fire.officer1"
    again = people.officer("fire", 2).post(f"/alerts/{found['fire']}/acknowledge", {})
    assert again.status == 409 and again.json["by"] == "fire.officer1", str(again)


def test_a_designer_designs_and_handles_nothing(case: Case) -> None:
    designer = case.people.designer()
    designer.deploy(("joint_tasks.bpmn", JOINT["joint_tasks"]()), dry_run=True).must(422)
    for path, body in (
        (f"/tasks/{case.tasks['urban']}/complete", {"outcome": "agree"}),
        (f"/tasks/{case.tasks['urban']}/claim", None),
        ("/cases", {"item": "joint_rooms", "applicant": {"name": "x"}, "variables": {"departments": ["fire"]}}),
        (f"/cases/{case.number}/terminate", {"reason": "x"}),
        (f"/cases/{case.number}/urge", {"text": "x"}),
        (f"/cases/{case.number}/withdraw", {"reason": "x", "signed_by": "x", "uploads": ["x"]}),
        ("/tokens", {"user": "x", "role": "administrator"}),
    ):
        answer = designer.post(path, body)
        assert answer.status in (403, 404), f"a designer may {answer}"


def test_only_designers_and_administrators_deploy_and_only_administrators_make_tokens(case: Case) -> None:
    people = case.people
    for person in (people.officer("fire"), people.head("market"), people.window("centre"), people.supervisor()):
        assert person.deploy(("x.bpmn", JOINT["joint_tasks"]()), dry_run=True).status == 403
        assert person.post("/tokens", {"user": "x", "role": "administrator"}).status == 403
        assert person.call("DELETE", "/tokens/long.teng").status == 403
    assert people.designer().post("/tokens", {"user": "x", "role": "administrator"}).status == 403


OPEN = {"/health", "/ready", "/metrics", "/docs", "/openapi.json"}


def test_nobody_without_a_token_gets_past_the_door(case: Case) -> None:
    nobody = case.people.nobody()
    document: dict[str, Any] = nobody.send("GET", "/openapi.json").must(200)
    asked, unlisted = 0, {f"{API}/clock": {"get", "put"}}
    for path, operations in (document["paths"] | unlisted).items():
        if path in OPEN or path.startswith(f"{API}/public/"):
            continue
        filled = path.replace("/held/{number}", "/held/1").replace("/migrations/{number}", "/migrations/1")
        filled = filled.replace("{number}", case.number).replace("{task_id}", str(case.tasks["fire"]))
        filled = (
            filled.replace("{version}", "1")
            .replace("{year}", "2026")
            .replace("{month}", "11")
            .replace("{key}", "joint_rooms")
        )
        filled = re.sub(r"\{\w+\}", "1", filled)
        for method in {"get", "post", "put", "delete", "patch"} & set(operations):
            for token in ("", "0" * 43):
                answer = Client(case.server.port, token).send(method.upper(), filled)
                assert answer.status == 401, f"without a token {answer}"
                assert not told({path: answer}), str(answer)
                asked += 1
    assert asked >= 60, f"only {asked} addresses were tried; the document has lost some"
    for path in sorted(OPEN):
        answer = nobody.send("GET", path)
        assert answer.status == 200 and not told({path: answer}), str(answer)
        assert case.number.encode() not in answer.body, f"{path} tells of a case"


def test_the_applicant_sees_where_the_case_stands_and_no_more(case: Case) -> None:
    answer = case.people.nobody(language="zh").get(f"/public/cases/{case.number}", code=case.code)
    seen = answer.must(200)
    assert seen["number"] == case.number and seen["status"] == "received"
    assert {step["department"] for step in seen["steps"]} == {"消防救援大队", "城市管理局", "住房和城乡建设局"}
    leaked = told({"public": answer})
    assert not leaked, f"the public view tells {sorted(leaked)}: {answer}"
    text = answer.body.decode()
    for inside in ("officer1", "officer2", "centre.window", "disagree", case.code, "lin.wei"):
        assert inside not in text, f"the public view tells {inside!r}: {text}"


def test_number_and_code_must_belong_together(case: Case) -> None:
    nobody = case.people.nobody()
    given = {"item": "joint_rooms", "applicant": {"name": "别人"}, "variables": {"departments": ["urban"]}}
    other = case.people.window("centre").post("/cases", given).must(201)
    unknown = f"{case.number[:-5]}99999"
    answers = [
        nobody.get(f"/public/cases/{number}", code=code)
        for number, code in (
            (case.number, ""), (case.number, "AAAAAAAA"), (case.number, case.code[:-1]), (case.number, other["code"]),
            (other["number"], case.code), (unknown, case.code), ("%", case.code), (case.number, "%"),
        )
    ]  # fmt: skip
    answers.append(nobody.get(f"/public/cases/{case.number}"))
    assert {answer.status for answer in answers} == {404}, [str(answer) for answer in answers]
    details = {answer.json["detail"] for answer in answers}
    assert len(details) == 1, f"the refusal tells a wrong code from an unknown number: {details}"
    assert nobody.get(f"/public/cases/{case.number}", code=case.code.lower()).status == 200, "codes are read aloud"


def test_codes_cannot_be_guessed_by_trying(servers: Open, tmp_path_factory: pytest.TempPathFactory) -> None:
    processes = only_centre(tmp_path_factory.mktemp("processes"))
    server = servers(processes=processes, public_requests_per_minute=20).start()
    nobody = Client(server.port)
    # At most two minutes of the clock are touched, so that one of them sees more than twenty.
    answers = [nobody.get("/public/cases/PRFC-20260302-00001", code=f"AAAA{place:04}") for place in range(45)]
    refused = [answer for answer in answers if answer.status == 429]
    assert {answer.status for answer in answers} == {404, 429}, {answer.status for answer in answers}
    assert refused[-1].json["code"] == "too_many" and 0 < int(refused[-1].headers["retry-after"]) <= 60
    assert Client(server.port).send("GET", "/health").status == 200, "only the public questions are limited"
