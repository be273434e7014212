"""3, what could be corrected on the spot was turned away: declined, and the checklist has nothing else against it."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.cases import CaseStatus
from app.domain.verdicts import only_to_correct
from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """Declined over nothing but corrections."""
    if looked.case.status is CaseStatus.DECLINED and only_to_correct(list(looked.verdicts.values())):
        yield of_case(looked, "3", materials=[code for code, one in looked.verdicts.items() if one == "correct"])
