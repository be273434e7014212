"""The centre at work: everybody looks into the inbox several times a day and does what the story tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.demo.cast import LEAD, OFFICE, SUPERVISION, Cast, Person
from app.demo.client import Caller, Unexpected
from app.demo.deeds import NEEDS_OPEN_TASK, ROUTINE, Deed, Do
from app.demo.diary import DAY, Diary, Look
from app.demo.doing import Doing, Errand, with_task
from app.demo.parts import Part
from app.demo.shops import application
from app.domain.roles import Role

Json = dict[str, Any]
BETWEEN_DEEDS = timedelta(seconds=20)
SUPERVISION_LOOKS = 1  # the look of a day at which alerts are dealt with


@dataclass(frozen=True, kw_only=True)
class Played:
    """A case that was handed in."""

    part: Part
    number: str
    code: str


@dataclass
class Clock:
    """The server's clock as the demonstration moves it; `now` is never behind the server's."""

    caller: Caller
    now: datetime

    def move_to(self, at: datetime) -> None:
        """Let it become `at`; what is due on the way is fired by the server, each at its own moment."""
        self.now = max(self.now, at)
        self.caller.put("/clock", {"at": self.now.isoformat()})


@dataclass
class Town:
    """One run of the story from the first application to the end of the last case."""

    clock: Clock
    callers: Mapping[str, Caller]
    cast: Cast
    diary: Diary
    parts: list[Part]
    guide: Json
    moved: Callable[[datetime], None]
    done: Callable[[Errand, Person, str], None]
    played: dict[str, Played] = field(default_factory=dict)
    _errands: list[tuple[int, Errand]] = field(default_factory=list)
    _known: set[int] = field(default_factory=set)
    _turns: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.doing = Doing(self.callers, self.cast, lambda: self.clock.now)
        self._waiting = list(self.parts)

    def play(self) -> None:
        """Until every case has ended that is not left.  Raises Unexpected: the diary is full and some have not."""
        for look in self.diary.looks():
            self._hand_in_until(look.at)
            self.clock.move_to(look.at)
            self.moved(self.clock.now)
            inbox = self._look(look)
            self._work(look, inbox)
            if look.place == SUPERVISION_LOOKS:
                self._supervise()
            if not self._waiting and self._is_over():
                return
        day = f"{self.clock.now:%Y-%m-%d}"
        raise Unexpected(f"on {day} some cases have still not ended", f"到{day}仍有办件未办结")

    def _hand_in_until(self, at: datetime) -> None:
        while self._waiting and self._waiting[0].story.arrives <= at:
            part = self._waiting.pop(0)
            self.clock.move_to(part.story.arrives)
            person = self.cast.of(LEAD, Role.WINDOW)
            window = self.guide["windows"][0]
            body = application(part.shop, part.story.facts, self.guide, window)
            received = self.callers[person.user].post("/cases", body)
            self.played[received["number"]] = Played(part=part, number=received["number"], code=received["code"])

    def _look(self, look: Look) -> dict[int, Json]:
        """Everybody's inbox; what is new in it is planned."""
        inbox: dict[int, Json] = {}
        for department in (*self.guide["departments"], OFFICE):
            person = self.cast.of(department, Role.OFFICER)
            for task in self.callers[person.user].all("/tasks", department=department):
                inbox[task["id"]] = task
        for number in sorted(inbox):
            if number not in self._known:
                self._known.add(number)
                self._plan(inbox[number], look)
        return inbox

    def _plan(self, task: Json, look: Look) -> None:
        played = self.played[task["case"]["number"]]
        key = (played.number, task["element"], task["department"])
        self._turns[key] += 1
        scene = played.part.story.scene(task["element"], task["department"], self._turns[key])
        for deed in scene.deeds if scene else (self._routine(task, played.part),):
            if deed.do is not Do.NOTHING:
                errand = Errand(deed=deed, task=task, part=played.part, number=played.number)
                self._errands.append((look.number + deed.after, errand))

    def _routine(self, task: Json, part: Part) -> Deed:
        deed = ROUTINE.get(task["element"])
        if deed is None:
            raise Unexpected(
                f"nobody in the story knows the step {task['element']!r}", f"演示中无人办理环节「{task['name']}」"
            )
        if task["element"] != "review":
            return deed
        # Two days at most: the lamp of a review turns yellow at the end of the third.
        return Deed(outcome=deed.outcome, after=part.draw.randint(1, 2 * DAY))

    def _work(self, look: Look, inbox: dict[int, Json]) -> None:
        ready = [one for one in self._errands if one[0] <= look.number and self._suits(one[1].deed, look)]
        self._errands = [one for one in self._errands if one not in ready]
        for _, errand in sorted(ready, key=lambda one: (one[1].task["id"], one[0])):
            task = inbox.get(errand.task["id"])
            if errand.deed.do not in NEEDS_OPEN_TASK:
                self._do(errand)
            elif task is not None:
                self._do(with_task(errand, task))

    def _suits(self, deed: Deed, look: Look) -> bool:
        return not deed.hours or look.place in deed.hours

    def _do(self, errand: Errand) -> None:
        self.clock.move_to(self.clock.now + BETWEEN_DEEDS + timedelta(seconds=errand.part.draw.randint(0, 40)))
        self.done(errand, *self.doing.carry_out(errand))

    def _supervise(self) -> None:
        """The supervisor sees every new alert; the head of a late department says why."""
        supervisor = self.callers[self.cast.of(SUPERVISION, Role.SUPERVISOR).user]
        alerts = supervisor.all("/alerts", acknowledged="false")
        for alert in sorted(alerts, key=lambda one: one["id"]):
            supervisor.post(f"/alerts/{alert['id']}/acknowledge", {"text": "已阅，请按期办理。"})
            words = self.played[alert["case_number"]].part.story.explanation
            if words and alert["level"] == "red":
                head = self.callers[self.cast.of(alert["department"], Role.HEAD).user]
                head.post(f"/alerts/{alert['id']}/explain", {"text": words})

    def _is_over(self) -> bool:
        supervisor = self.callers[self.cast.of(SUPERVISION, Role.SUPERVISOR).user]
        running = [case["number"] for case in supervisor.all("/cases") if case["ended_at"] is None]
        return all(self.played[number].part.story.is_left for number in running)
