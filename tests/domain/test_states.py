"""The tables of states, and the small vocabularies beside them."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import acts, cases, numbers, roles, tasks
from app.domain.actors import Actor
from app.domain.cases import CaseStatus
from app.domain.roles import Role
from app.domain.tasks import TaskStatus
from app.errors import Invalid, Refused

ENDED_TASKS = [TaskStatus.CANCELLED, TaskStatus.WITHDRAWN]
ENDED_CASES = set(CaseStatus) - cases.RUNNING


@pytest.mark.parametrize("to", [TaskStatus.OPEN, TaskStatus.CLAIMED, TaskStatus.DELEGATED, TaskStatus.DONE])
def test_refuses_to_revive_a_completed_task(to: TaskStatus) -> None:
    with pytest.raises(Refused) as caught:
        tasks.check_move(41, TaskStatus.DONE, to)
    assert caught.value.message_en.startswith(f"task 41 is done; to become {to} it must be ")
    assert caught.value.message_zh.startswith("待办41的状态为“已办”")
    assert caught.value.extra["state"] == "done"
    assert caught.value.extra["expected"] == [str(s) for s in TaskStatus if to in tasks.NEXT[s]]


@pytest.mark.parametrize(
    ("now", "to"),
    [
        (TaskStatus.OPEN, TaskStatus.CLAIMED),
        (TaskStatus.CLAIMED, TaskStatus.OPEN),
        (TaskStatus.CLAIMED, TaskStatus.DELEGATED),
        (TaskStatus.DELEGATED, TaskStatus.CLAIMED),
        (TaskStatus.CLAIMED, TaskStatus.DONE),
        (TaskStatus.DONE, TaskStatus.WITHDRAWN),
    ],
)
def test_lets_a_task_go_its_way(now: TaskStatus, to: TaskStatus) -> None:
    tasks.check_move(41, now, to)


def test_every_table_names_every_state_and_every_state_can_be_reached() -> None:
    assert set(tasks.NEXT) == set(tasks.WORDS) == set(TaskStatus)
    assert set(cases.NEXT) == set(cases.WORDS) == set(CaseStatus)
    assert frozenset().union(*tasks.NEXT.values()) == set(TaskStatus)
    assert frozenset().union(*cases.NEXT.values()) == set(CaseStatus) - {CaseStatus.RECEIVED}
    assert set(acts.WORDS) == set(acts.Act)
    assert set(roles.WORDS) == set(Role)
    assert acts.Act.TRANSFER.word == "转办"


@pytest.mark.parametrize("to", list(CaseStatus))
def test_a_finished_case_goes_nowhere(to: CaseStatus) -> None:
    for now in ENDED_CASES:
        with pytest.raises(Refused, match=f"case X-1 is {now}; to become {to} it must be"):
            cases.check_move("X-1", now, to)


def test_an_accepted_case_is_not_declined_any_more() -> None:
    cases.check_move("X-1", CaseStatus.RECEIVED, CaseStatus.DECLINED)
    with pytest.raises(Refused) as caught:
        cases.check_move("X-1", CaseStatus.ACCEPTED, CaseStatus.DECLINED)
    assert caught.value.extra == {"case": "X-1", "state": "accepted", "expected": ["received"]}


def test_a_deputy_acts_for_the_absent_colleague_only() -> None:
    deputy = Actor(user="b", role=Role.OFFICER, department="fire", acts_for=frozenset({"a"}))
    assert deputy.may_act_as("a") and deputy.may_act_as("b") and not deputy.may_act_as("c")


def test_a_case_number_names_item_day_and_serial() -> None:
    assert numbers.case_number("000131024000", date(2026, 2, 13), 7) == "000131024000-20260213-00007"
    assert numbers.case_number("开办 joint/1", date(2026, 2, 13), 123456) == "joint1-20260213-123456"


@pytest.mark.parametrize(("code", "serial"), [("餐饮", 1), ("", 1), ("x", 0), ("x", -1), ("x", 10**9)])
def test_refuses_a_code_or_serial_that_gives_no_number(code: str, serial: int) -> None:
    with pytest.raises(Invalid):
        numbers.case_number(code, date(2026, 2, 13), serial)


@given(st.text(max_size=60), st.dates(), st.integers(1, 10**9 - 1))
def test_a_case_number_is_short_plain_and_recognised(code: str, day: date, serial: int) -> None:
    number = numbers.case_number("i" + code, day, serial)
    assert len(number) <= 50
    assert number.isascii()
    assert numbers.is_case_number(number)
    assert not numbers.is_case_number(number + "\n")


def test_a_query_code_avoids_what_is_misread_and_can_be_drawn_again_from_a_seed() -> None:
    code = numbers.query_code()
    assert len(code) == numbers.CODE_LENGTH and set(code) <= set(numbers.ALPHABET)
    assert not set("01OIL") & set(numbers.ALPHABET)
    assert numbers.query_code(Random(3).choice) == numbers.query_code(Random(3).choice)
