"""What a story is: what an applicant declares, who does what beside the routine, and what must be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.demo.deeds import Deed, Do, Scene
from app.demo.diary import BEIJING
from app.demo.evidence import Evidence
from app.demo.expecting import Expectation, ends
from app.demo.shops import Facts


@dataclass(frozen=True, kw_only=True)
class Story:
    """One case: when it is handed in, what it declares, its scenes beside the routine, and what must be seen."""

    title: str
    arrives: datetime
    facts: Facts
    scenes: tuple[Scene, ...] = ()
    expects: tuple[Expectation, ...] = ()
    explanation: str = ""
    """What the head of a department says to a red alert."""
    is_left: bool = False
    """Whether the case is left where it stands, while the others come to their ends."""

    def scene(self, step: str, department: str, turn: int) -> Scene | None:
        """What this story tells of a step; None where the routine goes on."""
        for scene in self.scenes:
            if scene.step == step and scene.department in ("", department) and scene.turn == turn:
                return scene
        return None


GRANTED = ends("completed", "准予许可，受理、决定、办结三份文书齐全", "SLTZ", "ZYXK", "BJTZ")
SILENT = (Deed(do=Do.NOTHING),)


def beijing(day: int, hour: int, minute: int) -> datetime:
    """A moment of February 2026."""
    return datetime(2026, 2, day, hour, minute, tzinfo=BEIJING)


def seen_that(name: str, test: Callable[[Evidence], bool]) -> Expectation:
    """An expectation of one story alone."""
    return Expectation(name=name, test=test)
