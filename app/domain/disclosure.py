"""事项公示, 六公开: the thirteen fields that an item's guide discloses, and the two lists of six."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HANDLED = frozenset({"direct", "promised", "joint", "escalated", "rejected", "assisted"})
"""The modes of items; other procedures of the centre have no guide of this kind."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field that must be public."""

    field: str
    zh: str
    en: str


FIELDS = (
    Field(field="name", zh="事项名称", en="name"),
    Field(field="basis", zh="办理依据", en="legal basis"),
    Field(field="conditions", zh="办理条件", en="conditions"),
    Field(field="quantity", zh="数量限制", en="quantity"),
    Field(field="procedure", zh="办理程序", en="procedure"),
    Field(field="period", zh="办理期限", en="time limit"),
    Field(field="flow", zh="办理流程", en="flow"),
    Field(field="materials", zh="全部申请材料", en="all materials"),
    Field(field="samples", zh="示范文本", en="samples and forms"),
    Field(field="fee_basis", zh="收费依据", en="basis of fees"),
    Field(field="fee_standard", zh="收费标准", en="fees"),
    Field(field="handler", zh="承办人", en="who handles it"),
    Field(field="supervision", zh="监督渠道", en="where to complain"),
)
"""The thirteen of rule 34."""

SIX_OF_ITEM = ("name", "procedure", "period", "fee_standard", "materials", "result")
"""项目名称、办事程序、承诺时限、收费标准、申请材料、许可结果."""

SIX_OF_CENTRE = ("duties", "rules", "windows", "items", "periods", "complaints")
"""机构职责与领导、运行机制与制度、窗口部门与人员、项目内容与材料程序、办理时限、投诉举报电话."""

SIX_WORDS = {
    "name": "项目名称",
    "procedure": "办事程序",
    "period": "承诺时限",
    "fee_standard": "收费标准",
    "materials": "申请材料",
    "result": "许可结果",
    "duties": "机构职责和领导",
    "rules": "运行机制与制度",
    "windows": "窗口部门与人员",
    "items": "项目内容、材料、程序",
    "periods": "办理时限",
    "complaints": "投诉举报电话",
}


FORM, SAMPLE = "form", "sample"
"""格式文本, to fill in; 示范文本, to look at."""


@dataclass(frozen=True, kw_only=True)
class FormFile:
    """A form or sample that a guide attaches.

    name: of its file, under which it is fetched.  made: what the house makes when nobody has laid a file there.
    """

    name: str
    title: str
    kind: str
    made: str = ""


def form_files(guide: Mapping[str, Any]) -> list[FormFile]:
    """The forms and samples that a guide attaches, in its order."""
    listed = guide.get("files")
    found = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return [
        FormFile(
            name=str(one.get("name") or ""),
            title=str(one.get("title") or ""),
            kind=str(one.get("kind") or ""),
            made=str(one.get("made") or ""),
        )
        for one in found
    ]


def without_file(guide: Mapping[str, Any]) -> list[str]:
    """What the guide promises without attaching it: each sample that it names, and one form and one sample at least."""
    told = guide.get("disclosure")
    named = told.get("samples") if isinstance(told, Mapping) else None
    names = [named] if isinstance(named, str) else [str(one) for one in named or ()]
    files = form_files(guide)
    titles, kinds = {one.title for one in files}, {one.kind for one in files}
    missing = [name for name in names if name not in titles]
    return missing + [word for kind, word in ((FORM, "格式文本"), (SAMPLE, "示范文本")) if kind not in kinds]


def is_item(guide: Mapping[str, Any]) -> bool:
    """Whether the guide is that of an item, which must disclose; a procedure of the centre's own need not."""
    return guide.get("mode") in HANDLED


def gaps(guide: Mapping[str, Any]) -> list[Field]:
    """Which of the thirteen fields are missing or empty."""
    told = guide.get("disclosure")
    said = told if isinstance(told, Mapping) else {}
    return [one for one in FIELDS if not _filled(said.get(one.field))]


def paid_forms(guide: Mapping[str, Any]) -> list[str]:
    """The materials whose form text costs something."""
    return [str(one.get("code", "")) for one in guide.get("materials") or () if one.get("price")]


def six_of_item(guide: Mapping[str, Any]) -> dict[str, Any]:
    """What the second rule book wants public of each item."""
    told = guide.get("disclosure") or {}
    return {name: told.get(name) or guide.get(name) or "" for name in SIX_OF_ITEM}


def _filled(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value) and all(_filled(one) for one in value) if isinstance(value, list) else bool(value)
