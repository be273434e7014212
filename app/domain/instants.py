"""How a moment is written where it leaves the house as text: in UTC, with a `Z`."""

from __future__ import annotations

from datetime import UTC, datetime


def in_utc(at: datetime) -> str:
    """An aware moment as `2026-03-02T02:00:00Z`; microseconds only where there are some."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
