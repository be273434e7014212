"""The slip of a ticket (号票): a narrow paper for the printer of a terminal, made from the ticket and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.notices import qr, wording
from app.notices.press import Press

SLIP = Path(__file__).parent / "blanks" / "slip" / "slip.typ"


def slip_of(press: Press, said: Mapping[str, Any], leads: str, *, taken_at: datetime, at: datetime) -> bytes:
    """The PDF.  said: `number`, `queue`, `ahead`, `booked`.  leads: where its QR code leads, with no name in it."""
    facts = {
        **said,
        "centre": press.letterhead.centre.get("name", "政务服务中心"),
        "taken_at": wording.moment(taken_at, ZoneInfo(press.letterhead.zone)),
        "leads": leads,
        "qr": qr.svg(leads),
    }
    press.check({"queue": facts["queue"], "centre": facts["centre"]})
    return press.set({SLIP.name: SLIP.read_bytes()}, SLIP.name, facts, at=at)
