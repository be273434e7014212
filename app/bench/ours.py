"""Our way, in process: the desk on SQLite with everything on: checks, rows, lamps, ledger, outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from app import designs, desk
from app.bench.diagram import joint
from app.bench.measure import Steps
from app.domain.actors import Actor
from app.domain.roles import Role
from app.opening import open_house, settle_down
from app.settings import Settings

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
LEAD = "lead"
NOBODY = {"name": "bench"}
"""An applicant who gave no address."""


class Ours:
    """A desk on a fresh database with the joint diagram published."""

    def __init__(
        self,
        folder: Path,
        departments: int,
        database_url: str = "",
        applicant: Mapping[str, str] = NOBODY,
        **settings: str,
    ) -> None:
        """database_url: an empty PostgreSQL database instead of SQLite in `folder`.  applicant: of every case."""
        self.settings = Settings.model_validate({"data": folder, "database_url": database_url, **settings})
        self.applicant = applicant
        self.desk = open_house(self.settings)
        self.codes = [f"d{number:03d}" for number in range(departments)]
        self.window = self._actor("clerk", Role.WINDOW, LEAD)
        self.lead = self._actor("leader", Role.OFFICER, LEAD)
        self.officers = {code: self._actor(f"officer-{code}", Role.OFFICER, code) for code in self.codes}
        administrator = self._actor("designer", Role.ADMINISTRATOR, "")
        designs.deploy(self.desk, administrator, [designs.File(name="bench.bpmn", data=joint())], at=AT)
        settle_down()  # as the server does

    def _actor(self, user: str, role: Role, department: str) -> Actor:
        token = desk.issue_token(self.desk, user, role, department, at=AT)
        return desk.authenticate(self.desk, token, AT)

    def case(self, departments: int, form: dict[str, Any]) -> Steps:
        """The durable steps of one case: filed, accepted, reviewed by each department, decided."""
        numbers: list[str] = []
        codes = self.codes[:departments]

        def file() -> None:
            found = desk.receive(
                self.desk,
                self.window,
                "bench",
                applicant=self.applicant,
                form=form,
                variables={"co_departments": codes},
                at=AT,
            )
            numbers.append(found.number)

        yield file
        done: list[desk.Completed] = []

        def complete(actor: Actor, task: int, outcome: str) -> None:
            done.append(desk.complete(self.desk, actor, task, outcome=outcome, opinion=outcome, at=AT))

        first = desk.tasks(self.desk, self.lead, numbers[0])[0]
        yield lambda: complete(self.lead, first.id, "accept")
        for task in done[-1].opened:
            yield partial(complete, self.officers[task.department], task.id, "agree")
        last = done[-1].opened[0]
        yield lambda: complete(self.lead, last.id, "grant")

    def close(self) -> None:
        """Let go of the database."""
        self.desk.database.close()
