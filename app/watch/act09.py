"""9, somebody was not told what the law wants told: each pause, extension and third party has its notice."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.cases import CaseStatus
from app.domain.facts import FactKind, of_kind
from app.watch.looking import Looked, Sign, of_case

OF_FACT = {FactKind.PAUSED: "TBCX", FactKind.EXTENDED: "YQGZ"}
THIRD_PARTIES = "LHGZ"


def look(looked: Looked) -> Iterator[Sign]:
    """More pauses or extensions than notices of them; or a guide that wants third parties told, and nobody was."""
    issued = [notice.kind for notice in looked.notices]
    for kind, notice in OF_FACT.items():
        happened = len(of_kind(looked.facts, kind))
        if happened > issued.count(notice):
            yield of_case(looked, "9", notice, notice=notice, wanted=happened, issued=issued.count(notice))
    decided = looked.case.status in (CaseStatus.COMPLETED, CaseStatus.REFUSED)
    if looked.guide.get("third_parties") and decided and THIRD_PARTIES not in issued:
        yield of_case(looked, "9", THIRD_PARTIES, notice=THIRD_PARTIES, wanted=1, issued=0)
