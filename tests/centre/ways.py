"""How a walk begins a case of each diagram of `processes/`, and what its people fill in on the way.

A diagram without a beginning here gets one by itself (see `beginnings`): every required fact of its guide, each of its
choices and both answers of each question in turn. What a condition computes from a day or a register is put here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.actors import Actor
from app.domain.roles import Role
from tests.centre.hall import SHOP
from tests.processes.items import Item, centre, properties

LARGE = {**SHOP, "area": 1200, "sign_board": False, "fumes": True}
NOTHING = {name: False if isinstance(value, bool) else 0 for name, value in SHOP.items()}
LEAVE = {"reason": "参加培训", "place": "市行政学院", "contact": "13800000002", "substitute": "xu.jing"}
OUT = {"day": "2026-03-07", "hours": "9:00-12:00", "staff": "唐丽", "reason": "开学前集中办理"}
BOOKING = {
    "counter": "A01", "matter": "食品许可咨询", "channel": "电话", "department": "market", "contact": "13800000001",
    "holiday": False,
}  # fmt: skip
SLOTS = 4
"""How many a window serves in one slot, as the diagram of appointments has it."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """One way to begin: what it is called, what is handed in, by whom; `about` a case, after some like it or not."""

    label: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    actor: str = ""
    about: bool = False
    fresh: Callable[[int], Mapping[str, Any]] | None = None
    """What must be another for each case, by the number of the walk."""
    earlier: int = 0
    """How many cases like it come first, each walked to its end by its first answers unless `open_ones` says so."""
    open_ones: bool = False


def _slot(number: int) -> dict[str, Any]:
    return {"slot": f"2026-03-09T{number:05d}"}


def _person(number: int) -> dict[str, Any]:
    user = sorted(one.user for one in STAFF.values() if one.role is Role.OFFICER)[number]
    return {"person": user, "person_department": STAFF[user].department}


WAYS: dict[str, list[Beginning]] = {
    "absence": [
        Beginning(label="半日", actor="lin.wei", given={**LEAVE, "from_day": "2026-03-04", "to_day": "2026-03-04"}),
        Beginning(label="两日", actor="lin.wei", given={**LEAVE, "from_day": "2026-03-04", "to_day": "2026-03-05"}),
    ],
    "accountability": [
        Beginning(label="首次", actor="mao.ning", given={"source": "检查"}, fresh=_person),
        Beginning(label="年内再次", actor="mao.ning", given={"source": "检查"}, fresh=_person, earlier=1),
    ],
    "appointment": [
        Beginning(label="有余号", given=BOOKING, fresh=_slot),
        Beginning(label="节假日", given={**BOOKING, "holiday": True}, fresh=_slot),
        Beginning(label="已满", given=BOOKING, fresh=_slot, earlier=SLOTS, open_ones=True),
    ],
    "assisted": [
        Beginning(label=kind, given={"wanted": kind, "site_visit": False, **SHOP})
        for kind in ("direct", "promised", "joint", "escalated", "none")
    ],
    "circulation": [Beginning(actor="qian.duo", given={"matter_item": "promised"})],
    "dutychange": [Beginning(actor="meng.yao", given={"to": "gu.cheng", "reason": "赴省厅开会", "day": "2026-03-09"})],
    "hearing": [Beginning(actor="gu.cheng", about=True, given={"matter": "油烟是否扰民", "receiver": "四邻"})],
    "joint": [
        Beginning(label="两个协办部门", given=SHOP),
        Beginning(label="无协办部门", given=NOTHING),
        Beginning(label="大型餐饮", given=LARGE),
    ],
    "overtime": [Beginning(actor="tang.li", given=OUT)],
    "promised": [
        Beginning(label="现场核查", given={"site_visit": True}),
        Beginning(label="无需核查", given={"site_visit": False}),
    ],
    "rectification": [Beginning(actor="gu.cheng", about=True, given={"matter": "等候过久"})],
    "rejected": [
        Beginning(label=kind, given={"lead": "fire", "refusal": kind}) for kind in ("decline", "deny", "refuse")
    ],
    "supervision": [Beginning(actor="mao.ning", given={"department": "market", "reasons": "群众反映久拖不办"})],
}

HELD = {"held_at": "2027-03-16T09:30:00+08:00", "place": "三楼会议室", "host": "shao.yi"}
FORMS: dict[str, Mapping[str, Any]] = {
    "agency_handle": {"result": "准予"},
    "appeal_investigate": {"findings": "依据不足"},
    "booking_call": {"arrives_at": "2026-03-07T09:40+08:00"},
    "complaint_investigate": {"findings": "属实"},
    "hearing_arrange": HELD,
    "hearing_hold": {"record": "双方陈述"},
    "overtime_attend": {"record": "接待 12 人"},
    "pass_handle": {"result": "合格"},
    "pursue_check": {"rule": "一次性告知制", "evidence": "补正告知书两次"},
    "pursue_state": {"statement": "首次疏忽"},
    "referral_assign": {"aide": "方正", "aide_office": "区法律援助中心"},
    "rectify_contact": {"findings": "属实"},
    "rectify_mend": {"measures": "增开窗口"},
    "safety_submit": {"reference": "青住建报〔2026〕12号", "receiver": "省厅政务窗口"},
    "supervise_check": {"opinion": "三日内答复"},
    "supervise_reply": {"reply": "已安排"},
    "visit_make": {"visited_at": "3月5日上午", "record": "已采集照片"},
}
"""What is filled in at a step."""

GIVES: dict[str, Any] = {"aide": "方正", "handler": "fire", "staff": "deng.chao", "department": "fire"}
"""What a step must give the diagram (its property `gives`), unless it was handed in."""


def _staff() -> dict[str, Actor]:
    rows = [(row["code"], post) for row in centre()["departments"] for post in row["posts"]]
    return {
        user: Actor(user=user, role=Role(post["role"]), department=code)
        for code, post in rows
        for user in (post["a"], post["b"])
    }


STAFF = _staff()
"""Everybody who holds a post of the centre, by login name."""


def beginnings(drawn: Item) -> list[Beginning]:
    """The ways to begin a case of a diagram: those above, else each mixture of the answers its guide allows."""
    if drawn.key in WAYS:
        return WAYS[drawn.key]
    answers = {fact["name"]: _answers(fact) for fact in drawn.guide.get("facts", []) if fact.get("required")}
    mixtures = itertools.product(*answers.values())
    return [Beginning(given=dict(zip(answers, mixture, strict=True))) for mixture in mixtures]


def _answers(fact: Mapping[str, Any]) -> list[Any]:
    match fact["type"]:
        case "boolean":
            return [True, False]
        case "choice" if len(fact["choices"]) < SLOTS:
            return list(fact["choices"])
        case "choice":
            return [fact["choices"][0]]
        case "number":
            return [1]
        case "department":
            return ["market"]
    return [f"（{fact['label']}）"]


def starter(drawn: Item, beginning: Beginning) -> Actor:
    """Who begins it: whoever is named, else a window of the lead department or of the centre, else an officer."""
    if beginning.actor:
        return STAFF[beginning.actor]
    lead = properties(drawn.process)["lead"]
    at_home = [one for one in STAFF.values() if one.department == lead]
    return next((one for one in at_home if one.role is Role.WINDOW), at_home[0])


def people_for(department: str, role: str | None, assignee: str | None) -> list[Actor]:
    """Whom to ask to do a step, the likeliest first; whether they may is for the desk to say."""
    if assignee in STAFF:
        return [STAFF[assignee]]
    at_home = [one for one in STAFF.values() if one.department == department]
    fitting = [one for one in at_home if role in (None, str(one.role))]
    office = [one for one in STAFF.values() if one.department == "centre"]
    return list(dict.fromkeys([*fitting, *at_home, *office]))
