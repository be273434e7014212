"""Other seeds of the day, in a module of their own so that they are played beside the first: all of them pass."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.demo.playing import day

SEEDS = (1, 2)


@cache
def result(seed: int) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(day(seed))
    return document


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_another_seed_sees_all_that_is_expected(seed: int) -> None:
    assert result(seed)["ok"] and result(seed)["summary"]["cases"] == 60
    assert all(story["checks"] == story["seen"] > 0 for story in result(seed)["stories"])


@pytest.mark.slow
def test_another_seed_varies_people_order_and_ways_and_tells_the_same_stories() -> None:
    one, other = (result(seed) for seed in SEEDS)
    for varied in ("timeline", "summary"):
        assert one[varied] != other[varied]
    assert [story["name"] for story in one["stories"]] == [story["name"] for story in other["stories"]]
