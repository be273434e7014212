"""The day as one JSON document: the timeline, the summary, every check with what was expected and what was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.demo.day.closing import WAYS, WHOLE, WHOLE_EN, Found, by_kind, numbers
from app.demo.day.dates import OPENING, THE_DAY, YEAR
from app.demo.day.stage import Seen, Stage

Json = dict[str, Any]


def document(seed: int, stage: Stage, found: Found, checks: Sequence[Seen], names: Sequence[tuple[str, str]]) -> Json:
    """Everything that came of it.  names: of the stories, in both languages."""
    return {
        "seed": seed,
        "day": f"{YEAR}-{THE_DAY}",
        "began": _written(OPENING),
        "ended": _written(stage.now),
        "ok": all(one.ok for one in checks),
        "timeline": [{**vars(one), "at": _written(one.at)} for one in stage.notes],
        "stories": [_story(zh, en, checks) for zh, en in (*names, (WHOLE, WHOLE_EN))],
        "summary": _summary(found, checks),
        "checks": [{**vars(one), "ok": one.ok} for one in checks],
    }


def _story(zh: str, en: str, checks: Sequence[Seen]) -> Json:
    own = [one for one in checks if one.story == zh]
    return {"name": zh, "name_en": en, "checks": len(own), "seen": sum(one.ok for one in own)}


def _summary(found: Found, checks: Sequence[Seen]) -> Json:
    items = [one for one in found.cases if one["item"] in WAYS]
    ends: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
    for one in items:
        ends[one["item"]][one["status"]] += 1
    procedures = Counter(one["item"] for one in found.cases if one["item"] not in WAYS)
    return {
        "cases": len(items),
        "ways": {way: dict(sorted(counts.items())) for way, counts in ends.items()},
        "procedures": dict(sorted(procedures.items())),
        "documents": by_kind(found),
        "documents_issued": len(numbers(found)),
        "alerts": dict(sorted(Counter(one["level"] for one in found.alerts).items())),
        "report": found.report["total"],
        "ledger": {
            "cases": found.ledger["cases"],
            "entries": found.ledger["entries"],
            "flawed": len(found.ledger["flawed"]),
        },
        "checks": {"all": len(checks), "seen": sum(one.ok for one in checks)},
    }


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
