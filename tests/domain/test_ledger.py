"""Whatever is done to a sealed ledger is found, and named for what it is."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ledger import (
    GENESIS,
    Entry,
    Flaw,
    FlawKind,
    canonical,
    detail_of,
    genesis,
    head_of,
    seal,
    verify,
)

START = datetime(2026, 2, 13, 2, 0, tzinfo=UTC)
CASE = "joint-20260213-00001"


def ledger(length: int, case: str = CASE) -> list[Entry]:
    entries: list[Entry] = []
    prev = genesis(case)
    for seq in range(1, length + 1):
        entry = seal(prev, seq, START + timedelta(minutes=seq), f"user{seq}", "complete", {"意见": "同意", "n": seq})
        entries.append(entry)
        prev = entry.hash
    return entries


def found(entries: list[Entry], head: tuple[int, str] | None) -> list[tuple[FlawKind, int]]:
    return [(flaw.kind, flaw.seq) for flaw in verify(entries, head=head, first=genesis(CASE))]


def reseal(entry: Entry, **changes: Any) -> Entry:
    new = replace(entry, **changes)
    return seal(new.prev, new.seq, new.at, new.actor, new.act, new.detail)


lengths = st.integers(1, 12)


@given(lengths)
def test_an_untouched_ledger_is_sound(length: int) -> None:
    entries = ledger(length)
    assert found(entries, head_of(entries)) == []
    assert found(entries, None) == []
    assert verify([], head=(0, GENESIS)) == []


@given(st.data())
def test_any_single_byte_changed_is_found_and_named(data: st.DataObject) -> None:
    entries = ledger(data.draw(lengths))
    head = head_of(entries)
    place = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(["actor", "act", "prev", "hash", "at", "detail"]))
    entries[place] = replace(entries[place], **{field: _bent(data, getattr(entries[place], field))})
    assert found(entries, head) == [(FlawKind.CHANGED, place + 1)]


def _bent(data: st.DataObject, value: Any) -> Any:
    if isinstance(value, datetime):
        return value + timedelta(microseconds=data.draw(st.integers(1, 10**9)))
    if isinstance(value, dict):
        return {**value, "意见": _bent(data, value["意见"])}
    place = data.draw(st.integers(0, len(value) - 1))
    sign = data.draw(st.characters(codec="utf-8", exclude_characters=value[place]))
    return value[:place] + sign + value[place + 1 :]


@given(st.data())
def test_a_deleted_entry_is_missing(data: st.DataObject) -> None:
    entries = ledger(data.draw(lengths))
    head = head_of(entries)
    gone = data.draw(st.sets(st.integers(1, len(entries)), min_size=1))
    assert found([e for e in entries if e.seq not in gone], head) == [(FlawKind.MISSING, n) for n in sorted(gone)]


@given(st.data())
def test_entries_stored_in_each_others_place_are_reordered(data: st.DataObject) -> None:
    entries = ledger(data.draw(st.integers(2, 12)))
    head = head_of(entries)
    a, b = sorted(data.draw(st.sets(st.integers(0, len(entries) - 1), min_size=2, max_size=2)))
    entries[a], entries[b] = entries[b], entries[a]
    assert found(entries, head) == [(FlawKind.REORDERED, a + 1), (FlawKind.REORDERED, b + 1)]


@given(st.data())
def test_entries_that_exchanged_their_numbers_are_reordered(data: st.DataObject) -> None:
    entries = ledger(data.draw(st.integers(2, 12)))
    head = head_of(entries)
    a, b = sorted(data.draw(st.sets(st.integers(0, len(entries) - 1), min_size=2, max_size=2)))
    entries[a], entries[b] = replace(entries[b], seq=a + 1), replace(entries[a], seq=b + 1)
    assert found(entries, head) == [(FlawKind.REORDERED, a + 1), (FlawKind.REORDERED, b + 1)]


@given(st.data())
def test_an_entry_under_a_foreign_number_is_named_by_its_own(data: st.DataObject) -> None:
    entries = ledger(data.draw(lengths))
    head = head_of(entries)
    place = data.draw(st.integers(0, len(entries) - 1))
    entries[place] = replace(entries[place], seq=100)
    assert (FlawKind.REORDERED, place + 1) in found(entries, head)
    assert FlawKind.MISSING not in {kind for kind, _ in found(entries, head)}


@given(st.data())
def test_an_entry_rewritten_together_with_its_hash_is_changed(data: st.DataObject) -> None:
    entries = ledger(data.draw(lengths))
    head = head_of(entries)
    place = data.draw(st.integers(0, len(entries) - 1))
    entries[place] = reseal(entries[place], detail={"意见": "不同意"})
    assert found(entries, head) == [(FlawKind.CHANGED, place + 1)]


@given(st.data())
def test_a_whole_tail_sealed_anew_does_not_end_where_the_case_says(data: st.DataObject) -> None:
    entries = ledger(data.draw(st.integers(2, 12)))
    head = head_of(entries)
    place = data.draw(st.integers(0, len(entries) - 1))
    entries[place] = reseal(entries[place], actor="somebody else")
    for later in range(place + 1, len(entries)):
        entries[later] = reseal(entries[later], prev=entries[later - 1].hash)
    assert found(entries, head) == [(FlawKind.CHANGED, len(entries))]


@given(st.data())
def test_a_deletion_with_the_rest_renumbered_and_sealed_anew_is_missing_its_end(data: st.DataObject) -> None:
    entries = ledger(data.draw(st.integers(2, 12)))
    head = head_of(entries)
    del entries[data.draw(st.integers(0, len(entries) - 1))]
    prev = genesis(CASE)
    for place, entry in enumerate(entries):
        entries[place] = reseal(entry, seq=place + 1, prev=prev)
        prev = entries[place].hash
    assert found(entries, head) == [(FlawKind.MISSING, head[0])]


def test_an_entry_added_after_the_end_is_changed() -> None:
    entries = ledger(3)
    head = head_of(entries)
    entries.append(seal(head[1], 4, START, "intruder", "complete", {}))
    assert found(entries, head) == [(FlawKind.CHANGED, 4)]


def test_a_second_entry_under_one_number_is_changed() -> None:
    entries = ledger(4)
    head = head_of(entries)
    entries.insert(2, reseal(entries[1], actor="intruder"))
    assert found(entries, head) == [(FlawKind.CHANGED, 2)]


def test_the_ledger_of_another_case_is_not_taken_for_this_one() -> None:
    other = ledger(3, "joint-20260213-00002")
    assert found(other, head_of(other)) == [(FlawKind.CHANGED, 1)]


def test_an_empty_ledger_of_a_case_with_entries_misses_them_all() -> None:
    assert found([], (2, "0" * 64)) == [(FlawKind.MISSING, 1), (FlawKind.MISSING, 2)]


def test_a_flaw_says_in_both_languages_what_happened() -> None:
    entries = ledger(3)
    flaws = verify(entries[:1] + entries[2:], head=head_of(entries), first=genesis(CASE))
    assert flaws == [Flaw(kind=FlawKind.MISSING, seq=2, message="entry 2 is missing", message_zh="缺少第2条")]


@given(st.data())
def test_any_byte_changed_in_the_kept_detail_is_found(data: st.DataObject) -> None:
    entries = ledger(3)
    kept = bytearray(canonical(entries[1].detail))
    place = data.draw(st.integers(0, len(kept) - 1))
    kept[place] ^= data.draw(st.integers(1, 255))
    entries[1] = replace(entries[1], detail=detail_of(bytes(kept)))
    assert found(entries, head_of(entries)) == [(FlawKind.CHANGED, 2)]


@pytest.mark.parametrize("spoilt", [' {"n":1}', '{"n":1,"n":1}', '{"n":1.0}', "[1]", "", "\udcff"])
def test_a_detail_that_only_means_the_same_is_not_the_same(spoilt: str) -> None:
    entry = seal(genesis(CASE), 1, START, "u", "x", {"n": 1})
    assert found([replace(entry, detail=detail_of('{"n":1}'))], None) == []
    assert found([replace(entry, detail=detail_of(spoilt))], None) == [(FlawKind.CHANGED, 1)]


def test_the_hash_covers_every_field() -> None:
    sealed = {field.name for field in fields(Entry)} - {"hash"}
    one = ledger(1)[0]
    changed = {
        "seq": 2, "at": START, "actor": "x", "act": "claim", "detail": {}, "prev": GENESIS
    }  # fmt: skip
    assert set(changed) == sealed
    hashes = {reseal(one, **{name: value}).hash for name, value in changed.items()}
    assert len(hashes | {one.hash}) == len(sealed) + 1


def test_the_order_of_keys_and_the_zone_do_not_matter() -> None:
    same = START.astimezone(tz=None)
    assert canonical({"b": 1, "a": {"d": 2, "c": "中"}}) == '{"a":{"c":"中","d":2},"b":1}'.encode()
    assert seal(GENESIS, 1, START, "u", "x", {"b": 1, "a": 2}) == seal(GENESIS, 1, same, "u", "x", {"a": 2, "b": 1})


def test_refuses_to_seal_what_is_not_json() -> None:
    with pytest.raises(TypeError):
        seal(GENESIS, 1, START, "u", "x", {"who": {1, 2}})
