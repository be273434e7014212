"""A version of a diagram is replayed many times over: what to expect of it, and which department holds it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from app.desk.assumptions import USUAL, Assumed, Hours, Seen, read_hours, read_odds
from app.desk.house import Desk
from app.desk.programs import Item
from app.desk.reckoning import Outcome, as_json, reckon
from app.desk.replaying import Budget, Replay
from app.domain.actors import Actor
from app.domain.roles import Role
from app.engine import ElementInfo
from app.errors import Forbidden, Invalid, NotFound
from app.store import definitions, history
from app.store.history import DoneStep

HANDLING, ODDS = "handling", "odds"
"""The properties by which a step says how many working hours it takes and how often its outcomes come."""
LOOK_BACK = timedelta(days=180)
FEWEST_SEEN, MOST_SEEN = 5, 500
MOST_CASES, MOST_DAYS, MOST_PEOPLE = 20_000, 1_000, 1_000
PERSONAL = ("userTask", "manualTask", "task")

Progress = Callable[[int], None]


def _nobody(done: int) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What to simulate: `cases` that come over `days` working days, to a version (the one in force without it).

    people: how many work, by department or `department:role`.  times: working hours by step, over what the diagram
    says.  odds: weights of the outcomes by step.  facts: what every applicant declares.
    source: whether times and outcomes are learnt from the closed tasks of the last months where there are enough.
    """

    key: str
    version: int | None = None
    cases: int = 500
    days: int = 60
    seed: int = 1
    people: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)
    odds: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    source: Literal["history", "given"] = "history"

    def check(self) -> None:
        """Raises Invalid: a number is out of its bounds."""
        for name, number, most in (("cases", self.cases, MOST_CASES), ("days", self.days, MOST_DAYS)):
            if not 1 <= number <= most:
                raise Invalid(f"{name} is {number}; expected 1 to {most}", f"{name} 应为1至{most}", field=name)
        for name, number in self.people.items():
            if not 1 <= number <= MOST_PEOPLE:
                raise Invalid(
                    f"{name} has {number} people; expected 1 to {MOST_PEOPLE}",
                    f"{name}的人数应为1至{MOST_PEOPLE}",
                    field="people",
                )


