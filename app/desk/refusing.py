"""否决报备: a refusal is filed inside the law's limit, a major one by the duty leader, and ends only when it is served.

Source: the centre's rule on filing refusals; Administrative Licensing Law, arts. 32 and 38.
"""

from __future__ import annotations

from datetime import datetime

from app.desk.opencase import OpenCase
from app.domain.clock import Basis
from app.domain.facts import received_at
from app.domain.instants import in_utc
from app.domain.lights import Light
from app.domain.roles import Role
from app.errors import Forbidden, Refused
from app.handlers import filing, violations
from app.handlers.alerts import raise_alert
from app.handlers.notices import REFUSALS
from app.store import papers
from app.store.keys import FILING_TOKEN, timer_id
from app.store.records import TaskRecord, TimerRecord

FILING_CLOCK = "filing"
"""The word on the timers of a filing."""


def begin(opened: OpenCase) -> None:
    """Somebody has said no: the filing runs, with a warning, up to the earliest of its limits."""
    due_at = limit(opened)
    ahead = Basis(from_at=opened.case.received_at, amount=0, ahead=1)
    calendar = opened.clock.reckoning.calendar
    warn_at = calendar.closing_of(calendar.add_workdays(calendar.day_of(due_at), -ahead.ahead))
    for kind, moment in (("warn", warn_at), ("due", due_at)):
        opened.work.set_timer(FILING_TOKEN, kind, max(moment, opened.at), clock=FILING_CLOCK)


def call_off(opened: OpenCase) -> None:
    """The no was taken back before it was told: nothing is left to be filed."""
    opened.work.timers_dropped += [timer_id(opened.case.id, FILING_TOKEN, kind) for kind in ("warn", "due")]


def limit(opened: OpenCase) -> datetime:
    """When a refusal has to be filed: counted from the receipt, and never later than the law wants its answer."""
    case, reckoning = opened.case, opened.clock.reckoning
    received = received_at(opened.clock.facts, case.received_at)
    days = [Basis(from_at=received, amount=reckoning.terms.refusal_filing)]
    if case.accepted_at is None and opened.item.draws_acceptance:
        days.append(Basis(from_at=received, amount=reckoning.terms.receiving))
    found = [reckoning.due(one) for one in days]
    return min([*found, case.statutory_at] if case.statutory_at is not None else found)


def light(opened: OpenCase, row: TimerRecord) -> None:
    """The filing's lamps: it is nearly late, or it is late, which is a breach."""
    level = Light.YELLOW if row.kind == "warn" else Light.RED
    raise_alert(
        opened.work,
        opened.office,
        str(level),
        token=row.token,
        of_task=False,
        department=opened.case.lead,
        name="否决报备",
        due_at=row.due_at,
    )
    if row.kind == "due":
        violations.note(opened.work, opened.office, "filing", opened.case.number, due_at=in_utc(row.due_at))


def check_draft(opened: OpenCase, task: TaskRecord, outcome: str) -> None:
    """Raises Refused: the item's guide says that every refusal of it is the duty leader's to approve."""
    guide = opened.item.definition.guide or {}
    if outcome == "ordinary" and guide.get("refusals") == filing.MAJOR:
        raise Refused(
            f"every refusal of {opened.item.definition.key} is major; it goes to the duty leader (outcome major)",
            f"事项“{opened.item.definition.name}”的否决均属重大疑难,须报值班领导审批",
            case=opened.case.number,
            expected=[filing.MAJOR],
        )


def check_approver(opened: OpenCase, task: TaskRecord) -> None:
    """Raises Forbidden: who drafted a refusal does not approve it, nor does who merely runs the system."""
    if opened.actor.role is Role.ADMINISTRATOR:
        raise Forbidden(
            f"{opened.actor.user} is administrator; a refusal is approved by the duty leader",
            f"{opened.actor.user}为系统管理员,否决须由值班领导审批",
            task=task.id,
            rule="refusal",
        )
    drafts = [one for one in papers.opinions(opened.work.reader, opened.case.id) if one.outcome in filing.DRAFTED]
    if drafts and drafts[-1].user == opened.actor.user:
        raise Forbidden(
            f"{opened.actor.user} has drafted the refusal; somebody else has to approve it",
            f"{opened.actor.user}为拟稿人,不得审批本人拟写的否决",
            task=task.id,
            rule="refusal",
        )


def check_served(opened: OpenCase, task: TaskRecord) -> None:
    """Raises Refused: the written answer has not been served yet, or nobody wrote down how."""
    waiting = [
        notice.number
        for notice in papers.notices(opened.work.reader, opened.case.id)
        if notice.kind in REFUSALS and notice.served_at is None
    ]
    if waiting:
        raise Refused(
            f"{', '.join(waiting)} is not served yet; the case ends when its service is on record, with its proof",
            f"文书{'、'.join(waiting)}尚未送达,登记送达日期、方式和签收后方可办结",
            case=opened.case.number,
            task=task.id,
            notices=waiting,
        )
