"""What one sees on a page: nothing stands alone, nothing is foreign, dates are Chinese, the right organ seals."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from app.errors import Invalid
from app.notices import CATALOGUE, Document, Press, Sort
from tests.notices.paper import AT, CENTRE, a_matter, a_press, pages_of, printed, text_of

SENTENCE = "经核查，申请人提交的场所平面布置图未标明安全出口的位置和宽度。"
LENGTHS = (1, 13, 17, 20, 23, 27)
NAMES = ("李䶮㛃", "阿依古丽·麦麦提艾力·买买提吐尔逊", "Christopher Montgomery-Featherstonehaugh", "青禾区餐饮" * 12)
CLOSING = re.compile(
    r"扫描二维码.*?下载本文书。|查询码：8H3KQ2MN|地址：青禾区和顺路100号|咨询电话：[\d-]+|监督投诉电话：[\d-]+|签收栏.*?年月日|（盖章处）"
    r"|(?:负责|经办|申请|填表|审核|批准|审批|值守|请假|顶岗|接替|送达|复核|责任部门负责|记录|利害关系)(?:人|人员)："
    r"|听证主持人：|2026年3月2日$|[A-Z]{4}-2026-000042—\d+/\d+—(?:第.联)?\S*"
)
HEADINGS = (
    "[一二三四五六七八九十]、(?:询问事项|需要补正的材料和内容|全部申请材料|办理(?:依据|条件|程序|时限)|收费|示范文本和格式文本（免费提供）|不予办理的情形及依据|再次确认|说明)"
    "|领取的证照和文书|(?:须)?退还的原件|随送材料|可以当场更正的内容"
    f"|{'|'.join({one.name for one in CATALOGUE.values()})}"
)

documents = pytest.mark.parametrize("code", CATALOGUE)


@pytest.fixture(scope="module")
def press() -> Press:
    return a_press()


def long_facts(document: Document, sentences: int) -> dict[str, Any]:
    """Every text so many sentences long, every list and table so many lines."""
    lines = [f"第{number}项材料" for number in range(1, sentences + 1)]
    sorts: dict[Sort, Any] = {Sort.TEXT: SENTENCE * sentences, Sort.LIST: lines}
    said = {**document.sample, **{one.name: sorts[one.sort] for one in document.facts if one.sort in sorts}}
    for fact in document.facts:
        if fact.sort is Sort.TABLE:
            table = document.sample[fact.name]
            said[fact.name] = {**table, "rows": (table["rows"] * sentences)[:sentences]}
    return said


@cache
def long_pages(press: Press, code: str, sentences: int) -> list[str]:
    """The pages of a document of that length."""
    return pages_of(printed(press, code, long_facts(CATALOGUE[code], sentences)))


@documents
def test_seal_and_signatures_never_stand_alone_on_a_page(press: Press, code: str) -> None:
    document = CATALOGUE[code]
    for sentences in LENGTHS:
        pages = long_pages(press, code, sentences)
        each = len(pages) // len(document.copies)
        rest = CLOSING.sub("", pages[each - 1].replace(press.letterhead.centre["name"], ""))
        assert len(rest) > 12, (sentences, pages[each - 1])


@documents
def test_a_heading_stands_above_what_it_heads(press: Press, code: str) -> None:
    for sentences in LENGTHS:
        for page in long_pages(press, code, sentences):
            body = page.rpartition(f"{code}-2026-000042")[0]
            assert not re.search(rf"(?:{HEADINGS})$", body), (sentences, body[-30:])


@documents
def test_nothing_foreign_stands_in_it_however_little_is_known(press: Press, code: str) -> None:
    document = CATALOGUE[code]
    needed = {fact.name: document.sample[fact.name] for fact in document.needed}
    for said in (document.sample, needed):
        text = text_of(printed(press, code, said, guide={}, window="", applicant="李䶮㛃"))
        for known in (f"{code}-2026-000042", "YJSCYD01-20260302-00001", "8H3KQ2MN", "A02", "A01"):
            text = text.replace(known, "某")
        text = re.sub(r"[A-Z]{2,4}-2026-\d{6}", "某", text)
        assert not re.search(r"[A-Za-z]{2,}|[{}<>_]|，[，。；]|：[，。；]|（）|“”", text), text
        assert not re.search(r"\d{4}-\d{2}-\d{2}", text), "dates are written 2026年3月2日"


@pytest.mark.parametrize("name", NAMES)
@documents
def test_names_of_every_kind_are_printed_whole(press: Press, code: str, name: str) -> None:
    facts = press.facts(CATALOGUE[code], a_matter(applicant=name), CATALOGUE[code].sample, number="N", at=AT)
    shown = text_of(press.render(code, facts, at=AT))
    if code not in ("BJGG", "DLTZ", "ZBRZ", "YBTJ"):
        assert "".join(name.split()) in shown


@pytest.mark.parametrize(
    ("code", "seal"),
    {
        "XBYJ": "消防救援大队",
        "LBTZ": "市场监督管理局",
        "YJFK": "市场监督管理局",
        "SBZB": "市场监督管理局",
        "BYXK": "市场监督管理局",
        "SLTZ": "市场监督管理局",
        "DBTZ": "青禾区政务服务中心",
        "BJTZ": "青禾区政务服务中心",
    }.items(),
)
def test_the_organ_that_speaks_is_the_one_that_seals(press: Press, code: str, seal: str) -> None:
    document = CATALOGUE[code]
    assert press.facts(document, a_matter(), document.sample, number="N", at=AT)["seal"] == seal


def test_a_hearing_record_is_signed_by_those_who_took_part_and_not_sealed(press: Press) -> None:
    text = text_of(printed(press, "TZBL"))
    assert "盖章处" not in text
    for who in ("听证主持人：", "记录人：", "审查人员：", "申请人：", "利害关系人："):
        assert who in text


def test_the_voucher_of_acceptance_names_the_law_that_its_limits_rest_on(press: Press) -> None:
    own = {"limits": {"basis": "《食品经营许可和备案管理办法》第十八条"}}
    assert "期限依据：《食品经营许可和备案管理办法》第十八条。" in text_of(printed(press, "SLTZ", guide=own))
    usual = text_of(printed(press, "SLTZ", guide={}))
    assert "期限依据：《中华人民共和国行政许可法》第四十二条。" in usual and "第八十二条" in usual


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-03-09", "2026年3月9日"),
        ("2026-03-09T09:30", "2026年3月9日9时30分"),
        ("2026-03-09 09:30:00", "2026年3月9日9时30分"),
        ("2026-03-09 上午", "2026年3月9日上午"),
        ("3月9日上午", "3月9日上午"),
        ("BH-2026-03-09-7", "BH-2026-03-09-7"),
    ],
)
def test_a_date_from_a_form_is_written_as_the_standard_for_official_documents_asks(
    press: Press, written: str, shown: str
) -> None:
    assert f"预约时段{shown}预约事项" in text_of(printed(press, "YYDJ", {**CATALOGUE["YYDJ"].sample, "slot": written}))


def test_a_long_answer_stands_under_the_form_with_its_label(press: Press) -> None:
    said = {**CATALOGUE["ZGFK"].sample, "findings": SENTENCE * 12}
    assert f"核实情况：{SENTENCE}" in text_of(printed(press, "ZGFK", said)), "in a form there is no colon"


@pytest.mark.parametrize(
    ("code", "fact"), [("SSCL", "opinion"), ("TSDF", "opinion"), ("TBCX", "days"), ("XBYJ", "outcome")]
)
def test_an_answer_without_its_answer_is_not_issued(press: Press, code: str, fact: str) -> None:
    said = {name: value for name, value in CATALOGUE[code].sample.items() if name != fact}
    with pytest.raises(Invalid) as refused:
        printed(press, code, said)
    assert refused.value.field == fact


@pytest.mark.parametrize("code", [code for code, one in CATALOGUE.items() if one.query])
def test_the_code_of_squares_leads_to_the_public_page_of_progress(press: Press, code: str) -> None:
    facts = press.facts(CATALOGUE[code], a_matter(), CATALOGUE[code].sample, number="N", at=AT)
    assert facts["url"] == "https://centre.example/progress?number=YJSCYD01-20260302-00001"
    assert CENTRE["phone"] in text_of(press.render(code, facts, at=AT))
