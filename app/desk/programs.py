"""Prepared diagrams, one per version, shared by all threads."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.desk.outcomes import ACCEPT_STEP
from app.engine import Program, prepare
from app.errors import NotFound
from app.store import definitions
from app.store.database import Database
from app.store.records import DefinitionRecord


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
    def draws_acceptance(self) -> bool:
        """Whether the diagram has a step that accepts the application."""
        return any(step.properties.get("kind") == ACCEPT_STEP for step in self.program.elements.values())

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

    def newest(self, key: str) -> Item:
        """The version on which new cases of an item start.  Raises NotFound."""
        with self._database.reading() as connection:
            record = definitions.find(connection, key)
        if record is None:
            raise NotFound(f"there is no item {key!r}", f"没有事项“{key}”", item=key)
        return self.item(record.id)

    def _prepare(self, definition: int) -> Item:
        with self._database.reading() as connection:
            record = definitions.by_id(connection, definition)
            sources = definitions.sources(connection, definition)
        if record is None:
            raise NotFound(f"there is no definition {definition}", f"没有流程定义{definition}")
        program = prepare([sources.own, *sources.called.values()], process=sources.process)
        called = {key: number for key, number in sources.numbers.items() if key != sources.process}
        return Item(definition=record, program=program, called=called)
