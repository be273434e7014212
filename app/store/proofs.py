"""The proof of each version and its ledger: who published it, who let it pass although the proof failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app.domain import ledger
from app.domain.ledger import Entry
from app.store import tables_designs as t
from app.store.tables_house import definition

Proof = dict[str, Any]


def name_of(key: str, version: int) -> str:
    """What the ledger of a version stands upon, so that it cannot pass for another's."""
    return f"definition {key} {version}"


def keep(connection: Connection, number: int, name: str, proof: Proof) -> None:
    """Keep the proof of a new version and begin its ledger."""
    row = {"definition_id": number, "proof": proof, "ledger_seq": 0, "ledger_hash": ledger.genesis(name)}
    connection.execute(insert(t.definition_proof), row)


def record(connection: Connection, number: int, at: datetime, actor: str, act: str, detail: dict[str, Any]) -> None:
    """Seal one more entry upon the ledger of a version; one that was published before there were proofs has none."""
    head = connection.execute(
        select(t.definition_proof.c.ledger_seq, t.definition_proof.c.ledger_hash)
        .where(t.definition_proof.c.definition_id == number)
        .with_for_update()
    ).one_or_none()
    if head is None:
        return
    entry = ledger.seal(head.ledger_hash, head.ledger_seq + 1, at, actor, act, detail)
    connection.execute(
        insert(t.definition_ledger),
        {
            "definition_id": number,
            "seq": entry.seq,
            "at": entry.at,
            "actor": entry.actor,
            "act": entry.act,
            "detail": ledger.canonical(entry.detail).decode(),
            "prev": entry.prev,
            "hash": entry.hash,
        },
    )
    connection.execute(
        update(t.definition_proof)
        .where(t.definition_proof.c.definition_id == number)
        .values(ledger_seq=entry.seq, ledger_hash=entry.hash)
    )


def proof(connection: Connection, number: int) -> Proof | None:
    """The proof that a version was published with; None for one from before there were proofs."""
    wanted = select(t.definition_proof.c.proof).where(t.definition_proof.c.definition_id == number)
    found: Proof | None = connection.execute(wanted).scalar()
    return found


def entries(connection: Connection, number: int) -> list[Entry]:
    """The ledger of a version in the order in which it is stored."""
    columns = t.definition_ledger.c
    rows = connection.execute(
        select(t.definition_ledger).where(columns.definition_id == number).order_by(columns.seq)
    ).fetchall()
    return [
        Entry(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            act=row.act,
            detail=ledger.detail_of(row.detail),
            prev=row.prev,
            hash=row.hash,
        )
        for row in rows
    ]


def ledgers(connection: Connection) -> Iterator[tuple[str, tuple[int, str], list[Entry]]]:
    """Every version's name, remembered head and ledger."""
    heads = (
        select(definition.c.key, definition.c.version, t.definition_proof)
        .join(t.definition_proof, t.definition_proof.c.definition_id == definition.c.id)
        .order_by(definition.c.id)
    )
    for row in connection.execute(heads).fetchall():
        head = (row.ledger_seq, row.ledger_hash)
        yield name_of(row.key, row.version), head, entries(connection, row.definition_id)
