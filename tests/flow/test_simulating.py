"""A version is replayed many times: held against queueing theory, repeatable, bounded, telling where it is held up."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from statistics import fmean
from typing import Any

import pytest

from app import designs, desk
from app.desk.assumptions import Assumed, Fixed, LogNormal, read_hours, read_odds, usual_odds
from app.desk.reckoning import Outcome, interval, reckon
from app.desk.replaying import Budget, Replay
from app.desk.simulating import Question, Simulation, simulate
from app.domain.calendar import WorkCalendar
from app.engine import prepare
from app.errors import Forbidden, Invalid, NotFound
from app.settings import ROOT, Settings
from app.store.database import Database
from tests.engine.drawing import boundary, catch, draw, end, message, start, timer, user, xor
from tests.factories import AT, DAY, DESIGNER, Centre, joint, officer

CALENDAR = WorkCalendar.published()
HOURS_A_DAY = 6


def one_step(**props: str) -> bytes:
    return draw(
        start("s"), user("work", groups="fire", props=props), end("e"), flows=["s -> work -> e"], id="one",
        props={"lead": "fire", "limit": "5", "mode": "promised"},
    )  # fmt: skip


def replayed(
    source: bytes, *, cases: int, a_day: float, people: Mapping[str, int], times: Mapping[str, str], seed: str = "1",
    budget: Budget | None = None, facts: list[dict[str, Any]] | None = None, promise: int | None = 5,
) -> Outcome:  # fmt: skip
    assumed = Assumed(
        arrivals=a_day,
        cases=cases,
        people=people,
        hours={name: read_hours(text) for name, text in times.items()},
        odds={},
        facts=facts or [],
    )
    replay = Replay(prepare([source]), assumed, CALENDAR, seed=seed, at=AT, budget=budget or Budget(), promise=promise)
    replay.run()
    return reckon(replay)


def erlang_wait(a_day: float, mean: float, people: int) -> float:
    """The mean wait in hours of M/M/c (Erlang C)."""
    arrival, load = a_day / HOURS_A_DAY, a_day / HOURS_A_DAY * mean
    terms = [1.0]
    for number in range(1, people + 1):
        terms.append(terms[-1] * load / number)
    full = terms[people] / (1 - load / people)
    return full / (sum(terms[:people]) + full) / (people / mean - arrival)


@dataclass
class Drawn:
    """Exponential times, written down as they are drawn."""

    mean: float
    hours: list[float] = field(default_factory=list)

    def draw(self, random: Random) -> float:
        self.hours.append(random.expovariate(1 / self.mean))
        return self.hours[-1]


def waits_by_recursion(arrivals: list[float], hours: list[float], people: int) -> list[float]:
    """What each of a line of customers waits, by Kiefer and Wolfowitz: whoever is free first takes the next."""
    free, found = [0.0] * people, []
    for at, takes in zip(arrivals, hours, strict=True):
        begins = max(at, heapq.heappop(free))
        heapq.heappush(free, begins + takes)
        found.append(begins - at)
    return found


@pytest.mark.parametrize(("people", "a_day"), [(1, 2.5), (2, 5.0), (3, 8.0)])
def test_every_case_waits_exactly_as_long_as_the_recursion_for_queues_says(people: int, a_day: float) -> None:
    drawn = Drawn(2)
    assumed = Assumed(arrivals=a_day, cases=300, people={"fire": people}, hours={"work": drawn}, odds={})
    replay = Replay(prepare([one_step()]), assumed, CALENDAR, seed="7", at=AT, budget=Budget())
    replay.run()
    arrivals = [replay.hours(case.arrived_at) for case in replay.cases]
    waits = replay.pools["fire"].waits
    assert waits == pytest.approx(waits_by_recursion(arrivals, drawn.hours, people), abs=1e-6)
    assert max(waits) > 1


@pytest.mark.parametrize(("people", "a_day"), [(1, 1.5), (2, 3.0)])
def test_one_step_waits_on_average_as_long_as_queueing_theory_says(people: int, a_day: float) -> None:
    found = [
        replayed(one_step(), cases=700, a_day=a_day, people={"fire": people}, times={"work": "exp(2)"}, seed=seed)
        for seed in "1234"
    ]
    wait, busy = (fmean(getattr(one.loads[0], name) for one in found) for name in ("wait", "busy"))
    assert wait == pytest.approx(erlang_wait(a_day, 2, people), rel=0.2)
    assert busy == pytest.approx(a_day / HOURS_A_DAY * 2 / people, rel=0.05)


def test_without_anybody_else_a_case_takes_its_handling_time_alone() -> None:
    found = replayed(one_step(), cases=50, a_day=0.2, people={"fire": 9}, times={"work": "3"})
    assert found.p50 == pytest.approx(0.5) and found.p90 == pytest.approx(0.5) and found.loads[0].wait == 0
    assert found.on_time is not None and found.on_time.rate == 1.0 and found.on_time.low < 1.0


def test_the_same_seed_gives_the_same_and_another_seed_another_result() -> None:
    given: dict[str, Any] = {"cases": 80, "a_day": 3, "people": {"fire": 1}, "times": {"work": "tri(1,2,4)"}}
    assert replayed(one_step(), **given) == replayed(one_step(), **given)
    assert replayed(one_step(), **given, seed="2").p90 != replayed(one_step(), **given).p90


def test_a_replay_ends_with_its_budget_and_says_so() -> None:
    found = replayed(one_step(), cases=500, a_day=50, people={"fire": 1}, times={"work": "4"}, budget=Budget(acts=100))
    assert (found.complete, found.acts) == (False, 100)
    assert found.unfinished == 500 - found.finished > 0
    stopped = replayed(one_step(), cases=500, a_day=50, people={"fire": 1}, times={"work": "4"}, budget=Budget(days=3))
    assert not stopped.complete and stopped.acts < 600


def test_nobody_works_at_night_and_timers_fire_at_their_own_moment() -> None:
    drawn = draw(
        start("s"), user("work", groups="fire"), boundary("late", on="work", event=timer("workdays(2)")),
        user("head", groups="fire", props={"role": "head"}), end("e"), end("l"),
        flows=["s -> work -> e", "late -> head -> l"], id="one",
    )  # fmt: skip
    found = replayed(drawn, cases=20, a_day=0.3, people={"fire": 9, "fire:head": 9},
                     times={"work": "60", "head": "1"})  # fmt: skip
    assert found.finished == 20 and {load.name for load in found.loads} == {"fire", "fire:head"}
    assert found.longest is not None and found.longest < 3.5  # taken away from whoever worked on it


def test_a_message_from_outside_comes_after_a_while_and_a_broken_case_is_told() -> None:
    waits = draw(start("s"), catch("reply", message("answered")), end("e"), flows=["s -> reply -> e"], id="one")
    assert replayed(waits, cases=10, a_day=1, people={}, times={}).finished == 10
    asks = draw(start("s"), xor("x"), end("e"), end("f"),
                flows=["s -> x", "x -> e: ${area > 3}", "x -> f: default"], id="one")  # fmt: skip
    found = replayed(asks, cases=10, a_day=1, people={}, times={})
    assert (found.finished, found.broken) == (0, 10) and "area" in found.why_broken
    assert replayed(asks, cases=10, a_day=1, people={}, times={}, facts=[{"area": 5}]).finished == 10


@pytest.mark.parametrize("text", ["", "x", "tri(3,2,1)", "tri(1,2)", "exp(0)", "exp(-1)", "fixed(nan)", "beta(1,2)"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_hours(text)


def test_times_and_odds_are_read_as_they_are_written() -> None:
    assert read_hours("2") == Fixed(2.0) and read_hours("lognormal(3, 0.5)") == LogNormal(3.0, 0.5)
    assert [str(read_hours(text)) for text in ("exp(2)", "tri(1,2,6)")] == ["exp(2)", "tri(1,2,6)"]
    assert read_odds("agree:9,disagree:1") == {"agree": 9, "disagree": 1}
    assert usual_odds(["a", "b", "c"]) == {"a": 0.9, "b": 0.05, "c": 0.05} and usual_odds([]) == {"": 1.0}
    for text in ("", "a:-1", "a:x", "a:0"):
        with pytest.raises(Invalid):
            read_odds(text)


def test_the_interval_holds_the_rate_and_is_wide_where_little_was_seen() -> None:
    assert interval([True] * 40)[1] == 1.0 and interval([True] * 40)[0] < 0.95
    low, high = interval(([True] * 9 + [False]) * 30)
    assert low < 0.9 < high and high - low < 0.1
    clustered = interval([True] * 150 + [False] * 150)
    assert clustered[1] - clustered[0] > 0.3  # neighbours are alike, so there is less to go by


def asked(centre: Centre, at: datetime = AT, **more: Any) -> Simulation:
    given = {"key": "joint", "cases": 60, "days": 30, **more}
    return simulate(centre.house, DESIGNER, Question(**given), at=at)


CO = {"co_departments": ["fire", "urban"]}


def test_the_bottleneck_is_named_and_one_more_person_there_helps(centre: Centre) -> None:
    centre.deploy(joint())
    found = asked(centre, times={"review": "tri(4,5,6)", "decide": "0.5", "accept": "0.2"}, facts=CO,
                  people={"urban": 2, "fire": 1, "market": 2}, cases=50, days=35)  # fmt: skip
    narrow = found.outcome.bottleneck
    assert narrow is not None and (narrow.name, narrow.people) == ("fire", 1)
    assert found.one_more is not None and found.outcome.p90 is not None and found.one_more.p90 is not None
    assert found.one_more.p90 < found.outcome.p90
    assert {load.name for load in found.one_more.loads if load.people == 2} >= {"fire", "urban"}
    assert narrow.queue and found.outcome.on_time is not None


def test_people_times_and_outcomes_are_learnt_from_what_was_done(centre: Centre) -> None:
    centre.deploy(joint())
    for _ in range(6):
        case = centre.receive("joint", form=CO)
        centre.complete(case, "accept", outcome="accept", at=AT + DAY / 8)
    found = asked(centre, at=AT + DAY)
    sources = {step.element: step.source for step in found.steps}
    assert (sources["accept"], sources["review"]) == ("history", "usual")
    assert found.outcome.finished == 60 and found.outcome.broken == 0
    people = {load.name: load.people for load in found.outcome.loads}
    assert (people["fire"], people["urban"]) == (2, 2)
    given = asked(centre, at=AT + DAY, source="given", facts=CO)
    assert {step.source for step in given.steps} == {"usual"}


def test_the_diagram_may_say_how_long_a_step_takes(centre: Centre) -> None:
    centre.deploy(one_step(handling="exp(2)", odds="done:1"))
    found = asked(centre, key="one")
    assert [(step.hours, step.source) for step in found.steps] == [("exp(2)", "diagram")]


def test_questions_out_of_bounds_and_of_others_are_refused(centre: Centre) -> None:
    centre.deploy(one_step())
    for more in ({"cases": 0}, {"days": 0}, {"people": {"fire": 0}}, {"times": {"work": "x"}}, {"times": {"no": "1"}}):
        with pytest.raises(Invalid):
            asked(centre, key="one", **more)
    with pytest.raises(NotFound):
        asked(centre, key="one", version=7)
    with pytest.raises(Forbidden):
        simulate(centre.house, officer("fire"), Question(key="one"), at=AT)


@pytest.mark.parametrize("key", ["joint", "promised", "direct", "escalated", "rejected", "assisted"])
def test_every_item_of_the_house_can_be_simulated(sqlite_url: str, key: str) -> None:
    database = Database.open(sqlite_url)
    house = desk.open_desk(database, Settings())
    designs.load_folder(house, ROOT / "processes", at=AT)
    found = simulate(house, DESIGNER, Question(key=key, cases=30, days=30), at=AT)
    assert (found.outcome.broken, found.outcome.why_broken) == (0, "")
    assert found.outcome.finished == 30
    database.close()
