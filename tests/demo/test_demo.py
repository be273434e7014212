"""The demonstration, played for real with few cases: the same seed tells the same story, a broken one is noticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from app.demo import parts
from app.demo.cast import read_cast
from app.demo.command import command
from app.demo.expecting import Expectation
from app.demo.ordinary import SMOOTH
from app.demo.performance import PROCESSES
from app.demo.server import running
from app.demo.show import WIDTH, console_for, show
from app.settings import ROOT

LATE, MISSING = 1, 2


def demo(*words: str) -> subprocess.CompletedProcess[bytes]:
    said = [sys.executable, "-P", "-m", "app.cli", "demo", *words]
    english = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(said, cwd=ROOT, capture_output=True, timeout=120, env=english)


@pytest.fixture(scope="module")
def played() -> bytes:
    """The document of one run: an easy case, a late department, a silent one."""
    done = demo("--seed", "5", "--cases", "3", "--json")
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def result(played: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(played)
    return document


@pytest.mark.slow
def test_tells_the_same_story_to_the_byte_for_the_same_seed(played: bytes) -> None:
    assert demo("--seed", "5", "--cases", "3", "--json").stdout == played


def test_sees_everything_that_the_stories_expect(result: dict[str, Any]) -> None:
    assert result["ok"]
    assert [check for check in result["checks"] if not check["seen"]] == []
    assert {case["status"] for case in result["cases"]} == {"completed"}


def test_a_late_department_is_warned_before_the_holiday_and_late_after_it(result: dict[str, Any]) -> None:
    alerts = [(alert["level"], alert["element"], alert["at"]) for alert in result["cases"][LATE]["alerts"]["raised"]]
    assert alerts == [
        ("yellow", "review", "2026-02-13T17:30:00+08:00"),
        ("red", "review", "2026-02-24T17:30:00+08:00"),
        ("yellow", "head_review", "2026-02-25T09:00:00+08:00"),
    ]
    assert result["cases"][LATE]["due_at"] == "2026-03-06T17:30:00+08:00"


def test_counts_every_alert_that_arrived_for_the_department_and_the_supervisor(result: dict[str, Any]) -> None:
    raised = sum(len(case["alerts"]["raised"]) for case in result["cases"])
    assert result["summary"]["messages"]["alerts"] == 2 * raised == sum(c["alerts"]["sent"] for c in result["cases"])
    assert {alert["level"] for alert in result["cases"][MISSING]["alerts"]["raised"]} == {"yellow", "red", "missing"}


def test_no_secret_is_printed(played: bytes, result: dict[str, Any]) -> None:
    assert b"token" not in played and b"secret" not in played
    assert all("code" not in case for case in result["cases"])


def test_fits_into_a_hundred_columns_with_aligned_names(result: dict[str, Any]) -> None:
    page = StringIO()
    show(console_for(page), result, read_cast(PROCESSES))
    lines = page.getvalue().splitlines()
    assert max(cell_len(line) for line in lines) <= WIDTH
    table = [line for line in lines if line.startswith("YJSCYD01-")]
    places = {cell_len(line[: line.index("办结")]) for line in table}
    assert len(table) == 3 and len(places) == 1


def test_leaves_with_1_and_names_the_expectation_that_was_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    never = Expectation(name="太阳从西边出来", test=lambda seen: False)
    monkeypatch.setattr(parts, "STORIES", (replace(SMOOTH, expects=(*SMOOTH.expects, never)),))
    left = CliRunner().invoke(command, ["--cases", "1"])
    assert left.exit_code == 1
    assert "1 项未看到" in left.stdout and "太阳从西边出来" in left.stdout


def test_refuses_a_folder_that_holds_a_database(tmp_path: Path) -> None:
    (tmp_path / "lianban.db").touch()
    refused = demo("--data", str(tmp_path))
    assert refused.returncode == 1
    assert b"holds a database already; the demonstration needs a new folder" in refused.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "lianban.db"]


def test_ends_its_server_when_the_story_breaks_off(tmp_path: Path) -> None:
    before = set(psutil.Process().children())
    with pytest.raises(ZeroDivisionError), running(tmp_path, 0, {}) as server:
        assert server.port and server.token
        assert len(set(psutil.Process().children()) - before) == 1
        raise ZeroDivisionError
    assert set(psutil.Process().children()) == before
