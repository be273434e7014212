"""What is stored reads back as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select

from app.store import tables_house as t
from app.store.database import Database
from app.store.types import NEVER, Due, to_moment, to_number

MOMENTS = [
    datetime(2026, 2, 13, 9, 30, 0, 123457, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 2, 13, 17, 30, tzinfo=timezone(timedelta(hours=8))),
    datetime(2099, 1, 1, tzinfo=UTC),
]


@pytest.mark.parametrize("at", MOMENTS)
def test_a_moment_is_exact_to_the_microsecond(database: Database, at: datetime) -> None:
    row = {"user": "x", "name": "x", "role": "head", "department": "", "email": "", "active": True, "created_at": at}
    with database.writing() as connection:
        connection.execute(insert(t.account), row)
        found = connection.execute(select(t.account.c.created_at)).scalar_one()
    assert found == at and found.tzinfo is UTC


def test_a_naive_moment_is_not_stored() -> None:
    with pytest.raises(TypeError):
        to_number(datetime(2026, 1, 1))


def test_no_due_moment_sorts_after_every_other() -> None:
    stored = Due().process_bind_param
    assert stored(None, None) == NEVER > stored(datetime(9998, 12, 31, tzinfo=UTC), None)
    assert Due().process_result_value(NEVER, None) is None
    assert Due().process_result_value(to_number(MOMENTS[0]), None) == MOMENTS[0]
    assert to_moment(to_number(MOMENTS[1])) == MOMENTS[1]


def test_json_keeps_the_order_of_its_keys(database: Database) -> None:
    value = {"b": [1, {"z": None, "a": "字"}], "a": 1.5}
    with database.writing() as connection:
        connection.execute(insert(t.setting), {"name": "x", "value": value})
        found = connection.execute(select(t.setting.c.value)).scalar_one()
    assert found == value and list(found) == ["b", "a"]
