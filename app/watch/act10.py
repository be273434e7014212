"""10, a refusal without its reasons: such papers cannot be issued; seen if one is there all the same."""

from __future__ import annotations

from collections.abc import Iterator

from app.watch.looking import Looked, Sign, of_case

REFUSALS = frozenset({"BYSL", "BBLD", "BYXK"})


def look(looked: Looked) -> Iterator[Sign]:
    """A paper of refusal that lacks reasons or legal basis."""
    for notice in looked.notices:
        lacking = [name for name in ("reasons", "basis") if not notice.data.get(name)]
        if notice.kind in REFUSALS and lacking:
            yield of_case(looked, "10", notice.number, notice=notice.number, lacking=lacking)
