"""8, accepted although materials were known to be false: a material is marked so, and the case went on."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.cases import CaseStatus
from app.watch.looking import Looked, Sign, of_case


def look(looked: Looked) -> Iterator[Sign]:
    """Granted with a material that stands as false to the end."""
    false = [code for code, verdict in looked.verdicts.items() if verdict == "false"]
    if false and looked.case.status is CaseStatus.COMPLETED:
        yield of_case(looked, "8", "granted", materials=false)
