"""The longest run of each item, in working days, stays within its promise: a plain sum over the drawing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.processes.items import KEYS, Item, interrupting, item, properties, tag, timer_days

WORST = {"assisted": 13, "direct": 1, "escalated": 9, "joint": 13, "promised": 8, "rejected": 3}
NIGHTS = {"assisted": 2, "direct": 0, "escalated": 0, "joint": 2, "promised": 0, "rejected": 0}


@cache
def longest(key: str, night: int = 0) -> int:
    """Working days of the longest run; `night` is what a deadline costs that fires after closing time."""
    found = item(key)
    return _scope(found, found.process, night)


def _scope(found: Item, scope: Any, night: int) -> int:
    (start,) = (node for node in scope if tag(node) == "startEvent")
    return _from(found, start, night)


def _from(found: Item, node: Any, night: int) -> int:
    """Longest time from the moment at which `node` is entered to an end of its scope."""
    onward = max((_from(found, then, night) for then in found.after(node)), default=0)
    deadlines = [event for event in found.boundaries(node) if interrupting(event)]
    late = [days + night + _from(found, event, night) for event in deadlines if (days := timer_days(event)) is not None]
    early = [_from(found, event, night) for event in deadlines if timer_days(event) is None]
    return max(_dwell(found, node, night) + onward, *late, *early, 0)


def _dwell(found: Item, node: Any, night: int) -> int:
    said = properties(node)
    if said.get("clock"):
        return 0
    match tag(node):
        case "userTask" | "receiveTask":
            return int(said["limit"])
        case "subProcess":
            return _scope(found, node, night)
        case "callActivity":
            return longest(node.get("calledElement"), night)
    return 0


@pytest.mark.parametrize("key", KEYS)
def test_the_longest_run_is_within_the_promise(key: str) -> None:
    assert longest(key) == WORST[key] <= item(key).guide["limits"]["promise"]


@pytest.mark.parametrize("key", KEYS)
def test_it_still_is_when_every_deadline_fires_after_closing_time(key: str) -> None:
    assert longest(key, 1) == WORST[key] + NIGHTS[key] <= item(key).guide["limits"]["promise"]


def test_declining_takes_no_longer_than_the_law_gives_for_acceptance() -> None:
    accept = max(
        int(properties(task)["limit"])
        for key in KEYS
        for task in item(key).each("userTask")
        if properties(task)["kind"] == "accept"
    )
    assert accept + longest("rejected") <= 5


def test_a_sub_process_with_a_limit_keeps_it() -> None:
    for key in KEYS:
        for sub in item(key).each("subProcess"):
            if "limit" in properties(sub):
                assert _scope(item(key), sub, 0) <= int(properties(sub)["limit"]), sub.get("id")
