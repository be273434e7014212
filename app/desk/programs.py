"""Prepared diagrams, one per version, shared by all threads."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from app.desk.outcomes import ACCEPT_STEP
from app.domain.instants import in_utc
from app.engine import Program, prepare
from app.errors import NotFound, Refused
from app.handlers import TOPICS
from app.store import definitions
from app.store.database import Database
from app.store.records import DefinitionRecord

CLOCKS = frozenset({"before", "external", "own"})
BEFORE = "before"
DIRECT = "direct"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A version of an item: its definition and the program made from it."""

    definition: DefinitionRecord
    program: Program
    called: Mapping[str, int] = field(default_factory=dict)
    """Row numbers of the versions it calls, by process id."""

    @property
    def lead(self) -> str:
        """The lead department, as the diagram or the guide names it."""
        guide = self.definition.guide or {}
        return self.program.properties.get("lead") or str(guide.get("lead") or "")

    @property
    def mode(self) -> str:
        """How the item is handled: direct, promised, joint, escalated …"""
        guide = self.definition.guide or {}
        return self.program.properties.get("mode") or str(guide.get("mode") or "")

    @property
    def is_procedure(self) -> bool:
        """Whether it is a procedure of the centre's own (制度) and nothing that somebody applies for."""
        return self.program.info.is_procedure

    @property
    def applicant_for(self) -> frozenset[str]:
        """The roles that may know who an applicant is whose identity is kept secret; empty where it is not."""
        said = self.program.properties.get("applicantFor", "")
        return frozenset(part for each in said.split(",") if (part := each.strip()))

    @cached_property
    def draws_acceptance(self) -> bool:
        """Whether somebody has to accept an application before its promise runs."""
        return any(step.properties.get("kind") == ACCEPT_STEP for step in self.program.infos.values())

    @cached_property
    def has_asides(self) -> bool:
        """Whether a step of it, or of what it calls, waits outside the promise."""
        return any(step.properties.get("clock") in ("external", "own") for step in self.program.infos.values())

    @cached_property
    def facts(self) -> Mapping[str, Mapping[str, Any]]:
        """What the guide says that an application states, by name."""
        listed = (self.definition.guide or {}).get("facts")
        found = [fact for fact in listed if isinstance(fact, dict)] if isinstance(listed, list) else []
        return {str(fact["name"]): fact for fact in found if fact.get("name")}

    @cached_property
    def closed(self) -> frozenset[str]:
        """Variables that only the diagram itself, a topic, or the steps that say so (property `gives`) set."""
        found = set(self.program.assigned)
        for info in self.program.infos.values():
            found |= set(TOPICS[info.topic].gives) if info.topic in TOPICS else set()
            found |= {name.strip() for name in info.properties.get("gives", "").split(",")}
        return frozenset(found - {""})

    def clock(self, element: str, scope: Iterable[str] = (), attached_to: str = "") -> str:
        """The clock that an element runs on, from the element outwards: before, external, own; else the case's.

        The proof of deadlines reads the same property; a step that accepts comes before the promise.
        """
        path = self.program.path(element, scope)
        hosts = (self.program.step(attached_to, scope),) if attached_to else ()
        for info in (path[-1], *hosts, *reversed(path[:-1])):
            clock: str = info.properties.get("clock", "")
            if clock in CLOCKS:
                return clock
            if info.properties.get("kind") == ACCEPT_STEP and self.mode != DIRECT:
                return BEFORE
        return ""

    def days(self, name: str) -> int | None:
        """A limit of the process in working days, by the name of its property."""
        text = self.program.properties.get(name, "")
        return int(text) if text.isdigit() else None


class Programs:
    """Prepares a version when it is first needed and keeps it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._items: dict[int, Item] = {}
        self._lock = threading.Lock()

    def item(self, definition: int) -> Item:
        """The item that a definition's row number stands for."""
        found = self._items.get(definition)
        if found is None:
            with self._lock:
                found = self._items.get(definition) or self._prepare(definition)
                self._items[definition] = found
        return found

    def part(self, item: Item, process: str) -> Item:
        """The item that a process inside `item` is: itself, or one that it calls, with limits of its own."""
        called = item.called.get(process)
        return item if called is None else self.item(called)

    def in_force(self, key: str, at: datetime) -> Item:
        """The version on which new cases of an item start at a moment.  Raises NotFound; Refused: none is yet."""
        with self._database.reading() as connection:
            number = definitions.number_in_force(connection, key, at)
            coming = definitions.find_next(connection, key, at) if number is None else None
        if coming is not None:
            moment = in_utc(coming.effective_at)
            raise Refused(
                f"item {key!r} takes effect at {moment}", f"事项“{key}”自{moment}起生效", item=key, effective_at=moment
            )
        if number is None:
            raise NotFound(f"there is no item {key!r}", f"没有事项“{key}”", item=key)
        return self.item(number)

    def _prepare(self, definition: int) -> Item:
        with self._database.reading() as connection:
            record = definitions.by_id(connection, definition)
            sources = definitions.sources(connection, definition)
        if record is None:
            raise NotFound(f"there is no definition {definition}", f"没有流程定义{definition}")
        program = prepare([sources.own, *sources.called.values()], process=sources.process)
        called = {key: number for key, number in sources.numbers.items() if key != sources.process}
        return Item(definition=record, program=program, called=called)
