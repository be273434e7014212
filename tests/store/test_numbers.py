"""Number series have no gap and no double."""

from __future__ import annotations

import pytest

from app.store.database import Database
from app.store.numbers import Number, fill, take


def test_each_series_counts_from_one(database: Database) -> None:
    with database.writing() as connection:
        assert [take(connection, name) for name in ("a", "a", "b", "a")] == [1, 2, 1, 3]


def test_a_number_of_an_undone_transaction_is_given_out_again(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as connection:
        assert take(connection, "a") == 1
        raise RuntimeError
    with database.writing() as connection:
        assert take(connection, "a") == 1


def test_several_are_taken_at_once(database: Database) -> None:
    with database.writing() as connection:
        assert take(connection, "a", 5) == 1
        assert take(connection, "a") == 6


def test_numbers_get_their_shape_in_the_order_they_were_asked_for(database: Database) -> None:
    numbers = [Number("b", "B-{:03d}"), Number("a", "A-{}"), Number("b", "B-{:03d}")]
    with database.writing() as connection:
        fill(connection, numbers)
    assert [str(number) for number in numbers] == ["B-001", "A-1", "B-002"]
