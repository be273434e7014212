"""What applicants do without coming: file 网上申请, hand in what is missing, take back, book a time; as at the window.

Everything goes through the use cases of the window; what is decided here is only what a stranger may say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.desk.house import ANY_TERMS, Desk, Terms
from app.desk.materials import outstanding
from app.desk.programs import Item
from app.desk.public import own_case
from app.desk.receiving import receive
from app.desk.supplementing import hand_in_materials
from app.desk.withdrawing import withdraw_own
from app.domain.actors import Actor
from app.domain.facts import FactKind, last
from app.errors import Invalid, Refused
from app.store import clocks
from app.store.records import CaseRecord

LONGEST_ANSWER = 2000


def apply(
    desk: Desk,
    actor: Actor,
    item: str,
    applicant: Mapping[str, Any],
    form: Mapping[str, Any],
    materials: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """File an application (网上申请); the window looks at it as at one that was handed in there (预受理).

    materials: each a `code` of the item's catalogue with the `uploads` handed in for it.
    Raises Refused: the item is not filed online.  Raises Invalid: something that its guide does not ask for.
    """
    found = desk.programs.in_force(item, at)
    if not is_online(found):
        raise Refused(
            f"item {item!r} is not filed online; come to the window", f"事项“{found.definition.name}”未开通网上申请"
        )
    _check_form(found, form)
    listed = (found.definition.guide or {}).get("materials") or []
    names = {str(one["code"]): str(one.get("name") or one["code"]) for one in listed if one.get("code")}
    given = _named(materials, names)
    return receive(desk, actor, item, applicant=applicant, form=form, materials=given, at=at, terms=terms)


def is_online(item: Item) -> bool:
    """Whether the guide says that the item may be filed online."""
    return not item.is_procedure and (item.definition.guide or {}).get("online") is True


def supply(
    desk: Desk,
    actor: Actor,
    number: str,
    code: str,
    materials: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    terms: Terms = ANY_TERMS,
) -> CaseRecord:
    """Hand in what a notice asked for (补正); complete, the clock goes on as it does at the window."""
    with desk.database.reading() as connection:
        case = own_case(connection, number, code)
        facts = clocks.facts(connection, case.id)
    asked = last(facts, FactKind.SUPPLEMENT_ASKED)
    missing = set(outstanding(facts))
    names = {one["code"]: one["name"] for one in asked.data["materials"] if one["code"] in missing} if asked else {}
    if not names:
        raise Refused(
            f"case {number} waits for no material; nothing is asked for", f"办件{number}没有待补正的材料", case=number
        )
    return hand_in_materials(desk, actor, number, _named(materials, names), at=at, terms=terms)


def take_back(
    desk: Desk, actor: Actor, number: str, code: str, reason: str, *, at: datetime, terms: Terms = ANY_TERMS
) -> CaseRecord:
    """Take the application back (撤回申请), as long as nothing is decided.  Raises Refused: too late."""
    with desk.database.reading() as connection:
        own_case(connection, number, code)
    return withdraw_own(desk, actor, number, reason, at=at, terms=terms)


def _check_form(item: Item, form: Mapping[str, Any]) -> None:
    """Raises Invalid: an answer to nothing that is asked, or none that fits on a form.

    Strangers say what the guide asks for; whatever else the diagram reads is for those who handle the case.
    """
    facts = {str(one["name"]) for one in (item.definition.guide or {}).get("facts") or [] if one.get("name")}
    asked = facts | set(item.program.needs)
    for name, value in form.items():
        if name not in asked:
            raise Invalid(
                f"{name[:60]!r} is not asked for; expected some of {', '.join(sorted(asked)) or 'nothing'}",
                f"没有填写项“{name[:60]}”",
                field=f"form.{name[:60]}",
                expected=sorted(asked),
            )
        if not isinstance(value, str | int | float | bool) or len(str(value)) > LONGEST_ANSWER:
            raise Invalid(
                f"{name} is a text of at most {LONGEST_ANSWER} characters, a number, or true or false",
                f"“{name}”应为不超过{LONGEST_ANSWER}字的文字、数字或是否",
                field=f"form.{name}",
            )


def _named(materials: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The materials with the names of the catalogue.  Raises Invalid: one is not in it, comes twice, or has no file."""
    codes = [str(one["code"]) for one in materials]
    strange = [code for code in codes if code not in names]
    if strange or len(set(codes)) < len(codes) or not all(one["uploads"] for one in materials):
        raise Invalid(
            f"materials are those of the catalogue, each once and with its files; expected {', '.join(names)}, "
            f"got: {', '.join(codes) or 'nothing'}",
            f"材料应为目录所列({'、'.join(names)}),每项一次并附文件",
            field="materials",
            expected=list(names),
        )
    return [
        {"code": code, "name": names[code], "uploads": list(one["uploads"])}
        for code, one in zip(codes, materials, strict=True)
    ]
