"""How an actor is written into the ledger and onto papers: who, of which department, in whose stead."""

from __future__ import annotations

from app.domain.actors import Actor


def signature(actor: Actor, acting_for: str | None = None) -> str:
    """`user@department`, and `for A` when a B acts in the place of an absent A."""
    who = f"{actor.user}@{actor.department}" if actor.department else actor.user
    return f"{who} for {acting_for}" if acting_for else who
