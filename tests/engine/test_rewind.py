"""Returns (退回) to an earlier step, and withdrawals (撤回) of one's own opinion."""

from __future__ import annotations

import time
from itertools import permutations
from statistics import median
from typing import Any

import pytest

from app.engine import OpenTask
from app.errors import Refused
from tests.engine.cases import Case
from tests.engine.drawing import (
    boundary,
    call,
    draw,
    end,
    event_sub,
    fork,
    inclusive,
    loop,
    many,
    message,
    service,
    start,
    sub,
    terminate,
    timer,
    user,
    xor,
)

GATHER = {"outputCollection": "opinions", "outputElement": "opinion"}
TWO = ["fire", "urban"]
WAYS = [pytest.param(True, id="stored"), pytest.param(False, id="in memory")]
BRANCHES = draw(
    start("s"), user("accept"), fork("f"), user("a1"), user("a2"), user("b1"), user("b2"), fork("j"), user("decide"),
    end("e"), flows=["s -> accept -> f", "f -> a1 -> a2 -> j", "f -> b1 -> b2 -> j", "j -> decide -> e"],
)  # fmt: skip


def joint(*, sequential: bool = False, whole: bool = False) -> bytes:
    """Reviews under timers of their own, after an acceptance; `whole`: with a deadline for all of them."""
    inside = sub(
        "r", start("rs"), user("review"), boundary("warn", on="review", event=timer("P3D"), interrupting=False),
        boundary("late", on="review", event=timer("P5D")), user("after"), end("re"), end("we"),
        flows=["rs -> review -> after -> re", "warn -> we", "late -> re"],
        many=many("depts", "dept", sequential=sequential), props=GATHER,
    )  # fmt: skip
    border = (boundary("over", on="r", event=timer("P9D")),) if whole else ()
    return draw(start("s"), user("accept"), inside, user("decide"), user("issue"), end("e"), *border,
                flows=["s -> accept -> r -> decide -> issue -> e", *(["over -> issue"] if whole else [])])  # fmt: skip


def finish(case: Case, *wanted: str) -> None:
    for each in wanted:
        case.complete(each, opinion=each.partition("@")[2] or each)


# --- returns


@pytest.mark.parametrize("stored", WAYS)
def test_a_step_is_done_again_and_what_followed_is_undone(stored: bool) -> None:
    case = Case(draw(start("s"), user("a"), user("b"), user("c"), end("e"), flows=["s -> a -> b -> c -> e"]),
                stored=stored, x=0)  # fmt: skip
    case.complete("a", x=1)
    case.complete("b", y=1)
    step = case.go_back("c", "a")
    assert [opened.element for opened in step.opened] == ["a"]
    assert [closed.how for closed in step.closed] == ["cancelled"]
    assert case.seen_by("a") == {"x": 0}
    for each in "abc":
        case.complete(each)
    assert (case.ended, case.variables) == (True, {"x": 0})


@pytest.mark.parametrize("stored", WAYS)
def test_a_return_out_of_one_branch_to_before_the_split_takes_the_other_branch_along(stored: bool) -> None:
    case = Case(BRANCHES, stored=stored)
    finish(case, "accept", "b1", "a1")
    step = case.go_back("a2", "accept")
    assert (case.waits(), [closed.how for closed in step.closed]) == (["accept"], ["cancelled", "cancelled"])
    finish(case, "accept")
    assert case.waits() == ["a1", "b1"]
    finish(case, "a1", "a2", "b1", "b2", "decide")
    assert case.ended


@pytest.mark.parametrize("stored", WAYS)
def test_a_return_within_one_branch_leaves_the_other_alone(stored: bool) -> None:
    case = Case(BRANCHES, stored=stored)
    finish(case, "accept", "b1", "a1")
    case.go_back("a2", "a1")
    assert case.waits() == ["a1", "b2"]
    finish(case, "b2", "a1", "a2", "decide")
    assert case.ended


