"""Limits derived from facts, held against a count that goes day by day and knows nothing of the code."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.calendar import WorkCalendar
from app.domain.clock import Basis, Reckoning, Terms, Unit
from app.domain.counting import COUNTINGS
from app.domain.deriving import derive, step_moments
from app.domain.facts import Fact, FactKind
from app.domain.lights import CARDS, LIGHTS, Light
from app.domain.reasons import reasons
from app.domain.stops import Stop, StopKind, spans

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar.published()
BY_DAY = Reckoning(calendar=CALENDAR)
INSTANT = Reckoning(calendar=CALENDAR, terms=Terms(counting=COUNTINGS["instant"]))
CLOSING, OPENING = time(17, 30), time(8, 30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def fact(seq: int, kind: FactKind, text: str | datetime, **data: Any) -> Fact:
    return Fact(seq=seq, kind=kind, at=at(text) if isinstance(text, str) else text, data=data)


def due(reckoning: Reckoning, start: str, days: int, *stopped: tuple[str, str]) -> str:
    found = reckoning.due(Basis(from_at=at(start), amount=days), [(at(a), at(b)) for a, b in stopped])
    return found.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [
        ([], "2026-03-09 17:30"),
        ([("2026-03-03T10:00", "2026-03-05T10:00")], "2026-03-11 17:30"),
        ([("2026-03-03T10:00", "2026-03-03T16:00")], "2026-03-09 17:30"),  # within a day: none is lost
        ([("2026-03-02T11:00", "2026-03-04T10:00")], "2026-03-11 17:30"),  # from the very day of the start
        ([("2026-03-09T10:00", "2026-03-12T10:00")], "2026-03-12 17:30"),  # stopped on the last day
        ([("2026-03-09T17:30", "2026-03-12T10:00")], "2026-03-09 17:30"),  # over at that moment: stays over
        ([("2026-03-06T20:00", "2026-03-10T10:00")], "2026-03-10 17:30"),  # Friday night counts as Monday
        ([("2026-03-03T10:00", "2026-03-04T10:00"), ("2026-03-04T11:00", "2026-03-05T10:00")], "2026-03-11 17:30"),
        ([("2026-02-25T10:00", "2026-03-04T10:00")], "2026-03-11 17:30"),  # begun before the limit did
    ],
)
def test_five_working_days_with_a_stopped_clock(stopped: list[tuple[str, str]], expected: str) -> None:
    assert due(BY_DAY, "2026-03-02T10:00", 5, *stopped) == expected


def test_counting_from_the_instant_gives_the_published_example() -> None:
    """Accepted 2018-10-15 10:00, promised 7, by law 10: warned after 10-19, over 10-24 and 10-29, all at ten."""
    start = Basis(from_at=at("2018-10-15T10:00"), amount=7)
    moments = INSTANT.moments(start)
    assert moments == (at("2018-10-19T10:00"), at("2018-10-24T10:00"))
    assert due(INSTANT, "2018-10-15T10:00", 10) == "2018-10-29 10:00"


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2018-10-15T08:30", 1, "2018-10-16 08:30"),  # not the closing of the first day, though it is the same time
        ("2018-10-15T12:30", 1, "2018-10-16 14:30"),  # in the break: from the next opening
        ("2018-10-15T20:00", 1, "2018-10-17 08:30"),
        ("2018-10-13T10:00", 1, "2018-10-16 08:30"),  # a Saturday
        ("2018-10-15T17:30", 2, "2018-10-17 17:30"),
    ],
)
def test_counting_from_the_instant_keeps_the_time_of_day(start: str, days: int, expected: str) -> None:
    assert due(INSTANT, start, days) == expected


def test_from_the_instant_a_pause_moves_by_its_opening_time_to_the_minute() -> None:
    assert due(INSTANT, "2026-03-02T10:00", 2, ("2026-03-03T09:00", "2026-03-03T10:15")) == "2026-03-04 11:15"
    assert due(INSTANT, "2026-03-02T10:00", 2, ("2026-03-03T09:00", "2026-03-05T09:00")) == "2026-03-06 10:00"


def test_working_hours_leave_a_pause_out_to_the_minute() -> None:
    basis = Basis(from_at=at("2026-03-02T10:00"), amount=4, unit=Unit.WORKHOUR)
    assert BY_DAY.due(basis) == at("2026-03-02T17:00")
    assert BY_DAY.due(basis, [(at("2026-03-02T11:07"), at("2026-03-03T09:07"))]) == at("2026-03-03T15:00")
    assert BY_DAY.due(basis, [(at("2026-03-02T17:00"), at("2026-03-03T09:07"))]) == at("2026-03-02T17:00")


def naive_due(start: datetime, days: int, stopped: list[tuple[datetime, datetime]]) -> datetime:
    """One day after the other, as a clerk counts on a wall calendar."""

    def worked(day: date) -> bool:
        return CALENDAR.is_workday(day)

    def counts_as(moment: datetime) -> date:
        local = moment.astimezone(SHANGHAI)
        day = local.date()
        if not worked(day) or local.time() > CLOSING:
            day += timedelta(days=1)
            while not worked(day):
                day += timedelta(days=1)
        return day

    def closing(day: date) -> datetime:
        return datetime.combine(day, CLOSING, SHANGHAI).astimezone(UTC)

    day, left = counts_as(start), days
    while left:
        day += timedelta(days=1)
        if worked(day) and not any(counts_as(a) < day <= counts_as(b) for a, b in stopped):
            left -= 1
    again = True
    while again:  # it cannot run out while it stands still
        again = False
        for began, ended in stopped:
            if began < closing(day) and counts_as(began) <= day < counts_as(ended) and ended > start:
                day, again = counts_as(ended), True
    return closing(day)


MOMENTS = st.datetimes(datetime(2026, 1, 20), datetime(2026, 4, 20), timezones=st.just(SHANGHAI)).map(
    lambda moment: moment.replace(second=0, microsecond=0).astimezone(UTC)
)
PAUSES = st.lists(st.tuples(MOMENTS, st.integers(1, 30 * 24)), max_size=4).map(
    lambda found: [(begun, begun + timedelta(hours=hours)) for begun, hours in found]
)


def merged(found: list[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    return spans(Stop(kind=StopKind.PAUSE, seq=1, began_at=a, ended_at=b) for a, b in found)


@settings(max_examples=400)
@given(MOMENTS, st.integers(0, 30), PAUSES)
def test_every_count_is_that_of_a_wall_calendar(start: datetime, days: int, pauses: list[Any]) -> None:
    stopped = merged(pauses)
    assert BY_DAY.due(Basis(from_at=start, amount=days), stopped) == naive_due(start, days, list(stopped))


@settings(max_examples=300)
@given(MOMENTS, st.integers(1, 30), MOMENTS, st.integers(0, 20 * 24))
def test_a_pause_of_k_working_days_moves_what_it_meets_by_exactly_k(
    start: datetime, days: int, begun: datetime, hours: int
) -> None:
    ended = begun + timedelta(hours=hours)
    basis = Basis(from_at=start, amount=days)
    plain, moved = BY_DAY.due(basis), BY_DAY.due(basis, merged([(begun, ended)]))
    if begun >= plain or ended <= start:
        assert moved == plain
        return
    first = max(CALENDAR.receipt_day(begun), CALENDAR.receipt_day(start))
    k = max(0, CALENDAR.workdays_between(first, CALENDAR.receipt_day(ended)))
    assert CALENDAR.workdays_between(plain, moved) == k
    assert moved >= plain


@settings(max_examples=200)
@given(MOMENTS, st.integers(0, 20), PAUSES, st.sampled_from([BY_DAY, INSTANT]))
def test_more_days_are_never_over_sooner_and_never_on_a_day_of_rest(
    start: datetime, days: int, pauses: list[Any], reckoning: Reckoning
) -> None:
    stopped = merged(pauses)
    sooner = reckoning.due(Basis(from_at=start, amount=days), stopped)
    later = reckoning.due(Basis(from_at=start, amount=days + 1), stopped)
    assert sooner <= later
    assert CALENDAR.is_workday(CALENDAR.day_of(later))
    for basis in (Basis(from_at=start, amount=days),):
        moments = reckoning.moments(basis, stopped)
        assert moments.warn_at is not None
        assert moments.due_at is not None
        assert moments.warn_at <= moments.due_at


ACCEPTED = fact(2, FactKind.ACCEPTED, "2026-03-02T10:00", promise=15, statutory=45, ahead=2)


def test_the_upper_levels_wait_stops_the_case_and_not_its_steps() -> None:
    facts = [
        ACCEPTED,
        fact(3, FactKind.SENT_UP, "2026-03-04T10:00", token=7, days=20),
        fact(4, FactKind.REPLIED, "2026-03-11T10:00", token=7),
    ]
    plain, limits = derive(BY_DAY, [ACCEPTED]), derive(BY_DAY, facts)
    assert plain.promised is not None
    assert limits.promised is not None
    assert CALENDAR.workdays_between(plain.promised.due_at, limits.promised.due_at) == 5
    basis = Basis(from_at=at("2026-03-04T10:00"), amount=5)
    assert step_moments(BY_DAY, limits, "", basis) == BY_DAY.moments(basis)


def test_a_pause_does_not_touch_what_another_body_has() -> None:
    paused = fact(3, FactKind.PAUSED, "2026-03-04T10:00", ground="hearing", days=5)
    limits = derive(BY_DAY, [ACCEPTED, paused, fact(4, FactKind.RESUMED, "2026-03-09T10:00", pause=3)])
    basis = Basis(from_at=at("2026-03-03T10:00"), amount=5)
    assert step_moments(BY_DAY, limits, "external", basis) == BY_DAY.moments(basis)
    assert step_moments(BY_DAY, limits, "", basis).due_at == at("2026-03-13T17:30")


def test_an_extension_lengthens_a_promise_only_while_it_is_not_over() -> None:
    in_time = derive(BY_DAY, [ACCEPTED, fact(3, FactKind.EXTENDED, "2026-03-20T10:00", days=15)])
    late = derive(BY_DAY, [ACCEPTED, fact(3, FactKind.EXTENDED, "2026-03-23T17:30", days=15)])
    plain = derive(BY_DAY, [ACCEPTED])
    assert plain.promised is not None
    assert plain.statutory is not None
    assert in_time.promised is not None
    assert late.promised is not None
    assert late.statutory is not None
    assert CALENDAR.workdays_between(plain.promised.due_at, in_time.promised.due_at) == 15
    assert late.promised.due_at == plain.promised.due_at
    assert CALENDAR.workdays_between(plain.statutory.due_at, late.statutory.due_at) == 15


def test_the_receiving_limit_begins_anew_when_the_last_material_comes() -> None:
    received = fact(1, FactKind.RECEIVED, "2026-03-02T10:00", days=5)
    asked = fact(2, FactKind.SUPPLEMENT_ASKED, "2026-03-03T10:00", days=10, materials=[])
    partly = fact(3, FactKind.SUPPLEMENT_MET, "2026-03-04T10:00", materials=[], complete=False)
    met = fact(4, FactKind.SUPPLEMENT_MET, "2026-03-05T10:00", materials=[], complete=True)
    first, waiting, again = (
        derive(BY_DAY, found) for found in ([received], [received, asked, partly], [received, asked, partly, met])
    )
    assert first.receiving is not None
    assert first.receiving.due_at == at("2026-03-09T17:30")
    assert waiting.receiving is None
    assert waiting.supplement is not None
    assert waiting.supplement.due_at == at("2026-03-17T17:30")
    assert again.receiving is not None
    assert again.receiving.due_at == at("2026-03-12T17:30")
    assert again.supplement is None


def test_an_open_pause_runs_to_its_expected_end_and_then_to_now() -> None:
    paused = [ACCEPTED, fact(3, FactKind.PAUSED, "2026-03-04T10:00", ground="hearing", days=2)]
    expected, late = derive(BY_DAY, paused), derive(BY_DAY, paused, at("2026-03-11T10:00"))
    plain = derive(BY_DAY, [ACCEPTED])
    assert plain.promised is not None
    assert expected.promised is not None
    assert late.promised is not None
    assert CALENDAR.workdays_between(plain.promised.due_at, expected.promised.due_at) == 2
    assert CALENDAR.workdays_between(plain.promised.due_at, late.promised.due_at) == 5


def test_the_schemes_turn_their_lamps_as_they_say() -> None:
    warn, over, law = at("2026-03-19T17:30"), at("2026-03-23T17:30"), at("2026-04-30T17:30")
    moments = (warn - timedelta(seconds=1), warn, over, law)
    assert [LIGHTS.at(moment, warn, over, law) for moment in moments] == [
        Light.GREEN,
        Light.YELLOW,
        Light.RED,
        Light.RED,
    ]
    assert [CARDS.at(moment, warn, over, law) for moment in moments] == [
        Light.GREEN,
        Light.WARN,
        Light.YELLOW,
        Light.RED,
    ]


def test_an_explanation_names_each_day_with_its_reason() -> None:
    """Accepted on the last Friday before the Spring Festival, stopped for a hearing on its first day back."""
    stop = Stop(
        kind=StopKind.PAUSE, seq=3, ground="hearing", began_at=at("2026-02-24T10:00"), ended_at=at("2026-02-26T10:00")
    )
    begun = at("2026-02-13T10:00")
    over = BY_DAY.due(Basis(from_at=begun, amount=4), spans([stop]))
    lines = {f"{line.date:%m-%d}": (line.number, line.zh) for line in reasons(CALENDAR, begun, over, [stop])}
    assert over == at("2026-02-28T17:30")  # a Saturday that is worked
    assert lines["02-13"] == (0, "当日不计")
    assert lines["02-14"][0] == 1
    assert "调休上班" in lines["02-14"][1]
    assert lines["02-17"][0] == 0
    assert "春节" in lines["02-17"][1]
    assert lines["02-24"][0] == 2
    assert lines["02-25"] == (0, "停表:听证")
    assert lines["02-26"] == (0, "停表:听证")
    assert [lines["02-27"][0], lines["02-28"][0]] == [3, 4]


def test_terms_that_cannot_be_used_are_named() -> None:
    assert Terms.of({"scheme": "card", "counting": "instant", "warn": 3}).scheme is CARDS
    for said in ({"scheme": "rainbow"}, {"counting": "moon"}, {"warn": "two"}, {"supplement": -1}):
        with pytest.raises(ValueError, match="expected"):
            Terms.of(said)
