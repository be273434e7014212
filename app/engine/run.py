"""One act on one case: state in, the act, and everything it changed out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import SignalEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from app.engine import rewind
from app.engine.codec import decode, encode
from app.engine.data import require_json
from app.engine.describe import SYNTHETIC, open_task, timer_set, waiting
from app.engine.events import Message
from app.engine.instances import MultiInstance
from app.engine.records import MAIN, ClosedTask, Passed, Step
from app.engine.state import CaseState
from app.engine.timers import DUE, TimerDefinition
from app.engine.tokens import Token, is_catching, is_instance
from app.engine.variables import seen_in
from app.errors import NotFound, Refused

Load = Callable[[list[int] | None], Mapping[int, bytes]]
"""Fetches stored branches by number; None asks for all open ones."""

WAITING = TaskState.WAITING


class Run:
    """A case in memory for the length of one act; thrown away when anything goes wrong.

    Make one with `Program.start` or `Program.restore`, act once or more, then take `step()`.
    """

    def __init__(self, state: CaseState) -> None:
        self.state = state
        self.was_open: set[int] = set()
        self.was_timed: dict[int, str] = {}
        self.was_stored: set[int] = set()

    def attach(self, load: Load, branches: list[int]) -> None:
        """Read the main branch and those named; others follow when the act touches them."""

        def fetch(numbers: list[int] | None) -> None:
            for number, data in sorted(load(numbers).items()):
                if number != MAIN and number not in self.state.branches:
                    self._read(number, data)

        stored = load([MAIN, *branches])
        if MAIN not in stored:
            raise NotFound("the case has no stored state; it has ended", "办件没有运行状态,已办结")
        self.state.loader = fetch
        self._read(MAIN, stored[MAIN])
        self.was_stored |= self.state.parents.keys()
        for number in sorted(stored.keys() & self.state.parents.keys()):
            if number not in self.state.branches:
                self._read(number, stored[number])

    def _read(self, number: int, data: bytes) -> None:
        scope = decode(self.state, number, data)
        for token in scope.open.values():
            if token.task_spec.manual and token._state == TaskState.READY:
                self.was_open.add(token.id)
            elif _timed(token):
                self.was_timed[token.id] = token.internal_data[DUE]

    def token(self, number: int, branch: int = MAIN) -> Token:
        """The token with this number; other branches are searched when it is not in `branch`."""
        state = self.state
        scope = state.scope(branch) if branch == MAIN or branch in state.parents else None
        token = scope.tasks.get(number) if scope is not None else None
        if token is None:
            state.load_all()
            token = state.find(number)
        if token is None:
            raise NotFound(f"step {number} is not part of the case any more", f"环节 {number} 已不存在", token=number)
        return token

    def _open_step(self, number: int, branch: int) -> Token:
        found = self.token(number, branch)
        if found._state != TaskState.READY or not found.task_spec.manual:
            raise Refused(
                f"step {found.task_spec.bpmn_id!r} is {TaskState.get_name(found._state).lower()}; it is not open",
                f"环节「{found.task_spec.bpmn_id}」不在待办状态",
                token=number,
            )
        return found

    def complete(self, token: int, variables: Mapping[str, Any], branch: int = MAIN) -> None:
        """Finish an open step with these variables.  Raises Refused: it is not open; Invalid: a value is not JSON."""
        found = self._open_step(token, branch)
        if variables:
            found.set_data(**require_json(dict(variables)))
        found.run()
        self.state.advance()

    def fire(self, token: int, branch: int = MAIN) -> bool:
        """Let a timer fire; False when it waits no longer, so a second call does nothing."""
        try:
            found = self.token(token, branch)
        except NotFound:
            return False
        if not _timed(found):
            return False
        found.task_spec.event_definition.fire(found)
        self.state.advance()
        return True

    def message(self, name: str, variables: Mapping[str, Any] | None = None) -> int:
        """Deliver a message to every step that waits for it; returns how many did."""
        return self._deliver(Message(name), variables)

    def signal(self, name: str, variables: Mapping[str, Any] | None = None) -> int:
        """Deliver a signal to every step that waits for it; returns how many did."""
        return self._deliver(SignalEventDefinition(name), variables)

    def _deliver(self, definition: Any, variables: Mapping[str, Any] | None) -> int:
        payload = require_json(dict(variables or {}))
        count = self.state.deliver(BpmnEvent(definition, payload=payload))
        self.state.advance()
        return count

    def add_instance(self, token: int, item: Any, branch: int = MAIN) -> None:
        """Let one more take part in the running multi-instance around an open step (加签)."""
        multi = self._instance(self._open_step(token, branch)).parent
        if item in multi.task_spec.takes_part(multi):
            raise Refused(f"{item!r} takes part already", f"「{item}」已在参与", item=item)
        multi.task_spec.add_item(multi, *require_json({"item": item}).values())
        self.state.advance()

    def remove_instance(self, token: int, branch: int = MAIN) -> None:
        """Take the instance around an open step out of its multi-instance (减签); the others go on."""
        instance = self._instance(self._open_step(token, branch))
        instance.parent.task_spec.remove_item(instance.parent, instance)
        self.state.advance()

    def go_back(self, token: int, element: str, branch: int = MAIN) -> None:
        """Return from an open step to an earlier one (退回); what lies between is undone and done again."""
        rewind.go_back(self.state, self._open_step(token, branch), element)

    def reopen(self, token: int, branch: int = MAIN) -> None:
        """Open a completed step again with its timers as they were (撤回), while nobody has acted on it yet."""
        found = self.token(token, branch)
        if found._state != TaskState.COMPLETED or not found.task_spec.manual:
            raise Refused(
                f"step {found.task_spec.bpmn_id!r} is {TaskState.get_name(found._state).lower()}; it was not completed",
                f"环节「{found.task_spec.bpmn_id}」尚未办结,不能撤回",
                token=token,
            )
        rewind.withdraw(self.state, found)

    def terminate(self) -> None:
        """End the case at once; every open step is cancelled."""
        self.state.load_all()
        self.state.cancel()

    def _instance(self, token: Token) -> Token:
        """The instance of the nearest multi-instance that a token is or lies in."""
        at: Token | None = token
        while at is not None:
            for above in (at, *at.ancestors()):
                if is_instance(above) and isinstance(above.parent.task_spec, MultiInstance):
                    return above
            at = at.workflow.host
        raise Refused(
            f"step {token.task_spec.bpmn_id!r} is not part of a joint review; departments cannot be added or removed",
            f"环节「{token.task_spec.bpmn_id}」不属于会签,不能加签或减签",
            element=token.task_spec.bpmn_id,
        )

    def step(self) -> Step:
        """What changed since the start or the last `step()`; state that did not change is not in it."""
        state = self.state
        touched = sorted(state.changed.values(), key=lambda token: token.last_state_change)
        now_open = [t for t in touched if t._state == TaskState.READY and t.task_spec.manual]
        timed = [t for t in touched if _timed(t)]
        gone = {**state.changed, **state.removed}
        closed = [
            ClosedTask(token=number, how="completed" if _done(gone[number]) else "cancelled")
            for number in sorted(self.was_open & gone.keys())
            if number in state.removed or gone[number]._state != TaskState.READY
        ]
        dropped = [n for n in self.was_timed if n in state.removed or (n in state.changed and not _timed(gone[n]))]
        result = Step(
            opened=[open_task(t) for t in now_open if t.id not in self.was_open],
            closed=closed,
            timers=[timer_set(t) for t in timed if self.was_timed.get(t.id) != t.internal_data[DUE]],
            timers_dropped=sorted(dropped),
            waits=[waiting(t) for t in touched if t._state == WAITING and _awaits(t)],
            saved={scope.branch: encode(scope) for scope in state.loaded() if scope.dirty},
            dropped_branches=sorted(b for b in state.dropped if b in self.was_stored),
            passed=_passed(touched),
            sent=state.sent,
            recalled=state.recalled,
            ended=state.completed,
            failure=state.failure,
            variables=self.variables(),
        )
        self._begin_anew(result, now_open, timed)
        return result

    def _begin_anew(self, result: Step, now_open: list[Token], timed: list[Token]) -> None:
        state = self.state
        self.was_open = (self.was_open - {task.token for task in result.closed}) | {t.id for t in now_open}
        for number in result.timers_dropped:
            self.was_timed.pop(number, None)
        self.was_timed |= {t.id: t.internal_data[DUE] for t in timed}
        self.was_stored = (self.was_stored | result.saved.keys()) - set(result.dropped_branches)
        state.changed, state.removed, state.dropped, state.sent, state.recalled = {}, {}, set(), [], []
        for scope in state.loaded():
            scope.dirty = False

    def dissolve(self) -> None:
        """Be of no use any more: tokens and scopes know each other, and let go of are freed at once.

        Otherwise they wait for the garbage collector, which costs a twelfth of a step and fresh memory for each.
        """
        self.state.dissolve()

    def variables(self) -> dict[str, Any]:
        """The case's variables: those of the process at its end, else what its open steps see, later over earlier."""
        state = self.state
        if state.completed and state.last_task is not None:
            return dict(state.last_task.data)
        return seen_in(state)


def _timed(token: Token) -> bool:
    """Whether a token waits for a timer."""
    return is_catching(token) and isinstance(token.task_spec.event_definition, TimerDefinition)


def _awaits(token: Token) -> bool:
    """Whether a token in the flow waits for a message or a signal."""
    spec = token.task_spec
    if spec.on_border or not is_catching(token) or isinstance(spec.event_definition, TimerDefinition):
        return False
    return bool(spec.bpmn_id) and SYNTHETIC not in spec.bpmn_id


def _done(token: Token) -> bool:
    return token._state == TaskState.COMPLETED  # type: ignore[no-any-return]


def _passed(touched: list[Token]) -> list[Passed]:
    finished = TaskState.COMPLETED | TaskState.CANCELLED
    return [
        Passed(
            element=t.task_spec.bpmn_id,
            token=t.id,
            branch=t.workflow.branch,
            how="completed" if t._state == TaskState.COMPLETED else "cancelled",
            instance=is_instance(t),
            process=t.task_spec.info.process,
        )
        for t in touched
        if t._state & finished and t.task_spec.bpmn_id and SYNTHETIC not in t.task_spec.bpmn_id
    ]