@pytest.mark.parametrize("stored", WAYS)
@pytest.mark.parametrize("order", list(permutations(["a2", "b2"])), ids="-".join)
@pytest.mark.parametrize("target", ["a1", "a2", "b1", "b2"])
def test_a_return_from_after_the_join_into_one_branch_keeps_the_other(
    stored: bool, order: tuple[str, ...], target: str
) -> None:
    case = Case(BRANCHES, stored=stored)
    finish(case, "accept", "a1", "b1")
    for step in order:
        case.complete(step, **{step: "old"}, both=step)
    case.go_back("decide", target)
    assert case.waits() == [target]
    again = [target] if target.endswith("2") else [target, target.replace("1", "2")]
    for step in again:
        case.complete(step, **{again[-1]: "new"})
    assert case.waits() == ["decide"]
    seen = case.seen_by("decide")
    other = "b2" if target.startswith("a") else "a2"
    assert (seen[again[-1]], seen[other], seen["both"]) == ("new", "old", other)
    finish(case, "decide")
    assert case.ended


@pytest.mark.parametrize("stored", WAYS)
def test_a_return_from_after_two_joins_into_a_branch_of_the_first(stored: bool) -> None:
    source = draw(
        start("s"), fork("f"), user("a"), user("b"), fork("j"), fork("g"), user("c"), user("d"), fork("k"), user("z"),
        end("e"), flows=["s -> f", "f -> a -> j", "f -> b -> j", "j -> g", "g -> c -> k", "g -> d -> k", "k -> z -> e"],
    )  # fmt: skip
    case = Case(source, stored=stored)
    finish(case, "a", "b", "d", "c")
    case.go_back("z", "a")
    assert case.waits() == ["a"]
    finish(case, "a")
    assert case.waits() == ["c", "d"]
    finish(case, "c", "d", "z")
    assert case.ended


@pytest.mark.parametrize("stored", WAYS)
def test_a_return_through_an_inclusive_join(stored: bool) -> None:
    source = draw(
        start("s"), inclusive("f"), user("a"), user("b"), inclusive("j"), user("z"), end("e"),
        flows=["s -> f", "f -> a: ${true}", "f -> b: ${x}", "a -> j", "b -> j", "j -> z -> e"],
    )  # fmt: skip
    for x in (True, False):
        for order in permutations("ab" if x else "a"):
            case = Case(source, stored=stored, x=x)
            finish(case, *order)
            case.go_back("z", order[0])
            assert case.waits() == [order[0]]
            finish(case, order[0])
            assert case.waits() == ["z"]
            finish(case, "z")
            assert case.ended


def test_a_branch_that_is_still_open_is_not_returned_to_from_beside_it() -> None:
    case = Case(BRANCHES)
    finish(case, "accept", "b1", "a1")
    with pytest.raises(Refused, match="'b1' was not passed on the way to 'a2'"):
        case.go_back("a2", "b1")


@pytest.mark.parametrize("target", ["nowhere", "decide", "f", "s", "a2", "e"])
def test_only_an_activity_that_was_passed_can_be_returned_to(target: str) -> None:
    case = Case(BRANCHES)
    finish(case, "accept", "a1")
    before = dict(case.branches)
    with pytest.raises(Refused, match="was not passed") as refused:
        case.go_back("a2", target)
    assert refused.value.extra["element"] == target
    assert case.branches == before


def test_only_from_an_open_step_one_returns() -> None:
    case = Case(BRANCHES)
    accept = case.task("accept")
    finish(case, "accept")
    with pytest.raises(Refused, match="'accept' is completed; it is not open"):
        case.run.go_back(accept.token, "accept")


