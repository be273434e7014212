"""The applicant takes the application back (撤回申请): by number and code, or by a signed request brought to a window.

Whoever enters it at a window ends a case that is owed a decision, so the request itself is kept with the case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.desk.acting import Deed, case_of_done
from app.desk.apart import check_unconcerned
from app.desk.attaching import HANDLES, attach, listed
from app.desk.checks import required
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.opencase import OpenCase
from app.desk.progress import may_take_back, standing
from app.desk.steering import check_front, end_case
from app.domain.actors import Actor
from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.domain.lights import Light
from app.errors import Invalid, Refused
from app.handlers import violations
from app.store import loading, papers
from app.store.records import CaseRecord

CODE, NAME = "CHSQ", "撤回申请书"
"""The signed request among the materials of the case."""


def withdraw_case(
    desk: Desk,
    actor: Actor,
    number: str,
    reason: str,
    signed_by: str,
    uploads: Sequence[str],
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Enter what was asked for in writing, at the window that received the case or in its lead department.

    signed_by: who signed the request.  uploads: the request, as it was handed in.
    Raises Refused: something is decided.  Raises Invalid: nobody signed, or the request is not there.
    """

    def do(opened: OpenCase) -> None:
        check_front(opened)
        check_unconcerned(opened)
        _check_undecided(opened)
        _check_reason(reason)
        required(signed_by, "signed_by", "a withdrawal says who signed it", "撤回申请须写明签字人")
        kept = _kept(opened, uploads)
        end_case(
            opened, CaseStatus.WITHDRAWN, Act.WITHDRAW_CASE, reason, signed_by=signed_by.strip(), files=listed(kept)
        )
        _note_if_late(opened, {"reason": reason, "signed_by": signed_by.strip(), "by": actor.user})

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def withdraw_own(
    desk: Desk, actor: Actor, number: str, reason: str, *, at: datetime, terms: Terms = ANY_TERMS
) -> CaseRecord:
    """Take one's own application back, as whoever knows its code.  Raises Refused: something is decided."""

    def do(opened: OpenCase) -> None:
        _check_undecided(opened)
        _check_reason(reason)
        end_case(opened, CaseStatus.WITHDRAWN, Act.WITHDRAW_CASE, reason)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, case_of_done)


def _check_reason(reason: str) -> None:
    required(reason, "reason", "a withdrawal needs a reason", "撤回申请须写明理由")


def _check_undecided(opened: OpenCase) -> None:
    """Raises Refused: a decision stands, or the case is over."""
    case, reader = opened.case, opened.work.reader
    if not may_take_back(case, lambda: standing(loading.tasks(reader, case.id), papers.ledger(reader, case.id))):
        raise Refused(
            f"case {case.number} is decided or over; it can no longer be taken back",
            f"办件{case.number}已作出决定或已办结,不能再撤回",
            case=case.number,
            state=str(case.status),
        )


def _kept(opened: OpenCase, uploads: Sequence[str]) -> list[Mapping[str, Any]]:
    """The request as the case keeps it among its materials."""
    if not uploads:
        raise Invalid(
            "a withdrawal needs the signed request as a file (uploads)",
            "撤回申请须附申请人签字的申请书",
            field="uploads",
        )
    kept = attach(opened.desk, opened.work, [{"code": CODE, "name": NAME, HANDLES: list(uploads)}])
    opened.work.materials = [*papers.form(opened.work.reader, opened.work.before.id).materials, *kept]
    return kept


def _note_if_late(opened: OpenCase, said: Mapping[str, Any]) -> None:
    """A case that is late or stands still is the one that somebody may wish away: a supervisor judges."""
    work, before = opened.work, opened.work.before
    if before.status is not CaseStatus.ACCEPTED or opened.item.is_procedure:
        return
    is_late = before.light is Light.RED or (before.due_at is not None and before.due_at <= work.at)
    if is_late or before.paused_at is not None:
        state = "overdue" if is_late else "paused"
        violations.note(work, opened.office, "withdrawn", before.number, state=state, **said)
