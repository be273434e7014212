"""The archive package of a case: one ZIP with a manifest of digests and the sealed ledger, which vouches for itself.

Made twice of the same files it has the same bytes: nothing is compressed, and no entry bears a time of its own.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from app.domain import ledger, sm3
from app.domain.acts import Act
from app.domain.ledger import Entry

FORMAT = "lianban-archive/1"
MANIFEST, LEDGER, NOTICES, FILES = "manifest.json", "ledger.jsonl", "notices/", "files/"
BRINGING = frozenset({Act.RECEIVE, Act.SUPPLEMENTED, Act.WITHDRAW_CASE})
"""Acts with which files come to a case."""

MOST_ENTRIES = 10**6
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PLAIN = 0o100644 << 16
_NEAT = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


class FaultKind(StrEnum):
    """What is wrong with a part of a package."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A part that is not as it was archived; `part` is a file, or `ledger entry N`."""

    kind: FaultKind
    part: str
    message: str
    message_zh: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A package and what is wrong with it; no faults is as it should be.  digest: SM3 of the whole."""

    number: str
    digest: str
    files: int
    entries: int
    faults: tuple[Fault, ...]


def document(content: Any) -> bytes:
    """A JSON document as packages have it: indented, keys sorted, moments in UTC."""
    return orjson.dumps(content, option=_NEAT)


def ledger_file(entries: Iterable[Entry]) -> bytes:
    """The ledger, one entry a line, with everything that its hashes cover."""
    return b"".join(
        orjson.dumps({**vars(entry), "at": _exact(entry.at)}, option=orjson.OPT_SORT_KEYS) + b"\n" for entry in entries
    )


def pack(number: str, files: Mapping[str, bytes], head: tuple[int, str], told: Mapping[str, Any]) -> bytes:
    """The package of a case.

    head: number and hash of the last entry of its ledger.  told: what else the manifest says.
    """
    manifest: dict[str, Any] = {
        **told,
        "format": FORMAT,
        "case": number,
        "ledger": {"entries": head[0], "head": head[1]},
        "files": [{"path": path, **digests(files[path])} for path in sorted(files)],
    }
    manifest["seal"] = _seal(manifest)
    return _zipped({MANIFEST: document(manifest), **files})


def digests(data: bytes) -> dict[str, Any]:
    """Size and both digests of a file."""
    return {"size": len(data), "sm3": sm3.digest(data), "sha256": hashlib.sha256(data).hexdigest()}


def check(raw: bytes, digest: str | None = None) -> Checked:
    """Everything that is wrong with a package, by itself: no database is asked.

    digest: SM3 of the package as the case's ledger has it; only then is a package found out that somebody made
    anew from the ground up.
    """
    files, faults = _unzipped(raw)
    manifest = _manifest(files, faults)
    listed = {str(one.get("path")): one for one in manifest.get("files", []) if isinstance(one, dict)}
    for path in sorted(listed.keys() - files.keys() - {fault.part for fault in faults}):
        faults.append(_fault(FaultKind.MISSING, path, "is missing", "缺失"))
    for path in sorted(files.keys() - listed.keys() - {MANIFEST}):
        faults.append(_fault(FaultKind.ADDED, path, "was added", "系后来加入"))
    for path in sorted(listed.keys() & files.keys()):
        if digests(files[path]) != {name: listed[path].get(name) for name in ("size", "sm3", "sha256")}:
            faults.append(_fault(FaultKind.CHANGED, path, "does not match its digests", "与摘要不符"))
    number = str(manifest.get("case", ""))
    entries = _entries(files.get(LEDGER, b""))
    if entries is None:
        faults.append(_fault(FaultKind.CHANGED, LEDGER, "cannot be read", "无法读取"))
    faults += _ledger_faults(number, manifest, entries or [])
    faults += _paper_faults(files, entries or []) + _file_faults(files, entries or [])
    whole = sm3.digest(raw)
    if not faults and _zipped(files) != raw:
        faults.append(_fault(FaultKind.CHANGED, "package", "has bytes beside its files", "含有文件以外的内容"))
    if digest is not None and digest.lower() != whole:
        faults.append(_fault(FaultKind.CHANGED, "package", "is not the one with this digest", "与给定摘要不符"))
    return Checked(number=number, digest=whole, files=len(files), entries=len(entries or []), faults=tuple(faults))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for path in sorted(files, key=lambda path: (path != MANIFEST, path)):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system, entry.external_attr = 3, _PLAIN  # the same on every system
            package.writestr(entry, files[path])
    return out.getvalue()


def _unzipped(raw: bytes) -> tuple[dict[str, bytes], list[Fault]]:
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    try:
        package = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return {}, [_fault(FaultKind.CHANGED, "package", "is not a ZIP", "不是 ZIP 文件")]
    left = len(raw)
    for entry in package.infolist():
        left -= entry.file_size  # what is not compressed cannot be more than there is
        if entry.filename in files:
            faults.append(_fault(FaultKind.ADDED, entry.filename, "is there twice", "重复出现"))
        elif entry.compress_type != zipfile.ZIP_STORED or left < 0 or entry.flag_bits & 1:
            faults.append(_fault(FaultKind.CHANGED, entry.filename, "is packed in another way", "打包方式不同"))
        else:
            try:
                files[entry.filename] = package.read(entry)
            except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
                faults.append(_fault(FaultKind.CHANGED, entry.filename, "cannot be read", "无法读取"))
    return files, faults


def _manifest(files: Mapping[str, bytes], faults: list[Fault]) -> dict[str, Any]:
    try:
        manifest = orjson.loads(files[MANIFEST])
    except KeyError:
        if not any(fault.part in (MANIFEST, "package") for fault in faults):
            faults.append(_fault(FaultKind.MISSING, MANIFEST, "is missing", "缺失"))
        return {}
    except orjson.JSONDecodeError:
        manifest = None
    sealed = isinstance(manifest, dict) and isinstance(manifest.get("files"), list)
    if not sealed or manifest.get("format") != FORMAT or manifest.get("seal") != _seal(manifest):
        faults.append(_fault(FaultKind.CHANGED, MANIFEST, "does not match its seal", "与封记不符"))
    return manifest if sealed else {}


def _seal(manifest: Mapping[str, Any]) -> str:
    return sm3.digest(document({key: value for key, value in manifest.items() if key != "seal"}))


def _entries(raw: bytes) -> list[Entry] | None:
    try:
        return [_entry(orjson.loads(line)) for line in raw.splitlines()]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def _entry(line: Mapping[str, Any]) -> Entry:
    at = datetime.fromisoformat(line["at"])
    seq, detail = line["seq"], line["detail"]
    if at.tzinfo is None or type(seq) is not int or not isinstance(detail, dict):
        raise ValueError(f"expected an entry of a ledger, got: {line}")
    texts = {name: str(line[name]) for name in ("actor", "act", "prev", "hash")}
    return Entry(seq=seq, at=at, detail=detail, **texts)


def _ledger_faults(number: str, manifest: Mapping[str, Any], entries: Sequence[Entry]) -> list[Fault]:
    said = manifest.get("ledger")
    number_of, last = (said.get("entries"), said.get("head")) if isinstance(said, dict) else (None, None)
    # What claims more entries than any case has is no head to hold a ledger against.
    known = (number_of, str(last)) if type(number_of) is int and 0 <= number_of <= MOST_ENTRIES else None
    flaws = ledger.verify(entries, head=known, first=ledger.genesis(number))
    kinds = {ledger.FlawKind.MISSING: FaultKind.MISSING}
    return [
        Fault(
            kind=kinds.get(flaw.kind, FaultKind.CHANGED),
            part=f"ledger entry {flaw.seq}",
            message=flaw.message,
            message_zh=flaw.message_zh,
        )
        for flaw in flaws
    ]


def _paper_faults(files: Mapping[str, bytes], entries: Iterable[Entry]) -> list[Fault]:
    """Papers that the ledger knows of: each is there, and is the one that was printed and served."""
    faults: dict[str, Fault] = {}
    for entry in entries:
        if entry.act not in (Act.NOTICE, Act.PRINT, Act.DELIVER):
            continue
        path = paper_path(str(entry.detail.get("number", "")))
        said = entry.detail.get("digest")
        if path not in files:
            faults.setdefault(
                path, _fault(FaultKind.MISSING, path, f"is named by entry {entry.seq}", "台账所列文书缺失")
            )
        elif said and said != sm3.digest(files[path]):
            faults[path] = _fault(FaultKind.CHANGED, path, f"is not the one of entry {entry.seq}", "与台账所记不符")
    return list(faults.values())


def paper_path(number: str) -> str:
    """Where a notice lies in a package."""
    return f"{NOTICES}{''.join(sign if sign.isalnum() or sign in '-_' else '_' for sign in number)}.pdf"


def file_path(number: int, name: str) -> str:
    """Where a file that was handed in lies in a package."""
    return f"{FILES}{number}-{''.join(sign if sign.isalnum() or sign in '-_.' else '_' for sign in name)}"


def files_told(entry: Entry) -> list[dict[str, str]]:
    """The files that an entry of the ledger says were handed in, by name and digest."""
    told = entry.detail.get("files") if entry.act in BRINGING else None
    known = told if isinstance(told, list) else []
    return [one for one in known if isinstance(one, dict) and one.get("name") and one.get("digest")]


def _file_faults(files: Mapping[str, bytes], entries: Iterable[Entry]) -> list[Fault]:
    """Files that the ledger knows of: each is there, whatever it is called."""
    there = {sm3.digest(data) for path, data in files.items() if path.startswith(FILES)}
    return [
        _fault(FaultKind.MISSING, one["name"], f"is named by entry {entry.seq}", "台账所列文件缺失或被改动")
        for entry in entries
        for one in files_told(entry)
        if one["digest"] not in there
    ]


def _fault(kind: FaultKind, part: str, message: str, message_zh: str) -> Fault:
    return Fault(kind=kind, part=part, message=f"{part} {message}", message_zh=f"{part}{message_zh}")


def _exact(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
