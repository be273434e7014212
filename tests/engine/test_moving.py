"""A running case on another version of its diagram: tokens keep their numbers and timers, or everything stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.calendar import WorkCalendar
from app.engine import OpenTask, Run, Step, TimerSet, prepare
from app.engine.marking import markings
from app.engine.moving import Mover, Obstacle
from app.engine.program import Program
from tests.engine.drawing import (
    boundary,
    call,
    catch,
    draw,
    draw_all,
    either,
    end,
    fork,
    manual,
    many,
    message,
    process,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.factories import AT

CALENDAR = WorkCalendar.published()
DAY = timedelta(days=1)


@dataclass
class Stored:
    """A case as rows would keep it, by the program that wrote it last."""

    program: Program
    branches: dict[int, tuple[bytes, bool]]
    tasks: dict[int, OpenTask]
    timers: dict[int, TimerSet]
    ended: bool = False
    at: datetime = AT

    def load(self, numbers: list[int] | None) -> Mapping[int, bytes]:
        return {n: data for n, (data, open_) in self.branches.items() if (open_ if numbers is None else n in numbers)}

    def restore(self) -> Run:
        return self.program.restore(self.load, at=self.at, calendar=CALENDAR)

    def keep(self, step: Step) -> Step:
        gone = {closed.token for closed in step.closed}
        for number in step.dropped_branches:
            del self.branches[number]
        self.branches |= {number: (saved.data, saved.open) for number, saved in step.saved.items()}
        self.tasks = {n: t for n, t in self.tasks.items() if n not in gone} | {t.token: t for t in step.opened}
        self.timers = {n: t for n, t in self.timers.items() if n not in step.timers_dropped}
        self.timers |= {t.token: t for t in step.timers}
        self.ended = step.ended
        return step

    def complete(self, element: str, **variables: Any) -> None:
        token = next(n for n, task in self.tasks.items() if task.element == element)
        run = self.restore()
        run.complete(token, variables, self.tasks[token].branch)
        self.keep(run.step())

    def fire(self, element: str) -> None:
        token = next(n for n, one in self.timers.items() if one.element == element)
        run = self.restore()
        assert run.fire(token, self.timers[token].branch)
        self.keep(run.step())

    def elements(self) -> list[str]:
        return sorted(task.element for task in self.tasks.values())

    def waiting(self) -> list[str]:
        return sorted(one.element for one in self.timers.values())

    def move(
        self, target: bytes | Program, names: Mapping[str, str] | None = None, *, new_limits: bool = False, **given: Any
    ) -> list[Obstacle]:
        """Move to another diagram when nothing is in the way; the opening of every task is the beginning."""
        program = target if isinstance(target, Program) else prepare([target])
        run = self.restore()
        mover = Mover(
            run=run,
            target=program,
            names={self.program.process: names or {}},
            opened=dict.fromkeys(self.tasks, AT),
            given=given,
            new_limits=new_limits,
        )
        found = mover.obstacles()
        before = (run.step().saved, sorted(self.tasks))
        assert before[0] == {}  # looking changes nothing
        if not found:
            mover.move()
            self.program = program
            self.last = self.keep(run.step())
            assert sorted(set(self.tasks) & set(before[1])) == before[1] or self.last.closed
            assert run.step() == Step(variables=run.variables(), ended=self.ended)
        return found


def begin(source: bytes, **variables: Any) -> Stored:
    program = prepare([source])
    stored = Stored(program=program, branches={}, tasks={}, timers={})
    stored.keep(program.start(variables, at=AT, calendar=CALENDAR).step())
    return stored


def line(*steps: Any, tail: str = "") -> bytes:
    """Steps in a row, timers on their borders going to an end of their own."""
    activities = [s for s in steps if s.tag != "boundaryEvent"]
    events = [s for s in steps if s.tag == "boundaryEvent"]
    chain = " -> ".join(["s", *(s.id for s in activities), "e"])
    ends = [end(f"{e.id}_end") for e in events]
    return draw(start("s"), *steps, end("e"), *ends, flows=[chain, *(f"{e.id} -> {e.id}_end" for e in events)])


def late(on: str = "a", text: str = "workdays(5)", id: str = "late") -> Any:
    return boundary(id, on=on, event=timer(text))


def codes(found: list[Obstacle]) -> list[tuple[str, str]]:
    return [(one.code, one.element) for one in found]


def test_a_step_added_in_the_future_leaves_everything_that_waits_alone() -> None:
    case = begin(line(user("a"), late(), user("b")))
    tasks, timers = dict(case.tasks), dict(case.timers)
    assert case.move(line(user("a"), late(), user("check"), user("b"))) == []
    assert (case.tasks, case.timers) == (tasks, timers)
    assert case.last.opened == [] and case.last.timers == [] and case.last.timers_dropped == []
    for step in ("a", "check", "b"):
        case.complete(step)
    assert case.ended


def test_a_waiting_step_that_is_gone_keeps_the_case_where_it_is() -> None:
    case = begin(line(user("a"), late(), user("b")))
    found = case.move(line(user("b")))
    assert codes(found) == [("step-removed", "a")]
    assert "no such step" in found[0].message_en and "没有此环节" in found[0].message_zh
    case.complete("a")
    assert case.elements() == ["b"]


def test_a_step_that_was_done_and_is_gone_does_not_matter() -> None:
    case = begin(line(user("a"), late(), boundary("warn", on="a", event=timer("P1D"), interrupting=False), user("b")))
    case.fire("warn")
    case.complete("a", said="yes")
    assert case.move(line(user("b"), user("c"))) == []
    case.complete("b")
    assert case.restore().variables()["said"] == "yes"
    case.complete("c")
    assert case.ended


def test_a_renamed_step_is_found_by_the_mapping() -> None:
    case = begin(line(user("a"), late(), user("b")))
    token, due = next(iter(case.tasks)), next(iter(case.timers.values())).due
    renamed = line(user("intake"), late(on="intake", id="overdue"), user("b"))
    assert codes(case.move(renamed)) == [("step-removed", "a")]
    assert case.move(renamed, {"a": "intake", "late": "overdue"}) == []
    assert list(case.tasks) == [token] and next(iter(case.timers.values())).due == due
    case.fire("late")  # the row keeps its name in this test's store; the token is the same
    assert case.ended


def test_another_kind_of_step_is_no_place_to_wait_but_a_manual_one_is() -> None:
    case = begin(line(user("a"), user("b")))
    assert codes(case.move(line(service("a"), user("b")))) == [("kind-changed", "a")]
    assert codes(case.move(line(catch("a", message("x")), user("b")))) == [("kind-changed", "a")]
    assert case.move(line(manual("a"), user("b"))) == []


def test_a_timer_that_was_added_to_a_waiting_step_counts_from_its_opening() -> None:
    case = begin(line(user("a"), user("b")))
    case.at = AT + 3 * DAY
    assert case.move(line(user("a"), late(text="workdays(5)"), user("b"))) == []
    assert [(one.element, one.due) for one in case.timers.values()] == [("late", CALENDAR.due(AT, 5))]
    case.fire("late")
    assert case.ended and case.tasks == {}


def test_a_second_timer_joins_the_first_and_the_first_keeps_its_moment() -> None:
    case = begin(line(user("a"), late(), user("b")))
    first = next(iter(case.timers))
    case.at = AT + 2 * DAY
    warned = boundary("warn", on="a", event=timer("workdays(3)"), interrupting=False)
    assert case.move(line(user("a"), late(text="workdays(9)"), warned, user("b"))) == []
    assert {one.element: one.due for one in case.timers.values()} == {
        "late": CALENDAR.due(AT, 5),
        "warn": CALENDAR.due(AT, 3),
    }
    assert first in case.timers
    case.complete("a")
    assert case.waiting() == [] and case.elements() == ["b"]


def test_a_removed_timer_waits_no_longer() -> None:
    case = begin(line(user("a"), late(), user("b")))
    assert case.move(line(user("a"), user("b"))) == []
    assert case.waiting() == [] and case.elements() == ["a"]
    case.complete("a")
    case.complete("b")
    assert case.ended


def test_a_timer_that_became_a_message_is_another_event() -> None:
    case = begin(line(user("a"), late(), user("b")))
    assert case.move(line(user("a"), boundary("late", on="a", event=message("stop")), user("b"))) == []
    assert case.waiting() == []
    run = case.restore()
    assert run.message("stop") == 1
    case.keep(run.step())
    assert case.ended


def test_a_reminder_that_fired_does_not_fire_again_and_what_follows_it_does_not_end_the_deadline() -> None:
    def with_reminder(*more: Any) -> bytes:
        return draw(
            start("s"), user("a"), late(), boundary("warn", on="a", event=timer("P1D"), interrupting=False),
            user("call_them"), end("e"), end("w"), end("l"), *more,
            flows=["s -> a -> e", "warn -> call_them -> w", "late -> l"],
        )  # fmt: skip

    case = begin(with_reminder())
    case.fire("warn")
    assert case.elements() == ["a", "call_them"]
    assert case.move(with_reminder()) == []
    assert case.waiting() == ["late"]
    without = draw(
        start("s"), user("a"), late(), user("call_them"), end("e"), end("w"), end("l"), xor("never"),
        flows=["s -> never", "never -> a: default", "never -> call_them: ${false}", "a -> e", "call_them -> w",
               "late -> l"],
    )  # fmt: skip
    assert case.move(without) == []
    case.complete("call_them")
    assert case.waiting() == ["late"] and case.elements() == ["a"]


def test_changed_amounts_count_anew_only_when_asked() -> None:
    changed = line(user("a"), late(text="workdays(9)"), user("b"))
    case = begin(line(user("a"), late(), user("b")))
    case.at = AT + 2 * DAY
    assert case.move(changed, new_limits=True) == []
    assert [one.due for one in case.timers.values()] == [CALENDAR.due(AT, 9)]
    assert case.move(changed, new_limits=True) == [] and case.last.timers == []


def review(*steps: Any, sequential: bool = False, item: str = "dept", gathered: str = "opinion") -> bytes:
    """A joint review of the departments, then a decision."""
    chain = " -> ".join(["i", *(s.id for s in steps if s.tag != "boundaryEvent"), "o"])
    events = [s for s in steps if s.tag == "boundaryEvent"]
    return draw(
        start("s"),
        sub(
            "co", start("i"), *steps, end("o"), *(end(f"{e.id}_end") for e in events),
            flows=[chain, *(f"{e.id} -> {e.id}_end" for e in events)],
            many=many("departments", item, sequential=sequential),
            props={"outputCollection": "opinions", "outputElement": gathered},
        ),
        user("decide"), end("e"), flows=["s -> co -> decide -> e"],
    )  # fmt: skip


def test_departments_inside_a_joint_review_go_on_where_they_are() -> None:
    case = begin(review(user("look", groups="${dept}"), late(on="look")), departments=["x", "y", "z"])
    case.complete("look", opinion="agree")
    dues = sorted(one.due for one in case.timers.values())
    more = review(user("look", groups="${dept}"), late(on="look"), user("sign", groups="${dept}"))
    assert case.move(more) == []
    assert sorted(one.due for one in case.timers.values()) == dues and len(dues) == 2
    for _ in range(2):
        case.complete("look")
        case.complete("sign", opinion="agree")
    assert case.elements() == ["decide"]
    assert case.restore().variables()["opinions"] == ["agree"] * 3


@pytest.mark.parametrize(
    "other",
    [
        review(user("look"), sequential=True),
        review(user("look"), item="office"),
        review(user("look"), gathered="vote"),
        draw(start("s"), sub("co", start("i"), user("look"), end("o"), flows=["i -> look -> o"]), user("decide"),
             end("e"), flows=["s -> co -> decide -> e"]),
    ],
    ids=["sequential", "another variable", "other opinions", "once only"],
)  # fmt: skip
def test_a_joint_review_that_is_handed_out_in_another_way_keeps_the_case(other: bytes) -> None:
    case = begin(review(user("look")), departments=["x", "y"])
    assert "multi-instance-changed" in [one.code for one in case.move(other)]
    assert len(case.tasks) == 2


def test_who_was_added_to_a_review_and_removed_from_it_stays_so_under_other_ids() -> None:
    def with_first(id: str) -> bytes:
        return review(user("look", groups="${dept}")).replace(b'"co"', f'"{id}"'.encode())

    case = begin(with_first("co"), departments=["x", "y"])
    run = case.restore()
    token = next(iter(case.tasks))
    run.add_instance(token, "z", case.tasks[token].branch)
    case.keep(run.step())
    assert case.move(with_first("panel"), {"co": "panel"}) == []
    for _ in range(3):
        case.complete("look", opinion="agree")
    run = case.restore()
    run.go_back(next(iter(case.tasks)), "panel")
    case.keep(run.step())
    assert sorted(task.item for task in case.tasks.values()) == ["x", "y", "z"]


def test_a_review_that_was_over_may_have_changed_as_it_likes() -> None:
    case = begin(review(user("look")), departments=["x", "y"])
    for _ in range(2):
        case.complete("look", opinion="agree")
    assert case.move(line(user("co"), user("decide"))) == []
    case.complete("decide")
    assert case.ended


def test_a_step_that_lies_in_another_sub_process_is_told_as_such() -> None:
    case = begin(line(user("a"), user("b")))
    held = draw(
        start("s"), sub("x", start("i"), user("a"), end("o"), flows=["i -> a -> o"]), user("b"), end("e"),
        flows=["s -> x -> b -> e"],
    )  # fmt: skip
    assert codes(case.move(held)) == [("scope-changed", "a")]


def test_a_called_process_is_followed_inside_and_another_one_is_no_place() -> None:
    def outer(*inner: Any, name: str = "inner") -> bytes:
        chain = " -> ".join(["i", *(s.id for s in inner), "o"])
        return draw_all(
            process("p", start("s"), call("sub", name), end("e"), flows=["s -> sub -> e"]),
            process(name, start("i"), *inner, end("o"), flows=[chain]),
        )

    case = begin(outer(user("work")))
    assert codes(case.move(outer(user("work"), name="elsewhere"))) == [("called-process-differs", "sub")]
    assert codes(case.move(outer(user("other")))) == [("step-removed", "work")]
    assert case.move(outer(user("work"), user("check"))) == []
    case.complete("work")
    case.complete("check")
    assert case.ended


def side_by_side(*branches: str) -> bytes:
    return draw(
        start("s"), fork("split"), *(user(name) for name in branches), fork("join"), user("last"), end("e"),
        flows=["s -> split", *(f"split -> {name} -> join" for name in branches), "join -> last -> e"],
    )  # fmt: skip


def test_a_token_at_a_join_needs_its_flow() -> None:
    case = begin(side_by_side("a", "b"))
    case.complete("a")
    through = draw(
        start("s"), fork("split"), user("a"), user("again"), user("b"), fork("join"), user("last"), end("e"),
        flows=["s -> split", "split -> a -> again -> join", "split -> b -> join", "join -> last -> e"],
    )  # fmt: skip
    assert codes(case.move(through)) == [("join-changed", "join")]
    assert case.move(side_by_side("a", "b")) == []
    case.complete("b")
    assert case.elements() == ["last"]


def test_an_event_gateway_offers_what_was_added() -> None:
    def waits(*more: Any) -> bytes:
        names = ["paid", *(one.id for one in more)]
        return draw(
            start("s"), either("g"), catch("paid", message("paid")), *more, end("e"),
            flows=["s -> g", *(f"g -> {name} -> e" for name in names)],
        )  # fmt: skip

    case = begin(waits(catch("late", timer("P1D"))))
    assert case.move(waits(catch("late", timer("P1D")), catch("gone", message("gone")))) == []
    run = case.restore()
    assert run.message("gone") == 1
    case.keep(run.step())
    assert case.ended and case.waiting() == []


def test_what_the_new_version_reads_is_handed_over() -> None:
    chosen = draw(
        start("s"), user("a"), xor("big"), user("inspect"), end("e"), end("f"),
        flows=["s -> a -> big", "big -> inspect: ${area > 300}", "big -> e: default", "inspect -> f"],
    )  # fmt: skip
    case = begin(line(user("a")))
    assert case.move(chosen, area=500) == []
    case.complete("a")
    assert case.elements() == ["inspect"]


def test_going_back_still_works_after_the_move() -> None:
    case = begin(line(user("a"), late(), user("b")))
    case.complete("a")
    warned = boundary("warn", on="a", event=timer("P1D"), interrupting=False)
    assert case.move(line(user("a"), late(), warned, user("b"))) == []
    run = case.restore()
    run.go_back(next(iter(case.tasks)), "a")
    case.keep(run.step())
    assert case.elements() == ["a"] and case.waiting() == ["late", "warn"]
    case.complete("a")
    case.complete("b")
    assert case.ended


def test_a_case_may_be_moved_there_and_back_again() -> None:
    one, other = line(user("a"), late(), user("b")), line(user("a"), user("b"), user("c"))
    case = begin(one)
    for target in (other, one, other):
        assert case.move(target) == []
    for step in ("a", "b", "c"):
        case.complete(step)
    assert case.ended


def test_markings_tell_where_the_tokens_stand() -> None:
    case = begin(review(user("look"), late(on="look")), departments=["x", "y"])
    found = {(one.scope, one.at) for one in markings_of(case)}
    assert found == {("p", ("co",)), ("co", ("look",))}
    joined = begin(side_by_side("a", "b"))
    joined.complete("a")
    assert [(one.at, one.arrived) for one in markings_of(joined)] == [(("b",), (("a", "join"),))]


def markings_of(case: Stored) -> list[Any]:
    run = case.restore()
    run.state.load_all()
    return markings(run.state)
