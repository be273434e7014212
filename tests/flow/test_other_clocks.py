"""The upper level's wait, steps on a clock of their own, the two schemes of lamps, and quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app import desk
from app.domain.clock import Terms
from app.domain.counting import COUNTINGS
from app.domain.lights import CARDS, Light
from app.store import clocks
from app.store.clocks import HELD
from app.store.database import Database
from app.store.records import CaseRecord, TimerRecord
from tests.engine.drawing import boundary, catch, draw, end, message, start, timer, user
from tests.factories import AT, DAY, LEAD, Centre, head, joint, open_centre
from tests.flow.test_legal_clock import here, pause, resume


def escalated() -> bytes:
    """The lead accepts and sends up, the upper level replies by a message, the lead hands the result over."""
    return draw(
        start("s"),
        user("accept", groups=LEAD, props={"kind": "accept", "limit": "2", "actions": "accept,reject"}),
        user("submit", groups=LEAD, props={"limit": "3"}),
        catch(
            "reply",
            event=message("upper.reply"),
            props={"clock": "external", "limit": "20", "department": "province"},
        ),
        user("deliver", groups=LEAD, props={"clock": "own", "limit": "10", "kind": "deliver"}),
        end("e"),
        flows=["s -> accept -> submit -> reply -> deliver -> e"],
        id="escalated",
        props={"lead": LEAD, "itemCode": "E1", "mode": "escalated", "limit": "10", "statutoryLimit": "20"},
    )


@pytest.fixture
def centre(database: Database) -> Centre:
    made = open_centre(database)
    made.deploy(joint(), escalated())
    return made


def rows(centre: Centre, case: CaseRecord) -> dict[str, TimerRecord]:
    with centre.house.database.reading() as connection:
        return {row.kind: row for row in clocks.timers(connection, case.id)}


def sent_up(centre: Centre) -> CaseRecord:
    case = centre.receive("escalated")
    centre.complete(case, "accept", outcome="accept")
    centre.complete(case, "submit", outcome="done")
    return case


def reply(centre: Centre, case: CaseRecord) -> None:
    desk.message(centre.house, head(LEAD), case.number, "upper.reply", {}, at=centre.at)


def test_the_upper_levels_wait_is_left_out_of_our_promise(centre: Centre) -> None:
    case = sent_up(centre)
    found = rows(centre, case)
    assert {kind: row.next_at == HELD for kind, row in found.items() if kind.startswith("promise")} == {
        "promise_warn": True,
        "promise_due": True,
    }
    assert found["due"].next_at == here("2026-03-30T17:30")  # its own twenty days run
    centre.at = AT + 14 * DAY
    reply(centre, case)
    assert centre.now(case).due_at == here("2026-03-30T17:30")  # ten working days and ten more
    assert centre.acts(case).count("sent_up") == centre.acts(case).count("replied") == 1


def test_a_late_upper_level_has_a_lamp_and_is_no_overrun_of_ours(centre: Centre) -> None:
    case = sent_up(centre)
    centre.pass_time(AT + 40 * DAY)
    assert centre.alerts(case) == ["yellow:reply:province", "red:reply:province"]
    assert centre.now(case).light is Light.GREEN
    view = next(
        one for one in desk.limits(centre.house, head(LEAD), case.number, at=centre.at) if one.kind == "external"
    )
    assert (view.light, view.department, view.clock) == (Light.RED, "province", "external")


def test_a_step_on_a_clock_of_its_own_is_left_out_as_the_proof_leaves_it_out(centre: Centre) -> None:
    case = sent_up(centre)
    reply(centre, case)
    centre.at = AT + 30 * DAY
    assert centre.pass_time(AT + 60 * DAY) == ["warn:deliver", "due:deliver"]
    assert centre.now(case).light is Light.GREEN
    centre.complete(case, "deliver", outcome="done")
    assert centre.now(case).status == "completed"
    centre.check_ledgers()


def test_a_pause_leaves_the_upper_levels_clock_running(centre: Centre) -> None:
    case = sent_up(centre)
    pause(centre, case)
    with centre.house.database.reading() as connection:
        waits = [row for row in clocks.timers(connection, case.id) if row.clock == "external"]
    assert [row.next_at == HELD for row in waits] == [False, False]
    centre.at = AT + 2 * DAY
    reply(centre, case)
    resume(centre, case, at=AT + 4 * DAY)
    assert centre.now(case).due_at == here("2026-03-20T17:30")  # four days left out, those of both counted once


def test_cards_warn_then_turn_yellow_past_the_promise_and_red_past_the_law(centre: Centre) -> None:
    centre.house.clock_terms = replace(Terms(), scheme=CARDS)
    case = centre.to_review(departments=("fire",))
    now = centre.now(case)
    assert now.warn_at is not None
    assert now.due_at is not None
    assert now.statutory_at is not None
    seen = []
    for moment in (now.warn_at, now.due_at, now.statutory_at):
        centre.pass_time(moment)
        seen.append(centre.now(case).light)
    assert seen == [Light.WARN, Light.YELLOW, Light.RED]
    assert centre.now(case).breached_at == now.statutory_at


def test_a_centre_that_counts_from_the_instant(centre: Centre) -> None:
    centre.house.clock_terms = replace(Terms(), counting=COUNTINGS["instant"])
    case = centre.to_review(departments=("fire",))
    assert centre.now(case).due_at == here("2026-03-23T10:00")
    review = centre.task(case, "review")
    assert review.due_at == here("2026-03-09T10:00")
    with centre.house.database.reading() as connection:
        engine = [row.due_at for row in clocks.timers(connection, case.id) if row.kind == "engine"]
    assert engine == [here("2026-03-05T10:00"), here("2026-03-09T10:00")]


def test_the_promise_that_is_broken_names_the_departments_whose_legs_ran_over(centre: Centre) -> None:
    case = centre.to_review(departments=("fire", "urban"))
    centre.complete(case, "review", "urban", outcome="agree")
    centre.pass_time(AT + 30 * DAY)
    red = next(
        entry
        for entry in desk.ledger(centre.house, head(LEAD), case.number)
        if entry.act == "alert" and entry.detail["level"] == "red" and not entry.detail.get("element")
    )
    assert red.detail["by"] == ["fire"]


def natural() -> bytes:
    return draw(
        start("s"),
        user("work", groups="fire"),
        boundary("soon", on="work", event=timer("PT10H"), interrupting=False, props={"light": "yellow"}),
        end("e"),
        end("told"),
        flows=["s -> work -> e", "soon -> told"],
        id="natural",
    )


def test_an_alert_at_night_is_sent_when_the_office_opens_and_recorded_when_it_was(centre: Centre) -> None:
    centre.deploy(natural())
    case = centre.receive("natural")
    night = AT + timedelta(hours=10)  # eight in the evening
    assert centre.pass_time(night) == ["engine:soon"]
    told = [mail for mail in desk.due_mail(centre.house, night + DAY, 100) if mail.topic == "alert.yellow"]
    assert told
    assert {mail.next_at for mail in told} == {here("2026-03-03T08:30")}
    assert [mail for mail in desk.due_mail(centre.house, night, 100) if mail.topic == "alert.yellow"] == []
    query = desk.AlertQuery(case=case.number)
    assert desk.alerts(centre.house, head("fire"), query).items[0].at == night


def test_natural_time_runs_on_while_the_case_is_paused(centre: Centre) -> None:
    centre.deploy(
        draw(
            start("s"),
            user("work", groups=LEAD),
            boundary("soon", on="work", event=timer("P3D"), interrupting=False),
            boundary("later", on="work", event=timer("workhours(4)"), interrupting=False),
            end("e"),
            end("told"),
            flows=["s -> work -> e", "soon -> told", "later -> told"],
            id="mixed",
            props={"lead": LEAD, "limit": "15", "statutoryLimit": "20", "mode": "promised"},
        )
    )
    case = centre.receive("mixed")
    pause(centre, case, days=10, at=AT + timedelta(minutes=7))
    assert centre.pass_time(AT + 4 * DAY) == ["engine:soon"]
    resume(centre, case, at=AT + 4 * DAY)
    fired = centre.pass_time(here("2026-03-06T16:53"))
    assert fired == ["engine:later"]  # 7 minutes were used up before, the rest of four hours afterwards


def test_a_case_whose_last_step_is_on_its_own_clock_is_not_late_for_it(centre: Centre) -> None:
    case = sent_up(centre)
    reply(centre, case)
    centre.at = AT + 60 * DAY
    centre.complete(case, "deliver", outcome="done")
    now = centre.now(case)
    assert now.ended_at is not None and now.due_at is not None
    assert now.due_at > now.ended_at


def test_cards_for_steps_and_what_diagrams_draw_are_those_of_the_scheme(centre: Centre) -> None:
    """What the diagram calls yellow is the warning, and red is over: with cards, a warning and a yellow card."""
    centre.house.clock_terms = replace(Terms(), scheme=CARDS)
    case = centre.to_review(departments=("fire",))
    review = centre.task(case, "review")
    assert review.warn_at is not None and review.due_at is not None
    centre.pass_time(review.warn_at)
    assert centre.task(case, "review").light is Light.WARN
    centre.pass_time(review.due_at)
    reviews = [task for task in desk.tasks(centre.house, head(LEAD), case.number) if task.element == "review"]
    assert [task.light for task in reviews] == [Light.YELLOW]
    assert centre.alerts(case) == ["warn:review:fire", "yellow:review:fire"]


def test_an_item_that_warns_earlier_than_others(centre: Centre) -> None:
    centre.deploy(joint("early", warn="5"))
    case = centre.to_review("early", departments=("fire",))
    assert centre.now(case).warn_at == here("2026-03-16T17:30")  # five working days before Monday the 23rd
    centre.pass_time(here("2026-03-16T17:30"))
    assert centre.now(case).light is Light.YELLOW


@pytest.mark.parametrize(
    ("days", "plain", "paused"),
    [(5, "2026-03-09", "2026-03-09"), (7, "2026-03-09", "2026-03-11"), (8, "2026-03-10", "2026-03-12")],
)
def test_natural_days_of_a_diagram_move_from_a_day_of_rest_and_leave_a_pause_out(
    centre: Centre, days: int, plain: str, paused: str
) -> None:
    """The fifth day after a Monday is a Saturday and moves to Monday, where two days of pause bring it as well."""
    text = f"days({days})"
    centre.deploy(
        draw(
            start("s"),
            user("work", groups=LEAD),
            boundary("over", on="work", event=timer(text), interrupting=False),
            end("e"),
            end("told"),
            flows=["s -> work -> e", "over -> told"],
            id="lawful",
            props={"lead": LEAD, "limit": "15", "statutoryLimit": "20", "mode": "promised"},
        )
    )
    running, stopped = centre.receive("lawful"), centre.receive("lawful")
    pause(centre, stopped, days=10, at=AT + DAY)
    resume(centre, stopped, at=AT + 3 * DAY)
    due = [row.due_at for case in (running, stopped) for row in all_rows(centre, case) if row.kind == "engine"]
    assert due == [here(f"{plain}T17:30"), here(f"{paused}T17:30")]
    assert centre.pass_time(here(f"{paused}T17:30")).count("engine:over") == 2


def all_rows(centre: Centre, case: CaseRecord) -> list[TimerRecord]:
    with centre.house.database.reading() as connection:
        return clocks.timers(connection, case.id)
