"""15, a fee that is not in the published schedule: refused when it is entered; seen if it is there all the same."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.fees import schedule
from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """A fee without a line in the schedule, or above it."""
    known = schedule(looked.guide)
    for one in looked.payments:
        line = known.get(one.fee)
        if line is None or one.cents > line.cents:
            most = line.cents if line else 0
            yield of_case(looked, "15", str(one.id), fee=one.fee, cents=one.cents, published=most)
