"""`bench clock`: how long a changed calendar takes to reach every open case, and what an inbox of them costs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from app import designs, desk
from app.bench.client import Client, server
from app.bench.diagram import joint
from app.bench.measure import median_ms
from app.bench.ours import AT, NOBODY, Ours
from app.desk import Desk
from app.domain.actors import Actor
from app.domain.clock import Basis
from app.domain.days import DayKind, Mark
from app.domain.reasons import reasons
from app.domain.roles import Role
from app.domain.years import Scope
from app.store.recompute import RecomputeRecord

T = TypeVar("T")

DEPARTMENTS = 2
REACHED = {**NOBODY, "email": "bench@example.org"}
"""Every applicant is told of the new day, which costs most."""
CLOSED = date(2026, 3, 5)
ADMINISTRATOR = Actor(user="bench", role=Role.ADMINISTRATOR)


@dataclass(frozen=True, kw_only=True)
class ClockReport:
    """Figures, each beside what it must stay under."""

    cases: int
    moved: int
    recompute_seconds: float
    cases_per_second: float
    red_inbox_ms: float
    red_tasks: int
    due_microseconds: float
    explain_milliseconds: float

    @property
    def goals(self) -> list[tuple[str, float, float]]:
        """Name, value and bound; the bound of the recomputation is a minute for 10,000 cases."""
        return [
            ("recompute, seconds for 10,000 open cases", self.recompute_seconds * 10_000 / self.cases, 60),
            ("GET /tasks?light=red over HTTP, ms (19 of 20)", self.red_inbox_ms, 50),
            ("due moment of 45 days, µs", self.due_microseconds, 50),
            ("explanation of 45 days, ms", self.explain_milliseconds, 2),
        ]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        goals = [{"name": name, "value": value, "below": most} for name, value, most in self.goals]
        return {**asdict(self), "goals": goals}


Tick = Callable[[str, int, int], None]


def measure(cases: int, tick: Tick = lambda what, done, total: None, *, database_url: str = "") -> ClockReport:
    """Open so many joint cases, let their lamps turn red, close a day, recompute, and ask for the red ones.

    database_url: an empty PostgreSQL database instead of a SQLite file.
    """
    with tempfile.TemporaryDirectory(prefix="lianban-bench-") as name:
        ours = Ours(Path(name), DEPARTMENTS, database_url, REACHED, smtp_host="localhost")
        try:
            return _measure(ours, cases, tick)
        finally:
            ours.close()


def _measure(ours: Ours, cases: int, tick: Tick) -> ClockReport:
    house = ours.desk
    files = [designs.File(name="limited.bpmn", data=_with_limits(joint()))]
    designs.deploy(house, ADMINISTRATOR, files, at=AT)
    for number in range(cases):
        for step in islice(ours.case(DEPARTMENTS, {}), 2):  # filed and accepted; the departments have it
            step()
        tick("opening cases", number + 1, cases)
    _turn_red(house)
    mark = Mark(kind=DayKind.CLOSED, name="bench", basis="bench")
    desk.add_days(house, ADMINISTRATOR, Scope.LOCALITY, mark, CLOSED, at=AT)

    def noted(job: RecomputeRecord) -> bool:
        tick("recomputing", job.done, cases)
        return True

    begun = time.perf_counter()
    done = desk.work_off(house, at=AT, tick=noted)
    took = time.perf_counter() - begun
    times, found = _red_inbox(ours)
    calendar, stopped = house.reckoning.calendar, ()
    basis = Basis(from_at=AT, amount=45)
    counted, due_at = _timed(2_000, lambda: house.reckoning.due(basis, stopped))
    explained, _ = _timed(200, lambda: reasons(calendar, AT, due_at, ()))
    return ClockReport(
        cases=done.cases,
        moved=done.moved,
        recompute_seconds=took,
        cases_per_second=done.cases / took,
        red_inbox_ms=sorted(times)[len(times) * 19 // 20] * 1000,
        red_tasks=found,
        due_microseconds=median_ms(counted) * 1000,
        explain_milliseconds=median_ms(explained),
    )


def _with_limits(diagram: bytes) -> bytes:
    """Every department's step has a limit as well, so that its lamp moves with the calendar."""
    bare = b'<bpmn:userTask id="review" name="\xe5\xae\xa1\xe6\x9f\xa5" camunda:candidateGroups="${dept}" />'
    assert bare in diagram
    limits = b'<camunda:property name="limit" value="5" /><camunda:property name="warn" value="2" />'
    inside = (
        b"<bpmn:extensionElements><camunda:properties>" + limits + b"</camunda:properties></bpmn:extensionElements>"
    )
    return diagram.replace(bare, bare[:-3] + b">" + inside + b"</bpmn:userTask>")


def _turn_red(house: Desk) -> None:
    """Every third step is late, as in a bad month; waiting for their timers would take the bench an hour."""
    with house.database.writing() as connection:
        connection.exec_driver_sql("UPDATE task SET light = 2 WHERE closed_at IS NULL AND id - id / 3 * 3 = 0")


def _red_inbox(ours: Ours) -> tuple[list[float], int]:
    """A supervisor's inbox of red lamps, asked of the server as anybody starts it; how many tasks are on the page."""
    token = desk.issue_token(ours.desk, "watch", Role.SUPERVISOR, "", at=AT)
    settings = ours.settings
    # Its clock stands where the cases were opened, or it would fire months of timers while it is asked.
    arguments = [
        "app.cli",
        "serve",
        "--data",
        str(settings.data),
        "--port",
        "0",
        "--clock",
        f"{AT:%Y-%m-%dT%H:%M:%S%z}",
    ]
    with server(arguments, settings.data / "server.log", {"LIANBAN_DATABASE_URL": settings.database_url}) as port:
        client = Client(port)
        try:
            times, found = _timed(200, lambda: client.call("GET", "/api/v1/tasks?light=red", None, token))
        finally:
            client.close()
    return times, len(found["items"])


def _timed(rounds: int, call: Callable[[], T]) -> tuple[list[float], T]:
    times, found = [], call()
    for _ in range(rounds):
        begun = time.perf_counter()
        found = call()
        times.append(time.perf_counter() - begun)
    return times, found
