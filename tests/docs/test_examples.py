"""The examples that the documents hand out work as they say."""

from __future__ import annotations

import runpy
import time
from datetime import UTC, datetime
from pathlib import Path

from app import designs
from app.domain.actors import SYSTEM
from app.domain.calendar import WorkCalendar
from app.engine import prepare
from app.engine.rehearsal import Rehearsal
from app.opening import open_house
from app.settings import Settings
from app.timers.webhook import sign
from tests.docs.pages import DESIGNERS, ROOT, Page

EXAMPLES = ROOT / "docs" / "examples"
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
TEN_DAYS = 864_000


def test_the_small_joint_approval_is_deployed_without_a_finding(tmp_path: Path) -> None:
    house = open_house(Settings(data=tmp_path))
    try:
        designs.load_centre(house, (ROOT / "processes" / "centre.toml").read_bytes(), at=MONDAY)
        files = [designs.File(name=path.name, data=path.read_bytes()) for path in sorted(EXAMPLES.glob("stall.*"))]
        made = designs.deploy(house, SYSTEM, files, at=MONDAY)
    finally:
        house.database.close()
    assert made.created and not made.findings
    assert made.definitions[0].guide is not None


def test_a_department_that_says_nothing_sends_it_to_the_head() -> None:
    program = prepare([(EXAMPLES / "stall.bpmn").read_bytes()])
    rehearsal = Rehearsal(program, WorkCalendar.published(), MONDAY)
    rehearsal.do({"do": "start", "variables": {"food": True, "open_fire": True}})
    rehearsal.do({"do": "complete", "task": "accept", "variables": {"outcome": "accept"}})
    rehearsal.do({"do": "complete", "task": "review", "variables": {"opinion": "agree"}})
    rehearsal.do({"do": "advance", "seconds": TEN_DAYS})
    shown = rehearsal.picture()
    assert shown["variables"]["opinions"] == ["agree", "missing"]
    assert [task["element"] for task in shown["tasks"]] == ["decide_head"]


def test_the_pieces_of_the_diagram_in_the_guide_are_those_of_the_file() -> None:
    drawn = " ".join((EXAMPLES / "stall.bpmn").read_text(encoding="utf-8").split())
    section = Page(DESIGNERS).section("## A joint review, step by step")
    lines = [line.strip() for block in section.split("```xml")[1:] for line in block.split("```")[0].splitlines()]
    for line in lines:
        assert line in ("", "…") or " ".join(line.split()) in drawn, line


def test_the_receiver_believes_a_message_that_the_server_signed_and_no_other() -> None:
    is_genuine = runpy.run_path(str(EXAMPLES / "webhook_receiver.py"))["is_genuine"]
    now, body = int(time.time()), b'{"topic":"alert.red"}'
    assert is_genuine("secret", str(now), sign("secret", now, body), body)
    assert not is_genuine("another", str(now), sign("secret", now, body), body)
    assert not is_genuine("secret", str(now), sign("secret", now, body), body + b" ")
    assert not is_genuine("secret", str(now - 3600), sign("secret", now - 3600, body), body)
    assert not is_genuine("secret", "soon", sign("secret", now, body), body)
