"""From bytes to text: the encoding is settled here, and what stands before the root element is checked."""

from __future__ import annotations

import codecs
import re

from app.engine.findings import finding
from app.errors import DiagramRefused

MAX_BYTES = 5 * 1024 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
ENCODINGS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "ascii", "ascii": "ascii", "iso-8859-1": "iso-8859-1",
    "windows-1252": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
}  # fmt: skip
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:\-]{1,40})["']""")
BEFORE_ROOT = re.compile(
    r"\s+|<!--.*?-->|<\?xml\s.*?\?>|<\?(?P<instruction>[^\s?>]*).*?\?>|(?P<doctype><!DOCTYPE)", re.DOTALL
)


def decoded(source: bytes) -> str:
    """The text of the file; DiagramRefused for an empty, oversize or undecodable one and for a document type."""
    if not source.strip(b" \t\r\n\x00"):
        raise DiagramRefused([finding("empty", "the file is empty", "文件为空")])
    if len(source) > MAX_BYTES:
        raise DiagramRefused([
            finding(
                "too-large",
                f"the file has {len(source)} bytes; at most {MAX_BYTES} are read",
                f"文件大小为 {len(source)} 字节，上限为 {MAX_BYTES} 字节",
            )
        ])  # fmt: skip
    text = _text(source, _encoding(source))
    if "\x00" in text:
        raise DiagramRefused([finding("not-xml", "the file is not text", "文件不是文本")])
    _check_before_root(text)
    return text


def _encoding(source: bytes) -> str:
    for mark, encoding in MARKS:
        if source.startswith(mark):
            return encoding
    match = DECLARED.match(source[:400])
    if match is None:
        return "utf-8"
    declared = match.group(1).decode("ascii")
    encoding = ENCODINGS.get(declared.lower(), "")
    if not encoding:
        raise DiagramRefused([
            finding(
                "encoding",
                f"the encoding {declared!r} is not read; save the file as UTF-8",
                f"不支持编码「{declared}」，请以 UTF-8 保存",
                line=1,
            )
        ])  # fmt: skip
    return encoding


def _text(source: bytes, encoding: str) -> str:
    try:
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise DiagramRefused([
            finding(
                "encoding",
                f"byte {error.start + 1} is not valid {encoding}; save the file as UTF-8",
                f"第 {error.start + 1} 个字节不是有效的 {encoding} 编码，请以 UTF-8 保存",
                line=line,
            )
        ]) from None  # fmt: skip


def _check_before_root(text: str) -> None:
    """A DOCTYPE can only stand before the root, and so can a style sheet that a browser would run."""
    at = 0
    while match := BEFORE_ROOT.match(text, at):
        line = text.count("\n", 0, match.start()) + 1
        if match.group("doctype"):
            raise DiagramRefused([
                finding("doctype", "a document type (DOCTYPE) is not allowed", "不允许使用 DOCTYPE 声明", line=line)
            ])  # fmt: skip
        if match.group("instruction"):
            name = match.group("instruction")
            raise DiagramRefused([
                finding(
                    "instruction",
                    f"the processing instruction <?{name:.40}?> is not allowed",
                    f"不允许使用处理指令 <?{name:.40}?>",
                    line=line,
                )
            ])  # fmt: skip
        at = match.end()
