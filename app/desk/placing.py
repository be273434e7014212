"""One case on its way to another version of its diagram: whether it can go, and what of its rows goes along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.desk.opencase import OpenCase
from app.desk.programs import Item
from app.domain.acts import Act
from app.domain.lengths import LONGEST_NAME
from app.engine import ElementInfo
from app.engine.marking import markings
from app.engine.moving import Mover, Names, Obstacle
from app.engine.sheets import Sheet
from app.errors import Refused
from app.store import loading, papers
from app.store.keys import timer_id, token_of
from app.store.records import TaskRecord, TimerRecord
from app.verify.resuming import Standing, stuck_from

_ASSIGNED = re.compile(r"^\s*(?:var\s+)?([^\W\d]\w*)\s*=", re.MULTILINE)
ALWAYS_GIVEN = frozenset({"outcome", "loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"})
"""Variables that the house or the engine gives by itself."""


class Unmovable(Refused):
    """The case cannot be moved; `obstacles` say why."""

    code, title_en, title_zh = "unmovable", "Cannot be moved", "无法迁移"

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(obstacles[0].message_en, obstacles[0].message_zh)
        self.obstacles = obstacles


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where cases are moved to.

    sources: the diagrams of the processes, by id.  sheets: the same, laid out.  proved: what was found of a case's
    standing before, None where nothing was wrong.
    """

    item: Item
    sources: Mapping[str, bytes]
    sheets: Mapping[str, Sheet]
    proved: dict[Standing, Obstacle | None] = field(default_factory=dict)

    def stuck(self, standing: Standing) -> Obstacle | None:
        """What would keep a case that stands there from ever ending."""
        if standing not in self.proved:
            others = {name: source for name, source in self.sources.items() if name != standing.process}
            found = stuck_from(self.sources[standing.process], standing, others)
            self.proved[standing] = None if found is None else _stuck(standing, found.message_en, found.message_zh)
        return self.proved[standing]

    def unknown(self, known: frozenset[str]) -> tuple[str, ...]:
        """The variables that it reads, that nothing in it gives, and that are not among those known."""
        given = set(ALWAYS_GIVEN)
        for sheet in self.sheets.values():
            for shape in sheet.shapes.values():
                given.update(_ASSIGNED.findall(shape.facts.get("script", "")))
        for info in self.item.program.infos.values():
            given.update((*info.output, info.element_variable, *(target for _, target in info.outputs)))
        return tuple(sorted(self.item.program.names - known - given))


def _stuck(standing: Standing, en: str, zh: str) -> Obstacle:
    place = (standing.at or tuple(join for _, join in standing.arrived) or (standing.scope,))[0]
    return Obstacle(
        code="would-get-stuck",
        element=place,
        message_en=f"from where the case stands it could not end properly there: {en}",
        message_zh=f"办件按该版本将无法正常办结:{zh}",
    )


@dataclass(frozen=True, kw_only=True)
class Place:
    """The move of one case, as an act on it.

    names: new ids by old ones, process by process.  note: what the ledger is told beside the versions.
    """

    target: Target
    names: Names
    new_limits: bool
    note: Mapping[str, Any]

    def move(self, opened: OpenCase) -> None:
        """Move the case, or raise Unmovable with everything that is in the way; then nothing has changed."""
        before, after = opened.item, self.target.item
        tasks = loading.tasks(opened.work.reader, opened.case.id)
        mover = Mover(
            run=opened.run,
            target=after.program,
            names=self.names,
            opened={token_of(task.id): task.created_at for task in tasks},
            given=_given(opened, before, after),
            new_limits=self.new_limits,
        )
        found = mover.obstacles()
        if not found:
            mover.move()
            opened.item = after
            found = [one for one in map(self.target.stuck, _standings(opened)) if one is not None]
        if found:
            raise Unmovable(found)
        opened.work.changes["definition_id"] = after.definition.id
        for task in tasks:
            if task.is_live:
                self._take_task(opened, before, task)
        for row in papers.timers(opened.work.reader, opened.case.id):
            if row.fired_at is None and row.kind == "engine":
                self._take_timer(opened, before, row)
        versions: dict[str, Any] = {"from": before.definition.version, "to": after.definition.version}
        names = self.names.get(before.program.process, {})
        opened.work.record(Act.MIGRATE, **versions, **self.note, mapping=_used(names, before))

    def _place(self, before: Item, element: str, scope: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """What a step and the activities around it are called in the target, each by the names of its own process."""
        path = [self.names.get(one.process, {}).get(one.id, one.id) for one in before.program.path(element, scope)]
        return path[-1], tuple(path[:-1])

    def _take_task(self, opened: OpenCase, before: Item, task: TaskRecord) -> None:
        """An open task keeps its number, its holder and its moments; what it is called follows the diagram."""
        element, scope = self._place(before, task.element, task.scope)
        info, old = self.target.item.program.step(element, scope), before.program.step(task.element, task.scope)
        changes: dict[str, Any] = {
            "element": element,
            "scope": "/".join(scope),
            "name": (info.name or info.id)[:LONGEST_NAME],
            "kind": info.properties.get("kind", ""),
        }
        present = {**{name: getattr(task, name) for name in changes}, "scope": "/".join(task.scope)}
        changes = {name: value for name, value in changes.items() if value != present[name]}
        if self.new_limits and _limit(info) != _limit(old):
            changes |= _new_limit(opened, task, (element, scope), info.properties)
        if changes:
            opened.work.change_task(task.id, **changes)

    def _take_timer(self, opened: OpenCase, before: Item, row: TimerRecord) -> None:
        element, scope = self._place(before, row.element, row.scope)
        host = self._place(before, row.attached_to, row.scope)[0] if row.attached_to else ""
        now = {"element": element, "attached_to": host, "scope": "/".join(scope)}
        if now != {"element": row.element, "attached_to": row.attached_to, "scope": "/".join(row.scope)}:
            opened.work.timers_changed[row.id] = now


def _limit(info: ElementInfo) -> tuple[str, str]:
    return info.properties.get("limit", ""), info.properties.get("warn", "")


def _new_limit(
    opened: OpenCase, task: TaskRecord, place: tuple[str, tuple[str, ...]], properties: Mapping[str, str]
) -> dict[str, Any]:
    """The moments that the step would have had from its opening."""
    element, scope = place
    limit = opened.clock.recount(replace(task, element=element, scope=scope), properties)
    if limit.basis is None:
        opened.work.timers_dropped += [timer_id(task.case_id, token_of(task.id), kind) for kind in ("warn", "due")]
    limit.watch(opened.work, token_of(task.id), element)
    # While its clock stands still, its lamp is what it was when it stopped.
    at = opened.case.paused_at if limit.resumes_at is not None else opened.at
    light = opened.clock.reckoning.terms.scheme.at(at or opened.at, *limit.moments)
    none = dict.fromkeys(("days", "ahead", "from_at", "resumes_at"))
    return {**none, **limit.columns(task.created_at), "light": light}


def _used(names: Mapping[str, str], before: Item) -> dict[str, str]:
    return {old: new for old, new in names.items() if old != new and old in before.program.elements}


def _given(opened: OpenCase, before: Item, after: Item) -> dict[str, Any]:
    """What the applicant declared, the new version reads, and the old one did not keep."""
    wanted = after.program.names - before.program.names
    form = papers.form(opened.work.reader, opened.case.id).form if wanted else {}
    return {name: form[name] for name in wanted if name in form}


def _standings(opened: OpenCase) -> Iterator[Standing]:
    for one in markings(opened.run.state):
        yield Standing(process=one.process, scope=one.scope, at=one.at, arrived=one.arrived)