@pytest.mark.parametrize("stored", WAYS)
def test_a_return_to_the_whole_review_begins_it_anew(stored: bool) -> None:
    case = Case(joint(), depts=TWO, stored=stored)
    finish(case, "accept", "review@urban", "review@fire", "after@fire", "after@urban")
    assert case.variables["opinions"] == TWO
    case.go_back("decide", "r")
    assert case.waits() == ["review@fire", "review@urban"]
    assert len(case.timers) == 4
    assert case.variables == {"depts": TWO, "opinions": [], "opinion": "accept"}
    finish(case, "review@fire", "after@fire", "review@urban", "after@urban")
    assert case.waits() == ["decide"]


@pytest.mark.parametrize("stored", WAYS)
def test_a_return_out_of_one_department_to_before_the_review_drops_all_of_it(stored: bool) -> None:
    case = Case(joint(whole=True), depts=TWO, stored=stored)
    finish(case, "accept", "review@fire")
    gone = {task.branch for task in case.open.values()}
    step = case.go_back("review@urban", "accept")
    assert (case.waits(), case.due()) == (["accept"], [])
    assert set(step.dropped_branches) == gone
    assert set(case.branches) == {0}
    finish(case, "accept")
    assert case.waits() == ["review@fire", "review@urban"]


@pytest.mark.parametrize("stored", WAYS)
def test_a_return_within_one_department_leaves_the_others_alone(stored: bool) -> None:
    case = Case(joint(), depts=TWO, stored=stored)
    finish(case, "accept", "review@fire", "review@urban")
    case.go_back("after@fire", "review")
    assert case.waits() == ["after@urban", "review@fire"]
    assert case.seen_by("review@fire").items() >= {"dept": "fire", "loopCounter": 0}.items()
    assert case.due() == ["late@fire", "warn@fire"]
    finish(case, "review@fire", "after@fire", "after@urban")
    assert case.seen_by("decide")["opinions"] == TWO


def test_finished_branches_that_a_return_drops_are_dropped_unread() -> None:
    case = Case(joint(), depts=[f"d{number}" for number in range(10)])
    finish(case, "accept")
    for number in range(10):
        finish(case, f"review@d{number}", f"after@d{number}")
    case.loads.clear()
    step = case.go_back("decide", "accept")
    assert len(step.dropped_branches) == 10
    assert case.loads == [[0]]
    assert set(case.branches) == {0}


def test_added_and_removed_departments_stay_so_when_the_whole_review_is_done_again() -> None:
    case = Case(joint(), depts=["fire", "urban", "health"])
    finish(case, "accept")
    case.add("review@fire", "water")
    case.remove("review@urban")
    finish(case, "review@fire", "after@fire", "review@water", "after@water", "review@health", "after@health")
    case.go_back("decide", "r")
    assert case.waits() == ["review@fire", "review@health", "review@water"]
    case.go_back("review@fire", "accept")
    finish(case, "accept")
    assert case.waits() == ["review@fire", "review@health", "review@water"]  # those of the application are the same


@pytest.mark.parametrize("stored", WAYS)
def test_a_return_into_a_sub_process_that_was_passed(stored: bool) -> None:
    inside = sub("r", start("rs"), user("i"), user("k"), end("re"), flows=["rs -> i -> k -> re"])
    source = draw(start("s"), inside, boundary("b", on="r", event=timer("P9D")), user("z"), end("e"),
                  flows=["s -> r -> z -> e", "b -> z"])  # fmt: skip
    case = Case(source, stored=stored)
    due = case.timer("b").due
    finish(case, "i", "k")
    assert case.due() == []
    case.go_back("z", "i")
    assert (case.waits(), case.timer("b").due) == (["i"], due)  # the sub-process's own deadline runs on
    finish(case, "i", "k")
    assert (case.waits(), case.due()) == (["z"], [])
    case.go_back("z", "k")
    case.fire("b")
    assert case.waits() == ["z"]
    finish(case, "z")
    assert case.ended


