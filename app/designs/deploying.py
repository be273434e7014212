"""Deploys diagrams and their guides as new versions, each linked to the versions of what it calls."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import orjson

from app.designs import gate, holding, housed, judging
from app.designs.files import File, diagrams, guides, named
from app.designs.judging import Judgement
from app.designs.linking import Drawn, in_order
from app.designs.versioning import effective_from
from app.domain.actors import Actor
from app.engine import Program, prepare, read
from app.errors import DiagramRefused, Finding, Invalid
from app.notices import Shelf
from app.store import definitions as stored
from app.store import proofs
from app.store.database import Database
from app.store.held import HeldRecord
from app.store.records import DefinitionRecord


class House(Protocol):
    """What deploying needs of the house."""

    @property
    def database(self) -> Database:
        """Where versions are kept."""

    @property
    def topics(self) -> Mapping[str, Callable[..., Any]]:
        """What the house performs."""

    @property
    def shelf(self) -> Shelf:
        """Where forms and samples lie."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What came of it; `created` says whether there is any new version.

    proofs: of each process, what was proved of it.  held: the deployment that waits for a second person instead.
    """

    definitions: tuple[DefinitionRecord, ...]
    findings: tuple[Finding, ...]
    created: bool
    proofs: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    held: HeldRecord | None = None


@dataclass(kw_only=True)
class _Bench:
    """One deployment while it is being put together.

    programs: what the engine made of each process; one that it refuses has none.  judgements: of those that are new.
    """

    drawn: dict[str, Drawn]
    guides: dict[str, dict[str, Any]]
    effective_at: datetime
    order: list[str] = field(default_factory=list)
    programs: dict[str, Program] = field(default_factory=dict)
    refused: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    known: dict[str, DefinitionRecord] = field(default_factory=dict)
    made: dict[str, DefinitionRecord] = field(default_factory=dict)

    @property
    def can_pass(self) -> bool:
        """Whether nothing stands in the way that nobody can let pass."""
        return all(map(gate.can_pass, self.judgements.values()))

    def findings(self, files: Sequence[File]) -> tuple[Finding, ...]:
        """Everything that is known to be wrong, errors first."""
        found: list[Finding] = []
        for key in self.order:
            judgement = self.judgements.get(key)
            if judgement is not None:
                found += named(judgement.findings, files, self.drawn[key].file)
        return tuple(sorted(found, key=lambda each: each.severity != "error"))


def deploy(
    house: House,
    actor: Actor,
    files: Sequence[File],
    *,
    at: datetime,
    effective_at: datetime | None = None,
    dry_run: bool = False,
    override: str = "",
) -> Deployment:
    """Judge diagrams and, unless `dry_run`, keep what has changed with its guides as new versions.

    effective_at: when new cases begin to take them; now, if it is not said.
    override: why what the gate refuses should be published all the same; it is then held for a second person.
    Raises DiagramRefused with all findings; then nothing is kept.  Raises Forbidden: not a designer.
    """
    gate.check_designer(actor)
    reason = gate.reason_of(override) if override else ""
    bench = _judged(house, files, effective_from(effective_at, at))
    blocked = [key for key, judgement in bench.judgements.items() if not judgement.publishable]
    if blocked:
        if dry_run or not reason or not bench.can_pass:
            raise DiagramRefused(bench.findings(files))
        found = bench.findings(files)
        return Deployment(
            definitions=(),
            findings=found,
            created=False,
            proofs=_proofs(house, bench),
            held=holding.hold(house, actor, files, reason, found, at, effective_at),
        )
    return _published(house, actor, files, bench, None, at=at, dry_run=dry_run)


def approve(house: House, actor: Actor, number: int, *, remark: str = "", at: datetime) -> Deployment:
    """Publish a held deployment as its second person; it is judged again, and the engine must still be able to run it.

    Raises DiagramRefused, Forbidden, NotFound; Refused: somebody has decided about it.
    """
    waiting = holding.to_decide(house, actor, number)
    files = holding.files_of(house, number)
    wanted = waiting.effective_at
    bench = _judged(house, files, max(wanted, at) if wanted is not None else at)
    if not bench.can_pass:
        raise DiagramRefused(bench.findings(files))
    consent = gate.Consent(reason=waiting.reason, requested_by=waiting.requested_by, approved_by=actor.user)
    return _published(house, actor, files, bench, consent, at=at, held=(number, remark))


def _published(
    house: House,
    actor: Actor,
    files: Sequence[File],
    bench: _Bench,
    consent: gate.Consent | None,
    *,
    at: datetime,
    dry_run: bool = False,
    held: tuple[int, str] | None = None,
) -> Deployment:
    created = False
    with suppress(_DryRun), house.database.writing() as connection:
        if held is not None:
            holding.decide(connection, held[0], actor, "approved", held[1], at)
        for key in bench.order:
            created |= _keep_one(connection, actor, bench, key, consent, at)
        if dry_run:
            raise _DryRun
    return Deployment(
        definitions=tuple(
            bench.made[key] for key in bench.order if not bench.drawn[key].fetched or key in bench.guides
        ),
        findings=bench.findings(files),
        created=created and not dry_run,
        proofs=_proofs(house, bench),
    )


def _proofs(house: House, bench: _Bench) -> dict[str, dict[str, Any]]:
    """What is proved of each process: now, or when it was published."""
    found = {key: judgement.proof() for key, judgement in bench.judgements.items()}
    with house.database.reading() as connection:
        for key, record in bench.known.items():
            kept = proofs.proof(connection, record.id)
            if kept is not None and not (bench.drawn[key].fetched and key not in bench.guides):
                found.setdefault(key, kept)
    return found


class _DryRun(Exception):
    """Undoes the transaction in which a dry run has seen what would come of it."""


def _judged(house: House, files: Sequence[File], effective_at: datetime) -> _Bench:
    """Everything about a deployment that can be known before anything is kept."""
    bench = _Bench(drawn=diagrams(files), guides=guides(files), effective_at=effective_at)
    with house.database.reading() as connection:
        _fetch_called(connection, bench)
        for key in bench.guides.keys() - bench.drawn.keys():
            bench.drawn[key] = _stored(connection, key, bench.effective_at)
        bench.order = in_order(bench.drawn)
        _prepare(bench)
        said = {key: guide for key in bench.order if (guide := _guide(connection, bench, key)) is not None}
        centre = housed.of_house(connection, house.topics, said, house.shelf)
        digests: dict[str, str] = {}
        changed = [key for key in bench.order if _changes(connection, bench, key, digests)]
        before = {key: stored.find_key(connection, key, bench.effective_at) for key in changed}
    sources = {key: one.data for key, one in bench.drawn.items()}
    for key in changed:
        program = bench.programs.get(key)
        engine = program.warnings if program is not None else bench.refused[key]
        judgement = judging.judge(bench.drawn[key].data, key, called=sources, centre=centre, engine=engine)
        bench.judgements[key] = gate.keep_class(judgement, before[key], program)
    return bench


def _changes(connection: Any, bench: _Bench, key: str, digests: dict[str, str]) -> bool:
    """Whether a process would become a new version; what it would be told apart by goes into `digests`."""
    before = stored.find_key(connection, key, bench.effective_at)
    program = bench.programs.get(key)
    if bench.drawn[key].fetched and before is not None and key not in bench.guides:
        digests[key], bench.known[key] = before.digest, before
        return False
    if program is None:
        digests[key] = ""
        return True
    guide = bench.guides.get(key) or (before.guide if before is not None else None)
    digests[key] = _digest(bench.drawn[key].data, guide, [digests[name] for name in sorted(program.calls)])
    if before is not None and before.digest == digests[key]:
        bench.known[key] = before
        return False
    return True


def _guide(connection: Any, bench: _Bench, key: str) -> dict[str, Any] | None:
    before = stored.find_key(connection, key, bench.effective_at)
    return bench.guides.get(key) or (before.guide if before is not None else None)


def _keep_one(
    connection: Any, actor: Actor, bench: _Bench, key: str, consent: gate.Consent | None, at: datetime
) -> bool:
    drawn, program = bench.drawn[key], bench.programs[key]
    before = stored.find_key(connection, key, bench.effective_at)
    if drawn.fetched and before is not None and key not in bench.guides:
        bench.made[key] = before
        return False
    guide = bench.guides.get(key) or (before.guide if before is not None else None)
    called = [bench.made[name] for name in sorted(program.calls)]
    digest = _digest(drawn.data, guide, [one.digest for one in called])
    judgement = bench.judgements.get(key)
    if before is not None and (before.digest == digest or judgement is None):
        bench.made[key] = before
        return False
    assert judgement is not None
    row = {
        "key": key,
        "name": program.name[:200],
        "item_code": (program.properties.get("itemCode") or str((guide or {}).get("code") or ""))[:64],
        "file": drawn.file[:200],
        "digest": digest,
        "xml": drawn.data,
        "guide": guide,
        "procedure": program.info.is_procedure,
        "rhythm": program.info.rhythm,
        "findings": [one.to_dict() for one in judgement.findings],
        "deployed_by": consent.requested_by if consent is not None else actor.user,
        "deployed_at": at,
        "effective_at": bench.effective_at,
    }
    made = bench.made[key] = stored.add(connection, row, [one.id for one in called])
    gate.record(connection, made, judgement, actor, consent, at)
    return True


def _digest(data: bytes, guide: dict[str, Any] | None, called: Sequence[str]) -> str:
    parts = [hashlib.sha256(data).hexdigest(), guide, list(called)]
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


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


def _prepare(bench: _Bench) -> None:
    """What the engine makes of each process, or why it refuses it."""
    for key in bench.order:
        own = bench.drawn[key]
        others = [one.diagram for name, one in bench.drawn.items() if name != key and one.diagram is not own.diagram]
        try:
            bench.programs[key] = prepare([own.diagram, *dict.fromkeys(others)], process=key)
        except DiagramRefused as error:
            bench.refused[key] = error.findings
