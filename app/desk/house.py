"""The desk itself: what every use case needs to hand, and the terms a client may set."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from app.desk.presses import Presses
from app.desk.programs import Programs
from app.domain.calendar import WorkCalendar
from app.domain.clock import Reckoning
from app.domain.clock import Terms as ClockTerms
from app.domain.years import Edition, Scope, Year, computed
from app.errors import KeyReused, NotFound, Refused, VersionMismatch
from app.handlers import HANDLERS, Handler, Office
from app.handlers.office import NO_HANDS, SUPERVISORS, Hands
from app.notices.shelf import Shelf
from app.settings import Settings
from app.store import answers, authority, calendars, clocks, people, registry
from app.store.answers import Answer
from app.store.database import Connection, Database
from app.store.records import CaseRecord, TaskRecord

STRIPES = 64


class Replayed(Exception):
    """The request was answered before under the same Idempotency-Key; send `answer` again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.key)
        self.answer = answer


@dataclass(frozen=True, kw_only=True)
class Once:
    """A request that must not work twice.

    key: unique per user.  digest: hexadecimal, of the request.
    answer: makes status and body out of what the use case returns; runs inside the transaction.
    """

    key: str
    digest: str
    answer: Callable[[Any], tuple[int, str]]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a client asks beside the act: a version it has seen, and a key that makes repeating harmless.

    if_version: of the task for an act on a task, of the case for any other.
    """

    if_version: int | None = None
    once: Once | None = None

    def check_version(self, case: CaseRecord, task: TaskRecord | None) -> None:
        """Raises VersionMismatch: the task, or without one the case, has moved since the client read it."""
        version = case.version if task is None else task.version
        if self.if_version is not None and self.if_version != version:
            what, what_zh = f"case {case.number}", f"办件{case.number}"
            if task is not None:
                what, what_zh = f"task {task.id}", f"待办{task.id}"
            raise VersionMismatch(
                f"{what} has version {version}; the request expects {self.if_version}",
                f"{what_zh}的版本为{version},请求所依据的版本为{self.if_version}",
                version=version,
            )

    def check_key(self, connection: Any) -> None:
        """Raises Replayed: it was done before.  Raises KeyReused: the key stood for another request."""
        known = answers.find(connection, self.once.key) if self.once else None
        if self.once is None or known is None:
            return
        if known.digest != self.once.digest:
            raise KeyReused(
                "this Idempotency-Key was used for another request",
                "该幂等键已用于另一请求",
                field="Idempotency-Key",
            )
        raise Replayed(known)


ANY_TERMS = Terms()


@dataclass(kw_only=True)
class Desk:
    """The wired desk; one per process."""

    database: Database
    settings: Settings
    calendar: WorkCalendar
    programs: Programs
    calendar_stamp: tuple[Any, ...] = ()
    """What the calendars were like when they were read last."""
    topics: dict[str, Handler] = field(default_factory=lambda: HANDLERS)
    pick: Callable[[Sequence[str]], str] = secrets.choice
    on_commit: list[Callable[[datetime], None]] = field(default_factory=list)
    """Called after a commit that wrote timers or messages, with the moment at which the first of them is due."""
    clock_terms: ClockTerms = field(default_factory=ClockTerms)
    centre: str | None = None
    """Digest of the centre's file that was taken in last."""
    calendar_id: int = 0
    """The recomputation whose calendar this is; what was computed with an older one is computed again."""
    on_timers: list[Callable[[Any, list[tuple[int, int, datetime]]], None]] = field(default_factory=list)
    """Called inside the transaction with the driver's connection and the timers written: number, case, moment."""

    def __post_init__(self) -> None:
        self._locks = [threading.Lock() for _ in range(STRIPES)]
        self._names: dict[str, str] = {}
        self._reached: set[str] = set()
        self._listed: dict[str, tuple[dict[str, Any], ...]] = {}
        self._kept: frozenset[tuple[str, str]] | None = None
        self.presses = Presses(self.database, self.settings)

    def lock(self, case: int) -> threading.Lock:
        """Acts of this process on one case wait here instead of computing in vain."""
        return self._locks[case % STRIPES]

    @property
    def channels(self) -> frozenset[str]:
        """The ways to the outside that are set up."""
        addresses = {"webhook": self.settings.webhook_url, "email": self.settings.smtp_host}
        return frozenset(name for name, address in addresses.items() if address)

    @property
    def office(self) -> Office:
        """What handlers may use where no case is in hand."""
        return self.office_of(NO_HANDS)

    def office_of(self, hands: Hands) -> Office:
        """What handlers may use; asks for the press, which may write, so never inside a transaction.

        hands: what is done for them to the case in hand.
        """
        return Office(
            channels=self.channels,
            calendar=self.calendar,
            name_of=self.name_of,
            reaches=self.reaches,
            scheme=self.clock_terms.scheme,
            quiet=self.clock_terms.quiet,
            follow=self.listed("follow"),
            kind_of=self.kind_of,
            lead_of=self.lead_of,
            press=self.presses.current,
            definition_of=lambda number: self.programs.item(number).definition,
            hands=hands,
        )

    def lead_of(self, item: str, at: datetime) -> str:
        """The lead department of an item in force at a moment, empty where there is none."""
        try:
            return self.programs.in_force(item, at).lead
        except (NotFound, Refused):
            return ""

    def kind_of(self, definition: int) -> str | None:
        """How a version's cases are handled, by its row number; None for a procedure."""
        item = self.programs.item(definition)
        return None if item.is_procedure else item.mode

    @property
    def shelf(self) -> Shelf:
        """Where forms and samples lie: the centre's own before those beside the guides."""
        return Shelf((self.settings.data, self.settings.processes))

    @property
    def reckoning(self) -> Reckoning:
        """How this centre says when something is due."""
        edition = self.calendar_id  # read first: if it is reloaded meanwhile, the older number is the safe one
        return Reckoning(calendar=self.calendar, terms=self.clock_terms, edition=edition)

    def name_of(self, department: str) -> str:
        """A department's name, its code when nobody named it."""
        return self._names.get(department, department) if self.knows(department) else department

    def knows(self, department: str) -> bool:
        """Whether the centre has this department; asks again when it is new."""
        if department not in self._names:
            with self.database.reading() as connection:
                self._names = {d.code: d.name for d in people.departments(connection)}
        return department in self._names

    def reaches(self, channel: str, target: str) -> bool:
        """Whether a message to `target` can arrive over a channel; asks again while nobody knows an address."""
        if channel != "email" or target in self._reached:
            return True
        with self.database.reading() as connection:
            found = bool(people.addresses(connection, target, SUPERVISORS))
        if found:
            self._reached.add(target)
        return found

    def listed(self, part: str) -> tuple[dict[str, Any], ...]:
        """A list of the centre's file: `follow`."""
        if part not in self._listed:
            with self.database.reading() as connection:
                self._listed[part] = tuple(registry.setting(connection, part) or ())
        return self._listed[part]

    def kept(self, reader: Connection) -> frozenset[tuple[str, str]]:
        """The actions of items for which anybody was ever authorised: where the matrix has to be asked."""
        found = self._kept
        if found is None:
            found = self._kept = authority.kept(reader)
        return found

    def forget_authority(self) -> None:
        """Read anew for what anybody is authorised."""
        self._kept = None

    def forget_names(self) -> None:
        """Read the departments and the centre's lists anew, and put the present letterhead on documents."""
        self._names = {}
        self._listed = {}
        self._kept = None
        self._reached.clear()
        self.presses.forget()

    def notice(self) -> bool:
        """Take over what another process took in: calendars, the centre's file, authorisations; whether any calendar.

        A few small statements where there was nothing: cheap enough for every beat, too dear for every step.
        """
        with self.database.reading() as connection:
            self._kept = authority.kept(connection)
            centre = registry.setting(connection, registry.DIGEST)
        if centre != self.centre:
            self.centre = centre
            self.forget_names()
            self.reload_calendar()
        return self.notice_calendar()

    def reload_calendar(self) -> None:
        """Take over what was entered into the calendars."""
        with self.database.reading() as connection:
            self.calendar_stamp = calendars.stamp(connection)
            edition = clocks.edition(connection)
            self.calendar = calendar_of(connection, self.settings)
            self.clock_terms = clock_terms_of(connection)
        self.calendar_id = edition  # last: whoever reads in between takes the older number

    def notice_calendar(self) -> bool:
        """Take over what another process entered into the calendars; whether there was anything.

        One small statement where there was not: cheap enough for every beat, too dear for every step.
        """
        with self.database.reading() as connection:
            if calendars.stamp(connection) == self.calendar_stamp:
                return False
        self.reload_calendar()
        return True


