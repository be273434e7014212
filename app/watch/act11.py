"""11, no hearing where one must be held: the guide wants it, or somebody asked for it, and the case was decided."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.acts import Act
from app.domain.cases import CaseStatus
from app.watch.looking import Looked, Sign, of_case

HELD = "TZTZ"
ASKED = frozenset({"hearing.request", "hearing.requested"})


def look(looked: Looked) -> Iterator[Sign]:
    """Decided without a notice of a hearing."""
    asked = any(str(detail.get("name")) in ASKED for detail in looked.told(Act.MESSAGE))
    wanted = bool(looked.guide.get("hearing")) or asked or bool(looked.form.get("hearing_requested"))
    if wanted and looked.case.status in (CaseStatus.COMPLETED, CaseStatus.REFUSED) and HELD not in looked.kinds:
        yield of_case(looked, "11", by="request" if asked else "guide")
