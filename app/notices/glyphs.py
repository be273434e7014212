"""Whether every character can be printed, asked before anything is issued.

A character without a glyph would come out as a box, and an invisible one (a bidi control, a zero-width joiner)
could make a paper read otherwise than it is stored; both are refused by name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson
import typst
from fontTools.ttLib import TTCollection, TTFont

from app.errors import Invalid, NotReady

PACKAGE = "pylopdf_fonts_zh_cn"
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
FILES = frozenset({".otf", ".ttf", ".ttc"})
_BREAKS = frozenset("\r\n\t \u3000")
"""What leaves room between words; the last is the space of Chinese writing, a character wide."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_NOBODYS = _INVISIBLE | {"Co"}
"""What means something else in every centre is not printed either; what is newer than this Python's tables may be."""


class Typeface:
    """The fonts documents are set in: Noto Serif SC and Noto Sans SC, then those of the centre's own folder."""

    def __init__(self, own: Path | None = None) -> None:
        """Raises NotReady: the folder is not there."""
        if own is not None and not own.is_dir():
            raise NotReady(f"LIANBAN_FONTS is {own}, which is no folder", f"字体文件夹{own}不存在")
        self._folders = [_installed(), *([own] if own else [])]
        self._paths = self._read()

    def _read(self) -> list[Path]:
        paths = [path for folder in self._folders for path in sorted(folder.iterdir()) if path.suffix in FILES]
        known = {info.path for info in self.fonts.fonts()}
        for path in paths:
            if str(path) not in known:
                raise NotReady(f"the typesetter cannot read the font {path}", f"字体文件{path}无法使用")
        return paths

    @property
    def fonts(self) -> typst.Fonts:
        """For the typesetter; nothing of the machine's own fonts, which differ from one to the next."""
        return _fonts(tuple(str(folder) for folder in self._folders))

    @property
    def families(self) -> dict[str, list[str]]:
        """The families by style, in the order in which a glyph is looked for."""
        own = [name for name in self.fonts.families() if name not in (SERIF, SANS)]
        return {"serif": [SERIF, SANS, *own], "sans": [SANS, SERIF, *own]}

    @property
    def fingerprint(self) -> list[str]:
        """What tells these fonts from others: names and sizes of their files."""
        return [f"{path.name} {path.stat().st_size}" for path in self._paths]

    @cached_property
    def printable(self) -> frozenset[str]:
        """Every visible character for which one of the fonts has a glyph, the space and the line break."""
        return _printable(tuple(str(path) for path in self._paths))

    def first_missing(self, text: str) -> str | None:
        """The first character that cannot be printed, None when all can."""
        printable = self.printable
        return None if printable.issuperset(text) else next(one for one in text if one not in printable)

    def check(self, facts: Any) -> None:
        """Raises Invalid: a character of a fact cannot be printed; names the character and the field."""
        if self._prints_at_a_glance(facts):
            return
        for field, text in _texts("", facts):
            missing = self.first_missing(text)
            if missing is not None:
                raise unprintable(missing, field)

    def _prints_at_a_glance(self, facts: Any) -> bool:
        """Whether all facts, written as one text, can be printed; what JSON would escape is looked at one by one."""
        try:
            text = orjson.dumps(facts, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
        except TypeError:  # half a pair of surrogates, say
            return False
        return "\\" not in text and self.printable.issuperset(text)

    def check_line(self, field: str, text: str) -> None:
        """The same for a name, which stands on one line.  Raises Invalid."""
        missing = next((one for one in text if one in "\r\n\t"), None) or self.first_missing(text)
        if missing is not None:
            raise unprintable(missing, field)


def unprintable(character: str, field: str) -> Invalid:
    """The refusal of one character, in words that somebody at a window understands."""
    code, name = f"U+{ord(character):04X}", unicodedata.name(character, "")
    if unicodedata.category(character) in _INVISIBLE:
        return Invalid(
            f"{field} holds {code} {name}, an invisible character that no document may hold",
            f"“{field}”中含有不可见字符{code}{name and f'({name})'},不能载入文书,请删除后重新填写",
            field=field,
            character=code,
        )
    return Invalid(
        f"{field} holds “{character}” ({code}), for which the fonts have no glyph",
        f"“{field}”中的“{character}”({code})字库中没有字形,无法打印,请核对或补充字体",
        field=field,
        character=code,
    )


def _texts(field: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(f"{field}.{name}" if field else str(name), inner)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _texts(f"{field}[{place}]", inner)


def _installed() -> Path:
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise NotReady(f"the fonts ({PACKAGE}) are not installed", f"未安装字体包{PACKAGE}")
    return Path(found.submodule_search_locations[0])


@cache
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


@cache
def _printable(paths: tuple[str, ...]) -> frozenset[str]:
    covered: set[str] = set(_BREAKS)
    for path in paths:
        with TTCollection(path, lazy=True) if path.endswith(".ttc") else TTFont(path, lazy=True) as opened:
            for font in getattr(opened, "fonts", [opened]):
                covered.update(map(chr, font.getBestCmap()))
    return frozenset(one for one in covered if one in _BREAKS or unicodedata.category(one) not in _NOBODYS)
