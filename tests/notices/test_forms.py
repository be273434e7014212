"""Forms and samples: made from the guide, replaced by a file of the centre's, refused when they cannot be given out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.domain.disclosure import FormFile, form_files
from app.errors import Invalid
from app.notices import CATALOGUE, Press, Shelf, content
from app.notices.forms import make
from app.notices.shelf import LARGEST, blanks
from tests.notices.paper import a_press, pages_of, text_of

PROCESSES = Path(__file__).parents[2] / "processes"
ITEMS = ("assisted", "direct", "escalated", "joint", "promised", "rejected")
PLAIN = FormFile(name="form.pdf", title="申请书", kind="form")
NONE = Shelf(())


@pytest.fixture(scope="module")
def press() -> Press:
    return a_press()


def guide_of(key: str) -> dict[str, Any]:
    return tomllib.loads((PROCESSES / f"{key}.toml").read_text("utf-8"))


def laid(folder: Path, name: str, data: bytes) -> Shelf:
    """A shelf with one file of the item `x`."""
    place = folder / "forms" / "x"
    place.mkdir(parents=True)
    (place / name).write_bytes(data)
    return Shelf((folder,))


def faults(shelf: Shelf, **file: str) -> list[str]:
    """What is wrong with one file of a guide, in English."""
    given = {"name": "form.pdf", "title": "申请书", "kind": "form", **file}
    return [en for _, en in shelf.faults("x", {"files": [given]}, CATALOGUE)]


@pytest.mark.parametrize("key", ITEMS)
def test_an_application_form_asks_for_all_that_the_guide_asks(press: Press, key: str) -> None:
    guide = guide_of(key)
    blank, filled = text_of(make(press, "application", guide)), text_of(make(press, "application-filled", guide))
    for one in [*guide.get("materials", []), *guide.get("facts", [])]:
        assert "".join(str(one.get("label") or one["name"]).split()) in blank
    assert "格式文本，免费提供" in blank and "申请人签名" in blank and "李雷" not in blank and "■" not in blank
    assert "填写示例，内容均为虚构" in filled and "李雷" in filled and "示　范".replace("　", "") in filled


@pytest.mark.parametrize("key", ITEMS)
def test_what_the_six_items_attach_is_pdf_a_and_the_same_each_time(press: Press, key: str) -> None:
    guide = guide_of(key)
    assert NONE.faults(key, guide, CATALOGUE) == []
    for file in form_files(guide):
        made = content(NONE, press, key, file, guide)
        assert b"<pdfaid:part>2</pdfaid:part>" in made
        assert made == content(NONE, a_press(), key, file, guide)


@pytest.mark.parametrize("made", sorted(blanks()))
def test_long_catalogues_run_over_pages_with_their_header_and_nothing_foreign(press: Press, made: str) -> None:
    lines = [{"code": f"M{n}", "name": f"第{n}项材料䶮㛃", "kind": "原件", "copies": 1} for n in range(1, 61)]
    guide = {"name": "开办餐饮店" * 8, "materials": lines, "disclosure": {"conditions": ["符合条件"]}}
    pages = pages_of(make(press, made, guide))
    if made.startswith("application"):
        assert len(pages) > 2
        assert all("序号材料名称要求" in page for page in pages if "项材料" in page)
    assert not any(word in "".join(pages) for word in ("None", "{", "}"))


def test_a_document_of_the_house_is_shown_as_a_sample_without_a_number(press: Press) -> None:
    text = text_of(make(press, "BYSL", guide_of("rejected")))
    assert "不予受理通知书" in text and "样稿" in text and "BYSL-2026" not in text


def test_a_file_of_the_centres_own_takes_the_place_of_what_is_made(press: Press, tmp_path: Path) -> None:
    own = laid(tmp_path, "application.pdf", b"%PDF-1.7 our own")
    (file, *_) = form_files({"files": [{**vars(PLAIN), "name": "application.pdf", "made": "application"}]})
    assert content(own, press, "x", file, {"name": "事项"}) == b"%PDF-1.7 our own"
    assert content(own, press, "y", file, {"name": "事项"}) != b"%PDF-1.7 our own", "it is another item's"


def test_the_data_folder_comes_before_the_folder_of_the_guides(tmp_path: Path) -> None:
    for name in ("data", "processes"):
        laid(tmp_path / name, "form.pdf", b"%PDF- " + name.encode())
    assert Shelf((tmp_path / "data", tmp_path / "processes")).read("x", PLAIN) == b"%PDF- data"
    assert Shelf((tmp_path / "nothing", tmp_path / "processes")).read("x", PLAIN) == b"%PDF- processes"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("form.pdf", b"<script>", "not what its name says"),
        ("form.pdf", b"%PDF-" + b"x" * LARGEST, "larger than"),
        ("form.docx", b"%PDF-", "not what its name says"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    (fault,) = faults(laid(tmp_path, name, data), name=name)
    assert why in fault and name in fault


def test_a_link_to_elsewhere_and_a_folder_are_refused(tmp_path: Path) -> None:
    shelf = laid(tmp_path, "other.pdf", b"%PDF-")
    (tmp_path / "forms/x/form.pdf").symlink_to("/etc/hostname")
    (tmp_path / "forms/x/dir.pdf").mkdir()
    assert "plain file" in faults(shelf)[0] and "plain file" in faults(shelf, name="dir.pdf")[0]


@pytest.mark.parametrize(
    "name", ["", "form", "form.html", "form.svg", "../form.pdf", "a/b.pdf", ".pdf", "Form.pdf", "表.pdf"]
)
def test_a_name_that_a_browser_could_misread_or_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    shelf = laid(tmp_path, "form.pdf", b"%PDF-")
    assert "is no name for a form" in faults(shelf, name=name, made="application")[0]


@pytest.mark.parametrize(("said", "why"), [
    ({"title": " "}, "title"), ({"kind": "letter"}, "kind"), ({"made": "letter"}, "not made here"),
    ({"made": "application", "name": "form.docx"}, "not made here"), ({}, "is not in the folder forms/x"),
])  # fmt: skip
def test_a_file_that_is_not_described_or_not_there_is_named(said: dict[str, str], why: str) -> None:
    (fault,) = faults(NONE, **said)
    assert why in fault
    assert faults(NONE, made="application") == []


def test_a_guide_whose_words_cannot_be_printed_makes_no_form(press: Press) -> None:
    with pytest.raises(Invalid) as refused:
        make(press, "application", {"name": "开办😀"})
    assert refused.value.extra["character"] == "U+1F600"
