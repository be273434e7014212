"""Files that applicants hand in: which kinds are taken, under which name one is kept; none of them is ever opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from app.errors import Invalid, UnsupportedMedia

LONGEST_NAME = 120
_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: Mapping[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "ofd": ("application/ofd", _ZIP),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "doc": ("application/msword", _OLE),
    "docx": (f"{_OFFICE}wordprocessingml.document", _ZIP),
    "xls": ("application/vnd.ms-excel", _OLE),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", _ZIP),
}
"""By the ending of a name: the media type, and the bytes with which such a file begins."""


def kept_name(given: str) -> str:
    """The name without folders, invisible signs and signs that a file system or a header would misread.

    Raises Invalid: nothing is left of it.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    plain = "".join("_" if sign in '<>:"|?*;%' else sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem, dot, ending = plain.strip(" .").rpartition(".")
    if not (stem.strip(" .") and ending):
        raise Invalid(
            f"a file has a name with an ending, such as plan.pdf; got: {given[:60]!r}",
            f"文件名应含扩展名,如“平面图.pdf”;实际为“{given[:60]}”",
            field="name",
        )
    return stem.strip(" .")[: LONGEST_NAME - len(ending) - 1] + dot + ending[:16]


def media_of(name: str, data: bytes) -> str:
    """The media type of a file.  Raises UnsupportedMedia: it is of no kind that is taken, or does not begin like it.

    A changed ending is found out; what is inside is for the eyes of whoever opens it.
    """
    media, beginning = KINDS.get(name.rpartition(".")[2].lower(), ("", b""))
    if not media or not data.startswith(beginning):
        kinds = ", ".join(KINDS)
        said = "is of no kind that is taken" if not media else "does not begin like a file of its kind"
        said_zh = "不是可接收的文件类型" if not media else "的内容与扩展名不符"
        raise UnsupportedMedia(
            f"{name} {said}; expected one of {kinds}", f"“{name}”{said_zh};可接收:{kinds}", expected=list(KINDS)
        )
    return media
