"""One day in a centre, played for real: the same seed tells the same day, and a broken rule is noticed."""

from __future__ import annotations

import json
import re
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from app.demo.command import command
from app.demo.day import clocks, page, run, troupe
from app.demo.day.troupe import Story
from app.demo.performance import PROCESSES
from app.demo.show import WIDTH, console_for
from tests.demo.playing import day

SEED = 5


@pytest.fixture(scope="module")
def played() -> bytes:
    return day(SEED)


@pytest.fixture(scope="module")
def result(played: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(played)
    return document


@pytest.mark.slow
def test_the_same_seed_tells_the_same_day_to_the_byte(played: bytes) -> None:
    assert day(SEED) == played


def test_sixty_cases_go_all_six_ways_and_every_story_was_seen(result: dict[str, Any]) -> None:
    summary = result["summary"]
    assert result["ok"] and summary["cases"] == 60
    ends = {
        end: sum(way.get(end, 0) for way in summary["ways"].values()) for end in ("refused", "declined", "accepted")
    }
    assert all(sum(way.values()) for way in summary["ways"].values()) and len(summary["ways"]) == 5
    assert ends["refused"] >= 2 and ends["accepted"] == 1
    assert all(one["checks"] == one["seen"] > 0 for one in result["stories"])
    assert sum(one["checks"] for one in result["stories"]) == len(result["checks"]) == summary["checks"]["all"]


def test_the_day_is_told_from_the_first_ticket_to_the_signed_and_handed_over_log(result: dict[str, Any]) -> None:
    lines = [one for one in result["timeline"] if one["at"].startswith("2026-04-30")]
    told = [one["at"] for one in result["timeline"]]
    assert told == sorted(told) and len(lines) > 150
    assert (lines[0]["at"][11:16], lines[0]["what"]) == ("09:00", "取号 A01-001")
    assert [one["what"] for one in lines[-3:]] == [
        "值班领导在值班日志签字", "接班人签收：被拒 403", "接班人签收值班日志，交接完毕",
    ]  # fmt: skip


def test_prints_no_code_and_no_token(played: bytes) -> None:
    assert b"token" not in played and not re.search(rb'"code": "[A-Z0-9]{8}"', played)


def test_fits_into_a_hundred_columns_and_names_the_checks(result: dict[str, Any]) -> None:
    paper = StringIO()
    page.show(console_for(paper), result)
    text = paper.getvalue()
    assert max(cell_len(line) for line in text.splitlines()) <= WIDTH
    assert f"All {len(result['checks'])} checks were seen as expected." in text


def test_a_promise_that_is_a_day_too_long_is_noticed_and_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "processes"
    broken.mkdir()
    for path in PROCESSES.iterdir():
        if path.stem in ("promised", "rejected", "centre"):
            shutil.copy(path, broken)
    guide = broken / "promised.toml"
    guide.write_text(guide.read_text(encoding="utf-8").replace("promise = 8", "promise = 9"), encoding="utf-8")
    diagram = broken / "promised.bpmn"
    text = diagram.read_text(encoding="utf-8")
    assert text.count('name="limit" value="8"') == 1
    diagram.write_text(text.replace('name="limit" value="8"', 'name="limit" value="9"'), encoding="utf-8")
    alone = Story(name="承诺跨劳动节", name_en="a promise over Labour Day", tell=clocks.over_the_holiday, cases=1)
    monkeypatch.setattr(run, "PROCESSES", broken)
    monkeypatch.setattr(troupe, "STORIES", (alone,))
    monkeypatch.setattr(troupe, "CASES", 1)
    left = CliRunner().invoke(command, ["--day", "--json"])
    assert left.exit_code == 1 and left.exception.__class__ is SystemExit, left.exception
    wrong = {one["name"]: one["seen"] for one in json.loads(left.stdout)["checks"] if not one["ok"]}
    assert wrong["承诺八日跨劳动节 eight days over Labour Day"] == "05-15 17:30"
    assert "法定十日 ten by law" not in wrong, "only what is broken is named"


def test_has_its_own_number_of_cases() -> None:
    refused = CliRunner().invoke(command, ["--day", "--cases", "3"])
    assert refused.exit_code == 2 and "leave --cases out" in refused.output