@pytest.mark.parametrize("stored", WAYS)
def test_a_return_into_a_called_process_that_was_passed(stored: bool) -> None:
    main = draw(start("s"), user("a"), call("c", "q"), user("z"), end("e"), flows=["s -> a -> c -> z -> e"])
    called = draw(start("s"), user("b"), end("e"), flows=["s -> b -> e"], id="q")
    case = Case(main, called, stored=stored)
    finish(case, "a", "b")
    case.go_back("z", "b")
    assert case.task("b").scope == ("c",)
    case.go_back("b", "a")
    finish(case, "a", "b")
    case.go_back("z", "c")
    finish(case, "b", "z")
    assert case.ended


@pytest.mark.parametrize("stored", WAYS)
def test_a_step_that_its_deadline_cut_short_can_be_returned_to(stored: bool) -> None:
    source = draw(start("s"), user("a"), boundary("b", on="a", event=timer("P1D")), user("late"), user("z"), end("e"),
                  flows=["s -> a -> z -> e", "b -> late -> z"])  # fmt: skip
    case = Case(source, stored=stored)
    case.fire("b")
    case.go_back("late", "a")
    assert (case.waits(), case.due()) == (["a"], ["b"])
    finish(case, "a", "z")
    assert case.ended


def test_a_return_undoes_the_reminders_that_the_step_had_sent_out() -> None:
    source = draw(start("s"), user("w"), user("a"), boundary("b", on="a", event=message("m"), interrupting=False),
                  user("h"), user("z"), end("e"), end("f"),
                  flows=["s -> w -> a -> z -> e", "b -> h -> f"])  # fmt: skip
    case = Case(source)
    finish(case, "w")
    case.message("m")
    case.message("m")
    finish(case, "a")
    assert case.waits() == ["h", "h", "z"]
    case.go_back("z", "a")
    assert case.waits() == ["a"]
    assert case.message("m") == 1


def test_a_service_between_is_performed_again() -> None:
    asked: list[str] = []
    source = draw(start("s"), user("a"), service("x", "notice"), user("z"), end("e"), flows=["s -> a -> x -> z -> e"])
    case = Case(source, perform=lambda request: asked.append(request.element))  # type: ignore[func-returns-value]
    finish(case, "a")
    case.go_back("z", "a")
    finish(case, "a")
    assert asked == ["x", "x"]


@pytest.mark.parametrize("stored", WAYS)
def test_a_turn_of_a_loop_is_done_again(stored: bool) -> None:
    inside = sub("r", start("rs"), user("i"), user("k"), end("re"), flows=["rs -> i -> k -> re"], many=loop(at_most=3))
    case = Case(draw(start("s"), inside, user("z"), end("e"), flows=["s -> r -> z -> e"]), stored=stored, n=0)
    finish(case, "i", "k")
    case.complete("i", n=1)
    case.go_back("k", "i")
    assert case.seen_by("i")["n"] == 0
    for _ in range(2):
        finish(case, "i", "k")
    assert case.waits() == ["z"]
    case.go_back("z", "r")
    for _ in range(3):
        finish(case, "i", "k")
    finish(case, "z")
    assert case.ended


def test_a_case_in_the_middle_of_an_event_sub_process_returns_within_it() -> None:
    handler = event_sub("v", start("vs", message("m")), user("h"), user("k"), end("ve"), flows=["vs -> h -> k -> ve"])
    case = Case(draw(start("s"), user("a"), user("b"), end("e"), handler, flows=["s -> a -> b -> e"]))
    finish(case, "a")
    case.message("m")
    finish(case, "h")
    case.go_back("k", "h")
    assert case.waits() == ["h"]
    with pytest.raises(Refused):
        case.go_back("h", "a")  # what it interrupted is over
    finish(case, "h", "k")
    assert case.ended


@pytest.mark.parametrize("stored", WAYS)
def test_five_hundred_returns_neither_break_nor_slow_a_case_down(stored: bool) -> None:
    case = Case(BRANCHES, stored=stored)
    finish(case, "accept", "a1", "b1", "b2", "a2")
    sizes, taken = [], []
    for number in range(500):
        began = time.process_time()
        case.go_back("decide", "a1" if number % 2 else "b2")
        finish(case, *(["a1", "a2"] if number % 2 else ["b2"]))
        taken.append(time.process_time() - began)
        sizes.append(sum(len(saved.data) for saved in case.branches.values()))
        assert case.waits() == ["decide"]
    finish(case, "decide")
    assert case.ended
    assert max(sizes) < 1.2 * sizes[0]
    assert median(taken[-100:]) < 5 * median(taken[:100])


