"""Bytes that are not a diagram, or are more than one: XML's traps, encodings and sizes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import reading
from app.engine.reading import read
from app.errors import DiagramRefused
from tests.engine.drawing import (
    boundary,
    call,
    catch,
    draw,
    end,
    fork,
    link,
    many,
    receive,
    script,
    send,
    service,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.spoiling import PLAIN, codes, edited, findings

DOCTYPES = [
    '<!DOCTYPE definitions [<!ENTITY a "b">]>',
    '<!DOCTYPE definitions SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE definitions PUBLIC "-//x" "http://example.invalid/x.dtd">',
    '<!-- a --> \n<!DOCTYPE lolz [<!ENTITY l "lol"><!ENTITY l2 "&l;&l;&l;&l;&l;&l;&l;"><!ENTITY l3 "&l2;&l2;">]>',
    '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE d [<!ENTITY % x SYSTEM "http://example.invalid/"> %x;]>',
    "<!DOCTYPE d [<!ATTLIST process isExecutable CDATA 'true'>]>",
]


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_refuses_a_document_type(doctype: str) -> None:
    assert codes(edited("<definitions", doctype + "<definitions")) == {"doctype"}


def test_refuses_a_style_sheet_and_names_its_line() -> None:
    found = findings(edited("<definitions", '\n<?xml-stylesheet type="text/xsl" href="x.xsl"?>\n<definitions'))
    assert [(each.code, each.line) for each in found] == [("instruction", 3)]


def test_an_undeclared_entity_is_refused() -> None:
    assert codes(edited('id="p"', 'id="p" name="&xxe;"')) == {"not-xml"}


def test_comments_and_odd_instructions_inside_are_passed_over() -> None:
    source = edited("<startEvent", "<!-- <!DOCTYPE x> --><?tool hint?><startEvent")
    assert set(read(source).processes) == {"p"}


NOT_XML = [
    (b"", "empty"),
    (b"  \n\t ", "empty"),
    (b"\x00\x00", "empty"),
    (b"hello", "not-xml"),
    (b"{}", "not-xml"),
    (b"<a>", "not-xml"),
    (b"<a></b>", "not-xml"),
    (b"<a/><b/>", "not-xml"),
    (b"PK\x03\x04zip", "not-xml"),
    (b"%PDF-1.7 \xe2\xe3", "encoding"),
    (b"\x89PNG\r\n\x1a\n", "encoding"),
    (b"<a \xff='1'/>", "encoding"),
    (b"<a>\x00</a>", "not-xml"),
    (b"<a>\x0b</a>", "not-xml"),
    (b"<?xml version='1.0' encoding='utf-7'?><a/>", "encoding"),
    (b"<?xml version='1.0' encoding='ebcdic-cp-us'?><a/>", "encoding"),
    (b"<?xml version='1.0' encoding='base64'?><a/>", "encoding"),
    (codecs.BOM_UTF16_LE + b"<\x00a", "encoding"),
    (PLAIN[:-30], "not-xml"),
    (PLAIN.replace(b"</process>", b""), "not-xml"),
]


@pytest.mark.parametrize(("source", "code"), NOT_XML, ids=range(len(NOT_XML)))
def test_refuses_what_is_not_xml(source: bytes, code: str) -> None:
    assert codes(source) == {code}


def test_names_the_line_where_the_xml_breaks() -> None:
    found = findings(b"<?xml version='1.0'?>\n<definitions>\n<a></b>\n</definitions>")
    assert found[0].line == 3


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"<a/>", "namespace none"),
        (b"<definitions/>", "namespace none"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "DMN"),
        (b'<definitions xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL"/>', "CMMN"),
        (b'<Package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>', "XPDL"),
        (b'<process xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "<process>"),
        (b"<html/>", "<html>"),
    ],
)
def test_refuses_what_is_not_bpmn_and_says_what_it_is(source: bytes, words: str) -> None:
    found = findings(source)
    assert [each.code for each in found] == ["not-bpmn"]
    assert words in found[0].message_en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "iso-8859-1"])
def test_reads_the_usual_encodings(encoding: str) -> None:
    name = "é" if encoding == "iso-8859-1" else "联办"
    declared = encoding.replace("-le", "").replace("-be", "")
    text = edited('id="p"', f'id="p" name="{name}"').decode().replace("encoding='UTF-8'", f"encoding='{declared}'")
    assert read(text.encode(encoding)).processes["p"].get("name") == name


def test_refuses_what_is_too_large() -> None:
    assert codes(PLAIN + b" " * reading.MAX_BYTES) == {"too-large"}
    crowd = "<documentation/>" * (reading.MAX_ELEMENTS + 1)
    assert codes(edited("<startEvent", crowd + "<startEvent")) == {"too-large"}


def test_refuses_what_is_nested_too_deeply() -> None:
    deep = "<extensionElements>" + "<x>" * 220 + "</x>" * 220 + "</extensionElements>"
    assert codes(edited('isExecutable="true">', 'isExecutable="true">' + deep)) == {"too-deep"}
    assert codes(edited("<startEvent", "<x>" * 5000 + "</x>" * 5000 + "<startEvent")) == {"not-xml"}


def test_refuses_overlong_attributes_and_texts() -> None:
    assert codes(edited('id="p"', f'id="p" name="{"a" * 10_001}"')) == {"too-long"}
    doc = f"<documentation>{'a' * 100_001}</documentation>"
    assert codes(edited('isExecutable="true">', 'isExecutable="true">' + doc)) == {"too-long"}


BIG = draw(
    start("s"), user("a", many=many("depts", "d")), boundary("b", on="a", event=timer("P1D"), interrupting=False),
    sub("sp", start("s1"), script("x", "y = 1"), end("e1"), flows=["s1 -> x -> e1"]), call("c", "other"), xor("g"),
    fork("f"), service("v", "t"), send("n", topic="t"), receive("r", "m"), catch("w", signal("g")),
    throw("l", link("z")), catch("k", link("z")), end("e"), end("e2"),
    flows=["s -> a -> sp -> c -> g", "g -> f: ${ok}", "g -> v: default", "f -> n -> r -> w -> l", "k -> e", "b -> e2",
           "v -> e"],
)  # fmt: skip


def _tried(source: bytes) -> None:
    try:
        read(source)
    except DiagramRefused as error:
        assert error.findings


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    _tried(source)
    _tried(b"<?xml version='1.0'?>" + source)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(BIG) - 1), st.integers(0, 40), st.binary(max_size=8)), max_size=4))
def test_any_damage_is_read_or_refused(cuts: list[tuple[int, int, bytes]]) -> None:
    source = BIG
    for at, length, put in cuts:
        source = source[:at] + put + source[at + length :]
    _tried(source)


WORDS = [
    b"process",
    b"id=",
    b"a",
    b"sourceRef",
    b"task",
    b"Task",
    b"subProcess",
    b"message",
    b"flow",
    b'"',
    b"default",
    b"Event",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS), st.integers(1, 5)), max_size=3))
def test_any_renaming_is_read_or_refused(changes: list[tuple[bytes, bytes, int]]) -> None:
    source = BIG
    for old, new, count in changes:
        source = source.replace(old, new, count)
    _tried(source)
