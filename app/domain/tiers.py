"""三级时限: how long 当天, 三天 and 一周 are, in working days; a week of an office has five."""

from __future__ import annotations

from collections.abc import Mapping

TIERS: Mapping[str, int] = {"当天": 0, "三天": 3, "一周": 5}
LIMITS = frozenset({"limit", "statutoryLimit", "externalLimit"})
"""Properties of diagrams that may name a tier instead of a number."""


def workdays_of(said: str) -> int:
    """The working days of a number or of a tier's name.  Raises ValueError: it is neither."""
    words = said.strip()
    if words in TIERS:
        return TIERS[words]
    if words.isascii() and words.isdecimal():
        return int(words)
    raise ValueError(f"expected a number of days or one of {', '.join(TIERS)}, got: {said[:60]}")


def counted(property_name: str, said: str) -> str:
    """What a property of a diagram says, a tier's name in a limit as the number of its working days."""
    return str(TIERS[said]) if property_name in LIMITS and said in TIERS else said
