"""The command line prints a notice and tries templates."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from app import desk
from app.cli import lianban
from app.errors import NotFound
from app.notices import CATALOGUE
from app.opening import open_house
from app.settings import Settings
from tests.factories import joint, open_centre
from tests.notices.test_templates import OWN

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_writes_a_notice_to_a_file(tmp_path: Path) -> None:
    house = open_house(Settings(data=tmp_path))
    centre = open_centre(house.database)
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    number = centre.complete(case, "accept", outcome="accept").notices[0].number
    made = desk.any_pdf(centre.house, number, at=AT)
    house.database.close()
    file = tmp_path / "paper.pdf"
    done = CliRunner().invoke(lianban, ["notice", "render", number, "-o", str(file), "--data", str(tmp_path)])
    assert done.exit_code == 0 and made.digest in done.output
    assert file.read_bytes() == made.pdf


def test_says_when_there_is_no_such_notice(tmp_path: Path) -> None:
    done = CliRunner().invoke(lianban, ["notice", "render", "SLTZ-2026-000001", "--data", str(tmp_path)])
    assert isinstance(done.exception, NotFound)


def test_tries_templates_and_writes_samples(tmp_path: Path) -> None:
    (tmp_path / "SLTZ.typ").write_text(OWN, "utf-8")
    given = ["notice", "check-templates", str(tmp_path), "--sample", str(tmp_path / "out")]
    done = CliRunner().invoke(lianban, given)
    assert done.exit_code == 0 and "none broken" in done.output
    assert len(list((tmp_path / "out").glob("*.pdf"))) == len(CATALOGUE)


def test_names_the_template_that_does_not_work(tmp_path: Path) -> None:
    (tmp_path / "BYXK.typ").write_text("#panic()", "utf-8")
    done = CliRunner().invoke(lianban, ["notice", "check-templates", str(tmp_path)])
    assert done.exit_code == 1 and "BYXK.typ" in done.output
