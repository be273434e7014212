"""Reads a year's arrangement from a small TOML or CSV file, and writes one; each slip is named with its line."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.domain.arrangement import Arrangement, Entry, span
from app.domain.arrangement_checks import Slip, refuse
from app.domain.days import DayKind, Mark
from app.domain.festivals import in_english
from app.domain.years import NOTICE, Year

LARGEST = 64 * 1024
LONGEST_HOLIDAY = 31
_TOP = {"year", "source", "document", "holiday"}
_BLOCK = {"name", "name_en", "from", "to", "date", "makeup"}
_COLUMNS = {"date": "date", "日期": "date", "kind": "kind", "类型": "kind", "name": "name", "名称": "name",
            "name_en": "name_en", "英文名称": "name_en"}  # fmt: skip
_KINDS = {"holiday": DayKind.HOLIDAY, "放假": DayKind.HOLIDAY, "makeup": DayKind.MAKEUP, "上班": DayKind.MAKEUP,
          "调休": DayKind.MAKEUP, "调休上班": DayKind.MAKEUP}  # fmt: skip
_WRITTEN = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")


def read(name: str, data: bytes) -> Arrangement:
    """The arrangement in a file, CSV if its name ends so, else TOML; not yet checked against the calendar.

    Raises Invalid: it cannot be read, with file, line and field.
    """
    if len(data) > LARGEST:
        refuse(name, [Slip(en=f"larger than {LARGEST} bytes", zh=f"文件超过{LARGEST}字节", field="file")])
    if name.lower().endswith(".csv"):
        return _from_csv(name, _text(name, data, "utf-8-sig", "gb18030"))  # which is what spreadsheets save
    return _from_toml(name, _text(name, data, "utf-8-sig"))


def _text(name: str, data: bytes, *encodings: str) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    refuse(name, [Slip(en="it is not UTF-8 text", zh="不是UTF-8文本", field="file")])
    raise AssertionError("not reached")


def _from_toml(name: str, text: str) -> Arrangement:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = re.search(r"line (\d+)", str(error))
        line = int(said[1]) if said else text.count("\n") + 1
        refuse(name, [Slip(en=f"not TOML: {error}", zh=f"不是合法的TOML:{error}", field="file", line=line)])
        raise AssertionError("not reached") from None
    lines, slips = _Lines(text), []
    for key in found.keys() - _TOP:
        slips.append(_unknown(key, lines.of(key)))
    for key in ("source", "document"):
        if not isinstance(found.get(key, ""), str) or len(found.get(key, "")) > 200:
            slips.append(_expected(key, "a text of at most 200 signs", "至多200字的文本", found[key], lines.of(key)))
    year = found.get("year")
    if type(year) is not int:
        slips.append(_expected("year", "a number", "数字", year, lines.of("year")))
    blocks = found.get("holiday", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        slips.append(_expected("holiday", "tables [[holiday]]", "[[holiday]]表", "something else", lines.of("holiday")))
        blocks = []
    entries: list[Entry] = []
    for place, block in enumerate(blocks):
        _block(block, place, lines, entries, slips)
    refuse(name, slips)
    source, document = found.get("source", NOTICE) or NOTICE, found.get("document", "")
    return Arrangement(year=int(year or 0), entries=tuple(entries), source=source, document=document, file=name)


def _block(block: Mapping[str, Any], place: int, lines: _Lines, entries: list[Entry], slips: list[Slip]) -> None:
    here = f"holiday {place + 1}"
    slips += [_unknown(key, lines.of(key, place)) for key in block.keys() - _BLOCK]
    name, name_en = block.get("name", ""), block.get("name_en", "")
    if not isinstance(name, str) or not isinstance(name_en, str) or not name.strip():
        slips.append(_expected(f"{here}.name", "a name", "名称", name, lines.of("name", place)))
        return
    name, name_en = name.strip(), name_en.strip() or in_english(name.strip())
    _makeup_days(block.get("makeup", []), here, Mark(kind=DayKind.MAKEUP, name=name, name_en=name_en),
                 lines.of("makeup", place), entries, slips)  # fmt: skip
    if "makeup" in block and not block.keys() & {"from", "to", "date"}:
        return
    key = "from" if "from" in block or "date" not in block else "date"
    first, last = _day(block.get(key)), _day(block.get("to", block.get(key)))
    if first is None:
        slips.append(_expected(f"{here}.{key}", "a date like 2027-02-05", "形如2027-02-05的日期", block.get(key),
                               lines.of(key, place)))  # fmt: skip
    elif last is None or not 0 <= (last - first).days < LONGEST_HOLIDAY:
        slips.append(_expected(f"{here}.to", f"a date within {LONGEST_HOLIDAY} days from {first}",
                               f"自{first}起{LONGEST_HOLIDAY}天内的日期", block.get("to"),
                               lines.of("to", place)))  # fmt: skip
    else:
        mark, line = Mark(kind=DayKind.HOLIDAY, name=name, name_en=name_en), lines.of(key, place)
        entries += [Entry(date=day, mark=mark, field=f"{here}.{key}", line=line) for day in span(first, last)]


def _makeup_days(given: Any, here: str, mark: Mark, line: int, entries: list[Entry], slips: list[Slip]) -> None:
    field = f"{here}.makeup"
    for one in given if isinstance(given, list) else [given]:
        day = _day(one)
        if day is None:
            slips.append(_expected(field, "dates like 2027-02-14", "形如2027-02-14的日期", one, line))
        else:
            entries.append(Entry(date=day, mark=mark, field=field, line=line))


def _from_csv(name: str, text: str) -> Arrangement:
    rows = [(number, row) for number, row in _rows(text) if any(cell.strip() for cell in row)]
    if not rows:
        refuse(name, [Slip(en="it is empty", zh="文件为空", field="file", line=1)])
    number, header = rows[0]
    columns = [_COLUMNS.get(cell.strip().lower(), cell.strip()) for cell in header]
    slips = [_unknown(column, number) for column in columns if column not in _COLUMNS.values()]
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
    year = entries[0].date.year if entries else 0
    return Arrangement(year=year, entries=tuple(entries), file=name)


def _rows(text: str) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text))
    for row in reader:
        yield reader.line_num, row


def _row(row: Mapping[str, str], line: int, entries: list[Entry], slips: list[Slip]) -> None:
    day, kind, name = _day(row.get("date")), _KINDS.get(row.get("kind", "").lower()), row.get("name", "")
    if day is None:
        expected = ("a date like 2027-02-05", "形如2027-02-05的日期")
        slips.append(_expected("date", *expected, row.get("date"), line))
    if kind is None:
        slips.append(_expected("kind", "holiday or makeup", "放假或上班", row.get("kind"), line))
    if day is not None and kind is not None:
        mark = Mark(kind=kind, name=name, name_en=row.get("name_en", "") or in_english(name))
        entries.append(Entry(date=day, mark=mark, field="date", line=line))


def _day(value: Any) -> date | None:
    """A date as TOML has it or as people write it; None when it is none."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    found = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        return None


