"""Inboxes, single tasks with all their screen needs, and drafts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.checks import check_live
from app.desk.giving import Given, gives
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.outcomes import needs
from app.desk.programs import Item
from app.domain.actors import Actor
from app.errors import Forbidden, TooLarge
from app.store import lists, loading, papers, reading, registry
from app.store.database import Connection
from app.store.queries import Page, TaskQuery
from app.store.records import CaseRecord, OpinionRecord, TaskRecord

LONGEST_DRAFT = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An outcome to choose: its code, the word on the button, what must be written beside it, common phrases."""

    code: str
    name: str
    needs: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TaskSheet:
    """A task and what its screen shows; `actions` are the outcomes to choose from."""

    task: TaskRecord
    case: CaseRecord
    form_key: str
    actions: tuple[str, ...]
    choices: tuple[Choice, ...]
    gives: tuple[Given, ...]
    materials: tuple[str, ...]
    notices: tuple[str, ...]
    documentation: str
    properties: dict[str, str]
    candidates: tuple[str, ...]
    opinions: tuple[OpinionRecord, ...]
    draft: dict[str, Any] | None


def inbox(desk: Desk, actor: Actor, query: TaskQuery, *, at: datetime) -> Page[TaskRecord]:
    """The tasks the actor may see, soonest due first; closed ones the latest first."""
    query = _narrowed(actor, query)
    with desk.database.reading() as connection:
        return lists.inbox(connection, query)


def count_tasks(desk: Desk, actor: Actor, query: TaskQuery, *, at: datetime) -> dict[str, dict[str, int]]:
    """How many tasks an inbox holds, by status and by light."""
    query = _narrowed(actor, query)
    with desk.database.reading() as connection:
        return lists.count_tasks(connection, query)


def _narrowed(actor: Actor, query: TaskQuery) -> TaskQuery:
    """The query within what the actor may ask: everybody but overseers stays in their own department.

    Raises Forbidden: it names another department, or the actor has no inbox at all.
    """
    if actor.role in sight.EVERYTHING:
        return query
    if actor.role not in sight.HANDLING:
        raise Forbidden("a designer has no inbox", "流程设计人员没有待办", role=str(actor.role))
    if query.assignee is not None and actor.may_act_as(query.assignee) and query.department is None:
        return query
    if query.department not in (None, actor.department):
        raise Forbidden(
            f"{actor.user} is of {actor.department}; the inbox of {query.department} is not theirs",
            f"{actor.user}属于{actor.department},不能查看{query.department}的待办",
            department=query.department,
        )
    return replace(query, department=actor.department)


def task(desk: Desk, actor: Actor, number: int) -> TaskRecord:
    """A task.  Raises NotFound: there is none.  Raises Forbidden: it is not this actor's."""
    with desk.database.reading() as connection:
        return _look(connection, actor, number).task


@dataclass(frozen=True, kw_only=True)
class _Seen:
    task: TaskRecord
    case: CaseRecord
    candidates: tuple[str, ...]


def _look(connection: Connection, actor: Actor, number: int) -> _Seen:
    loaded = loading.by_task(connection, number)
    assert loaded.task is not None
    offered = tuple(reading.candidates(connection, number))
    sight.check_task(actor, loaded.task, lead=loaded.case.lead, offered_to=offered)
    return _Seen(task=loaded.task, case=loaded.case, candidates=offered)


def task_sheet(desk: Desk, actor: Actor, number: int, *, at: datetime) -> TaskSheet:
    """A task with all its screen needs."""
    with desk.database.reading() as connection:
        seen = _look(connection, actor, number)
        opinions = papers.opinions_of_task(connection, number)
        draft = _draft(connection, actor, seen)
        words = registry.setting(connection, "actions") or []
    item = desk.programs.item(seen.case.definition_id)
    info = item.program.step(seen.task.element, seen.task.scope)
    properties = dict(info.properties)
    return TaskSheet(
        task=seen.task,
        case=seen.case,
        form_key=info.form_key,
        actions=_listed(properties, "actions"),
        choices=_choices(properties, seen.task.kind, words, item),
        gives=gives(item, info),
        materials=_listed(properties, "materials"),
        notices=_listed(properties, "notices"),
        documentation=info.documentation,
        properties=properties,
        candidates=seen.candidates,
        opinions=tuple(opinions),
        draft=draft,
    )


def _choices(properties: dict[str, str], kind: str, words: list[dict[str, Any]], item: Item) -> tuple[Choice, ...]:
    names = {str(word.get("code")): str(word.get("name")) for word in words}
    phrases = (item.definition.guide or {}).get("phrases") or {}
    return tuple(
        Choice(
            code=code,
            name=names.get(code, code),
            needs=needs(kind, code, properties.get("reasonsFor", "")),
            phrases=tuple(phrases.get(code) or ()),
        )
        for code in _listed(properties, "actions")
    )


def _listed(properties: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in properties.get(name, "").replace(";", ",").split(",") if part.strip())


def save_draft(
    desk: Desk, actor: Actor, number: int, form: dict[str, Any], *, at: datetime, terms: Terms = ANY_TERMS
) -> None:
    """Keep a half-filled form (暂存); the last one counts.  Not an act on the case, so not in its ledger."""
    with desk.database.reading() as connection:
        seen = _look(connection, actor, number)
    sight.check_handling(actor, seen.task, seen.candidates)
    check_live(seen.task)
    terms.check_version(seen.case, seen.task)
    if papers.size_of(form) > LONGEST_DRAFT:
        raise TooLarge(f"a draft has at most {LONGEST_DRAFT} bytes", f"暂存内容不得超过{LONGEST_DRAFT}字节")
    with desk.database.writing() as connection:
        papers.keep_draft(connection, number, actor.user, form, at)


def draft(desk: Desk, actor: Actor, number: int) -> dict[str, Any] | None:
    """The form kept for a task, None when there is none."""
    with desk.database.reading() as connection:
        return _draft(connection, actor, _look(connection, actor, number))


def _draft(connection: Connection, actor: Actor, seen: _Seen) -> dict[str, Any] | None:
    """What is not said yet is for those who will say it: not even the lead department reads it."""
    return papers.draft(connection, seen.task.id) if sight.is_of(actor, seen.task, seen.candidates) else None
