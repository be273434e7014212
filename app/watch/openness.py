"""1 and 5, what must be public is not, or the form is not free: looks at the public guides, not at cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.disclosure import gaps, is_item, paid_forms
from app.watch.looking import Sign


def look(key: str, version: int, guide: Mapping[str, Any], gone: Sequence[str] = ()) -> Iterator[Sign]:
    """What one guide lacks, and which of its forms cost something.

    gone: what is wrong with the forms and samples that it attaches, in words.
    """
    if not is_item(guide):
        return
    place = {"key": f"{key}/{version}", "department": str(guide.get("lead", ""))}
    lacking = [one.field for one in gaps(guide)]
    if lacking:
        yield Sign(rule="1", evidence={"item": key, "version": version, "missing": lacking}, **place)
    paid = paid_forms(guide)
    without = [one for one in ("samples",) if one in lacking]
    if paid or without or gone:
        evidence = {"item": key, "version": version, "paid": paid, "missing": [*without, *gone]}
        yield Sign(rule="5", evidence=evidence, **place)
