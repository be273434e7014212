"""The state of one case in memory: its scopes, who waits for what, and stepping by what became ready."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from app.engine.records import MAIN, Calendar, Perform, Recalled
from app.engine.scopes import Scope
from app.engine.tokens import LIVE, Token
from app.errors import LianbanError, Refused

MAX_STEPS = 10_000


class CaseState(Scope):
    """The top-level scope of a case: its branches, its clock for this act, and the queue of ready tokens.

    waiting: tokens of the loaded scopes that wait for an event.
    branches: the sub-process instances in memory, by the number of their host's token.  parents: the branch in
    which each known instance's host is, the finished ones included.  changed, removed: tokens that this act touched
    or took out.  dropped: branches that it took out.  kept: what the timers of a step done again start with, by name.
    reckoned: what timers that began in this act started with, by value.
    rosters: who was added to reviews and removed from them, by place.  recalled: where this act has applied that.
    """

    def __init__(
        self,
        spec: BpmnProcessSpec,
        subprocess_specs: dict[str, BpmnProcessSpec],
        *,
        at: datetime,
        calendar: Calendar,
        perform: Perform | None = None,
    ) -> None:
        super().__init__(spec, self, MAIN, MAIN)
        self.subprocess_specs = subprocess_specs
        self.now = at
        self.calendar = calendar
        self.perform = perform
        self.branches: dict[int, Scope] = {}
        self.parents: dict[int, int] = {}
        self.loader: Callable[[list[int] | None], None] = lambda numbers: None
        self.waiting: dict[int, Token] = {}
        self.ready: deque[Token] = deque()
        self.changed: dict[int, Token] = {}
        self.removed: dict[int, Token] = {}
        self.dropped: set[int] = set()
        self.sent: list[str] = []
        self.failure: str | None = None
        self.kept: dict[str, dict[str, Any]] = {}
        self.reckoned: dict[Any, dict[str, Any]] = {}
        self.rosters: dict[str, dict[str, list[Any]]] = {}
        self.recalled: list[Recalled] = []
        self.last_id = 0
        self.last_change = 0

    def next_id(self) -> int:
        """A token number never used before in this case."""
        self.dirty = True  # the main branch stores the counters
        self.last_id += 1
        return self.last_id

    def next_change(self) -> int:
        """The order in which states changed; it stands in for the stock library's wall-clock time."""
        self.dirty = True
        self.last_change += 1
        return self.last_change

    def scope(self, branch: int) -> Scope:
        """The scope stored under `branch`, loaded when needed.  Raises LianbanError: it is missing."""
        if branch == MAIN:
            return self
        if branch not in self.branches:
            self.loader([branch])
        if branch not in self.branches:
            raise LianbanError(f"branch {branch} of the case's state is missing", f"办件状态缺少分支 {branch}")
        return self.branches[branch]

    def find(self, number: int) -> Token | None:
        """A token in whatever is loaded."""
        return next((scope.tasks[number] for scope in self.loaded() if number in scope.tasks), None)

    def catch(self, event: BpmnEvent) -> None:
        """An event thrown inside the case, for whoever waits in it; if nobody does it is told to the outside."""
        if not self.deliver(event):
            self.sent.append(event.event_definition.name or "")

    def deliver(self, event: BpmnEvent) -> int:
        """Hand an event to all who wait for it, in open branches that were not loaded too; returns how many did."""
        self.load_all()
        catchers = [token for _, token in sorted(self.waiting.items()) if token.task_spec.catches(token, event)]
        return sum(self.hand(event, token) for token in catchers)

    def hand(self, event: BpmnEvent, token: Token) -> bool:
        """Hand an event to one waiting token; one that lost a race meanwhile is passed over."""
        if token._state != TaskState.WAITING:
            return False
        token.task_spec.catch(token, event)
        token.update()
        return True

    def begin_within(self, host: Token, spec_name: str, data: dict[str, Any]) -> None:
        """Start a sub-process instance for a token."""
        scope = Scope(self.subprocess_specs[spec_name], self, host.id, host.workflow.branch)
        self.branches[host.id] = scope
        self.parents[host.id] = scope.parent_branch
        scope.begin(data)

    def forget(self, token: Token) -> None:
        """A token left the tree: nothing may wait for it and no sub-process may outlive it."""
        self.removed[token.id] = token
        self.changed.pop(token.id, None)
        self.waiting.pop(token.id, None)
        if token.id in self.parents:
            self._drop(token.id, running=bool(token._state & LIVE))

    def _drop(self, branch: int, *, running: bool) -> None:
        """Take out a sub-process instance and those inside it; only of running ones does anybody have to be told."""
        scope = self.scope(branch) if running else self.branches.get(branch)
        tokens = {} if scope is None else scope.tasks
        for inner in [inner for inner, parent in self.parents.items() if parent == branch]:
            self._drop(inner, running=inner in tokens and bool(tokens[inner]._state & LIVE))
        for token in tokens.values():
            self.removed[token.id] = token
            self.changed.pop(token.id, None)
            self.waiting.pop(token.id, None)
            if token._state & LIVE:
                token._state = TaskState.CANCELLED
        self.branches.pop(branch, None)
        del self.parents[branch]
        self.dropped.add(branch)

    def load_all(self) -> None:
        """Bring in every open branch that is still only stored."""
        if any(branch not in self.branches for branch in self.parents):
            self.loader(None)

    def loaded(self) -> list[Scope]:
        """The main scope and the branches that this act has in memory."""
        return [self, *self.branches.values()]

    def dissolve(self) -> None:
        """Forget everything; see `Run.dissolve`."""
        for scope in self.loaded():
            vars(scope).clear()

    def advance(self) -> None:
        """Run what is ready, and what that makes ready, until only people, timers and messages are waited for.

        Raises Refused when the diagram runs in circles without ever waiting.
        """
        steps = 0
        while self.ready or self._release():
            token = self.ready.popleft() if self.ready else None
            if token is None or token._state != TaskState.READY or token.id not in token.workflow.tasks:
                continue
            steps += 1
            if steps > MAX_STEPS:
                raise Refused(
                    f"the diagram runs in a circle at {token.task_spec.bpmn_id!r} without ever waiting",
                    f"流程在「{token.task_spec.bpmn_id}」处循环执行而不停下",
                    element=token.task_spec.bpmn_id or "",
                )
            token.run()

    def _release(self) -> bool:
        """Ask the waiting gates again: a token that died elsewhere may have been the last they waited for."""
        for scope in self.loaded():
            if scope.gates and not scope.completed:
                longest = {gate.task_spec.name: gate for gate in reversed(scope.gates.values())}
                for gate in longest.values():  # of those at one gate the first to come goes on first
                    gate.update()
        return bool(self.ready)

    def fail(self, code: str) -> None:
        """End the case because nobody caught an error."""
        self.failure = code
        self.cancel()
