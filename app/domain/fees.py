"""收费公示: the published schedule of an item's fees; nothing else may be charged, and never more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class Fee:
    """A line of the schedule.  cents: at most, in fen.  voluntary: for a service that nobody has to take."""

    code: str
    name: str
    cents: int
    basis: str
    voluntary: bool = False


def schedule(guide: Mapping[str, Any]) -> dict[str, Fee]:
    """The fees of a guide by their codes; a line without a legal basis is none."""
    found = {}
    for place, one in enumerate(guide.get("fees") or (), start=1):
        code, basis = str(one.get("code") or f"F{place:02d}"), str(one.get("basis") or "").strip()
        if basis and one.get("name"):
            found[code] = Fee(
                code=code,
                name=str(one["name"]),
                cents=cents_of(one.get("amount", 0)),
                basis=basis,
                voluntary=bool(one.get("voluntary")),
            )
    return found


def cents_of(amount: Any) -> int:
    """An amount in yuan, to the fen.  Raises Invalid: it is none."""
    try:
        cents = Decimal(str(amount)) * 100
    except InvalidOperation:
        cents = Decimal(-1)
    if cents < 0 or cents != cents.to_integral_value() or cents > 10**12:
        raise Invalid(
            f"expected an amount in yuan with at most two places, got: {amount!r:.40}", "金额不正确", field="amount"
        )
    return int(cents)
