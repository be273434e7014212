"""A process or sub-process while it runs: its tokens, and which of them are open or may be released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.util.task import TaskState

from app.engine.records import MAIN
from app.engine.tokens import LIVE, Token

if TYPE_CHECKING:
    from app.engine.state import CaseState


class Scope:
    """One instance of a process or sub-process; its state is stored as one branch.

    branch: number of the branch, which is that of the token it runs for.  parent_branch: where that token is.
    open: tokens not finished.  gates: waiting joins that may be released by what happens elsewhere in the scope.
    """

    task_tree: Token

    def __init__(self, spec: BpmnProcessSpec, top: CaseState, branch: int, parent_branch: int) -> None:
        self.spec = spec
        self.top_workflow = top
        self.branch = branch
        self.parent_branch = parent_branch
        self.last_task: Token | None = None
        self.completed = False
        self.dirty = False
        self.tasks: dict[int, Token] = {}
        self.open: dict[int, Token] = {}
        self.gates: dict[int, Token] = {}

    def begin(self, data: dict[str, Any]) -> None:
        """Put the first token where the process starts."""
        self.dirty = True
        self.task_tree = Token(self, self.spec.start, None, TaskState.FUTURE)
        self.task_tree.data = data
        self.task_tree._ready()

    @property
    def host(self) -> Token | None:
        """The token in the parent scope that this instance runs for; None for the case's own process."""
        return None if self.branch == MAIN else self.top_workflow.scope(self.parent_branch).tasks.get(self.branch)

    def note(self, token: Token) -> None:
        """Keep the indexes true after a token's state changed."""
        self.dirty = True
        state, spec = token._state, token.task_spec
        if state & LIVE:
            self.open[token.id] = token
            if state == TaskState.WAITING and spec.gate:
                self.gates[token.id] = token
            elif state == TaskState.READY:
                self.gates.pop(token.id, None)
                if not spec.manual:
                    self.top_workflow.ready.append(token)
        else:
            self.open.pop(token.id, None)
            self.gates.pop(token.id, None)
        self.top_workflow.changed[token.id] = token

    def remove(self, token: Token) -> None:
        """Take a token and all below it out of the tree, with the sub-processes that ran for them."""
        doomed = [token, *token.descendants()]
        for gone in doomed:
            self.top_workflow.forget(gone)  # which may have to load what ran for it, beneath it
        if token._parent is not None:
            self.tasks[token._parent]._children.remove(token.id)
        for gone in doomed:
            del self.tasks[gone.id]
            self.open.pop(gone.id, None)
            self.gates.pop(gone.id, None)
        if self.last_task is not None and self.last_task.id not in self.tasks:
            self.last_task = None
        self.dirty = True

    def cancel(self) -> None:
        """Stop everything in this scope and below; nobody is told that it ended."""
        self.completed = self.dirty = True
        self._stop(list(self.open.values()))

    def finish(self, token: Token) -> None:
        """End this scope at once, as a terminate event does: other tokens are stopped, the flow goes on outside."""
        self._stop([other for other in self.open.values() if other is not token])
        self.completed = self.dirty = True

    def _stop(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token._state & LIVE:
                token.cancel()

    def passed(self, token: Token) -> None:
        """Called when a token has completed and its followers are there; the host learns of the end."""
        self.last_task = token
        if token.task_spec.name == "End":
            self.completed = self.dirty = True
        host = self.host if self.completed else None
        if host is not None:
            host.task_spec.finished(self, host)
