"""A ledger that was tampered with is found out, and the entry is named."""

from __future__ import annotations

import pytest

from app import desk
from app.domain.ledger import FlawKind
from app.store.records import CaseRecord
from tests.factories import ADMIN, Centre, joint


@pytest.fixture
def case(centre: Centre) -> CaseRecord:
    """A finished case between two others."""
    centre.deploy(joint())
    centre.to_review()
    case = centre.to_review(departments=("fire",))
    centre.complete(case, "review", outcome="agree", opinion="同意")
    centre.complete(case, "decide", outcome="grant")
    centre.to_review()
    return centre.now(case)


def flaws(centre: Centre) -> list[tuple[str, str, int]]:
    found = desk.verify_ledgers(centre.house)
    return [(audited.number, str(flaw.kind), flaw.seq) for audited in found for flaw in audited.flaws]


def tamper(centre: Centre, *statements: str) -> None:
    with centre.house.database.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_an_untouched_ledger_verifies(centre: Centre, case: CaseRecord) -> None:
    audited = list(desk.verify_ledgers(centre.house))
    assert [a.flaws for a in audited] == [(), (), ()]
    assert audited[1].entries == case.ledger_seq > 8
    assert [a.number for a in desk.verify_ledgers(centre.house, [case.number])] == [case.number]


@pytest.mark.parametrize(
    "change",
    [
        "detail = replace(detail, '同意', '反对')",
        "detail = 'not json'",
        "detail = '[]'",
        "actor = 'somebody'",
        "at = at + 1",
        "at = 99999999999999999",
        "act = 'claim'",
        "detail = replace(detail, '{', '{ ')",
        "detail = replace(detail, '{', '{\"opinion\":\"反对\",')",
    ],
)
def test_a_changed_entry_is_named(centre: Centre, case: CaseRecord, change: str) -> None:
    seq = next(e.seq for e in desk.ledger(centre.house, ADMIN, case.number) if e.detail.get("opinion"))
    tamper(centre, f"UPDATE ledger SET {change} WHERE case_id = {case.id} AND seq = {seq}")
    assert flaws(centre) == [(case.number, FlawKind.CHANGED, seq)]


@pytest.mark.parametrize("seq", [1, 4, -1])
def test_a_missing_entry_is_named_also_the_last_one(centre: Centre, case: CaseRecord, seq: int) -> None:
    seq = seq if seq > 0 else case.ledger_seq
    tamper(centre, f"DELETE FROM ledger WHERE case_id = {case.id} AND seq = {seq}")
    assert flaws(centre) == [(case.number, FlawKind.MISSING, seq)]


def test_two_entries_in_each_others_place_are_named(centre: Centre, case: CaseRecord) -> None:
    where = f"WHERE case_id = {case.id} AND seq"
    tamper(
        centre,
        f"UPDATE ledger SET seq = 1000 {where} = 3",
        f"UPDATE ledger SET seq = 3 {where} = 4",
        f"UPDATE ledger SET seq = 4 {where} = 1000",
    )
    assert [(number, kind) for number, kind, _ in flaws(centre)] == [(case.number, FlawKind.REORDERED)] * 2


def test_an_entry_of_another_case_does_not_pass(centre: Centre, case: CaseRecord) -> None:
    tamper(
        centre,
        f"DELETE FROM ledger WHERE case_id = {case.id} AND seq = 1",
        f"UPDATE ledger SET case_id = {case.id} WHERE case_id = {case.id - 1} AND seq = 1",
    )
    found = {(number, seq) for number, _, seq in flaws(centre)}
    assert (case.number, 1) in found and len({number for number, _ in found}) == 2


def test_a_ledger_cut_and_sealed_anew_does_not_match_what_the_case_remembers(centre: Centre, case: CaseRecord) -> None:
    tamper(centre, f"DELETE FROM ledger WHERE case_id = {case.id} AND seq > 5")
    assert {kind for _, kind, _ in flaws(centre)} == {FlawKind.MISSING}


def test_the_whole_ledger_of_one_case_does_not_pass_for_anothers(centre: Centre, case: CaseRecord) -> None:
    first, last = case.id - 1, case.id + 1
    swap = "UPDATE ledger SET case_id = case_id + {} WHERE case_id = {}"
    columns = "ledger_seq, ledger_hash"
    move = "UPDATE case_file SET ({0}) = (SELECT {0} FROM kept WHERE kept.id = {1}) WHERE id = {2}"
    tamper(
        centre,
        f"UPDATE ledger SET seq = seq + 1000 WHERE case_id = {first}",
        swap.format(2, first),
        f"UPDATE ledger SET case_id = {first} WHERE case_id = {last} AND seq < 1000",
        "UPDATE ledger SET seq = seq - 1000 WHERE seq > 1000",
        f"CREATE TABLE kept AS SELECT id, {columns} FROM case_file",
        move.format(columns, first, last),
        move.format(columns, last, first),
    )
    found = flaws(centre)
    assert [(kind, seq) for _, kind, seq in found] == [(FlawKind.CHANGED, 1)] * 2
    assert case.number not in {number for number, _, _ in found}
