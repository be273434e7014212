"""The bar that runs while the story is played: the story's own clock, and who has just done what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.demo.cast import Cast, Person
from app.demo.deeds import Do
from app.demo.diary import OPENING, spoken
from app.demo.doing import Errand
from app.demo.parts import Part

STEPS_OF_ITS_OWN = 4  # acceptance, visit, decision, delivery
WIDEST = 44


class Bar:
    """Counts steps; their number is an estimate until the last case has ended."""

    def __init__(self, console: Console, parts: Sequence[Part], cast: Cast) -> None:
        self._cast = cast
        total = sum(len(part.story.facts.departments) + STEPS_OF_ITS_OWN for part in parts)
        self._bar = Progress(
            TextColumn("[cyan]{task.fields[clock]}"),
            BarColumn(bar_width=22),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._row = self._bar.add_task("", total=total, clock=spoken(OPENING))

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def says(self, words: str) -> None:
        """What is going on."""
        self._bar.update(self._row, description=escape(words))

    def moved(self, at: datetime) -> None:
        """The story's clock stands here now."""
        self._bar.update(self._row, clock=spoken(at))

    def done(self, errand: Errand, person: Person) -> None:
        """Somebody did something."""
        words = f"{self._cast.short[person.department]} {person.name} {errand.task['name']}"
        self.says(f"{words} {errand.part.shop.name}"[:WIDEST])
        if errand.deed.do is Do.COMPLETE:
            self._bar.advance(self._row)
