"""What is known of a published version: its proof, and its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.designs.versioning import Kept
from app.domain.ledger import Entry
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
