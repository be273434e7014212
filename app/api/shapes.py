"""How records look as JSON; what only the server needs (row numbers, seals, branches) stays inside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from app.api import outputs
from app.api.house import house, moment
from app.api.outputs.shown import shown
from app.designs import Deployment, Difference, Version
from app.desk import (
    Completed,
    Diagram,
    Directory,
    Happening,
    PublicCase,
    TaskSheet,
    days_left,
    days_left_of_its_case,
    days_left_of_task,
)
from app.domain.ledger import Entry
from app.store.held import HeldRecord
from app.store.people import Absence
from app.store.queries import Page
from app.store.records import (
    AlertRecord,
    CaseForm,
    CaseRecord,
    DefinitionRecord,
    NoticeRecord,
    OpinionRecord,
    OutboxRecord,
    TaskRecord,
)
from app.store.tokens import Token

T = TypeVar("T")
Json = dict[str, Any]


def task(record: TaskRecord) -> Json:
    """A task, with what a list shows of its case."""
    calendar, at = house().desk.calendar, moment()
    return {
        **shown(record, outputs.TaskOut),
        "days_left": days_left_of_task(calendar, record, at),
        "case": {
            "number": record.case_number,
            "item": record.case_item,
            "applicant": record.case_applicant,
            "urgent": record.case_urgent,
            "light": record.case_light,
            "due_at": record.case_due_at,
            "resumes_at": record.case_resumes_at,
            "days_left": days_left_of_its_case(calendar, record, at),
        },
    }


def case(record: CaseRecord) -> Json:
    """A case without its form."""
    left = days_left(house().desk.calendar, record, moment())
    return {**shown(record, outputs.CaseOut), "days_left": left}


def received(record: CaseRecord) -> Json:
    """A new case, with the code that the applicant asks about it with."""
    return {**case(record), "code": record.code}


def case_sheet(record: CaseRecord, form: CaseForm, steps: list[TaskRecord]) -> Json:
    """A case with what the applicant handed in, and its open steps."""
    return {
        **case(record),
        "steps": [task(one) for one in steps],
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
    return shown(record, outputs.OpinionOut)


def notice(record: NoticeRecord) -> Json:
    """A numbered document."""
    return shown(record, outputs.NoticeOut)


def task_sheet(sheet: TaskSheet) -> Json:
    """A task with all its screen needs."""
    return {
        **task(sheet.task),
        "form_key": sheet.form_key,
        "actions": sheet.actions,
        "choices": [shown(choice, outputs.ChoiceOut) for choice in sheet.choices],
        "gives": [shown(one, outputs.GivenOut) for one in sheet.gives],
        "materials": sheet.materials,
        "notices": sheet.notices,
        "documentation": sheet.documentation,
        "properties": sheet.properties,
        "candidates": sheet.candidates,
        "opinions": [opinion(record) for record in sheet.opinions],
        "draft": sheet.draft,
    }


def public_case(found: PublicCase, language: str) -> Json:
    """An applicant's own case."""
    return {
        **vars(found),
        "stages": [vars(stage) for stage in found.stages],
        "steps": [vars(step) for step in found.steps],
        "notices": [vars(paper) for paper in found.notices],
        "clock": {
            "wanted": [vars(one) for one in found.clock.wanted],
            "wanted_by": found.clock.wanted_by,
            "stops": [{**vars(one), "word": getattr(one, language)} for one in found.clock.stops],
            "explanation": [{**vars(one), "reason": getattr(one, language)} for one in found.clock.explanation],
        },
    }


def absence(record: Absence) -> Json:
    """When somebody is away."""
    return shown(record, outputs.AbsenceOut)


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
    return shown(record, outputs.AlertOut)


def happening(line: Happening) -> Json:
    """A line of a case's history."""
    return shown(line, outputs.Happening)


def entry(record: Entry) -> Json:
    """A sealed entry of the ledger."""
    return shown(record, outputs.LedgerEntry)


def token(record: Token) -> Json:
    """What is known of a token."""
    return {"id": record.name, **shown(record, outputs.TokenKnown)}


def live_diagram(found: Diagram) -> Json:
    """Where a case stands in its diagram."""
    return {
        "key": found.key,
        "version": found.version,
        "xml": found.xml,
        "tasks": [task(record) for record in found.tasks],
        "timers": [shown(record, outputs.WaitingTimer) for record in found.timers],
        "passed": [shown(visit, outputs.VisitOut) for visit in found.passed],
        "ended": found.ended,
    }


def definition(record: DefinitionRecord) -> Json:
    """One version of a diagram."""
    return shown(record, outputs.Definition)


def version(one: Version) -> Json:
    """One version, how it stands, and how many cases run on it."""
    return {**definition(one.definition), "standing": one.standing, "running": one.running}


def difference(one: Difference, language: str) -> Json:
    """One difference between two diagrams, in both languages and as `message` in the asked one."""
    said = {"message_zh": one.message_zh, "message_en": one.message_en, "message": one.message(language)}
    told = {name: getattr(one, name) for name in ("kind", "element", "process", "aspect", "old", "new")}
    return {**told, **said}


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
    return shown(record, outputs.HeldDeployment)


def sent_message(record: OutboxRecord) -> Json:
    """A message of the outbox, without what it says."""
    return {**shown(record, outputs.MessageOut), "state": record.state, "case": record.body.get("case")}


def page(records: Page[T], shape: Callable[[T], Json]) -> Json:
    """One page of a list."""
    return {"items": [shape(record) for record in records.items], "cursor": records.cursor}
