"""The catalogue names every document the house knows, with what each must say."""

from __future__ import annotations

import pytest

from app.errors import NotReady
from app.notices import CATALOGUE, Audience, Sort
from app.notices.catalogue import read_document

OF_THE_RULE_BOOKS = {
    "YCGZ", "ZXSL", "BZGZ", "BYSL", "SLTZ", "SJHZ", "LBTZ", "XBYJ", "SBZB", "YQGZ", "TBCX", "BBLD", "BYXK",
    "BJTZ", "SDHZ", "DBTZ", "YJTZ", "HUPT", "HOPT", "TSSL", "TSDF", "SSSL", "SSCL", "DLTZ", "ZBRZ", "YBTJ",
}  # fmt: skip

documents = pytest.mark.parametrize("code", CATALOGUE)


def test_holds_every_document_of_the_rule_books() -> None:
    assert set(CATALOGUE) >= OF_THE_RULE_BOOKS


@documents
def test_is_named_in_both_languages_and_says_what_each_copy_is_for(code: str) -> None:
    document = CATALOGUE[code]
    assert document.code == document.series == code
    assert document.name and document.name_en.isascii()
    assert all(document.copies) and len(set(document.copies)) == len(document.copies)
    assert all(fact.label and fact.label_en for fact in document.facts)


@documents
def test_has_a_sample_that_gives_the_facts_it_needs(code: str) -> None:
    document = CATALOGUE[code]
    assert {fact.name for fact in document.needed} <= set(document.sample)
    assert set(document.sample) <= {fact.name for fact in document.facts}


def test_a_refusal_needs_reasons_and_basis_and_tells_of_both_remedies() -> None:
    assert CATALOGUE.refusals == {"BYSL", "BYXK", "BBLD"}
    for code in CATALOGUE.refusals:
        document = CATALOGUE[code]
        assert {"reasons", "basis"} == {fact.name for fact in document.needed}
        assert "六十日" in document.remedies and "行政复议" in document.remedies
        assert "六个月" in document.remedies and "行政诉讼" in document.remedies


def test_what_decides_must_be_served_within_ten_working_days() -> None:
    assert {code for code, one in CATALOGUE.items() if one.serve_days == 10} >= {"ZYXK", "BYXK", "BBLD", "BJTZ"}


def test_the_one_time_notification_has_a_copy_to_give_and_one_to_keep() -> None:
    assert CATALOGUE["YCGZ"].copies == ("送达申请人", "存档")


def test_papers_between_departments_are_not_for_applicants() -> None:
    inside = {code for code, one in CATALOGUE.items() if one.audience is not Audience.APPLICANT}
    assert inside >= {"XBYJ", "LBTZ", "DBTZ", "HUPT", "HOPT", "ZBRZ", "YBTJ"}


def test_reads_a_centres_own_document() -> None:
    own = b'name = "X"\nname_en = "X"\naudience = "applicant"\n[facts]\nsince_at = { label = "L", sort = "moment" }'
    document = read_document("OWN", own)
    assert document.copies == ("存档",)
    assert document.facts[0].sort is Sort.MOMENT


@pytest.mark.parametrize(
    "data",
    [b"name = ", b'name = "X"', b'name = "X"\naudience = "everybody"', b'name = "X"\naudience = "internal"\nx = 1'],
    ids=["not TOML", "no audience", "unknown audience", "unknown key"],
)
def test_names_the_file_that_cannot_be_used(data: bytes) -> None:
    with pytest.raises(NotReady, match=r"OWN\.toml"):
        read_document("OWN", data)
