"""Blank and filled-in forms that the house makes from an item's guide, so that no item is without them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.disclosure import FormFile
from app.notices import wording
from app.notices.press import Press
from app.notices.shelf import BLANKS, FILLED, Shelf, check

EXAMPLE = {"name": "青禾区示例餐饮店", "person": "李雷"}
_AT = datetime(2026, 3, 2, tzinfo=UTC)
_BOXES = {"boolean": ["是", "否"]}


def content(shelf: Shelf, press: Press, key: str, file: FormFile, guide: Mapping[str, Any]) -> bytes:
    """The bytes of a form: the file that lies on the shelf, else what the house makes.  Raises NotReady: neither."""
    check(key, file, press.catalogue, shelf)
    own = shelf.read(key, file)
    return make(press, file.made, guide) if own is None else own


def make(press: Press, made: str, guide: Mapping[str, Any]) -> bytes:
    """The form as PDF; the same bytes from the same guide.  Raises NotReady, Invalid: it cannot be printed."""
    if made in press.catalogue:
        return press.render(made, press.sample(made), at=_AT, draft=True)
    facts = _facts(press, made, guide)
    press.check(facts)
    main = made.removesuffix(FILLED)
    sources = {path.name: path.read_bytes() for path in BLANKS.glob("*.typ")}
    return press.set(sources, f"{main}.typ", facts, at=_AT)


def _facts(press: Press, made: str, guide: Mapping[str, Any]) -> dict[str, Any]:
    told = guide.get("disclosure") or {}
    conditions = told.get("conditions") or []
    return {
        "filled": made.endswith(FILLED),
        "centre": press.letterhead.centre.get("name", "政务服务中心"),
        "item": str(guide.get("name") or ""),
        "code": str(guide.get("code") or ""),
        "facts": [_asked(one) for one in guide.get("facts") or () if one.get("label")],
        "materials": [_material(one) for one in guide.get("materials") or ()],
        "conditions": [conditions] if isinstance(conditions, str) else [str(one) for one in conditions],
        "example": EXAMPLE,
    }


def _asked(fact: Mapping[str, Any]) -> dict[str, Any]:
    """A fact that an application states; what may be chosen is codes for the diagram unless it is in words."""
    choices = [str(one) for one in fact.get("choices") or () if not str(one).isascii()]
    return {
        "label": str(fact["label"]),
        "unit": str(fact.get("unit") or ""),
        "choices": choices or _BOXES.get(str(fact.get("type")), []),
        "example": str(fact.get("example") or ("120" if fact.get("type") == "number" else "(按实际情况填写)")),
    }


def _material(material: Mapping[str, Any]) -> dict[str, Any]:
    (line,) = wording.listed([{**material, "form": "", "when": ""}], {})
    return {**line, "required": bool(material.get("required"))}
