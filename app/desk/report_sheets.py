"""The monthly report written out: as plain records, as a table to read, as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import xlsxwriter

from app.domain.reports import SIDE_WORDS, WORDS, Counts, Figure, Report, Side

Value = str | int | float | None
HEADINGS = (*SIDE_WORDS.values(), *WORDS.values(), "按时办结率")
SECTIONS: dict[str, Side | None] = {"明细": None, "按窗口": Side.WINDOW, "按部门": Side.DEPARTMENT, "按类型": Side.KIND}
_WRITTEN_OUT = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def as_record(report: Report) -> dict[str, Any]:
    """The report as JSON has it; every sum beside the cells it is the sum of."""
    sides = {f"{side}s": [_sum(report, side, *one) for one in report.by(side).items()] for side in Side}
    return {
        "month": str(report.month),
        "start_at": report.month.start,
        "end_at": report.month.end,
        "at": report.month.horizon,
        "over": report.month.is_over,
        "department": report.department,
        "total": _counted(report.total),
        **sides,
        "cells": [
            {"window": cell.window, "department": cell.department, "kind": cell.kind, **_counted(cell.counts)}
            for cell in report.cells
        ],
    }


def _sum(report: Report, side: Side, code: str, counts: Counts) -> dict[str, Any]:
    return {"code": code, "name": report.name(side, code), **_counted(counts)}


def _counted(counts: Counts) -> dict[str, Any]:
    return {**{str(figure): counts[figure] for figure in Figure}, "on_time_rate": counts.on_time_rate}


def lines(report: Report, side: Side | None = None) -> Iterator[list[Value]]:
    """One line for each cell, or each sum along a side, and the total."""
    if side is None:
        for cell in report.cells:
            places = ((one, str(getattr(cell, one.value))) for one in Side)
            yield [*(report.name(*place) for place in places), *_figures(cell.counts)]
    else:
        for code, counts in report.by(side).items():
            yield [*(report.name(side, code) if one is side else "" for one in Side), *_figures(counts)]
    yield ["合计", *[""] * (len(Side) - 1), *_figures(report.total)]


def _figures(counts: Counts) -> list[Value]:
    return [*(counts[figure] for figure in Figure), counts.on_time_rate]


def as_csv(report: Report) -> bytes:
    """Cells and total as CSV in UTF-8, marked so that spreadsheets take the Chinese for what it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for line in lines(report):
        writer.writerow([harmless(value) for value in line])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def harmless(value: Value) -> Value:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in _WRITTEN_OUT else value


def as_table(report: Report) -> str:
    """The sums along each side as tables of text, figures with cases only."""
    shown = [figure for figure in Figure if report.total[figure]]
    parts = [f"{report.month} {'' if report.month.is_over else '(未完)'}".rstrip()]
    for title, side in SECTIONS.items():
        if side is None:
            continue
        rows = [[SIDE_WORDS[side], *(WORDS[figure] for figure in shown), "按时办结率"]]
        rows += [_row(report.name(side, code), counts, shown) for code, counts in report.by(side).items()]
        rows.append(_row("合计", report.total, shown))
        parts.append("\n".join([title, *_aligned(rows)]))
    return "\n\n".join(parts) + "\n"


def _row(name: str, counts: Counts, shown: Sequence[Figure]) -> list[str]:
    rate = counts.on_time_rate
    return [name or "-", *(str(counts[figure]) for figure in shown), "-" if rate is None else f"{rate:.2%}"]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(row, widths)).rstrip() for row in rows]


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for place, (text, width) in enumerate(zip(row, widths, strict=True)):
        blank = " " * (width - _width(text))
        yield blank + text if place else text + blank


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def as_xlsx(report: Report) -> bytes:
    """A workbook with a sheet of the cells and one for each side; the same bytes for the same figures."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"月报 {report.month}", "created": report.month.end.replace(tzinfo=None)})
    bold, share = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "0.00%"})
    for title, side in SECTIONS.items():
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, len(Side))
        sheet.write_row(0, 0, HEADINGS, bold)
        for number, line in enumerate(lines(report, side), 1):
            for place, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(number, place, value)
                elif value is not None:
                    sheet.write_number(number, place, value, share if isinstance(value, float) else None)
    book.close()
    return out.getvalue()


WAYS: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "csv": ("text/csv", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "table": ("text/plain", lambda report: as_table(report).encode()),
}
"""The ways of writing it beside JSON, with their media types."""
