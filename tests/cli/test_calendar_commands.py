"""The calendar commands as an administrator types them in November."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import orjson
import pytest

from tests.cli.test_commands import lianban
from tests.domain.notices import noticed

DUE = ("calendar", "due", "--from", "2026-11-20T10:00", "--days", "45")


def rows(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "lianban.db") as connection:
        found = connection.execute("SELECT scope, year, version, entered_by FROM calendar_version WHERE year > 2026")
        return [*found.fetchall(), *connection.execute("SELECT reason, finished_at FROM recompute").fetchall()]


def test_a_notice_is_tried_imported_and_taken_back(tmp_path: Path) -> None:
    where, file = ("--data", str(tmp_path)), tmp_path / "2027.toml"
    file.write_bytes(noticed())
    before = lianban(*DUE, *where)
    assert before.stdout.startswith("2027-01-25 17:30 (provisional)\n2026@1 State Council notice, 2027@0 provisional\n")
    dry = lianban("calendar", "import", str(file), "--dry-run", *where)
    assert "2027@1 State Council notice would change:" in dry.stdout and rows(tmp_path) == []
    assert "  2027-02-20 Sat ● weekend → make-up working day (Spring Festival)\n" in dry.stdout
    made = lianban("calendar", "import", str(file), "--by", "li.na", "--json", *where)
    assert made.returncode == 0, made.stderr
    assert orjson.loads(made.stdout)["items"][0]["label"] == "2027@1 State Council notice"
    assert rows(tmp_path) == [("national", 2027, 1, "li.na"), ("calendar 2027@1 国务院办公厅通知", None)]
    assert "nothing new" in lianban("calendar", "import", str(file), *where).stdout
    after = orjson.loads(lianban(*DUE, "--json", *where).stdout)
    assert (after["provisional"], after["versions"][1]) == (False, "2027@1 State Council notice")
    assert len([day for day in after["explanation"] if day["number"]]) == 45
    week = lianban("calendar", "due", "--from", "2026-11-23", "--days", "一周", *where)
    assert week.stdout.startswith("2026-11-30 17:30\n")
    undone = lianban("calendar", "restore", "2027", "--version", "0", *where)
    assert undone.stdout.startswith("2027@2 provisional is in force\n")


def test_a_year_is_shown_and_printed_as_a_file_that_can_be_imported_again(tmp_path: Path) -> None:
    where = ("--data", str(tmp_path))
    shown = lianban("calendar", "show", "2026", *where, LC_ALL="zh_CN.UTF-8").stdout
    assert shown.startswith("2026@1 国务院办公厅通知\n248个工作日\n  2026-01-01 周四 ○ 元旦\n")
    assert "  2026-02-14 周六 ● 调休上班(春节)\n" in shown and "chinesecalendar" in shown
    file = tmp_path / "again.toml"
    file.write_text(lianban("calendar", "show", "2026", "--toml", *where).stdout, "utf-8")
    assert "nothing new" in lianban("calendar", "import", str(file), *where).stdout
    assert orjson.loads(lianban("calendar", "show", "2027", "--json", *where).stdout)["provisional"] is True


def test_days_are_closed_and_opened_again(tmp_path: Path) -> None:
    where = ("--data", str(tmp_path))
    close = ("calendar", "close", "2027-03-01", "--to", "2027-03-02", *where)
    refused = lianban(*close)
    assert refused.returncode == 1 and "names the decision it rests on" in refused.stderr
    assert "centre/2027@1" in lianban(*close, "--basis", "市政府令第3号").stdout
    shown = orjson.loads(lianban("calendar", "unclose", "2027-03-02", "--json", *where).stdout)
    assert [change["date"] for change in shown["changes"]] == ["2027-03-02"]
    hall = lianban("calendar", "close", "2027-03-06", "--kind", "opened", *where)
    assert "weekend → hall open, no working day" in hall.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "FILE"), "2027.toml line 14 holiday 2.makeup: 2027-02-01 is a Monday and worked anyway"),
        (("import",), "name a file, or say --from-package"),
        (("import", "--from-package", "--year", "2060"), "knows no notice for 2060"),
        (("show", "1999"), "the calendar has the years 2000 to 2100, not 1999"),
        (("due", "--from", "soon", "--days", "3"), "expected a moment like 2026-11-20T10:00, got: soon"),
        (("due", "--from", "2026-11-20", "--days", "some"), "from 0 to 2000 or one of 当天, 三天, 一周, got: some"),
        (("due", "--from", "2026-11-20", "--days", "2001"), "got: 2001"),
        (("restore", "2027", "--version", "4"), "the calendar of 2027 has no version 4"),
        (("unclose", "2027-03-02"), "says nothing of 2027-03-02"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_changes_nothing(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    file = tmp_path / "2027.toml"
    file.write_bytes(noticed("2027-01-31", "2027-02-01"))
    given = [str(file) if word == "FILE" else word for word in words]
    refused = lianban("calendar", *given, "--data", str(tmp_path))
    assert refused.returncode == 1 and told in refused.stderr and "Traceback" not in refused.stderr
    assert not (tmp_path / "lianban.db").exists() or rows(tmp_path) == []


def test_every_slip_of_a_file_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    file.write_bytes(noticed("2027-02-20", "2027-02-16").replace(b"2027-05-08", b"2027-05-10"))
    refused = lianban("calendar", "import", str(file), "--data", str(tmp_path))
    assert "(and 1 more)" in refused.stderr
    assert "  14:holiday 2.makeup 2027-02-16" in refused.stderr and "  24:holiday 4.makeup 2027-05-10" in refused.stderr
