"""Walks a diagram: from every situation its cases come to, everything that may happen there is let happen once.

Two cases are in the same situation when they were begun alike, the same steps and timers wait, and they have the same
status, decision and papers. A walk goes on from the nearest situation in which something was not tried yet; inside a
process that is called, which has walks of its own, each answer is tried once and not in every situation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app import desk
from app.errors import AlreadyClaimed, Forbidden, Refused
from app.store.records import CaseRecord, TaskRecord, TimerRecord
from app.timers.beginning import Starting
from app.timers.clock import SteppedClock
from tests.centre.passing import Pair, watched
from tests.centre.ways import FORMS, GIVES, Beginning, beginnings, people_for, starter
from tests.factories import ADMIN, AT, Centre
from tests.processes.items import BPMN, Item, item, listed, properties

LONGEST, MOST = 80, 400
OPINION = "情况属实，按规定办理。"
NO = {"reasons": "不符合条件", "basis": "行政许可法第三十二条"}
BEGIN, TIME, MESSAGE = "begin", "time", "message"
Choice = tuple[str, str]
"""What happens: the element it happens at and its outcome; or one of the words above and how."""
Situation = tuple[Any, ...]


@dataclass(kw_only=True)
class Path:
    """One case from its beginning to its end: what happened, in order, and what it left behind."""

    beginning: Beginning
    case: CaseRecord
    taken: list[Choice] = field(default_factory=list)
    end: str = ""
    papers: list[str] = field(default_factory=list)
    new_flows: bool = False


class Walk:
    """All walks over one diagram in one hall."""

    def __init__(self, hall: Centre, drawn: Item) -> None:
        self.hall, self.key, self.drawn = hall, drawn.key, drawn
        self.known: dict[Situation, dict[Choice, Situation | None]] = {}
        self.tried: set[Choice] = set()
        self.barred: set[Choice] = set()
        """What the desk refused, because the law forbids it by then."""
        self.flows: set[Pair] = set()
        self.paths: list[Path] = []
        self.count = 0
        self._subject: CaseRecord | None = None

    @property
    def missing(self) -> list[str]:
        """The sequence flows that no case has taken."""
        flows = self.drawn.each("sequenceFlow")
        pairs = {flow.get("id"): (self.key, flow.get("sourceRef"), flow.get("targetRef")) for flow in flows}
        assert len(set(pairs.values())) == len(pairs), "two flows join the same two shapes"
        return [id for id, pair in pairs.items() if pair not in self.flows]

    def go(self) -> list[Path]:
        """Walk until nothing is left to try; the paths, in the order they were walked."""
        ways = beginnings(self.drawn)
        start: dict[Choice, Situation | None] = {(BEGIN, str(number)): None for number in range(len(ways))}
        self.known[()] = start
        with watched() as made:
            while (plan := self._plan(())) is not None:
                assert len(self.paths) < MOST, f"{self.key} has more situations than can be walked"
                before = set(made)
                self.paths.append(self._path(ways[int(plan[0][1])], plan))
                self.paths[-1].new_flows = bool(made - before)
        self.flows = made
        return self.paths

    def _plan(self, here: Situation) -> list[Choice] | None:
        """The choices that lead from a situation to the nearest one not tried, that one included."""
        ways: list[tuple[Situation, list[Choice]]] = [(here, [])]
        seen = {here}
        for at, gone in ways:
            for choice, then in self.known.get(at, {}).items():
                if then is None and self._is_wanted(choice):
                    return [*gone, choice]
                if then is not None and then not in seen:
                    seen.add(then)
                    ways.append((then, [*gone, choice]))
        return None

    def _is_wanted(self, choice: Choice) -> bool:
        return choice not in self.tried or choice[0] in (BEGIN, TIME, MESSAGE) or self._is_own(choice[0])

    def _is_own(self, element: str) -> bool:
        return any(step.get("id") == element for step in self.drawn.each("userTask", "manualTask"))

    def _path(self, beginning: Beginning, plan: list[Choice]) -> Path:
        case, here = self._begin(beginning), ()
        path = Path(beginning=beginning, case=case)
        for _ in range(LONGEST):
            self.known.setdefault(here, {})
            choice, plan = (plan[0], plan[1:]) if plan and plan[0] in self.known[here] else (self._next(here), [])
            if choice[0] != BEGIN:
                if not self._take(case, beginning, choice):
                    self.barred.add(choice)
                    del self.known[here][choice]
                    continue
                path.taken.append(choice)
            self.tried.add(choice)
            then = self._situation(case, beginning)
            self.known[here][choice] = then
            here = then
            if self.hall.now(case).ended_at is not None:
                return self._ended(path)
            self.known.setdefault(here, dict.fromkeys(self._choices(case)))
            assert self.known[here], f"{self.key} stands still after {path.taken}"
        raise AssertionError(f"{self.key} does not come to an end: {path.taken}")

    def _next(self, here: Situation) -> Choice:
        """What brings something new, else what leads on to it, else the first answer."""
        plan = self._plan(here)
        return plan[0] if plan else next(iter(self.known[here]))

    def _ended(self, path: Path) -> Path:
        path.case = self.hall.now(path.case)
        path.papers = self.hall.kinds(path.case)
        path.end = self._end_of(path.case)
        return path

    def _end_of(self, case: CaseRecord) -> str:
        """The name of the end event that ended the case: one that says how it ends, else any that is no reminder's."""
        passed = {visit.element for visit in desk.diagram(self.hall.house, ADMIN, case.number).passed}
        ends = [end for end in self.drawn.process.findall(f"{BPMN}endEvent") if end.get("id") in passed]
        saying = [end for end in ends if properties(end).get("result")]
        return str((saying or ends)[-1].get("name"))

    def _begin(self, beginning: Beginning) -> CaseRecord:
        self.count += 1
        given = {**beginning.given, **(beginning.fresh(self.count) if beginning.fresh else {})}
        if self.drawn.process.find(f"{BPMN}startEvent/{BPMN}timerEventDefinition") is not None:
            return self._begun_by_itself()
        self.hall.at = AT
        for _ in range(beginning.earlier):
            earlier = self._receive(beginning, given)
            if not beginning.open_ones:
                self._to_the_end(earlier, beginning)
        self.hall.at = max(self.hall.at, AT)
        return self._receive(beginning, given)

    def _receive(self, beginning: Beginning, given: Mapping[str, Any]) -> CaseRecord:
        return desk.receive(
            self.hall.house,
            starter(self.drawn, beginning),
            self.key,
            applicant={} if properties(self.drawn.process).get("class") == "procedure" else {"name": "王小二餐饮店"},
            form=given,
            materials=[{"code": code} for code in sorted(materials_of(self.drawn))],
            about=self._about() if beginning.about else "",
            at=self.hall.at,
        )

    def _about(self) -> str:
        """A case that something may be about."""
        if self._subject is None:
            self._subject = self.hall.receive("promised", site_visit=False)
            self._to_the_end(self._subject, Beginning())
        return self._subject.number

    def _begun_by_itself(self) -> CaseRecord:
        before = {one.number for one in self._cases()}
        house = self.hall.house
        while not {one.number for one in self._cases()} - before:
            due = desk.next_beginning_at(house, self.hall.at)
            assert due is not None, f"{self.key} never begins"
            self.hall.pass_time(due)
            Starting(house, SteppedClock(due)).sweep()
        return next(one for one in self._cases() if one.number not in before)

    def _cases(self) -> list[CaseRecord]:
        return list(desk.cases(self.hall.house, ADMIN, desk.CaseQuery(item=self.key, limit=200)).items)

    def _to_the_end(self, case: CaseRecord, beginning: Beginning) -> None:
        for _ in range(LONGEST):
            if self.hall.now(case).ended_at is not None:
                return
            self._take(case, beginning, self._choices(case)[0])

    def _situation(self, case: CaseRecord, beginning: Beginning) -> Situation:
        now = self.hall.now(case)
        return (
            beginning.label,
            tuple(sorted(task.element for task in self.hall.open_tasks(case))),
            tuple(sorted(row.element for row in self._timers(case))),
            str(now.status),
            now.decision,
            frozenset(self.hall.kinds(case)),
        )

    def _timers(self, case: CaseRecord) -> list[TimerRecord]:
        rows = desk.due_timers(self.hall.house, AT.replace(year=AT.year + 9))
        return [row for row in rows if row.case_id == case.id and row.kind in ("engine", "receiving")]

    def _choices(self, case: CaseRecord) -> list[Choice]:
        found: list[Choice] = []
        for task in self.hall.open_tasks(case):
            actions = desk.task_sheet(self.hall.house, ADMIN, task.id, at=self.hall.at).actions
            found += [(task.element, action) for action in actions or [""] if action != "return"]
        found += [
            (MESSAGE, name) for name in desk.possible(self.hall.house, ADMIN, case.number, at=self.hall.at).messages
        ]
        timers = self._timers(case)
        return list(dict.fromkeys([*found, *([(TIME, timers[0].element)] if timers else [])]))

    def _take(self, case: CaseRecord, beginning: Beginning, choice: Choice) -> bool:
        """Let it happen; False when the desk refuses it, as declining what counts as accepted by now."""
        try:
            self._let(case, beginning, choice)
        except Refused:
            return False
        return True

    def _let(self, case: CaseRecord, beginning: Beginning, choice: Choice) -> None:
        what, how = choice
        if what == TIME:
            self.hall.pass_time(self._timers(case)[0].due_at)
        elif what == MESSAGE:
            desk.message(self.hall.house, ADMIN, case.number, how, at=self.hall.at)
        else:
            task = next(one for one in self.hall.open_tasks(case) if one.element == what)
            if task.kind == "deliver":
                self.hall.serve(case)
            self._do(case, task, self._answer(case, task, beginning, how))

    def _answer(self, case: CaseRecord, task: TaskRecord, beginning: Beginning, outcome: str) -> dict[str, Any]:
        drawn = self.hall.house.programs.item(case.definition_id).program.step(task.element, task.scope)
        handed_in = desk.case_form(self.hall.house, ADMIN, case.number).form
        gives = {name: handed_in.get(name, GIVES.get(name)) for name in listed(drawn.properties.get("gives", ""))}
        return {
            "outcome": outcome,
            "form": dict(FORMS.get(task.element, {})),
            "variables": gives,
            "opinion": OPINION,
            **NO,
        }

    def _do(self, case: CaseRecord, task: TaskRecord, answer: dict[str, Any]) -> None:
        """Somebody does it who may: no step may be such that nobody can."""
        refused: list[str] = []
        for actor in people_for(task.department, task.role, task.assignee):
            try:
                desk.complete(self.hall.house, actor, task.id, at=self.hall.at, **answer)
            except (Forbidden, AlreadyClaimed) as error:
                refused.append(f"{actor.user}: {error}")
            else:
                return
        raise AssertionError(f"nobody can do {task.element} of {case.item}: {refused}")


def materials_of(drawn: Item) -> set[str]:
    """The materials that an item and those it calls ask for, by their codes."""
    called = {step.get("calledElement") for step in drawn.each("callActivity")}
    asked = {str(one["code"]) for one in drawn.guide.get("materials", [])}
    return asked.union(*(materials_of(item(key)) for key in called))
