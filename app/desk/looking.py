"""Looking at a case without taking it in hand: each side of it, as far as the actor may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.desk import sight
from app.desk.house import Desk
from app.desk.programs import Item
from app.desk.sight import Sight
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.ledger import Entry
from app.domain.masking import masked_number
from app.domain.roles import Role
from app.errors import Forbidden
from app.store import definitions, lists, loading, papers, reading
from app.store.database import Connection
from app.store.queries import CaseQuery, Page
from app.store.records import CaseForm, CaseRecord, NoticeRecord, OpinionRecord, TaskRecord, TimerRecord, Visit

INTERNAL = frozenset({"opinion", "reasons", "basis", "text"})
"""What an entry says that only the lead, supervisors and administrators read of other departments."""

AMONG_THEMSELVES = frozenset({Act.WITHDRAW_OPINION, Act.TRANSFER, Act.DELEGATE})
"""Acts of which the reason, too, is the department's own; why a case goes back, whoever reviews it must know."""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of a case's history."""

    seq: int
    at: datetime
    act: str
    word: str
    actor: str
    detail: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """Where a case stands in its diagram: tasks, waiting timers, and the elements it has passed."""

    key: str
    version: int
    xml: str
    tasks: tuple[TaskRecord, ...]
    timers: tuple[TimerRecord, ...]
    passed: tuple[Visit, ...]
    ended: bool


def sight_of(connection: Connection, actor: Actor, case: CaseRecord) -> Sight:
    """What the actor sees of a case."""
    if actor.role in sight.EVERYTHING or (actor.department and actor.department == case.lead):
        return sight.of_case(actor, case, takes_part=False, window_department="")
    found = sight.of_case(
        actor,
        case,
        takes_part=bool(actor.department) and reading.takes_part(connection, case.id, actor.department),
        window_department=reading.window_department(connection, case.window),
    )
    if found is not Sight.NOTHING or actor.role not in sight.HANDLING or not actor.department:
        return found
    # Who looks into a complaint about a case, or decides an appeal, must be able to read it.
    return Sight.BESIDE if reading.takes_part_about(connection, case.number, actor.department) else found


def open_case(connection: Connection, actor: Actor, number: str) -> tuple[CaseRecord, Sight]:
    """A case and what the actor sees of it.  Raises NotFound: there is none, or not for this actor."""
    case = loading.by_number(connection, number).case
    found = sight_of(connection, actor, case)
    sight.check_case(found, case)
    return case, found


def case(desk: Desk, actor: Actor, number: str) -> CaseRecord:
    """A case.  Raises NotFound: there is none, or not for this actor."""
    with desk.database.reading() as connection:
        return open_case(connection, actor, number)[0]


def case_form(desk: Desk, actor: Actor, number: str) -> CaseForm:
    """What the applicant handed in; who it is where that is kept secret, for the roles that may know it alone.

    The number of the identity card is masked for those whose business it is not.
    """
    with desk.database.reading() as connection:
        found, seen = open_case(connection, actor, number)
        form = papers.form(connection, found.id)
    if not _handles_identity(actor, found, seen):
        form = replace(form, applicant=_masked(form.applicant))
    item = desk.programs.item(found.definition_id)
    knows = actor.role in item.applicant_for and (actor.role in sight.EVERYTHING or actor.department == found.lead)
    return form if knows else openly(item, found, form)


def _handles_identity(actor: Actor, case: CaseRecord, seen: Sight) -> bool:
    """Whether the number of the identity card is the actor's business: the window's, the lead's, an administrator's."""
    handles = actor.role in sight.HANDLING and actor.department == case.lead
    return handles or seen in (Sight.FRONT, Sight.BESIDE) or actor.role is Role.ADMINISTRATOR


def _masked(applicant: dict[str, Any]) -> dict[str, Any]:
    number = applicant.get("id_number")
    return {**applicant, "id_number": masked_number(str(number))} if number else applicant


def openly(item: Item, case: CaseRecord, form: CaseForm) -> CaseForm:
    """What was handed in as those may read it who must not know who an applicant is that is kept secret."""
    return replace(form, applicant={"name": case.applicant}) if item.applicant_for else form


def tasks(desk: Desk, actor: Actor, number: str) -> list[TaskRecord]:
    """The tasks of a case in the order they came."""
    with desk.database.reading() as connection:
        found, seen = open_case(connection, actor, number)
        return tasks_of(connection, actor, found, seen)


def tasks_of(connection: Connection, actor: Actor, case: CaseRecord, seen: Sight) -> list[TaskRecord]:
    """The tasks of a case that the actor sees, with those that the department is offered among others."""
    offered = reading.offered(connection, case.id, actor.department) if seen is Sight.OWN else ()
    return sight.tasks(seen, actor, loading.tasks(connection, case.id), offered)


def opinions(desk: Desk, actor: Actor, number: str) -> list[OpinionRecord]:
    """What the departments said."""
    with desk.database.reading() as connection:
        found, seen = open_case(connection, actor, number)
        return sight.opinions(seen, actor, papers.opinions(connection, found.id))


def notices(desk: Desk, actor: Actor, number: str) -> list[NoticeRecord]:
    """The numbered documents of a case that the actor may see."""
    with desk.database.reading() as connection:
        found, seen = open_case(connection, actor, number)
        catalogue = desk.presses.current.catalogue
        return [one for one in papers.notices(connection, found.id) if sight.shows(seen, catalogue.get(one.kind))]


def ledger(desk: Desk, actor: Actor, number: str) -> list[Entry]:
    """The sealed record.  Raises Forbidden: a part of it would not verify, so it is shown whole or not at all."""
    with desk.database.reading() as connection:
        found, seen = open_case(connection, actor, number)
        if seen is not Sight.ALL:
            raise Forbidden(
                "the ledger is for the lead department, supervisors and administrators",
                "办件台账限牵头部门、督查和管理人员查看",
                case=number,
            )
        return papers.ledger(connection, found.id)


def timeline(desk: Desk, actor: Actor, number: str) -> list[Happening]:
    """What happened, in order; what others said inside is left out for those who may not read it."""
    with desk.database.reading() as connection:
        found, seen = open_case(connection, actor, number)
        entries = papers.ledger(connection, found.id)
    return [_happening(entry, seen, actor) for entry in entries]


def _happening(entry: Entry, seen: Sight, actor: Actor) -> Happening:
    detail = dict(entry.detail)
    mine = entry.actor.split(" ")[0].rpartition("@")[2] == actor.department
    if seen is not Sight.ALL and not mine:
        detail = {key: value for key, value in detail.items() if key not in INTERNAL}
        if entry.act == Act.COMPLETE:
            detail.pop("outcome", None)
        if entry.act in AMONG_THEMSELVES:
            detail.pop("reason", None)
    return Happening(seq=entry.seq, at=entry.at, act=entry.act, word=_word(entry.act), actor=entry.actor, detail=detail)


def _word(act: str) -> str:
    return Act(act).word if act in set(Act) else act


def diagram(desk: Desk, actor: Actor, number: str) -> Diagram:
    """Where a case stands in its diagram."""
    with desk.database.reading() as connection:
        found, seen = open_case(connection, actor, number)
        sources = definitions.sources(connection, found.definition_id)
        record = desk.programs.item(found.definition_id).definition
        waiting = [t for t in papers.timers(connection, found.id) if t.fired_at is None and t.kind == "engine"]
        return Diagram(
            key=record.key,
            version=record.version,
            xml=sources.own.decode("utf-8", "replace"),
            tasks=tuple(tasks_of(connection, actor, found, seen)),
            timers=tuple(waiting) if seen is Sight.ALL else (),
            passed=tuple(papers.visits(connection, found.id)),
            ended=found.ended_at is not None,
        )


def cases(desk: Desk, actor: Actor, query: CaseQuery) -> Page[CaseRecord]:
    """The cases the actor may see, the newest first."""
    with desk.database.reading() as connection:
        if actor.role in sight.EVERYTHING:
            return lists.cases(connection, query)
        if actor.role not in sight.HANDLING:
            raise Forbidden("a designer does not see cases", "流程设计人员不查看办件", role=str(actor.role))
        at_window = actor.role is Role.WINDOW
        return lists.cases(connection, query, lists.seen_by(actor.user, actor.department, at_window=at_window))