def _unknown(key: str, line: int) -> Slip:
    return Slip(en="nothing of this name is known", zh="未知字段", field=key[:60], line=line)


def _expected(field: str, en: str, zh: str, got: Any, line: int) -> Slip:
    given, given_zh = ("nothing", "无") if got is None else (str(got)[:60],) * 2
    return Slip(en=f"expected {en}, got: {given}", zh=f"应为{zh},实际为{given_zh}", field=field, line=line)


class _Lines:
    """Where the keys of a TOML file stand, for messages: in the head, or in the n-th [[holiday]]."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[int, str], int] = {}
        self._heads = {-1: 1}
        block = -1
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip().startswith("[["):
                block += 1
                self._heads[block] = number
            elif key := re.match(r'\s*"?([\w.\-]+)"?\s*=', line):
                self._found.setdefault((block, key[1]), number)

    def of(self, key: str, block: int = -1) -> int:
        """The line of a key, else the line where its block begins."""
        return self._found.get((block, key), self._heads.get(block, 1))


def write(year: Year, document: str = "") -> str:
    """A year's arrangement as TOML that `read` understands, to be corrected and imported again."""
    lines = [f"year = {year.year}", f"source = {_quoted(year.edition.source)}", f"document = {_quoted(document)}"]
    back = [(day, mark) for day, mark in year.special.items() if mark.kind is DayKind.MAKEUP]
    for first, last, mark in _runs(year):
        lines += ["", "[[holiday]]", f"name = {_quoted(mark.name)}", f"name_en = {_quoted(mark.name_en)}"]
        lines += [f"from = {first}", f"to = {last}"]
        own = [day for day, one in back if (one.name, one.name_en) == (mark.name, mark.name_en)]
        back = [(day, one) for day, one in back if day not in own]
        if own:
            lines.append(f"makeup = [{', '.join(map(str, own))}]")
    for day, mark in back:  # for a holiday that lies in another year
        lines += ["", "[[holiday]]", f"name = {_quoted(mark.name)}", f"name_en = {_quoted(mark.name_en)}"]
        lines.append(f"makeup = [{day}]")
    return "\n".join([*lines, ""])


def _runs(year: Year) -> Iterable[tuple[date, date, Mark]]:
    """The holidays, days in a row under one name together."""
    run: tuple[date, date, Mark] | None = None
    for day, mark in sorted(year.special.items()):
        if mark.kind is not DayKind.HOLIDAY:
            continue
        if run and run[2] == mark and (day - run[1]).days == 1:
            run = (run[0], day, mark)
            continue
        if run:
            yield run
        run = (day, day, mark)
    if run:
        yield run


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", escaped) + '"'
