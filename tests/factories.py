"""A small centre for tests: departments, people, and items drawn in a few lines.

centre = open_centre(database)
centre.deploy(joint())
case = centre.receive("joint", co_departments=["fire", "urban"])
centre.complete(case, "accept", outcome="accept")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app import designs, desk
from app.desk import Completed, Desk
from app.domain.actors import Actor
from app.domain.roles import Role
from app.domain.service import Method
from app.settings import Settings
from app.store import people
from app.store import tables_house as t
from app.store.database import Database
from app.store.queries import TaskQuery
from app.store.records import CaseRecord, OpinionRecord, TaskRecord
from tests.engine.drawing import boundary, draw, end, many, send, service, start, sub, timer, user, xor

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Monday, ten o'clock in the centre; no holiday until April."""

DAY = timedelta(days=1)
LEAD = "market"
CO = ("fire", "urban", "tobacco", "housing", "ecology")
ADMIN = Actor(user="root", role=Role.ADMINISTRATOR)
SUPERVISOR = Actor(user="watch", role=Role.SUPERVISOR, department="supervision")
DESIGNER = Actor(user="drawer", role=Role.DESIGNER, department="centre")
NO = {"reasons": "出口数量不足", "basis": "消防法第十五条"}


def officer(department: str, number: int = 1) -> Actor:
    """An officer of a department."""
    return Actor(user=f"{department}.o{number}", role=Role.OFFICER, department=department)


def head(department: str) -> Actor:
    """The head of a department."""
    return Actor(user=f"{department}.head", role=Role.HEAD, department=department)


def window(department: str = LEAD) -> Actor:
    """Who sits at a department's window."""
    return Actor(user=f"{department}.w", role=Role.WINDOW, department=department)


PLAYED_BY = {"head": head, "window": window}


def joint(key: str = "joint", *, deadline: str = "workdays(5)", **props: str) -> bytes:
    """The lead accepts, departments review under a warning and a deadline that goes to the head, the lead decides."""
    given = {"lead": LEAD, "itemCode": "J1", "mode": "joint", "limit": "15", "statutoryLimit": "45", **props}
    return draw(
        start("apply"),
        user("accept", groups=LEAD, props={"kind": "accept", "limit": "2", "actions": "accept,reject"}),
        xor("accepted"),
        send("notice_accept", topic="notice.issue", props={"notice": "SLTZ"}),
        end("declined", props={"result": "declined"}),
        sub(
            "co_review",
            start("asked"),
            user(
                "review",
                groups="${dept}",
                props={"kind": "review", "limit": "5", "warn": "2", "actions": "agree,disagree"},
            ),
            boundary("warned", on="review", event=timer("workdays(3)"), interrupting=False, props={"light": "yellow"}),
            service("urge", "supervise.urge"),
            end("urged"),
            boundary("late", on="review", event=timer(deadline)),
            service("red", "supervise.red"),
            user(
                "head_review", groups="${dept}", props={"kind": "review", "role": "head", "actions": "agree,disagree"}
            ),
            end("answered"),
            end("head_answered"),
            flows=[
                "asked -> review -> answered",
                "warned -> urge -> urged",
                "late -> red -> head_review -> head_answered",
            ],
            many=many("co_departments", "dept"),
            props={"outputCollection": "opinions", "outputElement": "opinion"},
        ),
        user(
            "decide",
            groups=LEAD,
            props={"kind": "decide", "limit": "2", "actions": "grant,deny", "notices": "ZYXK,BYXK"},
        ),
        end("done"),
        flows=[
            "apply -> accept -> accepted",
            "accepted -> notice_accept: ${outcome == 'accept'}",
            "accepted -> declined: default",
            "notice_accept -> co_review -> decide -> done",
        ],
        id=key,
        name="联办事项",
        props=given,
    )


def simple(key: str = "simple", **props: str) -> bytes:
    """One step of one department."""
    return draw(start("s"), user("work", groups="fire", props=props), end("e"), flows=["s -> work -> e"], id=key)


def direct(key: str = "direct") -> bytes:
    """A direct item: the window decides on the spot."""
    return draw(
        start("s"),
        user("decide_now", groups="civil", props={"kind": "accept", "actions": "accept,reject"}),
        end("e"),
        flows=["s -> decide_now -> e"],
        id=key,
        props={"mode": "direct", "lead": "civil", "limit": "1", "statutoryLimit": "20"},
    )


