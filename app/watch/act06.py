"""6, an application that meets the conditions was declined: the checklist found everything in order."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.cases import CaseStatus
from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """Declined although every material that the guide requires of all was found good."""
    found = looked.verdicts
    needed = [str(one["code"]) for one in looked.guide.get("materials", []) if one.get("required") and one.get("code")]
    all_good = bool(found) and all(one == "good" for one in found.values())
    if looked.case.status is CaseStatus.DECLINED and all_good and all(code in found for code in needed):
        yield of_case(looked, "6", materials=sorted(found))
