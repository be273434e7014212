"""The items of the house, moved back and forth at every wait of random walks: onto themselves, and under other ids."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import etree

from app.engine import Program, Step, prepare, read
from app.engine.marking import messages_awaited
from app.engine.moving import Mover, Names
from app.engine.pairing import paired
from app.engine.sheets import sheet
from tests.engine.test_moving import CALENDAR, Stored
from tests.factories import AT, DAY

FOLDER = Path(__file__).resolve().parents[2] / "processes"
FACTS: dict[str, Any] = {
    "area": 350, "works": 100_000, "sign_board": True, "tobacco": True, "drains": False, "fumes": False,
    "site_visit": True, "lead": "market", "refusal": "deny", "wanted": "promised",
}  # fmt: skip
ITEMS = ("joint", "promised", "escalated", "rejected", "direct", "assisted")
DRAWN = (*ITEMS, "hearing")
"""The items and the procedure that one of them calls."""
REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement")
TEXTS = ("incoming", "outgoing", "flowNodeRef")


def renamed(source: bytes) -> bytes:
    """The same diagram, every shape and flow of it under another id."""
    root = etree.fromstring(source)
    process = next(root.iter("{*}process"))
    ids = {node.get("id") for node in process.iter("{*}*") if node.get("id")} - {process.get("id")}
    for node in root.iter("{*}*"):
        for name in ("id", *REFERENCES):
            if node.get(name) in ids:
                node.set(name, f"{node.get(name)}_moved")
        if etree.QName(node).localname in TEXTS and node.text in ids:
            node.text = f"{node.text}_moved"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def sources(*, other: bool) -> dict[str, bytes]:
    """All items; under other ids when asked."""
    found = {key: (FOLDER / f"{key}.bpmn").read_bytes() for key in DRAWN}
    return {key: renamed(source) for key, source in found.items()} if other else found


def program(key: str, *, other: bool) -> Program:
    found = sources(other=other)
    return prepare([found[key], *(source for name, source in found.items() if name != key)], process=key)


def names(*, back: bool) -> Names:
    """Ids by ids, found by how the shapes look and stand."""
    here, there = sources(other=back), sources(other=not back)
    return {key: paired(sheet(read(here[key]), key), sheet(read(there[key]), key)) for key in DRAWN}


def test_every_shape_is_found_under_its_other_id() -> None:
    for key, pairs in names(back=False).items():
        expected = {id: f"{id}_moved" for id in sheet(read(sources(other=False)[key]), key).shapes}
        assert {old: new for old, new in pairs.items() if old != key} == expected


def move(case: Stored, target: Program, way: Names) -> Step:
    run = case.restore()
    mover = Mover(run=run, target=target, names=way, opened=dict.fromkeys(case.tasks, AT), given={})
    assert mover.obstacles() == []
    mover.move()
    case.program = target
    return case.keep(run.step())


@pytest.mark.parametrize("key", ITEMS)
@pytest.mark.parametrize("seed", range(2))
def test_a_walk_goes_the_same_way_whether_it_is_moved_at_every_wait_or_not(key: str, seed: int) -> None:
    plain = walk(key, Random(seed), moved=False)
    moved = walk(key, Random(seed), moved=True)
    assert [element.removesuffix("_moved") for element in moved] == plain


def walk(key: str, random: Random, *, moved: bool) -> list[str]:
    """What is done in a case, step by step; moved to the other ids and back in turn before each."""
    programs = {other: program(key, other=other) for other in ((False, True) if moved else (False,))}
    ways = {False: names(back=False), True: names(back=True)} if moved else {}
    case = Stored(program=programs[False], branches={}, tasks={}, timers={})
    case.keep(programs[False].start(FACTS, at=AT, calendar=CALENDAR).step())
    done: list[str] = []
    is_other = False
    for turn in range(40):
        if case.ended:
            break
        case.at = AT + turn * DAY
        if moved:
            before = (sorted(case.tasks), {n: t.due for n, t in case.timers.items()})
            step = move(case, programs[not is_other], ways[is_other])
            is_other = not is_other
            assert (step.opened, step.closed, step.timers, step.timers_dropped, step.passed) == ([], [], [], [], [])
            assert (sorted(case.tasks), {n: t.due for n, t in case.timers.items()}) == before
        done.append(one_step(case, random))
    return done


def one_step(case: Stored, random: Random) -> str:
    """Complete or fire something, by numbers, which a move does not change."""
    choices = [("do", n) for n in sorted(case.tasks)] + [("fire", n) for n in sorted(case.timers)]
    if not choices:
        return answered(case)
    how, number = random.choices(choices, weights=[4 if how == "do" else 1 for how, _ in choices])[0]
    run = case.restore()
    if how == "fire":
        timer = case.timers.pop(number)
        assert run.fire(number, timer.branch)
        element = run.token(number, timer.branch).task_spec.bpmn_id
        case.keep(run.step())
        return f"fire {element}"
    task = case.tasks[number]
    spec = run.token(number, task.branch).task_spec
    actions = spec.info.properties.get("actions", "").split(",")
    outcome = random.choice(actions)
    run.complete(number, {"outcome": outcome, "opinion": outcome}, task.branch)
    case.keep(run.step())
    return f"{outcome} {spec.bpmn_id}"


def answered(case: Stored) -> str:
    """Nobody here has anything to do: what is waited for from outside comes."""
    run = case.restore()
    run.state.load_all()
    name = sorted(name for _, name in messages_awaited(run.state).values())[0]
    assert run.message(name)
    case.keep(run.step())
    return f"message {name}"
