"""`lianban calendar recompute` does what a closed day left to do, and has nothing to do the second time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import orjson
from click.testing import CliRunner

from app import desk
from app.cli import lianban
from app.domain.days import DayKind, Mark
from app.domain.years import Scope
from app.store.database import Database
from tests.factories import ADMIN, AT, joint, open_centre


def test_recomputes_what_is_pending_once(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    centre = open_centre(database)
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    before = centre.now(case).due_at
    mark = Mark(kind=DayKind.CLOSED, name="台风", basis="市政府令")
    desk.add_days(centre.house, ADMIN, Scope.LOCALITY, mark, date(2026, 3, 5), at=AT)
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    asked = ["calendar", "recompute", "--data", str(folder), "--json"]
    first = CliRunner().invoke(lianban, asked)
    assert orjson.loads(first.stdout) == {"cases": 1, "moved": 1, "pending": 0}, first.output
    second = CliRunner().invoke(lianban, asked)
    assert orjson.loads(second.stdout) == {"cases": 0, "moved": 0, "pending": 0}
    after = centre.now(case).due_at
    assert before is not None
    assert after is not None
    assert after > before
    database.close()
