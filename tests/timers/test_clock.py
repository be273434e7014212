"""The stepped clock and the pauses between attempts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.timers.backoff import Backoff
from app.timers.clock import Clock, SteppedClock

START = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)


def test_the_machines_clock_tells_aware_utc() -> None:
    before = datetime.now(UTC)
    assert before <= Clock().now() <= datetime.now(UTC)
    assert Clock().now().tzinfo is UTC


def test_a_stepped_clock_stands_until_it_is_moved() -> None:
    clock = SteppedClock(START)
    assert clock.now() == clock.now() == START
    clock.move_to((START + timedelta(days=3)).astimezone(timezone(timedelta(hours=8))))
    assert clock.now() == START + timedelta(days=3)
    assert clock.now().tzinfo is UTC
    clock.move_to(clock.now())  # to where it stands


def test_a_stepped_clock_refuses_to_go_back_and_says_where_it_stands() -> None:
    clock = SteppedClock(START)
    with pytest.raises(Refused, match=r"stands at 2026-02-13T01:00:00.* cannot go back to 2026-02-13T00:59:59"):
        clock.move_to(START - timedelta(seconds=1))
    assert clock.now() == START


@given(st.integers(1, 200), st.floats(0, 1, exclude_max=True))
def test_a_pause_lies_between_half_and_the_whole_of_its_bound(attempt: int, share: float) -> None:
    patience = Backoff(first=2, longest=3600, attempts=12, share=lambda: share)
    bound = min(3600.0, 2.0 * 2 ** (attempt - 1))
    assert bound / 2 <= patience.wait(attempt).total_seconds() <= bound


def test_pauses_double_up_to_the_longest_and_the_last_attempt_is_known() -> None:
    patience = Backoff(first=2, longest=60, attempts=4, share=lambda: 1.0)
    assert [patience.wait(n).total_seconds() for n in range(1, 8)] == [2, 4, 8, 16, 32, 60, 60]
    assert [patience.is_last(n) for n in (1, 3, 4, 5)] == [False, False, True, True]