def calendar_of(connection: Connection, settings: Settings) -> WorkCalendar:
    """The years as they were entered, under the locality's and the centre's own days; else as the law has them."""
    known = calendars.in_force(connection)

    def national(year: int) -> Year:
        return known.get((Scope.NATIONAL, year)) or computed(year)

    def layer(scope: Scope, year: int) -> Year:
        return known.get((scope, year)) or Year(special={}, edition=Edition(scope=scope, year=year, version=0))

    layers = [partial(layer, scope) for scope in (Scope.LOCALITY, Scope.CENTRE)]
    return WorkCalendar(national, layers, registry.opening_hours(connection), settings.zone)


def clock_terms_of(connection: Connection) -> ClockTerms:
    """What the centre's file settles for its clocks."""
    return ClockTerms.of(registry.setting(connection, "limits") or {})


def open_desk(database: Database, settings: Settings) -> Desk:
    """A desk on a database whose schema is current."""
    with database.reading() as connection:
        stamp = calendars.stamp(connection)  # before what it is of, so that nothing can slip in between
        edition = clocks.edition(connection)
        calendar = calendar_of(connection, settings)
        terms = clock_terms_of(connection)
        centre = registry.setting(connection, registry.DIGEST)
    return Desk(
        database=database,
        settings=settings,
        calendar=calendar,
        calendar_stamp=stamp,
        clock_terms=terms,
        calendar_id=edition,
        centre=centre,
        programs=Programs(database),
    )
