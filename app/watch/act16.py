"""16, a fee without a receipt: at the end of the case there still is none."""

from __future__ import annotations

from collections.abc import Iterator

from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """A fee that was paid and has no receipt number."""
    for one in looked.payments:
        if one.cents and not one.receipt and one.refused_at is None:
            yield of_case(looked, "16", f"paid/{one.id}", fee=one.fee, cents=one.cents)
