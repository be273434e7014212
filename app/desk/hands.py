"""What drawn steps have done to the case in hand by the same rules that people follow: seal, stop its clock, look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.desk import authority, gathering, halting
from app.handlers.office import Sealing

if TYPE_CHECKING:
    from app.desk.opencase import OpenCase


class CaseHands:
    """The hands of one act."""

    def __init__(self, opened: OpenCase) -> None:
        self._opened = opened

    def sealing(self) -> Sealing:
        """Who seals what the act issues."""
        return authority.sealing(self._opened)

    def halt(self, ground: str, reason: str, days: int, element: str) -> bool:
        """Stop the clock of the case; False when it stands still on this ground already."""
        if any(stop.ground == ground for stop in halting.open_pauses(self._opened)):
            return False
        halting.halt(self._opened, ground, reason, days, element)
        return True

    def go_on(self, ground: str, element: str) -> bool:
        """Let the clock go on; False when it runs, or stands still on other grounds alone."""
        found = [stop for stop in halting.open_pauses(self._opened) if ground in ("", stop.ground)]
        for stop in found:
            halting.go_on(self._opened, stop, element=element)
        return bool(found)

    def lacking(self) -> list[tuple[str, str]]:
        """What the archive would lack if the case ended now: code, and words in Chinese."""
        return [(gap.code, gap.message_zh) for gap in gathering.gaps_ahead(self._opened)]
