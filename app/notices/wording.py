"""How values are written in an official document: dates and moments as GB/T 9704-2012 asks for, lists, numbers.

The standard (7.3.5) wants the date in Arabic figures, the year in full, month and day without a leading zero:
2026年3月2日.  The older form in Chinese figures (二〇二六年三月二日) is no longer used.  A form's own date
(2026-03-02), with or without its time of day, is written the same way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.notices.catalogue import Fact, Sort

_BREAKS = re.compile(r"[\n;；]+")
_DATE = re.compile(r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2})?)?(?![\w-])", re.ASCII)


def day(at: datetime, zone: ZoneInfo) -> str:
    """2026年3月2日."""
    local = at.astimezone(zone)
    return f"{local.year}年{local.month}月{local.day}日"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """2026年3月2日10时05分."""
    local = at.astimezone(zone)
    return f"{day(at, zone)}{local.hour}时{local.minute:02d}分"


def shown(fact: Fact, value: Any, zone: ZoneInfo, names: Mapping[str, str]) -> dict[str, Any]:
    """A fact as a template finds it; a moment `x_at` also gives the day as `x_on`.

    names: of the item's materials by their codes, for lists that only say the code.
    Raises ValueError: the value is not of the fact's sort.
    """
    if value in (None, "", [], {}):
        empty: dict[str, Any] = {fact.name: None}
        return empty | ({_day_name(fact.name): None} if fact.sort is Sort.MOMENT else {})
    if fact.sort is Sort.MOMENT:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        if at.tzinfo is None:
            raise ValueError("expected a moment with its zone")
        return {fact.name: moment(at, zone), _day_name(fact.name): day(at, zone)}
    if fact.sort is Sort.LIST:
        return {fact.name: listed(value, names)}
    if fact.sort is Sort.TABLE:
        return {fact.name: _tabled(value)}
    if isinstance(value, dict | list):
        raise ValueError("expected words, got a list")
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return {fact.name: _DATE.sub(_dated, " ".join(text.split())) if fact.sort is Sort.LINE else text}


def _dated(found: re.Match[str]) -> str:
    year, month, of_month, hour, minute = found.groups()
    shown_day = f"{year}年{int(month)}月{int(of_month)}日"
    return shown_day if hour is None else f"{shown_day}{int(hour)}时{minute}分"


def _day_name(name: str) -> str:
    return f"{name.removesuffix('_at')}_on"


def listed(value: Any, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Lines of `name` and `note`; a text is parted at its line ends and semicolons."""
    if isinstance(value, str):
        value = [part.strip() for part in _BREAKS.split(value) if part.strip()]
    if not isinstance(value, list | tuple):
        raise ValueError("expected a list")
    return [_line(one, names) for one in value]


def _line(one: Any, names: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(one, dict):
        return {"name": names.get(str(one), str(one)), "note": ""}
    noted = [str(one[key]) for key in ("kind", "form", "note", "when", "reason") if one.get(key)]
    if one.get("copies"):
        noted.insert(0, f"{one['copies']}份")
    code = str(one.get("code") or "")
    return {"name": str(one.get("name") or names.get(code, code)), "note": "，".join(noted)}


def _tabled(value: Any) -> dict[str, list[Any]]:
    columns = [str(name) for name in value["columns"]]
    rows = [[str(cell) for cell in row] for row in value["rows"]]
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"expected rows of {len(columns)} cells")
    return {"columns": columns, "rows": rows}
