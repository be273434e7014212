"""What somebody may do to a case at this moment: what a screen offers them; each use case judges again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.desk import sight
from app.desk.approving import check_may_extend, check_may_pause
from app.desk.extending import allowance
from app.desk.house import Desk
from app.desk.looking import open_case
from app.desk.materials import outstanding
from app.desk.programs import Item
from app.desk.progress import may_take_back, standing
from app.desk.sight import Sight
from app.domain.actors import Actor
from app.domain.cases import RUNNING, CaseStatus
from app.domain.deriving import Limits, derive
from app.domain.facts import Fact, FactKind, last, of_kind
from app.domain.roles import Role
from app.domain.stops import WORDS, Ground, StopKind
from app.domain.tasks import TaskStatus
from app.errors import Forbidden
from app.store import clocks, loading, papers, reading
from app.store.records import CaseRecord, TaskRecord


@dataclass(frozen=True, kw_only=True)
class PossibleWithTask:
    """The acts on one task that are open to somebody now."""

    claim: bool = False
    complete: bool = False
    unclaim: bool = False
    delegate: bool = False
    resolve: bool = False
    transfer: bool = False
    assign: bool = False
    withdraw: bool = False


@dataclass(frozen=True, kw_only=True)
class Possible:
    """The acts on a case as a whole that are open to somebody now.

    pause, resume: the grounds, each as code, Chinese and English word.  extend: by how many working days at most.
    ask: whether missing materials may be asked for, `again` that it would go on record.  awaited: codes of materials
    that were asked for and may be handed in.  add, remove: an open task of the joint review by which departments are
    brought in and let go; and which.  messages: names of what may be reported from outside.
    counter: whether originals and fees are the actor's to enter.
    tasks: what may be done with those tasks with which anything may.
    """

    urge: bool = False
    withdraw: bool = False
    terminate: bool = False
    pause: Sequence[tuple[str, str, str]] = ()
    resume: Sequence[tuple[str, str, str]] = ()
    extend: int = 0
    ask: bool = False
    again: bool = False
    awaited: Sequence[str] = ()
    messages: Sequence[str] = ()
    add: int | None = None
    remove: Mapping[str, int] | None = None
    archive: bool = False
    serve: bool = False
    counter: bool = False
    tasks: Mapping[int, PossibleWithTask] = field(default_factory=dict)


def possible(desk: Desk, actor: Actor, number: str, *, at: datetime) -> Possible:
    """What the actor may do to a case now.  Raises NotFound: there is none, or not for this actor."""
    with desk.database.reading() as connection:
        case, seen = open_case(connection, actor, number)
        facts = clocks.facts(connection, case.id)
        tasks = loading.tasks(connection, case.id)
        undecided = may_take_back(case, lambda: standing(tasks, papers.ledger(connection, case.id)))
        offered = {task.id: reading.candidates(connection, task.id) for task in tasks if task.is_live}
    looking = _Looking(desk, actor, case, seen, facts, [task for task in tasks if task.is_live], at)
    if case.ended_at is not None:
        return Possible(archive=looking.leads, serve=looking.serves, counter=looking.fronts)
    found = {task.id: _with_task(actor, task, tasks, offered.get(task.id, [])) for task in tasks}
    return replace(
        looking.running(),
        withdraw=looking.fronts and undecided,
        tasks={id: one for id, one in found.items() if one != PossibleWithTask()},
    )


class _Looking:
    """One look at one case that is not over."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        case: CaseRecord,
        seen: Sight,
        facts: list[Fact],
        live: list[TaskRecord],
        at: datetime,
    ) -> None:
        self._desk, self._actor, self._case, self._seen = desk, actor, case, seen
        self._facts, self._live, self._at = facts, live, at
        self._item: Item = desk.programs.item(case.definition_id)
        self._limits: Limits = derive(desk.reckoning, facts, at)
        self.leads = _granted(lambda: sight.check_lead(actor, case))
        self.serves = actor.role in sight.HANDLING or actor.role is Role.ADMINISTRATOR
        self.fronts = seen is Sight.FRONT or self.leads

    def running(self) -> Possible:
        """Every act, one after the other."""
        actor, case = self._actor, self._case
        steers = self.fronts or actor.role is Role.SUPERVISOR
        reviews = [task for task in self._live if task.item is not None]
        awaited = tuple(outstanding(self._facts))
        return Possible(
            urge=bool(self._live) and (self._seen is not Sight.OWN or self.leads),
            terminate=_granted(lambda: sight.check_lead(actor, case, Role.HEAD)) and case.status in RUNNING,
            pause=self._grounds(),
            resume=self._paused() if steers else (),
            extend=self._extension(),
            ask=self._may_ask(),
            again=bool(of_kind(self._facts, FactKind.SUPPLEMENT_ASKED)),
            awaited=awaited if self.fronts else (),
            messages=self._messages() if self.fronts else (),
            add=next((task.id for task in reviews if self.leads or self._is_mine(task)), None),
            remove={str(task.item): task.id for task in reviews} if self.leads else None,
            serve=self.serves,
            counter=self.fronts,
        )

    def _is_mine(self, task: TaskRecord) -> bool:
        return self._actor.role in sight.HANDLING and sight.is_of(self._actor, task)

    def _grounds(self) -> tuple[tuple[str, str, str], ...]:
        if self._case.status is not CaseStatus.ACCEPTED:
            return ()
        if not _granted(lambda: check_may_pause(self._actor, self._case)):
            return ()
        taken = {code for code, _, _ in self._paused()}
        local = [(code, name, name) for code, name in self._desk.reckoning.terms.local_grounds.items()]
        lawful = [(str(ground), *WORDS[ground]) for ground in Ground]
        return tuple(one for one in [*lawful, *local] if one[0] not in taken)

    def _paused(self) -> tuple[tuple[str, str, str], ...]:
        open_ones = [stop for stop in self._limits.paused if stop.kind is StopKind.PAUSE]
        return tuple((stop.ground, stop.word("zh"), stop.word("en")) for stop in open_ones)

    def _extension(self) -> int:
        accepted = last(self._facts, FactKind.ACCEPTED)
        days = None if accepted is None else accepted.data.get("statutory")
        statutory = self._limits.statutory
        if self._case.status is not CaseStatus.ACCEPTED or days is None or last(self._facts, FactKind.EXTENDED):
            return 0
        allowed = allowance(self._item, int(days))
        in_time = statutory is None or statutory.due_at > self._at
        approves = _granted(
            lambda: check_may_extend(self._actor, self._case, by_government=allowed.by_government),
        )
        return allowed.most if in_time and approves else 0

    def _may_ask(self) -> bool:
        if not self.fronts or self._limits.supplement is not None:
            return False
        if self._case.status is CaseStatus.RECEIVED:
            return True
        special = self._desk.reckoning.terms.supplement_pauses
        return special and _granted(lambda: check_may_pause(self._actor, self._case))

    def _messages(self) -> tuple[str, ...]:
        """What the diagram waits for: beside an open step, or of another body that was asked already."""
        found = self._item.program.messages
        awaited = [name for element, name in found.items() if self._is_awaited(element)]
        return tuple(dict.fromkeys(awaited))

    def _is_awaited(self, element: str) -> bool:
        """An event in the flow on the case's own clock leaves no trace, and may be waited for."""
        info = self._item.program.elements[element]
        if info.attached_to:
            return any(info.attached_to in (task.element, *task.scope) for task in self._live)
        asked = {stop.element for stop in self._limits.aside}
        return element in asked or not (self._item.clock(element) or info.properties.get("clock"))


