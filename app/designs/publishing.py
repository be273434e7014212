"""What is known of a published version: its proof, and its ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.designs.versioning import Kept
from app.domain import ledger as sealing
from app.domain.ledger import Entry, Flaw
from app.store import proofs
from app.store.records import DefinitionRecord


def proof(house: Kept, version: DefinitionRecord) -> dict[str, Any] | None:
    """What was proved of a version when it was published; None for one from before there were proofs."""
    with house.database.reading() as connection:
        return proofs.proof(connection, version.id)


def ledger(house: Kept, version: DefinitionRecord) -> Sequence[Entry]:
    """The sealed record of a version: who published it, and who let it pass."""
    with house.database.reading() as connection:
        return proofs.entries(connection, version.id)


@dataclass(frozen=True, kw_only=True)
class AuditedVersion:
    """One version's ledger and what was done to it; no flaws is as it should be."""

    name: str
    entries: int
    flaws: tuple[Flaw, ...]


def verify_ledgers(house: Kept) -> Iterator[AuditedVersion]:
    """Check the ledger of every version that has one."""
    with house.database.reading() as connection:
        for name, head, found in proofs.ledgers(connection):
            flaws = sealing.verify(found, head=head, first=sealing.genesis(name))
            yield AuditedVersion(name=name, entries=len(found), flaws=tuple(flaws))
