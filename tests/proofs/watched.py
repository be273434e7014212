"""A case in which every secret has words of its own, and what of them somebody is told."""

from __future__ import annotations

from dataclasses import dataclass

from tests.proofs.client import Answer, Client
from tests.proofs.diagrams import JOINT, hurried
from tests.proofs.office import People
from tests.proofs.server import Server

SECRETS = {
    "name": "欧阳甲乙丙丁",
    "identity": "110101199003071234",
    "phone": "13800138000",
    "form": "FLOOR-AREA-87",
    "material": "CONTRACT-OF-LEASE",
    "fire opinion": "FIRE-OPINION-1f",
    "fire reasons": "FIRE-REASONS-2e",
    "fire basis": "FIRE-BASIS-3d",
    "fire form": "FIRE-FORM-4c",
    "urban advice asked": "URBAN-ASKS-5b",
    "urban advice": "URBAN-ADVICE-6a",
    "housing draft": "HOUSING-DRAFT-79",
    "urgent words": "URGE-WORDS-88",
}
FACTS = {"name", "identity", "phone", "form", "material"}
FIRE = {"fire opinion", "fire reasons", "fire basis", "fire form"}
URBAN = {"urban advice asked", "urban advice"}
DISAGREE = {
    "outcome": "disagree",
    "opinion": SECRETS["fire opinion"],
    "reasons": SECRETS["fire reasons"],
    "basis": SECRETS["fire basis"],
    "form": {"note": SECRETS["fire form"]},
}
GUIDE = b'key = "joint_rooms"\nname = "Rooms"\nwindows = ["C01"]\n'
SIDES = ("", "/timeline", "/limits", "/opinions", "/notices", "/ledger", "/diagram")


@dataclass
class Case:
    """A joint review: the fire brigade disagreed, the urban office asked a colleague, housing has a draft."""

    server: Server
    people: People
    number: str
    code: str
    tasks: dict[str, int]


def open_case(server: Server) -> Case:
    """Everybody says something, each in words of their own."""
    people = People(server)
    people.publish(
        ("joint_rooms.bpmn", JOINT["joint_rooms"]()), ("joint_rooms.toml", GUIDE), ("hurried.bpmn", hurried())
    ).must(201)
    received = people.window("centre").post("/cases", {
        "item": "joint_rooms",
        "applicant": {"name": SECRETS["name"], "identity": SECRETS["identity"], "phone": SECRETS["phone"]},
        "form": {"area": SECRETS["form"]},
        "materials": [{"code": "M01", "file": SECRETS["material"]}],
        "variables": {"departments": ["fire", "urban", "housing"]},
        "window": "C01",
    }).must(201)  # fmt: skip
    number, code = received["number"], received["code"]
    tasks = {task["department"]: task["id"] for task in people.chief().pages("/tasks", case=number)}
    people.officer("fire").post(f"/tasks/{tasks['fire']}/complete", DISAGREE).must(200)
    urban, colleague = people.officer("urban"), people.officer("urban", 2)
    urban.post(f"/tasks/{tasks['urban']}/claim").must(200)
    asked = {"user": "urban.officer2", "text": SECRETS["urban advice asked"]}
    urban.post(f"/tasks/{tasks['urban']}/delegate", asked).must(200)
    colleague.post(f"/tasks/{tasks['urban']}/resolve", {"opinion": SECRETS["urban advice"]}).must(200)
    housing = people.officer("housing")
    housing.post(f"/tasks/{tasks['housing']}/claim").must(200)
    housing.call("PUT", f"/tasks/{tasks['housing']}/draft", {"form": {"x": SECRETS["housing draft"]}}).must(204)
    people.head("market").post(f"/cases/{number}/urge", {"text": SECRETS["urgent words"]}).must(200)
    return Case(server, people, number, code, tasks)


def everything_seen(case: Case, client: Client) -> dict[str, Answer]:
    """The answers to every question about cases and tasks that can be asked with GET."""
    paths = [f"/cases/{case.number}{side}" for side in SIDES]
    paths += [f"/tasks/{task}" for task in case.tasks.values()]
    paths += [
        "/cases",
        f"/cases?q={case.number}",
        "/tasks?status=all",
        "/tasks?status=live",
        "/tasks?status=done",
        f"/tasks?status=all&case={case.number}",
        "/tasks/count",
        "/alerts",
        "/me",
        "/departments",
        "/definitions",
    ]
    paths += [f"/tasks?status=all&department={department}" for department in ("fire", "urban", "housing", "market")]
    return {path: client.get(path) for path in paths}


def told(answers: dict[str, Answer]) -> dict[str, list[str]]:
    """Which secrets stand in which answers."""
    found = {secret: [path for path, answer in answers.items() if text.encode() in answer.body]
             for secret, text in SECRETS.items()}  # fmt: skip
    return {secret: paths for secret, paths in found.items() if paths}
