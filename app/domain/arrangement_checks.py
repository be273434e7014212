"""Checks what somebody says of a year's days before it is believed, and names every slip with its place."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.arrangement import Arrangement, Entry
from app.domain.days import DayKind
from app.domain.festivals import festivals, in_english, statutory_count
from app.domain.years import YEARS, IndexedYear, Scope, says_something
from app.errors import Invalid

ALLOWED = {
    Scope.NATIONAL: frozenset({DayKind.HOLIDAY, DayKind.MAKEUP}),
    Scope.LOCALITY: frozenset({DayKind.HOLIDAY, DayKind.MAKEUP, DayKind.CLOSED}),
    Scope.CENTRE: frozenset({DayKind.CLOSED, DayKind.SHUT, DayKind.OPENED}),
}
"""What each calendar may say; only a government makes holidays and working days."""
LONGEST_NAME = 200
_ZH = {Scope.NATIONAL: "全国", Scope.LOCALITY: "地方", Scope.CENTRE: "中心"}
WEEKDAYS = ("一二三四五六日", ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One thing that is wrong with what was entered, and where."""

    en: str
    zh: str
    field: str
    line: int = 0

    @classmethod
    def unknown(cls, key: str, line: int) -> Slip:
        """A field that nobody knows."""
        return cls(en="nothing of this name is known", zh="未知字段", field=key[:60], line=line)

    @classmethod
    def expected(cls, field: str, en: str, zh: str, got: Any, line: int) -> Slip:
        """A value of the wrong kind."""
        given, given_zh = ("nothing", "无") if got is None else (str(got)[:60],) * 2
        return cls(en=f"expected {en}, got: {given}", zh=f"应为{zh},实际为{given_zh}", field=field, line=line)


def refuse(file: str, slips: Iterable[Slip]) -> None:
    """Raises Invalid: there are slips; the message is the first, `errors` has all."""
    found = sorted(slips, key=lambda slip: slip.line or math.inf)
    if not found:
        return
    first, more = found[0], len(found) - 1
    raise Invalid(
        _placed(file, first, "line {}", first.en) + (f" (and {more} more)" if more else ""),
        _placed(file, first, "第{}行", first.zh) + (f"(另有{more}处)" if more else ""),
        field=first.field,
        file=file,
        errors=[_error(slip) for slip in found],
    )


def _error(slip: Slip) -> dict[str, Any]:
    shown: dict[str, Any] = {"field": slip.field, "message": {"en": slip.en, "zh": slip.zh}}
    return {**shown, "line": slip.line} if slip.line else shown


def _placed(file: str, slip: Slip, line: str, words: str) -> str:
    place = [file, line.format(slip.line) if slip.line else "", slip.field]
    return f"{' '.join(part for part in place if part)}: {words}"


def check_notice(given: Arrangement) -> None:
    """Raises Invalid: it cannot be the State Council's arrangement of its year."""
    refuse(given.file, _of_year(given))  # else every single day would be called wrong
    refuse(given.file, [*_twice(given.entries), *_each(given), *_forgotten(given)])


def _of_year(given: Arrangement) -> Iterable[Slip]:
    if given.year not in YEARS:
        yield Slip(
            en=f"expected a year from {YEARS[0]} to {YEARS[-1]}, got: {given.year}",
            zh=f"年份应为{YEARS[0]}至{YEARS[-1]},实际为{given.year}",
            field="year",
        )
    if not given.entries:
        yield Slip(en="it names no holiday", zh="没有任何放假安排", field="holiday")


def _twice(entries: tuple[Entry, ...]) -> Iterable[Slip]:
    seen: dict[date, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.date, entry)
        if first is not entry:
            at, at_zh = (f" (first in line {first.line})", f"(首次在第{first.line}行)") if first.line else ("", "")
            yield Slip(
                en=f"{entry.date} is there twice{at}", zh=f"{entry.date}重复{at_zh}", field=entry.field, line=entry.line
            )


