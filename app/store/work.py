"""What one act does to one case, gathered in memory; `app.store.writing` puts it down in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.domain.acts import Act
from app.domain.facts import Fact, FactKind
from app.domain.lights import Light
from app.store.keys import TIMER_KINDS, TIMERS
from app.store.loading import Loaded
from app.store.numbers import Number
from app.store.records import CaseRecord, TaskRecord, TimerRecord, evolved
from app.store.rows import joined, task_of_case

_NOWHERE: dict[str, Any] = {
    "branch": 0,
    "element": "",
    "attached_to": "",
    "host": None,
    "scope": "",
    "item": None,
    "light": None,
    "clock": "",
    "unit": None,
    "amount": None,
    "from_at": None,
}
_UNLIMITED: dict[str, Any] = {"clock": "", "days": None, "ahead": None, "from_at": None, "resumes_at": None}


class Work:
    """Rows to be written for one case; nothing reaches the database before `write`."""

    def __init__(self, loaded: Loaded, *, at: datetime, actor: str, reader: Connection, fresh: bool = False) -> None:
        """reader: a connection of the moment at which the case was read.  fresh: the case is being made."""
        self.before = loaded.case
        self.task = loaded.task
        self.has_draft = loaded.has_draft
        self.at = at
        self.actor = actor
        self.reader = reader
        self.fresh = fresh
        self.form: dict[str, Any] = {}
        self.changes: dict[str, Any] = {}
        self.opened: list[dict[str, Any]] = []
        self.candidates: list[tuple[int, str]] = []
        self.changed: dict[int, dict[str, Any]] = {}
        self.closed: list[int] = []
        self.timers: list[dict[str, Any]] = []
        self.timers_changed: dict[int, dict[str, Any]] = {}
        self.timers_dropped: list[int] = []
        self.opinions: list[dict[str, Any]] = []
        self.withdrawn: list[int] = []
        self.notices: list[dict[str, Any]] = []
        self.printed: list[dict[str, Any]] = []
        self.delivered: list[dict[str, Any]] = []
        self.alerts: list[dict[str, Any]] = []
        self.alerts_changed: dict[int, dict[str, Any]] = {}
        self.mail: list[dict[str, Any]] = []
        self.unreached: dict[tuple[str, str], str] = {}
        self.entries: list[tuple[str, Act, Mapping[str, Any]]] = []
        self.facts: list[Fact] = []
        self.materials: list[Any] | None = None
        self.visits: dict[str, int] = {}
        self.branches: dict[int, tuple[int, bool, bytes]] = {}
        self.branches_dropped: list[int] = []
        self.numbers: list[Number] = []
        self.counted: dict[tuple[Any, ...], Any] = {}
        self.begun: Any = None
        self.form_changed: dict[str, Any] | None = None
        self.staged: list[tuple[str, dict[str, Any]]] = []
        self.ended = False
        # What handlers ask about the act they are part of.
        self.timer: TimerRecord | None = None
        self.words: dict[str, Any] = {}
        self.notices_before: list[str] | None = None

    @property
    def case(self) -> CaseRecord:
        """The case as this act leaves it so far; a new case has no number before it is written."""
        return evolved(self.before, self.changes) if self.changes else self.before

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write: whatever changes a case leaves an entry in its ledger."""
        return not (self.fresh or self.entries or self.timers_changed or self.branches)

    @property
    def has_rows(self) -> bool:
        """Whether rows of steps or timers change; the case's own are in `changes`."""
        return bool(self.changed or self.timers or self.timers_changed or self.timers_dropped)

    def tasks(self, case: CaseRecord) -> tuple[TaskRecord, ...]:
        """The tasks that this act opened, once they are written and the case is as `case`."""
        blank = {"claimed_at": None, "closed_at": None, "closed_by": None, "outcome": None, "owner": None}
        return tuple(task_of_case({**blank, **row}, case) for row in self.opened)

    def task_after(self, case: CaseRecord) -> TaskRecord:
        """The task the act was about, as written."""
        if self.task is None:
            raise LookupError("this act was not about a task")
        changes = self.changed.get(self.task.id, {})
        moved = self.task.version + bool(changes)
        of_case = {"case_light": case.light, "case_due_at": case.due_at, "case_resumes_at": case.resumes_at}
        return evolved(self.task, {**changes, "version": moved, **of_case})

    def number(self, series: str, shape: str) -> Number:
        """A number that the writing transaction will take."""
        number = Number(series, shape)
        self.numbers.append(number)
        return number

    def stage(self, table: str, **row: Any) -> None:
        """A row of one of the tables beside the case's own; it gets the case's number when it is written."""
        self.staged.append((table, row))

    def is_staged(self, table: str) -> bool:
        """Whether this act enters a row of a table."""
        return any(name == table for name, _ in self.staged)

    def record(self, act: Act, actor: str = "", **detail: Any) -> None:
        """One entry for the ledger; what is empty is left out of it."""
        kept = {key: value for key, value in detail.items() if value not in (None, "", (), [], {})}
        self.entries.append((actor or self.actor, act, kept))

    def fact(self, kind: FactKind, **data: Any) -> Fact:
        """Note something about the case's clock; it is the ledger's last entry seen from the clock's side."""
        made = Fact(seq=self.before.ledger_seq + len(self.entries), kind=kind, at=self.at, data=data)
        self.facts.append(made)
        return made

    def open_task(self, token: int, row: Mapping[str, Any], others: Iterable[str] = ()) -> None:
        """A new task; `row` has the columns that a new task has, but `id` and `case_id`."""
        fixed = {"token": token, "created_at": self.at, "light": Light.GREEN, "version": 1}
        self.opened.append({**fixed, **_UNLIMITED, **row})
        self.candidates += [(token, department) for department in others]

    def change_task(self, number: int, **changes: Any) -> None:
        """Change columns of a task that is there already."""
        self.changed.setdefault(number, {}).update(changes)

    def close_task(self, number: int, **changes: Any) -> None:
        """End a task, with its draft, the timers of its lights and its other candidates."""
        self.change_task(number, closed_at=self.at, **changes)
        self.closed.append(number)
        self.timers_dropped += [number * TIMERS + TIMER_KINDS.index(kind) for kind in ("warn", "due")]

    def set_timer(self, token: int, kind: str, due_at: datetime, **columns: Any) -> None:
        """A moment at which something must happen; an earlier one of the same kind and token is replaced."""
        fixed = {"token": token, "kind": kind, "due_at": due_at, "next_at": due_at, "attempts": 0}
        self.timers.append({**fixed, "fired_at": None, **_NOWHERE, **columns})

    def save_branch(self, branch: int, parent: int, is_open: bool, state: bytes) -> None:
        """The engine's state of one branch, as it is."""
        self.branches[branch] = (parent, is_open, state)

    def post(
        self, key: str, channel: str, target: str, topic: str, body: dict[str, Any], send_at: datetime | None = None
    ) -> None:
        """A message to the outside, sent after the commit; `key`, unique in the case, makes it one message.

        send_at: not before this moment.
        """
        row = {"key": key, "channel": channel, "target": target, "topic": topic, "body": body}
        self.mail.append({**row, "next_at": send_at or self.at})

    def place(
        self, *, element: str, scope: Iterable[str] = (), branch: int = 0, item: str | None = None
    ) -> dict[str, Any]:
        """The columns that say where in the diagram a row belongs."""
        return {"element": element, "scope": joined(scope), "branch": branch, "item": item}
