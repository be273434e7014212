"""13, papers were lost or damaged: an original that never went back."""

from __future__ import annotations

from collections.abc import Iterator

from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """Originals that the case still holds now that it is over."""
    held = [one.code for one in looked.originals if one.returned_at is None]
    if held:
        yield of_case(looked, "13", "held", originals=held)
