"""A request with an Idempotency-Key works once, and If-Match keeps an act from a state the client has not seen."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from app import desk
from app.desk import Once, Replayed, Terms
from app.domain.tasks import TaskStatus
from app.errors import Invalid, KeyReused, Refused, VersionMismatch
from tests.factories import ADMIN, AT, DAY, Centre, joint, officer, simple, window
from tests.flow.test_races import at_once


def once(key: str = "k1", digest: str = "aa" * 32) -> Terms:
    return Terms(once=Once(key=key, digest=digest, answer=_answer))


def _answer(record: Any) -> tuple[int, str]:
    return 201, json.dumps({"version": record.version})


@pytest.fixture(autouse=True)
def deployed(centre: Centre) -> None:
    centre.deploy(simple(), joint())


def _receive(centre: Centre, terms: Terms) -> Any:
    return desk.receive(centre.house, window(), "simple", applicant={"name": "李四"}, at=AT, terms=terms)


def test_the_same_request_is_answered_again_and_done_once(centre: Centre) -> None:
    first = _receive(centre, once())
    with pytest.raises(Replayed) as replayed:
        _receive(centre, once())
    assert (replayed.value.answer.status, replayed.value.answer.body) == (201, json.dumps({"version": first.version}))
    assert len(desk.cases(centre.house, ADMIN, desk.CaseQuery()).items) == 1


def test_a_key_with_another_request_is_refused(centre: Centre) -> None:
    _receive(centre, once())
    with pytest.raises(KeyReused):
        _receive(centre, once(digest="bb" * 32))
    assert _receive(centre, once(key="k2")).number.endswith("00002")


def test_a_refused_request_keeps_no_answer(centre: Centre) -> None:
    task = centre.task(centre.receive("simple"), "work")
    for _ in range(2):
        with pytest.raises(Invalid):
            desk.complete(centre.house, officer("fire"), task.id, outcome="x" * 65, at=AT, terms=once())


def test_of_two_that_come_at_once_one_is_done_and_the_other_gets_its_answer(centre: Centre) -> None:
    for turn in range(6):
        results = at_once(*[partial(_receive, centre, once(key=f"t{turn}")) for _ in range(3)])
        assert sorted(type(r).__name__ for r in results) == ["CaseRecord", "Replayed", "Replayed"]
    assert len(desk.cases(centre.house, ADMIN, desk.CaseQuery()).items) == 6


def test_answers_are_forgotten_after_a_while(centre: Centre) -> None:
    _receive(centre, once())
    assert desk.forget_answers(centre.house, AT) == 0
    assert desk.forget_answers(centre.house, AT + DAY) == 1
    assert _receive(centre, once()).number.endswith("00002")


def test_an_act_on_an_outdated_version_is_refused_and_names_the_present_one(centre: Centre) -> None:
    case = centre.receive("simple")
    task = centre.task(case, "work")
    seen = Terms(if_version=task.version)
    claimed = desk.claim(centre.house, officer("fire"), task.id, at=AT, terms=seen)
    with pytest.raises(VersionMismatch) as refused:
        desk.complete(centre.house, officer("fire"), task.id, at=AT, terms=seen)
    assert refused.value.extra["version"] == claimed.version
    done = desk.complete(centre.house, officer("fire"), task.id, at=AT, terms=Terms(if_version=claimed.version))
    assert done.task.status is TaskStatus.DONE
    with pytest.raises(Refused):
        desk.terminate(centre.house, ADMIN, case.number, "晚了", "行政许可法第八条", at=AT)


def test_a_tasks_version_moves_with_every_change_of_its_own_row_and_with_no_other(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban"))
    fire, urban = (centre.task(case, "review", code) for code in ("fire", "urban"))
    assert (fire.version, urban.version) == (1, 1)
    for version, do in enumerate((desk.claim, desk.unclaim), 2):
        assert do(centre.house, officer("fire"), fire.id, at=AT).version == version
    centre.pass_time(centre.house.calendar.due(AT, 3))  # the lamps turn yellow
    assert [centre.task(case, "review", code).version for code in ("fire", "urban")] == [4, 2]
    done = centre.complete(case, "review", "fire", outcome="agree")
    assert (done.task.version, desk.task(centre.house, ADMIN, fire.id).version) == (5, 5)
    assert centre.task(case, "review", "urban").version == 2
    last = centre.complete(case, "review", "urban", outcome="agree")
    assert [task.version for task in last.opened] == [1]
