"""The press: sets a document from its template and its facts, the same bytes from the same facts."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import typst

from app.errors import Finding, Invalid, NotReady
from app.notices import qr
from app.notices.catalogue import Catalogue, Document
from app.notices.facts import Letterhead, Matter, facts_of
from app.notices.glyphs import Typeface
from app.notices.sources import HOUSE, Sources, catalogue_of, changed

STANDARD = "a-2a"
"""PDF/A-2, level A: kept for good, and read aloud by a screen reader."""

# Its type says one file where it takes several, by name.
_compile: Callable[..., bytes] = cast(Any, typst.compile)
_AT = datetime(2026, 3, 2, 2, 5, tzinfo=UTC)
_TEMPORARY = re.compile(r"\S*lianban-press-[^/\s]*/")
"""Where the typesetter believes that a file lies; its name and line are what helps."""


class Press:
    """One set of templates under one letterhead; may be used by any thread."""

    def __init__(self, sources: Sources, letterhead: Letterhead, typeface: Typeface) -> None:
        """Raises NotReady: a file of the catalogue cannot be used."""
        self.sources = dict(sources)
        self.letterhead = letterhead
        self.typeface = typeface
        self.catalogue: Catalogue = _catalogue(tuple(sorted(self.sources.items())))

    @cached_property
    def packed(self) -> bytes:
        """Templates and letterhead in one piece, from which `unpacked` makes the same press again."""
        files = {name: b64encode(data).decode() for name, data in sorted(self.sources.items())}
        kept = {"files": files, "letterhead": vars(self.letterhead)}
        return zlib.compress(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode(), 9)

    @cached_property
    def digest(self) -> str:
        """What templates and letterhead it is, 64 hexadecimal digits."""
        return hashlib.sha256(zlib.decompress(self.packed)).hexdigest()

    @cached_property
    def renderer(self) -> str:
        """Which typesetter and which fonts make the bytes."""
        return f"typst {version('typst')}; {', '.join(self.typeface.fingerprint)}"

    def facts(
        self, document: Document, matter: Matter, said: Mapping[str, Any], *, number: str, at: datetime
    ) -> dict[str, Any]:
        """Everything the template is given.  Raises Invalid: a fact is missing or not of its sort."""
        return facts_of(self.letterhead, document, matter, said, number=number, at=at)

    def check(self, facts: Mapping[str, Any]) -> None:
        """Raises Invalid: a character cannot be printed; names it and the field."""
        self.typeface.check(facts)

    def render(self, code: str, facts: Mapping[str, Any], *, at: datetime, draft: bool = False) -> bytes:
        """The PDF.  Same facts, same moment, same fonts: same bytes.  Raises NotReady: the template does not work."""
        given = {**facts, "draft": draft, "qr": None}
        if facts["url"]:
            given["qr"] = qr.svg(qr.address(str(facts["url"]), str(facts["query_code"])))
        return self.set(self.sources, f"{code}.typ", given, at=at)

    def set(self, sources: Sources, name: str, facts: Mapping[str, Any], *, at: datetime) -> bytes:
        """Set one file of the sources from its facts, in the fonts of the house.  Raises NotReady: it does not work."""
        given = {"fonts": self.typeface.families, **facts}
        house = f'#import "{HOUSE}": *\n' if HOUSE in sources else ""
        main = f'{house}#include "{name}"\n'
        try:
            return _compile(
                {**sources, "main.typ": main.encode()},
                root=_nowhere(),
                font_paths=self.typeface.fonts,
                ignore_system_fonts=True,
                sys_inputs={"facts": json.dumps(given, ensure_ascii=False)},
                format="pdf",
                pdf_standards=[STANDARD],
                timestamp=at.replace(microsecond=0),  # the typesetter takes whole seconds only
            )
        except typst.TypstError as error:
            why = _TEMPORARY.sub("", str(error.diagnostic or error.message)).removeprefix("error: ").strip()
            raise NotReady(f"the template {name} does not work: {why}", f"模板{name}无法使用:{why}") from error

    def check_templates(self, codes: Iterable[str] | None = None) -> list[Finding]:
        """Set documents from their samples and from the least that they can be issued with.

        codes: None checks those that differ from what comes with the house.
        """
        found = []
        for code in changed(self.sources) if codes is None else codes:
            try:
                self.render(code, self.sample(code), at=_AT)
                self.render(code, self.least(code), at=_AT)
            except (NotReady, Invalid) as error:
                found.append(
                    Finding(code="template", element=code, message_en=error.message_en, message_zh=error.message_zh)
                )
        return found

    def sample(self, code: str) -> dict[str, Any]:
        """The facts of a document's sample, checked."""
        return self._tried(code, self.catalogue[code].sample, guide=_SAMPLE_GUIDE, window="A02")

    def least(self, code: str) -> dict[str, Any]:
        """The facts of a document of which nothing is said but what it needs, about an item without a guide."""
        document = self.catalogue[code]
        needed = {fact.name for fact in document.needed}
        return self._tried(code, {name: said for name, said in document.sample.items() if name in needed})

    def _tried(
        self, code: str, said: Mapping[str, Any], guide: Mapping[str, Any] | None = None, window: str = ""
    ) -> dict[str, Any]:
        document = self.catalogue[code]
        matter = Matter(
            number="YJSCYD01-20260302-00001",
            code="8H3KQ2MN",
            item="开办餐饮店“一件事”",
            applicant="青禾区王小二餐饮店",
            lead=next(iter(self.letterhead.departments), ""),
            window=window,
            received_at=_AT,
            guide=guide or {},
        )
        facts = self.facts(document, matter, said, number=f"{document.series}-2026-000001", at=_AT)
        self.check(facts)
        return facts


def unpacked(packed: bytes, typeface: Typeface) -> Press:
    """The press that was packed, to print years later what was issued with it."""
    kept = json.loads(zlib.decompress(packed))
    sources = {name: b64decode(text) for name, text in kept["files"].items()}
    return Press(sources, Letterhead(**kept["letterhead"]), typeface)


@cache
def _catalogue(sources: tuple[tuple[str, bytes], ...]) -> Catalogue:
    return catalogue_of(dict(sources))


@cache
def _nowhere() -> Path:
    """An empty folder for the typesetter's root: a template reads the files of its set and no others."""
    return Path(tempfile.mkdtemp(prefix="lianban-press-"))


_SAMPLE_GUIDE = {
    "disclosure": {
        "basis": ["《中华人民共和国行政许可法》第二十六条、第四十二条"],
        "conditions": ["已取得营业执照，主体状态正常", "有固定的经营场所"],
        "procedure": ["一窗受理", "并联审查", "一并出件"],
        "samples": ["联合申请表（格式文本与填写示例）"],
        "period": "承诺15个工作日，法定45个工作日",
        "fee_standard": "不收费",
    },
    "limits": {"basis": "《中华人民共和国行政许可法》第四十二条第二款"},
    "materials": [{"name": "联合申请表", "kind": "原件", "copies": 1}, {"name": "营业执照", "kind": "数据核验"}],
}