def test_five_hundred_rounds_by_gateway_do_not_break_a_case() -> None:
    source = draw(start("s"), xor("m"), user("a"), xor("g"), end("e"),
                  flows=["s -> m -> a -> g", "g -> m: ${again}", "g -> e: default"])  # fmt: skip
    case = Case(source, stored=False)
    for _ in range(500):
        case.complete("a", again=True)
    saved = case.branches[0].data
    reread = Case(source)
    reread.branches, reread.open = case.branches, case.open
    reread.go_back("a", "a")
    assert len(reread.branches[0].data) < len(saved)
    reread.complete("a", again=False)
    assert reread.ended


# --- withdrawals


@pytest.mark.parametrize("stored", WAYS)
def test_an_opinion_is_withdrawn_and_its_timers_are_due_when_they_were(stored: bool) -> None:
    inside = sub(
        "r", start("rs"), user("review"), boundary("warn", on="review", event=timer("P3D"), interrupting=False),
        boundary("late", on="review", event=timer("P5D")), end("re"), end("we"),
        flows=["rs -> review -> re", "warn -> we", "late -> re"], many=many("depts", "dept"), props=GATHER,
    )  # fmt: skip
    case = Case(draw(start("s"), inside, user("decide"), end("e"), flows=["s -> r -> decide -> e"]), depts=TWO,
                stored=stored)  # fmt: skip
    due = {each.element: each.due for each in case.timers.values() if each.item == "fire"}
    case.fire("warn@fire")
    task = case.task("review@fire")
    case.complete("review@fire", opinion="yes")
    assert case.variables["opinions"] == ["yes"]
    step = case.reopen(task)
    assert [(each.element, each.item) for each in step.opened] == [("review", "fire")]
    assert {each.element: each.due for each in step.timers} == {"late": due["late"]}  # the warning was given already
    assert case.variables["opinions"] == []
    assert case.seen_by("review@fire").items() >= {"dept": "fire", "loopCounter": 0}.items()
    case.complete("review@fire", opinion="no")
    case.complete("review@urban", opinion="yes")
    assert case.seen_by("decide")["opinions"] == ["no", "yes"]
    assert case.due() == []


@pytest.mark.parametrize("stored", WAYS)
def test_a_cycle_of_a_withdrawn_step_goes_on_where_it_was(stored: bool) -> None:
    source = draw(start("s"), fork("f"), user("a"), user("b"), fork("j"), end("e"), end("g"),
                  boundary("again", on="a", event=timer("R3/P1D", "timeCycle"), interrupting=False),
                  flows=["s -> f", "f -> a -> j", "f -> b -> j", "j -> e", "again -> g"])  # fmt: skip
    case = Case(source, stored=stored)
    task = case.task("a")
    case.fire("again")
    due = case.timer("again").due
    finish(case, "a")
    case.reopen(task)
    assert case.timer("again").due == due
    case.fire("again")
    case.fire("again")
    assert case.due() == []


