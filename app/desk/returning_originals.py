"""Originals that an applicant leaves at the window: taken in against a receipt, given back against a signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.desk.acting import Deed
from app.desk.checks import required
from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.looking import open_case
from app.desk.materials import catalogue
from app.desk.opencase import OpenCase
from app.desk.steering import check_front
from app.domain.actors import Actor
from app.domain.acts import Act
from app.errors import Invalid, Refused
from app.handlers import notices, violations
from app.store import conduct
from app.store.conduct import Original

RECEIPT = "SJHZ"


def originals(desk: Desk, actor: Actor, number: str) -> list[Original]:
    """The originals of a case, those given back too."""
    with desk.database.reading() as connection:
        case, _ = open_case(connection, actor, number)
        return conduct.originals(connection, case.id)


def take_originals(
    desk: Desk, actor: Actor, number: str, codes: Sequence[str], *, at: datetime, terms: Terms = ANY_TERMS
) -> list[Original]:
    """Take originals in, with a receipt that lists them.

    Raises Invalid: not in the catalogue.  Raises Refused: it is here already.
    """
    taken: list[Original] = []

    def do(opened: OpenCase) -> None:
        check_front(opened)
        known, there = catalogue(opened), {one.code for one in conduct.originals(opened.work.reader, opened.case.id)}
        strange = [code for code in codes if known and code not in known]
        if strange or not codes or len(set(codes)) < len(codes):
            raise Invalid(
                f"originals are materials of the catalogue, each once; got: {', '.join(codes) or 'none'}",
                "原件应为事项材料目录中的材料,每项一次",
                field="codes",
                expected=list(known),
            )
        twice = [code for code in codes if code in there]
        if twice:
            raise Refused(
                f"case {number} has had {', '.join(twice)} before", f"原件{'、'.join(twice)}已登记过", case=number
            )
        taken[:] = [_taken(opened, code, known.get(code, code)) for code in codes]
        for one in taken:
            opened.work.stage("original", **{key: value for key, value in vars(one).items() if key != "case_id"})
        opened.work.record(Act.ORIGINALS, taken=list(codes))
        notices.issue(opened.work, opened.office, RECEIPT, "", {"originals": [one.name for one in taken]})

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, lambda _: taken)


def _taken(opened: OpenCase, code: str, name: str) -> Original:
    return Original(
        case_id=opened.case.id,
        code=code,
        name=name[:200],
        taken_at=opened.at,
        taken_by=opened.actor.user,
        returned_at=None,
        returned_by=None,
        signed_by=None,
        lost=None,
    )


def return_originals(
    desk: Desk,
    actor: Actor,
    number: str,
    codes: Sequence[str],
    signed_by: str,
    lost: str = "",
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> list[Original]:
    """Give originals back against a signature; or say what happened to those that cannot be given back.

    Raises Refused: it is not here.  Raises Invalid: nobody signed.
    """
    given: list[Original] = []

    def do(opened: OpenCase) -> None:
        check_front(opened)
        if not lost:
            required(signed_by, "signed_by", "who takes the originals back signs for them", "退还原件须签收")
        here = {
            one.code: one
            for one in conduct.originals(opened.work.reader, opened.case.id)
            if one.returned_at is None and one.lost is None
        }
        absent = [code for code in codes if code not in here]
        if absent or not codes:
            raise Refused(
                f"case {number} holds {', '.join(here) or 'no originals'}; got: {', '.join(codes) or 'none'}",
                f"办件{number}现存原件:{'、'.join(here) or '无'}",
                case=number,
                expected=list(here),
            )
        changes = {"lost": lost} if lost else {"returned_at": at, "returned_by": actor.user, "signed_by": signed_by}
        given[:] = [replace(here[code], **changes) for code in codes]
        for code in codes:
            opened.work.stage("original changed", code=code, **changes)
        opened.work.record(Act.ORIGINALS, returned=[] if lost else list(codes), signed_by=signed_by, lost=lost)
        if lost:
            key = f"{number}/{','.join(codes)}"
            violations.note(opened.work, opened.office, "13", key, originals=list(codes), reason=lost)

    return Deed(desk=desk, actor=actor, at=at, terms=terms, do=do).on_case(number, lambda _: given)


def check_returned(opened: OpenCase) -> None:
    """Raises Refused: the centre still holds papers that are the applicant's."""
    held = conduct.held_originals(opened.work.reader, opened.case.id)
    if held:
        raise Refused(
            f"case {opened.case.number} still holds the originals {', '.join(held)}; they go back first, signed for",
            f"办件{opened.case.number}尚有原件未退还:{'、'.join(held)},退还签收后方可送达办结",
            case=opened.case.number,
            originals=held,
        )
