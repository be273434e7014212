"""kill -9 in the middle of everything: each timer fires once, each level is told once, nothing said is lost."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.engine.drawing import draw, end, many, start, user
from tests.proofs.aftermath import check_sound
from tests.proofs.client import Answer, Client
from tests.proofs.conftest import Open
from tests.proofs.content import Reader, copied
from tests.proofs.diagrams import hurried, joint_by_tasks
from tests.proofs.office import People
from tests.proofs.server import Server, only_centre, until
from tests.timers.receivers import webhook

SEED = 20260302
KILLS, CASES = 20, 200
DUE = "SELECT count(*) FROM timer WHERE fired_at IS NULL AND next_at <= ?"
ONCE = ("warned", "overdue", "head_overdue", "decide_warned", "decide_overdue")


class Clerk(threading.Thread):
    """Hands in the cases, then goes on answering; who gets no answer asks again under the same key."""

    def __init__(self, window: Client, officer: Client) -> None:
        super().__init__(name="clerk")
        self.window, self.officer = window, officer
        self.leave = threading.Event()
        self.received: list[str] = []
        self.acknowledged: dict[int, str] = {}
        self.repeated = 0
        self.broken: BaseException | None = None

    def run(self) -> None:
        try:
            for place in range(CASES):
                departments = ["fire"] if place % 2 else ["urban"]
                self.received.append(self._receive("hurried", departments, f"case-{place}"))
            place = 0
            while not self.leave.is_set():
                self._answer(place)
                place += 1
        except BaseException as error:
            self.broken = error

    def _receive(self, item: str, departments: list[str], key: str) -> str:
        given = {"item": item, "applicant": {"name": "李雷"}, "variables": {"departments": departments}}
        number: str = self._insist(lambda: self.window.post("/cases", given, Idempotency_Key=key)).must(201)["number"]
        return number

    def _answer(self, place: int) -> None:
        number = self._receive("joint_tasks", ["fire"], f"more-{place}")
        (task,) = self._insist(lambda: self.officer.get("/tasks", case=number)).must(200)["items"]
        text = f"对{number}的意见"
        said = {"outcome": "agree", "opinion": text}
        path, key = f"/tasks/{task['id']}/complete", f"answer-{place}"
        self._insist(lambda: self.officer.post(path, said, Idempotency_Key=key)).must(200)
        self.acknowledged[task["id"]] = text

    def _insist(self, ask: Callable[[], Answer]) -> Answer:
        deadline = time.monotonic() + 60
        while True:
            try:
                return ask()
            except (OSError, http.client.HTTPException) as gone:
                assert time.monotonic() < deadline, f"nobody answers: {gone!r}"
                self.repeated += 1
                time.sleep(0.05)


def wait(seconds: float) -> None:
    """Let the server work for a while that chance has chosen; nothing is synchronised by it."""
    threading.Event().wait(seconds)


@pytest.mark.slow
def test_after_twenty_kills_every_timer_has_fired_once_and_nothing_is_lost(
    servers: Open, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(SEED)
    moods = chance.choices([204, 500, 503], [8, 1, 1], k=1000)
    with webhook(*moods) as inbox:
        server = servers(
            processes=only_centre(tmp_path_factory.mktemp("processes")), webhook_url=inbox.url, webhook_secret="geheim",
            outbox_first_wait_seconds=0.05, outbox_longest_wait_seconds=0.5, outbox_attempts=1000,
        ).start()  # fmt: skip
        people = People(server)
        people.publish(("hurried.bpmn", hurried()), ("joint_tasks.bpmn", joint_by_tasks())).must(201)
        clerk = Clerk(people.window("market"), people.officer("fire"))
        clerk.start()
        busy = 0
        try:
            for number in range(KILLS):
                _work_and_kill(server, chance, during_start=number % 5 == 4)
                known = dict(clerk.acknowledged)
                left = copied(server.database, tmp_path / "left")
                busy += Reader(left).one(DUE, int(time.time() * 1e6)) > 0
                check_sound(left, acknowledged=known, delivered=list(inbox.keys))
            server.start()
            until("all cases are handed in", lambda: len(clerk.received) == CASES or clerk.broken, seconds=60)
        finally:
            clerk.leave.set()
            clerk.join(timeout=90)
        assert clerk.broken is None, f"the clerk was let down: {clerk.broken!r}"
        assert busy >= KILLS // 2, f"only {busy} of {KILLS} kills struck while timers were due"
        assert clerk.repeated, "no request was ever cut off: the kills did not strike anybody"
        rows = Reader(server.database)
        until("every case has run to its end", lambda: rows.one(
            "SELECT count(*) FROM case_file WHERE item = 'hurried' AND ended_at IS NULL") == 0, seconds=90)  # fmt: skip
        until("every message is sent", lambda: rows.one(
            "SELECT count(*) FROM outbox WHERE sent_at IS NULL") == 0, seconds=90)  # fmt: skip
        assert server.stop() == 0
        check_sound(server.database, acknowledged=clerk.acknowledged, delivered=inbox.keys)
        check_everything_happened_once(rows, clerk)
        check_messages(rows, inbox.got)
        told = json.loads(server.lianban("ledger", "verify", "--json").stdout)
        assert told["flawed"] == [] and told["cases"] >= CASES, told


def _work_and_kill(server: Server, chance: random.Random, *, during_start: bool) -> None:
    if server.is_up:
        wait(chance.uniform(0.05, 0.9))
    elif during_start:
        server.spawn()
        wait(chance.uniform(0.3, 2.0))
    else:
        server.start()
        wait(chance.uniform(0.05, 0.9))
    server.kill()


def check_everything_happened_once(rows: Reader, clerk: Clerk) -> None:
    numbers = {number for (number,) in rows.rows("SELECT number FROM case_file WHERE item = 'hurried'")}
    assert numbers == set(clerk.received) and len(clerk.received) == CASES, "a case was lost or made twice"
    fired: Counter[tuple[str, str]] = Counter()
    urged: Counter[tuple[str, str]] = Counter()
    asked = "SELECT c.number, l.act, l.detail FROM ledger l JOIN case_file c ON c.id = l.case_id WHERE item = 'hurried'"
    for number, act, detail in rows.rows(asked):
        if act in ("timer", "urge"):
            (fired if act == "timer" else urged)[number, json.loads(detail)["element"]] += 1
    for element in ONCE:
        wrong = {number: fired[number, element] for number in numbers if fired[number, element] != 1}
        assert not wrong, f"{element} did not fire exactly once in {len(wrong)} cases: {list(wrong.items())[:3]}"
    for timer, step in (("warned", "urge"), ("reminded", "remind"), ("decide_warned", "decide_urge")):
        wrong = {number for number in numbers if fired[number, timer] != urged[number, step]}
        assert not wrong, f"{step} was not done once for each {timer} in {len(wrong)} cases: {sorted(wrong)[:3]}"
    assert all(1 <= fired[number, "reminded"] <= 3 for number in numbers), "R3 means three times at most"
    levels = Counter(rows.rows("SELECT element, level FROM alert a JOIN case_file c ON c.id = a.case_id"
                               " WHERE item = 'hurried'"))  # fmt: skip
    expected = [("review", "yellow"), ("review", "red"), ("head_review", "red"), ("head_review", "missing"),
                ("decide", "yellow"), ("decide", "red")]  # fmt: skip
    assert levels == dict.fromkeys(expected, CASES), levels
    statuses = rows.rows("SELECT DISTINCT status, failure FROM case_file WHERE item = 'hurried'")
    assert statuses == [("completed", None)], statuses
    assert rows.one("SELECT count(*) FROM timer WHERE attempts > 0") == 0, "a timer failed on its way"
    texts = dict(rows.rows("SELECT task_id, text FROM opinion WHERE kind = 'opinion'"))
    assert {task: texts.get(task) for task in clerk.acknowledged} == clerk.acknowledged


def check_messages(rows: Reader, got: list[tuple[dict[str, str], bytes]]) -> None:
    """Each message came at least once, always with the same bytes, so that its key is all a receiver needs."""
    bodies: dict[str, set[bytes]] = {}
    for headers, body in got:
        bodies.setdefault(headers["Lianban-Delivery"], set()).add(body)
    sent = {key for (key,) in rows.rows("SELECT key FROM outbox WHERE dead_at IS NULL")}
    assert sent == set(bodies), f"not delivered: {sorted(sent - set(bodies))[:3]}"
    varied = [(key, sorted(found)) for key, found in bodies.items() if len(found) > 1]
    assert not varied, f"{len(varied)} messages came in two versions: {varied[:3]}"
    targets = Counter(json.loads(next(iter(found)))["topic"] for found in bodies.values())
    assert targets["alert.yellow"] == 2 * 2 * CASES, f"each goes to the department and the supervisors: {targets}"


def limited() -> bytes:
    """One review with a limit of three working days and a warning one day ahead; the item promises five of ten."""
    return draw(
        start("s"),
        user("review", groups="${dept}", many=many("departments", "dept"),
             props={"kind": "review", "limit": "3", "warn": "1"}),
        end("e"),
        flows=["s -> review -> e"], id="limited",
        props={"lead": "market", "itemCode": "PRFL", "mode": "promised", "limit": "5", "statutoryLimit": "10"},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.postgres
def test_kills_while_the_clock_runs_over_all_limits_leave_each_level_told_once(
    servers: Open, empty_postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance, url = random.Random(SEED), empty_postgres()
    cases, days = 40, ["2026-03-02", "2026-03-04", "2026-03-05", "2026-03-09", "2026-03-17"]
    server = servers(
        processes=only_centre(tmp_path_factory.mktemp("processes")), database_url=url,
        options=("--clock", f"{days[0]}T09:00:00+0800"),
    ).start()  # fmt: skip
    people = People(server)
    people.publish(("limited.bpmn", limited())).must(201)
    window = people.window("market")
    given = {"item": "limited", "applicant": {"name": "李雷"}, "variables": {"departments": ["fire", "urban"]}}
    for _ in range(cases):
        window.post("/cases", given).must(201)
    rows, struck = Reader(url), []
    for day in days[1:]:
        moment = f"{day}T18:00:00+08:00"
        chief = people.chief()
        moving = threading.Thread(target=_move_clock, args=(chief, moment))
        moving.start()
        wait(chance.uniform(0.05, 0.6))
        server.kill()
        moving.join()
        check_sound(url)
        due = int(datetime.fromisoformat(moment).timestamp() * 1e6)
        fired = rows.one("SELECT count(*) FROM timer WHERE fired_at IS NOT NULL")
        struck.append((fired, rows.one(DUE, due)))
        server.options = ("--clock", moment.replace("+08:00", "+0800"))
        server.start()
    assert any(left for _, left in struck), f"no kill struck while the clock was being moved: {struck}"
    until("nothing is due any more", lambda: rows.one("SELECT count(*) FROM timer WHERE fired_at IS NULL") == 0)
    server.stop()
    check_sound(url)
    levels = Counter(rows.rows("SELECT element, level FROM alert"))
    steps = {("review", "yellow"): 2 * cases, ("review", "red"): 2 * cases}
    assert levels == {**steps, ("", "yellow"): cases, ("", "red"): cases, ("", "breach"): cases}, levels


def _move_clock(chief: Client, moment: str) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):  # the server is killed while it answers
        chief.call("PUT", "/clock", {"at": moment}).must(200)
