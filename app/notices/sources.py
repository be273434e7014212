"""The sources of the documents: what comes with the house, with the centre's own files laid over it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.errors import NotReady
from app.notices.catalogue import Catalogue, Document, read_document

BUILT_IN = Path(__file__).parent / "templates"
HOUSE = "house.typ"
"""What all documents have in common."""

KINDS = frozenset({".typ", ".toml", ".svg", ".png", ".jpg"})
LARGEST = 2 * 1024 * 1024
_PACKAGE = re.compile(rb"@[A-Za-z0-9_-]+/[A-Za-z0-9_-]+:")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,15}")

Sources = Mapping[str, bytes]


@cache
def built_in() -> Sources:
    """The files that come with the house, by name."""
    return {path.name: path.read_bytes() for path in sorted(BUILT_IN.iterdir()) if path.suffix in KINDS}


def overlaid(folder: Path | None) -> Sources:
    """The built-in files, each replaced by the one of the same name in the centre's folder.

    Raises NotReady: the folder is not there, or a file in it is a link to elsewhere, too large, or asks for a package.
    """
    if folder is None:
        return built_in()
    if not folder.is_dir():
        raise NotReady(f"LIANBAN_TEMPLATES is {folder}, which is no folder", f"文书模板文件夹{folder}不存在")
    return {**built_in(), **{path.name: _read(path) for path in sorted(folder.iterdir()) if path.suffix in KINDS}}


def _read(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise NotReady(f"{path} is not a plain file", f"{path}不是普通文件")
    data = path.read_bytes()
    if len(data) > LARGEST:
        raise NotReady(f"{path} has {len(data)} bytes; at most {LARGEST}", f"{path}过大,上限为{LARGEST}字节")
    if path.suffix == ".typ" and _PACKAGE.search(data):
        # The typesetter would fetch it from the network while somebody waits at a window.
        raise NotReady(
            f"{path} imports a package; a template uses only the files of its folder", f"{path}引用了外部软件包"
        )
    return data


def catalogue_of(sources: Sources) -> Catalogue:
    """Every `CODE.toml` that has its `CODE.typ`.  Raises NotReady: one of the two is missing or cannot be used."""
    codes = {name.removesuffix(".toml") for name in sources if name.endswith(".toml")}
    drawn = {name.removesuffix(".typ") for name in sources if name.endswith(".typ") and name != HOUSE}
    if alone := sorted(codes - drawn):
        raise NotReady(f"{alone[0]}.toml has no template {alone[0]}.typ beside it", f"缺少模板{alone[0]}.typ")
    documents: dict[str, Document] = {}
    for code in codes:
        if not _CODE.fullmatch(code):
            raise NotReady(f"{code}.toml: a code is 2 to 16 capitals", f"文书代码“{code}”应为2至16位大写字母")
        documents[code] = read_document(code, sources[f"{code}.toml"])
    return Catalogue(documents)


def changed(sources: Sources) -> list[str]:
    """The documents whose printing differs from what comes with the house; the others were tested with it."""
    own, codes = built_in(), sorted(catalogue_of(sources))
    shared = {name for name in {*sources, *own} if not _CODE.fullmatch(name.rpartition(".")[0])}
    if any(sources.get(name) != own.get(name) for name in shared):
        return codes
    return [code for code in codes if any(sources[code + kind] != own.get(code + kind) for kind in (".toml", ".typ"))]
