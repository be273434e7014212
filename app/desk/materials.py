"""Materials: what an item's published catalogue asks for, and what a case has and lacks of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.desk.checks import bounded
from app.desk.opencase import OpenCase
from app.domain.facts import Fact, FactKind
from app.domain.verdicts import Verdict
from app.errors import Invalid, Refused
from app.store import papers


def catalogue(opened: OpenCase) -> dict[str, str]:
    """Code and name of every material that the item, or one it calls, has published; empty without a guide."""
    items = [opened.item, *(opened.desk.programs.item(number) for number in opened.item.called.values())]
    return {
        str(one["code"]): str(one.get("name", one["code"]))
        for item in items
        for one in (item.definition.guide or {}).get("materials", [])
        if one.get("code")
    }


def asked_for(known: Mapping[str, str], materials: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What a notice asks for, with names.  Raises Invalid: nothing, something twice, or not in the catalogue."""
    codes = [str(one.get("code", "")) for one in materials]
    if not codes or len(set(codes)) < len(codes) or not all(codes):
        raise Invalid(
            "a notice names every missing material, each once", "补正告知须列明全部材料,每项一次", field="materials"
        )
    strange = [code for code in codes if known and code not in known]
    if strange:
        raise Invalid(
            f"{', '.join(strange)} is not in the item's catalogue; expected {', '.join(known)}",
            f"材料{'、'.join(strange)}不在事项材料目录中",
            field="materials",
            expected=list(known),
        )
    wanted = []
    for one in materials:
        bounded(str(one.get("reason", "")), "reason")
        code = str(one["code"])
        reason = str(one.get("reason", ""))
        kind = str(one.get("kind") or (Verdict.CORRECT if reason else Verdict.SUPPLY))
        wanted.append({"code": code, "name": known.get(code, code), "reason": reason, "kind": kind})
    return wanted


def check_not_held(opened: OpenCase, wanted: Sequence[Mapping[str, str]]) -> None:
    """Raises Refused: something is asked for that the case has, or that the centre gets by itself.

    What is here and wrong is asked for to be corrected, with what is wrong with it.
    """
    held, shared = handed_in(opened), _shared(opened)
    again = [
        one["code"]
        for one in wanted
        if one["code"] in shared or (one["code"] in held and (one["kind"] != Verdict.CORRECT or not one["reason"]))
    ]
    if again:
        raise Refused(
            f"case {opened.case.number} has {', '.join(again)}, or it is shared between departments; it cannot be "
            "asked for again, only to be corrected (kind correct) with what is wrong with it (reason)",
            f"材料{'、'.join(again)}已提交或可共享核验,不得重复要求;确需更正的,须写明更正内容",
            case=opened.case.number,
            field="materials",
            materials=again,
            rule="4",
        )


def _shared(opened: OpenCase) -> set[str]:
    """What the centre verifies by itself, as the guides say."""
    items = [opened.item, *(opened.desk.programs.item(number) for number in opened.item.called.values())]
    listed = [one for item in items for one in (item.definition.guide or {}).get("materials", [])]
    return {str(one["code"]) for one in listed if one.get("shared") and one.get("code")}


def outstanding(facts: Iterable[Fact]) -> list[str]:
    """The codes of what was asked for and has not come yet."""
    missing: list[str] = []
    for fact in facts:
        if fact.kind is FactKind.SUPPLEMENT_ASKED:
            missing = [one["code"] for one in fact.data["materials"]]
        elif fact.kind is FactKind.SUPPLEMENT_MET:
            missing = [code for code in missing if code not in fact.data["materials"]]
        elif fact.kind in (FactKind.ACCEPTED, FactKind.DECLINED):
            missing = []
    return missing


def handed_in(opened: OpenCase) -> set[str]:
    """The codes of what the case has: handed in with the application or later."""
    materials = papers.form(opened.work.reader, opened.work.before.id).materials
    return {str(one["code"]) for one in materials if isinstance(one, Mapping) and one.get("code")}
