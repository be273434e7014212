"""Whatever breaks inside an act leaves the database as it was."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from app import desk
from app.engine import Request
from app.errors import Invalid, LianbanError, Refused
from app.handlers import Office
from app.store.schema import metadata
from app.store.work import Work
from tests.engine.drawing import draw, end, error, send, service, start, user
from tests.factories import ADMIN, AT, DAY, Centre, joint, officer


def everything(centre: Centre) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with centre.house.database.reading() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table.name}"'))))
            for table in metadata.tables.values()
        }


def breaking(centre: Centre, topic: str) -> list[str]:
    """Make a topic fail after it has done its work; returns the elements it was asked at."""
    asked: list[str] = []
    real = centre.house.topics[topic]

    def fail(request: Request, work: Work, office: Office) -> None:
        real(request, work, office)
        asked.append(request.element)
        raise RuntimeError("the printer is on fire")

    centre.house.topics = {**centre.house.topics, topic: fail}
    return asked


def test_a_handler_that_breaks_leaves_no_half_done_step(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.receive("joint", co_departments=["fire"])
    before, topics = everything(centre), centre.house.topics
    asked = breaking(centre, "notice.issue")
    with pytest.raises(RuntimeError):
        centre.complete(case, "accept", outcome="accept")
    assert asked == ["notice_accept"]
    assert everything(centre) == before
    centre.house.topics = topics
    centre.complete(case, "accept", outcome="accept")
    assert centre.elements(case) == ["review:fire"]
    assert centre.kinds(case) == ["SLTZ"]
    assert desk.notices(centre.house, ADMIN, case.number)[0].number == "SLTZ-2026-000001"


def test_a_timer_whose_branch_breaks_waits_and_fires_later(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire",))
    due = centre.house.calendar.due(AT, 3)
    timer = next(t for t in desk.due_timers(centre.house, due) if t.kind == "engine")
    before, topics = everything(centre), centre.house.topics
    breaking(centre, "supervise.urge")
    with pytest.raises(RuntimeError):
        desk.fire_timer(centre.house, timer.id, due)
    assert everything(centre) == before
    desk.postpone_timer(centre.house, timer.id, "on fire", at=due, until=due + DAY)
    assert timer.id not in [t.id for t in desk.due_timers(centre.house, due)]
    row = desk.timer(centre.house, timer.id)
    assert row is not None and (row.attempts, row.error, row.due_at) == (1, "on fire", timer.due_at)
    centre.house.topics = topics
    assert desk.fire_timer(centre.house, timer.id, due + DAY)
    assert centre.acts(case).count("urge") == 1


def test_a_timer_that_is_given_up_stays_unfired_with_its_error(centre: Centre) -> None:
    centre.deploy(joint())
    centre.to_review(departments=("fire",))
    due = centre.house.calendar.due(AT, 40)
    for row in desk.due_timers(centre.house, due):
        desk.give_up_timer(centre.house, row.id, "broken", at=due)
        assert desk.timer(centre.house, row.id).fired_at is None
    assert desk.due_timers(centre.house, due) == []
    assert desk.next_timer_at(centre.house) is not None  # the statutory limit
    for row in desk.due_timers(centre.house, due + 90 * DAY):
        desk.give_up_timer(centre.house, row.id, "broken", at=due)
    assert desk.next_timer_at(centre.house) is None


def test_refused_acts_change_nothing(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review(departments=("fire", "urban"))
    task = centre.task(case, "review", "fire").id
    before = everything(centre)
    fire, house = officer("fire"), centre.house
    for call in (
        lambda: desk.complete(house, fire, task, outcome="grant", at=AT),
        lambda: desk.complete(house, fire, task, outcome="disagree", at=AT),
        lambda: desk.complete(house, officer("urban"), task, outcome="agree", at=AT),
        lambda: desk.complete(house, fire, task, outcome="agree", opinion="x" * 30_000, at=AT),
        lambda: desk.complete(house, fire, task + 7, outcome="agree", at=AT),
        lambda: desk.send_back(house, fire, task, "decide", "x", at=AT),
        lambda: desk.add_department(house, fire, task, "urban", "x", at=AT),
        lambda: desk.terminate(house, fire, case.number, "x", at=AT),
        lambda: desk.withdraw_opinion(house, fire, task, "x", at=AT),
        lambda: desk.receive(house, fire, "joint", applicant={"name": "x"}, at=AT),
        lambda: desk.receive(house, ADMIN, "joint", applicant={"name": " "}, at=AT),
        lambda: desk.receive(house, ADMIN, "unknown", applicant={"name": "x"}, at=AT),
        lambda: desk.message(house, ADMIN, case.number, "nobody", at=AT),
        lambda: desk.transfer(house, fire, task, "moon", "x", at=AT),
    ):
        with pytest.raises(LianbanError):
            call()
    assert everything(centre) == before


def test_a_case_whose_expression_fails_at_the_start_is_not_received(centre: Centre) -> None:
    centre.deploy(joint())
    with pytest.raises(LianbanError):
        for _ in range(2):
            case = centre.receive("joint")  # co_departments is missing
            centre.complete(case, "accept", outcome="accept")
    number = centre.receive("joint", co_departments=[]).number
    assert number == "J1-20260302-00002"


def test_an_error_nobody_catches_ends_the_case_and_alerts(centre: Centre) -> None:
    drawn = draw(
        start("s"), user("work", groups="fire"), end("boom", error("E42")), flows=["s -> work -> boom"],
        id="fails", props={"lead": "market"},
    )  # fmt: skip
    centre.deploy(drawn)
    case = centre.receive("fails")
    failed = centre.complete(case, "work").case
    assert failed.failure == "E42"
    assert failed.ended_at is not None
    assert centre.alerts(case) == ["failure::market"]
    with pytest.raises(Refused):
        desk.message(centre.house, ADMIN, case.number, "again", at=AT)


def test_a_failure_of_an_item_that_nobody_leads_is_told_to_the_centre(centre: Centre) -> None:
    shapes = (start("s"), user("work", groups="fire"), end("boom", error("E42")))
    centre.deploy(draw(*shapes, flows=["s -> work -> boom"], id="orphan"))
    case = centre.receive("orphan")
    centre.complete(case, "work")
    assert centre.alerts(case) == ["failure::centre"]


def test_a_refusal_notice_without_reasons_stops_the_act(centre: Centre) -> None:
    drawn = draw(
        start("s"), user("work", groups="fire"), send("no", topic="notice.issue", props={"notice": "BYSL"}), end("e"),
        flows=["s -> work -> no -> e"], id="silent",
    )  # fmt: skip
    centre.deploy(drawn)
    case = centre.receive("silent")
    with pytest.raises(Invalid) as refused:
        centre.complete(case, "work")
    assert refused.value.field == "reasons"
    done = centre.complete(case, "work", reasons="不符合条件", basis="第三十二条")
    assert done.notices[0].data == {"reasons": "不符合条件", "basis": "第三十二条"}


def test_a_topic_nobody_performs_is_refused_when_it_is_asked_for(centre: Centre) -> None:
    drawn = draw(
        start("s"), user("work", groups="fire"), service("x", "supervise.urge"), end("e"), flows=["s -> work -> x -> e"]
    )
    centre.deploy(drawn)
    case = centre.receive("p")
    centre.house.topics = {}
    with pytest.raises(Refused) as refused:
        centre.complete(case, "work")
    assert refused.value.extra["element"] == "x"
    assert centre.elements(case) == ["work:fire"]
