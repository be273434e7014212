"""What an applicant handed in, in words: who applies, what was declared, which materials came, which are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import desk
from app.desk import CaseRecord, Desk
from app.desk.starting import IMPLIED
from app.domain.actors import Actor
from app.store.records import CaseForm
from app.web.house import pick

WORDS = {
    "name": ("姓名或名称", "Name"),
    "kind": ("申请人类型", "Kind of applicant"),
    "type": ("申请人类型", "Kind of applicant"),
    "licence": ("营业执照号", "Business licence"),
    "credit_code": ("统一社会信用代码", "Credit code"),
    "person": ("负责人", "Person in charge"),
    "legal_person": ("法定代表人", "Legal representative"),
    "legal_representative": ("法定代表人", "Legal representative"),
    "identity": ("身份证件号码", "Identity number"),
    "id_number": ("身份证件号码", "Identity number"),
    "id_type": ("证件类型", "Kind of identity document"),
    "agent": ("代理人", "Agent"),
    "contact": ("联系人", "Contact"),
    "phone": ("联系电话", "Telephone"),
    "telephone": ("联系电话", "Telephone"),
    "mobile": ("手机号码", "Mobile"),
    "email": ("电子邮箱", "E-mail"),
    "address": ("地址", "Address"),
    "trade_name": ("字号", "Trade name"),
    "seats": ("座位数", "Seats"),
    "scope": ("经营范围", "Scope of business"),
    "opening": ("拟开业日期", "Planned opening"),
    "birthday": ("出生日期", "Date of birth"),
    "gender": ("性别", "Gender"),
    "remark": ("备注", "Remark"),
}

KINDS = {"person": ("自然人", "Person"), "company": ("企业", "Company"), "organisation": ("其他组织", "Organisation")}
"""What somebody who files online may be."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """A material of the item's catalogue, or another one that came.

    state: `there`, `missing`, or `asked` for in a notice.  when: who has to hand it in.  files: handed in online.
    """

    code: str
    name: str
    required: bool
    when: str
    state: str
    copies: int | None
    files: tuple[Mapping[str, Any], ...]


def label(name: str) -> str:
    """A key of a form in words."""
    if name in WORDS:
        return pick(*WORDS[name])
    plain = name.replace("_", " ")
    return pick(IMPLIED.get(name, plain), plain)


def answers(form: CaseForm, guide: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who applies and what was declared; facts of the item's guide in its own words."""
    facts = {str(one["name"]): one for one in guide.get("facts") or []}
    applicant = [
        (label(name), kind_of(value) if name == "kind" else _answer(value)) for name, value in form.applicant.items()
    ]
    declared = [
        (str(facts[name]["label"]) if name in facts else label(name), _answer(value, facts.get(name, {})))
        for name, value in form.form.items()
    ]
    return [*applicant, *declared]


def kind_of(code: Any) -> str:
    """What somebody is; as it was written where the house has no word for it."""
    return pick(*KINDS[code]) if isinstance(code, str) and code in KINDS else _answer(code)


def _answer(value: Any, fact: Mapping[str, Any] | None = None) -> str:
    if isinstance(value, bool):
        return pick("是", "yes") if value else pick("否", "no")
    if isinstance(value, Mapping) and {"columns", "rows"} <= value.keys():
        rows = [zip(value["columns"], row, strict=False) for row in value["rows"]]
        return "；".join("，".join(f"{head} {cell}" for head, cell in row) for row in rows)
    if isinstance(value, Mapping):
        return "；".join(f"{label(str(name))} {_answer(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_answer(part) for part in value)
    return f"{value} {(fact or {}).get('unit') or ''}".strip()


def materials(house: Desk, who: Actor, case: CaseRecord, awaited: Sequence[str]) -> list[Material]:
    """The checklist: the catalogue of the item with what came, then what came beside it."""
    form = desk.case_form(house, who, case.number)
    came: dict[str, Mapping[str, Any]] = {}
    for one in form.materials:
        if isinstance(one, Mapping) and one.get("code"):  # what was supplemented stands beside what came first
            code, before = str(one["code"]), came.get(str(one["code"]), {})
            came[code] = {**one, "files": [*_files(before), *_files(one)]}
    guide = house.programs.item(case.definition_id).definition.guide or {}
    listed = [dict(one) for one in guide.get("materials") or []]
    known = {str(one["code"]) for one in listed}
    beside = [dict(one, required=True) for code, one in came.items() if code not in known]
    return [_material(one, came, awaited) for one in [*listed, *beside]]


def _material(one: Mapping[str, Any], came: Mapping[str, Any], awaited: Sequence[str]) -> Material:
    code = str(one["code"])
    there = came.get(code)
    copies = None if there is None else there.get("copies")
    return Material(
        code=code,
        name=str(one.get("name") or code),
        required=bool(one.get("required")) and not one.get("needed_if"),
        when=str(one.get("when") or ""),
        state="asked" if code in awaited else "missing" if there is None else "there",
        copies=copies if isinstance(copies, int) else None,
        files=tuple(_files(there or {})),
    )


def _files(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = one.get("files")
    return [file for file in given if isinstance(file, Mapping) and "id" in file] if isinstance(given, list) else []
