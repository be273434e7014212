"""The centre as `processes/` describes it, and short words for what people do in it."""

from __future__ import annotations

from typing import Any

from app import designs, desk
from app.desk import Completed
from app.desk.house import Desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.settings import ROOT, Settings
from app.store.database import Database
from app.store.records import CaseRecord
from app.store.signals import Signal, SignalQuery
from tests.factories import ADMIN, AT, SUPERVISOR, Centre

SHOP = {"area": 350, "works": 100_000, "sign_board": True, "tobacco": False, "drains": False, "fumes": False}
NO = {"reasons": "不符合条件", "basis": "行政许可法第三十二条"}
SENT = {"reference": "青住建报〔2026〕12号", "receiver": "省厅政务窗口"}
LEADER = Actor(user="gu.cheng", role=Role.HEAD, department="centre")


def open_hall(database: Database) -> Centre:
    """The house with its six items, guides and people."""
    centre = Centre(house=desk.open_desk(database, Settings(webhook_url="http://hook.example", webhook_secret="x")))
    designs.load_folder(centre.house, ROOT / "processes", at=AT)
    return centre


def clerk(department: str) -> Actor:
    """Who sits at a department's window."""
    return Actor(user=f"{department}.clerk", role=Role.WINDOW, department=department)


def receive(hall: Centre, item: str, department: str, **variables: Any) -> CaseRecord:
    """An application at the window of a department."""
    return hall.receive(item, actor=clerk(department), **variables)


def run(hall: Centre, case: CaseRecord, *answers: tuple[str, dict[str, Any]]) -> Completed:
    """Give the answers one after the other."""
    done = None
    for element, answer in answers:
        task = hall.task(case, element, answer.pop("department", None))
        done = hall.complete(case, element, task.department, **answer)
    assert done is not None
    return done


def signals(house: Desk, **query: Any) -> list[Signal]:
    """What the watch has seen, the oldest first."""
    return list(reversed(desk.signals(house, SUPERVISOR, SignalQuery(**query)).items))


def ledger(hall: Centre, case: CaseRecord, act: str) -> list[dict[str, Any]]:
    """What the ledger says of an act."""
    return [dict(entry.detail) for entry in desk.ledger(hall.house, ADMIN, case.number) if entry.act == act]
