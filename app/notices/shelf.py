"""The shelf: the forms and samples of items as files, a centre's own before those that come with the guides.

A file lies in `forms/ITEM/NAME`, in the data folder or beside the guides; where there is none, the house makes what
the guide says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.disclosure import FORM, SAMPLE, FormFile, form_files
from app.errors import NotReady

FOLDER = "forms"
BLANKS = Path(__file__).parent / "blanks"
FILLED = "-filled"
"""After a blank's name: the same form, filled in as an example."""
LARGEST = 5 * 1024 * 1024
MEDIA: Mapping[str, tuple[str, bytes]] = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ".odt": ("application/vnd.oasis.opendocument.text", b"PK\x03\x04"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
}
"""By a name's ending: what is told to browsers, and how such a file begins."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\.[a-z]{3,4}")
_ITEM = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)


@dataclass(frozen=True)
class Shelf:
    """The folders in which forms are looked for, the first that has one wins."""

    folders: tuple[Path, ...]

    def read(self, key: str, file: FormFile) -> bytes | None:
        """A file that somebody has laid there, None when there is none.  Raises NotReady: it cannot be given out."""
        if not (_ITEM.fullmatch(key) and _NAME.fullmatch(file.name)):
            return None
        places = [folder / FOLDER / key / file.name for folder in self.folders]
        found = next((place for place in places if place.is_symlink() or place.exists()), None)
        return None if found is None else _read(found)

    def faults(self, key: str, guide: Mapping[str, Any], documents: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with the files that a guide attaches, each in Chinese and English."""
        found = []
        for file in form_files(guide):
            try:
                check(key, file, documents, self)
            except NotReady as error:
                found.append((error.message_zh, error.message_en))
        return found


def media_of(name: str) -> str:
    """What browsers are told of a file of this name."""
    return MEDIA.get(Path(name).suffix, ("application/octet-stream", b""))[0]


@cache
def blanks() -> frozenset[str]:
    """What the house can make: the blanks, each also filled in, by name."""
    plain = {path.stem for path in BLANKS.glob("*.typ")} - {"sheet"}
    return frozenset(plain | {name + FILLED for name in plain})


def can_make(documents: Mapping[str, Any], made: str) -> bool:
    """Whether a guide may ask the house for this: a blank, or a document's code, which is set from its sample."""
    return made in blanks() or made in documents


def check(key: str, file: FormFile, documents: Mapping[str, Any], shelf: Shelf) -> None:
    """Raises NotReady: the file has no proper name, title or kind, or it is not there and nothing can be made."""
    if not _NAME.fullmatch(file.name) or Path(file.name).suffix not in MEDIA:
        wanted = ", ".join(sorted(MEDIA))
        raise NotReady(
            f"{file.name!r} is no name for a form: small letters, digits and hyphens, ending in {wanted}",
            f"“{file.name}”的文件名不正确，应为小写字母、数字和连字符，扩展名为{wanted}",
        )
    if not file.title.strip() or file.kind not in (FORM, SAMPLE):
        raise NotReady(f"{file.name} needs a title and a kind, form or sample", f"“{file.name}”须写明名称和种类")
    if file.made and not (can_make(documents, file.made) and file.name.endswith(".pdf")):
        raise NotReady(f"{file.name} asks for {file.made!r}, which is not made here", f"“{file.name}”无法自动生成")
    if shelf.read(key, file) is None and not file.made:
        raise NotReady(f"{file.name} is not in the folder {FOLDER}/{key}", f"“{file.name}”不在文件夹{FOLDER}/{key}中")


def _read(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise NotReady(f"{path.name} is not a plain file", f"“{path.name}”不是普通文件")
    if path.stat().st_size > LARGEST:
        raise NotReady(f"{path.name} is larger than {LARGEST} bytes", f"“{path.name}”超过{LARGEST}字节")
    data = path.read_bytes()
    if not data.startswith(MEDIA[path.suffix][1]):
        raise NotReady(f"{path.name} is not what its name says", f"“{path.name}”的内容与扩展名不符")
    return data
