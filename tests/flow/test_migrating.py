"""Running cases move to another version: every deadline stays, each case moves whole or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app import designs, desk
from app.designs import File
from app.desk import Migrating, Order
from app.domain.cases import CaseStatus
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.store import papers
from app.store.clocks import HELD
from app.store.records import CaseRecord
from tests.engine.drawing import boundary, draw, end, fork, service, start, timer, user, xor
from tests.factories import ADMIN, AT, DAY, DESIGNER, Centre, head, joint, officer, simple

WHY = "修订后增加复核环节"


def item(*steps: Any, flows: list[str] | None = None, key: str = "case", **props: str) -> bytes:
    """Steps of fire in a row unless the flows are given."""
    chain = " -> ".join(["s", *(one.id for one in steps if one.tag == "userTask"), "e"])
    ends = [end(f"{one.id}_end") for one in steps if one.tag == "boundaryEvent"]
    timers = [f"{one.id} -> {one.id}_end" for one in steps if one.tag == "boundaryEvent"]
    given = {"lead": "market", "itemCode": "M1", "limit": "10", "statutoryLimit": "20", "mode": "promised", **props}
    return draw(start("s"), *steps, end("e"), *ends, flows=[*(flows or [chain]), *timers], id=key, props=given)


def work(id: str = "work", limit: str = "5", **more: Any) -> Any:
    return user(id, groups="fire", props={"limit": limit, "warn": "2"}, **more)


def late(on: str = "work", text: str = "workdays(6)", id: str = "late") -> Any:
    return boundary(id, on=on, event=timer(text))


FIRST = item(work(), late(), work("decide"))


def move(centre: Centre, to: int, key: str = "case", at: datetime = AT + DAY, **more: Any) -> desk.Migrating:
    """Carry an order out to its end."""
    order = Order(key=key, to=to, reason=WHY, **more)
    made = desk.begin_migration(centre.house, DESIGNER, order, at=at)
    runner = Migrating(centre.house, made.id)
    while runner.step(at=at).status == "running":
        pass
    return runner


def moments(centre: Centre, case: CaseRecord) -> dict[str, Any]:
    """Everything about a case that must not move: its limits, tasks with holders, and timers to the microsecond."""
    with centre.house.database.reading() as connection:
        rows = papers.timers(connection, case.id)
    now = centre.now(case)
    tasks = [
        (t.id, t.status, t.assignee, t.light, t.created_at, t.warn_at, t.due_at, t.claimed_at)
        for t in centre.open_tasks(case)
    ]
    return {
        "case": (now.due_at, now.warn_at, now.statutory_at, now.status, now.light),
        "tasks": tasks,
        "timers": [(row.id, row.kind, row.due_at, row.next_at) for row in rows if row.fired_at is None],
    }


def test_a_step_added_in_the_future_moves_no_deadline_and_keeps_claims_drafts_and_opinions(centre: Centre) -> None:
    centre.deploy(joint())
    case = centre.to_review()
    centre.complete(case, "review", "fire", outcome="agree")
    mine = centre.task(case, "review", "urban")
    desk.claim(centre.house, officer("urban"), mine.id, at=AT)
    desk.save_draft(centre.house, officer("urban"), mine.id, {"note": "half"}, at=AT)
    before, said = moments(centre, case), centre.opinions(case)
    centre.deploy(with_a_check(joint()))
    order = move(centre, 2, key="joint").order
    assert (order.status, order.total, order.moved, order.kept) == ("done", 1, 1, 0)
    assert moments(centre, case) == before and centre.opinions(case) == said
    assert desk.draft(centre.house, officer("urban"), mine.id) == {"note": "half"}
    assert centre.house.programs.item(centre.now(case).definition_id).definition.version == 2
    entry = desk.ledger(centre.house, ADMIN, case.number)[-1]
    assert (entry.act, entry.detail["from"], entry.detail["to"]) == ("migrate", 1, 2)
    assert (entry.detail["reason"], entry.detail["by"]) == (WHY, "drawer@centre")
    for department in ("urban", "tobacco"):
        centre.complete(case, "review", department, outcome="agree")
    centre.complete(case, "decide", outcome="grant")
    assert centre.elements(case) == ["recheck:market"]
    assert centre.complete(case, "recheck", outcome="agree").case.status is CaseStatus.COMPLETED
    centre.check_ledgers()


def with_a_check(source: bytes) -> bytes:
    """The joint approval with one step more after the decision."""
    text = source.decode()
    flow = '<bpmn:sequenceFlow id="recheck_in" sourceRef="decide" targetRef="recheck"/>'
    step = '<bpmn:userTask id="recheck" name="复核" camunda:candidateGroups="market"/>'
    prefix = "bpmn:" if "<bpmn:process" in text else ""
    step, flow = step.replace("bpmn:", prefix), flow.replace("bpmn:", prefix)
    at = text.index(f"</{prefix}process>")
    text = text[:at] + step + flow + text[at:]
    old = 'sourceRef="decide" targetRef="done"'
    assert text.count(old) == 1
    return text.replace(old, 'sourceRef="recheck" targetRef="done"').encode()


def test_a_case_whose_waiting_step_is_gone_is_left_whole_with_the_reason(centre: Centre) -> None:
    centre.deploy(FIRST)
    staying, going = centre.receive("case"), centre.receive("case")
    centre.complete(going, "work")
    before = [moments(centre, case) for case in (staying, going)]
    version, entries = centre.now(staying).version, len(centre.acts(staying))
    centre.deploy(item(work("decide")))
    order = move(centre, 2).order
    assert (order.moved, order.kept) == (1, 1)
    (kept,) = desk.migrated_cases(centre.house, "case", order.id, moved=False)
    assert (kept.number, kept.from_version) == (staying.number, 1)
    assert [(one["code"], one["element"]) for one in kept.reasons] == [("step-removed", "work")]
    assert [moments(centre, case) for case in (staying, going)] == before
    assert (centre.now(staying).version, len(centre.acts(staying))) == (version, entries)
    centre.complete(staying, "work")
    assert centre.elements(staying) == ["decide:fire"]
    assert centre.complete(going, "decide").case.status is CaseStatus.COMPLETED


def test_a_preview_tells_everything_and_changes_nothing(centre: Centre) -> None:
    centre.deploy(FIRST)
    cases = [centre.receive("case") for _ in range(3)]
    centre.complete(cases[1], "work")
    before = [moments(centre, case) for case in cases]
    warned = boundary("warn", on="decide", event=timer("workdays(2)"), interrupting=False)
    centre.deploy(item(work("decide", limit="9"), warned))
    order = Order(key="case", to=2, new_limits=True)
    seen = desk.preview_migration(centre.house, DESIGNER, order, at=AT + DAY, limit=2)
    assert (seen.total, [one.moves for one in seen.cases]) == (3, [False, True])
    assert [one["code"] for one in seen.cases[0].reasons] == ["step-removed"]
    assert all(d.before == d.after for d in seen.cases[0].deadlines)
    assert {d.kind for d in seen.cases[0].deadlines} == {"promise", "statutory", "step", "timer"}
    due = centre.house.calendar.due
    told = {(d.kind, d.element): (d.before, d.after) for d in seen.cases[1].deadlines}
    assert told["step", "decide"] == (due(AT, 5), due(AT, 9))
    assert told["timer", "warn"] == (None, due(AT, 2))
    last = desk.preview_migration(centre.house, DESIGNER, order, at=AT, after=seen.cursor or 0, limit=2)
    assert [one.number for one in last.cases] == [cases[2].number] and last.cursor is None
    assert [moments(centre, case) for case in cases] == before
    assert {centre.house.programs.item(centre.now(case).definition_id).definition.version for case in cases} == {1}


def test_new_limits_are_counted_from_the_opening_and_the_promise_stays(centre: Centre) -> None:
    centre.deploy(FIRST)
    case = centre.receive("case")
    promise = centre.now(case).due_at
    centre.deploy(item(work(limit="2"), late(text="workdays(9)"), work("decide"), limit="30"))
    move(centre, 2, new_limits=True)
    task = centre.task(case, "work")
    due = centre.house.calendar.due
    assert (task.due_at, centre.now(case).due_at) == (due(AT, 2), promise)
    with centre.house.database.reading() as connection:
        rows = {row.kind: row.due_at for row in papers.timers(connection, case.id) if row.token}
    assert rows["due"] == due(AT, 2) and rows["engine"] == due(AT, 9)


def test_changed_limits_leave_what_waits_alone_unless_asked(centre: Centre) -> None:
    centre.deploy(FIRST)
    case = centre.receive("case")
    before = moments(centre, case)
    centre.deploy(item(work(limit="2"), late(text="workdays(9)"), work("decide", limit="1")))
    move(centre, 2)
    assert moments(centre, case) == before
    centre.complete(case, "work")
    assert centre.task(case, "decide").due_at == centre.house.calendar.due(AT, 1)


def test_timers_added_to_a_waiting_step_run_from_its_opening_and_removed_ones_never_fire(centre: Centre) -> None:
    centre.deploy(FIRST)
    case = centre.receive("case")
    warned = boundary("warn", on="work", event=timer("workdays(3)"), interrupting=False)
    centre.deploy(item(work(), warned, work("decide")))
    move(centre, 2, at=AT + 2 * DAY)
    with centre.house.database.reading() as connection:
        rows = [(row.element, row.due_at) for row in papers.timers(connection, case.id) if row.kind == "engine"]
    assert rows == [("warn", centre.house.calendar.due(AT, 3))]
    assert "engine:late" not in centre.pass_time(AT + 20 * DAY)
    assert centre.elements(case) == ["work:fire"]


def test_renamed_steps_are_guessed_where_only_the_id_has_changed_and_else_said(centre: Centre) -> None:
    centre.deploy(FIRST)
    plain = centre.receive("case")
    task = centre.task(plain, "work").id
    renamed = item(work("examine", name="work"), late(on="examine", id="overdue"), work("decide"))
    centre.deploy(FIRST.replace(b'id="work"', b'id="work" name="work"'))
    centre.deploy(renamed)
    seen = desk.preview_migration(centre.house, DESIGNER, Order(key="case", to=3, sources=[2]), at=AT)
    assert seen.mapping == {2: {"work": "examine", "late": "overdue", "late_end": "overdue_end"}}
    unnamed = desk.preview_migration(centre.house, DESIGNER, Order(key="case", to=3, sources=[1]), at=AT)
    assert not unnamed.cases[0].moves
    before = moments(centre, plain)
    move(centre, 3, sources=[1], mapping={"work": "examine", "late": "overdue"})
    assert moments(centre, plain) == before
    moved = centre.task(plain, "examine")
    assert moved.id == task
    assert "engine:overdue" in centre.pass_time(AT + 20 * DAY)
    assert centre.now(plain).ended_at is not None
    with centre.house.database.reading() as connection:
        assert "s" in {visit.element for visit in papers.visits(connection, plain.id)}


def test_the_path_that_was_come_is_found_under_the_new_ids(centre: Centre) -> None:
    centre.deploy(FIRST)
    case = centre.receive("case")
    centre.complete(case, "work")
    centre.deploy(item(work("examine"), late(on="examine", id="overdue"), work("decide")))
    move(centre, 2, mapping={"work": "examine"})
    passed = {visit.element for visit in desk.diagram(centre.house, ADMIN, case.number).passed}
    assert "examine" in passed and "work" not in passed


def test_a_case_that_could_never_end_in_the_new_version_stays(centre: Centre) -> None:
    def parallel(*branches: str) -> bytes:
        flows = [f"split -> {name} -> join" for name in branches]
        return item(
            fork("split"), *(work(name) for name in branches), fork("join"), work("last"),
            flows=["s -> split", *flows, "join -> last -> e"],
        )  # fmt: skip

    centre.deploy(parallel("a", "b"))
    inside, past = centre.receive("case"), centre.receive("case")
    for step in ("a", "b"):
        centre.complete(past, step)
    centre.deploy(parallel("a", "b", "c"))
    order = move(centre, 2).order
    assert (order.moved, order.kept) == (1, 1)
    (kept,) = desk.migrated_cases(centre.house, "case", order.id, moved=False)
    assert kept.number == inside.number and kept.reasons[0]["code"] == "would-get-stuck"
    for step in ("a", "b", "last"):
        done = centre.complete(inside, step)
    assert done.case.status is CaseStatus.COMPLETED


def test_what_the_new_version_reads_comes_from_the_application_or_is_told_as_unknown(centre: Centre) -> None:
    centre.deploy(FIRST)
    case = centre.receive("case", form={"area": 500})
    chosen = item(
        work(), late(), work("decide"), xor("big"), work("inspect"), end("f"),
        flows=["s -> work -> decide -> big", "big -> inspect: ${area > 300 && level > 0}", "big -> e: default",
               "inspect -> f"],
    )  # fmt: skip
    centre.deploy(chosen)
    seen = desk.preview_migration(centre.house, DESIGNER, Order(key="case", to=2), at=AT)
    assert seen.unknown == {1: ("area", "level")}
    move(centre, 2)
    centre.complete(case, "work")
    centre.complete(case, "decide", variables={"level": 1})
    assert centre.elements(case) == ["inspect:fire"]


def test_an_order_is_a_designers_with_a_reason_about_versions_that_exist(centre: Centre) -> None:
    centre.deploy(FIRST)
    centre.deploy(item(work("decide")))
    begin = desk.begin_migration
    with pytest.raises(Forbidden):
        begin(centre.house, officer("fire"), Order(key="case", to=2, reason=WHY), at=AT)
    for order, error in (
        (Order(key="case", to=2), Invalid),
        (Order(key="case", to=3, reason=WHY), NotFound),
        (Order(key="nothing", to=1, reason=WHY), NotFound),
        (Order(key="case", to=2, sources=[2], reason=WHY), Invalid),
        (Order(key="case", to=2, mapping={"work": "nowhere"}, reason=WHY), Invalid),
    ):
        with pytest.raises(error):
            begin(centre.house, DESIGNER, order, at=AT)
    begin(centre.house, DESIGNER, Order(key="case", to=2, reason=WHY), at=AT)
    with pytest.raises(Refused, match="still running"):
        begin(centre.house, DESIGNER, Order(key="case", to=2, reason=WHY), at=AT)


def test_an_order_can_be_stopped_and_carried_on(centre: Centre) -> None:
    centre.deploy(FIRST)
    cases = [centre.receive("case") for _ in range(5)]
    centre.deploy(item(work(), late(), work("check"), work("decide")))
    made = desk.begin_migration(centre.house, DESIGNER, Order(key="case", to=2, reason=WHY), at=AT)
    runner = Migrating(centre.house, made.id)
    assert runner.step(at=AT, size=2).moved == 2
    desk.stop_migration(centre.house, DESIGNER, "case", made.id)
    assert (runner.step(at=AT).status, runner.order.moved) == ("stopped", 2)
    assert desk.running_migrations(centre.house) == []
    desk.resume_migration(centre.house, DESIGNER, "case", made.id)
    another = Migrating(centre.house, made.id)
    while another.step(at=AT, size=2).status == "running":
        pass
    assert (another.order.moved, another.order.ended_at) == (5, AT)
    assert [centre.acts(case).count("migrate") for case in cases] == [1] * 5
    with pytest.raises(Refused):
        desk.resume_migration(centre.house, DESIGNER, "case", made.id)


def test_cases_that_came_later_and_cases_that_have_ended_are_left_alone(centre: Centre) -> None:
    centre.deploy(simple("case"))
    ended = centre.receive("case")
    centre.complete(ended, "work")
    running = centre.receive("case")
    future = File(name="s.bpmn", data=simple("case", limit="3"))
    designs.deploy(centre.house, DESIGNER, [future], at=AT, effective_at=AT + 9 * DAY)
    made = desk.begin_migration(centre.house, DESIGNER, Order(key="case", to=2, reason=WHY), at=AT)
    later = centre.receive("case")
    runner = Migrating(centre.house, made.id)
    while runner.step(at=AT).status == "running":
        pass
    versions = [centre.now(case).definition_id for case in (ended, running, later)]
    assert versions[0] == versions[2] != versions[1]
    with pytest.raises(Refused, match="is used"):
        designs.cancel(centre.house, DESIGNER, "case", 2, at=AT + timedelta(hours=1))


def test_what_runs_by_itself_after_the_move_is_not_started_by_it(centre: Centre) -> None:
    centre.deploy(item(work(), late()))
    case = centre.receive("case")
    told = item(work(), late(), service("red", "supervise.red"), flows=["s -> work -> red -> e"])
    centre.deploy(told)
    before = centre.alerts(case)
    move(centre, 2)
    assert centre.alerts(case) == before


SUSPENDED = [
    # what the new version draws; then the limit of the step and the timer, where they stand after the move
    (item(work(), late(), late(text="workdays(3)", id="sooner"), work("decide")), 5, {"late": 6, "sooner": 3}),
    (item(work(), late(text="workdays(8)"), work("decide")), 5, {"late": 8}),
    (item(work(limit="3"), late(), work("decide")), 3, {"late": 6}),
    (item(user("work", groups="fire"), late(), work("decide")), None, {"late": 6}),
    (item(work(), late(text="P9D"), work("decide")), 5, {"late": None}),
]


def rows_of(centre: Centre, case: CaseRecord) -> dict[str, Any]:
    """The timers of the step and of the diagram that wait, by what they are."""
    with centre.house.database.reading() as connection:
        found = [row for row in papers.timers(connection, case.id) if row.fired_at is None and row.token < 1000]
    return {row.element if row.kind == "engine" else row.kind: row for row in found if row.token}


@pytest.mark.parametrize("over", [True, False])
@pytest.mark.parametrize(("second", "limit", "timers"), SUSPENDED)
def test_what_the_new_version_adds_and_changes_leaves_a_pause_out(
    centre: Centre, second: bytes, limit: int | None, timers: dict[str, int | None], over: bool
) -> None:
    """Paused on Tuesday for three working days, the case is moved in the pause or after it."""
    calendar, paused, moved = centre.house.calendar, AT + DAY, AT + 7 * DAY
    centre.deploy(FIRST)
    case = centre.receive("case")
    desk.pause(centre.house, head("market"), case.number, "hearing", WHY, 3, at=paused)
    if over:
        desk.resume(centre.house, officer("market"), case.number, at=AT + 4 * DAY)
    centre.deploy(second)
    move(centre, 2, at=moved, new_limits=True)
    waiting, task = rows_of(centre, case), centre.task(case, "work")
    assert task.due_at == (None if limit is None else calendar.due(AT, limit + 3))
    assert {"warn", "due"} & waiting.keys() == (set() if limit is None else {"warn", "due"})
    for element, days in timers.items():
        assert waiting[element].due_at == (AT + 9 * DAY if days is None else calendar.due(AT, days + 3)), element
        assert (waiting[element].next_at == HELD) == (not over and days is not None), element
    natural = [f"engine:{element}" for element, days in timers.items() if days is None]
    if not over:
        fired = centre.pass_time(AT + 13 * DAY)
        assert [one for one in fired if not one.endswith(":")] == natural
        desk.resume(centre.house, officer("market"), case.number, at=AT + 14 * DAY)
        if natural:
            return  # the deadline has ended the step
        assert centre.task(case, "work").due_at == (None if limit is None else calendar.due(AT, limit + 9))
        for element, days in timers.items():
            assert days is not None
            assert rows_of(centre, case)[element].next_at == calendar.due(AT, days + 9)
    fired = centre.pass_time(AT + 60 * DAY)
    assert [fired.count(f"engine:{element}") for element in timers].count(1) >= 1
    assert len(fired) == len(set(fired))
