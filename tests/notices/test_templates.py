"""A centre changes documents with files of its own; what does not work is told at the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import NotReady
from app.notices import CATALOGUE, unpacked
from app.opening import open_house
from app.settings import Settings
from tests.notices.paper import a_press, printed, text_of

OWN = '#import "house.typ": *\n#show: paper\n#addressee(f.applicant)\n本中心的样式：#f.number;\n#closing\n'


def test_a_document_of_its_own_replaces_one_and_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "SLTZ.typ").write_text(OWN, "utf-8")
    press = a_press(tmp_path)
    assert "本中心的样式：SLTZ-2026-000042" in text_of(printed(press, "SLTZ"))
    assert printed(press, "BYXK") == printed(a_press(), "BYXK")
    assert press.digest != a_press().digest


def test_its_words_alone_may_be_replaced(tmp_path: Path) -> None:
    built_in = (Path(__file__).parents[2] / "app/notices/templates/BYXK.toml").read_text("utf-8")
    (tmp_path / "BYXK.toml").write_text(built_in.replace("不予行政许可决定书", "不予许可决定"), "utf-8")
    assert "不予许可决定" in text_of(printed(a_press(tmp_path), "BYXK"))


def test_a_document_that_the_house_does_not_have_joins_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "QTGZ.typ").write_text(OWN, "utf-8")
    (tmp_path / "QTGZ.toml").write_text('name = "其他告知书"\nname_en = "Other"\naudience = "applicant"\n', "utf-8")
    press = a_press(tmp_path)
    assert set(press.catalogue) == {*CATALOGUE, "QTGZ"}
    assert "QTGZ-2026-000042" in text_of(printed(press, "QTGZ"))


def test_a_template_may_use_a_picture_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    (tmp_path / "SLTZ.typ").write_text(OWN + '#image("logo.svg", alt: "徽标")\n', "utf-8")
    assert a_press(tmp_path).check_templates() == []


BROKEN = [
    '#read("/etc/passwd")',
    '#read("../secret.txt")',
    '#image("/etc/hostname")',
    '#include "../secret.typ"',
    "#f.nothing",
    "#(",
]


@pytest.mark.parametrize("line", BROKEN)
def test_a_template_that_does_not_work_is_named_with_its_error(tmp_path: Path, line: str) -> None:
    (tmp_path / "secret.txt").write_text("geheim", "utf-8")
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "SLTZ.typ").write_text(f"{OWN}\n{line}\n", "utf-8")
    findings = a_press(folder).check_templates()
    assert [found.element for found in findings] == ["SLTZ"]
    assert "SLTZ.typ" in findings[0].message_en


def test_a_template_that_does_not_work_is_told_with_its_line_and_nothing_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "SLTZ.typ").write_text(f"{OWN}\n#f.nothing\n", "utf-8")
    (finding,) = a_press(tmp_path).check_templates()
    for message in (finding.message_en, finding.message_zh):
        assert "SLTZ.typ:7:" in message and message.count("does not contain key") == 1
        assert "lianban-press" not in message and "/tmp" not in message


def test_a_template_is_tried_with_the_least_that_it_may_be_given(tmp_path: Path) -> None:
    (tmp_path / "BZGZ.typ").write_text(OWN + "#f.mend.at(0).name\n", "utf-8")
    (finding,) = a_press(tmp_path).check_templates()
    assert finding.element == "BZGZ" and "BZGZ.typ:6:" in finding.message_en, "its sample has it, a notice need not"
    (tmp_path / "BZGZ.typ").write_text(OWN + "#f.missing.at(0).name\n", "utf-8")
    assert a_press(tmp_path).check_templates() == []


def test_all_documents_of_the_house_can_be_set_with_the_least_that_they_need() -> None:
    assert a_press().check_templates(CATALOGUE) == []


def test_a_change_of_what_all_have_in_common_tries_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "house.typ").write_text("#let paper = panic\n", "utf-8")
    assert {found.element for found in a_press(tmp_path).check_templates()} == set(CATALOGUE)


def test_the_server_does_not_start_with_a_broken_template(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "BYXK.typ").write_text("#panic()", "utf-8")
    with pytest.raises(NotReady, match=r"BYXK\.typ"):
        open_house(Settings(data=tmp_path / "data", templates=folder))


def test_the_server_starts_with_a_good_one(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "SLTZ.typ").write_text(OWN, "utf-8")
    house = open_house(Settings(data=tmp_path / "data", templates=folder))
    house.database.close()


@pytest.mark.parametrize("package", ['#import "@preview/cetz:0.3.1"', '#import "@local/x:1.0.0": y'])
def test_a_package_from_the_network_is_refused(tmp_path: Path, package: str) -> None:
    (tmp_path / "SLTZ.typ").write_text(f"{package}\n{OWN}", "utf-8")
    with pytest.raises(NotReady, match="package"):
        a_press(tmp_path)


def test_a_link_to_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "SLTZ.typ").symlink_to("/etc/hostname")
    with pytest.raises(NotReady, match="plain file"):
        a_press(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="LIANBAN_TEMPLATES"):
        a_press(tmp_path / "nothing")


def test_a_document_without_a_template_is_told(tmp_path: Path) -> None:
    (tmp_path / "QTGZ.toml").write_text('name = "X"\nname_en = "X"\naudience = "applicant"\n', "utf-8")
    with pytest.raises(NotReady, match=r"QTGZ\.typ"):
        a_press(tmp_path)


def test_a_press_is_the_same_after_it_was_packed(tmp_path: Path) -> None:
    (tmp_path / "SLTZ.typ").write_text(OWN, "utf-8")
    press = a_press(tmp_path)
    again = unpacked(press.packed, press.typeface)
    assert again.digest == press.digest
    assert printed(again, "SLTZ") == printed(press, "SLTZ")
