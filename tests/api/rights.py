"""Who may ask what: each call once for each kind of person, from a state in which somebody may.

Two departments review the case, fire and urban; the task asked about is fire's; market leads and received it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from app import desk
from app.domain.roles import Role
from app.store import tables
from tests.api.setting import ITEM, START, Person, Town, diagram

PEOPLE: dict[str, tuple[Role, str]] = {
    "market.window": (Role.WINDOW, "market"),
    "market.officer": (Role.OFFICER, "market"),
    "market.head": (Role.HEAD, "market"),
    "fire.a": (Role.OFFICER, "fire"),
    "fire.head": (Role.HEAD, "fire"),
    "urban.officer": (Role.OFFICER, "urban"),
    "urban.head": (Role.HEAD, "urban"),
    "tobacco.officer": (Role.OFFICER, "tobacco"),
    "tobacco.head": (Role.HEAD, "tobacco"),
    "tobacco.window": (Role.WINDOW, "tobacco"),
    "a.supervisor": (Role.SUPERVISOR, "centre"),
    "a.designer": (Role.DESIGNER, "centre"),
    "an.administrator": (Role.ADMINISTRATOR, "centre"),
}
REASON = {"reason": "理由"}


@dataclass
class Scene:
    """A case and what of it is asked about."""

    town: Town
    number: str
    code: str
    task: int
    alert: int
    absence: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        return self.town.person(name, *PEOPLE[name])


def set_scene(town: Town) -> Scene:
    """A new case with an alert for fire."""
    for name in PEOPLE:
        town.person(name, *PEOPLE[name])
    town.officer("fire", "b")
    received = town.person("market.window", Role.WINDOW, "market").post("/cases", town.application()).get_json()
    task = town.tasks(received["number"])["fire"]
    with town.desk.database.writing() as connection:
        row = {"id": task * 10, "case_id": task // 1_000_000, "task_id": task, "level": "yellow", "department": "fire"}
        more = {"element": "review", "name": "审查", "due_at": None, "at": START}
        connection.execute(tables.alert.insert(), {**row, **more})
    return Scene(town, received["number"], received["code"], task, task * 10)


Prepare = Callable[[Scene], None]


def claimed(scene: Scene) -> None:
    assert scene.person("fire.a").post(f"/tasks/{scene.task}/claim").status_code == 200


def delegated(scene: Scene) -> None:
    claimed(scene)
    to = {"user": "fire.b"}
    assert scene.person("fire.a").post(f"/tasks/{scene.task}/delegate", to).status_code == 200


def completed(scene: Scene) -> None:
    done = scene.person("fire.a").post(f"/tasks/{scene.task}/complete", {"outcome": "agree"})
    assert done.status_code == 200, done.text


def reviewed(scene: Scene) -> None:
    """Both have agreed, and the lead's task is the one asked about."""
    completed(scene)
    urban = scene.town.tasks(scene.number)["urban"]
    done = scene.person("urban.officer").post(f"/tasks/{urban}/complete", {"outcome": "agree"})
    scene.task = done.get_json()["opened"][0]["id"]


def absent(scene: Scene) -> None:
    given = {"from_at": "2026-03-02T00:00:00Z", "to_at": "2026-03-03T00:00:00Z"}
    made = scene.town.chief.post("/posts/fire-review/absences", given)
    scene.absence = made.get_json()["id"]


def tokened(scene: Scene) -> None:
    scene.town.person("somebody", Role.SUPERVISOR)
    desk.issue_token(scene.town.desk, "somebody", Role.SUPERVISOR, at=START)


@dataclass(frozen=True)
class Call:
    """How an operation is asked; `prepare` brings the case into a state in which somebody may."""

    body: Any = None
    prepare: Prepare = lambda scene: None
    query: str = ""
    files: bool = False


CALLS: dict[str, Call] = {
    "POST /cases": Call({"item": ITEM, "applicant": {"name": "李雷"}, "variables": {"departments": ["fire"]}}),
    "POST /cases/{number}/urge": Call({"text": "请办理"}),
    "POST /cases/{number}/withdraw": Call(REASON),
    "POST /cases/{number}/terminate": Call(REASON),
    "POST /cases/{number}/messages": Call({"name": "nothing"}),
    "GET /tasks": Call(query="?department=fire"),
    "GET /tasks/count": Call(query="?department=fire"),
    "POST /tasks/claim": Call({"tasks": [1]}),
    "POST /tasks/{task_id}/unclaim": Call(prepare=claimed),
    "POST /tasks/{task_id}/assignee": Call({"user": "fire.b"}),
    "POST /tasks/{task_id}/delegate": Call({"user": "fire.b"}),
    "POST /tasks/{task_id}/resolve": Call({"opinion": "可以"}, delegated),
    "POST /tasks/{task_id}/transfer": Call({"department": "tobacco", **REASON}),
    "POST /tasks/{task_id}/complete": Call({"outcome": "agree"}),
    "POST /tasks/{task_id}/return": Call({"element": "review", **REASON}, reviewed),
    "POST /tasks/{task_id}/withdraw": Call(REASON, completed),
    "POST /tasks/{task_id}/departments": Call({"department": "tobacco", **REASON}),
    "DELETE /tasks/{task_id}/departments": Call(query="?department=urban&reason=x"),
    "PUT /tasks/{task_id}/draft": Call({"form": {"x": 1}}),
    "GET /alerts": Call(query="?department=fire"),
    "POST /alerts/{alert_id}/acknowledge": Call({}),
    "POST /alerts/{alert_id}/explain": Call({"text": "人员不足"}),
    "POST /deployments": Call(query="?dry_run=true", files=True),
    "POST /posts/{code}/absences": Call({"from_at": "2026-03-02T00:00:00Z", "to_at": "2026-03-03T00:00:00Z"}),
    "DELETE /posts/{code}/absences/{absence_id}": Call(prepare=absent),
    "POST /tokens": Call({"user": "new", "role": "supervisor"}),
    "DELETE /tokens/{user}": Call(prepare=tokened),
    "GET /calendar/due": Call(query="?from=2026-03-02&days=5"),
    "PUT /clock": Call({"at": "2026-03-02T02:00:00Z"}),
    "GET /public/cases/{number}": Call(query="?code={code}"),
}
"""What a call needs beside its address; most need nothing.  A bulk claim answers 200 and says for each task."""


def ask(scene: Scene, operation: str, who: Person) -> TestResponse:
    """One call about the scene."""
    call = CALLS.get(operation, Call())
    method, _, path = operation.partition(" ")
    filled = path.format(
        number=scene.number, task_id=scene.task, alert_id=scene.alert, absence_id=scene.absence or 1,
        code="fire-review", user="somebody", year=2026, key=ITEM, version=1,
    )  # fmt: skip
    filled += call.query.format(code=scene.code)
    if call.files:
        headers = {"Authorization": f"Bearer {who.token}"} if who.token else {}
        sent = {"files": [(io.BytesIO(diagram()), "x.bpmn")]}
        return who.client.open(f"/api/v1{filled}", method=method, data=sent, headers=headers)
    return who.call(method, filled, call.body)
