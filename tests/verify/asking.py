"""Short ways to ask the prover, and its inner steps one by one."""

from __future__ import annotations

from app.verify import Budget, Verdict, check
from app.verify.model import ACTIVITIES
from app.verify.net import Net
from app.verify.reading import read
from app.verify.shapes import ends_of_reminders
from app.verify.soundness import Asked, Soundness, decide
from app.verify.translate import translate

DEEP = Budget(breadth=0, states=6_000, counting=3_000, seconds=60)
WIDE = Budget(breadth=6_000, breadth_moves=200_000, states=6_000, counting=3_000, seconds=60)


def one(source: bytes, **asked: object) -> Verdict:
    """The verdict on a file of a single process."""
    (found,) = check(source, **asked)  # type: ignore[arg-type]
    return found


def statuses(found: Soundness | Verdict) -> dict[str, str]:
    return {name: str(status) for name, status in found.properties.items()}


def codes(found: Verdict) -> list[str]:
    return [each.code for each in found.findings]


def whole_net(source: bytes, *, short: bool = False, lenient: bool = False) -> tuple[Net, frozenset[str]]:
    """The net of the only process, and its activities."""
    (process,) = read(source).processes.values()
    forgotten = ends_of_reminders(process.scope) if lenient else frozenset[str]()
    net = translate([process], lambda name: None, short=short, forgotten=forgotten)
    return net, frozenset(node.id for node in process.scope.everything() if node.tag in ACTIVITIES)


def decided(
    source: bytes,
    *,
    short: bool = False,
    reduce: bool = True,
    lenient: bool = False,
    beside: bool = False,
    budget: Budget = WIDE,
) -> Soundness:
    """Soundness by one of the prover's ways: with or without shortcuts, reduction, stubborn sets (`DEEP`).

    beside: inclusive joins wait as our engine has it.
    """
    net, activities = whole_net(source, short=short, lenient=lenient)
    asked = Asked(activities=activities, lenient=lenient, beside_counts=beside, reduce=reduce, budget=budget)
    return decide(net, asked)
