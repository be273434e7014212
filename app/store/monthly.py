"""What a month's figures mean in SQL: the same condition counts the cases and lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from app.domain.cases import CaseStatus
from app.domain.facts import FactKind
from app.domain.reports import KINDS, Cell, Counts, Figure, Month
from app.store import lists
from app.store import tables as t
from app.store.queries import CaseQuery, Page
from app.store.records import CaseRecord

_CASE = t.case_file.c
FINISHED = (CaseStatus.COMPLETED, CaseStatus.REFUSED)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which cases are looked at.

    kinds: how each version of an item is handled, by its row number.  department: the lead, None for all.
    """

    month: Month
    kinds: Mapping[int, str]
    department: str | None = None

    def of_kind(self, kind: str) -> ColumnElement[bool]:
        """The cases of one kind."""
        return _CASE.definition_id.in_([number for number, name in self.kinds.items() if name == kind])


def versions(connection: Connection) -> list[int]:
    """The row numbers of the versions that have cases."""
    return list(connection.execute(select(_CASE.definition_id).distinct()).scalars())


def cells(connection: Connection, scope: Scope) -> list[Cell]:
    """The figures of every window, department and kind that has any, counted in one statement."""
    meanings = _meanings(scope)
    keys = (_CASE.window, _CASE.lead, _CASE.definition_id)
    sums = [func.sum(case((meaning, 1), else_=0)) for meaning in meanings.values()]
    wanted = select(*keys, *sums).where(or_(*meanings.values()), *_within(scope)).group_by(*keys)
    found: dict[tuple[str, str, str], Counts] = {}
    for window, lead, definition, *numbers in connection.execute(wanted):
        place = (window, lead, scope.kinds[definition])
        counts = Counts(figures=dict(zip(meanings, map(int, numbers), strict=True)))
        found[place] = found.get(place, Counts()) + counts
    return [
        Cell(window=window, department=department, kind=kind, counts=found[window, department, kind])
        for window, department, kind in sorted(found)
    ]


def opened(
    connection: Connection, scope: Scope, figure: Figure, query: CaseQuery, kind: str | None
) -> Page[CaseRecord]:
    """The cases behind a figure, a page at a time."""
    of_kind = [] if kind is None else [scope.of_kind(kind)]
    return lists.cases(connection, query, _meanings(scope)[figure], *_within(scope), *of_kind)


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    # A version that got its first case since the kinds were read is left out of figures and lists alike.
    known = _CASE.definition_id.in_(list(scope.kinds))
    return [known] if scope.department is None else [known, _CASE.lead == scope.department]


def _meanings(scope: Scope) -> dict[Figure, ColumnElement[bool]]:
    month = scope.month
    received, ended = _during(_CASE.received_at, month), _during(_CASE.ended_at, month)
    done = and_(ended, _CASE.status.in_(FINISHED))
    late = _CASE.ended_at > _CASE.due_at
    own = or_(*(scope.of_kind(kind) for kind in KINDS))
    return {
        Figure.RECEIVED: received,
        **{figure: and_(received, scope.of_kind(kind)) for kind, figure in KINDS.items()},
        Figure.OTHER: and_(received, ~own),
        Figure.ASSISTED: and_(received, _CASE.assisted_by.is_not(None)),
        Figure.ACCEPTED: _during(_CASE.accepted_at, month),
        Figure.SUPPLEMENTED: _CASE.id.in_(_supplemented(month)),
        Figure.RETURNED: and_(ended, _CASE.status == CaseStatus.DECLINED),
        Figure.DONE: done,
        Figure.ON_TIME: and_(done, ~late),
        Figure.OVERDUE: and_(done, late),
        Figure.REJECTED: and_(ended, _CASE.status == CaseStatus.REFUSED),
        Figure.WITHDRAWN: and_(ended, _CASE.status == CaseStatus.WITHDRAWN),
        Figure.TERMINATED: and_(ended, _CASE.status == CaseStatus.TERMINATED),
        Figure.RUNNING_OVERDUE: and_(
            or_(_CASE.ended_at.is_(None), _CASE.ended_at >= month.horizon),
            _CASE.due_at < month.horizon,
            _CASE.paused_at.is_(None),  # its clock stands still: due_at is only what is expected
        ),
    }


def _during(column: Any, month: Month) -> ColumnElement[bool]:
    return and_(column >= month.start, column < month.end)


def _supplemented(month: Month) -> Any:
    fact = t.clock_fact.c
    return select(fact.case_id).where(fact.kind == FactKind.SUPPLEMENT_ASKED, _during(fact.at, month))
