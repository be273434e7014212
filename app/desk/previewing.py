"""What moving cases to another version would do: which can go, which cannot and why, and what is due when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.desk.acting import Deed
from app.desk.house import ANY_TERMS, Desk
from app.desk.migrating import Order, Route, check_designer, check_mapping, reasons, versions_of
from app.desk.opencase import OpenCase
from app.domain.actors import SYSTEM, Actor
from app.errors import Invalid, LianbanError
from app.store import definitions, loading, moving, papers
from app.store.database import Connection
from app.store.keys import timer_id
from app.store.records import CaseRecord

EVERY_CASE = 2**62
LONGEST_PREVIEW = 200


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A moment that something is due, before the move and after; None where there is no such moment.

    kind: `promise`, `statutory`, `step` (a limit of an open step) or `timer` (one of the diagram).
    """

    kind: str
    element: str
    name: str
    department: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, kw_only=True)
class CasePreview:
    """What would become of one case; a case that cannot be moved keeps every deadline."""

    case_id: int
    number: str
    version: int
    moves: bool
    reasons: tuple[Mapping[str, str], ...]
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A page of what would become of the cases.

    total: cases on the versions to move from.  mapping: by version, the steps whose id changes, guessed ones included.
    unknown: by version, the variables that the target reads and that a case from there may never get.
    cursor: the case to go on after, None on the last page.
    """

    key: str
    to: int
    total: int
    mapping: Mapping[int, Mapping[str, str]]
    unknown: Mapping[int, tuple[str, ...]]
    cases: tuple[CasePreview, ...]
    cursor: int | None


def preview_migration(
    desk: Desk, actor: Actor, order: Order, *, at: datetime, after: int = 0, limit: int = 50
) -> Preview:
    """Try an order on a page of the cases and change nothing.  Raises what beginning it would."""
    check_designer(actor)
    if not 1 <= limit <= LONGEST_PREVIEW:
        raise Invalid(f"a page has 1 to {LONGEST_PREVIEW} cases", f"每页1至{LONGEST_PREVIEW}条", field="limit")
    with desk.database.reading() as connection:
        target, sources = versions_of(connection, order)
        check_mapping(desk, order, target)
        route = Route(desk, target.id, order.mapping)
        from_ids = [one.id for one in sources]
        numbers = moving.next_cases(connection, from_ids, after, EVERY_CASE, limit + 1)
        versions = {one.id: one.version for one in sources}
        seen = [_tried(desk, connection, route, order, case, versions, at) for case in numbers[:limit]]
        total = moving.count_cases(connection, from_ids)
    programs = {one.id: desk.programs.item(one.id).program for one in sources}
    return Preview(
        key=order.key,
        to=order.to,
        total=total,
        mapping={one.version: dict(route.names(one.id).get(programs[one.id].process, {})) for one in sources},
        unknown={one.version: route.target.unknown(programs[one.id].names) for one in sources},
        cases=tuple(seen),
        cursor=numbers[limit - 1] if len(numbers) > limit else None,
    )


def _tried(
    desk: Desk,
    connection: Connection,
    route: Route,
    order: Order,
    case: int,
    versions: Mapping[int, int],
    at: datetime,
) -> CasePreview:
    from_id = definitions.of_case(connection, case)
    place = route.place(from_id, new_limits=order.new_limits, note={})
    deed = Deed(desk=desk, actor=SYSTEM, at=at, terms=ANY_TERMS, do=place.move)
    opened: OpenCase | None = None
    why: list[dict[str, str]] = []
    try:
        opened = deed.tried(connection, case)
    except LianbanError as refusal:
        why = reasons(refusal)
    found = opened.work.before if opened is not None else loading.by_id(connection, case).case
    return CasePreview(
        case_id=case,
        number=found.number,
        version=versions[from_id],
        moves=opened is not None,
        reasons=tuple(why),
        deadlines=tuple(_deadlines(connection, found, opened)),
    )


def _deadlines(connection: Connection, case: CaseRecord, opened: OpenCase | None) -> list[Deadline]:
    """Every moment that waits, as it is and as the act leaves it."""
    changed = {} if opened is None else opened.work.changed
    set_ = {} if opened is None else _timers_set(opened)
    dropped = set() if opened is None else set(opened.work.timers_dropped)
    found = [
        Deadline(kind=kind, element="", name="", department=case.lead, before=due, after=due)
        for kind, due in (("promise", case.due_at), ("statutory", case.statutory_at))
        if due is not None
    ]
    for task in loading.tasks(connection, case.id):
        after = changed.get(task.id, {}).get("due_at", task.due_at)
        if task.is_live and (task.due_at or after):
            place = {"element": task.element, "name": task.name, "department": task.department}
            found.append(Deadline(kind="step", **place, before=task.due_at, after=after))
    for row in papers.timers(connection, case.id):
        if row.fired_at is None and row.kind == "engine":
            _, _, due = set_.pop(row.id, ("", "", row.due_at))
            left = None if row.id in dropped else due
            found.append(_timer(row.element, row.item or "", row.due_at, left))
    found += [_timer(element, item, None, due) for element, item, due in set_.values()]
    return found


def _timer(element: str, item: str, before: datetime | None, after: datetime | None) -> Deadline:
    return Deadline(kind="timer", element=element, name="", department=item, before=before, after=after)


def _timers_set(opened: OpenCase) -> dict[int, tuple[str, str, datetime]]:
    """The diagram's timers that the act sets, by number: element, item and moment."""
    case = opened.work.before.id
    return {
        timer_id(case, row["token"], "engine"): (row["element"], row["item"] or "", row["due_at"])
        for row in opened.work.timers
        if row["kind"] == "engine"
    }
