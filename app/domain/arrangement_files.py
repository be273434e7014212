"""A year's arrangement as a small file: read from TOML or CSV, written as TOML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from app.domain.arrangement import Arrangement
from app.domain.arrangement_checks import Slip, refuse
from app.domain.arrangement_csv import from_csv
from app.domain.arrangement_toml import from_toml
from app.domain.days import DayKind, Mark
from app.domain.years import Year

LARGEST = 64 * 1024


def read(name: str, data: bytes) -> Arrangement:
    """The arrangement in a file, CSV if its name ends so, else TOML; not yet checked against the calendar.

    Raises Invalid: it cannot be read, with file, line and field.
    """
    if len(data) > LARGEST:
        refuse(name, [Slip(en=f"larger than {LARGEST} bytes", zh=f"文件超过{LARGEST}字节", field="file")])
    if name.lower().endswith(".csv"):
        return from_csv(name, _text(name, data, "utf-8-sig", "gb18030"))  # which is what spreadsheets save
    return from_toml(name, _text(name, data, "utf-8-sig"))


def _text(name: str, data: bytes, *encodings: str) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    refuse(name, [Slip(en="it is not UTF-8 text", zh="不是UTF-8文本", field="file")])
    raise AssertionError("not reached")


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
