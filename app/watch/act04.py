"""4, repeated or unrelated materials: blocked when they are asked for; here, what came by another way."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.facts import FactKind, of_kind
from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """A notice that names something outside the published catalogue."""
    known = {str(one.get("code")) for one in looked.guide.get("materials", [])}
    for asked in of_kind(looked.facts, FactKind.SUPPLEMENT_ASKED):
        strange = [one["code"] for one in asked.data["materials"] if known and one["code"] not in known]
        if strange:
            yield of_case(looked, "4", str(asked.seq), materials=strange)
