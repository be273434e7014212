"""Moves a running case onto another version of its diagram: where its tokens stand there, and what prevents it.

The state is read with the program that wrote it, and its tokens are then bound to the steps of the other program.
Nothing is started anew: tokens keep their numbers, their data, and the moments of their timers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent

from app.engine.activities import CallActivity
from app.engine.describe import SYNTHETIC
from app.engine.instances import MultiInstance
from app.engine.moving_tree import bind, put_borders_in, take_out
from app.engine.records import MAIN
from app.engine.rosters import place_in
from app.engine.run import Run
from app.engine.scopes import Scope
from app.engine.state import CaseState
from app.engine.tokens import LIVE, Token

if TYPE_CHECKING:
    from app.engine.program import Program

Names = Mapping[str, Mapping[str, str]]
"""New ids of steps by their old ones, process by process; what is not in it keeps its id."""
SUFFIXES = (".BoundaryEventSplit", ".EndJoin", " [child]")
"""What the library appends to an id when it puts in a step of its own."""


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Why a case cannot be moved; `element` is the step, in the version that the case is on."""

    code: str
    element: str
    message_en: str
    message_zh: str


@dataclass(frozen=True, kw_only=True)
class Mover:
    """One case's move.

    run: the case, restored with the program that it runs by.  target: the program that it shall run by.
    opened: when the steps of people were opened, by token.  given: variables that the target reads
    and the case's own program did not keep.  new_limits: count the timers that were changed anew from the opening.
    """

    run: Run
    target: Program
    names: Names
    opened: Mapping[int, datetime]
    given: Mapping[str, Any]
    new_limits: bool = False

    def obstacles(self) -> list[Obstacle]:
        """Everything that stands in the way; nothing is changed."""
        load_everything(self.run.state)
        found: dict[tuple[str, str], Obstacle] = {}
        for scope in self.run.state.loaded():
            if not scope.completed:
                for obstacle in self._of_scope(scope):
                    found.setdefault((obstacle.code, obstacle.element), obstacle)
        return list(found.values())

    def move(self) -> None:
        """Bind everything to the target; obstacles must have been looked for."""
        state = self.run.state
        load_everything(state)
        for scope in [state, *[state.branches[branch] for branch in sorted(state.branches)]]:
            if scope.branch == MAIN or scope.branch in state.branches:  # one taken out takes those inside along
                self._bind(scope)
        state.subprocess_specs = self.target.subprocess_specs
        self._move_rosters(state)
        for scope in state.loaded():
            if not scope.completed:
                self._hand_over(scope)
                put_borders_in(scope, self._opening, new_limits=self.new_limits)
        self._ask_joins(state)
        state.advance()

    def _move_rosters(self, state: CaseState) -> None:
        """Who was added to a review and removed from it is known by the review's place, which has other ids there."""
        ids = {old: new for names in reversed(list(self.names.values())) for old, new in names.items()}
        state.rosters = {place_in(place, ids): facts for place, facts in state.rosters.items()}

    def _bind(self, scope: Scope) -> None:
        spec = self._spec(scope)
        if spec is None:
            take_out(scope)
            return
        names = self._names(scope)
        bind(scope, spec, {name: step_named(name, names) for name in {t.task_spec.name for t in scope.tasks.values()}})

    def _hand_over(self, scope: Scope) -> None:
        """Let the open steps see the variables that nobody kept for them before."""
        for token in list(scope.open.values()):
            for seen in (token, token.parent):
                missing = {name: value for name, value in self.given.items() if seen and name not in seen.data}
                if seen is not None and missing:
                    seen.set_data(**missing)

    def _opening(self, token: Token) -> datetime | None:
        """When an activity was opened: a sub-process with the first step of a person inside it."""
        if token.id in self.opened:
            return self.opened[token.id]
        state = self.run.state
        inside = {token.id, *(child.id for child in token.children if child.triggered)}
        found = [self.opened[number] for number in inside & self.opened.keys()]
        for scope in state.loaded():
            branch = scope.branch
            while branch != MAIN and branch not in inside:
                branch = state.parents[branch]
            if branch != MAIN:
                found += [self.opened[number] for number in scope.tasks.keys() & self.opened.keys()]
        return min(found, default=None)

    @staticmethod
    def _ask_joins(state: CaseState) -> None:
        """A join that waits for less by now goes on."""
        for scope in state.loaded():
            for token in list(scope.open.values()):
                if token._state & LIVE and token.task_spec.joins and not scope.completed:
                    token.update()

    def _names(self, scope: Scope) -> Mapping[str, str]:
        return self.names.get(scope.spec.name.partition("/")[0], {})

    def _spec(self, scope: Scope) -> Any:
        """The scope's process or sub-process in the target; None when it has none."""
        if scope.branch == MAIN:
            return self.target.spec
        process, _, inner = scope.spec.name.partition("/")
        name = f"{process}/{step_named(inner, self._names(scope))}" if inner else process
        return self.target.subprocess_specs.get(name)

    def _of_scope(self, scope: Scope) -> Iterator[Obstacle]:
        spec = self._spec(scope)
        if spec is None:
            return  # the step that it runs for is told of
        names = self._names(scope)
        for token in scope.open.values():
            if token.task_spec.on_border:
                continue  # what is gone from a border is dropped
            there = spec.task_specs.get(step_named(token.task_spec.name, names))
            if there is None:
                yield self._missing(token, names)
            else:
                yield from _differs(token, there, names)

    def _missing(self, token: Token, names: Mapping[str, str]) -> Obstacle:
        id = names.get(token.task_spec.bpmn_id or "", token.task_spec.bpmn_id or "")
        if any(id == one for _, one in self.target.infos):
            return obstacle(
                "scope-changed", token, "it lies in another sub-process there", "该环节在该版本中位于其他范围"
            )
        return obstacle("step-removed", token, "that version has no such step", "该版本没有此环节")