@dataclass(kw_only=True)
class Centre:
    """A desk with departments and people, and short words for what tests do with it."""

    house: Desk
    at: datetime = AT
    seen: dict[str, int] = field(default_factory=dict)

    def deploy(self, *diagrams: bytes, guides: Mapping[str, str] | None = None) -> designs.Deployment:
        """Deploy diagrams as a designer would; what the gate holds, a supervisor lets pass.

        guides: of a process, by its key, the text of its guide.
        """
        files = [designs.File(name=f"{number}.bpmn", data=data) for number, data in enumerate(diagrams)]
        files += [designs.File(name=f"{key}.toml", data=text.encode()) for key, text in (guides or {}).items()]
        made = designs.deploy(self.house, DESIGNER, files, at=self.at, override="drawn for a test")
        if made.held is None:
            return made
        return designs.approve(self.house, SUPERVISOR, made.held.id, at=self.at)

    def receive(
        self, item: str, *, actor: Actor | None = None, form: dict[str, Any] | None = None, **variables: Any
    ) -> CaseRecord:
        """A case of an item, received at the lead's window."""
        return desk.receive(
            self.house,
            actor or window(),
            item,
            applicant={"name": "王小二餐饮店"},
            form=form,
            variables=variables,
            at=self.at,
        )

    def open_tasks(self, case: CaseRecord) -> list[TaskRecord]:
        """The tasks of a case that wait."""
        return [task for task in desk.tasks(self.house, ADMIN, case.number) if task.is_live]

    def elements(self, case: CaseRecord) -> list[str]:
        """Where a case stands: element and department of each waiting task, in order."""
        return sorted(f"{task.element}:{task.department}" for task in self.open_tasks(case))

    def task(self, case: CaseRecord, element: str, department: str | None = None) -> TaskRecord:
        """The one waiting task of an element."""
        found = [t for t in self.open_tasks(case) if t.element == element and department in (None, t.department)]
        assert len(found) == 1, f"{element}: {self.elements(case)}"
        return found[0]

    def complete(self, case: CaseRecord, element: str, department: str | None = None, **answer: Any) -> Completed:
        """Complete the waiting task of an element as an officer (or head) of its department would."""
        task = self.task(case, element, department)
        actor = answer.pop("actor", None) or PLAYED_BY.get(task.role or "", officer)(task.department)
        return desk.complete(self.house, actor, task.id, at=answer.pop("at", self.at), **answer)

    def to_review(self, item: str = "joint", departments: tuple[str, ...] = CO[:3]) -> CaseRecord:
        """A joint case whose departments are asked."""
        case = self.receive(item, co_departments=list(departments))
        self.complete(case, "accept", outcome="accept")
        return case

    def signed(self, name: str = "撤回申请书.pdf") -> str:
        """The handle of a request that an applicant has signed, scanned at a window."""
        self.seen["signed"] = self.seen.get("signed", 0) + 1
        return desk.hand_in_file(self.house, name, b"%%PDF-1.7 request %d" % self.seen["signed"], at=self.at)[0]

    def withdraw(self, case: CaseRecord, *, actor: Actor | None = None, reason: str = "不办了") -> CaseRecord:
        """A clerk enters what the applicant has signed."""
        who, files = actor or window(case.lead or LEAD), [self.signed()]
        return desk.withdraw_case(self.house, who, case.number, reason, case.applicant, files, at=self.at)

    def serve(self, case: CaseRecord) -> list[str]:
        """Serve every notice that waits for it, signed for by the applicant; their kinds."""
        waiting = [one for one in desk.notices(self.house, ADMIN, case.number) if one.deliver_by and not one.served_at]
        for one in waiting:
            service = desk.Service(
                method=Method.IN_PERSON, receiver=case.applicant, served_at=self.at, signed_by=case.applicant
            )
            desk.deliver(self.house, window(case.lead or LEAD), case.number, one.number, service, at=self.at)
        return [one.kind for one in waiting]

    def now(self, case: CaseRecord) -> CaseRecord:
        """The case as it is now."""
        return desk.case(self.house, ADMIN, case.number)

    def opinions(self, case: CaseRecord) -> list[OpinionRecord]:
        """All that was said."""
        return desk.opinions(self.house, ADMIN, case.number)

    def acts(self, case: CaseRecord) -> list[str]:
        """The words of the ledger, in order."""
        return [entry.act for entry in desk.ledger(self.house, ADMIN, case.number)]

    def kinds(self, case: CaseRecord) -> list[str]:
        """The kinds of the notices, in order."""
        return [notice.kind for notice in desk.notices(self.house, ADMIN, case.number)]

    def pass_time(self, until: datetime) -> list[str]:
        """Fire every timer that is due up to a moment, each when it is due; returns their kinds and elements."""
        fired = []
        while (due := desk.next_timer_at(self.house)) is not None and due <= until:
            for row in desk.due_timers(self.house, due):
                if desk.fire_timer(self.house, row.id, due):
                    fired.append(f"{row.kind}:{row.element}")
        self.at = max(self.at, until)
        return fired

    def alerts(self, case: CaseRecord) -> list[str]:
        """Level, element and department of each alert, the oldest first."""
        query = desk.AlertQuery(case=case.number)
        found = desk.alerts(self.house, ADMIN, query).items
        return [f"{alert.level}:{alert.element}:{alert.department}" for alert in reversed(found)]

    def inbox(self, actor: Actor, **query: Any) -> list[TaskRecord]:
        """An actor's inbox."""
        return list(desk.inbox(self.house, actor, TaskQuery(**query), at=self.at).items)

    def check_ledgers(self) -> None:
        """Every ledger is as it was sealed."""
        assert [audited for audited in desk.verify_ledgers(self.house) if audited.flaws] == []


def open_centre(database: Database, settings: Settings | None = None) -> Centre:
    """A centre on a migrated database: departments with two officers and a head each, windows, posts."""
    codes = (LEAD, *CO, "civil", "centre", "supervision")
    accounts = [person(code) for code in codes for person in (officer, head, window)]
    accounts += [officer(code, 2) for code in codes] + [SUPERVISOR]
    with database.writing() as connection:
        people.put(connection, t.department, [_department(code) for code in codes])
        people.put(connection, t.account, [_account(actor) for actor in accounts])
        people.put(connection, t.window, [{"code": "A02", "name": "A02", "department": LEAD, "items": []}])
        posts = [(f"{code}-review", code, f"{code}.o1", f"{code}.o2") for code in codes]
        rows = [{"code": code, "name": code, "department": home, "a": a, "b": b} for code, home, a, b in posts]
        people.put(connection, t.post, rows)
    return Centre(house=desk.open_desk(database, settings or Settings(webhook_url="http://hook.example")))


def _department(code: str) -> dict[str, Any]:
    return {"code": code, "name": f"{code}局", "email": f"{code}@example.org", "data": {}}


def _account(actor: Actor) -> dict[str, Any]:
    row = {"user": actor.user, "name": actor.user, "role": str(actor.role), "department": actor.department}
    return {**row, "email": f"{actor.user}@example.org", "active": True, "created_at": AT}
