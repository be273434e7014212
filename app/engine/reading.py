"""Reads the bytes of a diagram: hardened XML, BPMN's schema, ids and references; everything wrong is told at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from lxml import etree

from app.engine.findings import finding, worst_first
from app.engine.reading_ids import check_ids
from app.engine.reading_messages import name_messages
from app.engine.reading_references import check_references, resolve_prefixes
from app.engine.reading_schema import check_schema
from app.engine.reading_text import MAX_BYTES, decoded
from app.engine.shapes import BPMN, Element, line_of, local
from app.errors import DiagramRefused, Finding

__all__ = ["MAX_BYTES", "Diagram", "read"]

MAX_ELEMENTS = 20_000
MAX_DEPTH = 200
MAX_ATTRIBUTE = 10_000
MAX_TEXT = 100_000
MAX_FINDINGS = 20
OTHER_ROOTS = {
    "http://www.omg.org/spec/DMN/": ("a DMN decision table", "DMN 决策表"),
    "https://www.omg.org/spec/DMN/": ("a DMN decision table", "DMN 决策表"),
    "http://www.omg.org/spec/CMMN/": ("a CMMN case model", "CMMN 案例模型"),
    "http://www.w3.org/2000/svg": ("an SVG picture", "SVG 图片"),
    "http://www.wfmc.org/": ("an XPDL model", "XPDL 模型"),
    "http://schema.omg.org/spec/BPMN/1": ("a diagram in BPMN 1", "BPMN 1 流程图"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Diagram:
    """A diagram that was read and is well-formed BPMN; `digest` tells two contents apart, not two layouts of text.

    warnings: what does not keep it from running, such as a lane that names a shape which is not there.
    """

    name: str
    root: Element
    processes: dict[str, Element]
    digest: str
    warnings: tuple[Finding, ...] = ()


def read(source: bytes, name: str = "") -> Diagram:
    """The diagram in `source`; `name` is its file's, for messages.

    Raises DiagramRefused with everything that is wrong, as far as it can be told.
    """
    root = _parsed(decoded(source))
    _refuse_if(_shape_of(root))
    digest = hashlib.sha256(_canonical(root)).hexdigest()
    wrong = check_schema(root)
    resolve_prefixes(root)
    found = worst_first([*wrong, *check_ids(root), *check_references(root)])
    _refuse_if(found)
    name_messages(root)
    processes = {node.get("id", ""): node for node in root.iterchildren(f"{{{BPMN}}}process")}
    if not processes:
        raise DiagramRefused([finding("no-process", "the file holds no process", "文件中没有流程（process）")])
    warnings = tuple(each for each in found if each.severity == "warning")
    return Diagram(name=name, root=root, processes=processes, digest=digest, warnings=warnings)


def _canonical(root: Element) -> bytes:
    """The same bytes however the file is laid out; canonical XML knows no relative namespaces, so those are exempt."""
    try:
        return etree.tostring(root, method="c14n", with_comments=False)
    except etree.C14NError:
        return etree.tostring(root, encoding="utf-8")


def _refuse_if(findings: list[Finding]) -> None:
    if any(each.severity == "error" for each in findings):
        raise DiagramRefused(findings)


def _parsed(text: str) -> Element:
    """The tree of a text that is known to have no document type; nothing is fetched, expanded or kept open."""
    _refuse_if(_crowded(text))
    parser = etree.XMLParser(
        encoding="utf-8",  # overrides what the declaration says: the text is ours by now
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        reason = (error.msg or "not XML").rpartition(", line ")[0] or (error.msg or "not XML")
        raise DiagramRefused(
            [
                finding(
                    "not-xml",
                    f"the file is not well-formed XML: {reason}",
                    f"文件不是合法的 XML：{reason}",
                    line=error.lineno,
                )
            ]
        ) from None
    except (ValueError, UnicodeError) as error:
        raise DiagramRefused([finding("not-xml", f"the file is not XML: {error}", f"文件不是 XML：{error}")]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DiagramRefused([finding("doctype", "a document type is not allowed", "不允许使用 DOCTYPE")])
    return root


def _crowded(text: str) -> list[Finding]:
    """Counted in the text, so that a flood of elements is refused before a tree is built from it."""
    tags = text.count("<") - text.count("</") - text.count("<!") - text.count("<?")
    if tags <= MAX_ELEMENTS:
        return []
    return [
        finding(
            "too-large",
            f"the file has {tags} elements; at most {MAX_ELEMENTS}",
            f"文件有 {tags} 个元素，上限为 {MAX_ELEMENTS} 个",
        )
    ]


def _shape_of(root: Element) -> list[Finding]:
    """Whether it is BPMN 2.0 at all, and of a size that can be handled."""
    if root.tag != f"{{{BPMN}}}definitions":
        return [_not_bpmn(root)]
    found: list[Finding] = []
    depth = deepest = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        if event == "start" and len(found) < MAX_FINDINGS:
            found.extend(_too_long(node))
    if deepest > MAX_DEPTH:
        found.append(
            finding(
                "too-deep",
                f"elements are nested {deepest} deep; at most {MAX_DEPTH} are read",
                f"元素嵌套 {deepest} 层，上限为 {MAX_DEPTH} 层",
            )
        )
    return found


def _not_bpmn(root: Element) -> Finding:
    namespace, _, tag = root.tag.rpartition("}")
    namespace = namespace.removeprefix("{")
    en, zh = f"<{tag}> in namespace {namespace or 'none'}", f"命名空间 {namespace or '无'} 中的 <{tag}>"
    for start, (known_en, known_zh) in OTHER_ROOTS.items():
        if namespace.startswith(start):
            en, zh = known_en, known_zh
    return finding(
        "not-bpmn",
        f"expected BPMN 2.0 <definitions>, got {en}",
        f"应为 BPMN 2.0 的 <definitions>，实际为{zh}",
        line=line_of(root),
    )


def _too_long(node: Element) -> list[Finding]:
    for key, value in node.attrib.items():
        if len(value) > MAX_ATTRIBUTE:
            shown = str(key).rpartition("}")[2]
            return [
                finding(
                    "too-long",
                    f"attribute {shown!r} of <{local(node)}> has {len(value)} characters; at most {MAX_ATTRIBUTE}",
                    f"<{local(node)}> 的属性「{shown}」长 {len(value)} 个字符，上限为 {MAX_ATTRIBUTE}",
                    node,
                )
            ]
    if len(node.text or "") > MAX_TEXT:
        return [
            finding(
                "too-long",
                f"the text of <{local(node)}> has {len(node.text or '')} characters; at most {MAX_TEXT}",
                f"<{local(node)}> 的文本长 {len(node.text or '')} 个字符，上限为 {MAX_TEXT}",
                node,
            )
        ]
    return []
