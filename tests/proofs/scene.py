"""A small town in which everything that can be asked wrongly is at hand: open, claimed and completed tasks, cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.proofs.client import Client
from tests.proofs.content import Reader
from tests.proofs.diagrams import joint_by_tasks
from tests.proofs.office import People
from tests.proofs.server import Server

ITEM = "joint_tasks"
APPLICATION: dict[str, Any] = {
    "item": ITEM,
    "applicant": {"name": "李雷"},
    "variables": {"departments": ["fire", "urban", "housing"]},
}
USED_KEY = "a-key-that-was-used"


@dataclass
class Scene:
    """Case `running`: the fire brigade's task is open, the urban one is claimed, the housing one is completed."""

    server: Server
    people: People
    rows: Reader
    running: str
    ended: str
    fire: int
    urban: int
    housing: int
    decided: int
    expired: str
    revoked: str

    @property
    def window(self) -> Client:
        return self.people.window("market")

    def officer(self, department: str) -> Client:
        return self.people.officer(department)


def set_scene(server: Server, rows: Reader) -> Scene:
    people = People(server)
    people.publish((f"{ITEM}.bpmn", joint_by_tasks())).must(201)
    window = people.window("market")
    running = window.post("/cases", APPLICATION, Idempotency_Key=USED_KEY).must(201)["number"]
    tasks = {task["department"]: task["id"] for task in people.chief().pages("/tasks", case=running)}
    people.officer("urban").post(f"/tasks/{tasks['urban']}/claim").must(200)
    agree = {"outcome": "agree", "opinion": "同意"}
    people.officer("housing").post(f"/tasks/{tasks['housing']}/complete", agree).must(200)
    ended, decided = _finish(people, window)
    for user in ("fire.officer2", "urban.officer2"):
        people.token(user, "officer", user.partition(".")[0])
    for prepared in (people.head("market"), people.designer(), people.supervisor(), people.officer("tobacco")):
        prepared.get("/me").must(200)
    revoked = people.token("somebody.gone", "officer", "fire")
    people.chief().call("DELETE", "/tokens/somebody.gone").must(204)
    return Scene(
        server, people, rows, running, ended, fire=tasks["fire"], urban=tasks["urban"], housing=tasks["housing"],
        decided=decided, expired=_expired(people, rows), revoked=revoked,
    )  # fmt: skip


def _expired(people: People, rows: Reader) -> str:
    """A token whose time is over; no call makes one, so the row is changed."""
    token = people.token("somebody.late", "officer", "fire")
    rows.change('UPDATE token SET expires_at = created_at WHERE "user" = ?', "somebody.late")
    return token


def _finish(people: People, window: Client) -> tuple[str, int]:
    """A case that went through to its end, and the lead's task of it."""
    given = {**APPLICATION, "variables": {"departments": ["fire"]}}
    number = window.post("/cases", given).must(201)["number"]
    (task,) = people.chief().pages("/tasks", case=number)
    agreed = {"outcome": "agree", "opinion": "同意"}
    (opened,) = people.officer("fire").post(f"/tasks/{task['id']}/complete", agreed).must(200)["opened"]
    people.head("market").post(f"/tasks/{opened['id']}/complete", {"outcome": "grant"}).must(200)
    return number, opened["id"]
