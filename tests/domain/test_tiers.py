"""The three tiers of a limit in working days."""

from __future__ import annotations

import pytest

from app.domain.tiers import TIERS, workdays_of


def test_three_days_and_a_week_are_three_and_five_working_days() -> None:
    assert TIERS == {"当天": 0, "三天": 3, "一周": 5}
    assert [workdays_of(said) for said in ("当天", " 三天 ", "一周", "15", "0")] == [0, 3, 5, 15, 0]


@pytest.mark.parametrize("said", ["", "-1", "1.5", "两周", "三", "1e3"])
def test_refuses_what_is_neither_a_number_nor_a_tier(said: str) -> None:
    with pytest.raises(ValueError, match="expected a number of days or one of"):
        workdays_of(said)
