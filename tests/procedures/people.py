"""Who acts in the centre of `processes/centre.toml`, and what they do there in one word."""

from __future__ import annotations

from typing import Any

from app import desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.store.records import CaseRecord
from tests.factories import Centre

GU, MENG = (Actor(user=user, role=Role.HEAD, department="centre") for user in ("gu.cheng", "meng.yao"))
SHAO, WAN = (Actor(user=user, role=Role.OFFICER, department="centre") for user in ("shao.yi", "wan.qing"))
QIAN = Actor(user="qian.duo", role=Role.WINDOW, department="centre")
MAO, WU = (Actor(user=user, role=Role.SUPERVISOR, department="supervision") for user in ("mao.ning", "wu.fan"))
ZHOU, HE = (Actor(user=user, role=Role.HEAD, department="market") for user in ("zhou.min", "he.jianguo"))
LIN, XU = (Actor(user=user, role=Role.OFFICER, department="market") for user in ("lin.wei", "xu.jing"))
TANG, DENG = (Actor(user=user, role=Role.WINDOW, department="market") for user in ("tang.li", "deng.chao"))
CAO = Actor(user="cao.lei", role=Role.OFFICER, department="fire")
LUO = Actor(user="luo.yong", role=Role.HEAD, department="fire")
NO = {"reasons": "不符合条件", "basis": "行政许可法第三十二条"}


def does(hall: Centre, case: CaseRecord, element: str, actor: Actor, **answer: Any) -> desk.Completed:
    """Somebody completes the step of a case."""
    return hall.complete(case, element, actor=actor, **answer)


def granted(hall: Centre) -> CaseRecord:
    """A food licence, received by Tang, accepted by Tang, decided by Zhou; closed."""
    case = hall.receive("promised", actor=TANG, site_visit=False)
    does(hall, case, "food_accept", TANG, outcome="accept")
    while hall.open_tasks(case):
        (task,) = hall.open_tasks(case)
        actor = {"head": ZHOU, "window": TANG}.get(task.role or "", LIN)
        actions = desk.task_sheet(hall.house, actor, task.id, at=hall.at).actions
        does(hall, case, task.element, actor, outcome=next(a for a in ("grant", "done", "agree") if a in actions))
    return hall.now(case)


def form_of(hall: Centre, actor: Actor, case: CaseRecord) -> dict[str, Any]:
    """What somebody reads of what was handed in."""
    return desk.case_form(hall.house, actor, case.number).form
