"""Deploys diagrams and their guides as new versions, each linked to the versions of what it calls."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any, Protocol

import orjson

from app.designs import checking
from app.designs.linking import Drawn, in_order
from app.designs.versioning import effective_from
from app.domain.actors import Actor
from app.domain.roles import Role
from app.engine import Program, prepare, read
from app.errors import DiagramRefused, Finding, Forbidden, Invalid
from app.store import definitions as stored
from app.store import people
from app.store.database import Database
from app.store.records import DefinitionRecord


class House(Protocol):
    """What deploying needs of the house."""

    @property
    def database(self) -> Database:
        """Where versions are kept."""

    @property
    def topics(self) -> Mapping[str, Callable[..., Any]]:
        """What the house performs."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file as it was handed in."""

    name: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What came of it; `created` says whether there is any new version."""

    definitions: tuple[DefinitionRecord, ...]
    findings: tuple[Finding, ...]
    created: bool


@dataclass(kw_only=True)
class _Bench:
    """One deployment while it is being put together."""

    drawn: dict[str, Drawn]
    guides: dict[str, dict[str, Any]]
    effective_at: datetime
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    made: dict[str, DefinitionRecord] = field(default_factory=dict)


def deploy(
    house: House,
    actor: Actor,
    files: Sequence[File],
    *,
    at: datetime,
    effective_at: datetime | None = None,
    dry_run: bool = False,
) -> Deployment:
    """Check diagrams and guides and, unless `dry_run`, keep what has changed as new versions.

    effective_at: when new cases begin to take them; now, if it is not said.
    Raises DiagramRefused with all findings; then nothing is kept.  Raises Forbidden: not a designer.
    """
    if actor.role not in (Role.DESIGNER, Role.ADMINISTRATOR):
        raise Forbidden(f"{actor.user} is {actor.role}; diagrams are deployed by a designer", "部署流程限流程设计人员")
    bench = _Bench(drawn=_diagrams(files), guides=_guides(files), effective_at=effective_from(effective_at, at))
    with house.database.reading() as connection:
        departments = {one.code for one in people.departments(connection)}
        _fetch_called(connection, bench)
        for key in bench.guides.keys() - bench.drawn.keys():
            bench.drawn[key] = _stored(connection, key, bench.effective_at)
    order = in_order(bench.drawn)
    programs = {key: _prepared(bench.drawn, key, files) for key in order}
    found: list[Finding] = []
    for key in order:
        bench.findings[key] = checking.findings(programs[key], house.topics, departments)
        found += _named(bench.findings[key], files, bench.drawn[key].file)
    if any(one.severity == "error" for one in found):
        raise DiagramRefused(found)
    created = _keep(house, actor, bench, programs, order, at, dry_run)
    return Deployment(
        definitions=tuple(bench.made[key] for key in order if not bench.drawn[key].fetched or key in bench.guides),
        findings=tuple(found),
        created=created and not dry_run,
    )


class _DryRun(Exception):
    """Undoes the transaction in which a dry run has seen what would come of it."""


def _keep(
    house: House,
    actor: Actor,
    bench: _Bench,
    programs: Mapping[str, Program],
    order: Sequence[str],
    at: datetime,
    dry_run: bool,
) -> bool:
    created = False
    try:
        with house.database.writing() as connection:
            for key in order:
                created |= _keep_one(connection, actor, bench, programs[key], key, at)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return created


def _keep_one(connection: Any, actor: Actor, bench: _Bench, program: Program, key: str, at: datetime) -> bool:
    drawn = bench.drawn[key]
    before = stored.find_key(connection, key, bench.effective_at)
    if drawn.fetched and before is not None and key not in bench.guides:
        bench.made[key] = before
        return False
    guide = bench.guides.get(key) or (before.guide if before is not None else None)
    called = [bench.made[name] for name in sorted(program.calls)]
    digest = _digest(drawn.data, guide, [one.digest for one in called])
    if before is not None and before.digest == digest:
        bench.made[key] = before
        return False
    row = {
        "key": key,
        "name": program.name[:200],
        "item_code": (program.properties.get("itemCode") or str((guide or {}).get("code") or ""))[:64],
        "file": drawn.file[:200],
        "digest": digest,
        "xml": drawn.data,
        "guide": guide,
        "findings": [one.to_dict() for one in bench.findings[key] if one.severity == "warning"],
        "deployed_by": actor.user,
        "deployed_at": at,
        "effective_at": bench.effective_at,
    }
    bench.made[key] = stored.add(connection, row, [one.id for one in called])
    return True


def _digest(data: bytes, guide: dict[str, Any] | None, called: Sequence[str]) -> str:
    parts = [hashlib.sha256(data).hexdigest(), guide, list(called)]
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _diagrams(files: Sequence[File]) -> dict[str, Drawn]:
    """The processes in the files, by id.  Raises DiagramRefused: a file cannot be read, or an id comes twice."""
    drawn: dict[str, Drawn] = {}
    refused: list[Finding] = []
    for file in files:
        if PurePath(file.name).suffix.lower() == ".toml":
            continue
        try:
            diagram = read(file.data, PurePath(file.name).name)
        except DiagramRefused as error:
            refused += _named(error.findings, files, file.name)
            continue
        for key in diagram.processes:
            if key in drawn:
                refused.append(_twice(key, file.name))
            drawn[key] = Drawn(file=PurePath(file.name).name, data=file.data, diagram=diagram)
    if refused:
        raise DiagramRefused(tuple(refused))
    return {key: one for key, one in drawn.items() if one.is_startable(key)} or drawn


def _named(findings: Sequence[Finding], files: Sequence[File], file: str) -> list[Finding]:
    """The findings, saying which file they are about where there are several."""
    if len(files) < 2:
        return list(findings)
    name = PurePath(file).name
    return [
        replace(one, message_en=f"{name}: {one.message_en}", message_zh=f"{name}:{one.message('zh')}")
        for one in findings
    ]


def _twice(key: str, file: str) -> Finding:
    return Finding(
        code="process-twice",
        element=key,
        message_en=f"{file}: the process {key!r} is in another file too",
        message_zh=f"{file}:流程“{key}”重复",
    )


def _guides(files: Sequence[File]) -> dict[str, dict[str, Any]]:
    """The guides in the files, by the key of their item.  Raises Invalid: one cannot be read."""
    guides = {}
    for file in files:
        path = PurePath(file.name)
        if path.suffix.lower() != ".toml":
            continue
        try:
            guide = tomllib.loads(file.data.decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Invalid(
                f"{path.name} is not TOML: {error}", f"{path.name}不是合法的TOML:{error}", field=path.name
            ) from None
        guides[str(guide.get("key") or path.stem)] = orjson.loads(orjson.dumps(guide))
    return guides


def _fetch_called(connection: Any, bench: _Bench) -> None:
    """Bring in the deployed versions of what the new diagrams call and do not carry with them."""
    waiting = [name for key, one in bench.drawn.items() for name in one.calls(key)]
    while waiting:
        name = waiting.pop()
        if name in bench.drawn:
            continue
        record = stored.find_key(connection, name, bench.effective_at)
        if record is not None:
            bench.drawn[name] = _stored(connection, name, bench.effective_at)
            waiting += bench.drawn[name].calls(name)


def _stored(connection: Any, key: str, effective_at: datetime) -> Drawn:
    record = stored.find_key(connection, key, effective_at)
    if record is None:
        raise Invalid(f"the guide is for {key!r}, and there is no such diagram", f"没有流程“{key}”", field=key)
    data = stored.sources(connection, record.id).own
    return Drawn(file=record.file, data=data, diagram=read(data), fetched=True)


def _prepared(drawn: Mapping[str, Drawn], key: str, files: Sequence[File]) -> Program:
    own = drawn[key]
    others = [one.diagram for name, one in drawn.items() if name != key and one.diagram is not own.diagram]
    try:
        return prepare([own.diagram, *dict.fromkeys(others)], process=key)
    except DiagramRefused as error:
        raise DiagramRefused(_named(error.findings, files, own.file)) from error
