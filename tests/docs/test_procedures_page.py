"""The page of the centre's rules names every row once, diagrams that are there, and tests that are there."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT, Page
from tests.processes.items import PROCEDURES

PAGE = Page(ROOT / "docs" / "procedures.md")
ROWS = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", PAGE.text, re.MULTILINE)
LATER = "later"


def test_every_rule_has_its_row() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 60))


def test_what_is_built_is_proved_and_what_is_proved_is_there() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    for number, _, what, tests in ROWS:
        named = re.findall(r"`(test_\w+)`", tests)
        assert bool(named) != (what == LATER), number
        assert not [name for name in named if f"def {name}(" not in sources], number


def test_every_procedure_is_told_of() -> None:
    assert not [key for key in PROCEDURES if f"`{key}`" not in PAGE.text]


def test_modules_that_are_named_exist() -> None:
    named = re.findall(r"`(app/[\w/.]+)`", PAGE.text)
    assert named and not [path for path in named if not (ROOT / path).exists()]