def _differs(token: Token, there: Any, names: Mapping[str, str]) -> Iterator[Obstacle]:
    """What makes a step of the target another kind of step than the one that a token stands at."""
    here = token.task_spec
    if here.spreads != there.spreads or (here.spreads and type(here) is not type(there)):
        yield obstacle("multi-instance-changed", token, "it is done once per item in one of the versions only",
                       "两个版本中该环节的多实例方式不同")  # fmt: skip
    elif isinstance(here, MultiInstance):
        if _spreading(here) != _spreading(there):
            yield obstacle("multi-instance-changed", token, "its items are handed out in another way there",
                           "该版本中多实例的变量、次序或意见汇总方式不同")  # fmt: skip
    elif isinstance(here, CallActivity) and isinstance(there, CallActivity) and here.spec != there.spec:
        yield obstacle(
            "called-process-differs", token, f"it calls {there.spec!r} there", f"该版本调用的是“{there.spec}”"
        )
    elif _kind(here) != _kind(there):
        yield obstacle("kind-changed", token, "it is another kind of step there", "该环节在该版本中类型不同")
    elif here.joins and token.parent is not None and there.bpmn_id and not _leads(token.parent, there, names):
        yield obstacle(
            "join-changed", token, "it has come over a flow that is not there", "汇合前的流向在该版本中不存在"
        )


def _leads(before: Token, join: Any, names: Mapping[str, str]) -> bool:
    """Whether a flow leads from a step to a join of the target."""
    return step_named(before.task_spec.name, names) in join._inputs


def _kind(spec: Any) -> tuple[str, str]:
    """Steps of the same kind may stand for each other; all that wait for a person are one kind."""
    if spec.manual:
        return "manual", ""
    event = type(spec.event_definition).__name__ if isinstance(spec, CatchingEvent) else ""
    return ("catching" if event else type(spec).__name__), event


def _spreading(spec: MultiInstance) -> tuple[Any, ...]:
    return spec.sequential, spec.item_name, spec.output


def step_named(name: str, names: Mapping[str, str]) -> str:
    """What a step is called in the target, those that were put in for another one included."""
    if name in names:
        return names[name]
    for suffix in SUFFIXES:
        if name.endswith(suffix):
            return step_named(name.removesuffix(suffix), names) + suffix
    head, mark, tail = name.partition(SYNTHETIC)
    return f"{names.get(head, head)}{mark}{tail}"


def obstacle(code: str, token: Token, en: str, zh: str) -> Obstacle:
    """Something in the way of a token."""
    id = (token.task_spec.bpmn_id or token.task_spec.name).partition(SYNTHETIC)[0]
    name = token.task_spec.info.name or id
    return Obstacle(
        code=code, element=id, message_en=f"the case waits at {name!r}: {en}", message_zh=f"办件停在“{name}”:{zh}"
    )


def load_everything(state: CaseState) -> None:
    """Bring in all branches, those of finished sub-processes as well."""
    missing = [branch for branch in state.parents if branch not in state.branches]
    while missing:
        state.loader(missing)
        left = [branch for branch in state.parents if branch not in state.branches]
        if left == missing:
            state.scope(missing[0])  # which says what is missing
        missing = left
