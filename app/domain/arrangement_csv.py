"""Reads a year's arrangement from CSV, one line a day, as spreadsheets save it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping

from app.domain.arrangement import Arrangement, Entry, written_day
from app.domain.arrangement_checks import Slip, refuse
from app.domain.days import DayKind, Mark
from app.domain.festivals import in_english

_COLUMNS = {"date": "date", "日期": "date", "kind": "kind", "类型": "kind", "name": "name", "名称": "name",
            "name_en": "name_en", "英文名称": "name_en"}  # fmt: skip
_KINDS = {"holiday": DayKind.HOLIDAY, "放假": DayKind.HOLIDAY, "makeup": DayKind.MAKEUP, "上班": DayKind.MAKEUP,
          "调休": DayKind.MAKEUP, "调休上班": DayKind.MAKEUP}  # fmt: skip


def from_csv(name: str, text: str) -> Arrangement:
    """The arrangement in a text.  Raises Invalid: it is none, with every slip and its line."""
    rows = _rows(name, text)
    number, header = rows[0]
    columns = [_COLUMNS.get(cell.strip().lower(), cell.strip()) for cell in header]
    slips = [Slip.unknown(column, number) for column in columns if column not in _COLUMNS.values()]
    slips += [
        Slip(en=f"the column {column} is missing", zh=f"缺少{column}列", field=column, line=number)
        for column in ("date", "kind", "name")
        if column not in columns
    ]
    refuse(name, slips)
    entries: list[Entry] = []
    for number, row in rows[1:]:
        _row(dict(zip(columns, (cell.strip() for cell in row), strict=False)), number, entries, slips)
    refuse(name, slips)
    years = Counter(entry.date.year for entry in entries)
    year = max(years, key=lambda one: years[one], default=0)  # a stray one is then told with its line
    return Arrangement(year=year, entries=tuple(entries), file=name)


def _rows(name: str, text: str) -> list[tuple[int, list[str]]]:
    """The lines that are not empty, with their numbers; never none."""
    reader, rows = csv.reader(io.StringIO(text)), []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, row))
    except csv.Error as error:
        refuse(name, [Slip(en=f"not CSV: {error}", zh=f"不是合法的CSV:{error}", field="file", line=reader.line_num)])
    if not rows:
        refuse(name, [Slip(en="it is empty", zh="文件为空", field="file", line=1)])
    return rows


def _row(row: Mapping[str, str], line: int, entries: list[Entry], slips: list[Slip]) -> None:
    day, kind, name = written_day(row.get("date")), _KINDS.get(row.get("kind", "").lower()), row.get("name", "")
    if day is None:
        expected = ("a date like 2027-02-05", "形如2027-02-05的日期")
        slips.append(Slip.expected("date", *expected, row.get("date"), line))
    if kind is None:
        slips.append(Slip.expected("kind", "holiday or makeup", "放假或上班", row.get("kind"), line))
    if day is not None and kind is not None:
        mark = Mark(kind=kind, name=name, name_en=row.get("name_en", "") or in_english(name))
        entries.append(Entry(date=day, mark=mark, field="date", line=line))