@dataclass(frozen=True, kw_only=True)
class StepAssumed:
    """How long a step was taken to last and why: `given`, `diagram`, `history` or `usual` where nobody said."""

    element: str
    name: str
    hours: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What to expect.  one_more: the same with one more person at the bottleneck."""

    key: str
    version: int
    name: str
    promise: int | None
    question: Question
    steps: tuple[StepAssumed, ...]
    outcome: Outcome
    one_more: Outcome | None


def simulate(
    desk: Desk,
    actor: Actor,
    question: Question,
    *,
    at: datetime,
    budget: Budget | None = None,
    progress: Progress = _nobody,
) -> Simulation:
    """Replay a version under the working calendar; the same question gives the same answer on the same day.

    Raises NotFound; Invalid: a number or a time in the question; Forbidden: not for this role.
    """
    if actor.role not in (Role.DESIGNER, Role.SUPERVISOR, Role.ADMINISTRATOR):
        raise Forbidden(f"{actor.user} is {actor.role}; simulations are for designers", "流程仿真限流程设计人员")
    question.check()
    item = _item(desk, question, at)
    assumed, steps = _assumed(desk, item, question, at)

    def replayed(people: Mapping[str, int]) -> Outcome:
        replay = Replay(
            item.program,
            Assumed(**{**vars(assumed), "people": people}),
            desk.calendar,
            seed=str(question.seed),
            at=at,
            budget=budget or Budget(),
            lead=item.lead,
            promise=item.days("limit"),
            mode=item.mode,
        )
        replay.run(progress)
        return reckon(replay)

    outcome = replayed(assumed.people)
    narrow = outcome.bottleneck
    more = None if narrow is None else replayed({**assumed.people, narrow.name: narrow.people + 1})
    return Simulation(
        key=item.definition.key,
        version=item.definition.version,
        name=item.definition.name,
        promise=item.days("limit"),
        question=question,
        steps=tuple(steps),
        outcome=outcome,
        one_more=more,
    )


def _item(desk: Desk, question: Question, at: datetime) -> Item:
    if question.version is None:
        return desk.programs.in_force(question.key, at)
    with desk.database.reading() as connection:
        found = definitions.find(connection, question.key, question.version)
    if found is None:
        raise NotFound(
            f"there is no diagram {question.key!r} in version {question.version}",
            f"没有流程“{question.key}”的第{question.version}版",
        )
    return desk.programs.item(found.id)


def _assumed(desk: Desk, item: Item, question: Question, at: datetime) -> tuple[Assumed, list[StepAssumed]]:
    """Everything that is assumed; what the question says goes before the past, the past before the diagram."""
    learns = question.source == "history"
    with desk.database.reading() as connection:
        done = history.done_steps(connection, item.definition.key, at - LOOK_BACK) if learns else []
        facts = history.declared(connection, item.definition.key) if learns else []
        people = _people(history.staff(connection))
    past = _Past(desk, done)
    manual = [one for one in item.program.elements.values() if one.tag in PERSONAL]
    _check_steps(item, question)
    hours: dict[str, Hours] = {}
    steps = []
    for info in manual:
        hours[info.id], source = _hours_of(info, question, past)
        steps.append(StepAssumed(element=info.id, name=info.name or info.id, hours=str(hours[info.id]), source=source))
    others = {name: text for name, text in question.times.items() if name not in hours}
    # What was declared under an earlier version may not answer what is asked now.
    facts = [{**one, **question.facts} for one in facts if not item.program.names.isdisjoint(one)]
    asked = _asked(desk, item)
    declared = [{"name": name, "choices": [value]} for name, value in question.facts.items()]
    return Assumed(
        arrivals=question.cases / question.days,
        cases=question.cases,
        people=people | dict(question.people),
        hours=hours,
        odds={one.id: odds for one in manual if (odds := _odds_of(one, question, past))},
        messages={name: read_hours(text, f"times.{name}") for name, text in others.items()},
        facts=facts,
        declared=[*(one for one in asked if one.get("name") not in question.facts), *declared],
    ), steps


def _asked(desk: Desk, item: Item) -> list[dict[str, Any]]:
    """The questions of the guide to the applicant, those of called processes included."""
    parts = [desk.programs.item(number) for number in item.called.values()]
    found: dict[Any, dict[str, Any]] = {}
    for guide in (one.definition.guide or {} for one in [item, *parts]):
        for question in guide.get("facts", []):
            if isinstance(question, dict):
                choices = [item.lead] if question.get("type") == "department" else question.get("choices")
                found.setdefault(question.get("name"), {**question, "choices": choices})
    return list(found.values())


def _check_steps(item: Item, question: Question) -> None:
    """Raises Invalid: a step is named that the diagram does not have."""
    for field_, named in (("times", question.times), ("odds", question.odds)):
        for name in named:
            if name not in item.program.elements:
                raise Invalid(f"the diagram has no step {name!r}", f"流程图中没有环节“{name}”", field=field_)


def _people(staff: Mapping[tuple[str, Role], int]) -> dict[str, int]:
    """Officers by department, and apart from them the heads and the window clerks."""
    found = {}
    for (department, role), count in staff.items():
        if department:
            found[department if role is Role.OFFICER else f"{department}:{role}"] = count
    return found


class _Past:
    """What the closed tasks of the last months say, step by step."""

    def __init__(self, desk: Desk, done: list[DoneStep]) -> None:
        self._desk = desk
        self._done: dict[str, list[DoneStep]] = {}
        for one in done:
            self._done.setdefault(one.element, []).append(one)

    def hours(self, element: str) -> Hours | None:
        """How long a step took; None when it was done too seldom to tell."""
        found = self._done.get(element, [])[:MOST_SEEN]
        if len(found) < FEWEST_SEEN:
            return None
        return Seen(tuple(self._between(one.began_at, one.closed_at) for one in found))

    def odds(self, element: str) -> dict[str, float] | None:
        """How often each outcome came; None when the step was done too seldom to tell."""
        found = [one.outcome for one in self._done.get(element, []) if one.outcome]
        counted = Counter(sorted(found))
        return {name: float(count) for name, count in counted.items()} if len(found) >= FEWEST_SEEN else None

    def _between(self, start: datetime, end: datetime) -> float:
        """Working hours between two moments."""
        calendar = self._desk.calendar
        full = calendar.hours.length / timedelta(hours=1)

        def worked(at: datetime) -> float:
            if not calendar.is_workday(calendar.day_of(at)):
                return full
            return calendar.hours.worked_until(at.astimezone(calendar.zone).time()) / timedelta(hours=1)

        days = calendar.workdays_between(calendar.day_of(start), calendar.day_of(end))
        return max(days * full + worked(end) - worked(start), 0.0)


def _hours_of(info: ElementInfo, question: Question, past: _Past) -> tuple[Hours, str]:
    if info.id in question.times:
        return read_hours(question.times[info.id], f"times.{info.id}"), "given"
    seen = past.hours(info.id)
    if seen is not None:
        return seen, "history"
    if info.properties.get(HANDLING):
        return read_hours(info.properties[HANDLING], info.id), "diagram"
    return USUAL, "usual"


def _odds_of(info: ElementInfo, question: Question, past: _Past) -> dict[str, float] | None:
    if info.id in question.odds:
        return read_odds(question.odds[info.id])
    return past.odds(info.id) or (read_odds(info.properties[ODDS]) if info.properties.get(ODDS) else None)


def simulation_as_json(found: Simulation) -> dict[str, Any]:
    """A simulation for other programs, with all that it assumed."""
    return {
        "key": found.key,
        "version": found.version,
        "promise": found.promise,
        "cases": found.question.cases,
        "days": found.question.days,
        "seed": found.question.seed,
        "steps": [
            {"element": one.element, "name": one.name, "hours": one.hours, "source": one.source} for one in found.steps
        ],
        "outcome": as_json(found.outcome),
        "one_more": None if found.one_more is None else as_json(found.one_more),
    }
