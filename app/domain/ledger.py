"""The ledger of a case: entries sealed one upon the other with SM3, and what was done to them since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from app.domain.sm3 import digest

GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened; `hash` covers everything else, `prev` is the hash of the entry before."""

    seq: int
    at: datetime
    actor: str
    act: str
    detail: Mapping[str, Any]
    prev: str
    hash: str


def genesis(case: str) -> str:
    """What entry 1 of a case stands upon, so that the ledger of one case cannot pass for another's."""
    return digest(b"lianban ledger " + case.encode())


def canonical(detail: Mapping[str, Any]) -> bytes:
    """The bytes that are sealed, and that a store must keep as they are: sorted keys, no spaces, UTF-8."""
    return orjson.dumps(detail, option=orjson.OPT_SORT_KEYS)


def detail_of(kept: str | bytes) -> Mapping[str, Any]:
    """The detail as a store kept it; unless `canonical` wrote it so, it comes back as what no seal fits."""
    try:
        detail = orjson.loads(kept)
    except orjson.JSONDecodeError:
        detail = None
    raw = kept.encode("utf-8", "surrogateescape") if isinstance(kept, str) else kept
    if isinstance(detail, dict) and canonical(detail) == raw:
        return detail
    return {"": raw.hex()}


def seal(prev_hash: str, seq: int, at: datetime, actor: str, act: str, detail: Mapping[str, Any]) -> Entry:
    """The entry number `seq` (from 1) upon the hash before it.

    detail: JSON values only, keys are strings.  Raises TypeError: it is not.
    """
    sealed = _hash(prev_hash, seq, at, actor, act, detail)
    return Entry(seq=seq, at=at, actor=actor, act=act, detail=detail, prev=prev_hash, hash=sealed)


def holds(entry: Entry, seq: int | None = None) -> bool:
    """Whether the entry carries the hash of its own content; `seq`: read under another number."""
    number = entry.seq if seq is None else seq
    return _hash(entry.prev, number, entry.at, entry.actor, entry.act, entry.detail) == entry.hash


def _hash(prev: str, seq: int, at: datetime, actor: str, act: str, detail: Mapping[str, Any]) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest(orjson.dumps([prev, seq, moment, actor, act, detail], option=orjson.OPT_SORT_KEYS))


def head_of(entries: Sequence[Entry]) -> tuple[int, str]:
    """What the case has to remember: number and hash of its last entry."""
    return (entries[-1].seq, entries[-1].hash) if entries else (0, GENESIS)


class FlawKind(StrEnum):
    """What was done to an entry."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One entry that is not as it was sealed, by the number it was sealed under."""

    kind: FlawKind
    seq: int
    message: str
    message_zh: str


def verify(entries: Sequence[Entry], *, head: tuple[int, str] | None = None, first: str = GENESIS) -> list[Flaw]:
    """What was done to a ledger since it was sealed, in order of entry; empty when it is sound.

    entries: in the order in which they were stored.
    head: number and hash of the last entry as the case remembers them; without it a cut-off end goes unseen.
    first: what entry 1 stands upon, see `genesis`.
    """
    flaws = _out_of_place(entries)
    sound, broken = _sort_out(entries)
    end = head[0] if head else max([*sound, len(entries)])
    absent = set(range(1, end + 1)) - set(sound)
    for entry in broken:
        sealed_as = next((seq for seq in sorted(absent) if holds(entry, seq)), None)
        if sealed_as is not None:
            sound[sealed_as] = entry
            flaws.setdefault(sealed_as, _renumbered(sealed_as, entry.seq))
        else:
            flaws[entry.seq] = _changed(entry.seq, "its content does not match its hash", "内容与摘要不符")
        absent.discard(entry.seq if sealed_as is None else sealed_as)
    flaws |= {seq: _missing(seq) for seq in absent}
    flaws |= _unlinked(sound, head, first)
    return [flaws[seq] for seq in sorted(flaws)]


def _out_of_place(entries: Sequence[Entry]) -> dict[int, Flaw]:
    ordered = sorted(entry.seq for entry in entries)
    return {
        entry.seq: Flaw(
            kind=FlawKind.REORDERED,
            seq=entry.seq,
            message=f"entry {entry.seq} is stored in the place of entry {seq}",
            message_zh=f"第{entry.seq}条被存放在第{seq}条的位置",
        )
        for entry, seq in zip(entries, ordered, strict=True)
        if entry.seq != seq
    }


def _sort_out(entries: Sequence[Entry]) -> tuple[dict[int, Entry], list[Entry]]:
    """Entries that carry their own hash, by number, and the rest."""
    sound: dict[int, Entry] = {}
    broken: list[Entry] = []
    for entry in entries:
        if entry.seq not in sound and holds(entry):
            sound[entry.seq] = entry
        else:
            broken.append(entry)
    return sound, broken


def _unlinked(sound: Mapping[int, Entry], head: tuple[int, str] | None, first: str) -> dict[int, Flaw]:
    """Entries rewritten together with their hash; from the end, for each vouches for the one before it."""
    flaws: dict[int, Flaw] = {}
    for seq in sorted(sound, reverse=True):
        entry, after = sound[seq], sound.get(seq + 1)
        if head and seq > head[0]:
            flaws[seq] = _changed(seq, f"the case knows {head[0]} entries only", f"该办件只记有{head[0]}条")
        elif head and seq == head[0] and entry.hash != head[1]:
            flaws[seq] = _changed(seq, "the case knows another last entry", "与办件所记的末条摘要不符")
        elif after and seq + 1 not in flaws and after.prev != entry.hash:
            why_zh = f"第{seq + 1}条所承接的并非此条"
            flaws[seq] = _changed(seq, f"entry {seq + 1} was sealed upon another one", why_zh)
        elif seq == 1 and entry.prev != first:
            flaws[seq] = _changed(seq, "it does not begin this case's ledger", "不是本办件台账的首条")
    return flaws


def _changed(seq: int, why: str, why_zh: str) -> Flaw:
    message, message_zh = f"entry {seq} was changed: {why}", f"第{seq}条被改动:{why_zh}"
    return Flaw(kind=FlawKind.CHANGED, seq=seq, message=message, message_zh=message_zh)


def _missing(seq: int) -> Flaw:
    message, message_zh = f"entry {seq} is missing", f"缺少第{seq}条"
    return Flaw(kind=FlawKind.MISSING, seq=seq, message=message, message_zh=message_zh)


def _renumbered(seq: int, now: int) -> Flaw:
    return Flaw(
        kind=FlawKind.REORDERED,
        seq=seq,
        message=f"entry {seq} is filed under number {now}",
        message_zh=f"第{seq}条被改记为第{now}条",
    )
