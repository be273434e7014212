"""Whether the ledgers are as they were sealed, case by case, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.desk.house import Desk
from app.domain import ledger
from app.domain.ledger import Flaw
from app.store import papers


@dataclass(frozen=True, kw_only=True)
class Audited:
    """One case's ledger and what was done to it; no flaws is as it should be."""

    number: str
    entries: int
    flaws: tuple[Flaw, ...]


def verify_ledgers(desk: Desk, numbers: Iterable[str] | None = None) -> Iterator[Audited]:
    """Check every case's ledger, or those of some cases; one case is in memory at a time."""
    wanted = None if numbers is None else set(numbers)
    with desk.database.reading() as connection:
        for number, head, entries in papers.ledgers(connection):
            if wanted is None or number in wanted:
                flaws = ledger.verify(entries, head=head, first=ledger.genesis(number))
                yield Audited(number=number, entries=len(entries), flaws=tuple(flaws))
