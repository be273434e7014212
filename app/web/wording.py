"""The words of the pages that follow from data: lamps, states, limits, moments, names."""

from __future__ import annotations

from datetime import date, datetime

from app import desk
from app.designs import MODES
from app.desk import CaseRecord, TaskRecord, hall
from app.domain import roles, tickets, verdicts
from app.domain.actors import ONLINE, SYSTEM
from app.domain.acts import Act
from app.domain.cases import WORDS, CaseStatus
from app.domain.lights import CARDS, Light
from app.domain.service import PROOF_WORDS, Method
from app.web.house import centre_part, english_departments, language, moment, people_names, pick, the_desk
from app.web.vocabulary import (
    CARD_LAMPS,
    CASE_EN,
    DIFFERENCES,
    LAMPS,
    LEVELS,
    LIMITS,
    MESSAGES,
    OUTSIDE_EN,
    ROLES_EN,
    SERVICES_EN,
    SETTLED_EN,
    STRENGTHS,
    TASK_WORDS,
    TICKETS_EN,
    VERDICTS_EN,
    VISITS_EN,
)


def difference(kind: str) -> tuple[str, str]:
    """What sort of difference it is, and the colour of its tag."""
    zh, en, look = DIFFERENCES.get(kind, (kind, kind, ""))
    return pick(zh, en), look


def lamp(light: Light) -> str:
    """What a lamp says, by the centre's scheme."""
    return pick(*(CARD_LAMPS if the_desk().clock_terms.scheme is CARDS else LAMPS)[light])


def case_status(case: CaseRecord) -> str:
    """Where a case stands."""
    return case_state(case.status)


def case_states() -> list[str]:
    """Every state of a case, by its code."""
    return [str(one) for one in CaseStatus]


def case_state(code: str) -> str:
    """A state of a case."""
    return pick(WORDS[CaseStatus(code)], CASE_EN[code])


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


def strength(code: str) -> str:
    """How strongly a deadline holds."""
    return pick(*STRENGTHS.get(code, (code, code)))


def department_called(name: str) -> str:
    """A department that is known by its Chinese name only."""
    if language() != "en":
        return name
    found = next((code for code in english_departments() if the_desk().name_of(code) == name), None)
    return department(found) if found else name


def now() -> datetime:
    """The moment of this page."""
    return moment()


def message(name: str) -> str:
    """Something from outside that a diagram waits for; what the diagram calls it, unless the house has words."""
    return pick(*MESSAGES[name]) if name in MESSAGES else name


def departments() -> dict[str, str]:
    """Every department's name by its code."""
    return {one.code: department(one.code) for one in desk.directory(the_desk()).departments}


def local(at: datetime) -> datetime:
    """A moment in the centre's zone."""
    return at.astimezone(the_desk().calendar.zone)


def day(at: datetime | None) -> str:
    """A day, with the year only when it is not this one."""
    if at is None:
        return ""
    here, now = local(at), local(moment())
    return here.strftime("%m-%d") if here.year == now.year else here.strftime("%Y-%m-%d")


def size(of: int) -> str:
    """How large a file is."""
    return f"{of / 1024 / 1024:.1f} MB" if of >= 1024 * 1024 else f"{max(of // 1024, 1)} KB"


def whole_day(one: date) -> str:
    """A day with its day of the week."""
    return f"{one.isoformat()} {pick('星期' + '一二三四五六日'[one.weekday()], one.strftime('%A'))}"


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


def days_left(days: int, *, paused: bool) -> str:
    """So many working days, negative when the limit is over."""
    if days < 0:
        return over(-days)
    said = pick(f"剩 {days} 个工作日", f"{days} working day{'s' if days != 1 else ''} left")
    return pick("停表,", "paused, ") + said if paused else said


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
    if user == ONLINE.user:
        return pick("申请人(网上)", "the applicant, online")
    return "" if not user else people_names().get(user, user)


def people() -> dict[str, str]:
    """Everybody's name by user, in the order of the names."""
    return dict(sorted(people_names().items(), key=lambda one: one[1]))


def signed(signature: str) -> str:
    """Who did something, as the ledger signs it: name and department instead of their codes."""
    who, _, place = signature.partition("@")
    code, _, stead = place.partition(" for ")
    shown = person(who) + (f" · {department(code)}" if code else "")
    return f"{shown}({pick('代', 'for')} {person(stead)})" if stead else shown


def limit_name(kind: str, name: str) -> str:
    """A limit of a case, or of a step by the step's own name."""
    if kind in OUTSIDE_EN:
        return pick(name, OUTSIDE_EN[kind])
    return pick(*LIMITS[kind]) if kind in LIMITS else name


def told(name: str) -> str:
    """What an alert is about: a step by its own name, a limit of the case in the language of the page."""
    return next((pick(zh, en) for zh, en in LIMITS.values() if zh == name), name)


def service(method: str) -> str:
    """A way of service."""
    known = Method(method)
    return pick(known.word, SERVICES_EN[known])


def act(code: str) -> str:
    """An entry of a ledger."""
    return pick(Act(code).word if code in set(Act) else code, code.replace("_", " "))


def proof_of_service(needed: str) -> str:
    """What a way of service must name."""
    english, chinese = PROOF_WORDS[needed]
    return pick(chinese, english[:1].upper() + english[1:])


def weekday(on: date) -> str:
    """A day with its place in the week."""
    names = pick("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")
    shown = names.split()[on.weekday()] if " " in names else f"周{names[on.weekday()]}"
    return f"{on:%m-%d} {shown}"


def level(code: str) -> str:
    """How bad an alert is."""
    return pick(*LEVELS.get(code, (code, code)))


def ticket(code: str) -> str:
    """Where a ticket stands."""
    return pick(tickets.WORDS[tickets.TicketStatus(code)], TICKETS_EN[code])


def visit(code: str) -> str:
    """What somebody came for."""
    return pick(hall.KINDS[code], VISITS_EN[code])


def settled(code: str) -> str:
    """How a visit ended."""
    return pick(hall.OUTCOMES[code], SETTLED_EN[code])


def verdict(code: str) -> str:
    """What is found of a material."""
    return pick(verdicts.WORDS[verdicts.Verdict(code)], VERDICTS_EN[code])
