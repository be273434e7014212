"""Who tells a story: the people's hands at tickets, cases and steps over HTTP, each deed a line in the notebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.demo.client import Caller, Unexpected
from app.demo.day.dates import THE_DAY, moment
from app.demo.day.stage import Case, Json, Note, Seen, Stage
from app.demo.shops import GIVEN, SHOPS, STREETS, SURNAMES

SUPERVISOR = "mao.ning"
HANDING_OVER, ON_THE_SPOT = ("deliver", "feedback"), "card_accept"
LATEST = 170  # seconds by which people come a little later than the story has it
WORDS = {
    "accept": "受理", "reject": "不予受理", "agree": "同意", "disagree": "不同意", "grant": "准予许可",
    "deny": "不予许可", "done": "办理完成", "ordinary": "一般否决，报备", "major": "重大疑难，报值班领导",
    "approve": "同意否决", "take": "受理", "sign": "签收", "confirm": "申请人确认", "issue": "立项督办",
    "uphold": "维持", "agreed": "申请人服从决定", "satisfied": "回访满意",
}  # fmt: skip


@dataclass
class Teller:
    """What a story is told with; `draw` is its own, so that no story changes with another."""

    stage: Stage
    story: str
    draw: Random
    came: Callable[[Case], None] | None = field(default=None, repr=False)
    """What is left to do at the window once the visit has become a case."""

    def at(self, day: str, clock: str) -> datetime:
        """A moment, a little later than it is written."""
        return moment(day, clock, seconds=self.draw.randint(0, LATEST))

    def on(self, clock: str) -> datetime:
        """A moment of the day."""
        return self.at(THE_DAY, clock)

    def soon(self, minutes: int = 4) -> datetime:
        """A few minutes from now."""
        return self.stage.now + timedelta(minutes=minutes, seconds=self.draw.randint(0, 59))

    def by(self, user: str) -> Caller:
        """Somebody's line."""
        return self.stage.callers[user]

    @property
    def watch(self) -> Caller:
        """The supervisor, who sees everything."""
        return self.by(SUPERVISOR)

    def name(self, user: str) -> str:
        """Department and name, as people say them."""
        person = next((one for one in self.stage.cast.people if one.user == user), None)
        return f"{self.stage.cast.short[person.department]}{person.name}" if person else user

    def person(self) -> str:
        """Somebody of the town."""
        return self.draw.choice(SURNAMES) + self.draw.choice(GIVEN)

    def shop(self) -> str:
        """A business of the town."""
        return f"{self.draw.choice(STREETS)}{self.draw.choice(SHOPS)}"

    def note(self, who: str, what: str, case: Case | None = None, window: str = "") -> None:
        """A line in the notebook."""
        window = window or (case.window if case else "")
        line = Note(at=self.stage.now, window=window, who=who, what=what, case=case.number if case else "")
        self.stage.notes.append(line)

    def expect(self, name: str, expected: Any, seen: Any) -> None:
        """A named check: what the story has worked out by itself, and what the server says."""
        self.stage.checks.append(Seen(story=self.story, name=name, expected=expected, seen=seen))

    def receive(self, item: str, who: str, facts: Json | None = None, **more: Any) -> Case:
        """An application is handed in.  more: `applicant`, `leave_out` (materials), and what the call takes."""
        name = more.pop("applicant", None) or (self.person() if item == "direct" else self.shop())
        guide = self.stage.guides[item]
        left_out = more.pop("leave_out", ())
        body: Json = {"item": item, "applicant": {"name": name}, "variables": facts or {}, **more}
        body["materials"] = [
            {"code": one["code"], "copies": one["copies"]}
            for one in guide["materials"]
            if one["required"] and one["code"] not in left_out
        ]
        made = self.by(who).post("/cases", body)
        case = Case(number=made["number"], code=made["code"], item=item, applicant=name, window=made["window"])
        self.stage.handed_in[case.number] = case
        self.stage.remember(case.number, "received")
        self.note(self.name(who), f"收件《{guide['name']}》 {name}", case)
        if self.came is not None:
            self.came(case)
            self.came = None
        return case

    def starts(self, procedure: str, who: str, title: str, about: str = "", **form: Any) -> Case:
        """Somebody starts a procedure of the centre's own.  form: what it asks, and `applicant`."""
        body: Json = {"item": procedure, "form": form}
        if applicant := form.pop("applicant", None):
            body["applicant"] = {"name": applicant}
        if about:
            body["about"] = about
        made = self.by(who).post("/cases", body)
        case = Case(number=made["number"], code=made["code"], item=procedure, applicant=made["applicant"])
        self.note(self.name(who), title, case)
        return case

    def task(self, case: Case, element: str, department: str = "") -> Json:
        """The open step of a case.  Raises Unexpected: it is not open."""
        found = self.watch.all("/tasks", case=case.number)
        for task in found:
            if task["element"] == element and department in ("", task["department"]):
                return task
        where = ", ".join(f"{one['element']}:{one['department']}" for one in found) or "nowhere"
        raise Unexpected(
            f"case {case.number} is not at {element}, but at {where}", f"办件 {case.number} 不在环节 {element}：{where}"
        )

    def step(self, case: Case, element: str, who: str, outcome: str = "done", **answer: Any) -> Json:
        """Somebody completes a step.  answer: `opinion`, `reasons`, `form` …; and `department`, `what` for the line."""
        task = self.task(case, element, answer.pop("department", ""))
        what = answer.pop("what", "") or f"{task['name']}：{WORDS.get(outcome, outcome)}"
        if task["kind"] in HANDING_OVER:
            self.serve(case, who)
        done: Json = self.by(who).post(f"/tasks/{task['id']}/complete", {"outcome": outcome, **answer})
        if task["element"] == ON_THE_SPOT:
            self.serve(case, who)
        self.note(self.name(who), what, case)
        if task["kind"] == "accept" and outcome == "accept" and case.number in self.stage.handed_in:
            self.stage.remember(case.number, "accepted")
        return done

    def serve(self, case: Case, who: str) -> None:
        """Hand the papers over against a signature."""
        for notice in self.papers(case):
            if notice["deliver_by"] and notice["served_at"] is None:
                signed = {"method": "in_person", "receiver": case.applicant, "signed_by": case.applicant}
                self.by(who).post(f"/cases/{case.number}/notices/{notice['number']}/deliveries", signed)

    def refused(self, case: Case, element: str, who: str, outcome: str = "done", **answer: Any) -> int:
        """Somebody tries to complete a step and must not; the status of the refusal."""
        task = self.task(case, element)
        said = self.by(who).refusal(f"/tasks/{task['id']}/complete", {"outcome": outcome, **answer})
        self.note(self.name(who), f"{task['name']}：被拒 {said['status']}", case)
        return int(said["status"])

    def sheet(self, case: Case) -> Json:
        """The case as the supervisor sees it."""
        found: Json = self.watch.get(f"/cases/{case.number}")
        return found

    def papers(self, case: Case) -> list[Json]:
        """Its numbered documents."""
        found: list[Json] = self.watch.get(f"/cases/{case.number}/notices")["items"]
        return found

    def kinds(self, case: Case) -> list[str]:
        """The kinds of its documents, in order."""
        return [one["kind"] for one in self.papers(case)]

    def followed(self, case: Case, item: str) -> Case:
        """The procedure that began by itself about a case.  Raises Unexpected: there is none."""
        self.stage.clock.move_to(self.stage.now)  # what is due by now has begun when this answers
        for one in self.watch.all("/cases", about=case.number, item=item):
            return Case(number=one["number"], code="", item=item, applicant=one["applicant"])
        raise Unexpected(f"no {item} has begun about {case.number}", f"没有就办件 {case.number} 启动 {item}")

    def ended(self, case: Case, status: str, *kinds: str) -> None:
        """The end of a case: its status, and every document that it must have left."""
        if case.number in self.stage.handed_in:
            self.stage.remember(case.number, status)
        self.expect("状态 status", status, self.sheet(case)["status"])
        if kinds:
            found = set(self.kinds(case))
            self.expect("文书齐全 documents", sorted(kinds), sorted(found & set(kinds)))