@pytest.mark.parametrize("stored", WAYS)
@pytest.mark.parametrize("make", ["branches", "single", "static"])
def test_an_opinion_is_withdrawn_before_any_kind_of_join(make: str, stored: bool) -> None:
    if make == "branches":
        source = draw(start("s"), fork("f"), user("a"), user("b"), fork("j"), end("e"),
                      flows=["s -> f", "f -> a -> j", "f -> b -> j", "j -> e"])  # fmt: skip
        one, other = "a", "b"
    elif make == "single":
        source = draw(start("s"), user("a", many=many("depts", "dept"), props=GATHER), end("e"), flows=["s -> a -> e"])
        one, other = "a@fire", "a@urban"
    else:
        parts = [sub(f"{each}r", start(f"{each}s"), user(each), end(f"{each}e"),
                     flows=[f"{each}s -> {each} -> {each}e"]) for each in "ab"]  # fmt: skip
        source = draw(start("s"), fork("f"), *parts, fork("j"), end("e"),
                      flows=["s -> f", "f -> ar -> j", "f -> br -> j", "j -> e"])  # fmt: skip
        one, other = "a", "b"
    case = Case(source, depts=TWO, stored=stored)
    task = case.task(one)
    finish(case, one)
    case.reopen(task)
    assert case.waits() == [one, other]
    finish(case, other)
    assert case.waits() == [one]
    finish(case, one)
    assert case.ended


def refused(case: Case, task: OpenTask, why: str) -> None:
    before = dict(case.branches)
    with pytest.raises(Refused, match=why):
        case.reopen(task)
    assert case.branches == before


@pytest.mark.parametrize("stored", WAYS)
def test_nothing_is_withdrawn_after_the_join(stored: bool) -> None:
    case = Case(BRANCHES, stored=stored)
    finish(case, "accept", "a1", "b1")
    tasks = {name: case.task(name) for name in ("a2", "b2")}
    finish(case, "a2", "b2")
    for task in tasks.values():
        refused(case, task, "has gone on")

    case = Case(joint(), depts=TWO, stored=stored)
    finish(case, "accept", "review@fire", "review@urban")
    tasks = {name: case.task(name) for name in ("after@fire", "after@urban")}
    finish(case, *tasks)
    for task in tasks.values():
        refused(case, task, "has gone on")


def test_nothing_is_withdrawn_that_somebody_has_acted_on() -> None:
    case = Case(joint(), depts=TWO)
    finish(case, "accept")
    review = case.task("review@fire")
    finish(case, "review@fire", "after@fire")
    refused(case, review, "has gone on")


@pytest.mark.parametrize("stored", WAYS)
@pytest.mark.parametrize("order", list(permutations(["review@fire", "remind@fire"])), ids=["first", "last"])
def test_a_reminder_that_has_run_its_course_does_not_keep_an_opinion_from_being_withdrawn(
    stored: bool, order: tuple[str, ...]
) -> None:
    inside = sub(
        "r", start("rs"), user("review"), boundary("warn", on="review", event=timer("P3D"), interrupting=False),
        user("remind"), end("re"), end("we"), flows=["rs -> review -> re", "warn -> remind -> we"],
        many=many("depts", "dept"), props=GATHER,
    )  # fmt: skip
    case = Case(draw(start("s"), inside, end("e"), flows=["s -> r -> e"]), depts=TWO, stored=stored)
    case.fire("warn@fire")
    task = case.task("review@fire")
    finish(case, *order)
    case.reopen(task)
    assert case.waits() == ["review@fire", "review@urban"]
    finish(case, "review@urban", "review@fire")
    assert case.ended


def test_nothing_is_withdrawn_into_a_sub_process_in_which_somebody_has_acted() -> None:
    inside = sub("r", start("rs"), user("i"), user("k"), end("re"), flows=["rs -> i -> k -> re"])
    case = Case(draw(start("s"), user("a"), inside, end("e"), flows=["s -> a -> r -> e"]))
    task = case.task("a")
    finish(case, "a")
    case.reopen(task)
    task = case.task("a")
    finish(case, "a", "i")
    refused(case, task, "has gone on")


def test_a_step_whose_follower_is_untouched_can_be_withdrawn() -> None:
    case = Case(draw(start("s"), user("a"), user("b"), end("e"), flows=["s -> a -> b -> e"]))
    task = case.task("a")
    finish(case, "a")
    step = case.reopen(task)
    assert (case.waits(), [closed.how for closed in step.closed]) == (["a"], ["cancelled"])


