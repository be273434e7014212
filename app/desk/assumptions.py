"""What a simulation assumes: how long steps take, what is answered, what applicants declare, who is there to work."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from app.errors import Invalid

LONGEST_HOURS = 10_000.0
_CALL = re.compile(r"\s*([a-z]+)\s*\(([^()]*)\)\s*")


class Hours(Protocol):
    """How many working hours a step takes, drawn anew each time."""

    def draw(self, random: Random) -> float:
        """One time, in working hours."""

    def __str__(self) -> str:
        """As somebody would write it."""


@dataclass(frozen=True)
class Fixed:
    """Always the same."""

    hours: float

    def draw(self, random: Random) -> float:
        return self.hours

    def __str__(self) -> str:
        return f"fixed({self.hours:g})"


@dataclass(frozen=True)
class Exponential:
    """Without memory, around a mean."""

    mean: float

    def draw(self, random: Random) -> float:
        return random.expovariate(1 / self.mean)

    def __str__(self) -> str:
        return f"exp({self.mean:g})"


@dataclass(frozen=True)
class Triangular:
    """Between two bounds, mostly near the middle one."""

    low: float
    mode: float
    high: float

    def draw(self, random: Random) -> float:
        return random.triangular(self.low, self.high, self.mode)

    def __str__(self) -> str:
        return f"tri({self.low:g},{self.mode:g},{self.high:g})"


@dataclass(frozen=True)
class LogNormal:
    """Half of them shorter than the median, some far longer."""

    median: float
    sigma: float

    def draw(self, random: Random) -> float:
        return min(self.median * random.lognormvariate(0, self.sigma), LONGEST_HOURS)

    def __str__(self) -> str:
        return f"lognormal({self.median:g},{self.sigma:g})"


@dataclass(frozen=True)
class Seen:
    """One of the times that it took before."""

    hours: tuple[float, ...]

    def draw(self, random: Random) -> float:
        return random.choice(self.hours)

    def __str__(self) -> str:
        return f"seen {len(self.hours)} times, {sum(self.hours) / len(self.hours):.1f} on average"


USUAL = Triangular(0.5, 1, 4)
"""Of a step of which nobody has said anything."""
_SHAPES = {"fixed": (Fixed, 1), "exp": (Exponential, 1), "tri": (Triangular, 3), "lognormal": (LogNormal, 2)}


def read_hours(text: str, field: str = "times") -> Hours:
    """Working hours as somebody writes them: `2`, `exp(2)`, `tri(1,2,6)`, `lognormal(3,0.5)`.  Raises Invalid."""
    call = _CALL.fullmatch(text.lower())
    name, inside = (call.group(1), call.group(2)) if call else ("fixed", text)
    try:
        numbers = [float(part) for part in inside.split(",")]
    except ValueError:
        numbers = []
    shape, count = _SHAPES.get(name, (Fixed, 0))
    good = len(numbers) == count and all(0 <= number <= LONGEST_HOURS for number in numbers)
    if not good or (name != "fixed" and not numbers[0] + numbers[-1] > 0) or (name == "exp" and not numbers[0]):
        raise _not_hours(text, field)
    if name == "tri" and sorted(numbers) != numbers:
        raise _not_hours(text, field)
    return shape(*numbers)  # type: ignore[no-any-return]


def _not_hours(text: str, field: str) -> Invalid:
    return Invalid(
        f"{text[:60]!r} is not a time in working hours: expected 2, exp(2), tri(1,2,6) or lognormal(3,0.5)",
        f"“{text[:60]}”不是以工作小时计的时长,应为 2、exp(2)、tri(1,2,6) 或 lognormal(3,0.5)",
        field=field,
    )


Odds = Mapping[str, float]
"""How often each outcome is chosen, by any measure."""
LESS_LIKELY = 0.1
"""What all outcomes but the first share where nobody has said how often they come."""


def read_odds(text: str) -> dict[str, float]:
    """Outcomes with their weights as somebody writes them: `agree:9,disagree:1`.  Raises Invalid."""
    found: dict[str, float] = {}
    for part in text.split(","):
        outcome, _, weight = part.partition(":")
        try:
            found[outcome.strip()] = float(weight or 1)
        except ValueError:
            found[outcome.strip()] = -1
    if not all(found) or min(found.values()) < 0 or sum(found.values()) <= 0:
        raise Invalid(
            f"{text[:60]!r} are no odds: expected agree:9,disagree:1",
            f"“{text[:60]}”应写作 agree:9,disagree:1",
            field="odds",
        )
    return found


def usual_odds(actions: Sequence[str]) -> dict[str, float]:
    """The first outcome nine times out of ten; a step without outcomes is simply done."""
    if len(actions) < 2:
        return dict.fromkeys(actions or ("",), 1.0)
    share = LESS_LIKELY / (len(actions) - 1)
    return {action: share if number else 1 - LESS_LIKELY for number, action in enumerate(actions)}


def chosen(odds: Odds, random: Random) -> str:
    """One of the outcomes."""
    return random.choices(list(odds), weights=list(odds.values()))[0]


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """Everything that is assumed, ready to be drawn from.

    people: by department, or by `department:role` for a step that is kept for a role.  messages: how long what is
    waited for from outside takes, by the element that waits.  facts: what applicants declare, one of these each time.
    told: what nobody has said and was assumed, in words for people.
    """

    arrivals: float
    cases: int
    people: Mapping[str, int]
    hours: Mapping[str, Hours]
    odds: Mapping[str, Odds]
    messages: Mapping[str, Hours] = field(default_factory=dict)
    facts: Sequence[Mapping[str, Any]] = ()
    declared: Sequence[Mapping[str, Any]] = ()
    told: Sequence[str] = ()

    def draw_facts(self, random: Random) -> dict[str, Any]:
        """What one applicant declares: as one did before, else any answer to each question of the guide."""
        if self.facts:
            return dict(random.choice(self.facts))
        return {str(one.get("name")): _declared(one, random) for one in self.declared}


def _declared(question: Mapping[str, Any], random: Random) -> Any:
    kind, choices = question.get("type"), question.get("choices")
    if choices:
        return random.choice([one.get("value", one) if isinstance(one, dict) else one for one in choices])
    if kind == "boolean":
        return random.random() < 0.5
    if kind == "number":
        return random.randint(1, 1_000)
    return ""
