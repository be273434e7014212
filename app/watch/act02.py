"""2, not everything that is missing was told at once: a second notice names what lay there the first time."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.facts import FactKind, of_kind
from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """A notice after the first one, whatever reason was given for it."""
    asked = of_kind(looked.facts, FactKind.SUPPLEMENT_ASKED)
    first = {one["code"] for one in asked[0].data["materials"]} if asked else set()
    for again in asked[1:]:
        codes = [one["code"] for one in again.data["materials"]]
        left_out = [code for code in codes if code not in first]
        yield of_case(looked, "2", str(again.seq - 1), materials=left_out or codes)
