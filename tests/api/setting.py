"""A small centre behind the API: four departments, a joint review that the lead decides, and people with tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import api, designs, desk
from app.desk import Desk
from app.domain.actors import SYSTEM
from app.domain.roles import Role
from app.settings import Settings
from app.store.database import Database
from app.timers.clock import SteppedClock
from app.timers.metrics import Figures
from app.timers.pulse import Pulse
from tests.engine.drawing import draw, end, many, start, user

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, ten o'clock in the centre
ITEM = "joint_try"
DEPARTMENTS = ("fire", "urban")
GUIDE = b"""\
key = "joint_try"
name = "Opening a restaurant"
fees = [{ code = "F1", name = "plate", amount = 10, basis = "price list" }]
files = [{ name = "application.pdf", title = "form", kind = "form", made = "application" }]

[phrases]
agree = ["\\u7b26\\u5408\\u6761\\u4ef6,\\u540c\\u610f\\u3002"]
"""
CENTRE = """\
actions = [{ code = "agree", name = "同意", reasons = false }]

[centre]
code = "town"
name = "A town's centre"

[[departments]]
code = "fire"
name = "消防救援大队"
posts = [{ code = "fire-review", name = "消防审查", role = "officer", a = "fire.a", b = "fire.b" }]

[[departments]]
code = "market"
name = "市场监督管理局"

[[departments]]
code = "urban"
name = "城市管理局"

[[departments]]
code = "tobacco"
name = "烟草专卖局"

[[departments]]
code = "centre"
name = "中心办公室"
"""


def diagram() -> bytes:
    """Departments of `departments` review side by side, then `market` decides."""
    review = user(
        "review",
        name="审查",
        groups="${dept}",
        many=many("departments", "dept"),
        props={
            "kind": "review",
            "limit": "5",
            "actions": "agree,disagree",
            "outputCollection": "opinions",
            "outputElement": "opinion",
        },
    )
    decide = user(
        "decide", name="决定", groups="market", props={"kind": "decide", "limit": "2", "actions": "grant,deny"}
    )
    return draw(
        start("s"),
        review,
        decide,
        end("e"),
        flows=["s -> review -> decide -> e"],
        id=ITEM,
        props={"lead": "market", "itemCode": "TRY", "mode": "promised", "limit": "10"},
    )


@dataclass
class Person:
    """Somebody at a keyboard; answers are Flask's."""

    client: FlaskClient
    token: str
    language: str = "en"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One call under /api/v1; header names with underscores."""
        given = {"Accept-Language": self.language}
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        more: dict[str, Any] = {} if body is None else {"json": body}
        return self.client.open(f"/api/v1{path}", method=method, headers=given, **more)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.call("POST", path, body, **headers)


@dataclass
class Town:
    """The desk, its web application, and everybody's tokens."""

    desk: Desk
    clock: SteppedClock
    pulse: Pulse
    client: FlaskClient
    tokens: dict[str, str] = field(default_factory=dict)

    def person(self, user: str, role: Role, department: str = "") -> Person:
        if user not in self.tokens:
            self.tokens[user] = desk.issue_token(self.desk, user, role, department, at=self.clock.now())
        return Person(self.client, self.tokens[user])

    def officer(self, department: str, letter: str = "a") -> Person:
        return self.person(f"{department}.{letter}", Role.OFFICER, department)

    @property
    def window(self) -> Person:
        return self.person("window.a", Role.WINDOW, "market")

    @property
    def lead(self) -> Person:
        return self.person("market.head", Role.HEAD, "market")

    @property
    def chief(self) -> Person:
        return self.person("chief", Role.ADMINISTRATOR, "centre")

    @property
    def nobody(self) -> Person:
        return Person(self.client, "")

    def application(self, **more: Any) -> dict[str, Any]:
        given = {"item": ITEM, "applicant": {"name": "李雷"}, "variables": {"departments": list(DEPARTMENTS)}}
        return {**given, **more}

    def receive(self, **more: Any) -> dict[str, Any]:
        """A new case as the window sees it."""
        answer = self.window.post("/cases", self.application(**more))
        assert answer.status_code == 201, answer.text
        received: dict[str, Any] = answer.get_json()
        return received

    def tasks(self, number: str) -> dict[str, int]:
        """The open tasks of a case by department."""
        found = self.chief.get(f"/tasks?case={number}").get_json()["items"]
        return {task["department"]: task["id"] for task in found}


@contextmanager
def a_town(database: Database, data: Path, **settings: Any) -> Iterator[Town]:
    """A town on a migrated database, with its diagram deployed; the timers stand still."""
    chosen: Mapping[str, Any] = {"data": data, **settings}
    folder = data / "processes"
    folder.mkdir(parents=True)
    (folder / "centre.toml").write_text(CENTRE, "utf-8")
    (folder / f"{ITEM}.bpmn").write_bytes(diagram())
    (folder / f"{ITEM}.toml").write_bytes(GUIDE)
    house = desk.open_desk(database, Settings(**chosen))
    clock = SteppedClock(START)
    designs.load_folder(house, folder, at=START)
    metrics = api.Metrics()
    figures = Figures(metrics.registry)
    pulse = Pulse(house, house.settings, clock, figures)
    app = api.build(house, metrics=metrics, pulse=pulse, last_beat=figures.last_beat)
    yield Town(desk=house, clock=clock, pulse=pulse, client=app.test_client())


__all__ = ["DEPARTMENTS", "ITEM", "START", "SYSTEM", "Person", "Town", "a_town", "diagram"]
