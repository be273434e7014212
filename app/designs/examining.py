"""Looks at a diagram while it is being drawn: every finding and every proof, and nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app import verify
from app.designs import housed, judging
from app.designs.deploying import House
from app.designs.judging import Judgement
from app.designs.linking import Drawn
from app.engine import prepare, read
from app.errors import DiagramRefused, Finding, NotFound
from app.store import definitions as stored
from app.store.database import Connection


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What is to be said of a diagram; `verdicts` are empty when it cannot be read at all.

    sound: whether the gate would let all its processes through.
    """

    findings: tuple[Finding, ...]
    verdicts: tuple[verify.Verdict, ...] = ()
    sound: bool = False


def examine(house: House, data: bytes, *, at: datetime) -> Examination:
    """Judge a diagram that calls what is in force `at`, as deploying it would."""
    try:
        diagram = read(data)
    except DiagramRefused as error:
        return Examination(findings=error.findings)
    drawn = Drawn(file="", data=data, diagram=diagram)
    keys = [key for key in diagram.processes if drawn.is_startable(key)] or list(diagram.processes)
    with house.database.reading() as connection:
        called = _called(connection, drawn, at)
        guides = {key: one.guide for key in keys if (one := stored.find_key(connection, key, at)) and one.guide}
        centre = housed.of_house(connection, house.topics, guides, house.shelf)
    judged: list[Judgement] = []
    found: list[Finding] = []
    for key in keys:
        engine = _engine(data, key, called)
        try:
            judged.append(judging.judge(data, key, called=called, centre=centre, engine=engine))
        except DiagramRefused:
            found += engine  # the engine has said why in its own findings
    found += [finding for one in judged for finding in one.findings]
    return Examination(
        findings=_once(found),
        verdicts=tuple(one.verdict for one in judged),
        sound=bool(judged) and len(judged) == len(keys) and all(one.publishable for one in judged),
    )


def prove(house: House, key: str, version: int) -> verify.Verdict:
    """The proof of a deployed version, with the versions that it was linked to.  Raises NotFound."""
    with house.database.reading() as connection:
        record = stored.find(connection, key, version)
        if record is None:
            raise NotFound(f"there is no diagram {key!r} in version {version}", f"没有流程“{key}”的第{version}版")
        sources = stored.sources(connection, record.id)
    return verify.check(sources.own, process=sources.process, called=sources.called)[0]


def _engine(data: bytes, key: str, called: Mapping[str, bytes]) -> Sequence[Finding]:
    """What the engine says of a process: why it refuses it, or what it warns of."""
    try:
        return prepare([read(data), *map(read, called.values())], process=key).warnings
    except DiagramRefused as error:
        return error.findings


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
    """Errors first; what two processes of a file share is said once."""
    seen = {(one.code, one.element, one.message_en): one for one in reversed(findings)}
    return tuple(sorted(reversed(seen.values()), key=lambda one: one.severity != "error"))