def _each(given: Arrangement) -> Iterable[Slip]:
    for entry in given.entries:
        day, kind = entry.date, entry.mark.kind
        weekday, weekday_zh = WEEKDAYS[1][day.weekday()], WEEKDAYS[0][day.weekday()]
        if day.year != given.year:
            yield Slip(
                en=f"{day} is not a day of {given.year}; each year has a file of its own",
                zh=f"{day}不属于{given.year}年;每个年份应单独成文",
                field=entry.field,
                line=entry.line,
            )
        elif kind is DayKind.MAKEUP and day.weekday() < 5:
            yield Slip(
                en=f"{day} is a {weekday} and worked anyway; a make-up day is a Saturday or Sunday",
                zh=f"{day}是周{weekday_zh},本来就上班;调休上班日应为周六或周日",
                field=entry.field,
                line=entry.line,
            )
        yield from _named(entry)


def _named(entry: Entry) -> Iterable[Slip]:
    if entry.mark.kind is DayKind.HOLIDAY and not entry.mark.name:
        yield Slip(en=f"{entry.date} has no name", zh=f"{entry.date}没有名称", field=entry.field, line=entry.line)
    words = (entry.mark.name, entry.mark.name_en, entry.mark.basis)
    if any(len(one) > LONGEST_NAME or not one.isprintable() for one in words):
        yield Slip(
            en=f"a name has at most {LONGEST_NAME} printable signs",
            zh=f"名称至多{LONGEST_NAME}字,且不含控制字符",
            field=entry.field,
            line=entry.line,
        )


def _forgotten(given: Arrangement) -> Iterable[Slip]:
    """A notice may move days about but cannot take a statutory holiday away: then a line is missing."""
    said = given.special
    for day, name in festivals(given.year):
        mark = said.get(day)
        if mark.kind is DayKind.MAKEUP if mark else day.weekday() < 5:
            yield Slip(
                en=f"{day} is a statutory holiday ({in_english(name) or day}) and would be worked",
                zh=f"{day}是法定节假日({name}),却成了工作日",
                field="holiday",
            )


def doubts(given: Arrangement) -> list[tuple[str, str]]:
    """What looks odd but may be meant, in English and Chinese."""
    marks = given.special
    off = sum(mark.kind is DayKind.HOLIDAY and day.weekday() < 5 for day, mark in marks.items())
    back = sum(mark.kind is DayKind.MAKEUP for mark in marks.values())
    legal = statutory_count(given.year)
    if off - back == legal:
        return []
    return [
        (
            f"{off} weekdays off less {back} make-up days are {off - back}; the law gives {legal} days in {given.year}",
            f"放假占用{off}个工作日,调休上班{back}天,净放假{off - back}天;按法定应为{legal}天",
        )
    ]


def check_own(scope: Scope, entries: tuple[Entry, ...], below: IndexedYear) -> None:
    """Raises Invalid: a locality's or centre's own days that it may not say, or that change nothing.

    below: the wider calendars of the year.
    """
    slips = list(_twice(entries))
    for entry in entries:
        mark, under = entry.mark, below.mark(entry.date)
        if mark.kind not in ALLOWED[scope]:
            allowed = ", ".join(sorted(ALLOWED[scope]))
            slips.append(
                Slip(
                    en=f"a calendar of the {scope} says one of {allowed}, got: {mark.kind}",
                    zh=f"{_ZH[scope]}日历只能为 {allowed} 之一,实际为 {mark.kind}",
                    field="kind", line=entry.line,
                )
            )  # fmt: skip
        elif not says_something(mark.kind, under.kind):
            slips.append(
                Slip(
                    en=f"{entry.date} is a {under.reason('en')} anyway; {mark.kind} would change nothing",
                    zh=f"{entry.date}本来就是{under.reason()},{mark.kind}不起作用",
                    field=entry.field, line=entry.line,
                )
            )  # fmt: skip
    if entries:  # which all have one mark
        slips.extend(_grounded(entries[0]))
    refuse("", slips)


def _grounded(entry: Entry) -> Iterable[Slip]:
    """The law's clock stands still only by somebody's written decision."""
    if entry.mark.kind is DayKind.CLOSED and not entry.mark.basis:
        yield Slip(
            en="a closure that stops the clock names the decision it rests on; a hall that is only shut is `shut`",
            zh="停办使时限不计,须注明所依据的决定;仅闭厅请用 shut",
            field="basis", line=entry.line,
        )  # fmt: skip
    yield from _named(entry)
