"""The words of the pages that follow from data: lamps, states, limits, moments, names."""

from __future__ import annotations

from datetime import datetime

from app import desk
from app.designs import MODES
from app.desk import CaseRecord, TaskRecord
from app.domain import cases as case_states
from app.domain import roles
from app.domain.actors import SYSTEM
from app.domain.lights import CARDS, Light
from app.domain.tasks import TaskStatus
from app.web.house import centre_part, english_departments, language, moment, people_names, pick, the_desk

LAMPS = {
    Light.GREEN: ("正常", "on time"),
    Light.WARN: ("临期", "due soon, no card yet"),
    Light.YELLOW: ("预警", "due soon"),
    Light.RED: ("超期", "overdue"),
}
CARD_LAMPS = {
    **LAMPS,
    Light.WARN: ("预警", "due soon"),
    Light.YELLOW: ("黄牌,已超期", "yellow card: overdue"),
    Light.RED: ("红牌,已超法定时限", "red card: past the statutory limit"),
}
CASE_EN = {
    "received": "received", "accepted": "in progress", "declined": "declined", "completed": "completed",
    "refused": "refused", "withdrawn": "withdrawn", "terminated": "terminated",
}  # fmt: skip
TASK_WORDS = {
    TaskStatus.OPEN: ("待签收", "to be claimed"),
    TaskStatus.CLAIMED: ("在办", "in hand"),
    TaskStatus.DELEGATED: ("已委派", "delegated"),
    TaskStatus.DONE: ("已办", "done"),
    TaskStatus.CANCELLED: ("已终止", "closed"),
    TaskStatus.WITHDRAWN: ("已撤回", "withdrawn"),
}
ROLES_EN = {
    "window": "Window clerk", "officer": "Officer", "head": "Department head", "supervisor": "Supervisor",
    "designer": "Process designer", "administrator": "Administrator",
}  # fmt: skip
STRENGTHS = {
    "bounded": ("有界:无论人如何办理都不超过", "bounded: whatever people do"),
    "kept": ("可守:各环节守时即不超过", "kept: if every step keeps its limit"),
    "exceeded": ("超过承诺", "exceeds the promise"),
    "not_proven": ("未能证明", "not proven"),
}


def lamp(light: Light) -> str:
    """What a lamp says, by the centre's scheme."""
    return pick(*(CARD_LAMPS if the_desk().clock_terms.scheme is CARDS else LAMPS)[light])


def case_status(case: CaseRecord) -> str:
    """Where a case stands."""
    return pick(case_states.WORDS[case.status], CASE_EN[case.status])


def task_status(task: TaskRecord) -> str:
    """Where a task stands."""
    return pick(*TASK_WORDS[task.status])


def mode(code: str) -> str:
    """A way of handling."""
    return next((pick(zh, en) for known, zh, en in MODES if known == code), code)


def role(code: str) -> str:
    """A role."""
    return pick(roles.WORDS[roles.Role(code)], ROLES_EN[code])


def department(code: str | None) -> str:
    """A department's name, in English where the centre gives one."""
    if not code:
        return ""
    return (english_departments().get(code) if language() == "en" else None) or the_desk().name_of(code)


def local(at: datetime) -> datetime:
    """A moment in the centre's zone."""
    return at.astimezone(the_desk().calendar.zone)


def day(at: datetime | None) -> str:
    """A day, with the year only when it is not this one."""
    if at is None:
        return ""
    here, now = local(at), local(moment())
    return here.strftime("%m-%d") if here.year == now.year else here.strftime("%Y-%m-%d")


def clock(at: datetime | None) -> str:
    """A day and a time."""
    return "" if at is None else f"{day(at)} {local(at):%H:%M}"


def left(due_at: datetime | None, until: datetime | None = None, resumes_at: datetime | None = None) -> str:
    """What is left of a limit in working days; until: when it was over, else now.

    resumes_at: when a clock that stands still is expected to go on.
    """
    if due_at is None:
        return pick("无时限", "no limit")
    at = until or moment()
    days = desk.days_until(the_desk().calendar, due_at, at, None if until else resumes_at)
    if resumes_at is not None and until is None and days >= 0:
        return pick(f"停表,剩 {days} 个工作日", f"paused, {days} working day{'s' if days != 1 else ''} left")
    if until is not None:
        return pick(f"余 {days} 个工作日", f"{days} working days to spare") if at < due_at else over(-days)
    if at >= due_at:
        return over(-days)
    if days == 0:
        return pick("今天到期", "due today")
    return pick(f"剩 {days} 个工作日", f"{days} working day{'s' if days != 1 else ''} left")


def over(days: int) -> str:
    """How long a limit is over."""
    if days <= 0:
        return pick("今天超期", "overdue since today")
    return pick(f"超 {days} 个工作日", f"{days} working day{'s' if days != 1 else ''} over")


def outcome(code: str | None) -> str:
    """What was decided, in the words of the centre's buttons."""
    return "" if not code else actions().get(code, (code, False))[0]


def actions() -> dict[str, tuple[str, bool]]:
    """The centre's buttons: their words, and whether reasons and basis must be given."""
    known = centre_part("actions") or []
    english = language() == "en"
    return {
        one["code"]: (str((one.get("name_en") if english else None) or one["name"]), bool(one.get("reasons")))
        for one in known
    }


def paper(code: str) -> str:
    """A paper's name."""
    known = centre_part("notices") or []
    english = language() == "en"
    return next((str((n.get("name_en") if english else None) or n["name"]) for n in known if n["code"] == code), code)


def centre_name() -> str:
    """The centre's own name."""
    said = centre_part("centre") or {}
    return str((said.get("name_en") if language() == "en" else None) or said.get("name") or "")


def person(user: str | None) -> str:
    """Somebody's name."""
    if user == SYSTEM.user:
        return pick("系统", "the server")
    return "" if not user else people_names().get(user, user)


def signed(signature: str) -> str:
    """Who did something, as the ledger signs it: name and department instead of their codes."""
    who, _, place = signature.partition("@")
    code, _, stead = place.partition(" for ")
    shown = person(who) + (f" · {department(code)}" if code else "")
    return f"{shown}({pick('代', 'for')} {person(stead)})" if stead else shown


def level(code: str) -> str:
    """How bad an alert is."""
    lights = {"yellow": ("黄灯", "yellow"), "red": ("红灯", "red"), "breach": ("法定超期", "over the law")}
    return pick(*lights.get(code, (code, code)))
