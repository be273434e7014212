"""`lianban migrate` and `lianban simulate` as an operator types them."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from app.opening import open_house
from app.settings import Settings
from tests.cli.test_commands import lianban
from tests.factories import Centre, open_centre
from tests.flow.test_migrating import FIRST, item, late, work


@pytest.fixture
def where(tmp_path: Path) -> tuple[str, ...]:
    """A database with three cases, two of them at a step that the second version lacks."""
    settings = Settings(data=tmp_path / "data")
    open_house(settings).database.close()
    house = open_house(settings)
    centre: Centre = open_centre(house.database, settings)
    centre.deploy(FIRST)
    cases = [centre.receive("case") for _ in range(3)]
    centre.complete(cases[0], "work")
    centre.deploy(item(work("decide")))
    centre.deploy(item(work(), late(), work("decide"), work("check")))
    house.database.close()
    return ("--data", str(tmp_path / "data"))


def test_a_dry_run_says_who_would_stay_and_moves_nobody(where: tuple[str, ...]) -> None:
    seen = lianban("migrate", "case", "--to", "2", "--dry-run", *where)
    assert seen.returncode == 1 and "1 of 3 cases would move" in seen.stdout and "no such step" in seen.stdout
    told = orjson.loads(lianban("migrate", "case", "--to", "3", "--dry-run", "--json", *where).stdout)
    assert (told["total"], told["moves"]) == (3, 3)
    assert all(due["before"] == due["after"] for case in told["cases"] for due in case["deadlines"])


def test_cases_are_moved_and_those_that_stay_are_named(where: tuple[str, ...]) -> None:
    assert lianban("migrate", "case", "--to", "2", *where).returncode == 1  # without a reason
    moved = lianban("migrate", "case", "--to", "2", "--reason", "shorter", "--by", "drawer", *where)
    assert moved.returncode == 1 and "1 moved, 2 left" in moved.stdout and "waits at 'work'" in moved.stdout
    rest = lianban("migrate", "case", "--to", "3", "--reason", "longer", "--json", *where)
    told = orjson.loads(rest.stdout)
    assert (rest.returncode, told["status"], told["moved"], told["left"]) == (0, "done", 3, [])
    assert lianban("ledger", "verify", *where).returncode == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--reason", "x"), "say the version with --to"),
        (("--to", "9", "--reason", "x"), "version 9"),
        (("--to", "2", "--map", "work", "--reason", "x"), "OLD=NEW"),
        (("--resume", "7"), "there is no migration 7"),
    ],
)
def test_what_cannot_be_ordered_is_said(where: tuple[str, ...], words: tuple[str, ...], why: str) -> None:
    refused = lianban("migrate", "case", *words, *where)
    assert refused.returncode == 1 and why in refused.stderr


def test_a_simulation_is_a_table_and_charts_or_json_and_the_same_each_time(where: tuple[str, ...]) -> None:
    words = ("simulate", "case@3", "--cases", "40", "--days", "20", "--people", "fire=1", "--time", "work=tri(1,2,4)")
    shown = lianban(*words, *where)
    assert shown.returncode == 0, shown.stderr
    for part in ("on time", "nine of ten within", "bottleneck: fire", "one more there", "█"):
        assert part in shown.stdout, part
    first, again = (lianban(*words, "--json", *where).stdout for _ in range(2))
    assert first == again
    told = orjson.loads(first)
    assert (told["version"], told["outcome"]["finished"], told["outcome"]["bottleneck"]) == (3, 40, "fire")
    assert told["one_more"]["departments"][0]["people"] == 2
    refused = lianban("simulate", "case", "--time", "nowhere=1", *where)
    assert refused.returncode == 1 and "no step 'nowhere'" in refused.stderr
