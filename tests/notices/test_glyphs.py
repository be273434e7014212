"""What cannot be printed is refused by character and field; what can be comes out letter by letter."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from app.errors import Invalid, NotReady
from app.notices import Press, Typeface
from tests.notices.paper import a_press, printed, text_of

RARE = "䶮㛃𬭎𠅤鿏㐂〇𤧛𬀩"
HOSTILE = [
    "#panic(\"x\")",
    "#read(\"/etc/passwd\")",
    "$ sum_(i=0)^n $",
    "\\u{41} \\ \\#",
    "*粗* _斜_ `代码` ~ <label> @ref",
    "// 注释 /* 注释 */",
    "= 标题",
    "- 列表 + 1. / 项",
    "'单' \"双\" “弯” ‘弯’",
    "]}#[{(",
    "{court} {{x}} %s ${a} {0}",
    "<script>alert(1)</script>&amp;",
]  # fmt: skip


@pytest.fixture(scope="module")
def press() -> Press:
    return a_press()


def test_rare_characters_of_names_are_in_the_fonts(press: Press) -> None:
    assert press.typeface.first_missing(RARE) is None
    assert RARE in text_of(printed(press, "SLTZ", applicant=f"李{RARE}"))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_command_is_printed_as_it_is(press: Press, text: str) -> None:
    plain = "".join(text.split())
    shown = text_of(printed(press, "BYXK", {"reasons": text, "basis": text}, applicant=text))
    assert shown.count(plain) >= 6, "in the name, the reasons and the basis of both copies"


def test_a_name_of_two_hundred_letters_without_a_space_stays_inside_the_page(press: Press) -> None:
    name = "W" * 200
    pdf = printed(press, "SLTZ", applicant=name)
    assert text_of(pdf).count(name) == 2
    lines = [line for page in PdfReader(io.BytesIO(pdf)).pages for line in page.extract_text().splitlines()]
    assert max(line.count("W") for line in lines) < 40, "no more than a line holds"


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("😀", "U+1F600"),
        ("𪚥", "U+2A6A5"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\u200b", "U+200B"),
        ("\ufeff", "U+FEFF"),
        ("\x07", "U+0007"),
        ("\ue000", "U+E000"),
        ("\U00031350", "U+31350"),
        ("\xa0", "U+00A0"),
    ],
)
def test_names_the_character_and_the_field_it_cannot_print(press: Press, character: str, code: str) -> None:
    said = {"reasons": f"理由{character}。", "basis": "依据"}
    with pytest.raises(Invalid) as refused:
        printed(press, "BYXK", said)
    assert refused.value.field == "reasons" and refused.value.extra["character"] == code
    assert code in refused.value.message_zh


@pytest.mark.parametrize("character", ["\ue000", "\U00031350", "𠮷"])
def test_what_has_no_glyph_is_not_called_invisible(press: Press, character: str) -> None:
    with pytest.raises(Invalid, match="no glyph") as refused:
        printed(press, "BYXK", {"reasons": character, "basis": "依据"})
    assert "补充字体" in refused.value.message_zh


def test_a_character_newer_than_the_tables_is_printed_in_a_font_that_has_it(tmp_path: Path) -> None:
    own = a_press(fonts=_font_with("\U00031350", tmp_path / "fonts"))
    assert "李\U00031350" in text_of(printed(own, "SLTZ", applicant="李\U00031350"))


def test_the_space_of_chinese_writing_and_line_ends_of_any_machine_are_printed(press: Press) -> None:
    said = {"reasons": "　　一、材料不齐。\r\n　　二、图纸不清", "basis": "依据　第三条"}
    text = text_of(printed(press, "BYXK", said, applicant="李　雷"))
    assert "理由：一、材料不齐。二、图纸不清。" in text and "依据第三条。" in text and "李雷：" in text


def test_finds_the_character_inside_a_list(press: Press) -> None:
    with pytest.raises(Invalid) as refused:
        printed(press, "BZGZ", {"missing": ["图纸", {"name": "合同", "note": "缺😀"}]})
    assert refused.value.field == "missing[1].note"


def test_a_centre_adds_a_font_for_the_characters_it_needs(tmp_path: Path) -> None:
    own = a_press(fonts=_font_with("𪚥", tmp_path / "fonts"))
    assert own.typeface.families["serif"][-1] == "Rare"
    assert "李𪚥" in text_of(printed(own, "SLTZ", applicant="李𪚥"))


def test_a_folder_of_fonts_that_is_not_there_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="LIANBAN_FONTS"):
        Typeface(tmp_path / "nothing")


def test_a_font_that_the_typesetter_does_not_read_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "broken.otf").write_bytes(b"no font")
    with pytest.raises(NotReady, match=r"broken\.otf"):
        Typeface(tmp_path)


def _font_with(character: str, folder: Path) -> Path:
    """A font of one glyph, a square."""
    folder.mkdir()
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(point)
    pen.closePath()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder([".notdef", "square"])
    made.setupCharacterMap({ord(character): "square"})
    made.setupGlyf({".notdef": pen.glyph(), "square": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 100)})
    made.setupHorizontalHeader(ascent=880, descent=-120)
    made.setupNameTable({"familyName": "Rare", "styleName": "Regular", "psName": "Rare-Regular"})
    made.setupOS2()
    made.setupPost()
    made.save(folder / "rare.ttf")
    return folder
