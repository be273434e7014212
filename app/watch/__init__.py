"""The watch on the eighteen acts: a rule per act that can be seen, pure functions of records; none accuses by itself.

Not here: 12, overdue, filing and handover show themselves when a timer fires; 14 is entered by hand;
18 and tickets without service are seen in the hall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.watch import (
    act02,
    act03,
    act04,
    act06,
    act07,
    act08,
    act09,
    act10,
    act11,
    act13,
    act15,
    act16,
    act17,
    joint_delay,
    openness,
)
from app.watch.looking import Looked, Sign

Rule = Callable[[Looked], Iterator[Sign]]

RULES: tuple[Rule, ...] = (
    act02.look,
    act03.look,
    act04.look,
    act06.look,
    act07.look,
    act08.look,
    act09.look,
    act10.look,
    act11.look,
    act13.look,
    act15.look,
    act16.look,
    act17.look,
    joint_delay.look,
)


def look(looked: Looked) -> list[Sign]:
    """Everything that the rules see in a finished case."""
    return [sign for rule in RULES for sign in rule(looked)]


__all__ = ["RULES", "Looked", "Sign", "look", "openness"]
