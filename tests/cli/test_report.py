"""The command line counts a month and writes it down."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from app.cli import lianban
from app.errors import Invalid
from app.opening import open_house
from app.settings import Settings
from tests.factories import joint, open_centre


@pytest.fixture
def counted(tmp_path: Path) -> tuple[Path, str, str]:
    """A folder with a case received now, its number, and the month."""
    house = open_house(Settings(data=tmp_path))
    centre = open_centre(house.database)
    centre.deploy(joint())
    centre.at = datetime.now(UTC)
    case = centre.receive("joint", co_departments=["fire"])
    month = centre.house.calendar.day_of(centre.at).strftime("%Y-%m")
    house.database.close()
    return tmp_path, case.number, month


def ask(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(lianban, ["report", "month", *words, "--data", str(folder)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_prints_a_month_as_a_table_or_as_json(counted: tuple[Path, str, str]) -> None:
    folder, _, month = counted
    assert "按窗口" in ask(folder, month) and "合计" in ask(folder, month)
    assert orjson.loads(ask(folder, month, "--json"))["total"]["received"] == 1


def test_lists_the_cases_behind_a_figure(counted: tuple[Path, str, str]) -> None:
    folder, number, month = counted
    assert ask(folder, month, "--figure", "received").split() == [number]
    assert orjson.loads(ask(folder, month, "--figure", "done", "--json")) == []


def test_writes_csv_and_workbook(counted: tuple[Path, str, str]) -> None:
    folder, _, month = counted
    table, book = folder / "m.csv", folder / "m.xlsx"
    ask(folder, month, "--csv", str(table), "--xlsx", str(book))
    assert table.read_text("utf-8-sig").startswith("窗口,部门,类型,收件") and book.read_bytes()[:2] == b"PK"


def test_says_what_a_month_looks_like(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="2026-11"):
        ask(tmp_path, "November")
