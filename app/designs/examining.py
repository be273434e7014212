"""Looks at a diagram while it is being drawn: every finding and every proof, and nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import verify
from app.designs import checking
from app.designs.deploying import House
from app.designs.linking import Drawn
from app.engine import Diagram, prepare, read
from app.errors import DiagramRefused, Finding, NotFound
from app.store import definitions as stored
from app.store import people
from app.store.database import Connection


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What is to be said of a diagram; `verdicts` are empty when it cannot be read at all."""

    findings: tuple[Finding, ...]
    verdicts: tuple[verify.Verdict, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether no finding is an error and every process is proved to keep its promise."""
        fine = (verify.Strength.BOUNDED, verify.Strength.KEPT)
        clean = not any(one.severity == "error" for one in self.findings)
        return clean and all(one.deadline.strength in fine for one in self.verdicts) and bool(self.verdicts)


def examine(house: House, data: bytes, *, at: datetime) -> Examination:
    """Check a diagram that calls what is in force `at`."""
    try:
        diagram = read(data)
    except DiagramRefused as error:
        return Examination(findings=error.findings)
    drawn = Drawn(file="", data=data, diagram=diagram)
    with house.database.reading() as connection:
        departments = {one.code for one in people.departments(connection)}
        called = _called(connection, drawn, at)
    found: list[Finding] = []
    for key in [key for key in diagram.processes if drawn.is_startable(key)] or list(diagram.processes):
        found += _runs(house, diagram, key, called, departments)
    verdicts = _proved(data, called)
    found += [finding for verdict in verdicts for finding in verdict.findings]
    return Examination(findings=_once(found), verdicts=tuple(verdicts))


def prove(house: House, key: str, version: int) -> verify.Verdict:
    """The proof of a deployed version, with the versions that it was linked to.  Raises NotFound."""
    with house.database.reading() as connection:
        record = stored.find(connection, key, version)
        if record is None:
            raise NotFound(f"there is no diagram {key!r} in version {version}", f"没有流程“{key}”的第{version}版")
        sources = stored.sources(connection, record.id)
    return verify.check(sources.own, process=sources.process, called=sources.called)[0]


def _runs(
    house: House, diagram: Diagram, key: str, called: Mapping[str, bytes], departments: set[str]
) -> list[Finding]:
    others = [read(source) for source in called.values()]
    try:
        program = prepare([diagram, *others], process=key)
    except DiagramRefused as error:
        return list(error.findings)
    return checking.findings(program, house.topics, departments)


def _proved(data: bytes, called: Mapping[str, bytes]) -> list[verify.Verdict]:
    try:
        return verify.check(data, called=called)
    except DiagramRefused:
        return []  # the engine has said why in its own findings


def _called(connection: Connection, drawn: Drawn, at: datetime) -> dict[str, bytes]:
    """The versions in force of what the diagram calls, and of what those call."""
    found: dict[str, bytes] = {}
    waiting = [name for key in drawn.diagram.processes for name in drawn.calls(key)]
    while waiting:
        name = waiting.pop()
        record = None if name in found or name in drawn.diagram.processes else stored.find_key(connection, name, at)
        if record is None:
            continue
        found[name] = stored.sources(connection, record.id).own
        other = Drawn(file="", data=found[name], diagram=read(found[name]))
        waiting += [each for key in other.diagram.processes for each in other.calls(key)]
    return found


def _once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Errors first; what two parts say of the same element under the same code is said once."""
    seen: dict[tuple[Any, ...], Finding] = {}
    for one in sorted(findings, key=lambda each: each.severity != "error"):
        seen.setdefault((one.code, one.element, one.message_en), one)
    return tuple(seen.values())
