"""Reads a year's arrangement from TOML, written the way a notice is: a holiday, its days, the days worked for it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.arrangement import LONGEST_HOLIDAY, Arrangement, Entry, span, written_day
from app.domain.arrangement_checks import LONGEST_NAME, Slip, refuse
from app.domain.days import DayKind, Mark
from app.domain.festivals import in_english
from app.domain.years import NOTICE

_TOP = {"year", "source", "document", "holiday"}
_BLOCK = {"name", "name_en", "from", "to", "date", "makeup"}


def from_toml(name: str, text: str) -> Arrangement:
    """The arrangement in a text.  Raises Invalid: it is none, with every slip and its line."""
    reading = _Reading(_parsed(name, text), _Lines(text))
    year, source, document = reading.head()
    for place, block in enumerate(reading.blocks()):
        reading.block(block, place)
    refuse(name, reading.slips)
    return Arrangement(year=year, entries=tuple(reading.entries), source=source, document=document, file=name)


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = re.search(r"line (\d+)", str(error))
        line = int(said[1]) if said else text.count("\n") + 1
        slip = Slip(en=f"not TOML: {error}", zh=f"不是合法的TOML:{error}", field="file", line=line)
    refuse(name, [slip])
    raise AssertionError("not reached")


class _Reading:
    """What was found, piece by piece, and what was wrong with it."""

    def __init__(self, found: dict[str, Any], lines: _Lines) -> None:
        self.found, self.lines = found, lines
        self.entries: list[Entry] = []
        self.slips: list[Slip] = []

    def head(self) -> tuple[int, str, str]:
        """Year, source and document."""
        self.slips += [Slip.unknown(key, self.lines.of(key)) for key in self.found.keys() - _TOP]
        for key in ("source", "document"):
            given = self.found.get(key, "")
            if not isinstance(given, str) or len(given) > LONGEST_NAME:
                self._expected(key, f"a text of at most {LONGEST_NAME} signs", f"至多{LONGEST_NAME}字的文本", given)
        year = self.found.get("year")
        if type(year) is not int:
            self._expected("year", "a number", "数字", year)
            year = 0
        return year, self.found.get("source") or NOTICE, self.found.get("document", "")

    def blocks(self) -> list[dict[str, Any]]:
        """The tables [[holiday]]."""
        blocks = self.found.get("holiday", [])
        if isinstance(blocks, list) and all(isinstance(block, dict) for block in blocks):
            return blocks
        self._expected("holiday", "tables [[holiday]]", "[[holiday]]表", blocks)
        return []

    def block(self, block: Mapping[str, Any], place: int) -> None:
        """One holiday: its days and those worked for it."""
        self.slips += [Slip.unknown(key, self.lines.of(key, place)) for key in block.keys() - _BLOCK]
        name, name_en = block.get("name", ""), block.get("name_en", "")
        if not isinstance(name, str) or not isinstance(name_en, str) or not name.strip():
            self._expected("name", "a name", "名称", name, place)
            return
        names = {"name": name.strip(), "name_en": name_en.strip() or in_english(name.strip())}
        if block.keys() & {"from", "to", "date"} or "makeup" not in block:
            self._off(block, place, Mark(kind=DayKind.HOLIDAY, **names))
        self._back(block.get("makeup", []), place, Mark(kind=DayKind.MAKEUP, **names))

    def _off(self, block: Mapping[str, Any], place: int, mark: Mark) -> None:
        key = "from" if "from" in block or "date" not in block else "date"
        first, last = written_day(block.get(key)), written_day(block.get("to", block.get(key)))
        if first is None:
            self._expected(key, "a date like 2027-02-05", "形如2027-02-05的日期", block.get(key), place)
        elif last is None or not 0 <= (last - first).days < LONGEST_HOLIDAY:
            en = f"a date within {LONGEST_HOLIDAY} days from {first}"
            self._expected("to", en, f"自{first}起{LONGEST_HOLIDAY}天内的日期", block.get("to"), place)
        else:
            self.entries += [self._entry(day, mark, key, place) for day in span(first, last)]

    def _back(self, given: Any, place: int, mark: Mark) -> None:
        for one in given if isinstance(given, list) else [given]:
            day = written_day(one)
            if day is None:
                self._expected("makeup", "dates like 2027-02-14", "形如2027-02-14的日期", one, place)
            else:
                self.entries.append(self._entry(day, mark, "makeup", place))

    def _entry(self, day: date, mark: Mark, key: str, place: int) -> Entry:
        return Entry(date=day, mark=mark, field=f"holiday {place + 1}.{key}", line=self.lines.of(key, place))

    def _expected(self, key: str, en: str, zh: str, got: Any, place: int = -1) -> None:
        field = key if place < 0 else f"holiday {place + 1}.{key}"
        self.slips.append(Slip.expected(field, en, zh, got, self.lines.of(key, place)))


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
