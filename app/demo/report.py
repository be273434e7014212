"""The demonstration's result as one document: what `--json` prints, and what the table shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.demo.diary import HOLIDAY, MAKE_UP, OPENING, Diary, read_moment
from app.demo.evidence import Evidence
from app.demo.findings import PROMISE, Check
from app.demo.highlights import Highlight, as_json
from app.demo.receiver import Mailbox
from app.demo.town import Played, Town

Json = dict[str, Any]


def document(
    seed: int,
    town: Town,
    evidence: Mapping[str, Evidence],
    checks: Sequence[Check],
    lines: Sequence[Highlight],
    box: Mailbox,
    ledger: Json,
) -> Json:
    """Everything, in an order that is the same for the same seed."""
    cases = [_case(town.played[number], seen, town.diary) for number, seen in evidence.items()]
    return {
        "seed": seed,
        "item": "joint",
        "began": OPENING.isoformat(),
        "ended": town.clock.now.isoformat(timespec="seconds"),
        "holiday": {
            "from": HOLIDAY[0].isoformat(),
            "to": HOLIDAY[1].isoformat(),
            "make_up": [d.isoformat() for d in MAKE_UP],
        },
        "cases": cases,
        "summary": _summary(cases, box, ledger),
        "happened": as_json(lines),
        "checks": [asdict(check) for check in checks],
        "ok": all(check.seen for check in checks),
    }


def _case(played: Played, seen: Evidence, diary: Diary) -> Json:
    case, story = seen.case, played.part.story
    return {
        "number": played.number,
        "shop": played.part.shop.name,
        "owner": played.part.shop.owner,
        "story": story.title,
        "facts": vars(story.facts),
        "departments": seen.co_departments,
        "status": case["status"],
        "received_at": _said(case["received_at"]),
        "accepted_at": _said(case["accepted_at"]),
        "due_at": _said(case["due_at"]),
        "ended_at": _said(case["ended_at"]),
        "steps": len(seen.done()),
        "working_days": {"used": seen.days_used(diary), "promise": PROMISE if case["due_at"] else None},
        "in_time": seen.in_time,
        "light": case["light"],
        "lights": dict(sorted(Counter(a["level"] for a in seen.alerts if a["level"] in ("yellow", "red")).items())),
        "alerts": {"raised": [_alert(alert) for alert in _in_order(seen.alerts)], "sent": _sent(seen)},
        "opinions": [_opinion(opinion) for opinion in seen.opinions],
        "notices": [notice["number"] for notice in seen.notices],
        "ledger_entries": len(seen.ledger),
        "stands_at": seen.stands_at,
    }


def _in_order(alerts: list[Json]) -> list[Json]:
    return sorted(alerts, key=lambda alert: (alert["at"], alert["id"]))


def _alert(alert: Json) -> Json:
    said = {name: alert[name] for name in ("level", "department", "element", "name")}
    return {**said, "at": _said(alert["at"])}


def _opinion(opinion: Json) -> Json:
    names = ("element", "kind", "department", "user", "acting_for", "outcome")
    said = {name: opinion[name] for name in names}
    return {**said, "at": _said(opinion["at"]), "withdrawn": opinion["withdrawn_at"] is not None}


def _sent(seen: Evidence) -> int:
    return sum(1 for one in seen.deliveries if one.is_alert)


def _said(moment: str | None) -> str | None:
    at = read_moment(moment)
    return None if at is None else at.isoformat(timespec="seconds")


def _summary(cases: list[Json], box: Mailbox, ledger: Json) -> Json:
    levels = Counter(alert["level"] for case in cases for alert in case["alerts"]["raised"])
    return {
        "cases": len(cases),
        "status": dict(sorted(Counter(case["status"] for case in cases).items())),
        "in_time": sum(1 for case in cases if case["in_time"]),
        "steps": sum(case["steps"] for case in cases),
        "alerts": dict(sorted(levels.items())),
        "messages": {
            "alerts": len(box.alerts()),
            "all": len(box.taken),
            "forged": box.forged,
            "repeated": box.repeated,
        },
        "ledger": ledger,
    }
