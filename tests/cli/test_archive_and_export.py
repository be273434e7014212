"""The command line archives, checks archives without a database, and writes event logs."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from app.cli import lianban
from app.errors import Invalid, Refused
from app.opening import open_house
from app.settings import Settings
from tests.factories import Centre, joint, open_centre


@pytest.fixture
def finished(tmp_path: Path) -> tuple[Path, str]:
    """A folder with a finished case whose decision nobody has served, and its number."""
    house = open_house(Settings(data=tmp_path))
    centre: Centre = open_centre(house.database)
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    centre.complete(case, "review", outcome="agree")
    centre.complete(case, "decide", outcome="grant")
    house.database.close()
    return tmp_path, case.number


def run(*words: str) -> Result:
    return CliRunner().invoke(lianban, list(words))


def test_archives_a_case_and_checks_the_package_by_itself(finished: tuple[Path, str], tmp_path: Path) -> None:
    folder, number = finished
    file, again = str(tmp_path / "a.zip"), str(tmp_path / "b.zip")
    gaps = run("archive", "gaps", number, "--data", str(folder))
    assert gaps.exit_code == 1 and "proof of service" in gaps.output
    refused = run("archive", "make", number, "-o", file, "--data", str(folder))
    assert isinstance(refused.exception, Refused) and not Path(file).exists()
    made = run("archive", "make", number, "-o", file, "--despite", "去向不明", "--data", str(folder))
    assert made.exit_code == 0 and "missing: service ZYXK" in made.output
    assert run("archive", "make", number, "-o", again, "--data", str(folder)).exit_code == 0
    assert Path(file).read_bytes() == Path(again).read_bytes()
    digest = made.output.split("SM3 ")[1].split()[0]
    checked = run("archive", "verify", file, "--digest", digest)
    assert checked.exit_code == 0 and f"{number}: " in checked.output and "none wrong" in checked.output


def test_names_what_is_wrong_with_a_package(finished: tuple[Path, str], tmp_path: Path) -> None:
    folder, number = finished
    file = tmp_path / "a.zip"
    run("archive", "make", number, "-o", str(file), "--despite", "去向不明", "--data", str(folder))
    raw = file.read_bytes()
    file.write_bytes(raw.replace("王小二".encode(), "王小三".encode(), 1))
    checked = run("archive", "verify", str(file))
    assert checked.exit_code == 1 and "changed: " in checked.output
    told = orjson.loads(run("archive", "verify", str(file), "--json").output)
    assert told["faults"] and told["faults"][0]["kind"] == "changed"


@pytest.mark.parametrize(("what", "start"), [("xes", b"<?xml"), ("ocel", b'{"objectTypes"'), ("exchange", b'{"')])
def test_writes_exports(finished: tuple[Path, str], tmp_path: Path, what: str, start: bytes) -> None:
    folder, _ = finished
    file, days = tmp_path / what, ("--from", "2026-03-02", "--to", "2026-03-02")
    done = run("export", what, *days, "-o", str(file), "--data", str(folder))
    assert done.exit_code == 0 and "1 cases" in done.output, done.output
    assert file.read_bytes().startswith(start)
    earlier = run("export", what, "--from", "2026-03-01", "--to", "2026-03-01", "-o", str(file), "--data", str(folder))
    assert "0 cases" in earlier.output
    wrong = run("export", what, "--from", "2026-03-02", "--to", "2026-03-01", "-o", str(file), "--data", str(folder))
    assert isinstance(wrong.exception, Invalid)
    assert not list(tmp_path.glob("*.part"))
