"""The API in front of the centre's hall, and the people who try to get round its rules."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from app import api, desk
from app.domain.cases import CaseStatus
from app.domain.roles import Role
from app.timers.clock import SteppedClock
from app.timers.metrics import Figures
from app.timers.pulse import Pulse
from tests.api.setting import Person
from tests.factories import ADMIN, AT, Centre


class Door:
    """The API in front of the hall, and the people who try it."""

    def __init__(self, hall: Centre) -> None:
        self.hall = hall
        metrics = api.Metrics()
        figures = Figures(metrics.registry)
        pulse = Pulse(hall.house, hall.house.settings, SteppedClock(AT), figures)
        self.client = api.build(hall.house, metrics=metrics, pulse=pulse, last_beat=figures.last_beat).test_client()
        self._known: dict[str, Person] = {}

    def person(self, user: str, role: Role, department: str) -> Person:
        if user not in self._known:
            token = desk.issue_token(self.hall.house, user, role, department, at=AT)
            self._known[user] = Person(self.client, token)
        return self._known[user]

    @property
    def window(self) -> Person:
        return self.person("tang.li", Role.WINDOW, "market")

    @property
    def officer(self) -> Person:
        return self.person("lin.wei", Role.OFFICER, "market")

    @property
    def head(self) -> Person:
        return self.person("zhou.min", Role.HEAD, "market")

    @property
    def leader(self) -> Person:
        return self.person("gu.cheng", Role.HEAD, "centre")

    @property
    def root(self) -> Person:
        return self.person("long.teng", Role.ADMINISTRATOR, "centre")

    def received(self, **variables: Any) -> str:
        body = {"item": "promised", "applicant": {"name": "王小二"}, "variables": {"site_visit": False, **variables}}
        made = self.window.post("/cases", body)
        assert made.status_code == 201, made.text
        return str(made.get_json()["number"])

    def request(self, **said: Any) -> dict[str, Any]:
        """What a clerk enters of a withdrawal that an applicant has signed."""
        return {"reason": "申请人撤回", "signed_by": "王小二", "uploads": [self.hall.signed()], **said}

    def signs(self, who: Person, number: str) -> TestResponse:
        """Somebody enters such a withdrawal."""
        return who.post(f"/cases/{number}/withdraw", self.request())

    def task(self, number: str) -> int:
        (task,) = self.hall.open_tasks(desk.case(self.hall.house, ADMIN, number))
        return task.id

    def complete(self, who: Person, number: str, **answer: Any) -> TestResponse:
        return who.post(f"/tasks/{self.task(number)}/complete", answer)

    def status(self, number: str) -> CaseStatus:
        return desk.case(self.hall.house, ADMIN, number).status

    def kinds(self, number: str) -> list[str]:
        return [one.kind for one in desk.notices(self.hall.house, ADMIN, number)]
