"""Whoever answers at the same moment: nobody sees an error, nothing is lost, and each join happens once."""

from __future__ import annotations

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.proofs.client import Answer, Client
from tests.proofs.conftest import Open
from tests.proofs.content import Reader
from tests.proofs.diagrams import JOINT
from tests.proofs.office import People
from tests.proofs.server import Server, only_centre

ROUNDS = 500
PAIR = ("fire", "urban")
CROWD = ("fire", "urban", "housing", "ecology", "tobacco", "civil")
CROWDED = 20


@dataclass
class Town:
    """Two servers on one database, so that no lock inside a process can stand in for the database's."""

    servers: tuple[Server, Server]
    people: People
    rows: Reader

    def ports(self) -> Iterator[int]:
        while True:
            yield from (server.port for server in self.servers)

    def person(self, user: str, role: str, department: str, at: int = 0) -> Client:
        """Somebody at the first or the second address."""
        return self.people.person(user, role, department).also(port=self.servers[at % 2].port)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def town(
    request: pytest.FixtureRequest, servers: Open, empty_postgres: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Town:  # fmt: skip
    processes = only_centre(tmp_path_factory.mktemp("processes"))
    url = empty_postgres() if request.param == "postgres" else ""
    first = servers(processes=processes, database_url=url).start()
    second = servers(first.data, processes=processes, database_url=url).start()
    rows = Reader(url or first.database)
    people = People(first)
    people.publish(*((f"{name}.bpmn", draw()) for name, draw in JOINT.items())).must(201)
    return Town((first, second), people, rows)


def receive(town: Town, items: Sequence[str], departments: Sequence[str]) -> list[str]:
    """One case for each item; their numbers."""
    desk = town.person("tang.li", "window", "market")
    given = {"applicant": {"name": "李雷"}, "variables": {"departments": list(departments)}}
    return [desk.post("/cases", {"item": item, **given}).must(201)["number"] for item in items]


def tasks_of(town: Town, departments: Sequence[str]) -> dict[str, dict[str, int]]:
    """The open task of every department, by case."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for department in departments:
        clerk = town.person(f"{department}.officer", "officer", department)
        for task in clerk.pages("/tasks", department=department, limit=200):
            assert department not in found[task["case"]["number"]], f"{department} has two tasks of one case: {task}"
            found[task["case"]["number"]][department] = task["id"]
    return found


def at_once(calls: Sequence[Sequence[Callable[[], Answer]]], *, seconds: float = 120) -> list[list[Answer]]:
    """Rounds of calls, each column in a thread of its own; the calls of one round start at the same moment."""
    columns = list(zip(*calls, strict=True))
    barrier = threading.Barrier(len(columns), timeout=seconds)
    answers: list[list[Answer]] = [[] for _ in columns]
    broken: list[BaseException] = []

    def run(place: int) -> None:
        try:
            for call in columns[place]:
                barrier.wait()
                answers[place].append(call())
        except BaseException as error:
            broken.append(error)
            barrier.abort()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(columns))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = [error for error in broken if not isinstance(error, threading.BrokenBarrierError)] or broken
    assert not wrong, f"a client met {wrong[0]!r}"
    return [list(row) for row in zip(*answers, strict=True)]


def completions(
    town: Town, numbers: Sequence[str], departments: Sequence[str]
) -> tuple[list[list[Callable[[], Answer]]], dict[int, str]]:
    """A round of completions for every case, and the words of each task's opinion."""
    tasks = tasks_of(town, departments)
    clerks = [town.person(f"{code}.officer", "officer", code, place) for place, code in enumerate(departments)]
    words: dict[int, str] = {}

    def completion(clerk: Client, task: int, text: str) -> Callable[[], Answer]:
        words[task] = text
        return lambda: clerk.post(f"/tasks/{task}/complete", {"outcome": "agree", "opinion": text})

    rounds = []
    for number in numbers:
        assert set(tasks[number]) == set(departments), f"{number} has tasks for {sorted(tasks[number])}"
        calls = [
            completion(clerk, tasks[number][code], f"{code}对{number}的意见")
            for clerk, code in zip(clerks, departments, strict=True)
        ]
        rounds.append(calls)
    return rounds, words


def check_nothing_is_lost(town: Town, numbers: Sequence[str], departments: int, words: dict[int, str]) -> None:
    """Every opinion is there once, and every case has exactly one step of the lead."""
    kept = {
        (task, text): count
        for task, text, count in town.rows.rows("SELECT task_id, text, count(*) FROM opinion GROUP BY task_id, text")
    }
    lost = {task: text for task, text in words.items() if kept.get((task, text)) != 1}
    assert not lost, f"{len(lost)} opinions lost or doubled, such as {list(lost.items())[:3]}"
    joined = Counter(task["case"]["number"] for task in town.person("lead", "head", "market").pages(
        "/tasks", department="market", limit=200))  # fmt: skip
    wrong = {number: joined[number] for number in numbers if joined[number] != 1}
    assert not wrong, f"{len(wrong)} cases have not exactly one step of the lead: {list(wrong.items())[:3]}"
    ever = dict(town.rows.rows(
        "SELECT c.number, count(*) FROM task t JOIN case_file c ON c.id = t.case_id WHERE t.element = 'decide'"
        " GROUP BY c.number"))  # fmt: skip
    assert {ever[number] for number in numbers} == {1}, "a second step of the lead was opened and closed again"
    said = dict(town.rows.rows(
        "SELECT c.number, count(*) FROM ledger l JOIN case_file c ON c.id = l.case_id WHERE l.act = 'complete'"
        " GROUP BY c.number"))  # fmt: skip
    assert {said[number] for number in numbers} == {departments}, "the ledger does not have each completion once"


def decide(town: Town, numbers: Sequence[str]) -> None:
    """The lead grants; a case that lost its way in the race would not end."""
    head = town.person("lead", "head", "market")
    tasks = {task["case"]["number"]: task["id"] for task in head.pages("/tasks", department="market", limit=200)}
    for number in numbers:
        done = head.post(f"/tasks/{tasks[number]}/complete", {"outcome": "grant", "opinion": "准予"}).must(200)
        assert done["case"]["status"] == "completed", f"{number} did not end: {done['case']}"


def check_ledgers(town: Town) -> None:
    found = town.servers[0].lianban("ledger", "verify", check=False)
    assert found.returncode == 0, f"the ledger does not verify:\n{found.stdout}\n{found.stderr}"


@pytest.mark.slow
def test_two_departments_completing_at_once_never_see_an_error_and_join_once(town: Town) -> None:
    items = [list(JOINT)[place % len(JOINT)] for place in range(ROUNDS)]
    numbers = receive(town, items, PAIR)
    rounds, words = completions(town, numbers, PAIR)
    answers = at_once(rounds)
    refused = [str(answer) for row in answers for answer in row if answer.status != 200]
    assert not refused, f"{len(refused)} of {2 * ROUNDS} completions were not answered with 200: {refused[:3]}"
    assert len(answers) == ROUNDS
    opened = [sum(len(answer.json["opened"]) for answer in row) for row in answers]
    assert set(opened) == {1}, f"expected one answer of each pair to open the lead's step: {Counter(opened)}"
    check_nothing_is_lost(town, numbers, 2, words)
    decide(town, numbers[::5])
    check_ledgers(town)


def test_six_departments_completing_at_once_join_once(town: Town) -> None:
    items = [("joint_tasks", "joint_rooms")[place % 2] for place in range(CROWDED)]
    numbers = receive(town, items, CROWD)
    rounds, words = completions(town, numbers, CROWD)
    shuffled = random.Random(7)
    for row in rounds:  # who stands where must not matter
        shuffled.shuffle(row)
    answers = at_once(rounds)
    refused = [str(answer) for row in answers for answer in row if answer.status != 200]
    assert not refused, f"{len(refused)} completions were not answered with 200: {refused[:3]}"
    check_nothing_is_lost(town, numbers, len(CROWD), words)
    decide(town, numbers)
    check_ledgers(town)


def test_forty_clients_claiming_ten_tasks_make_ten_winners_and_thirty_409_that_name_them(town: Town) -> None:
    numbers = receive(town, ["joint_tasks"] * 10, ("fire",))
    tasks = [tasks_of(town, ("fire",))[number]["fire"] for number in numbers]
    clerks = [(f"fire.clerk{place:02}", tasks[place % 10], place) for place in range(40)]
    people = [(user, task, town.person(user, "officer", "fire", place // 10)) for user, task, place in clerks]
    for _, _, client in people:
        client.get("/me").must(200)  # the connection stands and the token is known before the race
    calls = [[lambda c=client, t=task: c.post(f"/tasks/{t}/claim") for _, task, client in people]]
    (answers,) = at_once(calls)
    outcome: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    winner: dict[int, str] = {}
    for (user, task, _), answer in zip(people, answers, strict=True):
        outcome[answer.status].append((user, answer))
        if answer.status == 200:
            assert task not in winner, f"both {winner.get(task)} and {user} won task {task}"
            winner[task] = user
            assert answer.json["assignee"] == user, str(answer)
    found = Counter(answer.status for answer in answers)
    assert found == {200: 10, 409: 30}, [str(answer) for answer in answers if answer.status not in (200, 409)]
    for user, task, client in people:
        if winner[task] == user:
            continue
        (refused,) = [answer for who, answer in outcome[409] if who == user]
        problem = refused.json
        assert (problem["code"], problem["by"]) == ("already_claimed", winner[task]), str(refused)
        assert winner[task] in problem["detail"], str(refused)
        again = client.also(language="zh").post(f"/tasks/{task}/claim")
        assert again.status == 409, str(again)
        assert winner[task] in again.json["detail"] and "签收" in again.json["detail"], str(again)
    held = dict(town.rows.rows("SELECT id, assignee FROM task WHERE assignee LIKE ?", "fire.clerk%"))
    assert held == winner
    claims = town.rows.one("SELECT count(*) FROM ledger WHERE act = 'claim' AND actor LIKE ?", "fire.clerk%")
    assert claims == 10, f"ten claims took place, the ledger has {claims}"


def test_a_request_sent_twice_at_once_under_one_key_works_once_and_is_answered_alike(town: Town) -> None:
    windows = [town.person("tang.li", "window", "market", place) for place in (0, 1)]
    given = {"item": "joint_tasks", "applicant": {"name": "李雷"}, "variables": {"departments": ["fire"]}}
    before = town.rows.one("SELECT count(*) FROM case_file")
    twins = at_once([
        [lambda c=client, n=number: c.post("/cases", given, Idempotency_Key=f"twin-{n}") for client in windows]
        for number in range(30)
    ])  # fmt: skip
    for first, second in twins:
        assert first.status == second.status == 201, f"{first}\n{second}"
        assert first.body == second.body, f"the twins were answered differently: {first}\n{second}"
    numbers = [first.json["number"] for first, _ in twins]
    assert len(set(numbers)) == 30
    assert town.rows.one("SELECT count(*) FROM case_file") - before == 30, "a request sent twice made two cases"
    tasks = tasks_of(town, ("fire",))
    officers = [town.person("fire.officer", "officer", "fire", place) for place in (0, 1)]
    said = {"outcome": "agree", "opinion": "同意"}
    twins = at_once([
        [lambda c=client, t=tasks[number]["fire"]: c.post(f"/tasks/{t}/complete", said, Idempotency_Key=f"done-{t}")
         for client in officers]
        for number in numbers
    ])  # fmt: skip
    for first, second in twins:
        assert first.status == second.status == 200, f"{first}\n{second}"
        assert first.body == second.body, f"the twins were answered differently: {first}\n{second}"
