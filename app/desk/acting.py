"""How every use case runs: read and compute, then one short transaction; again from the start if overtaken."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.desk import facts
from app.desk.ending import conclude
from app.desk.house import Desk, Terms
from app.desk.informing import inform
from app.desk.opencase import OpenCase
from app.desk.signing import signature
from app.domain.actors import Actor
from app.engine import UnknownVariable
from app.errors import NotFound, Stale
from app.store import answers, loading, writing
from app.store.answers import Answer
from app.store.database import Connection
from app.store.keys import case_of
from app.store.loading import Loaded
from app.store.records import CaseRecord, NoticeRecord, TaskRecord
from app.store.work import Work

R = TypeVar("R")
Load = Callable[[Connection], Loaded]
MOST_ATTEMPTS = 60
LONGEST_PAUSE = 0.05


@dataclass(frozen=True, kw_only=True)
class Done:
    """What an act left behind, as written."""

    case: CaseRecord
    task: TaskRecord | None
    opened: tuple[TaskRecord, ...]
    notices: tuple[NoticeRecord, ...]


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One act: who does what to which case, when, and on which terms."""

    desk: Desk
    actor: Actor
    at: datetime
    terms: Terms
    do: Callable[[OpenCase], None]

    def on_task(self, task: int, shape: Callable[[Done], R]) -> R:
        """Do it to the case of a task.  Raises NotFound and whatever the act raises."""
        return self._until_it_wins(case_of(task), lambda c: loading.by_task(c, task), shape)

    def on_case(self, number: str, shape: Callable[[Done], R]) -> R:
        """Do it to a case by its number."""
        with self.desk.database.reading() as connection:
            case = loading.by_number(connection, number).case.id
        return self.on_case_id(case, shape)

    def on_case_id(self, case: int, shape: Callable[[Done], R]) -> R:
        """Do it to a case by its row number."""
        return self._until_it_wins(case, lambda c: loading.by_id(c, case), shape)

    def on_new(self, blank: CaseRecord, shape: Callable[[Done], R]) -> R:
        """Do it to a case that is only being made."""
        return self._until_it_wins(0, lambda c: Loaded(case=blank), shape)

    def within(self, connection: Connection, case: int) -> OpenCase:
        """Do it to a case in a transaction of the caller's, who calls `tell` when it is committed."""
        loading.lock_case(connection, case)
        opened = self._compute(connection, lambda c: loading.by_id(c, case))
        self._write(connection, opened, lambda done: None)
        return opened

    def tried(self, reader: Connection, case: int) -> OpenCase:
        """Work out what it would do to a case, and write nothing."""
        return self._compute(reader, lambda c: loading.by_id(c, case))

    def tell(self, opened: OpenCase) -> None:
        """Let whoever waits for timers and messages know that there are new ones."""
        self._tell(opened)

    def _until_it_wins(self, case: int, load: Load, shape: Callable[[Done], R]) -> R:
        for attempt in range(MOST_ATTEMPTS):
            try:
                return self._attempt(case, load, shape)
            except Stale:
                if attempt == MOST_ATTEMPTS - 1:
                    raise
                time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.001 * 2**attempt)))
        raise AssertionError("not reached")

    def _attempt(self, case: int, load: Load, shape: Callable[[Done], R]) -> R:
        database = self.desk.database
        if not case:
            with database.reading() as reader:
                opened = self._compute(reader, load, fresh=True)
            return self._commit(opened, shape)
        with self.desk.lock(case):
            if database.is_sqlite:
                # Computing inside the only write lock would make every other case wait.
                with database.reading() as reader:
                    opened = self._compute(reader, load)
                return self._commit(opened, shape)
            with database.writing() as connection:
                loading.lock_case(connection, case)
                opened = self._compute(connection, load)
                result = self._write(connection, opened, shape)
            self._tell(opened)
            opened.dissolve()
            return result

    def _compute(self, reader: Connection, load: Load, fresh: bool = False) -> OpenCase:
        self.terms.check_key(reader)
        loaded = load(reader)
        if not fresh:
            self.terms.check_version(loaded.case, loaded.task)
        work = Work(loaded, at=self.at, actor=signature(self.actor), reader=reader, fresh=fresh)
        opened = OpenCase(self.desk, self.actor, work, loaded)
        try:
            self.do(opened)
            conclude(opened)
            inform(opened)
        except NotFound as error:
            raise self._overtaken(reader, loaded, error) from error
        except UnknownVariable as error:
            raise facts.lacking(opened.items, error, "form" if fresh else "variables") from error
        return opened

    def _overtaken(self, reader: Connection, loaded: Loaded, error: NotFound) -> NotFound | Stale:
        """State that was read in two halves, because somebody wrote in between, is not an error of the client."""
        if not loaded.case.id or loading.by_id(reader, loaded.case.id).case.version == loaded.case.version:
            return error
        return Stale("the case was moved while it was being read")

    def _commit(self, opened: OpenCase, shape: Callable[[Done], R]) -> R:
        with self.desk.database.writing() as connection:
            result = self._write(connection, opened, shape)
        self._tell(opened)
        opened.dissolve()
        return result

    def _write(self, connection: Connection, opened: OpenCase, shape: Callable[[Done], R]) -> R:
        work = opened.work
        case = work.case if work.is_empty else writing.write(connection, work)
        if work.timers:
            rows = writing.timer_rows(work)
            for enlist in self.desk.on_timers:
                enlist(writing.driver_of(connection), rows)
        result = shape(
            Done(
                case=case,
                task=None if work.task is None else work.task_after(case),
                opened=work.tasks(case),
                notices=tuple(NoticeRecord(**row) for row in work.notices),
            )
        )
        once = self.terms.once
        if once is not None:
            status, body = once.answer(result)
            answers.keep(connection, Answer(key=once.key, digest=once.digest, status=status, body=body), self.at)
        return result

    def _tell(self, opened: OpenCase) -> None:
        work = opened.work
        moments = [row["next_at"] for row in (*work.timers, *work.timers_changed.values()) if "next_at" in row]
        if work.mail or work.is_staged("beginning"):
            moments.append(self.at)
        if moments:
            for hook in self.desk.on_commit:
                hook(min(moments))


def case_of_done(done: Done) -> CaseRecord:
    """The case, for use cases that are about nothing else."""
    return done.case


def task_of_done(done: Done) -> TaskRecord:
    """The task, for use cases that are about one."""
    if done.task is None:
        raise LookupError("this act was not about a task")
    return done.task
