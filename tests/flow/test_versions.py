"""Versions take effect at their moment: new cases take the one in force, running ones stay on theirs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app import designs, desk
from app.designs import File
from app.domain.instants import in_utc
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound, Refused
from tests.engine.drawing import call, draw, end, start
from tests.factories import AT, DAY, DESIGNER, Centre, officer, simple

NAMED = "simple"


def publish(centre: Centre, days: int, *, limit: str, at: int = 0) -> int:
    """Deploy `simple` with a limit on day `at`, to take effect on day `days`; returns its version."""
    files = [File(name="simple.bpmn", data=simple(limit=limit))]
    moment = AT + at * DAY
    return designs.deploy(centre.house, DESIGNER, files, at=moment, effective_at=AT + days * DAY).definitions[0].version


def standings(centre: Centre, day: int) -> list[tuple[int, str, int]]:
    """Version, standing and running cases, the newest first, on a day."""
    found = designs.versions(centre.house, NAMED, at=AT + day * DAY)
    return [(one.definition.version, one.standing, one.running) for one in found]


def version_of_case(centre: Centre, day: int) -> int:
    """The version that a case received on a day takes."""
    centre.at = AT + day * DAY
    return centre.house.programs.item(centre.receive(NAMED).definition_id).definition.version


def test_a_version_for_the_future_is_taken_by_new_cases_only_from_its_moment(centre: Centre) -> None:
    assert [publish(centre, 0, limit="1"), publish(centre, 7, limit="2")] == [1, 2]
    assert version_of_case(centre, 0) == 1
    assert standings(centre, 0) == [(2, "future", 0), (1, "current", 1)]
    assert version_of_case(centre, 6) == 1
    assert version_of_case(centre, 7) == 2
    assert standings(centre, 7) == [(2, "current", 1), (1, "past", 2)]
    assert designs.definition(centre.house, NAMED, at=AT + 6 * DAY).version == 1
    assert [one.version for one in designs.definitions(centre.house, at=AT + 7 * DAY)] == [2]


def test_the_later_moment_wins_whatever_was_deployed_last(centre: Centre) -> None:
    publish(centre, 0, limit="1")
    publish(centre, 7, limit="2")
    assert publish(centre, 1, limit="3", at=1) == 3
    assert [version_of_case(centre, day) for day in (0, 2, 8)] == [1, 3, 2]


def test_an_item_whose_first_version_is_yet_to_come_takes_no_case_and_says_when(centre: Centre) -> None:
    publish(centre, 3, limit="1")
    with pytest.raises(Refused) as refused:
        centre.receive(NAMED)
    assert refused.value.extra["effective_at"] == in_utc(AT + 3 * DAY)
    assert designs.definition(centre.house, NAMED, at=AT).version == 1
    assert [one.key for one in designs.definitions(centre.house, at=AT)] == [NAMED]
    assert desk.public_items(centre.house, at=AT) == []


def test_the_same_diagram_for_the_future_is_new_only_where_it_changes_something(centre: Centre) -> None:
    publish(centre, 0, limit="1")
    assert publish(centre, 5, limit="1", at=0) == 1  # it is in force by then anyway
    publish(centre, 5, limit="2")
    assert publish(centre, 9, limit="1") == 3  # back to the first


def test_a_version_cannot_take_effect_in_the_past(centre: Centre) -> None:
    with pytest.raises(Invalid) as refused:
        publish(centre, 0, limit="1", at=1)
    assert refused.value.field == "effective_at"


def test_a_coming_version_that_nobody_uses_is_cancelled_and_never_taken(centre: Centre) -> None:
    publish(centre, 0, limit="1")
    publish(centre, 7, limit="2")
    for actor in (officer("fire"),):
        with pytest.raises(Forbidden):
            designs.cancel(centre.house, actor, NAMED, 2, at=AT)
    gone = designs.cancel(centre.house, DESIGNER, NAMED, 2, at=AT + DAY)
    assert (gone.cancelled_by, gone.cancelled_at) == (DESIGNER.user, AT + DAY)
    assert version_of_case(centre, 8) == 1
    assert standings(centre, 8) == [(2, "cancelled", 0), (1, "current", 1)]
    with pytest.raises(Refused, match="was cancelled before"):
        designs.cancel(centre.house, DESIGNER, NAMED, 2, at=AT + DAY)
    with pytest.raises(NotFound):
        designs.cancel(centre.house, DESIGNER, NAMED, 3, at=AT)


def test_a_version_in_force_or_used_by_a_coming_diagram_is_not_cancelled(centre: Centre) -> None:
    publish(centre, 0, limit="1")
    with pytest.raises(Refused, match="took effect at"):
        designs.cancel(centre.house, DESIGNER, NAMED, 1, at=AT)
    publish(centre, 7, limit="2")
    caller = draw(start("s"), call("sub", NAMED), end("e"), flows=["s -> sub -> e"], id="caller")
    later = AT + 8 * DAY
    designs.deploy(centre.house, DESIGNER, [File(name="c.bpmn", data=caller)], at=AT, effective_at=later)
    with pytest.raises(Refused, match="is used"):
        designs.cancel(centre.house, DESIGNER, NAMED, 2, at=AT)


def test_a_caller_is_linked_to_the_version_in_force_when_it_takes_effect_itself(centre: Centre) -> None:
    publish(centre, 0, limit="1")
    publish(centre, 7, limit="2")
    caller = draw(
        start("s"),
        call("sub", NAMED),
        end("e"),
        flows=["s -> sub -> e"],
        id="caller",
        props={"lead": "market", "limit": "5", "itemCode": "C"},
    )
    files = [File(name="c.bpmn", data=caller)]
    for day in (0, 8):
        designs.deploy(centre.house, DESIGNER, files, at=AT, effective_at=AT + day * DAY)
    limits = []
    for day in (1, 9):
        centre.at = AT + day * DAY
        task = centre.task(centre.receive("caller"), "work")
        assert task.due_at is not None
        limits.append(centre.house.calendar.workdays_between(centre.at, task.due_at))
    assert limits == [1, 2]


def test_an_administrator_may_cancel_too(centre: Centre) -> None:
    publish(centre, 1, limit="1")
    chief = DESIGNER.__class__(user="chief", role=Role.ADMINISTRATOR)
    assert designs.cancel(centre.house, chief, NAMED, 1, at=AT + timedelta(hours=1)).cancelled_by == "chief"


def test_a_restart_does_not_put_an_old_file_over_what_was_published_since(centre: Centre, tmp_path: Path) -> None:
    def load(day: int) -> designs.Loaded:
        return designs.load_folder(centre.house, tmp_path, at=AT + day * DAY)

    (tmp_path / "simple.bpmn").write_bytes(simple(limit="1"))
    (tmp_path / "simple.toml").write_bytes(b'key = "simple"\nfees = 1')
    assert load(0).created
    assert publish(centre, 1, limit="2", at=1) == 2
    again = load(2)
    assert not again.created and [one.version for one in again.definitions] == [2]
    (tmp_path / "simple.bpmn").write_bytes(simple(limit="3"))
    assert load(3).created
    assert designs.source(centre.house, NAMED, 3) == simple(limit="3")
    guide = File(name="simple.toml", data=b'key = "simple"\nfees = 2')
    designs.deploy(centre.house, DESIGNER, [guide], at=AT + 4 * DAY)
    assert not load(5).created
    found = designs.definition(centre.house, NAMED, at=AT + 5 * DAY)
    assert (found.version, found.guide) == (4, {"key": "simple", "fees": 2})