def _with_task(
    actor: Actor, task: TaskRecord, others: Sequence[TaskRecord], offered: Sequence[str]
) -> PossibleWithTask:
    """offered: further departments that may take it; what is done with a task that is held is its own department's."""
    if not _granted(lambda: sight.check_handling(actor, task, offered)):
        return PossibleWithTask()
    own = _granted(lambda: sight.check_handling(actor, task))
    heads = actor.role in (Role.HEAD, Role.ADMINISTRATOR)
    if not task.is_live:
        answered = task.status is TaskStatus.DONE and (task.closed_by == actor.user or heads)
        return PossibleWithTask(withdraw=own and answered and _goes_on(task, others))
    asked = task.status is TaskStatus.DELEGATED
    holds = (task.assignee is None or actor.may_act_as(task.assignee)) and not asked
    return PossibleWithTask(
        claim=task.status is TaskStatus.OPEN or (asked and task.owner == actor.user),
        complete=holds,
        unclaim=own and task.status is TaskStatus.CLAIMED and (holds or heads),
        delegate=own and holds,
        resolve=own and asked and (task.assignee == actor.user or actor.role is Role.ADMINISTRATOR),
        transfer=own and (holds or heads),
        assign=_granted(lambda: sight.check_head(actor, task)),
    )


def _goes_on(task: TaskRecord, others: Sequence[TaskRecord]) -> bool:
    """Whether the joint review that a task belongs to has not come together yet."""
    return task.item is not None and any(
        one.is_live and one.item is not None and one.scope[:1] == task.scope[:1] for one in others
    )


def _granted(check: Callable[[], object]) -> bool:
    try:
        check()
    except Forbidden:
        return False
    return True
