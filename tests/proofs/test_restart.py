"""What a new process finds is all there is: a case goes on from the database alone, and half a step is no step."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.engine.drawing import catch, draw, end, service, start, timer
from tests.proofs.conftest import Open
from tests.proofs.content import Reader, differences
from tests.proofs.diagrams import JOINT, failing, hurried
from tests.proofs.office import People
from tests.proofs.server import PROCESSES, Server, only_centre, until

PAIR = ("fire", "urban")
AGREE = {"outcome": "agree", "opinion": "同意"}


@pytest.fixture(scope="module")
def house(servers: Open, tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, People, Reader]:
    server = servers(processes=only_centre(tmp_path_factory.mktemp("processes"))).start()
    people = People(server)
    drawn = {**JOINT, "failing": failing, "hurried": hurried}
    people.publish(*((f"{item}.bpmn", draw()) for item, draw in drawn.items())).must(201)
    return server, people, Reader(server.database)


def tasks_of(people: People, number: str) -> dict[str, dict[str, Any]]:
    """The open tasks of a case by department."""
    return {task["department"]: task for task in people.chief().pages("/tasks", case=number)}


def test_cases_at_a_join_go_on_in_a_new_process_from_the_database_alone(house: tuple[Server, People, Reader]) -> None:
    server, people, rows = house
    given = {"applicant": {"name": "韩梅梅"}, "variables": {"departments": list(PAIR)}}
    window = people.window("market")
    numbers = {item: window.post("/cases", {"item": item, **given}).must(201)["number"] for item in JOINT}
    tasks = {number: tasks_of(people, number) for number in numbers.values()}
    for found in tasks.values():
        assert set(found) == set(PAIR)
        first = people.officer("fire").post(f"/tasks/{found['fire']['id']}/complete", AGREE).must(200)
        assert first["opened"] == [], "the case must wait at the join"
    server.kill()

    server.start()
    joined = {}
    for number, found in tasks.items():
        waiting = {code: task["id"] for code, task in tasks_of(people, number).items()}
        assert waiting == {"urban": found["urban"]["id"]}, f"{number} waits for others than before: {waiting}"
        second = people.officer("urban").post(f"/tasks/{found['urban']['id']}/complete", AGREE).must(200)
        assert [task["element"] for task in second["opened"]] == ["decide"], second["opened"]
        joined[number] = second["opened"][0]["id"]
    server.stop()

    server.start()
    head = people.head("market")
    for number, task in joined.items():
        done = head.post(f"/tasks/{task}/complete", {"outcome": "grant"}).must(200)
        assert done["case"]["status"] == "completed" and done["case"]["ended_at"], done["case"]
        opinions = head.get(f"/cases/{number}/opinions").must()["items"]
        said = {opinion["department"]: opinion["text"] for opinion in opinions}
        assert said["fire"] == said["urban"] == "同意", f"an opinion did not survive: {said}"
    kept = {number for (number,) in rows.rows("SELECT c.number FROM branch b JOIN case_file c ON c.id = b.case_id")}
    assert not kept & set(joined), "a finished case keeps no engine state"
    assert server.lianban("ledger", "verify").returncode == 0


def test_a_step_that_fails_in_its_handler_leaves_nothing_behind(house: tuple[Server, People, Reader]) -> None:
    server, people, rows = house
    head, given = people.head("market"), {"item": "failing", "applicant": {"name": "李雷"}}
    number = people.window("market").post("/cases", given).must(201)["number"]
    (accept,) = head.pages("/tasks", case=number)
    head.post(f"/tasks/{accept['id']}/complete", {"outcome": "accept"}).must(200)
    tasks = {task["element"]: task["id"] for task in head.pages("/tasks", case=number)}
    assert set(tasks) == {"decide", "other"}
    before = rows.everything()
    notices = rows.rows("SELECT number, kind FROM notice")
    for element, place in (("decide", "BYXK"), ("other", "bad_status")):
        for _ in range(2):  # the second time it must fail in the same way: nothing was left in memory either
            answer = head.post(f"/tasks/{tasks[element]}/complete", {"outcome": "go"}, Idempotency_Key=f"go-{element}")
            assert 400 <= answer.status < 500, f"a step that cannot be carried out must be refused: {answer}"
            assert place in json.dumps(answer.json), f"the refusal does not name {place!r}: {answer}"
            changed = differences(before, rows.everything())
            assert not changed, f"half a step was left behind:\n{changed}"
    assert {task["element"] for task in head.pages("/tasks", case=number)} == {"decide", "other"}
    assert rows.rows("SELECT number, kind FROM notice") == notices, "a notice was issued by a step that never was"
    server.kill()
    server.start()
    again = head.also().post(f"/tasks/{tasks['decide']}/complete", {"outcome": "go"})
    assert 400 <= again.status < 500, str(again)
    assert not differences(before, rows.everything())
    assert server.lianban("ledger", "verify").returncode == 0


def test_a_timer_that_leads_to_a_failing_step_fires_nothing_and_does_not_stop_the_others(
    servers: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def waiting(id: str, **more: Any) -> bytes:
        shapes = (start("s"), catch("wait", timer("PT1S")), service("act", **more), end("e"))
        return draw(*shapes, flows=["s -> wait -> act -> e"], id=id, props={"lead": "market", "itemCode": id.upper()})

    server = servers(processes=only_centre(tmp_path_factory.mktemp("processes"))).start()
    people, rows = People(server), Reader(server.database)
    people.publish(
        ("broken.bpmn", waiting("broken", topic="notice.issue", props={"notice": "BYXK"})),
        ("sound.bpmn", waiting("sound", topic="supervise.urge")),
    ).must(201)
    window = people.window("market")
    numbers = {
        item: window.post("/cases", {"item": item, "applicant": {"name": "李雷"}}).must(201)["number"]
        for item in ("broken", "sound")
    }
    until("the sound case has ended", lambda: rows.one(
        "SELECT count(*) FROM case_file WHERE number = ? AND ended_at IS NOT NULL", numbers["sound"]))  # fmt: skip
    until("the broken timer was tried", lambda: rows.one("SELECT count(*) FROM timer WHERE attempts > 0"))
    ((fired, error, attempts),) = rows.rows("SELECT fired_at, error, attempts FROM timer WHERE fired_at IS NULL")
    assert fired is None and "BYXK" in error and attempts >= 1, (fired, error, attempts)
    asked = "SELECT act FROM ledger l JOIN case_file c ON c.id = l.case_id WHERE c.number = ?"
    acts = rows.rows(asked, numbers["broken"])
    assert ("timer",) not in acts, f"the ledger tells of a firing that was undone: {acts}"


def test_a_key_gives_the_same_answer_after_a_restart_and_works_once(house: tuple[Server, People, Reader]) -> None:
    server, people, rows = house
    given = {"item": "joint_tasks", "applicant": {"name": "李雷"}, "variables": {"departments": ["fire"]}}
    window, officer = people.window("market"), people.officer("fire")
    created = window.post("/cases", given, Idempotency_Key="create-1")
    number = created.must(201)["number"]
    task = tasks_of(people, number)["fire"]["id"]
    completed = officer.post(f"/tasks/{task}/complete", AGREE, Idempotency_Key="complete-1")
    completed.must(200)
    before = rows.everything()
    server.kill()
    server.start()
    window, officer = window.also(), officer.also()
    for first, again in (
        (created, window.post("/cases", given, Idempotency_Key="create-1")),
        (completed, officer.post(f"/tasks/{task}/complete", AGREE, Idempotency_Key="complete-1")),
    ):
        assert (again.status, again.body) == (first.status, first.body), f"first {first}\nagain {again}"
        assert again.headers.get("idempotency-replayed") == "true", again.headers
    stranger = people.person("another.clerk", "window", "market").post("/cases", given, Idempotency_Key="create-1")
    assert stranger.must(201)["number"] != number, "a key belongs to the one who used it"
    changed = differences({name: before[name] for name in ("task", "opinion", "branch")}, {
        name: [row for row in content if row in before[name]] for name, content in rows.everything().items()
        if name in ("task", "opinion", "branch")})  # fmt: skip
    assert not changed, changed


def test_a_second_server_on_the_same_folder_is_harmless(
    house: tuple[Server, People, Reader], servers: Open, tmp_path: Path
) -> None:
    server, people, rows = house
    second = servers(server.data, processes=only_centre(tmp_path / "processes")).start()
    given = {"item": "hurried", "applicant": {"name": "李雷"}, "variables": {"departments": list(PAIR)}}
    window = people.window("market")
    for place in range(20):  # both servers look for due timers, and both see all of these
        window.also(port=(server, second)[place % 2].port).post("/cases", given).must(201)
    until("timers fire", lambda: rows.one("SELECT count(*) FROM timer WHERE fired_at IS NOT NULL") > 20)
    assert second.stop() == 0, "a server must end politely in the middle of its work"
    ended = "SELECT count(*) FROM case_file WHERE item = 'hurried' AND ended_at IS NOT NULL"
    until("all cases have run out", lambda: rows.one(ended) == 20, seconds=60)
    twice = rows.rows(
        "SELECT case_id, detail, count(*) FROM ledger WHERE act = 'timer' GROUP BY case_id, detail HAVING count(*) > 1"
    )
    assert not twice, f"two servers fired a timer twice: {twice[:3]}"
    fired = Counter(json.loads(detail)["element"] for (detail,) in rows.rows(
        "SELECT detail FROM ledger WHERE act = 'timer'"))  # fmt: skip
    assert {fired[name] for name in ("warned", "overdue", "head_overdue")} == {40}, fired
    assert {fired[name] for name in ("decide_warned", "decide_overdue")} == {20}, fired
    assert rows.one("SELECT count(*) FROM timer WHERE attempts > 0") == 0, "to be overtaken is no failure"
    assert server.lianban("ledger", "verify").returncode == 0


def test_a_second_start_finds_everything_and_deploys_nothing_twice(servers: Open) -> None:
    server = servers(processes=PROCESSES).start()
    rows = Reader(server.database)
    before = rows.everything()
    assert len(before["definition"]) >= 6, "the six diagrams of the product are loaded at the first start"
    server.stop()
    server.start()
    changed = differences(before, rows.everything())
    assert not changed, f"a second start changed something:\n{changed}"
