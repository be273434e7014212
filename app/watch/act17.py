"""17, a voluntary service that nobody asked for was charged: there is no request of the applicant's."""

from __future__ import annotations

from collections.abc import Iterator

from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """A voluntary fee without the evidence of who wanted it."""
    for one in looked.payments:
        if one.voluntary and not one.consent:
            yield of_case(looked, "17", str(one.id), fee=one.fee, cents=one.cents)
