"""Everything the server says about a case when its story is over, read over HTTP, and small questions to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from app.demo.client import Caller
from app.demo.diary import Diary, read_moment
from app.demo.receiver import Delivery

Json = dict[str, Any]
LIVE = ("open", "claimed", "delegated")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
RESULT = f"{BPMN}extensionElements"  # only the ends that decide a case carry properties
# Neither entities nor the network, though the diagram comes from our own server.
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One case as the supervisor, and the applicant, find it."""

    case: Json
    tasks: list[Json]
    opinions: list[Json]
    alerts: list[Json]
    notices: list[Json]
    ledger: list[Json]
    diagram: Json
    public: Json
    deliveries: list[Delivery]
    at: datetime
    refusals: list[Json] = field(default_factory=list)  # problem documents met on the way

    def done(self, step: str = "", department: str = "") -> list[Json]:
        """The completed tasks of a step, or of all."""
        return [
            task
            for task in self.tasks
            if task["status"] == "done" and step in ("", task["element"]) and department in ("", task["department"])
        ]

    def said(self, department: str, *, step: str = "review", withdrawn: bool = False) -> list[Json]:
        """The opinions of a department on a step."""
        return [
            opinion
            for opinion in self.opinions
            if opinion["department"] == department
            and opinion["element"] == step
            and (opinion["withdrawn_at"] is not None) == withdrawn
        ]

    def said_yes(self, department: str) -> bool:
        """Whether anything on record counts as a department's consent."""
        return any(one["outcome"] == "agree" for one in self.opinions if one["department"] == department)

    def days(self, *names: str) -> list[str]:
        """The days (month and day, in Beijing) of some of the case's moments."""
        moments = (read_moment(self.case[name]) for name in names)
        return ["" if moment is None else f"{moment:%m-%d}" for moment in moments]

    def alerted(self, level: str, department: str = "", step: str = "") -> list[Json]:
        """The alerts of a level."""
        return [
            alert
            for alert in self.alerts
            if alert["level"] == level and department in ("", alert["department"]) and step in ("", alert["element"])
        ]

    def acts(self, act: str) -> list[Json]:
        """The entries of the ledger of one kind."""
        return [entry for entry in self.ledger if entry["act"] == act]

    def issued(self, kind: str) -> bool:
        """Whether a notice of this kind was issued."""
        return any(notice["kind"] == kind for notice in self.notices)

    @property
    def co_departments(self) -> list[str]:
        """The departments that were asked for a review, in the order in which they were asked first."""
        asked = (task for task in sorted(self.tasks, key=lambda task: task["id"]) if task["element"] == "review")
        return list(dict.fromkeys(task["item"] for task in asked))

    def days_used(self, diary: Diary) -> int | None:
        """Working days from acceptance to the end, or up to now; None where the promise never ran."""
        accepted, ended = read_moment(self.case["accepted_at"]), read_moment(self.case["ended_at"])
        return None if accepted is None else diary.worked_between(accepted, ended or self.at)

    @property
    def in_time(self) -> bool:
        """Whether it ended (or stands now) before its promised limit was over, or had none."""
        due, ended = read_moment(self.case["due_at"]), read_moment(self.case["ended_at"])
        return due is None or (ended or self.at) < due

    @property
    def stands_at(self) -> list[Json]:
        """Where the diagram stands: its open steps, or the end that was reached."""
        open_steps = [task for task in self.diagram["tasks"] if task["status"] in LIVE]
        standing = open_steps or ends_reached(self.diagram)
        return [{name: one.get(name) for name in ("element", "name", "department")} for one in standing]


def gather(supervisor: Caller, public: Caller, number: str, code: str, deliveries: list[Delivery]) -> Evidence:
    """Ask for every side of a case, as it is at this moment."""
    place = f"/cases/{number}"
    return Evidence(
        case=supervisor.get(place),
        tasks=supervisor.all("/tasks", case=number, status="all"),
        opinions=supervisor.get(f"{place}/opinions")["items"],
        alerts=supervisor.all("/alerts", case=number),
        notices=supervisor.get(f"{place}/notices")["items"],
        ledger=supervisor.get(f"{place}/ledger")["items"],
        diagram=supervisor.get(f"{place}/diagram"),
        public=public.get(f"/public/cases/{number}", code=code),
        deliveries=[delivery for delivery in deliveries if delivery.case == number],
        at=datetime.fromisoformat(supervisor.get("/clock")["now"]),
    )


def ends_reached(diagram: Json) -> list[Json]:
    """The ends of an ended case, by its diagram; none while it runs."""
    if not diagram["ended"]:
        return []
    passed = {visit["element"] for visit in diagram["passed"]}
    process = etree.fromstring(diagram["xml"].encode(), PARSER).find(f"{BPMN}process")
    ends = [] if process is None else process.findall(f"{BPMN}endEvent")
    reached = [end for end in ends if end.get("id") in passed and end.find(RESULT) is not None]
    return [{"element": end.get("id"), "name": end.get("name")} for end in reached]
