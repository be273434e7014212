"""Every document comes out as PDF/A with everything it must say, however long, the same bytes each time."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from app.errors import Invalid
from app.notices import CATALOGUE, Press, Sort
from tests.notices.paper import AT, a_matter, a_press, pages_of, printed, text_of

LONG = "青禾区䶮㛃国际餐饮管理有限责任公司和顺路第十八分公司" * 6
LINES = [{"name": f"第{number}项材料䶮㛃", "note": "原件，核验后退还"} for number in range(1, 81)]
TABLE = {"columns": ["部门", "收件", "办结"], "rows": [[f"部门{number}", "1", "2"] for number in range(1, 121)]}
BIG = {Sort.LIST: LINES, Sort.TABLE: TABLE, Sort.TEXT: "理由充分，依据明确。" * 120, Sort.LINE: LONG[:190]}

documents = pytest.mark.parametrize("code", CATALOGUE)


@pytest.fixture(scope="module")
def press() -> Press:
    return a_press()


@documents
def test_says_its_number_title_applicant_and_every_fact_of_its_sample(press: Press, code: str) -> None:
    document = CATALOGUE[code]
    text = text_of(printed(press, code))
    own = document.sample.keys() & {"reasons", "basis", "opinion", "matter", "findings", "question", "confirmed"}
    receiver = document.sample.get("shown") or "王小二餐饮店"
    assert f"{code}-2026-000042" in text and document.name in text and "青禾区政务服务中心" in text
    assert "2026年3月2日" in text
    if code not in ("DLTZ", "ZBRZ", "YBTJ"):
        assert receiver.replace(" ", "") in text
    for name in own:
        assert "".join(str(document.sample[name]).split()) in text, name
    facts = press.facts(document, a_matter(), document.sample, number="N", at=AT)
    for fact in document.facts:
        if fact.sort is Sort.MOMENT and facts[fact.name]:
            assert facts[fact.name] in text, fact.name


@documents
def test_is_pdf_a_with_its_title_and_language(press: Press, code: str) -> None:
    pdf = printed(press, code)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf and b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    read = PdfReader(io.BytesIO(pdf))
    assert read.metadata is not None and read.metadata.title == f"{CATALOGUE[code].name} {code}-2026-000042"
    assert read.trailer["/Root"]["/Lang"].lower().startswith("zh")
    fonts = {font for page in read.pages for font in page["/Resources"].get("/Font", {}).values()}
    assert fonts
    for font in fonts:
        inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile3" in inner or "/FontFile2" in inner


@documents
def test_is_the_same_to_the_last_byte_when_it_is_set_again(press: Press, code: str) -> None:
    assert printed(press, code) == printed(a_press(), code)


@documents
def test_long_names_rare_characters_and_long_lists_run_over_pages(press: Press, code: str) -> None:
    document = CATALOGUE[code]
    said: dict[str, Any] = {fact.name: BIG.get(fact.sort, document.sample.get(fact.name)) for fact in document.facts}
    pages = pages_of(printed(press, code, said, applicant=LONG[:200]))
    copies = len(document.copies)
    each = len(pages) // copies
    assert len(pages) == each * copies
    for number, page in enumerate(pages):
        place = number % each + 1
        assert f"—{place}/{each}—" in page, "every page says which of how many it is, copy by copy"
        assert f"{code}-2026-000042" in page
    text = "".join(pages)
    if any(fact.sort is Sort.LIST for fact in document.facts):
        assert each > 1 and text.count("第80项材料䶮㛃") >= copies
    if any(fact.sort is Sort.TABLE for fact in document.facts):
        assert each > 1 and text.count("部门120") == copies
        going_on = [page for page in pages if re.search(r"部门\d+12", page)]
        assert len(going_on) > copies and all("部门收件办结" in page for page in going_on), "the header comes again"


def test_two_copies_say_for_whom_each_is_and_have_a_line_to_sign(press: Press) -> None:
    first, second = pages_of(printed(press, "SLTZ"))
    assert "第一联送达申请人" in first and "第二联存档" in second
    for page in (first, second):
        assert "收件人签名" in page and "送达人签名" in page and "签收时间" in page


def test_the_one_time_notification_lists_everything_at_once(press: Press) -> None:
    text = text_of(printed(press, "YCGZ", {"missing": ["平面图；租赁合同"], "confirmed": "面积320平方米"}))
    for words in (
        "平面图",
        "租赁合同",
        "联合申请表（1份，原件）",
        "行政许可法第二十六条",
        "承诺15个工作日",
        "面积320平方米",
    ):
        assert words in text, words


def test_a_material_that_is_only_a_code_is_called_by_its_name_in_the_guide(press: Press) -> None:
    guide = {"materials": [{"code": "M01", "name": "联合申请表"}, {"code": "M04", "name": "租赁合同"}]}
    said = {"missing": [{"code": "M01", "reason": "未签字"}, "M04", "M99"]}
    text = text_of(printed(press, "BZGZ", said, guide=guide))
    assert "1.联合申请表（未签字）；2.租赁合同；3.M99。" in text


def test_the_voucher_of_acceptance_says_how_days_are_counted(press: Press) -> None:
    text = text_of(printed(press, "SLTZ"))
    assert "2026年3月23日17时30分" in text and "15个工作日" in text
    assert "自受理之日的次日起" in text and "法定节假日、休息日不计入，调休上班日计入" in text


def test_a_refusal_names_where_to_go_against_it(press: Press) -> None:
    text = text_of(printed(press, "BYXK"))
    assert "六十日内向青禾区人民政府申请行政复议" in text
    assert "六个月内直接向青禾区人民法院提起行政诉讼" in text
    nameless = text_of(printed(a_press(centre={"name": "中心"}), "BYXK"))
    assert "有管辖权的行政复议机关" in nameless and "有管辖权的人民法院" in nameless


def test_the_organ_that_decides_seals_it(press: Press) -> None:
    assert pages_of(printed(press, "BYXK"))[0].count("市场监督管理局") == 1
    assert "市场监督管理局" not in text_of(printed(press, "BJTZ"))


def test_the_query_code_stands_only_on_papers_for_the_applicant(press: Press) -> None:
    for code, document in CATALOGUE.items():
        facts = press.facts(document, a_matter(), document.sample, number="N", at=AT)
        assert ("8H3KQ2MN" in str(facts)) is document.query, code


def test_a_preview_says_so_and_has_no_number(press: Press) -> None:
    document = CATALOGUE["BYXK"]
    facts = press.facts(document, a_matter(), document.sample, number="", at=AT)
    text = text_of(press.render("BYXK", facts, at=AT, draft=True))
    assert "（样稿）" in text and "样稿，未编号" in text and "BYXK-2026" not in text


@pytest.mark.parametrize("code", [code for code, one in CATALOGUE.items() if one.needed])
def test_a_fact_it_needs_is_missed_by_name(press: Press, code: str) -> None:
    document = CATALOGUE[code]
    name = document.needed[0].name
    with pytest.raises(Invalid) as refused:
        printed(press, code, {**document.sample, name: ""})
    assert refused.value.field == name


WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "no moment": ("SLTZ", {"due_at": "tomorrow"}),
    "a moment without a zone": ("SLTZ", {"due_at": "2026-03-02T00:00:00"}),
    "rows too long": ("YBTJ", {"figures": {"columns": ["a"], "rows": [["1", "2"]]}}),
    "a list for a line": ("SLTZ", {"provisional": ["x"]}),
    "a number for a list": ("BZGZ", {"missing": 5}),
}


@pytest.mark.parametrize(("code", "said"), WRONG.values(), ids=WRONG)
def test_a_fact_of_the_wrong_sort_is_refused_by_name(press: Press, code: str, said: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        printed(press, code, said)
    assert refused.value.field == next(iter(said))
