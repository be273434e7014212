"""How records look as JSON; what only the server needs (row numbers, seals, branches) stays inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from app.designs import Deployment, Difference, Version
from app.desk import Completed, Diagram, Directory, PublicCase, TaskSheet
from app.store.held import HeldRecord
from app.store.people import Absence
from app.store.records import (
    AlertRecord,
    CaseForm,
    CaseRecord,
    DefinitionRecord,
    NoticeRecord,
    OpinionRecord,
    Page,
    TaskRecord,
)

T = TypeVar("T")
Json = dict[str, Any]

_TASK = (
    "id", "element", "name", "kind", "scope", "item", "department", "status", "assignee", "owner",
    "light", "created_at", "warn_at", "due_at", "claimed_at", "closed_at", "closed_by", "outcome", "version",
)  # fmt: skip
_CASE = (
    "number", "item", "applicant", "lead", "window", "received_by", "assisted_by", "urgent", "status",
    "decision", "light", "received_at", "accepted_at", "warn_at", "due_at", "statutory_at", "breached_at", "paused_at",
    "ended_at", "failure", "version",
)  # fmt: skip
_OPINION = (
    "task_id", "kind", "element", "name", "department", "user", "acting_for", "outcome", "text", "basis",
    "reasons", "form", "at", "withdrawn_at",
)  # fmt: skip
_NOTICE = ("number", "kind", "element", "data", "at", "issued_by", "deliver_by", "served_at")
_ALERT = (
    "id", "case_number", "task_id", "level", "department", "element", "name", "due_at", "at",
    "acknowledged_at", "acknowledged_by", "acknowledgement", "explained_at", "explained_by", "explanation",
)  # fmt: skip
_TIMER = ("element", "attached_to", "scope", "item", "light", "due_at")
_DEFINITION = (
    "key", "version", "name", "item_code", "file", "digest", "guide", "findings", "deployed_by",
    "deployed_at", "effective_at", "cancelled_at", "cancelled_by",
)  # fmt: skip


def _pick(record: object, names: tuple[str, ...]) -> Json:
    values = vars(record)
    return {name: values[name] for name in names}


def task(record: TaskRecord) -> Json:
    """A task, with what a list shows of its case."""
    shown = _pick(record, _TASK)
    shown["case"] = {
        "number": record.case_number,
        "item": record.case_item,
        "applicant": record.case_applicant,
        "urgent": record.case_urgent,
        "light": record.case_light,
        "due_at": record.case_due_at,
    }
    return shown


def case(record: CaseRecord) -> Json:
    """A case without its form."""
    return _pick(record, _CASE)


def received(record: CaseRecord) -> Json:
    """A new case, with the code that the applicant asks about it with."""
    return {**case(record), "code": record.code}


def case_sheet(record: CaseRecord, form: CaseForm) -> Json:
    """A case with what the applicant handed in."""
    return {
        **case(record),
        "applicant_data": form.applicant,
        "form": form.form,
        "materials": form.materials,
    }


def completed(done: Completed) -> Json:
    """What an act left: its task and case, and what it opened."""
    return {
        "task": task(done.task),
        "case": case(done.case),
        "opened": [task(record) for record in done.opened],
        "notices": [notice(record) for record in done.notices],
    }


def opinion(record: OpinionRecord) -> Json:
    """What a department said."""
    return _pick(record, _OPINION)


def notice(record: NoticeRecord) -> Json:
    """A numbered document."""
    return _pick(record, _NOTICE)


def task_sheet(sheet: TaskSheet) -> Json:
    """A task with all its screen needs."""
    return {
        **task(sheet.task),
        "form_key": sheet.form_key,
        "actions": sheet.actions,
        "materials": sheet.materials,
        "notices": sheet.notices,
        "documentation": sheet.documentation,
        "properties": sheet.properties,
        "candidates": sheet.candidates,
        "opinions": [opinion(record) for record in sheet.opinions],
        "draft": sheet.draft,
    }


def public_case(shown: PublicCase) -> Json:
    """An applicant's own case."""
    return {
        **vars(shown),
        "steps": [vars(step) for step in shown.steps],
        "notices": [vars(paper) for paper in shown.notices],
    }


def absence(record: Absence) -> Json:
    """When somebody is away."""
    return vars(record)


def directory(found: Directory, at: datetime) -> Json:
    """The departments, each with its windows and posts; `away` says whether the A is away at `at`."""
    away = {one.user for one in found.absences if one.from_at <= at < one.to_at}
    return {
        "items": [
            {
                "code": department.code,
                "name": department.name,
                "windows": [
                    {"code": window.code, "name": window.name, "items": window.items}
                    for window in found.windows
                    if window.department == department.code
                ],
                "posts": [
                    {"code": post.code, "name": post.name, "a": post.a, "b": post.b, "away": post.a in away}
                    for post in found.posts
                    if post.department == department.code
                ],
            }
            for department in found.departments
        ]
    }


def alert(record: AlertRecord) -> Json:
    """A level that was reached."""
    return _pick(record, _ALERT)


def live_diagram(shown: Diagram) -> Json:
    """Where a case stands in its diagram."""
    return {
        "key": shown.key,
        "version": shown.version,
        "xml": shown.xml,
        "tasks": [task(record) for record in shown.tasks],
        "timers": [_pick(record, _TIMER) for record in shown.timers],
        "passed": [vars(visit) for visit in shown.passed],
        "ended": shown.ended,
    }


def definition(record: DefinitionRecord) -> Json:
    """One version of a diagram."""
    return _pick(record, _DEFINITION)


def version(one: Version) -> Json:
    """One version, how it stands, and how many cases run on it."""
    return {**definition(one.definition), "standing": one.standing, "running": one.running}


def difference(one: Difference, language: str) -> Json:
    """One difference between two diagrams, in both languages and as `message` in the asked one."""
    said = {"message_zh": one.message_zh, "message_en": one.message_en, "message": one.message(language)}
    return {**_pick(one, ("kind", "element", "process", "aspect", "old", "new")), **said}


def deployment(made: Deployment, language: str) -> Json:
    """What was deployed; `key` and `version` when it was one diagram."""
    only = made.definitions[0] if len(made.definitions) == 1 else None
    return {
        "created": made.created,
        "key": only.key if only else None,
        "version": only.version if only else None,
        "definitions": [definition(record) for record in made.definitions],
        "findings": [finding.to_dict(language) for finding in made.findings],
        "proofs": dict(made.proofs),
        "held": None if made.held is None else held(made.held),
    }


def held(record: HeldRecord) -> Json:
    """A deployment that waits for a second person."""
    return asdict(record)


def page(records: Page[T], shape: Callable[[T], Json]) -> Json:
    """One page of a list."""
    return {"items": [shape(record) for record in records.items], "cursor": records.cursor}