@pytest.mark.parametrize("last", [None, terminate()], ids=["ended", "terminated"])
def test_nothing_is_withdrawn_after_the_case_has_ended(last: Any) -> None:
    case = Case(draw(start("s"), user("a"), end("e", last), flows=["s -> a -> e"]))
    task = case.task("a")
    finish(case, "a")
    refused(case, task, "the case has ended")


def test_what_is_open_cut_short_or_no_persons_step_cannot_be_withdrawn() -> None:
    source = draw(start("s"), user("a"), boundary("b", on="a", event=message("m")), service("x", "t"), user("z"),
                  end("e"), flows=["s -> a -> e", "b -> x -> z -> e"])  # fmt: skip
    case = Case(source)
    task = case.task("a")
    refused(case, task, "'a' is ready; it was not completed")
    case.message("m")
    refused(case, task, "'a' is cancelled")
    passed = [each for each in case.steps[-1].passed if each.element == "x"]
    with pytest.raises(Refused, match="'x' is completed"):
        case.run.reopen(passed[0].token)


def test_nothing_is_withdrawn_in_a_review_that_was_cut_short() -> None:
    case = Case(joint(whole=True), depts=TWO)
    finish(case, "accept")
    review = case.task("review@fire")
    finish(case, "review@fire")
    case.fire("over")
    refused(case, review, "has gone on")


@pytest.mark.parametrize("stored", WAYS)
def test_a_withdrawal_among_departments_that_come_one_after_the_other(stored: bool) -> None:
    source = draw(start("s"), user("a", many=many("depts", "dept", sequential=True), props=GATHER), user("z"), end("e"),
                  flows=["s -> a -> z -> e"])  # fmt: skip
    case = Case(source, depts=["x", "y", "w"], stored=stored)
    first = case.task("a@x")
    finish(case, "a@x")
    case.reopen(first)
    assert (case.waits(), case.variables["opinions"]) == (["a@x"], [])
    finish(case, "a@x", "a@y", "a@w")
    assert case.seen_by("z")["opinions"] == ["x", "y", "w"]


@pytest.mark.parametrize("stored", WAYS)
def test_an_opinion_that_is_not_gathered_is_taken_back_from_the_variables(stored: bool) -> None:
    source = draw(start("s"), user("a", many=many("depts", "dept")), user("z"), end("e"), flows=["s -> a -> z -> e"])
    case = Case(source, depts=["x", "y", "w"], stored=stored)
    task = case.task("a@y")
    case.complete("a@x", x=1)
    case.complete("a@y", y=1)
    case.reopen(task)
    assert "y" not in case.variables
    case.complete("a@y")
    case.complete("a@w")
    assert case.seen_by("z") == {"depts": ["x", "y", "w"], "x": 1}


@pytest.mark.parametrize("stored", WAYS)
def test_a_turn_of_a_loop_is_withdrawn(stored: bool) -> None:
    case = Case(draw(start("s"), user("a", many=loop(at_most=3)), user("z"), end("e"), flows=["s -> a -> z -> e"]),
                stored=stored, n=0)  # fmt: skip
    first = case.task("a")
    case.complete("a", n=1)
    case.reopen(first)
    assert (case.waits(), case.seen_by("a")["n"]) == (["a"], 0)
    for number in range(3):
        case.complete("a", n=number)
    assert case.seen_by("z")["n"] == 2


@pytest.mark.parametrize("stored", WAYS)
def test_a_hundred_withdrawals_leave_a_case_as_it_was(stored: bool) -> None:
    case = Case(joint(), depts=TWO, stored=stored)
    finish(case, "accept")
    sizes = set()
    for _ in range(100):
        task = case.task("review@fire")
        case.complete("review@fire", opinion="yes")
        case.reopen(task)
        assert case.due() == ["late@fire", "late@urban", "warn@fire", "warn@urban"]
        sizes.add(len(case.branches[0].data) // 20)
    assert len(sizes) < 4
